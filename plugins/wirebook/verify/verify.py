"""All rules on one version: which rows, in what order, and what it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from wirebook import duckdb_files
from wirebook.verify import facts, history, landed, marts, reconciled, surfaces
from wirebook.verify.evidence import Archive, says, visible
from wirebook.verify.rates import Rates, check_published
from wirebook.verify.report import RULES, Report

# More amounts than this, and only what changed and a sample of the rest is worked out by hand.
MOST_BY_HAND = 20_000
# At most this share of amounts may be printed in ways that the second parser does not know.
MOST_UNCONFIRMED = 0.4
_FEW = 100

_MENTIONS = """
select
    m.money_mention_id, m.surface, m.byte_start, m.byte_end, m.span_start, m.span_end,
    m.evidence_start, m.amount_low, m.amount_high, m.amount_point, m.currency, m.bound,
    m.currency_evidence, a.encoding, a.raw_sha256, a.warc_file, a.warc_offset, a.warc_record_id
from fct_money_mentions as m
inner join fct_articles as a using (article_version_id)
where a.article_version_id in (from chosen_articles)
order by a.warc_file, a.warc_offset, m.ordinal
"""
_ORIGINS = """
select left_article_version_id, right_article_version_id
from fct_article_links
where verdict = 'same' and method in ('version', 'copy', 'translation', 'judgement')
    and left_article_version_id in (
        select article_version_id from fct_articles where story_id in (
            select a.story_id from fct_money_claims as c
            inner join fct_articles as a using (article_version_id)
            where c.fact_id in (from chosen_facts)
        )
    )
"""
_TEXTS = """
select m.money_mention_id, m.surface, t.text[m.span_start + 1 : m.span_end] as said
from fct_money_mentions as m
inner join read_parquet($parts, union_by_name = true, hive_partitioning = false) as t
    on m.article_version_id = t.article_version_id
inner join landed as l
    on t.article_version_id = l.article_version_id and t.fetched_at = l.fetched_at
    and t.reader_version = l.reader_version
where t.text is not null and m.article_version_id in (from chosen_articles)
    and m.article_version_id in (from compared)
"""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a version rests on: the folders of a state, the lists, and the version before it."""

    archive: Path
    landing: Path
    seeds: Path
    ops: Path
    before: Path | None = None

    @property
    def folders(self) -> list[Path]:
        """The folders that are read through DuckDB."""
        return [f for f in (self.landing, self.seeds, self.ops, self.before) if f and f.is_dir()]


@contextmanager
def opened(database: Path, grounds: Grounds) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a version's DuckDB file with what it rests on prepared beside it."""
    with duckdb_files.work(database, folders=grounds.folders, read_only=True) as connection:
        prepare(connection, grounds)
        yield connection


def prepare(connection: duckdb.DuckDBPyConnection, grounds: Grounds) -> None:
    """Make temporary tables of landing and lists; the version's own rows are not looked at."""
    landed.prepare(connection, grounds.landing)
    marts.prepare(connection, grounds.seeds)


