"""Requests that are not answered: why not, in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple


class _Reason(NamedTuple):
    status: int
    zh: str
    en: str


REASONS = {
    "host": _Reason(421, "这个网址的主机名不在允许之列；请用启动时显示的网址打开", "this host name is not served here"),
    "origin": _Reason(403, "请求来自别的网页，已拒绝", "the request comes from another site"),
    "token": _Reason(401, "需要口令：口令没有给，或者不对", "a token is needed, and the one given is missing or wrong"),
    "path": _Reason(404, "没有这个地址", "there is nothing here"),
    "method": _Reason(405, "这个地址不接受这种请求", "the method is not allowed here"),
    "form": _Reason(
        400, "请用 multipart/form-data 上传文件，栏名 file", "send the file as multipart/form-data, field file"
    ),
    "one": _Reason(400, "这里一次只收一个文件", "exactly one file is taken here"),
    "option": _Reason(400, "参数 {name}：{why}", "parameter {name}: {why}"),
    "bytes": _Reason(
        413, "上传超过 {limit} 字节的上限，请分几次", "the upload is over the limit of {limit} bytes; send it in parts"
    ),
    "files": _Reason(
        413, "一次最多上传 {limit} 个文件，请分几次", "at most {limit} files at one time; send them in parts"
    ),
    "slow": _Reason(408, "上传用时超过 {limit} 秒", "the upload took more than {limit} seconds"),
    "long": _Reason(
        503, "{limit} 秒内没有汇总完，请分几次或改用命令行", "not done in {limit} seconds; use the command line"
    ),
    "busy": _Reason(503, "现在人多，请过几秒再试", "too many requests at this time; try again in some seconds"),
    "fault": _Reason(500, "程序出错，已记在日志里", "an internal fault; it is in the log"),
}


class Refusal(Exception):
    """A request that is not answered; the key says why, the values fill the text."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values

    @property
    def status(self) -> int:
        """The status of HTTP."""
        return REASONS[self.key].status

    @property
    def headers(self) -> Mapping[str, str]:
        """What HTTP wants to be said besides."""
        further = {"token": {"WWW-Authenticate": "Bearer"}, "busy": {"Retry-After": "5"}}
        return further.get(self.key, {})

    def body(self, lang: str) -> bytes:
        """The answer: a key for programs, a sentence for people."""
        said = getattr(REASONS[self.key], lang).format_map(self.values)
        return json.dumps({"error": self.key, "message": said}, ensure_ascii=False).encode()
