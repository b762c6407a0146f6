"""What stays of articles that may not be kept whole: the clauses of amounts, or digests only.

The payloads of such articles wait in ``0001.held.warc.gz``. When a shard was read, its landing part
is written first; then every such clause becomes a WARC conversion record that refers to the
payload's record (``hash_only`` sources: none), and a metadata record says that the article was
read; at last, when all articles of a held file were read, the file is removed. A run that is killed
between two steps does the rest when it is repeated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fastwarc.warc import WarcRecordType

from wirebook.archive import records
from wirebook.archive.days import EXCERPTS, HELD, read_records, snapshots, stem, target_uri
from wirebook.archive.snapshots import Snapshot
from wirebook.settings import StatePaths
from wirebook.whole_files import replacing

_TYPE = "application/vnd.wirebook.excerpt+json"
_CHARACTERS = "Wirebook-Characters"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is kept of one article: ``sentences`` by their first and last character, end exclusive.

    ``text_sha256`` is None for bytes that held no article.
    """

    retention: str
    text_sha256: str | None
    sentences: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def at(self, start: int, end: int) -> str | None:
        """Return these characters of the article, None when no kept sentence holds them."""
        for (first, last), sentence in self.sentences.items():
            if first <= start and end <= last:
                return sentence[start - first : end - first]
        return None


def is_held(snapshot: Snapshot) -> bool:
    """Tell whether the bytes of a snapshot may only stay until they are read."""
    return snapshot.warc_file.endswith(HELD)


def pending(folder: Path) -> bool:
    """Tell whether a day holds bytes that wait for their reading to be finished."""
    return any(folder.glob(f"*{HELD}"))


@contextmanager
def keeping(state: StatePaths, shard: Path) -> Iterator[Callable[[Snapshot, Excerpt], None]]:
    """Yield what takes the excerpt of each article that was read of a shard.

    When the block ends well the excerpts are there, and held bytes that all are read of go.
    Articles whose held file is gone were finished before and are left as they are.
    """
    files: dict[Path, IO[bytes]] = {}
    with ExitStack() as stack:

        def take(snapshot: Snapshot, excerpt: Excerpt) -> None:
            held = state.archive / snapshot.warc_file
            if not is_held(snapshot) or not held.exists():
                return
            if held not in files:
                name = f"{stem(held.name)}.{shard.stem}{EXCERPTS}"
                partial = stack.enter_context(replacing(held.with_name(name)))
                files[held] = stack.enter_context(partial.open("wb"))
            files[held].writelines(_members(snapshot, excerpt))

        yield take
    for held in files:
        _drop_if_read(held)


def of(state: StatePaths, held: str) -> dict[str, Excerpt]:
    """Return, by record id, what is kept of the articles of a held file."""
    found: dict[str, tuple[str, str | None]] = {}
    sentences: dict[str, dict[tuple[int, int], str]] = {}
    for path in _files(state.archive / held):
        kinds = WarcRecordType.conversion | WarcRecordType.metadata
        for record, content in read_records(path, kinds):
            article, body = record.headers.get("WARC-Refers-To"), content.decode("utf-8")
            if record.record_type == WarcRecordType.conversion:
                start, _, end = record.headers.get(_CHARACTERS).partition("-")
                sentences.setdefault(article, {})[int(start), int(end)] = body
            else:
                said = json.loads(body)
                found[article] = said["retention"], said["text_sha256"]
    return {
        article: Excerpt(retention, digest, sentences.get(article, {}))
        for article, (retention, digest) in found.items()
    }


def _files(held: Path) -> Sequence[Path]:
    return sorted(held.parent.glob(f"{stem(held.name)}.*{EXCERPTS}"))


def _drop_if_read(held: Path) -> None:
    kept = {
        record.headers.get("WARC-Refers-To")
        for path in _files(held)
        for record, _ in read_records(path, WarcRecordType.metadata)
    }
    if all(
        snapshot.warc_record_id in kept
        for snapshot in snapshots(held.parent)
        if snapshot.disposition == "staged" and Path(snapshot.warc_file).name == held.name
    ):
        held.unlink(missing_ok=True)


def _members(snapshot: Snapshot, excerpt: Excerpt) -> Iterator[bytes]:
    uri, article = target_uri(snapshot), snapshot.warc_record_id
    for (start, end), sentence in sorted(excerpt.sentences.items()):
        place = f"{start}-{end}"
        yield records.record(
            "conversion",
            records.record_id("conversion", article, place),
            snapshot.fetched_at,
            sentence.encode("utf-8"),
            uri=uri,
            content_type="text/plain; charset=utf-8",
            extra={"WARC-Refers-To": article, _CHARACTERS: place},
        )
    said = {"retention": excerpt.retention, "text_sha256": excerpt.text_sha256}
    yield records.record(
        "metadata",
        records.record_id("excerpt", article),
        snapshot.fetched_at,
        json.dumps(said, sort_keys=True).encode(),
        uri=uri,
        content_type=_TYPE,
        extra={"WARC-Refers-To": article},
    )
