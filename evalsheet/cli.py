"""The command line: arguments in, exit code out. All work is done elsewhere, and imported when a command needs it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from .options import config_option, format_option, lang_option, password_option, profile_option
from .version import __version__

if TYPE_CHECKING:
    from .batch import Found, Options
    from .model import Result

_NOTHING_FOUND = "没有找到可读的工作簿或文档（xlsx、xlsm、docx、doc、wps）"


class CannotWrite(click.ClickException):
    """An output that could not be written; the job was not done."""

    exit_code = 2


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="evalsheet")
def cli() -> None:
    """核对项目支出绩效自评表。

    \b
    例：
      evalsheet check 自评表.xlsx
      evalsheet check 报送文件夹 --format json -o 结果.json
      evalsheet rules FND03
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@profile_option
@click.option("--year", type=int, help="表应属的预算年度，不符的提醒。")
@click.option("--select", metavar="CODES", help="只核对这些代码或前缀，用逗号分开，如 FND,SCR03。")
@click.option("--ignore", metavar="CODES", help="不核对这些代码或前缀。")
@format_option("text", "json")
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="写入文件，而不是屏幕。")
@click.option("--strict", is_flag=True, help="有警告也返回 1。")
@password_option
@config_option
@lang_option
@click.option("-q", "--quiet", is_flag=True, help="每个问题一行，不输出其他内容。")
@click.option("-v", "--verbose", is_flag=True, help="说明选用的表样及原因、跳过的文件。")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="是否用颜色。")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], output: str | None, **options: Any) -> None:
    """核对自评表，指出问题在哪一格、应填什么。

    PATH 可以是文件、文件夹、zip 压缩包，或 - 表示标准输入。没有错误时返回 0，有错误返回 1，文件读不了返回 2。

    \b
    例：
      evalsheet check 自评表.xlsx
      evalsheet check 报送文件夹 报送.zip --select FND,TOT --strict
    """
    from . import batch

    detail = -1 if options["quiet"] else int(options["verbose"])
    code, results = 0, _results(paths, options)

    def judged() -> Iterator[Result]:
        nonlocal code
        for result in results:
            code = max(code, batch.exit_code(result, options["strict"]))
            yield result

    _write_report(judged(), options, detail, output)
    ctx.exit(code)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@profile_option
@format_option("text", "json")
@password_option
@config_option
@lang_option
@click.option("-v", "--verbose", is_flag=True, help="说明选用的表样及原因。")
@click.pass_context
def show(ctx: click.Context, /, paths: tuple[str, ...], format_: str, **options: Any) -> None:
    """显示从表中读到的内容，不作核对。

    \b
    例：
      evalsheet show 自评表.xlsx
      evalsheet show 自评表.xlsx --format json
    """
    from . import show as reading

    results = list(_results(paths, options, judge=False))
    if format_ == "json":
        _print(reading.render_json(results, options["lang"]), utf8=True)
    else:
        _print(reading.render_text(results, options["lang"], options["verbose"]))
    ctx.exit(2 if any(finding.level == "error" for result in results for finding in result.findings) else 0)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", help="写到哪里：一个输入文件时是文件，多个或文件夹时是文件夹。")
@click.option("--in-place", is_flag=True, help="直接写回原文件。")
@click.option("--correct", is_flag=True, help="还改正算错的执行率、执行得分、总分和等级。")
@click.option("--mark", is_flag=True, help="用颜色标出有问题的单元格；不加时去掉以前标的。")
@profile_option
@click.option("--drop-signature", is_flag=True, help="去掉数字签名后填写。")
@password_option
@config_option
@lang_option
@click.option("-q", "--quiet", is_flag=True, help="只说没有办成的。")
@click.pass_context
def fill(ctx: click.Context, /, paths: tuple[str, ...], output: str | None, in_place: bool, **options: Any) -> None:
    """填写空着的计算单元格，并加上“校验结果”工作表；其他内容原样保留。

    填执行率、执行得分、能确定的指标得分、合计和总分，从不填指标值、分值和金额。原文件不动，除非加 --in-place。

    \b
    例：
      evalsheet fill 自评表.xlsx -o 自评表.已填.xlsx
      evalsheet fill 报送文件夹 -o 已填 --correct
    """
    from . import batch
    from .writing import jobs, write_filled

    if (not output) == (not in_place) or output == "":
        raise click.UsageError("请用 -o 指定写到哪里，或用 --in-place 写回原文件，二者选一")
    if "-" in paths:
        raise click.UsageError("填写要写回文件，不能从标准输入（-）读；请给出文件名")
    many = len(paths) > 1 or os.path.isdir(paths[0]) or _is_folder(output)
    if many and output is not None and os.path.isfile(output):
        raise click.UsageError(f"有多个输入时 -o 是文件夹，而 {output} 是文件；请换一个名字")
    judging = _judging(paths, options)
    found = batch.search(paths, batch.WORKBOOKS, archives=False)
    _say_passed_over(found.unread, found.skipped, verbose=False)
    if not found.files:
        click.echo(_NOTHING_FOUND, err=True)
    failed = False
    settings = {key: options[key] for key in ("correct", "mark", "drop_signature", "lang")} | {"options": judging}
    for job in jobs(found.files, output, many):
        line, ok = write_filled(job, in_place, **settings)
        failed |= not ok
        if not ok or not options["quiet"]:
            _print([line + "\n"])
    ctx.exit(2 if failed else 0)


