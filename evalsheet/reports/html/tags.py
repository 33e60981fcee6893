"""HTML from texts: whatever is not made here is escaped, so that no text of a form can become a tag."""

from __future__ import annotations

from html import escape

from ..text import UNSEEN


class Html(str):
    """Markup that was made here."""

    __slots__ = ()


def tag(name: str, *children: object, **attributes: object) -> Html:
    """An element. Children are elements and texts, None is left out; class_ stands for class, aria_label for
    aria-label, and an attribute that is None or empty is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return Html(f"<{name}{said}>{''.join(map(escaped, children))}</{name}>")


def escaped(child: object) -> str:
    """A child as it stands in the markup: signs that show nothing are shown as escapes."""
    if child is None:
        return ""
    return child if isinstance(child, Html) else escape(str(child).translate(UNSEEN))
