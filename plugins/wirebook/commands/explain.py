"""``wirebook explain FILE|URL|-``: one article as the reader sees it, coloured.

A web address is looked up among the published articles and read from the archive, never fetched.
Of an article that is published, what became of each claim is shown beside it.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirebook.audit import spans
from wirebook.commands import facts, terminal
from wirebook.pages import addresses
from wirebook.pages.article import ArticleError
from wirebook.pages.extract import extract
from wirebook.published import connect, versions
from wirebook.quoting import printable
from wirebook.reading.claims import explain_claims
from wirebook.reading.model import Claim, Money, Reading
from wirebook.reading.reader import read
from wirebook.settings import StatePaths

_ENTITY, _MONEY, _BOILERPLATE = "cyan", "bold yellow", "dim"


_AT_ADDRESS = """
    select source, file_name, canonical_url, encoding, raw_sha256, warc_file, warc_offset,
        warc_record_id
    from fct_articles
    where canonical_url = $address
    order by fetched_at desc, article_version_id
    limit 1
"""
# By the first character of the amount: the reader's offsets are those of the marts.
_BECAME = """
    select
        m.core_start,
        coalesce('fact ' || c.fact_id[:7], c.rejected_reason, m.demoted_reason, '') as became
    from fct_articles as a
    inner join fct_money_mentions as m using (article_version_id)
    left join fct_money_claims as c using (money_mention_id)
    where a.raw_sha256 = $digest
"""
# Candidates are of entities that the article may not name at all.
_LINKED = """
    select distinct n.name, e.name as entity, n.method, n.score, n.verdict
    from fct_articles as a
    inner join fct_article_entities as m using (article_version_id)
    inner join bridge_entity_names as n on m.entity_id = n.entity_id
    inner join dim_entities as e on n.entity_id = e.entity_id and e.is_current
    where a.raw_sha256 = $digest
    order by n.verdict desc, e.name
"""


class NotFetched(Exception):
    """No published article has this address, or its bytes are not kept."""


def run(state: StatePaths, target: str) -> int:
    """Print one article, given as a file, a web address or on standard input; 1 if it holds none.

    Raises NotFetched for an address that the archive does not hold.
    """
    kind = "text/html" if target.endswith((".html", ".htm")) else None
    encoding, address = None, None
    if target == "-":
        raw = sys.stdin.buffer.read()
    elif "://" in target:
        raw, encoding = _archived(state, target)
        address = target
    else:
        raw = Path(target).read_bytes()
    try:
        page = extract(raw, kind, encoding, address=address)
    except ArticleError as error:
        print(printable(f"not an article: {error.reason}"), file=sys.stderr)
        return 1
    digest = hashlib.sha256(raw).hexdigest()
    reading = read(page.text, title=page.title)
    console = facts.person()
    show(page.text, reading, console, _became(state, digest))
    show_reasons(page.text, reading, console)
    show_names(reading, _linked(state, digest), console)
    return 0


def _archived(state: StatePaths, address: str) -> tuple[bytes, str | None]:
    """Return the bytes and the encoding of the newest version of an article."""
    from wirebook.archive.days import ArchiveError, read_payload

    wanted = {"address": addresses.canonical(address)}
    with connect.connect(state.published / versions.DATABASE) as connection:
        found = connect.rows(connection, _AT_ADDRESS, wanted)
    if not found:
        raise NotFetched(f"no published article has the address {wanted['address']}")
    try:
        raw = read_payload(state, spans.snapshot(found[0]))
    except ArchiveError as error:
        raise NotFetched(f"the bytes of {wanted['address']} are not kept: {error}") from error
    return raw, found[0]["encoding"]


def _became(state: StatePaths, digest: str) -> Mapping[int, str]:
    """Return what became of the amounts of published bytes, by where the amounts begin."""
    try:
        with connect.connect(state.published / versions.DATABASE) as connection:
            rows = connect.rows(connection, _BECAME, {"digest": digest})
    except connect.NothingPublished:
        return {}
    return {row["core_start"]: row["became"] for row in rows}


def _linked(state: StatePaths, digest: str) -> list[dict[str, Any]]:
    """Return what links the names of published bytes to entities."""
    try:
        with connect.connect(state.published / versions.DATABASE) as connection:
            return connect.rows(connection, _LINKED, {"digest": digest})
    except connect.NothingPublished:
        return []


def show_names(reading: Reading, linked: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print whom each name of a text means and why; of a published article, as the marts say.

    ``linked`` holds name, entity, method, score and verdict.
    """
    table = Table(title="names")
    for heading in ("name", "means", "why", "certainty"):
        table.add_column(heading, overflow="fold")
    seen: set[tuple[str, ...]] = set()
    for entity in reading.entities:
        found = [row for row in linked if row["name"] in (entity.surface, entity.name)]
        rows = [
            (row["entity"], f"{row['method']}, {row['verdict']}", f"{row['score']:.2f}")
            for row in found
        ] or [(entity.name, "listed" if entity.entity_id is not None else "as printed", "")]
        for cells in rows:
            if (entity.surface, *cells) not in seen:
                seen.add((entity.surface, *cells))
                table.add_row(*(terminal.marked(c, ()) for c in (entity.surface, *cells)))
    console.print(table)


