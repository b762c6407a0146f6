"""What an erasure is about: everything that a state keeps of one article, and how it is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from wirebook import duckdb_files
from wirebook.archive.days import ArchiveError, days, read_payload, snapshots
from wirebook.archive.erased import digests, forms
from wirebook.archive.snapshots import Snapshot
from wirebook.settings import StatePaths, seeds_dir

_ROWS = """
select distinct article_id, article_version_id, source, canonical_url, file_name, title,
    warc_record_id
from read_parquet($parts, union_by_name = true, hive_partitioning = false)
where list_contains($ids, article_id) or list_contains($forms, canonical_url)
    or list_contains($forms, file_name)
order by all
"""
# Every name that an article's reading holds; a name is known by its folded form.
_NAMES = """
with readings as (
    select article_version_id, list_contains($ids, article_id) as is_ours, entities, claims, quotes
    from read_parquet($parts, union_by_name = true, hive_partitioning = false)
),
told as (
    select article_version_id, is_ours, unnest(list_concat(
        list_transform(entities, lambda e: e.surface), list_transform(entities, lambda e: e.name),
        list_transform(quotes, lambda q: q.speaker),
        list_transform(claims, lambda c: c.subject), list_transform(claims, lambda c: c.object),
        list_transform(claims, lambda c: c.attributed_to),
        list_transform(claims, lambda c: c.said_by),
        flatten(list_transform(claims, lambda c: list_transform(c.parties, lambda p: p.name)))
    )) as name
    from readings
)
select lower(trim(name)) as folded, count(distinct article_version_id) filter (is_ours) as ours,
    count(*) filter (not is_ours) as others