def verify(
    connection: duckdb.DuckDBPyConnection,
    grounds: Grounds,
    *,
    is_candidate: bool = False,
    most: int | None = MOST_BY_HAND,
    rates: Rates | None = None,
    only: Collection[str] = RULES,
) -> Report:
    """Work out what an opened version says and report where it differs.

    Of a candidate everything must be as it landed; of a kept version only what was not read anew
    since. ``most`` bounds the amounts and facts that are worked out one by one, None bounds none;
    ``rates`` may be handed on from an earlier call; ``only`` names the rules that are asked.
    """
    report = Report()
    archive = Archive(grounds.archive)
    moments = _moments(archive, connection)
    rates = Rates(connection, grounds.landing) if rates is None else rates
    landed.choose(connection, is_candidate=is_candidate)
    _choose(connection, grounds.before, most, report)
    steps: Sequence[tuple[set[str], Callable[[], None]]] = (
        ({"files"}, lambda: check_files(grounds.landing, report)),
        ({"stamp"}, lambda: marts.check_stamp(connection, report)),
        (landed.RULES, lambda: landed.compare(connection, report)),
        ({"texts"}, lambda: _check_texts(connection, grounds.landing, report)),
        ({"bytes", "surfaces"}, lambda: _check_mentions(connection, archive, report)),
        ({"rates"}, lambda: _check_rates(connection, rates, grounds, report)),
        (facts.RULES, lambda: _check_facts(connection, rates, grounds, report)),
        (marts.RULES, lambda: marts.check(connection, moments, report)),
        ({"views"}, lambda: marts.check_views(connection, report)),
        ({"bridges"}, lambda: marts.check_bridges(connection, report)),
        ({"allocations"}, lambda: marts.check_allocations(connection, report)),
        ({"history"}, lambda: history.check(connection, grounds.before, moments, report)),
    )
    if is_candidate and "reconciled" in only:
        reconciled.check(connection, grounds.ops, report)
    for rules, step in steps:
        if rules & set(only):
            step()
    return report


def check_files(landing: Path, report: Report) -> None:
    """Compare the files below the landing with the SHA-256 beside them, as sha256sum writes it."""
    for checksum in sorted(landing.rglob("*.sha256")):
        path = checksum.with_suffix("")
        told = checksum.read_bytes().decode("ascii", "replace").split("\n")
        own = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        report.looked("files")
        if f"{own}  {path.name}" not in told or any(t[64:] != f"  {path.name}" for t in told[:-1]):
            what = "its SHA-256 is not the one beside it" if own else "it is not there"
            report.differ("files", path.relative_to(landing.parent).as_posix(), what)


def _check_rates(
    connection: duckdb.DuckDBPyConnection, rates: Rates, grounds: Grounds, report: Report
) -> None:
    rates.check_stored(report)
    old = None if grounds.before is None else grounds.before / "fct_fx_rates.parquet"
    check_published(connection, rates, old, report)


def _check_facts(
    connection: duckdb.DuckDBPyConnection, rates: Rates, grounds: Grounds, report: Report
) -> None:
    facts.check(connection, rates, _origins(connection), _known(connection, grounds), report)


def _moments(archive: Archive, connection: duckdb.DuckDBPyConnection) -> list[Any]:
    told = [datetime.fromisoformat(at).replace(tzinfo=None) for at in archive.moments()]
    newest = connection.execute(
        "select max(moment) from (select max(system_from) as moment from fct_money_facts union all"
        " select max(system_to) from fct_money_facts union all select max(fetched_at)"
        " from fct_articles)"
    ).fetchone()
    # A kept version ends with the interval that it was made for.
    last = newest[0] if newest else None
    return [at for at in told if last is None or at <= last] or [last]


def _choose(
    connection: duckdb.DuckDBPyConnection, before: Path | None, most: int | None, report: Report
) -> None:
    """Choose what is worked out by hand: all, or what changed first and then a sample."""
    for table, key, version, chosen in (
        ("fct_articles", "article_version_id", "article_version_id", "chosen_articles"),
        ("fct_money_facts", "fact_id", "fact_version_id", "chosen_facts"),
    ):
        old = None if before is None else before / f"{table}.parquet"
        known = (
            f"select {version} from read_parquet('{str(old).replace(chr(39), chr(39) * 2)}')"
            if old is not None and old.is_file()
            else "select null where false"
        )
        current = "where is_current" if table == "fct_money_facts" else ""
        total = connection.execute(f"select count(*) from {table} {current}").fetchone()
        limit = "" if most is None else f"limit {most}"
        connection.execute(
            f"create or replace temp table {chosen} as select {key} from {table} {current}"
            f" order by {version} in ({known}), md5({version} || publish_id) {limit}"
        )
        if most is not None and total is not None and total[0] > most:
            report.scope = f"what changed first and a sample, {most} at most of each kind"


