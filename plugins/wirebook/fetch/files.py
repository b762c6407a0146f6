"""A folder of .txt and .html files as a source: each file gets an outcome, whatever it is."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wirebook.archive.snapshots import Snapshot
from wirebook.fetch.base import FetchError
from wirebook.fetch.job import Job
from wirebook.pages import encoding

CONTENT_TYPES = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
}


def collect(job: Job) -> None:
    """Read every file of the source's folders; an address may also be one file."""
    names: set[str] = set()
    for address in job.source.addresses:
        folder = Path(address)
        try:
            entries = [folder] if folder.is_file() else list(listing(folder))
        except FetchError as error:
            job.failed(job.begin(folder.name), error)
            continue
        root = (folder.parent if folder.is_file() else folder).resolve()
        for path in entries:
            _collect_file(job, path, root, names)


def _collect_file(job: Job, path: Path, root: Path, names: set[str]) -> None:
    attempt = job.begin(path.name)
    try:
        kind = content_type(path)
        job.check(path.name)
        if path.name in names:
            raise FetchError("a file of that name was already read from another folder", "skipped")
        names.add(path.name)
        raw = read(path, root, job.source.max_bytes)
    except FetchError as error:
        job.failed(attempt, error)
        return
    job.bytes += len(raw)
    digest = hashlib.sha256(raw).hexdigest()
    known = job.seen.latest(path.name)
    reason = why_unreadable(raw, kind)
    if known is None or known.raw_sha256 != digest:
        job.writer.add(
            Snapshot(
                source=job.source.name,
                target=path.name,
                file_name=path.name,
                fetched_at=job.fetched_at,
                raw_sha256=digest,
                raw_bytes=len(raw),
                disposition="staged" if reason is None else "quarantined",
                content_type=kind,
                retention=job.source.retention,
            ),
            raw,
        )
    elif reason is None:
        job.close(attempt, "unchanged", size=len(raw))
        return
    job.close(attempt, "staged" if reason is None else "quarantined", reason, len(raw))


def listing(folder: Path) -> Iterator[Path]:
    """Yield the entries of a folder in name order, without entering its folders.

    Raises FetchError when it is not a folder or cannot be listed.
    """
    try:
        names = sorted(os.listdir(os.fsencode(folder)))
    except OSError as error:
        raise FetchError(f"the folder cannot be listed: {error.strerror}") from error
    for name in names:
        yield folder / os.fsdecode(name)


def content_type(path: Path) -> str:
    """Return the type that the file's suffix says.

    Raises FetchError (skipped) for a suffix that no reader is for, (refused) for a hostile name.
    """
    name = path.name
    if not name.isprintable() or len(os.fsencode(name)) > 240:
        raise FetchError("its name holds control or undecodable characters", "refused")
    known = CONTENT_TYPES.get(path.suffix.lower())
    if name.startswith(".") or known is None:
        kinds = ", ".join(CONTENT_TYPES)
        raise FetchError(f"not one of {kinds}", "skipped")
    return known


def read(path: Path, folder: Path, max_bytes: int) -> bytes:
    """Return a file's bytes.

    ``folder`` is the one that holds it, resolved. Raises FetchError for anything but a regular,
    non-empty file of at most ``max_bytes`` inside it: a folder, a device, a link that leads
    outside, a file that vanished.
    """
    try:
        # What is no link lies where its folder does; following every part of a path takes long.
        real = path.resolve(strict=True) if path.is_symlink() else folder / path.name
        if not real.is_relative_to(folder):
            raise FetchError("a link that leads outside the folder", "refused")
        # Without O_NONBLOCK, opening a named pipe waits for somebody to write to it.
        descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        try:
            _check_kind(os.fstat(descriptor), max_bytes)
            raw = _read_up_to(descriptor, max_bytes + 1)
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        raise FetchError("it vanished between the listing and the reading") from error
    except (OSError, RuntimeError) as error:
        raise FetchError(f"it cannot be read: {getattr(error, 'strerror', error)}") from error
    if len(raw) > max_bytes:
        raise FetchError(f"it is larger than max_bytes ({max_bytes})", "refused")
    if not raw.strip():
        raise FetchError("it is empty")
    return raw


def why_unreadable(raw: bytes, kind: str) -> str | None:
    """Return why these bytes are not text, or None when they are."""
    try:
        encoding.decode(raw, is_html=kind != "text/plain")
    except encoding.EncodingError as error:
        return str(error)
    return None


def _read_up_to(descriptor: int, limit: int) -> bytes:
    parts: list[bytes] = []
    while limit > 0 and (part := os.read(descriptor, min(limit, 1 << 20))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def _check_kind(info: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(info.st_mode):
        raise FetchError("it is a folder, not a file", "skipped")
    if not stat.S_ISREG(info.st_mode):
        raise FetchError("it is not a regular file", "refused")
    if info.st_size > max_bytes:
        raise FetchError(
            f"it is larger than max_bytes ({info.st_size} against {max_bytes})", "refused"
        )
