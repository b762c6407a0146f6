"""One amount said twice: 3800억 위안(약 75조원), 380 billion yuan (about $53 billion).

The amount in brackets, or behind words such as "우리 돈으로", says the one before it again in
another currency. It is linked, so that nothing is counted twice and the publisher's own rate can
be compared with the reference rate of the day (the marts do, in int_restatements).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts.currencies import currencies_of
from wirebook.reading.lexicons import listed
from wirebook.reading.model import Money
from wirebook.reading.patterns import one_of

# How far apart the two amounts may stand when a word announces the second.
_APART = 160
_OPENING = re.compile(r"[^\n.;:()（）\[\]]{0,14}[(（\[〔][^\n.;()（）\[\]]{0,12}$")

# Between two restatements of one amount: $95bn (73 billion pounds; 87 billion euros).
_LISTED = re.compile(r"[;,/、，；] ?|,? (?:or|and) ")


def link(text: str, mentions: Sequence[Money], langs: tuple[str, ...]) -> tuple[Money, ...]:
    """Return ``mentions`` with ``restates`` filled; an amount is restated once."""
    if len(mentions) < 2:
        return tuple(mentions)
    cue, home = _cue(langs), currencies_of(langs).home
    linked = list(mentions)
    for at in range(1, len(linked)):
        before, here = linked[at - 1], linked[at]
        if before.currency == here.currency or here.start - before.end > _APART:
            continue
        gap = text[before.end : here.start]
        if before.restates is not None:
            if _LISTED.fullmatch(gap) and linked[before.restates].currency != here.currency:
                linked[at] = replace(here, restates=before.restates)
            continue
        if len(gap) <= 28 and _OPENING.fullmatch(gap):
            if _first_restates(before, here, home):
                linked[at - 1] = replace(before, restates=at)
            else:
                linked[at] = replace(here, restates=at - 1)
        elif "\n" not in gap and cue.search(gap):
            linked[at] = replace(here, restates=at - 1)
    return tuple(_echoed(linked))


# How near an amount comes to a restatement that it says once more: rounded in a title.
_ROUNDED = Decimal("0.01")


def _echoed(linked: list[Money]) -> list[Money]:
    """Link an amount that says a restatement once more, apart from what it restates: the title's
    15조원 where the text has 106억달러(약 15조원). Money's own currency in the text decides, so an
    amount that stands in a currency of which the text restates nothing is left alone."""
    known = [(m, m.restates) for m in linked if m.restates is not None][:_MOST_ECHOED]
    if not known:
        return linked
    whole = {m.restates for m, _ in known}
    return [
        m if m.restates is not None or n in whole else _echo(m, known) for n, m in enumerate(linked)
    ]


def _echo(money: Money, known: Sequence[tuple[Money, int]]) -> Money:
    for restated, target in known:
        if restated.currency == money.currency and _is_same(money, restated):
            return replace(money, restates=target)
    return money


def _is_same(money: Money, restated: Money) -> bool:
    """Tell whether an amount is a restatement said again, exactly or in round figures."""
    value = restated.point or restated.high or restated.low
    if value is None or value < _LEAST_ECHOED:
        return False
    if money.bound == "range" and money.low is not None and money.high is not None:
        return money.low <= value < money.high and money.high <= 2 * money.low
    own = money.point or money.high or money.low
    return own is not None and abs(own - value) <= value * _ROUNDED


# A price of a few won may come again by chance; a page of restatements is no article.
_LEAST_ECHOED, _MOST_ECHOED = Decimal(100_000), 40


def _first_restates(first: Money, second: Money, home: str | None) -> bool:
    """Whether the amount before the bracket is the rounded one: 약 75조원(3800억 위안).

    Never where the bracket has the reader's own money: 약 10만 위안(1천900만 원).
    """
    if second.currency == home:
        return False
    return first.bound == "about" and second.bound == "exact" and first.high is None


@cache
def _cue(langs: tuple[str, ...]) -> re.Pattern[str]:
    words = one_of(listed(langs, "money", "restate"))
    at_once = one_of(listed(langs, "money", "restate_at_once"))
    return re.compile(rf"(?<![A-Za-z]){words},? ?$|^,? {at_once},? $", re.IGNORECASE)
