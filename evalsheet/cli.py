"""The command line: arguments in, exit code out. All work is done elsewhere, and imported when a command needs it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from . import limits
from .console import (
    check_folder,
    check_output,
    print_pieces,
    with_report,
    write_file,
    write_report,
    write_returns,
    write_self_report,
)
from .given import NOTHING_FOUND, below, say_passed_over, say_slow, search
from .judging import judging, profile_of, with_configured
from .options import (
    choice_options,
    codes_of,
    config_option,
    format_option,
    jobs_option,
    lang_option,
    limit_option,
    password_option,
    profile_option,
)
from .serving import serve
from .version import __version__

if TYPE_CHECKING:
    from .batch import Options
    from .inputs import Search
    from .model import Result


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
@choice_options
@click.option("--report", metavar="FILE", help="与这张表一起核对的自评报告（docx、doc、txt 等）。")
@format_option("text", "json", "jsonl", "csv", "github", "xlsx", "html")
@click.option("-o", "--output", metavar="FILE", help="写入文件，而不是屏幕。")
@click.option("--split-by", type=click.Choice(["department", "unit"]), help="每个部门或单位一份退回修改意见，写到 -o。")
@click.option("--strict", is_flag=True, help="有警告也返回 1。")
@jobs_option
@click.option("--resume", is_flag=True, help="接着做上次中断的核对（与 -o 同用）。")
@password_option
@limit_option
@config_option
@lang_option
@click.option("-q", "--quiet", is_flag=True, help="每个问题一行，不输出其他内容。")
@click.option("-v", "--verbose", is_flag=True, help="说明选用的表样及原因、每个得分怎么算出来、跳过的文件。")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="是否用颜色。")
@click.pass_context
def check(ctx: click.Context, /, paths: tuple[str, ...], output: str | None, resume: bool, **options: Any) -> None:
    """核对自评表，指出问题在哪一格、应填什么。

    PATH 可以是文件、文件夹、zip 压缩包，或 - 表示标准输入。没有错误时返回 0，有错误返回 1，文件读不了返回 2。

    \b
    例：
      evalsheet check 自评表.xlsx
      evalsheet check 报送文件夹 报送.zip --select FND,TOT --strict
      evalsheet check 报送文件夹 --split-by unit -o 退回
      evalsheet check 自评表.xlsx --report 自评报告.docx
    """
    from . import batch

    detail = -1 if options["quiet"] else int(options["verbose"])
    if resume and output is None:
        raise click.UsageError("--resume 接着写上次没有写完的文件，请同时用 -o 指定")
    settings = replace(judging(paths, options), sheets=options["format_"] == "html")
    found = search(paths, options["verbose"])
    settings = with_report(settings, options["report"], len(found.files), options["lang"])
    inputs = [one.path for one in found.files]
    by = options["split_by"]
    if by is None:
        check_output(output, options["format_"], inputs)
    else:
        check_folder(output, options["format_"])
    code, results = 0, _results(found, settings, options["jobs"], output, resume)

    def judged() -> Iterator[Result]:
        nonlocal code
        for result in results:
            code = max(code, batch.exit_code(result, options["strict"]))
            if settings.report and result.forms and not any(one.outline.report for one in result.forms):
                click.echo("报告没有核对：文件里不止一张表，报告里没有其中哪一张的项目名称", err=True)
            yield result

    if by is None or output is None:
        write_report(judged(), options, detail, output, found.unread)
    else:
        from .returns import Returns

        with closing(Returns(by, options["lang"])) as returns:
            write_report(returns.collected(judged()), options, detail, None, found.unread)
            write_returns(returns, output, inputs, options["lang"])
    ctx.exit(code)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@profile_option
@format_option("text", "json")
@password_option
@limit_option
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

    settings = judging(paths, options, judge=False)
    results = list(_results(search(paths, options["verbose"]), settings))
    if format_ == "json":
        print_pieces(reading.render_json(results, options["lang"]), utf8=True)
    else:
        print_pieces(reading.render_text(results, options["lang"], options["verbose"]))
    ctx.exit(2 if any(finding.level == "error" for result in results for finding in result.findings) else 0)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", metavar="OUT", help="写到哪里：一个输入文件时是文件，多个或文件夹时是文件夹。")
@click.option("--in-place", is_flag=True, help="直接写回原文件。")
@click.option("--correct", is_flag=True, help="还改正算错的执行率、执行得分、总分和等级。")
@click.option("--mark", is_flag=True, help="用颜色标出有问题的单元格；不加时去掉以前标的。")
@profile_option
@click.option("--drop-signature", is_flag=True, help="去掉数字签名后填写。")
@jobs_option
@password_option
@limit_option
@config_option
@lang_option
@click.option("-q", "--quiet", is_flag=True, help="只说没有办成的。")
@click.pass_context
def fill(ctx: click.Context, /, paths: tuple[str, ...], output: str | None, in_place: bool, **options: Any) -> None:
    """填写空着的计算单元格，并加上“校验结果”工作表；其他内容原样保留。

    填执行率、执行得分、能确定的指标得分、合计和总分，从不填指标值、分值和金额。原文件不动，除非加 --in-place。
    xls、et、ods、docx、doc 等转成标准表样的 xlsx 工作簿，各数照原文件。

    \b
    例：
      evalsheet fill 自评表.xlsx -o 自评表.已填.xlsx
      evalsheet fill 报送文件夹 -o 已填 --correct
    """
    from . import inputs
    from .runs import processes
    from .writing import jobs, write_all

    if (not output) == (not in_place) or output == "":
        raise click.UsageError("请用 -o 指定写到哪里，或用 --in-place 写回原文件，二者选一")
    if "-" in paths:
        raise click.UsageError("填写要写回文件，不能从标准输入（-）读；请给出文件名")
    many = len(paths) > 1 or os.path.isdir(paths[0]) or _is_folder(output)
    if many and output is not None and os.path.isfile(output):
        raise click.UsageError(f"有多个输入时 -o 是文件夹，而 {output} 是文件；请换一个名字")
    asked = judging(paths, options)
    kinds = inputs.WORKBOOKS if in_place else inputs.SUFFIXES - inputs.LOOSE
    found = below(paths, suffixes=kinds, archives=False)
    say_passed_over(found.unread, found.skipped, verbose=False)
    if not found.files:
        click.echo(NOTHING_FOUND, err=True)
    say_slow(found)
    failed = False
    settings = {key: options[key] for key in ("correct", "mark", "drop_signature", "lang")} | {"options": asked}
    count = processes(options["jobs"], len(found.files))
    for line, done, note in write_all(jobs(found.files, output, many), in_place, processes=count, **settings):
        failed |= not done
        if not done or not options["quiet"]:
            print_pieces([line + "\n"])
            if note:
                click.echo(note, err=True)
    ctx.exit(2 if failed else 0)


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("-o", "--output", required=True, metavar="FILE", help="汇总写到哪个工作簿，如 汇总.xlsx。")
@click.option("--dataset", metavar="DIR", help="另存为数据集（Parquet）；再次运行时不重读没有变的文件。")
@click.option("--scheduler", metavar="URL", help="在 Dask 集群上读和核对，如 tcp://10.0.0.1:8786；见 docs/cluster.md。")
@click.option("--previous", metavar="DIR", help="上年的数据集：加上年执行数、得分和增减。")
@click.option("--roster", metavar="FILE", help="项目名册：列出未报、名册外、重复的项目和与名册不符的金额。")
@profile_option
@choice_options
@jobs_option
@password_option
@limit_option
@config_option
@lang_option
@click.option("-v", "--verbose", is_flag=True, help="列出没有读取的文件。")
@click.pass_context
def consolidate(ctx: click.Context, /, paths: tuple[str, ...], output: str, **options: Any) -> None:
    """把一批自评表汇总成一个工作簿：汇总表、资金和指标明细、部门统计、统计图、问题清单、未报与重报。

    -o 已有上次的汇总时，其中填写的复核得分和备注按单位、项目、年度保留。有文件读不了时返回 2，其余照样汇总。

    \b
    例：
      evalsheet consolidate 报送文件夹 -o 汇总.xlsx
      evalsheet consolidate 报送文件夹 --roster 名册.xlsx -o 汇总.xlsx
    """
    from .consolidating import consolidated
    from .consolidation import Refused
    from .consolidation.whole import Wanted, shared

    settings = judging(paths, options)
    if "-" in paths:
        raise click.UsageError("汇总不从标准输入（-）读；请给出文件或文件夹")
    wanted = Wanted(output, options["lang"], *map(options.get, ("roster", "dataset", "previous", "scheduler")))
    places = list(paths)
    if wanted.scheduler:
        try:
            places, wanted = shared(paths, wanted)
        except Refused as error:
            raise click.UsageError(str(error)) from None
    files = search(tuple(places), options["verbose"]).files
    ctx.exit(consolidated(places, files, settings, wanted, options["jobs"]))


@cli.command()
@click.option("-o", "--output", help="写到哪个文件；不指定时是 self_eval_template.xlsx，名册是 名册.xlsx。")
@click.option("--profile", default="hn-yiyang-2022", show_default=True, metavar="NAME|FILE.toml", help="用哪个表样。")
@click.option("--roster", is_flag=True, help="生成空白的项目名册，供 evalsheet consolidate --roster 用。")
def template(output: str | None, profile: str, roster: bool) -> None:
    """按表样生成空白自评表：带公式、下拉提示、填表说明，可直接打印。

    \b
    例：
      evalsheet template -o 2023年自评表.xlsx
      evalsheet template --profile mof-2020 -o 自评表.xlsx
      evalsheet template --roster -o 名册.xlsx
    """
    chosen = profile_of(profile)
    output = output or ("名册.xlsx" if roster else "self_eval_template.xlsx")
    if os.path.exists(output):
        raise click.UsageError(f"{output} 已经存在，可能是填好的表；请换一个文件名")
    if roster:
        from .consolidation.roster import empty

        write_file(output, empty())
    else:
        from .template import template as make

        write_file(output, make(chosen))
    print_pieces([f"已写出 {output}\n"])


@cli.command()
@click.argument("form", required=False, metavar="[FORM]")
@click.option("-o", "--output", required=True, metavar="FILE.docx", help="写到哪个文件。")
@click.option("--outline", metavar="FILE.docx", help="用自己的提纲；不指定时用配置文件里写的。")
@click.option("--sheet", metavar="NAME", help="文件里有几张表时，用哪张工作表（或“表1”）上的。")
@profile_option
@password_option
@config_option
@lang_option
def report(form: str | None, output: str, **options: Any) -> None:
    """由填好的自评表写出自评报告：事实和数字来自表，只有人才知道的留作【请填写：…】。

    不给表时写出提纲本身，用 Word 改成本地的样子后用 --outline 指定，或写进 evalsheet.toml（outline）。
    写完再核对：evalsheet check 自评报告.docx。

    \b
    例：
      evalsheet report 自评表.xlsx -o 自评报告.docx
      evalsheet report -o 提纲.docx
    """
    options = with_configured(options, form, ("profile", "outline", "lang"))
    if options["profile"] is not None:
        profile_of(options["profile"])
    write_self_report(form, output, lang=options.pop("lang") or "zh", **options)
    print_pieces([f"已写出 {output}\n"])


@cli.command()
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@format_option("text", "json", "md")
@lang_option
def rules(codes: tuple[str, ...], format_: str, lang: str | None) -> None:
    """列出规则，或说明某几条规则：为什么、依据、例子、怎么改、哪些情形不算错。

    \b
    例：
      evalsheet rules
      evalsheet rules FND03 SCR
    """
    from . import manual

    wanted = codes_of(",".join(codes), "CODE") if codes else None
    print_pieces([manual.rendered(wanted, format_, lang or "zh")], utf8=format_ == "json")


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
        print_pieces(f"{one:18}{store.load(one).title[lang]}\n" for one in store.names())
    else:
        print_pieces([profile_page.page(profile_of(name), lang)])


cli.add_command(serve)


def main() -> None:
    """The console script. Names such as 自评表[1].xlsx are names, not patterns, on Windows too."""
    if sys.platform != "win32":  # so that what is half written is taken away, and the workers with it
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    gc.set_threshold(*limits.GARBAGE)
    try:
        cli(prog_name="evalsheet", windows_expand_args=False)
    except (OSError, AttributeError) as error:
        if sys.stdout is not None and sys.stdin is not None and not isinstance(error, OSError):
            raise
        # standard output is closed or full, or there is no standard input: nobody may be left to tell
        if sys.stderr is not None:
            click.echo(f"标准输入或输出不可用（{getattr(error, 'strerror', None) or '已关闭'}）", err=True)
        os._exit(2)
    finally:
        gc.freeze()  # what is there goes with the process, nothing in it has to be searched


def _results(
    found: Search, settings: Options, jobs: int | None = None, output: str | None = None, resume: bool = False
) -> Iterator[Result]:
    """The results of the files that were found, in their order."""
    from . import batch, runs, together

    if any(one.path == "-" for one in found.files):
        return together.with_batch(batch.results(found.files, settings, sys.stdin.buffer), settings)
    say_slow(found)
    return runs.results(found.files, settings, jobs, output, resume)


def _is_folder(output: str | None) -> bool:
    """A folder that exists, or a name that is written as one."""
    return output is not None and (os.path.isdir(output) or output.endswith(("/", os.sep)))