def show(text: str, reading: Reading, console: Console, became: Mapping[int, str]) -> None:
    """Print zones and mentions in the text, then the claims; the text itself is never markup.

    ``became`` says what became of an amount, by where it begins.
    """
    day = reading.publication
    shown_day = day.published_on or day.published_not_after or "unknown"
    heading = f"{reading.lang or '?'} · {shown_day} ({day.published_precision})"
    console.print(terminal.marked(f"{heading} · {reading.title or 'no title'}", (), "bold"))
    found = [(entity.start, entity.end, _ENTITY) for entity in reading.entities]
    found += [(money.start, money.end, _MONEY) for money in reading.money]
    for zone in reading.zones:
        inside = [
            (start - zone.start, end - zone.start, style)
            for start, end, style in found
            if zone.start <= start and end <= zone.end
        ]
        words = text[zone.start : zone.end]
        line = terminal.marked(words, inside, "" if zone.keep else _BOILERPLATE)
        console.print(Text(f"{zone.zone:>13} ", style="green"), line, sep="")
    console.print(_claims_table(reading, became))


def show_reasons(text: str, reading: Reading, console: Console) -> None:
    """Print of each claim the likeliest kinds and subjects and what told for the one taken."""
    found = explain_claims(text, reading)
    if not found:
        return
    table = Table(title="Why: the likeliest, with their chances, and what told most")
    for heading in ("amount", "decision", "candidates", "because"):
        table.add_column(heading, overflow="fold")
    for reason in found:
        shown = ", ".join(f"{name} {chance:.2f}" for name, chance in reason.candidates)
        surface = reading.money[reason.money].surface
        cells = (surface, reason.decision, shown, "; ".join(reason.because))
        table.add_row(*map(terminal.text, cells))
    console.print(table)


def _claims_table(reading: Reading, became: Mapping[int, str]) -> Table:
    table = Table(title=f"{len(reading.claims)} claims of {len(reading.money)} amounts")
    for heading in ("amount", "value", "who", "what", "how firmly", "says", "when", "became"):
        table.add_column(heading, overflow="fold")
    claims = {claim.money: claim for claim in reading.claims}
    for number, money in enumerate(reading.money):
        cells = [*_row(money, claims.get(number)), became.get(money.core_start, "")]
        table.add_row(*map(terminal.text, cells))
    return table


def _row(money: Money, claim: Claim | None) -> list[str]:
    fields = {
        "bound": money.bound,
        "amount_low": money.low,
        "amount_high": money.high,
        "amount_point": money.point,
        "sign": money.sign,
    }
    value = f"{facts.amount(fields, 'amount')} {money.currency or '?'}"
    if claim is None:
        why = "boilerplate" if money.zone == "boilerplate" else "no claim"
        why = "said again in another currency" if money.restates is not None else why
        return [money.surface, value, "", why, "", "", ""]
    horizon = f"{claim.horizon_start or ''}..{claim.horizon_end or ''}"
    return [
        money.surface,
        value,
        claim.subject or "?",
        claim.fact_type + (f" → {claim.object}" if claim.object is not None else ""),
        claim.modality + (f" ({claim.hedge})" if claim.hedge is not None else ""),
        claim.attributed_to or "",
        "" if horizon == ".." else horizon,
    ]
