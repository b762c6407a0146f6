"""Names and strings in SQL, where it cannot bind them."""

from __future__ import annotations

from pathlib import Path


def identifier(name: str) -> str:
    """Return a name in double quotes, for SQL that cannot bind it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """Return a string, or a path, in single quotes, for SQL that cannot bind it."""
    return "'" + str(value).replace("'", "''") + "'"
