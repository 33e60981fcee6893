"""Files with a password for opening: Office encrypts the whole file and puts it into an OLE container.

Opening one takes msoffcrypto-tool, an extra. The password goes nowhere but there.
"""

from __future__ import annotations

import io

from .. import limits
from ..model import Unreadable
from .package import damaged

#: What Excel encrypts with when a workbook is to be protected without a password; nobody is asked for it.
_DEFAULT = "VelvetSweatshop"


def opened(data: bytes, password: str | None) -> bytes:
    """The content of an encrypted file. Raises Unreadable FIL03 without its password, or without msoffcrypto-tool."""
    try:
        import msoffcrypto
        from msoffcrypto import exceptions
    except ImportError:
        raise _locked("install" if password else "") from None
    out = io.BytesIO()
    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(data))
        spins = file.info.get("spinValue", 0) if isinstance(getattr(file, "info", None), dict) else 0
        limits.check("spins", spins)
        options = {"verify_password": True} if file.format == "ooxml" else {}
        file.load_key(password=password or _DEFAULT, **options)
        file.decrypt(out)
    except exceptions.InvalidKeyError:
        raise _locked("wrong" if password else "") from None
    except (Unreadable, MemoryError):
        raise
    except Exception:  # of all sorts, for what is cut short or of a method that nobody uses
        raise (damaged("password") if password else _locked("")) from None
    return out.getvalue()


def _locked(variant: str) -> Unreadable:
    return Unreadable("FIL03", variant=variant) if variant else Unreadable("FIL03")
