"""One amount said twice: 3800억 위안(약 75조원), 380 billion yuan (about $53 billion).

The amount in brackets, or behind words such as "우리 돈으로", says the one before it again in
another currency. It is linked, so that nothing is counted twice and the publisher's own rate can
be compared with the reference rate of the day (the marts do, in int_restatements).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
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
    return tuple(linked)


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
