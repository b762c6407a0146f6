"""The second derivation shares nothing with what it checks, and can be read in one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

from wirebook import verify

ROOM = Path(verify.__file__).parent
# Plain things: how DuckDB is opened, and the package that holds the provider's own file.
ALLOWED = {"wirebook.verify", "wirebook.duckdb_files", "duckdb"}
MOST_LINES = 2_500


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= names if base == "wirebook" else {base}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_it_imports_no_reader_no_model_and_no_other_room() -> None:
    ours = {
        name
        for path in ROOM.glob("*.py")
        for name in imported(path)
        if name.split(".")[0] not in ast_standard()
    }
    assert {".".join(name.split(".")[:2]) for name in ours} <= ALLOWED


def ast_standard() -> set[str]:
    import sys

    return set(sys.stdlib_module_names)


def test_it_is_short() -> None:
    lines = [line for p in ROOM.glob("*.py") for line in p.read_text(encoding="utf-8").splitlines()]
    assert len(lines) <= MOST_LINES
