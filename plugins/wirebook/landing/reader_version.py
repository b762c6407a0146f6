"""The version of the reader: a hash of all that decides what a landing row says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from wirebook import settings

# What turns bytes into a row: every file of these, code, lexicons and models alike.
ROOMS = ("pages", "reading", "landing", "quoting")
# The seed lists that the reader loads; the others are dbt's alone.
SEEDS = ("entities.csv", "entity_aliases.csv", "currencies.csv")
_LEFT_BY_PYTHON = (".pyc", ".pyo")


@lru_cache(maxsize=4)
def reader_version(package: Path | None = None, seeds: Path | None = None) -> str:
    """Return the reader's version: 16 hexadecimal digits over :data:`ROOMS` and :data:`SEEDS`.

    A landing partition that carries another version is read again from the archive. ``package``
    and ``seeds`` are the folders to look at, by default those in use.
    """
    package = Path(__file__).resolve().parents[1] if package is None else package
    seeds = settings.seeds_dir() if seeds is None else seeds
    digest = hashlib.sha256()
    for name, file in _files(package, seeds):
        content = file.read_bytes()
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _files(package: Path, seeds: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file that counts, with a name that is the same wherever it is installed."""
    for room in ROOMS:
        for file in sorted((package / room).rglob("*")):
            if file.is_file() and file.suffix not in _LEFT_BY_PYTHON:
                yield file.relative_to(package).as_posix(), file
    for name in SEEDS:
        if (seeds / name).is_file():  # a state of its own may go without a list
            yield f"seeds/{name}", seeds / name
