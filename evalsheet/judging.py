"""How to judge: what the command line says, and where it says nothing the configuration. What is wrong there is said at
once, with the nearest word that would be right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from .options import wanted_codes

if TYPE_CHECKING:
    from .batch import Options
    from .config import Config
    from .model import Profile


def judging(paths: tuple[str, ...], options: dict[str, Any], judge: bool = True) -> Options:
    """How to judge: what the command line says, and where it says nothing the configuration. Sets the language."""
    from . import limits
    from .batch import Options

    found = _configured(paths, options["config"])
    if found.path is not None and options.get("verbose"):
        click.echo(f"配置文件：{found.path}", err=True)
    set_ = {key: options.get(key) for key in ("profile", "year", "select", "ignore", "lang")}
    set_ = {key: getattr(found, key) if value is None else value for key, value in set_.items()}
    options["lang"] = set_["lang"] or "zh"
    if set_["profile"] is not None:
        profile_of(set_["profile"])
    limits.change({**found.limits, **_limits(options["limits"])})
    wanted = wanted_codes(set_["select"], set_["ignore"])
    password = options.get("password") or None
    whole = not judge or bool(options.get("verbose"))
    return Options(
        set_["profile"], set_["year"], wanted, found.levels, found.waivers, judge=judge, password=password, whole=whole
    )


def with_configured(options: dict[str, Any], file: str | None, keys: Sequence[str]) -> dict[str, Any]:
    """The options without ``config``; where they say nothing of these keys, with what the configuration for the file
    says."""
    said = {key: value for key, value in options.items() if key != "config"}
    if file is None:
        return said
    found = _configured([file], options["config"])
    return said | {key: said[key] or getattr(found, key) for key in keys}


def _configured(paths: Sequence[str], chosen: str | None) -> Config:
    """The configuration ``chosen`` by name, else the one for the paths. A usage error if it cannot be read."""
    from . import config

    try:
        return config.load(chosen) if chosen else config.find(paths)
    except config.BadConfig as error:
        raise click.UsageError(str(error)) from None


def _limits(written: tuple[str, ...]) -> dict[str, int]:
    """The limits that the command line sets."""
    from . import limits

    pairs = [one.partition("=") for one in written]
    try:
        return {name.strip(): limits.parsed(name.strip(), value) for name, _, value in pairs}
    except limits.BadLimit as error:
        raise click.UsageError(f"--limit：{error}") from None


def profile_of(name: str) -> Profile:
    """The profile of that name or file; a usage error if there is none."""
    from . import profiles as store

    try:
        return store.load(name)
    except store.BadProfile as error:
        raise click.UsageError(str(error)) from None
