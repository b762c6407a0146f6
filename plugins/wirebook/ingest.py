"""What the tasks of ``ingest_news`` do: fetch a source, read a shard.

Tasks pass names, paths and times, never text. Neither opens the warehouse. An article that cannot
be read goes to the quarantine with its reason; the others are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from wirebook import fetch, sources
from wirebook.archive import excerpts
from wirebook.archive.days import days, shards_of
from wirebook.archive.snapshots import Interval
from wirebook.landing import parts
from wirebook.landing.known_texts import KnownTexts
from wirebook.landing.reader_version import reader_version
from wirebook.landing.shard import part_name, part_of, read_shard_file
from wirebook.settings import StatePaths
from wirebook.sources import Source
from wirebook.whole_files import damage


def plan(sources_file: str) -> list[str]:
    """Return the names of the sources to fetch. Raises SourcesError for a broken file."""
    return [source.name for source in sources.load(sources_file).sources]


def fetch_source(
    sources_file: str, name: str, start: str, end: str, again: bool = False
) -> list[str]:
    """Fetch one source for one interval; return the shards to read, as paths.

    The shards are those of the interval's day and, when the reader has changed since, those of
    every earlier day whose landing another reader wrote: a better reader re-reads the archive.
    ``again`` looks at the source even if the interval was fetched before.
    """
    source = sources.load(sources_file).source(name)
    state = StatePaths.for_sources(sources_file)
    interval = Interval.parse(start, end)
    known = KnownTexts(state, source.name).digest
    result = fetch.run(source, interval, state, again=again, known=known)
    _drop_vanished(state, source, interval.day, result.shards)
    shards = [*result.shards, *_stale_shards(state, source, interval.day)]
    return [str(shard) for shard in shards]


def reread(sources_file: str, names: Sequence[str]) -> Iterator[Path]:
    """Rebuild indexes, shards and landing from the WARC files alone; yield each part written.

    Raises ValueError for an unknown source and ReaderBrokenError.
    """
    state = StatePaths.for_sources(sources_file)
    known = plan(sources_file)
    for name in names:
        if name not in known:
            raise ValueError(f"there is no source named {name!r}; there are {', '.join(known)}")
        for _, day, shard in fetch.reread(state, name):
            interval = Interval.of_day(day)
            start, end = interval.start.isoformat(), interval.end.isoformat()
            yield Path(read_shard_file(sources_file, str(shard), start, end))


def _stale_shards(state: StatePaths, source: Source, today: str) -> list[Path]:
    """Return the shards of earlier days whose landing is missing, damaged or by another reader."""
    return [
        shard
        for folder in days(state, source.name)
        if folder.name != today
        for shard in shards_of(folder)
        if not _is_current(state, source.name, shard)
    ]


def _is_current(state: StatePaths, source: str, shard: Path) -> bool:
    """Tell whether a shard needs no reading: its part is whole, and by this reader where it can."""
    part = part_of(state, source, shard)
    if not part.is_file() or damage(part) is not None or excerpts.pending(shard.parent):
        return False
    table = pq.ParquetFile(part).read(columns=["reader_version", "text_retention"])
    return all(
        row["reader_version"] == reader_version()
        for row in table.to_pylist()
        if row["text_retention"] == "full"
    )


def _drop_vanished(state: StatePaths, source: Source, day: str, shards: tuple[Path, ...]) -> None:
    """A partition is overwritten whole: parts of shards that are no more go away."""
    keep = {part_name(shard) for shard in shards}
    parts.drop_other_parts(parts.partition_dir(state.landing, day, source.name), keep)
