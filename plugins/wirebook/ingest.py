"""What the tasks of ``ingest_news`` do: fetch a source, read a shard.

Tasks pass names, paths and times, never text. Neither opens the warehouse. An article that cannot
be read goes to the quarantine with its reason; the others are read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, Literal

import pyarrow.parquet as pq

from wirebook import article, fetch, landing, ops, sources
from wirebook.fetch import archive, excerpts, volume
from wirebook.fetch.base import Interval, Snapshot, printable, read_shard
from wirebook.fetch.excerpts import Excerpt
from wirebook.fetch.volume import Day, Finding
from wirebook.reading.model import Publication
from wirebook.reading.reader import read, reader_version
from wirebook.rows import reading_columns
from wirebook.settings import StatePaths
from wirebook.sources import Source

_LONGEST_LABEL = 300


class ReaderBrokenError(Exception):
    """The reader fails whatever it reads: its shard fails, and what it read before stays."""


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
    _drop_vanished(state, source, interval.day, result.shards)
    shards = [*result.shards, *_stale_shards(state, source, interval.day)]
    return [str(shard) for shard in shards]


def read_shard_file(sources_file: str, shard: str, start: str, end: str) -> str:
    """Read every article of one shard into its part of the landing; return the part's path.

    The part is named after the shard, so reading a shard again replaces what it wrote before. Rows
    of articles that were not kept whole cannot be read again and stay as they are. Raises
    ReaderBrokenError, and leaves the part alone, when the reader fails on every article.
    """
    state, path = StatePaths.for_sources(sources_file), Path(shard)
    source = sources.load(sources_file).source(_source_of(state, path))
    # Held bytes go when nothing needs them any more: the row and the sentences are written.
    with excerpts.keeping(state, path) as keep:
        rows = _read(state, source, Interval.parse(start, end), path, keep)
        return str(landing.write_part(_part_of(state, source.name, path), rows))


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


def watch_volume(sources_file: str, start: str, end: str) -> str | None:
    """Note each source's volume of one run beside its past; return what is out of the ordinary.

    None when all is well.
    """
    state = StatePaths.for_sources(sources_file)
    interval = Interval.parse(start, end)
    findings: list[Finding] = []
    for source in sources.load(sources_file).sources:
        today = _volume(state, source, interval)
        found = volume.watch(source, today, _volumes_before(state, source, today.day))
        row = {"source": source.name, **asdict(today), "findings": [f.detail for f in found]}
        task = f"volume:{source.name}"
        ops.record(state, "fct_source_volumes", [row], run_id=interval.key, task=task)
        findings += found
    return volume.roll_up(findings)


def _volume(state: StatePaths, source: Source, interval: Interval) -> Day:
    outcomes = Counter(
        row["status"]
        for row in ops.read(
            state,
            "fct_fetch_outcomes",
            "run_id = ? and source = ?",
            [interval.key, source.name],
        )
    )
    folder = landing.partition_dir(state.landing, interval.day, source.name)
    lengths = [
        chars
        for part in sorted(folder.glob("part-*.parquet"))
        for chars in pq.ParquetFile(part).read(columns=["text_chars"]).column(0).to_pylist()
    ]
    return Day(
        interval.day,
        staged=len(lengths),
        attempts=sum(outcomes[status] for status in volume.ATTEMPTS),
        failed=sum(outcomes[status] for status in volume.FAILURES),
        body_chars=median(lengths) if lengths else None,
        is_whole_day=interval.end - interval.start >= timedelta(days=1),
    )


def _volumes_before(state: StatePaths, source: Source, day: str) -> list[Day]:
    """Return a source's earlier days, each as it was last noted."""
    rows = ops.read(state, "fct_source_volumes", "source = ? and day < ?", [source.name, day])
    names = [column.name for column in fields(Day)]
    by_day = {row["day"]: Day(**{name: row[name] for name in names}) for row in rows}
    return list(by_day.values())


