"""``wirebook facts --explain FACT_ID``: from one fact back to sentences, files, bytes and rates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from wirebook.audit import spans
from wirebook.commands import facts, terminal
from wirebook.published import versions
from wirebook.published.connect import connect, rows
from wirebook.published.export import number, plain
from wirebook.settings import StatePaths

_FACT = """
    select f.*, f.amount_usd as usd_point
    from fct_money_facts as f
    where f.is_current and starts_with(f.fact_id, $fact_id)
    order by f.fact_id
"""
_CLAIMS = """
    select
        c.claim_id, c.status, c.rejected_reason, c.is_headline, c.modality, c.measure, c.metric,
        c.sign, c.hedge, c.confidence, c.part_of_claim_id, c.corrected_to_claim_id,
        c.said_by, c.attributed_to, c.subject_name, c.object_name, c.horizon_start, c.horizon_end,
        c.horizon_months, m.surface, m.span_start, m.span_end, m.byte_start, m.byte_end,
        m.evidence_start, m.evidence_end, m.currency, m.currency_evidence, m.bound,
        m.zone_final, a.source, a.outlet, a.language, a.title, a.published_on,
        a.published_not_after, a.published_precision, a.file_name, a.canonical_url, a.encoding,
        a.raw_sha256, a.warc_file, a.warc_offset, a.warc_record_id, a.status as article_status,
        a.is_original
    from fct_money_claims as c
    inner join fct_money_mentions as m using (money_mention_id)
    inner join fct_articles as a on c.article_version_id = a.article_version_id
    where c.fact_id = $fact_id
    order by c.is_headline desc, a.published_on nulls last, c.claim_id
"""
_RATES = """
    select * from fct_fx_rates where fx_rate_id in ($native, $dollar) order by quote
"""
_AMOUNT = "bold yellow"


class UnknownFact(Exception):
    """No current fact, or more than one, has an id that begins so."""


def explain(state: StatePaths, fact_id: str) -> dict[str, Any]:
    """Return a current fact with its claims and rates; the start of an id is enough.

    Raises UnknownFact and NothingPublished.
    """
    with connect(state.published / versions.DATABASE) as connection:
        found = rows(connection, _FACT, {"fact_id": fact_id})
        if len(found) != 1:
            raise UnknownFact(f"{len(found)} current facts have an id that begins {fact_id!r}")
        fact = found[0]
        legs = {"native": fact["fx_native_rate_id"], "dollar": fact["fx_usd_rate_id"]}
        return {
            "fact": fact,
            "claims": rows(connection, _CLAIMS, {"fact_id": fact["fact_id"]}),
            "rates": rows(connection, _RATES, legs),
        }


def sentence(state: StatePaths, claim: Mapping[str, Any]) -> tuple[str, int, int] | None:
    """Return the sentence around a claim's amount and where the amount is in it.

    The text is read again from the archived bytes; of an article that may not be kept whole the
    clause of the amount is kept. None when the archive holds neither.
    """
    start = claim["evidence_start"] if claim["evidence_start"] is not None else claim["span_start"]
    end = claim["evidence_end"] if claim["evidence_end"] is not None else claim["span_end"]
    words = _words(state, claim, start, end)
    if words is None:
        return None
    return words, claim["span_start"] - start, claim["span_end"] - start


def _words(state: StatePaths, claim: Mapping[str, Any], start: int, end: int) -> str | None:
    from wirebook.archive import excerpts
    from wirebook.archive.days import ArchiveError, NotKeptError, read_payload
    from wirebook.pages.article import ArticleError
    from wirebook.pages.extract import extract

    source = spans.snapshot(claim)
    try:
        raw = read_payload(state, source)
        return extract(raw, None, claim["encoding"], address=source.target).text[start:end]
    except NotKeptError:
        kept = excerpts.of(state, source.warc_file).get(source.warc_record_id)
        return None if kept is None else kept.at(start, end)
    except (ArchiveError, ArticleError):
        return None


def run(state: StatePaths, fact_id: str) -> int:
    """Print where a fact comes from."""
    explained = explain(state, fact_id)
    console = facts.person()
    fact = explained["fact"]
    _print_fact(console, fact)
    for rate in explained["rates"]:
        _print_rate(console, rate)
    for claim in explained["claims"]:
        _print_claim(console, state, claim)
    return 0


def _print_fact(console: Console, fact: Mapping[str, Any]) -> None:
    lines = [
        f"{facts.kind(fact)} by {fact['subject_name'] or '?'}"
        + (f" in {fact['object_name']}" if fact["object_name"] else ""),
        f"  fact        {fact['fact_id']} ({fact['status']}, believed since {fact['system_from']})",
        f"  amount      {facts.amount(fact, 'amount')} {fact['currency'] or '?'} ({fact['bound']})",
        f"  dollars     {facts.amount(fact, 'amount_usd', 'usd_point') or fact['conversion']}",
        f"  as of       {fact['as_of_on'] or 'no day is known'} ({fact['as_of_basis']})",
        f"  rule        {fact['resolution_rule']}, spread {plain(fact['spread_ratio'])}",
        f"  sources     {fact['independent_sources']} independent, {fact['articles']} articles",
    ]
    for line in lines:
        console.print(terminal.text(line))


def _print_rate(console: Console, rate: Mapping[str, Any]) -> None:
    carried = f", carried {rate['carried_days']} days" if rate["is_carried"] else ""
    console.print(
        terminal.text(
            f"  rate        1 {rate['base']} = {number(rate['rate'])} {rate['quote']},"
            f" {rate['provider']} of {rate['observed_on']}{carried}"
        )
    )


def _print_claim(console: Console, state: StatePaths, claim: Mapping[str, Any]) -> None:
    mark = "*" if claim["is_headline"] else "-"
    where = claim["file_name"] or claim["canonical_url"] or claim["source"]
    day = claim["published_on"] or claim["published_not_after"] or "undated"
    console.print()
    console.print(terminal.text(f"{mark} {claim['surface']}", "bold"))
    for line in _claim_lines(claim, where, day):
        console.print(terminal.text(line))
    found = sentence(state, claim)
    if found is None:
        console.print(Text("    sentence  its bytes are no longer in the archive"))
        return
    words, start, end = found
    console.print(Text("    sentence  "), terminal.marked(words, [(start, end, _AMOUNT)]), sep="")


def _claim_lines(claim: Mapping[str, Any], where: str, day: Any) -> Sequence[str]:
    who = f", says {claim['said_by']}" if claim["said_by"] else ""
    hedge = f", hedged {claim['hedge']!r}" if claim["hedge"] else ""
    minus = ", minus" if claim["sign"] == "minus" else ""
    part = ", part of another amount" if claim["part_of_claim_id"] else ""
    back = ", taken back by its own text" if claim["corrected_to_claim_id"] else ""
    return (
        f"    says      {claim['modality']}{who}{hedge}{part}{back}; {claim['bound']}{minus},"
        f" currency {claim['currency_evidence']}, confidence {plain(claim['confidence'])}",
        f"    article   {where} ({claim['outlet']}, {claim['language']}, {day},"
        f" {claim['article_status']}{'' if claim['is_original'] else ', a copy or translation'})",
        f"    bytes     {claim['byte_start']} to {claim['byte_end']} of {claim['warc_file']}"
        f" at {claim['warc_offset']}, sha256 {claim['raw_sha256'][:16]}…",
    )
