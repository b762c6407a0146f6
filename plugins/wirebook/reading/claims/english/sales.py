"""English: a sale tells the buyer behind "to": "sold its stake in <N> to <N> for <@>"."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from wirebook.reading.claims.english.sketches import NAMES, Sketch
from wirebook.reading.claims.page import Name
from wirebook.reading.claims.words import any_of, claim_words, whole_words
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import FactType


class Sale(NamedTuple):
    """What kind of thing is sold, to whom and what, each where the sentence tells."""

    kind: FactType
    buyer: Name | None
    thing: Name | None


_SOLD = re.compile(
    r"\b(?:sell|sells|sold|selling|(?:sale|disposal|divestment) of|divest(?:s|ed|ing)?)\b(?= )",
    re.IGNORECASE,
)
_PRICED = re.compile(
    r"\b(?:for|worth|valued at|valuation of|deal of)"
    r"(?: (?:an?|the|total|price|sum|of|some|cash)){0,5} $"
)
_OTHER_CLAUSE = re.compile(
    r"\b(?:that|which|who)\b [a-z]|\band (?:will|would|said|says|has|have|is|are|was|were|to|it)\b"
)
_COUNTED = re.compile(r"\d+[\w-]* (?!per ?cent|%)[a-z<]")


@cache
def _buyer() -> re.Pattern[str]:
    """Compile "to rival <N>", "to <N>'s owners <N>", "to the investment firm <N>"."""
    return re.compile(rf" to (?:<N\d+>'s |(?:<D\d+>|[a-z-]+) ){{0,7}}?(?P<who>{NAMES})(?!')")


def terms(s: Sketch) -> str | None:
    """Return what stands between a verb of selling and its price, None where nothing is sold."""
    sold = next(reversed(list(_SOLD.finditer(s.left))), None)
    if sold is None or _PRICED.search(s.left) is None:
        return None
    words = s.left[sold.end() :]
    return None if "<M>" in words or _OTHER_CLAUSE.search(words) is not None else words


def sale(s: Sketch) -> Sale | None:
    """Return the sale of a business, a stake or an order that the amount is the price of.

    Goods and single things are none; who sells is no subject.
    """
    words = terms(s)
    if words is None:
        return None
    to = _buyer().search(words) or _buyer().match(s.right)
    what = words[: to.start()] if to is not None and to.string is words else words
    kind = _kind(s, what, to is not None)
    if kind is None:
        return None
    things = re.findall(r"<N\d+>", what)
    return Sale(
        kind,
        s.name(to["who"]) if to is not None else None,
        s.name(things[-1]) if things else None,
    )


def _kind(s: Sketch, what: str, has_buyer: bool) -> FactType | None:
    if whole_words(ENGLISH, "parts_of_companies").search(what) is not None:
        return "stake_purchase" if has_buyer else None
    if has_buyer and _COUNTED.search(what) is not None:
        return "contract"
    businesses = any_of(claim_words(ENGLISH)["businesses"])
    is_business = re.search(rf"\b(?:{businesses})\b", what) is not None
    named = [n for n in s.tagged(what) if n.type == "ORG"]
    if is_business or (named and has_buyer):
        return "acquisition" if has_buyer or s.tagged(what) else "other"
    return None