from told where name is not null and trim(name) <> ''
group by folded having ours > 0 order by folded
"""
_LISTED = """
select lower(trim(alias)) from read_csv($aliases, all_varchar = true, header = true)
union select lower(trim(name_en)) from read_csv($entities, all_varchar = true, header = true)
"""


class NotKept(ValueError):
    """Nothing is kept of what is asked for, or it does not say which article is meant."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One article as a state names it.

    ``places`` are (source, file name or address) under which it was fetched, ``names`` the folded
    names that its reading holds and in how many of its versions, ``own_names`` those that nothing
    else in the state bears.
    """

    why: str
    article_ids: Sequence[str] = ()
    version_ids: Sequence[str] = ()
    record_ids: Sequence[str] = ()
    places: Sequence[tuple[str, str]] = ()
    titles: Sequence[str] = ()
    names: Mapping[str, int] | None = None
    own_names: Sequence[str] = ()

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Subject:
        """Return the subject of :meth:`as_json`."""
        found = {field.name: told[field.name] for field in fields(cls)}
        return cls(**{**found, "places": [(source, target) for source, target in told["places"]]})

    def as_json(self) -> dict[str, Any]:
        """Return the subject as plain values."""
        return asdict(self)

    @property
    def addresses(self) -> set[str]:
        """Every address and file name of the article, in every form."""
        return {form for _, target in self.places for form in forms(target)}

    @property
    def targets(self) -> list[str]:
        """The digests by which its addresses are refused from now on."""
        found = {digest for source, target in self.places for digest in digests(source, target)}
        return sorted(found)


def find(state: StatePaths, asked: str, why: str) -> Subject:
    """Return all that is kept of an article, named by an address, a file's name or its id.

    Raises NotKept where there is none, or several of a file's name.
    """
    wanted = forms(asked)
    rows = _landed(state, [asked], wanted)
    articles = {row["article_id"] for row in rows}
    if len(articles) > 1:
        raise NotKept(f"several articles have that name: name one of {', '.join(sorted(articles))}")
    places = {(row["source"], row[c]) for row in rows for c in _PLACES if row[c] is not None}
    records = {row["warc_record_id"] for row in rows}
    kept = _kept(state, wanted, places, records)
    places |= {(s.source, name) for s in kept for name in (s.target, s.canonical_url, s.file_name)
               if name is not None}  # fmt: skip
    if not articles:
        # What could not be read never landed; it is known by where it came from.
        sources = {source for source, _ in places}
        if not kept or len(sources) > 1:
            raise NotKept(
                "nothing is kept of it" if not kept else "several sources have a file of that name"
            )
    names = _names(state, articles)
    own = {name for name, (_, others) in names.items() if not others} - _listed()
    return Subject(
        why=why,
        article_ids=sorted(articles),
        version_ids=sorted({row["article_version_id"] for row in rows}),
        record_ids=sorted(records | {snapshot.warc_record_id for snapshot in kept}),
        places=sorted(places),
        titles=sorted({row["title"] for row in rows if row["title"]}),
        names={name: ours for name, (ours, _) in names.items()},
        own_names=sorted(own),
    )


_PLACES = ("canonical_url", "file_name")


def parts(state: StatePaths) -> list[Path]:
    """Return every part of the landing."""
    return sorted((state.landing / "readings").glob("dt=*/source=*/part-*.parquet"))


def listings(state: StatePaths, subject: Subject) -> list[Snapshot]:
    """Return the archived lists (feeds, sitemaps) that name the article."""
    said = [text.encode() for text in subject.addresses if "://" in text]
    found = []
    for snapshot in _snapshots(state):
        if snapshot.disposition != "listed" or not said:
            continue
        try:
            raw = read_payload(state, snapshot)
        except ArchiveError:
            continue
        plain = raw.replace(b"&amp;", b"&")
        if any(text in plain for text in said):
            found.append(snapshot)
    return found


def _landed(state: StatePaths, ids: Sequence[str], wanted: Iterable[str]) -> list[dict[str, Any]]:
    given = {"ids": list(ids), "forms": sorted(wanted)}
    found = _asked(state, _ROWS, given)
    if found and len({row["article_id"] for row in found}) == 1:
        # Every version of it, under whatever address.
        found = _asked(state, _ROWS, {"ids": [found[0]["article_id"]], "forms": []})
    return found


def _names(state: StatePaths, articles: Iterable[str]) -> dict[str, tuple[int, int]]:
    rows = _asked(state, _NAMES, {"ids": sorted(articles)})
    return {row["folded"]: (row["ours"], row["others"]) for row in rows}


def _asked(state: StatePaths, query: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    files = [str(part) for part in parts(state)]
    if not files:
        return []
    with duckdb_files.work(folders=[state.landing]) as connection:
        cursor = connection.execute(query, {"parts": files, **given})
        columns = [column[0] for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _listed() -> set[str]:
    with duckdb_files.work(folders=[seeds_dir()]) as connection:
        given = {
            "aliases": str(seeds_dir() / "entity_aliases.csv"),
            "entities": str(seeds_dir() / "entities.csv"),
        }
        return {row[0] for row in connection.execute(_LISTED, given).fetchall()}


def _kept(
    state: StatePaths, wanted: set[str], places: set[tuple[str, str]], records: set[str]
) -> list[Snapshot]:
    """Return every snapshot of an article: by record, address, file name or identity."""
    names = {*places}
    found: dict[int, Snapshot] = {}
    size = -1
    while size != (size := len(found)):
        for number, snapshot in enumerate(_snapshots(state)):
            if snapshot.disposition == "listed":
                continue
            said = {snapshot.target, snapshot.identity, snapshot.file_name} - {None}
            is_named = not places and bool(wanted & said)
            if (
                is_named
                or snapshot.warc_record_id in records
                or any((snapshot.source, name) in names for name in said)
            ):
                found[number] = snapshot
                names |= {(snapshot.source, str(name)) for name in said}
    return list(found.values())


def _snapshots(state: StatePaths) -> Iterable[Snapshot]:
    sources = sorted(state.archive.iterdir()) if state.archive.is_dir() else []
    for source in sources:
        for folder in days(state, source.name):
            yield from snapshots(folder)
