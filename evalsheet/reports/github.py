"""The findings as workflow commands of GitHub and Gitea: each becomes an annotation of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model import Finding, Result
from ..rules import advice, message
from .text import UNSEEN

_COMMANDS = {"error": "error", "warning": "warning", "hint": "notice"}


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """One line a finding; what is waived is a notice with its reason, what is about many files stands at the first."""
    for result in results:
        for finding in result.all_findings():
            files = list(dict.fromkeys(member.file for member in finding.members))
            yield _command(finding, files or [result.file], lang)


#: Files that are named in an annotation beside the one at which it stands.
_NAMED = 10


def _command(finding: Finding, files: Sequence[str], lang: str) -> str:
    place = f"{finding.where.sheet}!{finding.where.cell}" if finding.where else ""
    waived = finding.waived is not None
    command = "notice" if waived else _COMMANDS[finding.level]
    title = " ".join(filter(None, (finding.code, place)))
    said = f"{message(finding, lang)} ({finding.waived if waived else advice(finding, lang)})"
    if others := files[1:]:
        said += "; " + ", ".join((*others[:_NAMED], *(("…",) if len(others) > _NAMED else ())))
    at = f"file={_property(files[0])}," if files[0] else ""
    return f"::{command} {at}title={_property(title)}::{_escaped(said)}\n"


def _escaped(text: str) -> str:
    return text.translate(UNSEEN).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
