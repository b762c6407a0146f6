"""Files that appear whole or not at all, and Parquet parts written in batches of rows.

A file that others rest on has its checksum beside it, as ``sha256sum`` writes and checks it: a byte
that was changed later is then found wherever in the file it stands.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

CHECKSUM = ".sha256"
_PIECE = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64})  (.+)\n")


class DamagedError(ValueError):
    """A file is not what was written; the message names it by its path."""


@contextmanager
def replacing(path: Path, mode: int | None = None, *, has_checksum: bool = False) -> Iterator[Path]:
    """Yield a name beside a file's own to write to; it takes the file's place in one step.

    The content is on the disk before the name is, and the name before this returns. A block that
    raises leaves the file as it was. With ``mode``, that of its folder, others may read the file
    as soon as it has its name. With ``has_checksum`` its checksum stands beside it.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    partial.unlink(missing_ok=True)
    try:
        yield partial
        if mode is not None:
            open_to(partial, mode)
        sync(partial)
        line = f"{digest(partial)}  {path.name}\n" if has_checksum else ""
        if has_checksum:
            # Whoever is killed before the file has its name leaves the old one, which holds too.
            write_text(checksum_of(path), "".join([*_told(path), line]))
        os.replace(partial, path)
        sync(path.parent)
        if has_checksum:
            write_text(checksum_of(path), line)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def checksum_of(path: Path) -> Path:
    """Return where the checksum of a file stands."""
    return path.with_name(path.name + CHECKSUM)


def ensure_checksum(path: Path) -> None:
    """Give a file of before there were checksums one of what it is now.

    Of the two that a crash left the one that holds stays; none is written over a damaged file.
    """
    told = _told(path)
    if checksum_of(path).exists() and len(told) < 2:
        return
    line = f"{digest(path)}  {path.name}\n"
    if told == _told(path) and (not told or line in told):
        write_text(checksum_of(path), line)


def damage(path: Path) -> str | None:
    """Return what is wrong with a file by the checksum beside it; None also where there is none."""
    if not checksum_of(path).exists():
        return None
    lines = _told(path)
    if not lines:
        return f"its checksum, {checksum_of(path).name}, cannot be read"
    if not path.is_file():
        return "it is not there"
    if f"{digest(path)}  {path.name}\n" not in lines:
        return f"it is not what was written: its SHA-256 is not that in {checksum_of(path).name}"
    return None


def _told(path: Path) -> list[str]:
    """Return the lines of a file's checksum, none where they are not what is written there."""
    try:
        text = checksum_of(path).read_bytes().decode("ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return []
    lines = text.splitlines(keepends=True)
    found = [_LINE.fullmatch(line) for line in lines]
    return lines if all(f is not None and f[2] == path.name for f in found) else []


@contextmanager
def replacing_folder(folder: Path, mode: int | None = None) -> Iterator[Path]:
    """Yield an empty folder that takes the place of ``folder`` in one step, whole and durable.

    Of a folder that was there before nothing stays. A block that raises leaves it as it was.
    With ``mode`` others may enter it, and read its files, as soon as it has its name.
    """
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        if mode is not None:
            open_to(partial, mode)
        for file in sorted(partial.rglob("*")):
            sync(file)
        sync(partial)
        remove_folder(folder)
        os.replace(partial, folder)
        sync(folder.parent)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def remove_folder(folder: Path) -> None:
    """Remove a folder, if it is there; out of sight first, since half a folder has no name."""
    if folder.exists():
        gone = folder.with_name(f".{folder.name}.gone.partial")
        shutil.rmtree(gone, ignore_errors=True)
        os.replace(folder, gone)
        shutil.rmtree(gone)


def remove_leftovers(folder: Path) -> None:
    """Remove what writers that were killed left half-written in a folder."""
    for leftover in folder.glob(".*.partial"):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def open_to(path: Path, mode: int) -> None:
    """Give a folder and all in it this mode; files cannot be entered, so they have it without x."""
    for found in (path, *path.rglob("*")):
        found.chmod(mode if found.is_dir() else mode & 0o666)


def write_text(path: Path, text: str, mode: int | None = None) -> None:
    """Write a file of UTF-8 text, whole or not at all."""
    with replacing(path, mode) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: Path, value: Mapping[str, Any], indent: int | None = None) -> None:
    """Write a file of JSON, whole or not at all."""
    write_text(path, json.dumps(value, indent=indent) + "\n")


def sync(path: Path) -> None:
    """Return when a file's content, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def writing(
    path: Path, schema: pa.Schema, batch: int, *, has_checksum: bool = False
) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Yield what takes the rows of a Parquet part, visible only when the block has ended well.

    Every ``batch`` rows become a row group, so memory does not grow with the part and equal rows
    give equal bytes. A part without rows has its types all the same.
    """
    waiting: list[Mapping[str, Any]] = []
    with (
        replacing(path, has_checksum=has_checksum) as partial,
        pq.ParquetWriter(
            partial, schema, compression="zstd", store_schema=False, write_page_checksum=True
        ) as out,
    ):

        def flush() -> None:
            out.write_table(pa.Table.from_pylist(waiting, schema=schema))
            waiting.clear()

        def take(row: Mapping[str, Any]) -> None:
            waiting.append(row)
            if len(waiting) == batch:
                flush()

        yield take
        if waiting:
            flush()
