"""A file with a form -> the report of that form."""

from __future__ import annotations

from .. import readers
from ..model import Form, Unreadable
from ..parse import parse
from .outline import PATH
from .writing import written


class NotOneForm(Exception):
    """The file has no form, or several; ``sheets`` are those that have one."""

    def __init__(self, sheets: tuple[str, ...]) -> None:
        super().__init__(sheets)
        self.sheets = sheets


def made(
    data: bytes,
    file: str,
    profile: str | None = None,
    outline: bytes | None = None,
    sheet: str | None = None,
    password: str | None = None,
) -> bytes:
    """The report of the form of a file, or of the one on that ``sheet``. Raises Unreadable, NotOneForm, BadOutline."""
    grids = readers.grids(data, file, password)
    forms = _visible(list(parse(grids, profile).forms))
    if sheet is not None:
        forms = [form for form in forms if form.sheet == sheet]
    if len(forms) != 1:
        raise NotOneForm(tuple(form.sheet for form in forms))
    try:
        import docx  # noqa: F401
    except ImportError:
        raise Unreadable("FIL08", variant="package", format="docx", package="python-docx") from None
    (form,) = forms
    return written(form, next(grid for grid in grids if grid.sheet == form.sheet), outline)


def _visible(forms: list[Form]) -> list[Form]:
    forms = [form for form in forms if form.blocks & {"funds", "indicators"}]  # else only a title was found
    return [form for form in forms if not form.hidden] or forms


def own_outline() -> bytes:
    """The outline that is used without another one."""
    return PATH.read_bytes()