@cli.command()
@click.option("-o", "--output", default="self_eval_template.xlsx", show_default=True, help="写到哪个文件。")
@click.option("--profile", default="hn-yiyang-2022", show_default=True, metavar="NAME|FILE.toml", help="用哪个表样。")
def template(output: str, profile: str) -> None:
    """按表样生成空白自评表：带公式、下拉提示、填表说明，可直接打印。

    \b
    例：
      evalsheet template -o 2023年自评表.xlsx
      evalsheet template --profile mof-2020 -o 自评表.xlsx
    """
    chosen = _profile(profile)
    if os.path.exists(output):
        raise click.UsageError(f"{output} 已经存在，可能是填好的表；请换一个文件名")
    from .template import template as make

    _write_file(output, make(chosen))
    _print([f"已写出 {output}\n"])


@cli.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@format_option("text", "json", "md")
@lang_option
def rules(codes: tuple[str, ...], format_: str, lang: str | None) -> None:
    """列出规则，或说明某一条规则。

    \b
    例：
      evalsheet rules
      evalsheet rules FND03
    """
    from . import manual
    from .rules import LEVEL_WORDS

    lang = lang or "zh"
    wanted = _codes(",".join(codes), "CODE") if codes else None
    pages = [page for page in manual.pages() if wanted is None or page.rule.code in wanted]
    if format_ == "json":
        import json

        text = json.dumps([manual.as_json(page, lang) for page in pages], ensure_ascii=False, indent=1) + "\n"
        _print([text], utf8=True)
    elif format_ == "md":
        _print([manual.table(pages, lang)])
    elif wanted is None:
        _print(f"{page.rule.code}  {LEVEL_WORDS[page.rule.level][lang]}  {page.title[lang]}\n" for page in pages)
    else:
        _print(["\n".join(manual.as_text(page, lang) for page in pages)])


@cli.command()
@click.argument("name", required=False)
@lang_option
def profiles(name: str | None, lang: str | None) -> None:
    """列出表样，或显示某一表样的内容。

    \b
    例：
      evalsheet profiles
      evalsheet profiles hn-yiyang-2022
    """
    from . import profile_page
    from . import profiles as store

    lang = lang or "zh"
    if name is None:
        _print(f"{one:18}{store.load(one).title[lang]}\n" for one in store.names())
    else:
        _print([profile_page.page(_profile(name), lang)])


def main() -> None:
    """The console script. Names such as 自评表[1].xlsx are names, not patterns, on Windows too."""
    try:
        cli(prog_name="evalsheet", windows_expand_args=False)
    except (OSError, AttributeError) as error:
        if sys.stdout is not None and sys.stdin is not None and not isinstance(error, OSError):
            raise
        # standard output is closed or full, or there is no standard input: nobody may be left to tell
        if sys.stderr is not None:
            click.echo(f"标准输入或输出不可用（{getattr(error, 'strerror', None) or '已关闭'}）", err=True)
        os._exit(2)


def _judging(paths: tuple[str, ...], options: dict[str, Any], judge: bool = True) -> Options:
    """How to judge: what the command line says, and where it says nothing the configuration. Sets the language."""
    from pathlib import Path

    from . import config
    from .batch import Options

    try:
        found = config.load(Path(options["config"])) if options["config"] else config.find(paths)
    except config.BadConfig as error:
        raise click.UsageError(str(error)) from None
    if found.path is not None and options.get("verbose"):
        click.echo(f"配置文件：{found.path}", err=True)
    set_ = {key: options.get(key) for key in ("profile", "year", "select", "ignore", "lang")}
    set_ = {key: getattr(found, key) if value is None else value for key, value in set_.items()}
    options["lang"] = set_["lang"] or "zh"
    if set_["profile"] is not None:
        _profile(set_["profile"])
    wanted = _wanted(set_["select"], set_["ignore"])
    password = options.get("password") or None
    return Options(set_["profile"], set_["year"], wanted, found.levels, found.waivers, judge, password)


