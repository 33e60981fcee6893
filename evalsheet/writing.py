"""Filled workbooks onto disk: one output for each input, or a line that says why not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from .batch import Found, file_finding
from .filling import Filled, fill
from .model import Unreadable
from .output import write_whole
from .rules import advice, message

_WORDS = {
    "zh": {
        "filled": "{path} → {target}：填写 {filled} 格，更正 {corrected} 格",
        "failed": "{path}：没有写出，{reason}",
        "taken": "与另一个输入文件同名，会互相覆盖",
        "locked": "写不了 {target}（{error}），请先在 Excel/WPS 中关闭该文件并确认可以写入",
        "same": "输出就是原文件；确要写回请用 --in-place",
        "cells": "（{cells}）",
        "comma": "，",
        "stop": "。",
    },
    "en": {
        "filled": "{path} -> {target}: {filled} cells filled, {corrected} corrected",
        "failed": "{path}: not written, {reason}",
        "taken": "another input has the same name; one would overwrite the other",
        "locked": "cannot write {target} ({error}); close it in Excel/WPS and check that it may be written",
        "same": "the output is the input itself; give --in-place if that is meant",
        "cells": " ({cells})",
        "comma": ", ",
        "stop": "; ",
    },
}
_MOST_CELLS = 8


def targets(files: Iterable[Found], output: str | None, many: bool) -> Iterator[tuple[Found, str | None]]:
    """The output path of each input: OUT itself for a single file, else below OUT as it stood below its folder.

    Without ``output`` it is the input itself. None for an input whose output another one has already taken.
    """
    taken: set[str] = set()
    for found in files:
        target = found.path if output is None else os.path.join(output, found.relative) if many else output
        key = os.path.normcase(os.path.abspath(target))
        yield found, None if key in taken else target
        taken.add(key)


def write_filled(
    found: Found, target: str | None, in_place: bool, lang: str, **options: bool | str | None
) -> tuple[str, bool]:
    """Fills one file and writes it whole; what to say about it, and whether it was written.

    The input itself is written only ``in_place``.
    """
    words = _WORDS[lang]
    try:
        if target is None:
            raise OSError(words["taken"])
        filled = fill(found.path, **options)  # type: ignore[arg-type]
        if not in_place and os.path.exists(target) and os.path.samefile(target, found.path):
            raise OSError(words["same"])
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    except Unreadable as error:
        return words["failed"].format(path=found.path, reason=_reason(error, lang)), False
    except OSError as error:
        return words["failed"].format(path=found.path, reason=error.strerror or str(error)), False
    try:
        write_whole(target, filled.data)
    except OSError as error:
        reason = words["locked"].format(target=target, error=error.strerror)
        return words["failed"].format(path=found.path, reason=reason), False
    return _said(found.path, target, filled, lang), True


def _reason(error: Unreadable, lang: str) -> str:
    finding = file_finding(error)
    return _WORDS[lang]["stop"].join((message(finding, lang), advice(finding, lang)))


def _said(path: str, target: str, filled: Filled, lang: str) -> str:
    words = _WORDS[lang]
    corrected = sum(bool(change.before) for change in filled.changes)
    line = words["filled"].format(path=path, target=target, filled=len(filled.changes) - corrected, corrected=corrected)
    cells = [f"{change.where.cell} {change.after}" for change in filled.changes[:_MOST_CELLS]]
    if len(filled.changes) > _MOST_CELLS:
        cells.append("…")
    return line + (words["cells"].format(cells=words["comma"].join(cells)) if cells else "")
