"""Rows that a check of severity Q finds are set aside, with all that rests on them, and published
marts do without them.

It happens in the build file, before the candidate is made, so what the gate then sees and consumers
get is whole: no claim without its amount, no fact that counts a claim which is not there. The next
build brings a row back as soon as it passes. A fact that consumers already know is not erased: its
version in force is closed, as for any fact that we no longer believe.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from wirebook import duckdb_files
from wirebook.audit.suites import Check, Suite, failed_rows
from wirebook.quoting import identifier
from wirebook.verify import surfaces

# What a row of a table is, and the column that names it.
_KINDS: Mapping[str, tuple[str, str]] = {
    "fct_articles": ("article", "article_version_id"),
    "fct_money_mentions": ("mention", "money_mention_id"),
    "fct_money_claims": ("claim", "claim_id"),
    "fct_money_facts": ("fact", "fact_id"),
    "fct_fx_rates": ("rate", "fx_rate_id"),
    "fct_quotes": ("quote", "quote_id"),
}
# What goes when something goes: this kind takes with it that kind, which the query finds, with what
# it rests on.
_DEPENDENTS: Sequence[tuple[str, str, str]] = (
    (
        "article",
        "article",
        "select article_version_id, translation_of from fct_articles where translation_of in {}",
    ),
    (
        "article",
        "mention",
        "select money_mention_id, article_version_id from fct_money_mentions"
        " where article_version_id in {}",
    ),
    (
        "mention",
        "mention",
        "select money_mention_id, restates_mention_id from fct_money_mentions"
        " where restates_mention_id in {}",
    ),
    (
        "mention",
        "claim",
        "select claim_id, money_mention_id from fct_money_claims where money_mention_id in {}",
    ),
    (
        "claim",
        "claim",
        "select claim_id, part_of_claim_id from fct_money_claims where part_of_claim_id in {}",
    ),
    (
        "claim",
        "fact",
        "select fact_id, claim_id from fct_money_claims"
        " where claim_id in {} and fact_id is not null",
    ),
    (
        "rate",
        "fact",
        "select fact_id, if(fx_native_rate_id in {}, fx_native_rate_id, fx_usd_rate_id)"
        " from fct_money_facts where is_current"
        " and (fx_native_rate_id in {} or fx_usd_rate_id in {})",
    ),
    (
        "fact",
        "fact",
        "select fact_id, part_of_fact_id from fct_money_facts"
        " where is_current and part_of_fact_id in {}",
    ),
    ("fact", "claim", "select claim_id, fact_id from fct_money_claims where fact_id in {}"),
)
# Where a thing is written: kind, table and the columns that may name it.
_PLACES: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("article", "fct_articles", ("article_version_id",)),
    ("article", "fct_article_entities", ("article_version_id",)),
    ("article", "fct_article_links", ("left_article_version_id", "right_article_version_id")),
    ("article", "fct_quotes", ("article_version_id",)),
    ("quote", "fct_quotes", ("quote_id",)),
    ("mention", "fct_money_mentions", ("money_mention_id",)),
    ("claim", "fct_money_claims", ("claim_id",)),
    ("claim", "fct_claim_links", ("left_claim_id", "right_claim_id")),
    ("fact", "bridge_fact_entities", ("fact_id",)),
    ("fact", "bridge_fact_topics", ("fact_id",)),
    ("fact", "fct_fact_allocations", ("fact_id",)),
    ("rate", "fct_fx_rates", ("fx_rate_id",)),
)  # fmt: skip

_BATCH = 10_000
_MISREAD = "surfaces: A second reading of what is printed says another amount or currency."


class QuarantineError(RuntimeError):
    """A check of severity Q that cannot say which rows are to be set aside."""


def set_aside(
    build_file: Path, suites: Iterable[Suite], run_at: datetime
) -> list[dict[str, str | None]]:
    """Remove from the marts of a build file what the checks of severity Q find.

    ``run_at`` closes the versions of facts that were published before. Returns one row of the ops
    file's quarantine for each thing that landed and that the build did without (staging says why),
    each row found here and each that went with one. Raises QuarantineError
    when a check is on a table whose dependents are not known, or a row cannot be removed.
    """
    checks = [(suite, check) for suite in suites for check in suite.checks if check.severity == "Q"]
    unknown = [
        f"{suite.table}.{check.name}" for suite, check in checks if suite.table not in _KINDS
    ]
    if unknown:
        raise QuarantineError(f"no rows can be set aside for {', '.join(unknown)}")
    with duckdb_files.work(build_file) as connection:
        told = _refused(connection)
        connection.execute("use marts")
        # A row that goes may uncover another; one found twice would be found for ever.
        seen: set[tuple[str, str, str]] = set()
        misread = _misread(connection)
        while found := set(misread).union(*(_found(connection, *check) for check in checks)):
            # Beyond any sum of money, an amount is also not what is printed: one reason is enough.
            told_already = {row[:2] for row in found - misread}
            found -= {row for row in misread if row[:2] in told_already}
            misread = set()
            if found & seen:
                raise QuarantineError(f"{min(found & seen)[:2]} was set aside and is still there")
            seen |= found
            told += _remove(connection, sorted(found), run_at)
    return told


def _refused(connection: duckdb.DuckDBPyConnection) -> list[dict[str, str | None]]:
    """Return what landed and the build did without, because nothing can be made of it."""
    schemas = connection.execute(
        "select schema_name from duckdb_tables() where table_name = 'stg_landing__refused'"
    ).fetchall()
    if not schemas:
        return []
    refused = connection.execute(
        "select source, article_version_id, kind, ordinal, span_start, span_end, refused_reason"
        f" from {identifier(schemas[0][0])}.stg_landing__refused order by all"
    ).fetchall()
    return [
        {
            "source": source,
            "target": f"{article}/{kind}" + ("" if ordinal is None else f"/{ordinal}"),
            "reason": reason,
            "span": None if start is None else f"{start}-{end}",
        }
        for source, article, kind, ordinal, start, end, reason in refused
    ]


def _found(
    connection: duckdb.DuckDBPyConnection, suite: Suite, check: Check
) -> list[tuple[str, str, str]]:
    """Return (table, key, reason) of the rows that fail a check."""
    query = failed_rows(suite, check)
    if query is None:
        raise QuarantineError(f"{suite.table}.{check.name} names no rows")
    column = _KINDS[suite.table][1]
    keys = connection.execute(
        f"select distinct {column} from {suite.table}"
        f" where ({', '.join(suite.key)}) in ({query.removesuffix(' order by all')}) order by 1"
    ).fetchall()
    return [(suite.table, key, f"{check.name}: {check.why}") for (key,) in keys]


def _misread(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    """Return the amounts whose surface a second, smaller parser reads whole, and otherwise."""
    rows = connection.execute(
        "select money_mention_id, surface, amount_low, amount_high, amount_point, currency, bound,"
        " currency_evidence = 'explicit' from fct_money_mentions"
    )
    found = set()
    while batch := rows.fetchmany(_BATCH):
        for key, surface, low, high, point, currency, bound, is_named in batch:
            amounts = {"low": low, "high": high, "point": point}
            said = surfaces.answer(surface, amounts, currency, bound, is_named=is_named)
            if said is surfaces.Answer.DIFFERENT:
                found.add(("fct_money_mentions", key, _MISREAD))
    return found


def _remove(
    connection: duckdb.DuckDBPyConnection, found: Sequence[tuple[str, str, str]], run_at: datetime
) -> list[dict[str, str | None]]:
    gone: dict[str, set[str]] = {kind: set() for kind, _ in _KINDS.values()}
    for table, key, _ in found:
        gone[_KINDS[table][0]].add(key)
    direct = {row[:2] for row in found}
    on = _follow(connection, gone)
    for kind, table, columns in _PLACES:
        named = " or ".join(f"{column} in {_listed(gone[kind])}" for column in columns)
        connection.execute(f"delete from {table} where {named}")
    _close_facts(connection, gone["fact"], run_at)
    resting = [
        _row(table, key, "it rests on a row set aside", _ground(on, (kind, key)))
        for table, (kind, _) in _KINDS.items()
        for key in sorted(gone[kind])
        if (table, key) not in direct
    ]
    return [_row(table, key, reason) for table, key, reason in found] + resting


def _follow(
    connection: duckdb.DuckDBPyConnection, gone: dict[str, set[str]]
) -> dict[tuple[str, str], tuple[str, str]]:
    """Add to what goes all that rests on it, until nothing is added; return what each rests on."""
    on: dict[tuple[str, str], tuple[str, str]] = {}
    size = -1
    while size != (size := sum(map(len, gone.values()))):
        for kind, dependent, query in _DEPENDENTS:
            keys = _listed(gone[kind])
            more = connection.execute(query.replace("{}", keys)).fetchall()
            for key, ground in more:
                if key not in gone[dependent]:
                    on[dependent, key] = (kind, ground)
            gone[dependent].update(key for key, _ in more)
    return on


def _ground(on: Mapping[tuple[str, str], tuple[str, str]], row: tuple[str, str]) -> str:
    """Return the row that was found at fault, on which this one rests in the end."""
    while row in on:
        row = on[row]
    tables = {kind: table for table, (kind, _) in _KINDS.items()}
    return f"{tables[row[0]]}/{row[1]}"


def _close_facts(
    connection: duckdb.DuckDBPyConnection, facts: Iterable[str], run_at: datetime
) -> None:
    """Drop the versions that this build opened; close the open ones of builds before."""
    which = f"is_current and fact_id in {_listed(facts)}"
    at = f"timestamp '{run_at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
    connection.execute(f"delete from fct_money_facts where {which} and system_from >= {at}")
    connection.execute(
        f"update fct_money_facts set is_current = false, system_to = {at} where {which}"
    )


def _listed(keys: Iterable[str]) -> str:
    """Return keys, which are hashes, as a list in SQL that may be empty."""
    quoted = (f"'{key.replace(chr(39), chr(39) * 2)}'" for key in sorted(keys))
    return f"(select unnest([{', '.join(quoted)}]::varchar[]))"


def _row(table: str, key: str, reason: str, on: str | None = None) -> dict[str, str | None]:
    target = f"{table}/{key}"
    return {"source": None, "target": target, "reason": reason, "span": None, "rests_on": on}
