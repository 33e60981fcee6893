"""What is a URL and what a path of this machine; apart from `storage`, since every file is asked."""

from __future__ import annotations


class BadUrl(Exception):
    """A URL of a kind that cannot be opened here; the text says why, in Chinese."""


def is_url(path: str) -> bool:
    """Whether a path is a URL rather than a place of this machine."""
    return "://" in path and not path.startswith("file:")


def plain(path: str) -> str:
    """A ``file:`` URL as the path that it means; anything else as it is."""
    if not path.startswith("file://"):
        return path
    from urllib.parse import urlsplit
    from urllib.request import url2pathname  # slow to import, for those who have URLs

    return url2pathname(urlsplit(path).path)
