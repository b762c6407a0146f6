"""Which figure a notice takes back, and which one stands in its place.

A notice (:mod:`wirebook.reading.layout.notices`) is read as pairs. Each of its amounts is
withdrawn, standing or neither, by the words nearest to it: in English those in front ("said",
"not", "it is") and a few behind ("should be"), in Korean those behind, where the verb stands. The
words are the outlet's own about its own text, so they outrank what the models make of firmness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from wirebook.reading import languages
from wirebook.reading.claims.page import Page
from wirebook.reading.layout.notices import read_notices
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Claim, Modality, Money
from wirebook.reading.patterns import any_of

Part = Literal["withdrawn", "standing", "unchanged", "silent"]

# Characters in front of an amount or behind it in which its words are looked for.
_REACH = 220
_BLANK = r"[ \u00a0]+"
_CLAUSE = re.compile(
    r"[;(]|\s[–—-]+\s|,?\s(?:but|while|whereas|although|though)\s|,\s(?:when|where)\s"
)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """An amount that a notice takes back and the one in its place, as indexes into the money;
    ``standing`` is None where the notice names none."""

    withdrawn: int
    standing: int | None


def withdrawals(page: Page, lang: str) -> list[Withdrawal]:
    """Return what the text's notices take back, each amount once, in the text's order."""
    part_of = _PARTS.get(lang)
    if part_of is None:
        return []
    found: dict[int, Withdrawal] = {}
    for notice in read_notices(page.text):
        if notice.kind != "correction":
            continue
        for amounts in _paragraphs(page, notice.start, notice.end):
            for pair in _pairs(page, amounts, notice.start, part_of):
                found.setdefault(pair.withdrawn, pair)
        _repeated(page, notice.start, notice.end, found)
    return [found[index] for index in sorted(found)]


def corrected(
    page: Page, lang: str, claims: Sequence[Claim], firm: Callable[[int], Modality]
) -> tuple[Claim, ...]:
    """Return claims with what the text's notices take back, and what stands in its place.

    A withdrawn figure is denied and points at the standing one, in the notice and wherever the
    text still tells it of the same thing. What has another's place is itself not denied, by a
    notice or not; ``firm`` gives the modality that an amount has if it is not denied.
    """
    by_money = {claim.money: claim for claim in claims}
    for pair in withdrawals(page, lang):
        claim = by_money.get(pair.withdrawn)
        if claim is not None:
            _take_back(page, by_money, claim, pair.standing)
    heirs = {c.corrected_to for c in by_money.values() if c.corrected_to is not None}
    for index in sorted(heirs & by_money.keys()):
        heir = by_money[index]
        if heir.modality == "denied" and heir.corrected_to is None:
            by_money[index] = replace(heir, modality=firm(index))
    return tuple(by_money[claim.money] for claim in claims)


def _take_back(page: Page, by_money: dict[int, Claim], claim: Claim, heir: int | None) -> None:
    """Deny a claim, and every other one of its figure, kind and subject."""
    wrong = page.money[claim.money]
    is_new = heir is not None and _figure(page.money[heir]) != _figure(wrong)
    for index, other in by_money.items():
        money = page.money[index]
        is_twin = (
            is_new
            and (money.currency, _figure(money)) == (wrong.currency, _figure(wrong))
            and other.fact_type == claim.fact_type
            and len({other.subject, claim.subject} - {None}) < 2
        )
        if index == claim.money or is_twin:
            place = heir if heir is not None else other.corrected_to
            by_money[index] = replace(other, modality="denied", corrected_to=place)
    if heir is not None and heir in by_money:
        by_money[heir] = replace(by_money[heir], corrected_to=None)
        _tell_the_same(by_money, claim.money, heir)


def _tell_the_same(by_money: dict[int, Claim], wrong: int, right: int) -> None:
    """Let both figures be of the same thing: the surer claim tells what it is, since a notice often
    says no more than "It is $2" of one of them."""
    both = by_money[wrong], by_money[right]
    surer, other = sorted(both, key=lambda c: (c.subject is None, -c.confidence))
    by_money[other.money] = replace(
        other,
        fact_type=surer.fact_type,
        metric=surer.metric,
        measure=surer.measure,
        subject=surer.subject,
        subject_type=surer.subject_type,
        subject_entity_id=surer.subject_entity_id,
        object=surer.object,
        object_entity_id=surer.object_entity_id,
        parties=surer.parties,
        topic=surer.topic,
        horizon_start=surer.horizon_start,
        horizon_end=surer.horizon_end,
        horizon_months=surer.horizon_months,
    )


def _paragraphs(page: Page, start: int, end: int) -> Iterator[list[int]]:
    """Yield the amounts of each line of a notice; with those of the sentence in front of it, which
    may tell the right figure: "It was $2. An article on Monday said $3."."""
    low = page.text.rfind("\n", 0, start) + 1
    while low < end:
        high = page.text.find("\n", low)
        high = min(len(page.text) if high < 0 else high, end)
        first = page.sentence(start - 1).start if low < start else low
        inside = [
            i
            for i in page.numbers(page.money, max(low, first), high)
            if page.money[i].restates is None and page.money[i].zone == "body"
        ]
        if inside:
            yield inside
        low = high + 1


PartOf = Callable[[Page, Sequence[int], int, bool], Part]


def _pairs(page: Page, amounts: Sequence[int], start: int, part_of: PartOf) -> list[Withdrawal]:
    """Return the pairs of one line: each withdrawn amount with the next that stands, else the one
    before it that stands or of which nothing is said."""
    parts: dict[int, Part] = {}
    waiting = False
    for n, index in enumerate(amounts):
        is_before = page.money[index].start < start
        part: Part = "silent" if is_before else part_of(page, amounts, n, waiting)
        parts[amounts[n]] = part
        waiting = part == "withdrawn" or (waiting and part == "silent")
    wrong = [n for n, index in enumerate(amounts) if parts[index] == "withdrawn"]
    heirs: dict[int, int] = {}
    for find in (_in_sentence, _in_line):
        for n in wrong:
            if n not in heirs:
                options = find(page, amounts, n, parts)
                heir = next((i for i in options if i not in heirs.values()), None)
                heirs |= {n: heir} if heir is not None else {}
    return [Withdrawal(amounts[n], heirs.get(n)) for n in wrong]


def _in_sentence(
    page: Page, amounts: Sequence[int], n: int, parts: dict[int, Part]
) -> Iterator[int]:
    """Yield the amounts of a withdrawn one's sentence that stand, nearest first: the correction of
    a currency as well."""
    money = page.money[amounts[n]]
    sentence = page.sentence_of(money)
    for _, index in sorted((abs(k - n), index) for k, index in enumerate(amounts)):
        inside = sentence.start <= page.money[index].start < sentence.end
        if inside and parts[index] == "standing":
            yield index


def _in_line(page: Page, amounts: Sequence[int], n: int, parts: dict[int, Part]) -> Iterator[int]:
    """Yield the amounts behind a withdrawn one that stand; then the one before it, be it that
    nothing is said of it."""
    wrong = page.money[amounts[n]]
    for index in amounts[n + 1 :]:
        if parts[index] == "standing" and _same_currency(page.money[index], wrong):
            yield index
    for index in amounts[max(0, n - 1) : n]:
        right = page.money[index]
        is_told = parts[index] in ("standing", "silent") and _figure(right) != _figure(wrong)
        if is_told and _same_currency(right, wrong):
            yield index


def _same_currency(one: Money, other: Money) -> bool:
    return one.currency == other.currency or None in (one.currency, other.currency)


def _figure(money: Money) -> object:
    return money.point or money.low or money.high


def _repeated(page: Page, start: int, end: int, found: dict[int, Withdrawal]) -> None:
    """Take back a withdrawn figure wherever the notice says it again: in a headline it quotes."""
    wrong = {
        (page.money[p.withdrawn].currency, _figure(page.money[p.withdrawn])): p
        for p in found.values()
        if start <= page.money[p.withdrawn].start < end
    }
    kept = {p.standing for p in found.values()}
    for i in page.numbers(page.money, start, end):
        pair = wrong.get((page.money[i].currency, _figure(page.money[i])))
        if pair is not None and i not in kept and i not in found:
            found[i] = Withdrawal(i, pair.standing)


def _around(page: Page, amounts: Sequence[int], n: int) -> tuple[str, str]:
    """Return the words of an amount's sentence in front of it and behind it, up to the amounts
    beside it."""
    money = page.money[amounts[n]]
    sentence = page.sentence_of(money)
    low, high = max(sentence.start, money.start - _REACH), min(sentence.end, money.end + _REACH)
    if n > 0:
        low = max(low, min(page.money[amounts[n - 1]].end, money.start))
    if n + 1 < len(amounts):
        high = min(high, max(page.money[amounts[n + 1]].start, money.end))
    return page.text[low : money.start], page.text[money.end : high]


def _english_part(page: Page, amounts: Sequence[int], n: int, waiting: bool) -> Part:
    """Return what an English notice says of an amount."""
    words = _english()
    before, behind = _around(page, amounts, n)
    money = page.money[amounts[n]]
    sentence = page.sentence_of(money)
    clause = before
    for stop in _CLAUSE.finditer(before):
        clause = before[stop.start() :]
    if words.elsewhere.match(behind) is not None or words.headline.search(before) is not None:
        return "silent"
    if words.was_wrong.match(behind) is not None:
        return "withdrawn"
    whole = page.text[sentence.start : money.start]
    is_mending = words.mending.search(whole) is not None
    best: tuple[int, Part] = (-1, "silent")
    for pattern, part, scope in words.cues:
        if (scope == "mending" and not is_mending) or (scope == "weak" and best[0] >= 0):
            continue
        for match in pattern.finditer(clause):
            best = max(best, (match.end(), part))
    if best[0] >= 0:
        return best[1]
    if n > 0 and page.money[amounts[n - 1]].start >= sentence.start and clause is before:
        return _english_part(page, amounts, n - 1, waiting) if waiting else "silent"
    if words.denied_next.match(behind) is not None:
        return "standing"
    return "standing" if waiting else "silent"


def _korean_part(page: Page, amounts: Sequence[int], n: int, waiting: bool) -> Part:
    """Return what a Korean notice says of an amount."""
    words = _korean()
    _, behind = _around(page, amounts, n)
    if words.headline.match(behind) is not None:
        return "silent"
    if words.unchanged.search(behind) is not None:
        return "unchanged"
    best: tuple[int, Part] = (len(behind) + 1, "silent")
    for pattern, part in words.cues:
        match = pattern.search(behind)
        if match is not None:
            best = min(best, (match.start(), part))
    if best[1] != "silent":
        return best[1]
    if n + 1 < len(amounts) and words.turned.fullmatch(behind) is not None:
        if _korean_part(page, amounts, n + 1, True) == "standing":
            return "withdrawn"
    return "standing" if waiting else "silent"


_PARTS: dict[str, PartOf] = {
    languages.ENGLISH: _english_part,
    languages.KOREAN: _korean_part,
}


def _words(lang: str, key: str) -> str:
    return any_of((str(word) for word in lexicon(lang, "notices")[key]), _BLANK)


@dataclass(frozen=True, slots=True)
class _English:
    cues: tuple[tuple[re.Pattern[str], Part, str], ...]
    was_wrong: re.Pattern[str]
    denied_next: re.Pattern[str]
    mending: re.Pattern[str]
    elsewhere: re.Pattern[str]
    headline: re.Pattern[str]


@cache
def _english() -> _English:
    lang = languages.ENGLISH

    def of(key: str) -> str:
        return rf"\b{_words(lang, key)}\b"

    said = of("said")
    piece = of("pieces")
    cues: tuple[tuple[str, Part, str], ...] = (
        (rf"{of('denials')}\W+(?:\w+\W+){{0,3}}$", "withdrawn", ""),
        (rf"(?:{piece}|\b(?:we|it|version|edition))\b[^;]*?{said}", "withdrawn", ""),
        (rf"{of('wrongly')}", "withdrawn", ""),
        (rf"{of('errors')}[^;]*?\b(?:as|at|to\s+be)\b", "withdrawn", ""),
        (rf"{of('errors')}[^;]*?,\s+which\s+(?:is|are|was|were)\b", "standing", ""),
        (r"\bfrom\s+\W?$", "withdrawn", "mending"),
        (r"\bto\s+(?:be\s+)?\W?$", "standing", "mending"),
        (of("stands"), "standing", ""),
        (r"\breplac\w+\s+\W?$", "withdrawn", ""),
        (r"\bwith\s+\W?$", "standing", ""),
        (r"(?:^|[:.]\s*)\W*for\s+\W*$", "withdrawn", ""),
        (r"\bread\s+\W*$", "standing", ""),
        (r"\bbut\s+\W?$", "standing", ""),
        (of("copulas"), "standing", "weak"),
    )
    return _English(
        tuple((re.compile(p, re.IGNORECASE), part, scope) for p, part, scope in cues),
        re.compile(
            rf"\W*(?:(?:figure|amount|sum|number|total)s?\W+)?{of('was_wrong')}", re.IGNORECASE
        ),
        re.compile(rf"\s*[,(–—-]*\s*{of('denials')}", re.IGNORECASE),
        re.compile(of("mended_to"), re.IGNORECASE),
        re.compile(r"\W*instead\b(?!\s+of)", re.IGNORECASE),
        re.compile(rf"(?:{of('pieces')}|{of('titled')})\W*[\"“‘'][^\"”]*$", re.IGNORECASE),
    )


@dataclass(frozen=True, slots=True)
class _Korean:
    cues: tuple[tuple[re.Pattern[str], Part], ...]
    unchanged: re.Pattern[str]
    turned: re.Pattern[str]
    headline: re.Pattern[str]


@cache
def _korean() -> _Korean:
    lang = languages.KOREAN

    def of(key: str) -> str:
        return any_of((str(word) for word in lexicon(lang, "notices")[key]), r"\s?")

    cues: tuple[tuple[str, Part], ...] = (
        (of("denials"), "withdrawn"),
        (of("told"), "withdrawn"),
        (r"\s*[\"'”’」]?\s*(?:→|->|⇒|▶|=>)", "withdrawn"),
        (of("stands"), "standing"),
    )
    return _Korean(
        tuple((re.compile(pattern), part) for pattern, part in cues),
        re.compile(of("unchanged")),
        re.compile(r"[\"'”’」]?\s?(?:은|는|을|를|에서|이|가)\s*[\"'“‘「]?"),
        re.compile(
            rf"[^\n「『“\"'‘’”」』]{{0,60}}['’\"”」』>]\s?"
            rf"(?:제하의?|제목의|라는 제목의)?\s?{of('pieces')}"
        ),
    )
