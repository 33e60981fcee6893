"""Patterns that few forms need."""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


def rare(text: AnyStr) -> re.Pattern[AnyStr]:
    """The pattern of that text, compiled when it is first used: compiling all of them would take longer than checking a
    form."""
    return cast("re.Pattern[AnyStr]", _Later(text))


class _Later:
    def __init__(self, text: str | bytes) -> None:
        self._text = text

    def __getattr__(self, name: str) -> Any:
        """A method of the pattern, from then on an attribute."""
        if "_compiled" not in self.__dict__:
            self._compiled: Any = re.compile(self._text)
        found = self.__dict__[name] = getattr(self._compiled, name)
        return found
