"""One shard of the archive read into its part of the landing; no article stops the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from wirebook import sources
from wirebook.archive import excerpts
from wirebook.archive.days import ArchiveError, NotKeptError, read_payload
from wirebook.archive.erased import NAMELESS, Erased
from wirebook.archive.excerpts import Excerpt
from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.landing import parts
from wirebook.landing.clauses import merged
from wirebook.landing.reader_version import reader_version
from wirebook.landing.row import identity_columns, page_date, reading_columns
from wirebook.operations import tables
from wirebook.pages.article import Article, ArticleError, digest_of
from wirebook.pages.extract import extract
from wirebook.reading.reader import read
from wirebook.settings import StatePaths
from wirebook.sources import Source

_ERASED = "it was erased"


class ReaderBrokenError(Exception):
    """The reader fails whatever it reads: its shard fails, and what it read before stays."""


def read_shard_file(sources_file: str, shard: str, start: str, end: str) -> str:
    """Read every article of one shard into its part of the landing; return the part's path.

    The part is named after the shard, so reading a shard again replaces what it wrote before. Rows
    of articles that were not kept whole cannot be read again and stay as they are. Raises
    ReaderBrokenError, and leaves the part alone, when the reader fails on every article.
    """
    state, path, file = (
        StatePaths.for_sources(sources_file),
        Path(shard),
        sources.load(sources_file),
    )
    source = file.source(_source_of(state, path))
    # Held bytes go when nothing needs them any more: the row and the sentences are written.
    with excerpts.keeping(state, path) as keep:
        shares = {"full": None, "spans_only": file.keep.excerpt_share, "hash_only": 0.0}
        rows = _read(state, source, Interval.parse(start, end), path, keep, shares)
        return str(parts.write_part(part_of(state, source.name, path), rows))


def part_of(state: StatePaths, source: str, shard: Path) -> Path:
    return parts.partition_dir(state.landing, shard.parent.name, source) / part_name(shard)


def part_name(shard: Path) -> str:
    return f"part-{shard.stem}.parquet"


def _read(
    state: StatePaths,
    source: Source,
    interval: Interval,
    shard: Path,
    keep: Callable[[Snapshot, Excerpt], None],
    shares: Mapping[str, float | None],
) -> Iterator[dict[str, Any]]:
    """Yield the row of each article of a shard; what could not be read goes to the quarantine."""
    task = f"read:{source.name}:{shard.parent.name}:{shard.stem}"
    with tables.recording(state, "quarantine", run_id=interval.key, task=task) as set_aside:
        reading = _ShardReading(state, source, keep, set_aside, shares)
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
    shares: Mapping[str, float | None]
    erased: Erased = field(init=False)
    _tried: int = 0
    _bugs: Counter[str] = field(default_factory=Counter)
    _dropped: dict[str, Snapshot] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.erased = Erased(self.state)

    def take(self, snapshot: Snapshot) -> dict[str, Any] | None:
        """Return the row of one article, None where there is none; its error costs no other."""
        self._tried += 1
        try:
            raw = read_payload(self.state, snapshot)
            page = _extract(self.source, snapshot, raw)
            row = _row(self.source, snapshot, page, self.shares[snapshot.retention])
            if self.erased.is_article(row["article_id"]):
                raise ArticleError(_ERASED)
        except NotKeptError:
            self._dropped[snapshot.warc_record_id] = snapshot
        except (ArchiveError, OSError) as error:
            self._refuse(snapshot, f"its archive cannot be read: {type(error).__name__}")
        except ArticleError as error:
            self._give_up(snapshot, error.reason)
        except (ImportError, SyntaxError):
            raise  # the reader itself is broken, not the article
        except Exception as error:  # noqa: BLE001 - one article never stops the others
            self._bugs[type(error).__name__] += 1
            self._give_up(snapshot, f"the reader failed: {type(error).__name__}")
        else:
            self.keep(snapshot, _excerpt(snapshot, page.text, row))
            for note in page.notes:
                self._refuse(snapshot, note)  # of it, not it: the article itself is read
            return self._checked(row)
        return None

    def landed(self) -> Iterator[dict[str, Any]]:
        """Yield the rows that articles had when their bytes were still here."""
        for day in sorted({s.warc_file.split("/")[1] for s in self._dropped.values()}):
            folder = parts.partition_dir(self.state.landing, day, self.source.name)
            for row in parts.read_partition(folder):
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
        target = NAMELESS if reason == _ERASED else snapshot.identity
        self.set_aside({"source": self.source.name, "target": target, "reason": reason})

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


def _extract(source: Source, snapshot: Snapshot, raw: bytes) -> Article:
    return extract(
        raw,
        snapshot.content_type,
        snapshot.declared_encoding,
        address=snapshot.canonical_url or snapshot.target,
        timezone=source.timezone,
        fast=source.extractor == "resiliparse",
    )


def _row(
    source: Source, snapshot: Snapshot, page: Article, kept_share: float | None
) -> dict[str, Any]:
    """Return the landing row of one archived article."""
    reading = read(
        page.text,
        lang=source.language if page.language is None else None,
        title=page.title,
        publication=page_date(page.published),
        house_currency=source.house_currency,
    )
    return {
        **identity_columns(source, snapshot, page),
        **reading_columns(page.text, reading, page.byte_map, kept_share),
        "reader_version": reader_version(),
        "text": page.text if snapshot.retention == "full" else None,
    }


def _excerpt(snapshot: Snapshot, text: str, row: dict[str, Any]) -> Excerpt:
    """Return what may be kept of an article beside its row: the clauses that hold amounts."""
    spans = [(money["evidence_start"], money["evidence_end"]) for money in row["money"]]
    kept = (
        merged(span for span in spans if None not in span) if snapshot.retention != "full" else []
    )
    clauses = {(start, end): text[start:end] for start, end in kept}
    return Excerpt(snapshot.retention, digest_of(text), clauses)


def _source_of(state: StatePaths, shard: Path) -> str:
    return shard.resolve().relative_to(state.archive.resolve()).parts[0]
