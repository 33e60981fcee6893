"""What a worker process does for a request: bytes in, an answer out. Imports nothing that has to do with HTTP."""

from __future__ import annotations

import importlib
import io
import json
import os
import pickle
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, NamedTuple

from .. import batch, profiles, reports
from ..batch import Options, file_finding
from ..consolidation.rows import file_digest, kept
from ..consolidation.run import Run
from ..filling import fill
from ..inputs import Found
from ..model import Result, Unreadable
from ..narrative import making
from ..reports.json import finding_object, number
from ..returns import Returns
from ..template import template
from ..together import with_batch

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"
_MEDIA = {
    **{"json": JSON, "jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8", "xlsx": XLSX},
    "html": "text/html; charset=utf-8",
}
_NAMES = {
    "zh": {"check": "核对结果", "returns": "退回修改意见", "consolidate": "汇总", "fill": "已填", "report": "自评报告"},
    "en": {
        "check": "results",
        "returns": "to be changed",
        "consolidate": "overview",
        "fill": "filled",
        "report": "report",
    },
}


class Upload(NamedTuple):
    """A file as it was sent; the name is only what to call it."""

    name: str
    data: bytes


class Answer(NamedTuple):
    """What goes back: the status of HTTP, the kind of content, the content, and the name to save it by."""

    status: int
    media: str
    body: bytes
    name: str = ""


class Judged(NamedTuple):
    """What came of one of many files, as one process gives it to another: its result, and the digest of its bytes."""

    record: bytes
    digest: str


class Wanted(NamedTuple):
    """What is to be made of the results: a report in a format, or return letters by unit or department."""

    lang: str
    format: str = "json"
    split_by: str | None = None


def check(upload: Upload, options: Options, wanted: Wanted) -> Answer:
    """What `evalsheet check` says of the only file."""
    result = _judged(upload, options)
    # a form alone is compared with no other, and to get ready for that would cost more than all the rest
    return _answer([result] if len(result.forms) < 2 else with_batch([result], options), wanted)


def judge(upload: Upload, options: Options) -> Judged:
    """The result of one of many files."""
    return Judged(batch.pack(_judged(upload, options), options), file_digest(upload.data))


def _judged(upload: Upload, options: Options) -> Result:
    found = _found(upload.name)
    try:
        return batch.check_content(upload.data, found, options)
    except MemoryError:
        raise
    except Exception as error:  # a fault of ours costs this file only
        return batch.given_up(found, Unreadable("FIL07", error=type(error).__name__))


def given_up(name: str, error: Unreadable) -> Judged:
    """The result of a file whose worker had to be given up."""
    return Judged(batch.pack(batch.given_up(_found(name), error), Options()), "")


def _found(name: str) -> Found:
    return Found(name, True, os.path.basename(name))


def together(judged: Sequence[Judged], options: Options, wanted: Wanted) -> Answer:
    """What `evalsheet check` says of many files."""
    return _answer(with_batch(_results(judged), options), wanted)


def _results(judged: Iterable[Judged]) -> Iterator[Result]:
    for one in judged:
        yield pickle.loads(one.record)


def _answer(results: Iterable[Result], wanted: Wanted) -> Answer:
    lang, format_ = wanted.lang, wanted.format
    if wanted.split_by is not None:
        return _letters(results, wanted.split_by, lang)
    made: Any = importlib.import_module(f"{reports.__name__}.{format_}").render(results, lang, 0)
    body = made if isinstance(made, bytes) else "".join(made).encode("utf-8", "replace")
    name = f"{_NAMES[lang]['check']}.{format_}" if format_ in ("csv", "xlsx", "html") else ""
    return Answer(200, _MEDIA.get(format_, "text/plain; charset=utf-8"), body, name)


def _letters(results: Iterable[Result], by: str, lang: str) -> Answer:
    """The return letters as an archive; an empty one where nobody has anything to change."""
    target = io.BytesIO()
    with closing(Returns(by, lang)) as returns, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for result in results:
            returns.add(result)
        for name, data in returns.workbooks():
            package.writestr(zipfile.ZipInfo(name), data)
    return Answer(200, "application/zip", target.getvalue(), f"{_NAMES[lang]['returns']}.zip")


def consolidate(judged: Sequence[Judged], options: Options, lang: str) -> Answer:
    """The workbook that `evalsheet consolidate` writes."""
    with closing(Run(options, lang)) as run:
        run.take(kept(result, one.digest, 0, lang) for one, result in zip(judged, _results(judged), strict=True))
        body = b"".join(run.workbook())
    return Answer(200, XLSX, body, f"{_NAMES[lang]['consolidate']}.xlsx")


def filled(upload: Upload, options: Options, lang: str, correct: bool, mark: bool) -> Answer:
    """The workbook that `evalsheet fill` writes, or why there is none."""
    try:
        made = fill(upload.data, correct=correct, mark=mark, options=options)
    except Unreadable as error:
        return refused(error, lang)
    stem, ending = os.path.splitext(os.path.basename(upload.name))
    return Answer(200, XLSX, made.data, f"{stem}.{_NAMES[lang]['fill']}{'.xlsx' if made.converted else ending}")


def report(upload: Upload, options: Options, lang: str, sheet: str | None) -> Answer:
    """The document that `evalsheet report` writes, or why there is none."""
    try:
        body = making.made(upload.data, upload.name, options.profile, None, sheet, options.password)
    except Unreadable as error:
        return refused(error, lang)
    except making.NotOneForm as error:
        if not error.sheets:
            return refused(Unreadable("FIL20"), lang)
        said = {
            "zh": f"文件里有 {len(error.sheets)} 张自评表（{'、'.join(error.sheets)}），请用 sheet 指定一张",
            "en": f"the file has {len(error.sheets)} forms ({', '.join(error.sheets)}); name one as sheet",
        }
        return _refusal({"error": "sheet", "message": said[lang]})
    stem = os.path.splitext(os.path.basename(upload.name))[0]
    return Answer(200, DOCX, body, f"{stem}.{_NAMES[lang]['report']}.docx")


def refused(error: Unreadable, lang: str) -> Answer:
    """The answer that says why nothing could be made of a file."""
    found = finding_object(file_finding(error), lang)
    return _refusal({"error": error.code, "message": found["message"], "advice": found["advice"], "findings": [found]})


def _refusal(said: dict[str, Any]) -> Answer:
    return Answer(422, JSON, json.dumps(said, ensure_ascii=False, default=number).encode())


def seconds_for(names: Iterable[str]) -> float:
    """How long one of the files may take."""
    return batch.seconds_for(map(_found, names))


def warm() -> None:
    """Does all once, so that the first form need not wait until everything is loaded."""
    blank = Upload("", template(profiles.load("base")))
    for format_ in ("json", "html"):
        check(blank, Options(alone=True, sheets=True), Wanted("zh", format_))
