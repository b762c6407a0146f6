"""``wirebook facts``: the published facts, for a person or a program, now or as of a day."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import IO, Any, get_args

from rich.console import Console

from wirebook.commands import terminal
from wirebook.published import versions
from wirebook.published.connect import connect, rows
from wirebook.published.export import number, write
from wirebook.reading.model import FactType
from wirebook.settings import StatePaths

# What stood in the books at the end of a day: the versions whose system time holds that moment.
_FACTS = """
    select
        f.fact_id, f.fact_type, f.subject_name as subject, f.object_name as object,
        others.parties, others.party_roles,
        f.topic, f.modality, f.measure, f.metric, f.sign, f.said_by, f.attributed_to, f.status,
        f.amount_low, f.amount_high, f.amount_point, f.currency, f.bound,
        f.amount_usd_low, f.amount_usd_high, f.amount_usd,
        f.signed_low, f.signed_high, f.signed_point,
        f.signed_usd_low, f.signed_usd_high, f.signed_usd, f.conversion,
        f.as_of_on, f.as_of_basis, f.announced_on,
        f.horizon_start, f.horizon_end, f.horizon_months,
        f.part_of_fact_id as part_of, f.superseded_by_fact_id as superseded_by,
        f.confidence, f.is_confident, f.is_counted,
        f.claims, f.articles, f.independent_sources, f.languages, f.spread_ratio,
        f.resolution_rule, f.system_from, f.system_to, f.publish_id
    from fct_money_facts as f
    left join (
        select
            b.fact_id,
            list(e.name order by e.name, b.role) as parties,
            list(b.role order by e.name, b.role) as party_roles
        from bridge_fact_entities as b
        inner join dim_entities as e on b.entity_id = e.entity_id and e.is_current
        inner join fct_money_facts as x on b.fact_id = x.fact_id and x.is_current
        where b.role not in ('announcer', 'forecaster')
            and b.entity_id is distinct from x.subject_entity_id
            and b.entity_id is distinct from x.object_entity_id
        group by b.fact_id
    ) as others on f.fact_id = others.fact_id
    where
        f.system_from < $end and (f.system_to is null or f.system_to >= $end)
        and (
            $entity is null
            or f.fact_id in (
                select b.fact_id
                from bridge_fact_entities as b
                left join bridge_entity_names as n
                    on b.entity_id = n.entity_id and n.verdict = 'same'
                where b.entity_id = $entity or lower(n.name) = lower($entity)
            )
        )
    order by f.amount_usd desc nulls last, f.amount_usd_low desc nulls last, f.fact_id
"""
_PIPED_WIDTH = 160
# Later than any system time: everything that is current.
_NOW = datetime(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which facts a person wants, how many, and what of them; the default is all.

    ``since`` is the first day that a fact was announced on, ``least_usd`` what its dollars (the
    point, else the greatest known) are at least. ``sort`` is a column, with a minus before it for
    the greatest first.
    """

    types: Sequence[str] = ()
    since: date | None = None
    least_usd: Decimal | None = None
    limit: int | None = None
    columns: Sequence[str] = ()
    sort: str | None = None


def chosen(facts: Sequence[Mapping[str, Any]], wanted: Wanted) -> list[Mapping[str, Any]]:
    """Return the facts that are wanted, in order. Raises ValueError for what no fact can have."""
    known = {*get_args(FactType)}
    if not known.issuperset(wanted.types):
        unknown = ", ".join(sorted({*wanted.types} - known))
        raise ValueError(f"{unknown} is no type of fact; allowed: {', '.join(sorted(known))}")
    found = [fact for fact in facts if _is_wanted(fact, wanted)]
    if wanted.sort is not None and facts:
        column = wanted.sort.removeprefix("-")
        _known_columns(facts, [column])
        holding = [fact for fact in found if fact[column] is not None]
        holding.sort(key=lambda fact: fact[column], reverse=wanted.sort.startswith("-"))
        found = holding + [fact for fact in found if fact[column] is None]
    return found[: wanted.limit]


