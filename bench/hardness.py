"""What a state withstands: changed bytes, kills under readers, full disks, damaged files.

Sizes are set by ``HARD_BYTES``, ``HARD_KILLS``, ``HARD_READS`` and ``HARD_LEVELS``; damage is drawn
from ``HARD_SEED``, so a run can be repeated. Each trial works on a copy of one published state.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from wirebook import duckdb_files, ingest, release, sources, whole_files
from wirebook.audit import verified
from wirebook.commands import doctor
from wirebook.landing.shard import read_shard_file
from wirebook.published import certificate, versions
from wirebook.published.candidate import (
    BUILD_FILE,
    CANDIDATE_FILE,
    Candidate,
    PublishRefused,
    load_candidate,
    make_candidate,
)
from wirebook.published.current import current, current_parquet, versions_dir
from wirebook.settings import StatePaths, project_root

READERS = 4
DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
# Where a byte is changed: a kind of file, and the files of it.
KINDS: Mapping[str, str] = {
    "archive": "archive/*/*/*.*",
    "landing": "landing/readings/dt=*/source=*/part-*",
    "rates": "landing/fx/*",
    "marts": "published/versions/*/*.parquet",
    "DuckDB files": "published/**/wirebook.duckdb",
    "manifests": "published/versions/*/manifest.json",
}
CHECKED = ("fct_articles", "fct_money_facts", "fct_quotes")


@dataclass
class Tally:
    """How many trials there were, and those that were not withstood."""

    trials: int = 0
    missed: list[str] = field(default_factory=list)
    by: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Verdict:
    """An audit that passed, for candidates that are published to be killed."""

    publish_id: str
    success: bool = True
    counts: Mapping[str, int] = field(default_factory=lambda: {"passed": 1})


# -- changed bytes


def changed_bytes(state: StatePaths, trials: int, seed: int, *, verifies: bool = True) -> Tally:
    """Change one byte of one file, ``trials`` times; who finds it, the doctor or verifying."""
    draw, tally = random.Random(seed), Tally()
    kinds = list(KINDS)
    for number in range(trials):
        kind = kinds[number % len(kinds)]
        files = sorted(p for p in state.home.glob(KINDS[kind]) if p.is_file() and p.stat().st_size)
        path = draw.choice(files)
        place, mask = draw.randrange(path.stat().st_size), draw.randrange(1, 256)
        tally.trials += 1
        with _restored(path):
            _flip(path, place, mask)
            finder = _finder(state, path, verifies=verifies)
        tally.by[f"{kind}, by {finder}" if finder else f"{kind}, not at all"] += 1
        if finder is None:
            name = path.relative_to(state.home)
            tally.missed.append(f"{name} at {place} of {path.stat().st_size}, xor {mask}")
    return tally


def _flip(path: Path, place: int, mask: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= mask
    path.write_bytes(bytes(content))


@contextmanager
def _restored(path: Path) -> Iterator[None]:
    content = path.read_bytes()
    try:
        yield
    finally:
        path.write_bytes(content)


def _finder(state: StatePaths, path: Path, *, verifies: bool) -> str | None:
    # A changed checksum is named as the file that it is of: which of the two was, nobody can tell.
    name = path.relative_to(state.home).as_posix().removesuffix(whole_files.CHECKSUM)
    if any(finding.path == name for finding in doctor.findings(state)):
        return "doctor"
    return "verify" if verifies and not _agrees(state) else None


def _agrees(state: StatePaths) -> bool:
    publish_id = str(current(state))
    before = versions.followed(state, publish_id)
    was = None if before is None else versions_dir(state) / before
    try:
        report = verified.derive(state, versions_dir(state) / publish_id / versions.DATABASE, was)
    except Exception:  # noqa: BLE001 - whatever it raises, the change was not passed over
        return False
    return report.success


# -- kills under readers


def killed(state: StatePaths, kills: int, reads: int, seed: int) -> tuple[Tally, Tally]:
    """Kill a process that publishes and rolls back, at random moments, while others read.

    Returns the tally of kills (whether the next process goes on) and that of reads. There are at
    least ``reads`` reads by :data:`READERS` processes.
    """
    context = multiprocessing.get_context("spawn")
    stop, seen = context.Event(), context.Queue()
    readers = [
        context.Process(target=_read_until, args=(state.home, stop, seen)) for _ in range(READERS)
    ]
    for reader in readers:
        reader.start()
    draw, tally = random.Random(seed), Tally()
    for number in range(kills):
        writer = context.Process(target=_publish_for_ever, args=(state.home,))
        writer.start()
        _wait_for(state.home / ".working", writer)
        time.sleep(draw.uniform(0, 0.6))
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        (state.home / ".working").unlink(missing_ok=True)
        tally.trials += 1
        tally.missed += [f"kill {number}: {what}" for what in _unsound(state)]
    stop_at = time.monotonic() + 600
    counted = Tally()
    while counted.trials < reads and time.monotonic() < stop_at:
        _take(seen, counted)
        time.sleep(0.05)
    stop.set()
    for reader in readers:
        reader.join(30)
    _take(seen, counted)
    return tally, counted


def _take(seen: Any, counted: Tally) -> None:
    while not seen.empty():
        found = seen.get()
        counted.trials += 1
        if found is not None:
            counted.missed.append(found)


def _wait_for(path: Path, writer: Any) -> None:
    while not path.exists() and writer.is_alive():
        time.sleep(0.01)


def _publish_for_ever(home: Path) -> None:
    """Publish two versions and roll back, over and over, until killed."""
    state = StatePaths(home)
    (home / ".working").touch()
    turn = 0
    while True:
        turn += 1
        name = ("first", "second")[turn % 2]
        shutil.copyfile(home / f"{name}.duckdb", state.build / BUILD_FILE)
        candidate = make_candidate(state)
        verdict = Verdict(candidate.publish_id)
        versions.publish(state, candidate, verdict, allow_drop=True, keep=2)
        if turn % 3 == 0:
            try:
                versions.rollback(state)
            except PublishRefused:
                continue


def _unsound(state: StatePaths) -> list[str]:
    """Return what the next process cannot put right, which is nothing."""
    try:
        versions.repair(state)
    except (PublishRefused, ValueError, OSError) as error:
        return [f"it cannot be repaired: {error}"]
    return certificate.damage(versions_dir(state) / str(current(state)))


def _read_until(home: Path, stop: Event, seen: Any) -> None:
    state = StatePaths(home)
    while not stop.is_set():
        try:
            seen.put(_read_once(state))
        except Exception as error:  # noqa: BLE001 - any error is a reader's error
            seen.put(f"{type(error).__name__}: {error}")


def _read_once(state: StatePaths) -> str | None:
    """Read one version as a consumer does; return what is wrong with it, None if nothing."""
    publish_id = current(state)
    folder = current_parquet(state)
    stamps = set()
    try:
        with duckdb.connect() as connection:
            for table in CHECKED:
                file = str(folder / f"{table}.parquet") if folder else ""
                rows = connection.execute("select distinct publish_id from read_parquet(?)", [file])
                stamps |= {row[0] for row in rows.fetchall()}
    except duckdb.IOException:
        # A version goes when two newer ones are kept: a reader that slow asks CURRENT again.
        if current(state) == publish_id:
            raise
        return None
    if stamps - {publish_id}:
        return f"mixed Parquet: {sorted(stamps)} under {publish_id}"
    with duckdb_files.read(state.published / versions.DATABASE) as connection:
        stamps = {
            row[0]
            for table in CHECKED
            for row in connection.execute(f"select distinct publish_id from {table}").fetchall()
        }
    return f"mixed DuckDB file: {sorted(stamps)}" if len(stamps) > 1 else None


# -- full disks


def full_disk(state: StatePaths, levels: int) -> Tally:
    """Publish on a disk that fills after so many bytes of a file, from none to enough for all."""
    largest = (state.home / "second.duckdb").stat().st_size * 1.1
    tally = Tally()
    context = multiprocessing.get_context("spawn")
    for level in range(levels):
        limit = int(largest * level / max(levels - 1, 1))
        before = _seen(state)
        writer = context.Process(target=_publish_within, args=(state.home, limit))
        writer.start()
        writer.join()
        after = _seen(state)
        tally.trials += 1
        tally.by["published" if writer.exitcode == 0 else "refused"] += 1
        if len(set(after)) > 1:
            tally.missed.append(f"{limit} bytes: readers are on {after}")
        if writer.exitcode != 0 and after != before:
            tally.missed.append(f"{limit} bytes: it failed, and readers moved to {after}")
        tally.missed += [f"{limit} bytes: {what}" for what in _empty_candidate(state)]
        if writer.exitcode == 0:
            versions.rollback(state)
    return tally


def _seen(state: StatePaths) -> tuple[str, str]:
    return str(current(state)), str(versions.stamp(state.published / versions.DATABASE))


def _publish_within(home: Path, limit: int) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write then fails, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    state = StatePaths(home)
    candidate = make_candidate(state, home / "second.duckdb")
    versions.publish(state, candidate, Verdict(candidate.publish_id), allow_drop=True)


def _empty_candidate(state: StatePaths) -> list[str]:
    """Return what is wrong with the candidate that is left, if one is."""
    if not (state.build / CANDIDATE_FILE).is_file():
        return []
    try:
        candidate: Candidate = load_candidate(state)
    except FileNotFoundError:
        return ["a candidate without its description"]
    except ValueError as error:
        return [f"a candidate's description is broken: {error}"]
    whole = whole_files.digest(candidate.path) == candidate.sha256
    return [] if whole and versions.stamp(candidate.path) else ["the candidate is not whole"]


# -- damaged files


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _turn(path: Path) -> None:
    _flip(path, path.stat().st_size // 2, 0x10)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


DAMAGES: Mapping[str, Callable[[Path], None]] = {
    "cut": _cut,
    "flipped": _turn,
    "emptied": _empty,
    "removed": Path.unlink,
}
PLACES = (
    "published/CURRENT",
    "published/history.jsonl",
    "published/wirebook.duckdb",
    "published/versions/*/wirebook.duckdb",
    "published/versions/*/fct_money_facts.parquet",
    "published/versions/*/manifest.json",
    "archive/*/*/index.jsonl",
    "archive/*/*/0001.warc.gz",
    "landing/readings/dt=*/source=*/part-*.parquet",
    "landing/fx/rates.parquet",
    "ops/fct_fetch_outcomes/*/*.parquet",
)
# What nothing else speaks of is not missed by anyone when it is gone as a whole.
UNMISSED = {("ops/fct_fetch_outcomes/*/*.parquet", "removed")}


def damaged(state: StatePaths) -> Tally:
    """Damage each kind of file in each way; it must be named by its path, and healed or refused."""
    tally = Tally()
    for place in PLACES:
        for how, damage in DAMAGES.items():
            if (place, how) in UNMISSED:
                continue
            with TemporaryDirectory(prefix="hardness-") as folder:
                copy = StatePaths(Path(folder) / "state")
                shutil.copytree(state.home, copy.home, symlinks=True)
                path = sorted(copy.home.glob(place))[0]
                damage(path)
                _judge(copy, path, f"{place} {how}", tally)
    return tally


def _judge(state: StatePaths, path: Path, what: str, tally: Tally) -> None:
    tally.trials += 1
    name = path.relative_to(state.home).as_posix()
    found = [finding for finding in doctor.findings(state) if finding.path == name]
    if not found:
        tally.missed.append(f"{what}: not named")
        return
    list(doctor.heal(state))
    left = [finding for finding in doctor.findings(state) if finding.path == name]
    tally.by["named, and what helps is said" if left else "healed"] += 1


# -- the page


def prepared(folder: Path) -> StatePaths:
    """Publish two days of a few samples below a folder; keep the build files of both."""
    state, samples = StatePaths(folder / "state"), folder / "samples"
    shutil.copytree(project_root() / "samples", samples)
    (folder / "dags").mkdir()
    file = folder / "dags" / "sources.yaml"
    shutil.copyfile(project_root() / "dags" / "sources.yaml", file)
    os.environ |= {"WIREBOOK_HOME": str(state.home), "WIREBOOK_SOURCES": str(file)}
    late = samples / "ledger-daily" / "02-portwell-takeover.txt"
    text = late.read_bytes()
    late.unlink()
    for number, name in enumerate(("first", "second")):
        if number:
            late.write_bytes(text)
        start, end = (f"{day}T00:00:00+00:00" for day in DAYS[number : number + 2])
        for source in ingest.plan(str(file)):
            for shard in ingest.fetch_source(str(file), source, start, end):
                read_shard_file(str(file), shard, start, end)
        release.build(state, f"hardness__{number}")
        release.audit(state, sources.load(file), f"hardness__{number}")
        release.publish(state, sources.load(file))
        shutil.copyfile(state.build / BUILD_FILE, state.home / f"{name}.duckdb")
    return state


def section() -> str:
    """Return the figures as a page, and write it to docs/benchmarks/hardness.md."""
    seed = int(os.environ.get("HARD_SEED", "1"))
    with TemporaryDirectory(prefix="hardness-") as folder:
        state = prepared(Path(folder))
        began = time.monotonic()
        flips = changed_bytes(state, int(os.environ.get("HARD_BYTES", "200")), seed)
        damages = damaged(state)
        disks = full_disk(state, int(os.environ.get("HARD_LEVELS", "20")))
        kills, reads = killed(
            state,
            int(os.environ.get("HARD_KILLS", "300")),
            int(os.environ.get("HARD_READS", "5000")),
            seed,
        )
        seconds = time.monotonic() - began
    rows = [
        ("one byte changed", flips),
        ("files damaged", damages),
        ("publications on a full disk", disks),
        ("kills while publishing and rolling back", kills),
        (f"reads by {READERS} readers meanwhile", reads),
    ]
    lines = [
        "# Hardness\n",
        "`python -m bench hardness` writes this page: what two published days of the samples",
        f"withstand. Seed {seed}, {seconds:.0f} s.\n",
        "| what | trials | not withstood | how |",
        "|---|---|---|---|",
        *(
            f"| {what} | {tally.trials:,} | {len(tally.missed)} |"
            f" {'; '.join(f'{n} {how}' for how, n in sorted(tally.by.items()))} |"
            for what, tally in rows
        ),
        "",
        *(f"* {what}: {missed}" for what, tally in rows for missed in tally.missed[:20]),
        "",
    ]
    page = "\n".join(lines)
    (project_root() / "docs" / "benchmarks" / "hardness.md").write_text(page, encoding="utf-8")
    return page
