"""``wirebook doctor``: every file of a state looked at, what is damaged and which command heals it.

With ``--heal`` it puts right what can be derived from what is whole: the pointer from the history,
a version's files from each other, a day's index from its archive, the rates from their provider's
file. The rest it names; nothing is removed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from wirebook import whole_files
from wirebook.archive import days, erased
from wirebook.archive.snapshots import Snapshot
from wirebook.landing import parts
from wirebook.operations import lock
from wirebook.published import certificate, versions
from wirebook.published.candidate import PublishRefused
from wirebook.published.current import CURRENT, current, versions_dir
from wirebook.quoting import printable
from wirebook.settings import StatePaths
from wirebook.verify import evidence
from wirebook.warehouse import rates

HEAL = "wirebook doctor --heal"


@dataclass(frozen=True, slots=True)
class Finding:
    """One damaged file: its path within the state, what is wrong, and what puts it right."""

    path: str
    what: str
    remedy: str

    def line(self) -> str:
        """Return the finding as a line for a person."""
        return printable(f"{self.path}: {self.what} ({self.remedy})")


def run(state: StatePaths, *, heals: bool) -> int:
    """Print what is damaged in a state; 1 when anything is, after healing with ``heals``."""
    if heals:
        with lock.hold(state, "wirebook doctor"):
            for line in heal(state):
                print(printable(line))
    found = list(findings(state))
    for finding in found:
        print(finding.line())
    print("1 file is damaged" if len(found) == 1 else f"{len(found)} files are damaged")
    return 1 if found else 0


def findings(state: StatePaths) -> Iterator[Finding]:
    """Yield every damaged file: erasures, published, archive, landing, rates, ops."""
    yield from _erasures(state)
    yield from _published(state)
    yield from _archive(state)
    yield from _landing(state)
    yield from _rates(state)
    yield from _parts(state, state.ops, lambda _: "what it recorded is lost; move it away")


def _erasures(state: StatePaths) -> Iterator[Finding]:
    if (state.home / erased.INTENT).exists():
        what = "an erasure was interrupted, and nothing is published"
        yield Finding(erased.INTENT, what, "wirebook erase --resume")
    try:
        erased.erasures(state)
    except ValueError as error:
        yield Finding(erased.LEDGER, str(error), "bring it back from a backup")


def heal(state: StatePaths) -> Iterator[str]:
    """Put right what can be, and yield what was done or why not."""
    for folder in _days(state):
        if any(_derived_damage(folder)):
            try:
                days.rebuild_index(folder)
                yield f"{_within(state, folder)}: its index is made anew from its archive"
            except days.ArchiveError as error:
                yield f"{_within(state, folder)}: its index stays as it is: {error}"
    if any(finding.remedy == HEAL for finding in _rates(state)):
        try:
            rates.write_rates(rates.rates_path(state), rates.kept_ecb(state))
            yield "the rates are written anew from their provider's file"
        except rates.RatesError as error:
            yield f"the rates stay as they are: {error}"
    if not versions_dir(state).is_dir():
        return
    for folder in sorted(versions_dir(state).glob("[!.]*/")):
        versions.heal(state, folder.name)
    try:
        versions.repair(state)
    except (PublishRefused, ValueError) as error:
        yield f"published: {error}"


def _published(state: StatePaths) -> Iterator[Finding]:
    history = state.published / versions.HISTORY
    broken = _json_damage(history)
    if broken is not None:
        yield Finding(_within(state, history), broken, "when versions were published is lost")
    if not versions_dir(state).is_dir():
        return
    now = current(state)
    pointer = _within(state, state.published / CURRENT)
    kept = {folder.name for folder in versions_dir(state).glob("[!.]*/")}
    if now is None and kept:
        yield Finding(pointer, "it is not there", HEAL)
    elif now is not None and now not in kept:
        yield Finding(pointer, "it names no kept version", HEAL)
    elif now is not None and broken is None and not _tells(history, now):
        yield Finding(_within(state, history), "it does not tell of the current version", HEAL)
    for folder in sorted(versions_dir(state).glob("[!.]*/")):
        for line in certificate.damage(folder):
            name, _, what = line.partition(" ")
            remedy = f"{HEAL}, or another version: wirebook rollback"
            yield Finding(_within(state, folder.parent / name), what, remedy)
    if now is not None and now in kept and not certificate.damage(versions_dir(state) / now):
        if not versions.is_as_certified(state, now):
            public = state.published / versions.DATABASE
            yield Finding(_within(state, public), f"it is not that of {now}", HEAL)


def _archive(state: StatePaths) -> Iterator[Finding]:
    for folder in _days(state):
        for path, what in _derived_damage(folder):
            yield Finding(_within(state, path), what, HEAL)
        needed = _needed(folder)
        for path in sorted({*folder.glob("*.warc.gz"), *needed}):
            lost = _archive_damage(path, needed.get(path, 0))
            if lost is not None:
                remedy = "bring it back from a backup; what was published of it stays, unverifiable"
                yield Finding(_within(state, path), lost, remedy)


def _landing(state: StatePaths) -> Iterator[Finding]:
    return _parts(state, state.landing / "readings", parts.remedy)


def _rates(state: StatePaths) -> Iterator[Finding]:
    """What is damaged of the stored rates, their provider's file and the word on both."""
    stored = rates.rates_path(state)
    for path in _with_checksums(stored.parent, "*"):
        what = whole_files.damage(path) or (_parquet_damage(path) if path == stored else None)
        if what is not None:
            remedy = HEAL if path == stored else "the next refresh_rates fetches it again"
            yield Finding(_within(state, path), what, remedy)


