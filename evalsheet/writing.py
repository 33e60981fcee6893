"""Filled workbooks onto disk: one output for each input, or a line that says why not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

from . import workers
from .batch import Options, file_finding, seconds_for
from .filling import Filled, fill
from .inputs import WORKBOOKS, Found, suffix
from .model import Unreadable
from .ooxml import Workbook
from .output import write_whole
from .readers import kinds
from .rules import advice, message
from .rules.files import KINDS

T = TypeVar("T")
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
        "suffix": "这种文件要转成 xlsx 工作簿；请把 -o 的文件名写成以 .xlsx 结尾",
        "no_place": "这种文件要转成 xlsx 工作簿，不能写回原处；请用 -o 写到别处",
        "skipped": "{path}：没有转换，{reason}",
        "converted": "{path} 是{kind}，已把数据写进标准表样的 xlsx 工作簿：各数照原文件，不带公式{rest}",
        "rest": "，表样没有位置的内容在“其他内容”工作表",
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
        "suffix": "such a file becomes an xlsx workbook; give -o a name that ends in .xlsx",
        "no_place": "such a file becomes an xlsx workbook and cannot be written in place; write it elsewhere with -o",
        "skipped": "{path}: not converted, {reason}",
        "converted": "{path} is {kind}: its data are in an xlsx workbook of standard forms, "
        "values as they were and no formulas{rest}",
        "rest": "; what these have no place for is on the sheet 其他内容",
        "cells": " ({cells})",
        "comma": ", ",
        "stop": "; ",
    },
}
_MOST_CELLS = 8
#: Names of files that are filled as they are; what has another name becomes an xlsx workbook.
_PATCHED = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
_NO_FORM = ("FIL20", "FIL21")


class Job(NamedTuple):
    """An input and where its output goes, or the reason, a key of the words, why it goes nowhere."""

    found: Found
    target: str
    refused: str = ""


class Outcome(NamedTuple):
    """What to say about an input, whether the job was done, and what to say besides of one that was converted."""

    line: str
    done: bool
    note: str = ""


class _Refused(Exception):
    """An output that must not be written; the key of the words that say why."""


def jobs(files: Iterable[Found], output: str | None, many: bool) -> Iterator[Job]:
    """What to write for each input: OUT itself for a single file, else below OUT as it stood below its folder.

    Without ``output`` it is the input itself. An input that is named twice is filled once; one whose output another one
    has already taken, or is itself an input, is refused. What becomes an xlsx workbook has its name, x.xlsx for x.doc;
    it is x.doc.xlsx where x.xlsx is wanted by another one.
    """
    inputs = {_key(found.path): found for found in files}
    targets = {source: _target(found, output, many) for source, found in inputs.items()}
    wanted = Counter(map(_key, targets.values()))
    taken: set[str] = set()
    for source, found in inputs.items():
        target = targets[source]
        key = _key(target)
        if output is not None and many and _is_renamed(found.relative) and (wanted[key] > 1 or key in inputs):
            target = f"{os.path.join(output, found.relative)}.xlsx"
            key = _key(target)
        yield Job(found, target, "taken" if key in taken else "input" if key in inputs and key != source else "")
        taken.add(key)


def _target(found: Found, output: str | None, many: bool) -> str:
    if output is None or not many:
        return found.path if output is None else output
    stem, ending = os.path.splitext(found.relative)
    return os.path.join(output, f"{stem}.xlsx" if _is_renamed(found.relative) else stem + ending)


def _is_renamed(name: str) -> bool:
    return suffix(name) not in _PATCHED


def _key(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def write_all(
    wanted: Iterable[Job], in_place: bool, lang: str, processes: int, **options: bool | Options
) -> Iterator[Outcome]:
    """Fills the files and writes each whole; the outcomes in order.

    Workbooks are made in so many worker processes, each file within the limits of time and memory; 0 makes them here.
    They are written here in any case, so that no worker that is killed leaves a part of one behind. An input itself is
    written only ``in_place``.
    """
    jobs = list(wanted)
    make = partial(_made, lang=lang, options=options)
    made: Iterable[Filled | Outcome]
    if processes:
        failed = partial(_given_up, lang=lang)
        made = workers.each(make, jobs, failed, processes, seconds_for(job.found for job in jobs))
    else:
        made = map(make, jobs)
    for job, one in zip(jobs, made, strict=True):
        yield one if isinstance(one, Outcome) else _tried(partial(_put, one, job, in_place, lang), job, lang)


def _made(job: Job, lang: str, options: Mapping[str, Any]) -> Filled | Outcome:
    return _tried(partial(_fill, job, options), job, lang)


def _fill(job: Job, options: Mapping[str, Any]) -> Filled:
    if job.refused:
        raise _Refused(job.refused)
    return fill(job.found.path, **options)


def _put(filled: Filled, job: Job, in_place: bool, lang: str) -> Outcome:
    """Writes the workbook: over the input only ``in_place``, and over no other than one that was filled before."""
    path, target = job.found.path, job.target
    protected = not filled.converted and _is_protected(path)
    if filled.converted and (in_place or not target.lower().endswith(".xlsx")):
        raise _Refused("no_place" if in_place else "suffix")
    if in_place and protected:
        raise _Refused("protected")
    if not in_place:
        _refuse_to_replace(path, target)
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    write_whole(target, filled.data)
    note = _note(path, filled, lang) if filled.converted else ""
    return Outcome(_said(path, target, filled, protected, lang), True, note)


def _tried(step: Callable[[], T], job: Job, lang: str) -> T | Outcome:
    """What the step gives, or the outcome that says why there is nothing to write."""
    words, path = _WORDS[lang], job.found.path
    try:
        return step()
    except Unreadable as error:
        return _given_up(job, error, lang)
    except _Refused as error:
        reason = words[str(error)].format(target=job.target)
    except OSError as error:
        reason = words["locked"].format(target=job.target, error=error.strerror or error)
    except MemoryError:
        return _given_up(job, Unreadable("FIL06"), lang)
    except Exception as error:  # a fault of ours costs this file only
        reason = words["crashed"].format(error=f"{type(error).__name__}: {error}")
    return Outcome(words["failed"].format(path=path, reason=reason), False)


def _given_up(job: Job, error: Unreadable, lang: str) -> Outcome:
    """What to say of a file that cannot be filled; a document that was only found may be a report."""
    found, reason = job.found, _reason(error, lang)
    document = not found.named and suffix(found.path) not in WORKBOOKS
    key = "skipped" if error.code in _NO_FORM and document else "failed"
    return Outcome(_WORDS[lang][key].format(path=found.path, reason=reason), key == "skipped")


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


def _note(path: str, filled: Filled, lang: str) -> str:
    """How a file of another kind was filled."""
    from .template import leftovers  # XlsxWriter, which has been used for this file

    words = _WORDS[lang]
    rest = words["rest"] if leftovers.NAME in Workbook(filled.data).sheets else ""
    return words["converted"].format(path=path, kind=KINDS[filled.converted][lang != "zh"], rest=rest)
