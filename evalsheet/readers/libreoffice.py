"""Files that LibreOffice converts for us, where it is installed: old Word documents, WPS Writer, RTF, OpenDocument.

It runs as a process of its own, without a window, with a profile that is made for this one file and thrown away: no
macros, no links followed, no network. It is ended after a time, with all that it has started.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from .. import limits
from ..model import Unreadable
from .package import damaged

_NAMES = ("soffice", "libreoffice")
#: Where it stands on Windows and macOS, which do not put it on the path.
_FOLDERS = (
    r"C:\Program Files\LibreOffice\program",
    r"C:\Program Files (x86)\LibreOffice\program",
    "/Applications/LibreOffice.app/Contents/MacOS",
)
#: The library of each application: LibreOffice can be installed without Writer.
_LIBRARIES = {
    "writer": ("libswlo.so", "swlo.dll", "libswlo.dylib"),
    "calc": ("libsclo.so", "sclo.dll", "libsclo.dylib"),
}
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "2"),
    ("Office.Calc/Content/Update", "Link", "2"),
    # a proxy that nobody is
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
_PROXIES = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")


def converted(data: bytes, kind: str, target: str = "docx", application: str = "writer") -> bytes:
    """A file of that kind (its usual extension) as a file of the ``target`` kind, by that application of LibreOffice.

    Raises Unreadable: FIL02 for what LibreOffice cannot open, FIL04 for a result over the limit, FIL05 out of time,
    FIL08 without LibreOffice or the application.
    """
    program = _program()
    if program is None:
        raise Unreadable("FIL08", variant="libreoffice", format=kind)
    if not _has(program, application):
        raise Unreadable("FIL08", variant=application, format=kind)
    with tempfile.TemporaryDirectory(prefix="evalsheet-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"form.{kind}")
        source.write_bytes(data)
        _run(program, target, source)
        result = Path(folder, "out", f"form.{target}")
        if not result.is_file():
            raise damaged("convert")
        limits.check("file_bytes", result.stat().st_size)
        return result.read_bytes()


def _program() -> str | None:
    """The path of LibreOffice's program."""
    places = (None, os.pathsep.join(_FOLDERS))
    return next((found for place in places for name in _NAMES if (found := shutil.which(name, path=place))), None)


def _has(program: str, application: str) -> bool:
    """Whether the application is there; in a package of another make, where nothing can be seen, it is believed to."""
    folder = Path(os.path.realpath(program)).parent
    whole = any((folder / name).exists() for name in ("soffice.bin", "soffice"))
    seen = any((folder / library).exists() for libraries in _LIBRARIES.values() for library in libraries)
    return not (whole and seen) or any((folder / library).exists() for library in _LIBRARIES[application])


def _run(program: str, target: str, source: Path) -> None:
    """Converts ``source`` into the folder out beside it. Raises Unreadable FIL05."""
    profile = source.parent / "profile"
    (profile / "user").mkdir(parents=True)
    settings = "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{settings}</oor:items>',
        "utf-8",
    )
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    command += ["--convert-to", target, "--outdir", str(source.parent / "out"), str(source)]
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=source.parent,
        env={**os.environ, **_PROXIES},
        start_new_session=sys.platform != "win32",
        preexec_fn=None if sys.platform == "win32" else _without_limit,
    ) as process:
        try:
            process.wait(limits.MOST["convert_seconds"])
        except subprocess.TimeoutExpired:
            raise Unreadable("FIL05") from None
        finally:  # also when the user has had enough
            _end(process)


def _without_limit() -> None:
    """In the child: the memory that a worker may take is not enough for LibreOffice."""
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends the process, if it is still running, and all that it has started."""
    if process.poll() is not None:
        return
    with suppress(OSError):
        if sys.platform == "win32":
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            os.killpg(process.pid, signal.SIGKILL)