def _parts(state: StatePaths, folder: Path, remedy: Callable[[Path], str]) -> Iterator[Finding]:
    for path in _with_checksums(folder, "*.parquet"):
        what = whole_files.damage(path) or _parquet_damage(path)
        if what is not None:
            yield Finding(_within(state, path), what, remedy(path))


def _with_checksums(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a folder, and those of which the checksums alone are there."""
    found = {path for path in folder.rglob(pattern) if not path.name.endswith(whole_files.CHECKSUM)}
    found |= {
        path.with_name(path.name.removesuffix(whole_files.CHECKSUM))
        for path in folder.rglob(pattern + whole_files.CHECKSUM)
    }
    return sorted(found)


def _parquet_damage(path: Path) -> str | None:
    try:
        with pq.ParquetFile(path, page_checksum_verification=True) as part:
            for batch in part.iter_batches(10_000):
                batch.validate(full=True)
    except (OSError, pa.ArrowException) as error:
        return f"it cannot be read: {str(error).splitlines()[0]}"
    return None


def _archive_damage(path: Path, needed: int) -> str | None:
    """Return what is wrong with an archive file, in which a record begins at ``needed``."""
    if not path.is_file():
        return "it is not there"
    if path.stat().st_size <= needed:
        return "it ends before the last record that its index names"
    return evidence.damage(path)


def _derived_damage(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield what is wrong with a day's index and shards: they must be what its archive says."""
    index = folder / days.INDEX
    for path in days.derived(folder):
        what = whole_files.damage(path) or (_unreadable(path) if path == index else None)
        if what is not None:
            yield path, what
    if index not in days.derived(folder) and any(folder.glob("*.warc.gz")):
        yield index, "it is not there"


def _unreadable(index: Path) -> str | None:
    try:
        list(_places(index))
    except (OSError, ValueError, TypeError, KeyError, StopIteration, RuntimeError) as error:
        return f"it cannot be read: {error}"
    return None


def _needed(folder: Path) -> dict[Path, int]:
    """Return the archive files that a day's index names, and where the last record begins."""
    index = folder / days.INDEX
    found: dict[Path, int] = {}
    if index.is_file() and not any(_derived_damage(folder)):
        for name, offset in _places(index):
            # What was held until it was read is gone by right.
            if not name.endswith(days.HELD):
                found[folder / name] = max(offset, found.get(folder / name, 0))
    return found


def _places(index: Path) -> Iterator[tuple[str, int]]:
    """Yield the files that an index names, and those that its records are in, with the places."""
    with index.open("rb") as lines:
        yield from ((name, 0) for name in json.loads(lines.readline())["files"])
        for line in lines:
            snapshot = Snapshot.from_json(line)
            yield snapshot.warc_file.rpartition("/")[2], snapshot.warc_offset


def _json_damage(path: Path) -> str | None:
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            json.loads(line)["publish_id"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError) as error:
        return f"it cannot be read: {error}"
    return None


def _tells(history: Path, now: str) -> bool:
    lines = history.read_text(encoding="utf-8").splitlines() if history.is_file() else []
    return now in {json.loads(line)["publish_id"] for line in lines}


def _days(state: StatePaths) -> list[Path]:
    return sorted(folder for folder in state.archive.glob("*/*") if folder.is_dir())


def _within(state: StatePaths, path: Path) -> str:
    return path.relative_to(state.home).as_posix()