def _is_wanted(fact: Mapping[str, Any], wanted: Wanted) -> bool:
    if wanted.types and fact["fact_type"] not in wanted.types:
        return False
    if wanted.since is not None:
        day = fact["announced_on"]
        if day is None or day < wanted.since:
            return False
    if wanted.least_usd is not None:
        ends = (fact["amount_usd"], fact["amount_usd_high"], fact["amount_usd_low"])
        dollars = next((end for end in ends if end is not None), None)
        return dollars is not None and dollars >= wanted.least_usd
    return True


def _known_columns(facts: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    unknown = [column for column in columns if facts and column not in facts[0]]
    if unknown:
        raise ValueError(
            f"{', '.join(unknown)} is no column of facts; there are: {', '.join(facts[0])}"
        )


def published_facts(
    state: StatePaths, as_of: date | None = None, entity: str | None = None
) -> list[dict[str, Any]]:
    """Return the facts that were believed at the end of a day (UTC), by default those of now.

    ``as_of`` may be a moment (UTC), and then means just that.

    ``entity`` keeps those of one entity, by its id or any of its names in any language.
    Raises NothingPublished when there is no published version.
    """
    if isinstance(as_of, datetime):
        end = as_of + timedelta(microseconds=1)
    else:
        end = _NOW if as_of is None else datetime.combine(as_of + timedelta(days=1), time())
    with connect(state.published / versions.DATABASE) as connection:
        return rows(connection, _FACTS, {"end": end, "entity": entity})


_ALL = Wanted()


def run(
    state: StatePaths,
    kind: str,
    as_of: date | None,
    sink: IO[bytes],
    entity: str | None = None,
    wanted: Wanted = _ALL,
) -> int:
    """Print the facts as a table or write them in one of the export formats.

    Raises ValueError for columns, types and sorts that there are not, and for bytes on a terminal.
    """
    if kind == "parquet" and sink.isatty():
        raise ValueError("Parquet is for programs: send it to a file, wirebook facts ... > FILE")
    every = published_facts(state, as_of, entity)
    facts = chosen(every, wanted)
    _known_columns(every, wanted.columns)
    if kind != "table":
        columns = list(wanted.columns) or (list(every[0]) if every else [])
        write(facts, columns, kind, sink)
    elif wanted.columns:
        cells = [[_shown(fact[column]) for column in wanted.columns] for fact in facts]
        terminal.rows(person(), list(wanted.columns), cells)
    else:
        print_table(facts)
    return 0


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return _grouped(value, value)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def person() -> Console:
    """Return the console of the person at the prompt; what is piped away gets room for a table."""
    console = terminal.Screen(file=sys.stdout, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPED_WIDTH
    return console


def print_table(facts: Sequence[Mapping[str, Any]], console: Console | None = None) -> None:
    """Print facts for a person; text from pages is shown as text, never as markup."""
    console = person() if console is None else console
    console.print(f"{len(facts)} published fact{'' if len(facts) == 1 else 's'}", style="italic")
    headings = ("fact", "who", "what", "amount", "US dollars", "when", "sources")
    cells = [_cells(fact) for fact in facts]
    terminal.rows(console, headings, cells, whole=["fact"], right=["amount", "US dollars"])
    counted = [fact for fact in facts if fact["is_counted"]]
    total = sum((_dollars(fact) for fact in counted), Decimal(0))
    console.print(
        f"{len(counted)} of them may be summed: {total:,.2f} US dollars where a rate was known"
    )


def _cells(fact: Mapping[str, Any]) -> list[str]:
    what = f"{kind(fact)}, {fact['modality']}"
    what += f", in {fact['object']}" if fact["object"] is not None else ""
    what += f", with {' and '.join(_parties(fact))}" if fact["parties"] else ""
    what += " (part of another)" if fact["part_of"] is not None else ""
    what += "" if fact["is_confident"] else " (unsure)"
    what += f" ({fact['status']})" if fact["status"] != "active" else ""
    return [
        fact["fact_id"][:7],
        fact["subject"] or "?",
        what,
        f"{short(fact, 'amount')} {fact['currency'] or '?'}",
        short(fact, "amount_usd", "amount_usd") or fact["conversion"].replace("_", " "),
        _when(fact),
        f"{fact['independent_sources']} in {fact['articles']} ({' '.join(fact['languages'])})",
    ]


def kind(fact: Mapping[str, Any]) -> str:
    """Return what a fact measures, in words, such as ``financial result (net profit, change)``."""
    words = [fact["metric"], None if fact["measure"] == "level" else fact["measure"]]
    told = ", ".join(word.replace("_", " ") for word in words if word is not None)
    return str(fact["fact_type"]).replace("_", " ") + (f" ({told})" if told else "")


def _parties(fact: Mapping[str, Any]) -> list[str]:
    """Return the others who take part, with what they do where the text says it."""
    return [
        name if role == "partner" else f"{name} ({role})"
        for name, role in zip(fact["parties"], fact["party_roles"], strict=True)
    ]


def _dollars(fact: Mapping[str, Any]) -> Decimal:
    """The amount that counts in a sum: the point, else the lower end."""
    point = fact["amount_usd"] if fact["amount_usd"] is not None else fact["amount_usd_low"]
    return Decimal(0) if point is None else Decimal(point)


def _when(fact: Mapping[str, Any]) -> str:
    start, end, months = fact["horizon_start"], fact["horizon_end"], fact["horizon_months"]
    if start is not None and end is not None:
        return f"{start:%Y-%m} to {end:%Y-%m}"
    if end is not None:
        return f"by {end}"
    return f"{months} months" if months is not None else ""


_UNITS = ((10**12, "tn"), (10**9, "bn"), (10**6, "m"))
_BOUNDS = {"at_least": "≥ ", "more_than": "> ", "at_most": "≤ ", "less_than": "< ", "about": "~ "}


def amount(fact: Mapping[str, Any], name: str, point_name: str | None = None) -> str:
    """Return an amount in full with its bound, such as ``≥ 220,000,000,000,000``; else empty."""
    return _bounded(fact, name, point_name, _grouped)


def short(fact: Mapping[str, Any], name: str, point_name: str | None = None) -> str:
    """Return an amount in words with its bound, such as ``≥ 220 tn``; else empty."""
    return _bounded(fact, name, point_name, _in_words)


def _bounded(
    fact: Mapping[str, Any],
    name: str,
    point_name: str | None,
    show: Callable[[Decimal, Decimal], str],
) -> str:
    low, high = fact[f"{name}_low"], fact[f"{name}_high"]
    point = fact[point_name or f"{name}_point"]
    if fact["bound"] == "range" and low is not None and high is not None:
        told = f"{show(low, high)} to {show(high, high)}"
    else:
        value = next((v for v in (point, low, high) if v is not None), None)
        if value is None:
            return ""
        told = _BOUNDS.get(fact["bound"], "") + show(value, value)
    # The bound is of what is printed: a loss of more than five is minus (more than five).
    return f"-({told})" if fact["sign"] == "minus" else told


def _grouped(value: Decimal, _: Decimal) -> str:
    whole, _dot, cents = number(value).partition(".")
    grouped = f"{int(whole):,}"
    return f"{grouped}.{cents:0<2}" if cents else grouped


def _in_words(value: Decimal, scale: Decimal) -> str:
    """Three decimals of the largest unit of ``scale``; the exports have every digit."""
    for unit, word in _UNITS:
        if scale >= unit:
            return f"{number(round(value / unit, 3))} {word}"
    return _grouped(value, scale)
