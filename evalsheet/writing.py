"""Filled workbooks onto disk: one output for each input, or a line that says why not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .batch import Found, Options, file_finding
from .filling import Filled, fill
from .model import Unreadable
from .ooxml import Workbook
from .output import write_whole
from .readers import kinds
from .rules import advice, message

_WORDS = {
    "zh": {
        "filled": "{path} → {target}：填写 {filled} 格，更正 {corrected} 格",
        "failed": "{path}：没有写出，{reason}",
        "taken": "与另一个输入文件同名，会互相覆盖；请改用不同的文件名或分开填写",
        "input": "输出 {target} 是另一个输入文件；请用 -o 指定别的位置",
        "foreign": "{target} 已经存在，不是本工具填写过的表；请换一个文件名或移走它",
        "crashed": "写入时程序出错（{error}）；请用 Excel 或 WPS 打开并另存后再试，仍不行的请把文件反馈给我们",
        "locked": "写不了 {target}（{error}），请先在 Excel/WPS 中关闭该文件并确认可以写入",
        "same": "输出就是原文件；确要写回请用 --in-place",
        "protected": "原文件有打开密码，填好的没有，不能写回原处；请用 -o 写到别处",
        "unprotected": "，没有打开密码",
        "cells": "（{cells}）",
        "comma": "，",
        "stop": "。",
    },
    "en": {
        "filled": "{path} -> {target}: {filled} cells filled, {corrected} corrected",
        "failed": "{path}: not written, {reason}",
        "taken": "another input has the same name; one would overwrite the other, so fill them one by one",
        "input": "the output {target} is another input; give another place with -o",
        "foreign": "{target} exists and was not filled by this tool; choose another name or move it away",
        "crashed": "the writer failed ({error}); save it again in Excel or WPS, else send us the file",
        "locked": "cannot write {target} ({error}); close it in Excel/WPS and check that it may be written",
        "same": "the output is the input itself; give --in-place if that is meant",
        "protected": "the input has a password and the filled workbook has none; write it elsewhere with -o",
        "unprotected": ", without the password",
        "cells": " ({cells})",
        "comma": ", ",
        "stop": "; ",
    },
}
_MOST_CELLS = 8


class Job(NamedTuple):
    """An input and where its output goes, or the reason, a key of the words, why it goes nowhere."""

    found: Found
    target: str
    refused: str = ""


class _Refused(Exception):
    """An output that must not be written; the key of the words that say why."""


def jobs(files: Iterable[Found], output: str | None, many: bool) -> Iterator[Job]:
    """What to write for each input: OUT itself for a single file, else below OUT as it stood below its folder.

    Without ``output`` it is the input itself. An input that is named twice is filled once; one whose output another one
    has already taken, or is itself an input, is refused.
    """
    inputs = {_key(found.path): found for found in files}
    taken: set[str] = set()
    for source, found in inputs.items():
        target = found.path if output is None else os.path.join(output, found.relative) if many else output
        key = _key(target)
        yield Job(found, target, "taken" if key in taken else "input" if key in inputs and key != source else "")
        taken.add(key)


def _key(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def write_filled(job: Job, in_place: bool, lang: str, **options: bool | Options) -> tuple[str, bool]:
    """Fills one file and writes it whole; what to say about it, and whether it was written.

    The input itself is written only ``in_place``, and no other workbook than one that was filled before is replaced.
    """
    words, (found, target, refused) = _WORDS[lang], job
    try:
        if refused:
            raise _Refused(refused)
        filled = fill(found.path, **options)  # type: ignore[arg-type]
        protected = _is_protected(found.path)
        if in_place and protected:
            raise _Refused("protected")
        if not in_place:
            _refuse_to_replace(found.path, target)
        os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
        write_whole(target, filled.data)
    except Unreadable as error:
        reason = _reason(error, lang)
    except _Refused as error:
        reason = words[str(error)].format(target=target)
    except OSError as error:
        reason = words["locked"].format(target=target, error=error.strerror or error)
    except Exception as error:  # a fault of ours costs this file only
        reason = words["crashed"].format(error=f"{type(error).__name__}: {error}")
    else:
        return _said(found.path, target, filled, protected, lang), True
    return words["failed"].format(path=found.path, reason=reason), False


def _refuse_to_replace(source: str, target: str) -> None:
    """Raises _Refused for the input itself, and for a file that does not bear our sheet."""
    if not os.path.isfile(target):
        return
    if os.path.samefile(target, source):
        raise _Refused("same")
    with open(target, "rb") as file:
        data = file.read()
    try:
        ours = Workbook(data).our_sheet
    except Unreadable:
        ours = None
    if ours is None:
        raise _Refused("foreign")


def _is_protected(path: str) -> bool:
    """Whether a file that can be filled has a password: a workbook stands in an OLE container only then."""
    with open(path, "rb") as file:
        return file.read(len(kinds.OLE)) == kinds.OLE


def _reason(error: Unreadable, lang: str) -> str:
    finding = file_finding(error)
    return _WORDS[lang]["stop"].join((message(finding, lang), advice(finding, lang)))


def _said(path: str, target: str, filled: Filled, protected: bool, lang: str) -> str:
    words = _WORDS[lang]
    corrected = sum(bool(change.before) for change in filled.changes)
    line = words["filled"].format(path=path, target=target, filled=len(filled.changes) - corrected, corrected=corrected)
    line += words["unprotected"] if protected else ""
    cells = [f"{change.where.cell} {change.after}" for change in filled.changes[:_MOST_CELLS]]
    if len(filled.changes) > _MOST_CELLS:
        cells.append("…")
    return line + (words["cells"].format(cells=words["comma"].join(cells)) if cells else "")
