"""``wirebook explain FILE|-``: one article as the reader sees it, coloured."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirebook import article
from wirebook.commands import facts
from wirebook.reading.model import Claim, Money, Reading
from wirebook.reading.reader import read

_ENTITY, _MONEY, _BOILERPLATE = "cyan", "bold yellow", "dim"


def run(path: str) -> int:
    """Print one article, given as a file or on standard input; 1 if it holds none."""
    raw = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    content_type = "text/html" if path.endswith((".html", ".htm")) else None
    try:
        page = article.extract(raw, content_type)
    except article.ArticleError as error:
        print(f"not an article: {error.reason}", file=sys.stderr)
        return 1
    show(page.text, read(page.text, title=page.title), facts.person())
    return 0


def show(text: str, reading: Reading, console: Console) -> None:
    """Print zones and mentions in the text, then the claims; the text itself is never markup."""
    day = reading.publication
    shown_day = day.published_on or day.published_not_after or "unknown"
    heading = f"{reading.lang or '?'} · {shown_day} ({day.published_precision})"
    console.print(Text(f"{heading} · {reading.title or 'no title'}", style="bold"))
    for zone in reading.zones:
        line = Text(text[zone.start : zone.end])
        if not zone.keep:
            line.stylize(_BOILERPLATE)
        for entity in reading.entities:
            _mark(line, zone.start, entity.start, entity.end, _ENTITY)
        for money in reading.money:
            _mark(line, zone.start, money.start, money.end, _MONEY)
        console.print(Text(f"{zone.zone:>13} ", style="green"), line, sep="")
    console.print(_claims_table(reading))


def _mark(line: Text, offset: int, start: int, end: int, style: str) -> None:
    if start >= offset and end - offset <= len(line):
        line.stylize(style, start - offset, end - offset)


def _claims_table(reading: Reading) -> Table:
    table = Table(title=f"{len(reading.claims)} claims of {len(reading.money)} amounts")
    for heading in ("amount", "value", "who", "what", "how firmly", "says", "when"):
        table.add_column(heading, overflow="fold")
    claims = {claim.money: claim for claim in reading.claims}
    for number, money in enumerate(reading.money):
        table.add_row(*map(Text, _row(money, claims.get(number))))
    return table


def _row(money: Money, claim: Claim | None) -> list[str]:
    fields = {
        "bound": money.bound,
        "amount_low": money.low,
        "amount_high": money.high,
        "amount_point": money.point,
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
