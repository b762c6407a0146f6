"""Folders under names that every program can hold: no quote, brace, number sign or per cent.

A path goes through SQL, dbt's templates and formats, and database addresses on its way to DuckDB;
each of them gives some characters a meaning of its own, and none can be told not to. So where a
folder's name has such a character, those programs are given a link to it that has none.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLAIN = re.compile(r"[\w/.+-]+")


def is_plain(path: Path) -> bool:
    """Return whether a path holds only letters, digits and ``/ . _ + -``."""
    return _PLAIN.fullmatch(str(path)) is not None


@contextmanager
def plainly_named(folder: Path) -> Iterator[Path]:
    """Yield a plain path of a folder: its own, else that of a link which is gone afterwards."""
    if is_plain(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="wirebook-") as links:
        link = Path(links) / "folder"
        link.symlink_to(folder.absolute(), target_is_directory=True)
        yield link


@contextmanager
def plainly_gathered(folder: Path, **elsewhere: Path) -> Iterator[Path]:
    """Yield a plainly named folder with what ``folder`` holds, and with these folders in it.

    A folder that is plain and holds them already, under these names, is its own.
    """
    if is_plain(folder) and all(path == folder / name for name, path in elsewhere.items()):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="wirebook-") as links:
        held = {path.name: path for path in folder.absolute().iterdir()}
        for name, path in {**held, **elsewhere}.items():
            (Path(links) / name).symlink_to(path.absolute(), target_is_directory=path.is_dir())
        yield Path(links)
