"""Whether the raw bytes of every published amount still say what is printed beside it.

The last link from a number to the world: the archived bytes of a mention's span, decoded, with tags
removed and entities resolved, are its surface (rule 19: of all of them, not of most). Of an
article that was not kept whole, the kept clause has to say it; where the share that may be kept was
used up, or only the article's digest is kept, nothing can, and the mention counts as unverifiable.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wirebook import duckdb_files
from wirebook.pages.inline import plain
from wirebook.published.connect import rows
from wirebook.quoting import printable
from wirebook.settings import StatePaths

if TYPE_CHECKING:
    from wirebook.archive.excerpts import Excerpt

_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")
# What a byte means here depends on the bytes before it.
_STATEFUL = ("iso2022", "iso-2022", "utf-16", "utf-32", "utf-7", "hz")
_MENTIONS = """
    select
        m.money_mention_id, m.surface, m.byte_start, m.byte_end, m.span_start, m.span_end,
        m.evidence_start,
        a.article_version_id, a.source, a.file_name, a.canonical_url, a.encoding, a.raw_sha256,
        a.warc_file, a.warc_offset, a.warc_record_id
    from fct_money_mentions as m
    inner join fct_articles as a using (article_version_id)
    where m.byte_start is not null
    order by a.warc_file, a.warc_offset, m.byte_start
"""


@dataclass(frozen=True, slots=True)
class SpanCheck:
    """How many mentions were checked, the ids of those whose bytes differ, and how many
    stand in nothing that was kept of their articles, so that nobody can check them."""

    checked: int
    wrong: tuple[str, ...]
    unverifiable: int


def check(state: StatePaths, candidate: Path) -> SpanCheck:
    """Look up every published mention in the archive.

    An article whose bytes have left the archive cannot be checked and is not counted.
    """
    from wirebook.archive.days import ArchiveError, NotKeptError, read_payload

    with duckdb_files.read(candidate) as connection:
        mentions = rows(connection, _MENTIONS)
    checked, wrong, unverifiable = 0, [], 0
    kept = _Kept(state)
    for _, group in groupby(mentions, key=lambda mention: mention["article_version_id"]):
        article = list(group)
        try:
            slipped = list(_wrong(read_payload(state, snapshot(article[0])), article))
        except NotKeptError:
            excerpt = kept.of(article[0])
            if excerpt is None or excerpt.retention == "hash_only":
                unverifiable += len(article)
                continue
            unverifiable += sum(mention["evidence_start"] is None for mention in article)
            article = [mention for mention in article if mention["evidence_start"] is not None]
            slipped = list(_wrong_excerpts(excerpt, article))
        except ArchiveError:
            continue
        checked += len(article)
        wrong += slipped
    return SpanCheck(checked, tuple(wrong), unverifiable)


class _Kept:
    """What is kept of articles, one archive file at a time; they come in the order of the files."""

    def __init__(self, state: StatePaths) -> None:
        self._state = state
        self._file = ""
        self._excerpts: Mapping[str, Excerpt] = {}

    def of(self, row: Mapping[str, Any]) -> Excerpt | None:
        from wirebook.archive import excerpts

        if row["warc_file"] != self._file:
            self._file = row["warc_file"]
            self._excerpts = excerpts.of(self._state, self._file)
        return self._excerpts.get(row["warc_record_id"])


def _wrong_excerpts(excerpt: Excerpt, mentions: list[dict[str, Any]]) -> Iterator[str]:
    for mention in mentions:
        said = excerpt.at(mention["span_start"], mention["span_end"])
        if said is None or _said(said) != _said(mention["surface"]):
            yield mention["money_mention_id"]


def snapshot(row: Mapping[str, Any]) -> Any:
    """Return where the archive keeps the bytes of a published article's row."""
    from wirebook.archive.snapshots import Snapshot

    return Snapshot(
        source=row["source"],
        target=row["canonical_url"] or row["file_name"] or "",
        fetched_at="",
        raw_sha256=row["raw_sha256"],
        raw_bytes=0,
        disposition="staged",
        warc_file=row["warc_file"] or "",
        warc_offset=row["warc_offset"] or 0,
        warc_record_id=row["warc_record_id"] or "",
    )


def _wrong(raw: bytes, mentions: list[dict[str, Any]]) -> Iterator[str]:
    for mention in mentions:
        encoding = mention["encoding"] or "utf-8"
        piece = _decoded(raw, mention["byte_start"], mention["byte_end"], encoding)
        if _said(piece) != _said(mention["surface"]):
            yield mention["money_mention_id"]


def _decoded(raw: bytes, start: int, end: int, encoding: str) -> str:
    if not encoding.lower().replace("_", "-").startswith(_STATEFUL):
        return raw[start:end].decode(encoding, "replace")
    before = raw[:start].decode(encoding, "replace")
    return raw[:end].decode(encoding, "replace")[len(before) :]


def _said(text: str) -> str:
    """Return the characters that a reader of the page sees, white space aside."""
    seen = printable(_SPACE.sub("", html.unescape(_TAG.sub("", plain(text)))))
    return unicodedata.normalize("NFC", seen)
