"""`evalsheet serve` as a person starts it: what is refused before anything runs, and the browser that is opened."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from .judging import judging
from .options import config_option, jobs_option, limit_option, profile_option

_MISSING = "网页服务要先安装：pip install 'evalsheet[web]'（缺少 {name}）"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="在哪个地址上服务；默认只有本机能打开。")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="端口；0 是任一空着的。")
@click.option("--token", envvar="EVALSHEET_TOKEN", metavar="TEXT", help="口令；也可放在环境变量 EVALSHEET_TOKEN 里。")
@click.option("--no-token", is_flag=True, help="其他机器能打开也不要口令。")
@click.option("--name", "names", multiple=True, metavar="NAME", help="网址里的主机名，如 jixiao.example.cn；可重复。")
@click.option("--no-browser", is_flag=True, help="不打开浏览器。")
@profile_option
@jobs_option
@limit_option
@config_option
@click.option("-v", "--verbose", is_flag=True, help="每个请求记一行：时间、地址、状态、字节数，不记内容和文件名。")
def serve(host: str, port: int, token: str | None, no_token: bool, names: tuple[str, ...], **options: Any) -> None:
    """开一个网页：把表拖进去，直接看到问题在哪一格。

    默认只有本机能打开。给别人用时加 --host，并用 --token 设口令。收到的文件不保存。

    \b
    例：
      evalsheet serve
      evalsheet serve --host 0.0.0.0 --token 口令 --name jixiao.example.cn
    """
    from .serve.address import is_loopback, listening, written  # here, since they are slow to import

    public = not is_loopback(host)
    if public and not token and not no_token:
        raise click.UsageError(f"--host {host}：其他机器能打开，请用 --token 设口令；确不需要的加 --no-token")
    if token and not token.isascii():
        raise click.UsageError("--token 只能用字母、数字和英文符号")
    settings = judging((".",), options | {"lang": None})
    try:
        import python_multipart  # noqa: F401 - which starlette would miss only when a file comes

        from .serve import app
        from .serve.gate import Access
    except ImportError as error:
        raise click.ClickException(_MISSING.format(name=error.name)) from None
    from socket import gethostname

    from .runs import processes

    access = Access(token or None, frozenset(name.lower() for name in (*names, gethostname())), public)
    with listening(host, port) as taking:
        url = f"http://{written(host)}:{taking.getsockname()[1]}/"
        _say(url, options["verbose"])
        if not options["no_browser"]:
            _open(url)
        count = processes(options["jobs"] or None, sys.maxsize)
        app.run(app.Settings(settings, access, count), taking)


def _say(url: str, verbose: bool) -> None:
    if verbose:
        import logging

        logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
        logging.getLogger("evalsheet").setLevel(logging.INFO)
    click.echo(f"已启动：{url} 收到的文件不保存。按 Ctrl+C 停止。", err=True)


def _open(url: str) -> None:
    """Opens the browser where there is a desktop; it waits until the server answers."""
    desktop = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if desktop:
        import webbrowser

        webbrowser.open(url)
