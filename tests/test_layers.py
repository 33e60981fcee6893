"""The way of the data is one direction: who may import whom."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "evalsheet"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: From the source of the stream to its mouth; a room imports only rooms before it.
STREAM = [
    {"version", "nearest", "model", "patterns", "toml_json", "values", "limits", "urls"},
    {"storage"},
    {"profiles"},
    {"readers", "compute", "ooxml"},
    {"parse", "steps", "narrative", "inputs"},
    {"rules"},
    {"workers", "choice", "waiving"},
    {"manual", "profile_page", "frames", "batch", "template", "tables", "fast_sheet"},
    {"reports", "config"},
    {"notation", "formulas", "result_sheet", "returns"},
    {"filling"},
    {"show", "terminal", "output", "journal", "together", "consolidation"},
    {"writing", "runs", "console", "options", "judging", "given"},
    {"consolidating", "serve"},
    {"serving"},
    {"cli"},
    {"__init__", "__main__"},
]
RANK = {room: rank for rank, rooms in enumerate(STREAM) for room in rooms}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> tuple[set[str], set[str]]:
    """The rooms of ours and the foreign packages that a module imports, wherever in it."""
    ours, foreign = set(), set()
    base = path.relative_to(PACKAGE.parent).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            foreign.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            foreign.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom):
            target = base[: len(base) - node.level]
            full = [*target, *(node.module.split(".") if node.module else [])]
            names = [full] if len(full) > 1 else [[*full, alias.name] for alias in node.names]
            ours.update(name[1] for name in names)
    return ours, foreign


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_follow_the_stream(path):
    ours, _ = imports(path)
    upstream = {other for other in ours if other in RANK and RANK[other] <= RANK[room(path)]}
    assert ours - {room(path)} <= upstream - {room(path)}, f"{path} imports against the stream"


def test_every_room_has_its_place_in_the_stream():
    assert {room(path) for path in MODULES} == set(RANK)


FOREIGN = {
    "click": {"cli", "console", "runs", "options", "judging", "given", "consolidating", "serve", "serving"},
    "msoffcrypto": {"readers"},
    "pandas": {"model", "frames"},
    "openpyxl": {"readers", "consolidation"},
    "xlsxwriter": {"template", "tables", "fast_sheet"},
    "docx": {"narrative"},
    "pebble": {"workers"},
    "python_multipart": {"serving"},
    "starlette": {"serve"},
    "uvicorn": {"serve"},
    "pyarrow": {"consolidation"},
    "distributed": {"consolidation"},
    "fsspec": {"storage"},
}


@pytest.mark.parametrize("package", FOREIGN)
def test_a_foreign_package_is_used_only_where_it_belongs(package):
    users = {room(path) for path in MODULES if package in imports(path)[1]}
    assert users <= FOREIGN[package]


def test_model_imports_nothing_of_ours():
    assert set().union(*(imports(path)[0] for path in (PACKAGE / "model").glob("*.py"))) <= {"model"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_outgrows_its_room(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400