def _part_of(state: StatePaths, source: str, shard: Path) -> Path:
    return landing.partition_dir(state.landing, shard.parent.name, source) / _part_name(shard)


def _part_name(shard: Path) -> str:
    return f"part-{shard.stem}.parquet"


def _read(
    state: StatePaths,
    source: Source,
    interval: Interval,
    shard: Path,
    keep: Callable[[Snapshot, Excerpt], None],
) -> Iterator[dict[str, Any]]:
    """Yield the row of each article of a shard; what could not be read goes to the quarantine."""
    task = f"read:{source.name}:{shard.parent.name}:{shard.stem}"
    with ops.recording(state, "quarantine", run_id=interval.key, task=task) as set_aside:
        reading = _ShardReading(state, source, keep, set_aside)
        for snapshot in read_shard(shard):
            row = reading.take(snapshot)
            if row is not None:
                yield row
        yield from reading.landed()
        reading.check_reader()


@dataclass(slots=True)
class _ShardReading:
    """One shard being read, an article at a time: what it passes on is not held here."""

    state: StatePaths
    source: Source
    keep: Callable[[Snapshot, Excerpt], None]
    set_aside: Callable[[Mapping[str, Any]], None]
    _tried: int = 0
    _bugs: Counter[str] = field(default_factory=Counter)
    _dropped: dict[str, Snapshot] = field(default_factory=dict)

    def take(self, snapshot: Snapshot) -> dict[str, Any] | None:
        """Return the row of one article, None where there is none; its error costs no other."""
        self._tried += 1
        try:
            raw = archive.read_payload(self.state, snapshot)
            page = _extract(self.source, snapshot, raw)
            row = _row(self.source, snapshot, page)
        except archive.NotKeptError:
            self._dropped[snapshot.warc_record_id] = snapshot
        except (archive.ArchiveError, OSError) as error:
            self._refuse(snapshot, f"its archive cannot be read: {type(error).__name__}")
        except article.ArticleError as error:
            self._give_up(snapshot, error.reason)
        except (ImportError, SyntaxError):
            raise  # the reader itself is broken, not the article
        except Exception as error:  # noqa: BLE001 - one article never stops the others
            self._bugs[type(error).__name__] += 1
            self._give_up(snapshot, f"the reader failed: {type(error).__name__}")
        else:
            self.keep(snapshot, _excerpt(snapshot, page.text, row))
            return self._checked(row)
        return None

    def landed(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that articles had when their bytes were still here."""
        for day in sorted({s.warc_file.split("/")[1] for s in self._dropped.values()}):
            folder = landing.partition_dir(self.state.landing, day, self.source.name)
            for row in landing.read_partition(folder):
                snapshot = self._dropped.pop(row["warc_record_id"], None)
                if snapshot is not None:
                    status = snapshot.status if snapshot.status != "live" else row["status"]
                    fetched_at = datetime.fromisoformat(snapshot.fetched_at)
                    yield self._checked({**row, "status": status, "fetched_at": fetched_at})
        for snapshot in self._dropped.values():
            self._refuse(snapshot, f"not kept ({snapshot.retention}), and nothing was read from it")

    def check_reader(self) -> None:
        """Raise ReaderBrokenError when several articles, and all, failed in the same way."""
        for name, count in self._bugs.items():
            if count == self._tried > 1:
                raise ReaderBrokenError(f"{name} on each of {count} articles")

    def _give_up(self, snapshot: Snapshot, reason: str) -> None:
        """Refuse an article whose bytes need not be kept for another try."""
        self._refuse(snapshot, reason)
        self.keep(snapshot, Excerpt(snapshot.retention, None))

    def _refuse(self, snapshot: Snapshot, reason: str) -> None:
        self.set_aside({"source": self.source.name, "target": snapshot.identity, "reason": reason})

    def _checked(self, row: dict[str, Any]) -> dict[str, Any]:
        """Set aside the amounts of an article that the reader refused; return its row."""
        for refused in row["refused"]:
            self.set_aside(
                {
                    "source": self.source.name,
                    "target": row["canonical_url"] or row["file_name"],
                    "reason": refused["reason"],
                    "span": f"{refused['start']}-{refused['end']}",
                }
            )
        return row


def _extract(source: Source, snapshot: Snapshot, raw: bytes) -> article.Article:
    return article.extract(
        raw,
        snapshot.content_type,
        snapshot.declared_encoding,
        address=snapshot.canonical_url or snapshot.target,
        timezone=source.timezone,
        fast=source.extractor == "resiliparse",
    )


def _row(source: Source, snapshot: Snapshot, page: article.Article) -> dict[str, Any]:
    """Return the landing row of one archived article."""
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


def _excerpt(snapshot: Snapshot, text: str, row: dict[str, Any]) -> Excerpt:
    """Return what may be kept of an article beside its row: the sentences that hold amounts."""
    spans = {(money["evidence_start"], money["evidence_end"]) for money in row["money"]}
    kept = spans if snapshot.retention == "spans_only" else set()
    sentences = {(start, end): text[start:end] for start, end in kept}
    return Excerpt(snapshot.retention, article.digest_of(text), sentences)


def _identity(source: Source, snapshot: Snapshot, page: article.Article) -> dict[str, Any]:
    canonical = snapshot.canonical_url or page.canonical_url
    article_id = _hash(canonical or f"{source.name}\n{snapshot.file_name or snapshot.target}")
    status = snapshot.status if snapshot.status != "live" else page.status
    modified = _page_date(page.modified) or Publication()
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
        "extractor": page.extractor,
        "content_type": snapshot.content_type,
        "modified_on": modified.published_on,
        "modified_evidence": modified.published_evidence,
        "byline": _printable(page.byline),
        "section": _printable(page.section),
        "status": status,
        "fetched_at": datetime.fromisoformat(snapshot.fetched_at),
        "text_retention": snapshot.retention,
        "tdm_reserved": snapshot.tdm_reserved,
    }


def _printable(said: str | None) -> str | None:
    """Return a page's short word on itself in one line, cut where no such word is that long."""
    return None if said is None else printable(" ".join(said.split()))[:_LONGEST_LABEL] or None


def _page_date(stated: article.PageDate | None) -> Publication | None:
    """Return what a page's markup says of its own day, None where it says nothing."""
    if stated is None:
        return None
    evidence = f"{stated.evidence}: {stated.raw}"
    if stated.precision == "day":
        return Publication(date.fromisoformat(stated.day), None, "day", evidence)
    precision: Literal["month", "year"] = "month" if stated.precision == "month" else "year"
    return Publication(None, None, precision, evidence)


def _stale_shards(state: StatePaths, source: Source, today: str) -> list[Path]:
    """Return the shards of earlier days whose landing is missing or by another reader."""
    return [
        shard
        for folder in archive.days(state, source.name)
        if folder.name != today
        for shard in archive.shards_of(folder)
        if not _is_current(state, source.name, shard)
    ]


def _is_current(state: StatePaths, source: str, shard: Path) -> bool:
    """Tell whether a shard needs no reading: what can be read again was read by this reader."""
    part = _part_of(state, source, shard)
    if not part.is_file() or excerpts.pending(shard.parent):
        return False
    table = pq.ParquetFile(part).read(columns=["reader_version", "text_retention"])
    return all(
        row["reader_version"] == reader_version()
        for row in table.to_pylist()
        if row["text_retention"] == "full"
    )


def _drop_vanished(state: StatePaths, source: Source, day: str, shards: tuple[Path, ...]) -> None:
    """A partition is overwritten whole: parts of shards that are no more go away."""
    keep = {_part_name(shard) for shard in shards}
    landing.drop_other_parts(landing.partition_dir(state.landing, day, source.name), keep)


def _source_of(state: StatePaths, shard: Path) -> str:
    return shard.resolve().relative_to(state.archive.resolve()).parts[0]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
