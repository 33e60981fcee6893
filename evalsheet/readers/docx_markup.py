"""How WordprocessingML says things: attributes, switches, numbers, signs of symbol fonts."""

from __future__ import annotations

TICKED, EMPTY_BOX = "☑", "☐"
_FALSE = ("0", "false", "off")
#: Signs that stand for other ones in the fonts that Word inserts symbols from.
_SYMBOLS = {
    "symbol": {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xD7: "·"},
    "wingdings": {0xFE: TICKED, 0xFC: "√", 0xFD: "☒", 0xFB: "×", 0xA8: "□", 0x6F: "□", 0x71: "□"},
    "wingdings 2": {0x52: TICKED, 0x50: "√", 0x53: "☒", 0x4F: "×", 0xA3: "□"},
}


def named(attributes: dict[str, str], name: str) -> str:
    """An attribute by its local name; "" if it is not there."""
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return value
    return ""


def is_on(attributes: dict[str, str]) -> bool:
    """What a switch says; without a value it is on."""
    return named(attributes, "val").lower() not in _FALSE


def number(text: str, otherwise: int) -> int:
    """A count or a width as written; ``otherwise`` for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def symbol(attributes: dict[str, str]) -> str:
    """The sign that is meant by one of a symbol font; "" if there is none."""
    try:
        code = int(named(attributes, "char"), 16)
        # such fonts are addressed in the private use area
        own = code & 0xFF if 0xF000 <= code < 0xF100 else code
        return _SYMBOLS.get(named(attributes, "font").lower(), {}).get(own) or chr(code)
    except (ValueError, OverflowError):
        return ""
