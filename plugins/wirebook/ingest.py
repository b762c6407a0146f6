"""What the tasks of ``ingest_news`` do: fetch a source, read a shard.

Tasks pass names, paths and times, never text. Neither opens the warehouse. An article that cannot
be read goes to the quarantine with its reason; the others are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from wirebook import article, fetch, landing, ops, sources
from wirebook.fetch import archive
from wirebook.fetch.base import Interval, Snapshot, read_shard
from wirebook.reading.model import Publication
from wirebook.reading.reader import read, reader_version
from wirebook.rows import reading_columns
from wirebook.settings import StatePaths
from wirebook.sources import Source


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An article version that holds nothing to publish, and why."""

    snapshot: Snapshot
    reason: str


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
    result = fetch.run(source, interval, state, again=again)
    ops.record(
        state,
        "fct_fetch_outcomes",
        [outcome.as_row() for outcome in result.outcomes],
        run_id=interval.key,
        task=f"fetch:{name}",
    )
    _drop_vanished(state, source, interval.day, result.shards)
    shards = [*result.shards, *_stale_shards(state, source, interval.day)]
    return [str(shard) for shard in shards]


def read_shard_file(sources_file: str, shard: str, start: str, end: str) -> str:
    """Read every article of one shard into its part of the landing; return the part's path.

    The part is named after the shard, so reading a shard again replaces what it wrote before.
    """
    state = StatePaths.for_sources(sources_file)
    source = sources.load(sources_file).source(_source_of(state, Path(shard)))
    interval = Interval.parse(start, end)
    rows: list[dict[str, Any]] = []
    unreadable: list[Unreadable] = []
    for result in _read_all(state, source, Path(shard)):
        if isinstance(result, Unreadable):
            unreadable.append(result)
        else:
            rows.append(result)
    folder = Path(shard).parent
    part = landing.partition_dir(state.landing, folder.name, source.name) / _part_name(shard)
    _record_quarantine(state, source, interval, shard, rows, unreadable)
    return str(landing.write_part(part, rows))


def _part_name(shard: str | Path) -> str:
    return f"part-{Path(shard).stem}.parquet"


def _read_all(
    state: StatePaths, source: Source, shard: Path
) -> Iterator[dict[str, Any] | Unreadable]:
    for snapshot in read_shard(shard):
        try:
            raw = archive.read_payload(state, snapshot)
            yield read_article(source, snapshot, raw)
        except article.ArticleError as error:
            yield Unreadable(snapshot, error.reason)
        except (archive.ArchiveError, OSError) as error:
            yield Unreadable(snapshot, f"its archive cannot be read: {type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - one article never stops the others
            yield Unreadable(snapshot, f"the reader failed: {type(error).__name__}")


def read_article(source: Source, snapshot: Snapshot, raw: bytes) -> dict[str, Any]:
    """Return the landing row of one archived article.

    Raises ArticleError when the bytes hold no article.
    """
    page = article.extract(
        raw,
        snapshot.content_type,
        snapshot.declared_encoding,
        address=snapshot.canonical_url or snapshot.target,
        timezone=source.timezone,
    )
    reading = read(
        page.text,
        lang=source.language if page.language is None else None,
        title=page.title,
        publication=_page_date(page.published),
        house_currency=source.house_currency,
    )
    return {
        **_identity(source, snapshot, page),
        **reading_columns(page.text, reading, page.byte_map),
        "reader_version": reader_version(),
        "text": page.text if snapshot.retention == "full" else None,
    }


def _identity(source: Source, snapshot: Snapshot, page: article.Article) -> dict[str, Any]:
    canonical = snapshot.canonical_url or page.canonical_url
    article_id = _hash(canonical or f"{source.name}\n{snapshot.file_name or snapshot.target}")
    status = snapshot.status if snapshot.status != "live" else page.status
    return {
        "article_id": article_id,
        "article_version_id": _hash(f"{article_id}\n{snapshot.raw_sha256}"),
        "source": source.name,
        "outlet": source.outlet,
        "source_type": source.type,
        "independence_group": source.independence_group,
        "canonical_url": canonical,
        "file_name": snapshot.file_name,
        "raw_sha256": snapshot.raw_sha256,
        "warc_file": snapshot.warc_file,
        "warc_offset": snapshot.warc_offset,
        "warc_record_id": snapshot.warc_record_id,
        "encoding": page.encoding,
        "content_type": snapshot.content_type,
        "status": status,
        "fetched_at": datetime.fromisoformat(snapshot.fetched_at),
        "text_retention": snapshot.retention,
        "tdm_reserved": snapshot.tdm_reserved,
    }


def _page_date(stated: article.PageDate | None) -> Publication | None:
    """Return what a page's markup says of its own day, None where it says nothing."""
    if stated is None:
        return None
    evidence = f"{stated.evidence}: {stated.raw}"
    if stated.precision == "day":
        return Publication(date.fromisoformat(stated.day), None, "day", evidence)
    precision = "month" if stated.precision == "month" else "year"
    return Publication(None, None, precision, evidence)


def _record_quarantine(
    state: StatePaths,
    source: Source,
    interval: Interval,
    shard: str,
    rows: list[dict[str, Any]],
    unreadable: list[Unreadable],
) -> None:
    found = [
        {"source": source.name, "target": u.snapshot.identity, "reason": u.reason, "span": None}
        for u in unreadable
    ]
    found += [
        {
            "source": source.name,
            "target": row["canonical_url"] or row["file_name"],
            "reason": refused["reason"],
            "span": f"{refused['start']}-{refused['end']}",
        }
        for row in rows
        for refused in row["refused"]
    ]
    task = f"read:{source.name}:{Path(shard).stem}"
    ops.record(state, "quarantine", found, run_id=interval.key, task=task)


def _stale_shards(state: StatePaths, source: Source, today: str) -> list[Path]:
    """Return the shards of earlier days whose landing is missing or by another reader."""
    return [
        shard
        for folder in archive.days(state, source.name)
        if folder.name != today
        for shard in archive.shards_of(folder)
        if not _is_current(state, source.name, folder.name, shard)
    ]


def _is_current(state: StatePaths, source: str, day: str, shard: Path) -> bool:
    part = landing.partition_dir(state.landing, day, source) / _part_name(shard)
    if not part.is_file():
        return False
    versions = pq.read_table(part, columns=["reader_version"]).column(0).unique().to_pylist()
    return versions in ([], [reader_version()])


def _drop_vanished(state: StatePaths, source: Source, day: str, shards: tuple[Path, ...]) -> None:
    """A partition is overwritten whole: parts of shards that are no more go away."""
    keep = {_part_name(shard) for shard in shards}
    landing.drop_other_parts(landing.partition_dir(state.landing, day, source.name), keep)


def _source_of(state: StatePaths, shard: Path) -> str:
    return shard.resolve().relative_to(state.archive.resolve()).parts[0]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
