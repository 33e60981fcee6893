"""The findings as workflow commands of GitHub and Gitea: each becomes an annotation of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Finding, Result
from ..rules import advice, message

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """One line a finding; what is waived is a notice with its reason."""
    for result in results:
        for finding in result.all_findings():
            yield _command(finding, result.file, lang)


def _command(finding: Finding, file: str, lang: str) -> str:
    place = f"{finding.where.sheet}!{finding.where.cell}" if finding.where else ""
    waived = finding.waived is not None
    command = "notice" if waived else _COMMANDS[finding.level]
    title = " ".join(filter(None, (finding.code, place)))
    said = f"{message(finding, lang)} ({finding.waived if waived else advice(finding, lang)})"
    return f"::{command} file={_property(file)},title={_property(title)}::{_escaped(said)}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
