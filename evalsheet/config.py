"""``evalsheet.toml``: what a bureau settles once instead of typing it each time, and the findings that it waives."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from . import limits
from .model import Waiver
from .nearest import offer
from .readers.place import place
from .rules import LEVELS, OFF, RULES, codes_matching

if TYPE_CHECKING:
    from pathlib import Path

NAME = "evalsheet.toml"
_LANGUAGES = ("zh", "en")
_WAIVER_KEYS = ("file", "code", "cell", "reason", "until")


class BadConfig(Exception):
    """A configuration that cannot be read or does not follow the schema; the text says which file and key."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a file; what it does not set is empty. Options of the command line win over them."""

    path: Path | None = None
    profile: str | None = None
    year: int | None = None
    select: str | None = None
    ignore: str | None = None
    lang: str | None = None
    levels: Mapping[str, str] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    #: The outline of reports, a Word document.
    outline: str | None = None


def find(paths: Sequence[str]) -> Config:
    """The settings for these inputs: of the first ``evalsheet.toml`` in the folder that holds them all, or above it.

    Raises `BadConfig`. Without such a file nothing is set.
    """
    real = [os.path.abspath(path) for path in paths if path != "-"]
    folder = os.path.commonpath(real) if real else os.getcwd()
    while not os.path.isfile(path := os.path.join(folder, NAME)):
        folder, inner = os.path.dirname(folder), folder
        if folder == inner:
            return Config()
    return load(path)


def load(file: str | Path) -> Config:
    """The settings of a file. Raises `BadConfig`."""
    import tomllib  # slow to import, for those who have a configuration
    from pathlib import Path

    path = Path(file)
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadConfig(f"配置文件 {path} 打不开：{error.strerror}") from None
    except UnicodeDecodeError:
        raise BadConfig(f"配置文件 {path} 不是 UTF-8 编码，请在编辑器里另存为 UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(f"配置文件 {path} 不是合格的 TOML：{error}") from None
    return _Reading(path).config(table)


class _Reading:
    """A table on its way to a `Config`; every complaint names the file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _bad(self, what: str) -> NoReturn:
        raise BadConfig(f"配置文件 {self._path}：{what}")

    def config(self, table: Mapping[str, Any]) -> Config:
        """The settings of a parsed file."""
        read: dict[str, Callable[[str, Any], Any]] = {
            "profile": self._profile,
            "year": self._whole_number,
            "select": self._codes,
            "ignore": self._codes,
            "lang": self._language,
            "levels": self._levels,
            "waivers": self._waivers,
            "limits": self._limits,
            "outline": self._outline,
        }
        self._known(table, tuple(read), "")
        return Config(self._path, **{key: read[key](key, value) for key, value in table.items()})

    def _known(self, table: Mapping[str, Any], known: Sequence[str], above: str) -> None:
        for key in table:
            if key not in known:
                self._bad(f"没有名为 {above}{key} 的键{offer(key, known)}")

    def _text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            self._bad(f"{key} 应为一段文字，现在是 {value!r}")
        return value

    def _whole_number(self, key: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            self._bad(f"{key} 应为年份，如 2023，现在是 {value!r}")
        return value

    def _profile(self, key: str, value: Any) -> str:
        """A profile by name, or one in a file, named from the folder of the configuration."""
        name = self._text(key, value)
        return str(self._path.parent / name) if name.endswith(".toml") else name

    def _outline(self, key: str, value: Any) -> str:
        """A document, named from the folder of the configuration."""
        return str(self._path.parent / self._text(key, value))

    def _language(self, key: str, value: Any) -> str:
        if value not in _LANGUAGES:
            self._bad(f"{key} 应为 {'、'.join(_LANGUAGES)} 之一，现在是 {value!r}")
        return str(value)

    def _codes(self, key: str, value: Any) -> str:
        if not isinstance(value, list):
            self._bad(f'{key} 应为一个列表，如 ["FND", "SCR03"]，现在是 {value!r}')
        for code in value:
            self._code(key, code)
        return ",".join(value)

    def _code(self, key: str, value: Any) -> str:
        """A code or a prefix of codes that are about forms: what cannot be read is never passed over."""
        code = self._text(key, value)
        matching = codes_matching(code)
        if not matching:
            self._bad(f"{key} 中没有代码 {code}{offer(code.upper(), tuple(RULES))}")
        if matching[0].startswith("FIL"):
            self._bad(f"{key} 中的 {code} 说的是文件能否读取，总要报告")
        return code

    def _levels(self, key: str, value: Any) -> Mapping[str, str]:
        if not isinstance(value, dict):
            self._bad(f'{key} 应为一个表，如 TXT01 = "error"，现在是 {value!r}')
        levels: dict[str, str] = {}
        for code, level in value.items():
            if level not in (*LEVELS, OFF):
                self._bad(f"{key} 中 {code} 的级别 {level!r} 不存在，可用 {'、'.join((*LEVELS, OFF))}")
            levels.update((one, str(level)) for one in codes_matching(self._code(key, code)))
        return levels

    def _limits(self, key: str, value: Any) -> Mapping[str, int]:
        if not isinstance(value, dict):
            self._bad(f"{key} 应为一个表，如 seconds = 60，现在是 {value!r}")
        try:
            return {name: limits.parsed(name, one) for name, one in value.items()}
        except limits.BadLimit as error:
            self._bad(f"{key} 中{error}")

    def _waivers(self, key: str, value: Any) -> tuple[Waiver, ...]:
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._bad(f"豁免应写成 [[{key}]]，每项一段")
        return tuple(self._waiver(f"{key} 第 {number} 项的 ", one) for number, one in enumerate(value, 1))

    def _waiver(self, above: str, table: Mapping[str, Any]) -> Waiver:
        self._known(table, _WAIVER_KEYS, above)
        for key in ("code", "reason"):
            if key not in table:
                self._bad(f"{above}{key} 没有写")
        cell = table.get("cell")
        if cell is not None and (not isinstance(cell, str) or place(cell) is None):
            self._bad(f"{above}cell 应为一个单元格，如 I14，现在是 {cell!r}")
        return Waiver(
            code=self._code(f"{above}code", table["code"]).upper().replace("-", ""),
            reason=self._text(f"{above}reason", table["reason"]),
            file=self._text(f"{above}file", table.get("file", "*")),
            cell=None if cell is None else cell.upper(),
            until=None if "until" not in table else self._whole_number(f"{above}until", table["until"]),
        )