def _check_texts(connection: duckdb.DuckDBPyConnection, landing: Path, report: Report) -> None:
    parts = [str(part) for part in sorted((landing / "readings").rglob("part-*.parquet"))]
    rows = connection.execute(_TEXTS, {"parts": parts})
    while batch := rows.fetchmany(5_000):
        report.looked("texts", len(batch))
        for key, surface, said in batch:
            if said != surface and visible(said) != visible(surface):
                report.differ("texts", key, "its text says something else there")


def _check_mentions(
    connection: duckdb.DuckDBPyConnection, archive: Archive, report: Report
) -> None:
    cursor = connection.execute(_MENTIONS)
    names = [column[0] for column in cursor.description or ()]
    place: tuple[Any, ...] = ()
    payload: bytes | str | None = None
    while batch := cursor.fetchmany(2_000):
        for values in batch:
            row = dict(zip(names, values, strict=True))
            here = (row["warc_file"], row["warc_offset"], row["warc_record_id"], row["raw_sha256"])
            if here != place:
                place, payload = here, archive.payload(*here)
            _check_bytes(row, payload, archive, report)
            _check_surface(row, report)
    unconfirmed = report.notes.get("amounts printed in a way that was not confirmed", 0)
    rows = report.rules["surfaces"].rows
    if rows >= _FEW and unconfirmed > rows * MOST_UNCONFIRMED:
        report.differ("surfaces", "all", f"{unconfirmed} of {rows} could not be confirmed")


def _check_bytes(
    row: dict[str, Any], payload: bytes | str | None, archive: Archive, report: Report
) -> None:
    key, surface = row["money_mention_id"], row["surface"]
    if isinstance(payload, str):
        report.looked("bytes")
        report.differ("bytes", key, payload)
    elif payload is None:
        place = row["span_start"], row["span_end"]
        said = archive.excerpt(row["warc_file"], row["warc_record_id"], *place)
        if said is None:
            report.note("amounts whose bytes are not kept")
            return
        report.looked("bytes")
        if visible(said) != visible(surface):
            report.differ("bytes", key, "the kept sentence says something else there")
    elif row["byte_start"] is None:
        report.note("amounts without a place in their bytes")
    else:
        report.looked("bytes")
        at = row["byte_start"], row["byte_end"], row["encoding"] or "utf-8"
        if not says(payload, *at, surface):
            report.differ("bytes", key, "the archived bytes say something else there")


def _check_surface(row: dict[str, Any], report: Report) -> None:
    report.looked("surfaces")
    amounts = {end: row[f"amount_{end}"] for end in ("low", "high", "point")}
    printed, named = row["surface"], row["currency_evidence"] == "explicit"
    answer = surfaces.answer(printed, amounts, row["currency"], row["bound"], is_named=named)
    if answer is surfaces.Answer.DIFFERENT:
        report.differ("surfaces", row["money_mention_id"], "what is printed is another amount")
    elif answer is surfaces.Answer.UNCONFIRMED:
        report.note("amounts printed in a way that was not confirmed")


def _origins(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return, by article version, one that stands for all that tell it after one another."""
    parent: dict[str, str] = {}

    def root(node: str) -> str:
        while parent.setdefault(node, node) != node:
            node = parent[node]
        return node

    for left, right in connection.execute(_ORIGINS).fetchall():
        one, other = sorted((root(left), root(right)))
        parent[other] = one
    return {node: root(node) for node in parent}


def _known(connection: duckdb.DuckDBPyConnection, grounds: Grounds) -> set[str]:
    """Return the ids of the facts of the version before."""
    old = None if grounds.before is None else grounds.before / "fct_money_facts.parquet"
    if old is None or not old.is_file():
        return set()
    query = "select distinct fact_id from read_parquet($old)"
    return {row[0] for row in connection.execute(query, {"old": str(old)}).fetchall()}
