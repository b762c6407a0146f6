"""Text put safely into another language: SQL names and literals, terminals, logs and tables."""

from __future__ import annotations

from pathlib import Path


def identifier(name: str) -> str:
    """Return a name in double quotes, for SQL that cannot bind it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | Path) -> str:
    """Return a string, or a path, in single quotes, for SQL that cannot bind it."""
    return "'" + str(value).replace("'", "''") + "'"


def printable(text: str) -> str:
    """Return a name that can be shown and stored: control and undecodable parts escaped."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= 2000 else shown[:2000] + "..."
