"""Where output goes: a file, whole or not at all; a terminal, coloured and wrapped; a pipe in its encoding."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from .output import is_marked

if TYPE_CHECKING:
    from .batch import Options
    from .model import Result, Unreadable
    from .returns import Returns


class CannotWrite(click.ClickException):
    """An output that could not be written; the job was not done."""

    exit_code = 2


def write_report(
    results: Iterable[Result], options: dict[str, Any], detail: int, output: str | None, unread: Sequence[str]
) -> None:
    """The report in the wanted format: to a file, whole or not at all; on a terminal; or into a pipe."""
    from . import reports

    name, lang = options["format_"], options["lang"]
    if name == "xlsx":
        from .reports import xlsx

        assert output is not None, "a workbook goes to a file"
        write_file(output, xlsx.render(results, lang, detail, unread))
    elif output is not None:
        write_file(output, (piece.encode("utf-8", "replace") for piece in reports.render(name, results, lang, detail)))
    elif name == "text" and _on_terminal(options["color"]):
        from shutil import get_terminal_size  # slow to import

        from . import terminal
        from .reports import text as text_report

        lines = text_report.lines(results, lang, detail)
        colour = not os.environ.get("NO_COLOR")
        for text in terminal.styled(lines, get_terminal_size().columns, colour):
            click.echo(text, nl=False, color=True)
    else:
        print_pieces(reports.render(name, results, lang, detail), utf8=name != "text")


def write_file(path: str, data: bytes | Iterable[bytes]) -> None:
    """Writes an output whole; a sentence and exit code 2 if that cannot be done."""
    from .output import write_whole

    try:
        write_whole(path, data)
    except OSError as error:
        raise not_written(path, error) from None


def not_written(path: str, error: OSError, also: str = "") -> CannotWrite:
    """What says why an output was not written; ``also`` names another that it may have been."""
    if isinstance(error, FileNotFoundError):
        return CannotWrite(f"写不了 {path}：文件夹不存在")
    reason = error.strerror or error
    return CannotWrite(f"写不了 {path}{also}（{reason}），请先在 Excel/WPS 中关闭该文件并确认可以写入")


def check_output(output: str | None, name: str, inputs: Iterable[str]) -> None:
    """A report never takes the place of an input, nor of a workbook that is no report of ours. Raises UsageError."""
    from .inputs import LOOSE, SUFFIXES

    if output is not None and os.path.isdir(output):
        raise click.UsageError(f"-o {output} 是文件夹；请指定文件名")
    ending = os.path.splitext(output)[1].lower() if output is not None else ""
    is_workbook = ending in (".xlsx", ".xlsm")
    if name != "xlsx":
        if ending in (SUFFIXES - LOOSE) | {".zip"} or _is_one_of(output, inputs):
            refused = f"-o {output}：结果是文本，不能写成工作簿、文档或压缩包，也不会覆盖报送的表"
            raise click.UsageError(f"{refused}；要工作簿请加 --format xlsx")
        return
    if output is None or not is_workbook:
        raise click.UsageError("--format xlsx 请用 -o 指定写到哪个文件，如 -o 核对结果.xlsx")
    from .reports.xlsx import MARK

    if _is_one_of(output, inputs):
        raise click.UsageError(f"-o {output}：这是报送的表，不会覆盖；请换一个文件名")
    if os.path.exists(output) and not is_marked(output, MARK):
        raise click.UsageError(f"-o {output} 已经存在，不是本工具写的核对结果；请换一个文件名")


def _is_one_of(output: str | None, paths: Iterable[str]) -> bool:
    if output is None or not os.path.exists(output):
        return False
    place = os.path.realpath(output)
    return any(place == os.path.realpath(path) for path in paths)


def check_folder(output: str | None, name: str) -> None:
    """Return workbooks go into a folder. Raises UsageError."""
    if name == "xlsx":
        raise click.UsageError("--split-by 写出的就是工作簿，不能同时用 --format xlsx")
    if output is None:
        raise click.UsageError("--split-by 请用 -o 指定写到哪个文件夹，如 -o 退回")
    if os.path.exists(output) and not os.path.isdir(output):
        raise click.UsageError(f"-o {output} 是文件；--split-by 写出多个工作簿，请指定文件夹")


def write_returns(returns: Returns, folder: str, inputs: Iterable[str], lang: str) -> None:
    """Writes the return workbooks, each whole; says how many on standard error."""
    from .returns import MARK

    sources = {os.path.realpath(path) for path in inputs}
    count = 0
    for name, data in returns.workbooks():
        path = os.path.join(folder, name)
        if os.path.realpath(path) in sources or (os.path.exists(path) and not is_marked(path, MARK)):
            raise CannotWrite(f"写不了 {path}：已经有这个文件，不是本工具写的修改意见；请换一个文件夹或移走它")
        try:
            os.makedirs(folder, exist_ok=True)
        except OSError as error:
            raise CannotWrite(f"写不了文件夹 {folder}（{error.strerror}），请换一个位置") from None
        write_file(path, data)
        count += 1
    said = {
        "zh": f"写出 {count} 个工作簿到 {folder}；没有错误和警告的有 {returns.fine} 个，不必退回",
        "en": f"{count} workbooks written to {folder}; {returns.fine} have neither errors nor warnings",
    }
    click.echo(said[lang], err=True)


def with_report(settings: Options, path: str | None, files: int, lang: str) -> Options:
    """The settings with the report at ``path``, if there is one, which belongs to a single form. Raises UsageError."""
    from dataclasses import replace

    from . import batch
    from .model import Unreadable

    if path is None:
        return settings
    if files != 1:
        raise click.UsageError("--report 是一张表的报告，请只给一个文件")
    try:
        return replace(settings, report=batch.read_report(path, settings.password))
    except Unreadable as error:
        other = "报告应是 Word 文档或文本文件（docx、doc、wps、rtf、txt）"
        raise click.UsageError(f"--report {path}：{other if error.code == 'FIL01' else _said(error, lang)}") from None


def write_self_report(form: str | None, output: str, outline: str | None, **options: Any) -> None:
    """Writes the report of a form, or without one the outline itself; never over what somebody has written."""
    from . import inputs
    from .model import Unreadable
    from .narrative import making
    from .narrative.document import is_untouched
    from .narrative.writing import BadOutline

    if os.path.splitext(output)[1].lower() != ".docx":
        raise click.UsageError(f"-o {output}：报告是 Word 文档，请用 .docx 结尾的名字")
    if _is_one_of(output, filter(None, (form, outline))):
        raise click.UsageError(f"-o {output}：这是输入文件，不会覆盖；请换一个文件名")
    if os.path.exists(output) and not is_untouched(output):
        raise click.UsageError(f"{output} 已经存在，不是本工具写的报告，或者写出后有人改过；请换一个文件名或移走它")
    lang = options.pop("lang")
    try:
        own = None if outline is None else inputs.content(outline)[0]
    except Unreadable as error:
        raise CannotWrite(f"提纲 {outline}：{_said(error, lang)}") from None
    try:
        data = making.own_outline() if form is None else making.made(*inputs.content(form), outline=own, **options)
    except Unreadable as error:
        raise CannotWrite(_said(error, lang)) from None
    except BadOutline as error:
        raise click.UsageError(f"提纲 {outline}：{error}") from None
    except making.NotOneForm as error:
        many = f"文件里有 {len(error.sheets)} 张自评表（{'、'.join(error.sheets)}），请用 --sheet 指定一张"
        raise CannotWrite(
            many if error.sheets else "没有找到项目支出绩效自评表，请确认是否选错了文件或工作表"
        ) from None
    write_file(output, data)


def _said(error: Unreadable, lang: str) -> str:
    from .batch import file_finding
    from .rules import advice, message

    finding = file_finding(error)
    return f"{message(finding, lang)}；{advice(finding, lang)}"


def _on_terminal(color: str) -> bool:
    return color == "always" or (color == "auto" and sys.stdout.isatty())


def print_pieces(pieces: Iterable[str], utf8: bool = False) -> None:
    """Writes to standard output; a sign that a legacy code page lacks never fails, and data is always UTF-8."""
    stream = sys.stdout
    encoding = "utf-8" if utf8 else stream.encoding or "utf-8"
    try:
        for piece in pieces:
            stream.buffer.write(piece.encode(encoding, "replace"))
        stream.buffer.flush()
    except BrokenPipeError:  # the reader has seen enough; the rest is judged all the same, for the exit code
        for _ in pieces:
            pass
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
