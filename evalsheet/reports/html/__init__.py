"""The results as one page to look at, print or send by mail: it needs nothing else, runs no script, loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files

from ...model import Result
from .tags import Html, tag
from .view import sections

_TITLE = {"zh": "项目支出绩效自评表核对结果", "en": "Project expenditure self-evaluation: results"}
_NOTHING = {"zh": "没有可核对的文件。", "en": "There was no file to check."}


def style() -> str:
    """How a form looks; the web page has it too."""
    return files(__name__).joinpath("view.css").read_text("utf-8")


def render(results: Iterable[Result], lang: str, detail: int) -> Iterator[str]:
    """The page, section by section."""
    look = style()
    digest = base64.b64encode(hashlib.sha256(look.encode()).digest()).decode()
    yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">\n"
    yield tag("title", _TITLE[lang]) + "\n" + tag("style", Html(look)) + "\n</head>\n<body>\n"
    yield "<main>\n" + tag("h1", _TITLE[lang]) + "\n"
    number = 0
    for result in results:
        for section in sections(result, lang, number + 1):
            number += 1
            yield section + "\n"
    if not number:
        yield tag("p", _NOTHING[lang]) + "\n"
    yield "</main>\n</body>\n</html>\n"