def _results(paths: tuple[str, ...], options: dict[str, Any], judge: bool = True) -> Iterator[Result]:
    """The results of the files below ``paths``, read and judged one by one; says on stderr what was passed over."""
    from . import batch

    settings = _judging(paths, options, judge)
    if paths.count("-") > 1:
        raise click.UsageError("标准输入（-）只能读一次")
    found = batch.search(paths)
    _say_passed_over(found.unread, found.skipped, options["verbose"])
    if not found.files:
        click.echo(_NOTHING_FOUND, err=True)
    stdin = sys.stdin.buffer if any(one.path == "-" for one in found.files) else None
    return batch.results(_announced(found.files), settings, stdin)


def _announced(files: list[Found]) -> Iterator[Found]:
    """The files; on a terminal the slow ones are named before they are read."""
    from .batch import CONVERTED

    for one in files:
        if os.path.splitext(one.name)[1].lower() in CONVERTED and sys.stderr and sys.stderr.isatty():
            click.echo(f"正在用 LibreOffice 转换 {one.name} …", err=True)
        yield one


def _say_passed_over(unread: list[str], skipped: int, verbose: bool) -> None:
    if unread:
        names = "：" + "、".join(unread) if verbose else "（加 -v 列出）"
        click.echo(f"未读取 {len(unread)} 个其他种类的文件{names}", err=True)
    if skipped and verbose:
        click.echo(f"跳过 {skipped} 个隐藏文件和临时文件", err=True)


def _is_folder(output: str | None) -> bool:
    """A folder that exists, or a name that is written as one."""
    return output is not None and (os.path.isdir(output) or output.endswith(("/", os.sep)))


def _profile(name: str) -> Any:
    from . import profiles as store

    try:
        return store.load(name)
    except store.BadProfile as error:
        raise click.UsageError(str(error)) from None


def _wanted(select: str | None, ignore: str | None) -> Callable[[str], bool] | None:
    if select is None and ignore is None:
        return None
    chosen = _codes(select, "--select") if select is not None else None
    dropped = _codes(ignore, "--ignore") if ignore is not None else set()
    outcomes = [code for code in (*(chosen or ()), *dropped) if code.startswith("FIL")]
    if outcomes:
        raise click.UsageError(f"{outcomes[0]} 说的是文件能否读取，总要报告，不能选择或忽略")
    return lambda code: (chosen is None or code in chosen) and code not in dropped


def _codes(text: str, source: str) -> set[str]:
    """The codes that a list of codes and prefixes names. An unknown one is a usage error that offers the nearest."""
    from .nearest import offer
    from .rules import RULES, codes_matching

    codes: set[str] = set()
    for part in filter(None, (part.strip() for part in text.replace("，", ",").split(","))):
        matching = codes_matching(part.strip())
        if not matching:
            hint = offer(part.strip().upper(), RULES) or "；全部代码见 evalsheet rules"
            raise click.UsageError(f"{source}：没有代码 {part.strip()}{hint}")
        codes.update(matching)
    return codes


def _write_report(results: Iterable[Result], options: dict[str, Any], detail: int, output: str | None) -> None:
    """The report in the wanted format: to a file, whole or not at all; on a terminal; or into a pipe."""
    from . import reports

    name, lang = options["format_"], options["lang"]
    if output is not None:
        _refuse_to_overwrite(output)
        _write_file(output, "".join(reports.render(name, results, lang, detail)).encode("utf-8", "replace"))
    elif name == "text" and _on_terminal(options["color"]):
        from . import terminal
        from .reports import text as text_report

        lines = text_report.lines(results, lang, detail)
        colour = not os.environ.get("NO_COLOR")
        for text in terminal.styled(lines, shutil.get_terminal_size().columns, colour):
            click.echo(text, nl=False, color=True)
    else:
        _print(reports.render(name, results, lang, detail), utf8=name != "text")


def _write_file(path: str, data: bytes) -> None:
    """Writes an output whole; a sentence and exit code 2 if that cannot be done."""
    from .output import write_whole

    try:
        write_whole(path, data)
    except FileNotFoundError:
        raise CannotWrite(f"写不了 {path}：文件夹不存在") from None
    except OSError as error:
        raise CannotWrite(f"写不了 {path}（{error.strerror}），请先在 Excel/WPS 中关闭该文件并确认可以写入") from None


def _refuse_to_overwrite(output: str) -> None:
    """A report never takes the place of a submission, be it an input or not."""
    from .batch import SUFFIXES

    if os.path.splitext(output)[1].lower() in SUFFIXES | {".zip"}:
        raise click.UsageError(f"-o {output}：结果是文本，不能写成工作簿、文档或压缩包，也不会覆盖报送的表")


def _on_terminal(color: str) -> bool:
    return color == "always" or (color == "auto" and sys.stdout.isatty())


def _print(pieces: Iterable[str], utf8: bool = False) -> None:
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
