"""The options that several commands have, as decorators, and the lists of codes that some of them take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from .choice import Choice

F = TypeVar("F", bound=Callable[..., Any])


def lang_option(command: F) -> F:
    """In which language to answer."""
    return click.option("--lang", type=click.Choice(["zh", "en"]), envvar="EVALSHEET_LANG", help="输出语言。")(command)


def config_option(command: F) -> F:
    """Which configuration to use."""
    return click.option(
        "--config", type=click.Path(), metavar="FILE", help="配置文件；不指定时用最近的 evalsheet.toml。"
    )(command)


def profile_option(command: F) -> F:
    """Which profile to judge by."""
    return click.option("--profile", metavar="NAME|FILE.toml", help="指定表样；不指定时按表上印的分值选择。")(command)


def choice_options(command: F) -> F:
    """What is expected of the forms, and which codes to run."""
    for option in (
        click.option("--ignore", metavar="CODES", help="不核对这些代码或前缀。"),
        click.option("--select", metavar="CODES", help="只核对这些代码或前缀，用逗号分开，如 FND,SCR03。"),
        click.option("--year", type=int, help="表应属的预算年度，不符的提醒。"),
    ):
        command = option(command)
    return command


def jobs_option(command: F) -> F:
    """In how many processes to work."""
    return click.option(
        "-j", "--jobs", type=click.IntRange(0), metavar="N", help="用几个进程；不指定时每个处理器核心一个。"
    )(command)


def password_option(command: F) -> F:
    """The password for opening files; not shown among the defaults, and better given by the environment."""
    return click.option(
        "--password",
        envvar="EVALSHEET_PASSWORD",
        metavar="TEXT",
        help="文件的打开密码；也可放在环境变量 EVALSHEET_PASSWORD 里，免得留在命令记录中。",
    )(command)


def limit_option(command: F) -> F:
    """How much a file may ask for, other than by default."""
    return click.option(
        "--limit",
        "limits",
        multiple=True,
        metavar="NAME=VALUE",
        help="改一个上限，如 seconds=60、memory=2G、cells=2000000，可重复；全部名称见 docs/limits.md。",
    )(command)


def format_option(*choices: str) -> Callable[[F], F]:
    """In which format to answer; the first one by default."""
    return click.option(
        "--format", "format_", type=click.Choice(choices), default=choices[0], help="输出格式。", show_default=True
    )


def wanted_codes(select: str | None, ignore: str | None) -> Choice | None:
    """Which codes to run, None for none given. Only a code by its full name runs what a profile has switched off."""
    if select is None and ignore is None:
        return None
    chosen = codes_of(select, "--select") if select is not None else None
    dropped = codes_of(ignore, "--ignore") if ignore is not None else set()
    outcomes = [code for code in (*(chosen or ()), *dropped) if code.startswith("FIL")]
    if outcomes:
        raise click.UsageError(f"{outcomes[0]} 说的是文件能否读取，总要报告，不能选择或忽略")
    from .choice import Choice

    named = {part.upper().replace("-", "") for part in _parts(select or "")}
    return Choice(None if chosen is None else tuple(sorted(chosen)), tuple(sorted(dropped)), tuple(sorted(named)))


def _parts(text: str) -> list[str]:
    """The codes and prefixes of a list as typed."""
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def codes_of(text: str, source: str) -> set[str]:
    """The codes that a list of codes and prefixes names. An unknown one is a usage error that offers the nearest."""
    from .nearest import offer
    from .rules import RULES, codes_matching

    codes: set[str] = set()
    for part in _parts(text):
        matching = codes_matching(part)
        if not matching:
            hint = offer(part.upper(), RULES) or "；全部代码见 evalsheet rules"
            raise click.UsageError(f"{source}：没有代码 {part}{hint}")
        codes.update(matching)
    return codes
