"""The files that a command is given: where they are, and what is said of those that are passed over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .inputs import Search

NOTHING_FOUND = "没有找到可读的工作簿或文档（xlsx、xls、et、ods、docx、doc、wps 等）"


def below(paths: tuple[str, ...], **how: Any) -> Search:
    """The files below ``paths``; a usage error for a URL that cannot be opened."""
    from . import inputs
    from .urls import BadUrl

    try:
        return inputs.search(paths, **how)
    except (BadUrl, OSError) as error:
        raise click.UsageError(str(error)) from None


def search(paths: tuple[str, ...], verbose: bool) -> Search:
    """The files below ``paths``; says on stderr what was passed over."""
    if paths.count("-") > 1:
        raise click.UsageError("标准输入（-）只能读一次")
    found = below(paths)
    say_passed_over(found.unread, found.skipped, verbose)
    if not found.files:
        click.echo(NOTHING_FOUND, err=True)
    return found


def say_slow(found: Search) -> None:
    """On a terminal, that LibreOffice will be at work."""
    from .batch import is_converted

    if sys.stderr is not None and sys.stderr.isatty() and any(map(is_converted, found.files)):
        click.echo("有 doc、wps 等文件，要用 LibreOffice 转换，每个约需几秒", err=True)


def say_passed_over(unread: list[str], skipped: int, verbose: bool) -> None:
    """On stderr, how many files were not read, and which."""
    if unread:
        names = "（加 -v 列出）"
        if verbose:
            from .reports.text import visible

            names = "：" + "、".join(map(visible, unread))
        click.echo(f"未读取 {len(unread)} 个其他种类的文件{names}", err=True)
    if skipped and verbose:
        click.echo(f"跳过 {skipped} 个隐藏文件和临时文件", err=True)
