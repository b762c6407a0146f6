"""Korean: the kind of an amount by its label, its head noun and its verb."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.claims.kinds import Vote
from wirebook.reading.claims.page import Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words, substrings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import FactType, Money

_ENOUGH = 2.6
# A vote that beats a mere "each" before the amount.
_SURE = 4.5
_LABEL_REACH = 34
_VERB_REACH = 70
# What may stand between an amount and its head noun: "규모의", "이 넘는", "어치의".
_BRIDGE = (
    r"\s*(?:규모|상당|어치|짜리|가량|정도|이상|안팎|대)?(?:의|이|가|인|을|를|에)?\s*"
    r"(?:[가-힣]{1,4}(?:넘는|넘은|이르는|달하는|웃도는)\s*|넘는\s*|이르는\s*|달하는\s*)?(?:대규모\s*)?"
)
# "…" in the lexicon: more words of the same noun phrase.
_WORDS = r"(?:(?!(?:[을를에여해]|에게|에서|으로|(?<!도)로) )[^,.]){0,24}?"
# A noun with one of these is no label: "교량 보수에 600억 원".
_NO_LABEL = frozenset("에을를와과")
_BREAK = re.compile(r"(?:[며고]|지만|는데)[, ]|[.;]")


@cache
def _by_kind(role: str) -> dict[FactType, re.Pattern[str]]:
    """Compile one pattern a kind: a far head of one kind must not hide a nearer one of another."""
    bridge = _BRIDGE if role == "heads" else ""
    return {
        kind: re.compile(bridge + f"(?P<cue>{any_of(roles[role])})".replace("…", _WORDS))
        for kind, roles in claim_words(KOREAN)["fact_types"].items()
        if roles[role]
    }


def vote(page: Page, sentence: Sentence, money: Money) -> Vote:
    """Return the kind of the amount, by the words of its sentence.

    A mere item of a list has the kind of the one that says it: "A는 70억 원을, B는 45억 원을
    투자했다", "과징금은 A가 33억 원, B가 16억 원이다".
    """
    own = _vote(page, sentence, money)
    if own.cue:
        return own
    items = list_around(page, sentence, money)
    votes = (_vote(page, sentence, m) for m in (items[-1], items[0]) if m.start != money.start)
    return next((v._replace(score=_ENOUGH) for v in votes if v.cue), own)


_LINK = re.compile(
    r"\s?(?:\([^()]{1,40}\))?(?:씩)?[을를이가에]?"
    r"(?:,|[과와]\s?| 및\s|·|\s?[▲△])(?P<item>[^,;]{0,40})"
)
_VERBAL = re.compile(r"(?:(?<![위대통관])[한된인할될했던됐고며]|하는|되는|지만|는데)(?:\s|$)")


def list_around(page: Page, sentence: Sentence, money: Money) -> list[Money]:
    """Return the amounts of the list that an amount stands in, with no verb between any two."""
    amounts = [
        m
        for m in page.between(page.money, sentence.start, sentence.end)
        if m.restates is None or m.start == money.start
    ]
    at = next(i for i, m in enumerate(amounts) if m.start == money.start)
    first = last = at
    while first > 0 and _is_linked(page, amounts[first - 1], amounts[first]):
        first -= 1
    while last + 1 < len(amounts) and _is_linked(page, amounts[last], amounts[last + 1]):
        last += 1
    return amounts[first : last + 1]


def _is_linked(page: Page, one: Money, other: Money) -> bool:
    match = _LINK.fullmatch(page.text, one.end, other.start)
    if match is None:
        return False
    return match["item"].endswith("에 ") or _VERBAL.search(match["item"]) is None


_SINCE = re.compile(
    r"(?:전|작년|해|동기|기간|동월|분기|전월|달|예상치?|전망치?|추정치?|컨센서스)\s?\($"
)
_BRACKETED = re.compile(r"^\s?\([^()]{1,40}\)")


def is_measure(page: Page, money: Money) -> bool:
    """Tell whether the amount is no fact of its own: an earlier one that another is compared
    with, by how much one grew, a limit that picks out some, or a mere supposition."""
    right = page.text[money.end : money.end + 60]
    if money.bound not in ("exact", "about") and _picks_out(right):
        return True
    if substrings(KOREAN, "supposing").match(right) is not None:
        return True
    if substrings(KOREAN, "differences").match(_BRACKETED.sub("", right).lstrip()) is not None:
        return True
    if right.startswith(")"):
        if _SINCE.search(page.text, max(0, money.start - 12), money.start) is None:
            return False
        right = right[1:]
    return substrings(KOREAN, "comparisons").match(right.lstrip()) is not None


def _picks_out(right: str) -> bool:
    return substrings(KOREAN, "picked").match(right.lstrip()) is not None


def _vote(page: Page, sentence: Sentence, money: Money) -> Vote:
    text = page.text
    amounts = page.between(page.money, sentence.start, sentence.end)
    before = next(
        (m.end for m in reversed(amounts) if m.end <= money.start and not is_measure(page, m)),
        sentence.start,
    )
    after = min(
        [m.start for m in amounts if m.start >= money.end and m.restates is None],
        default=sentence.end,
    )
    scores: dict[FactType, Vote] = {}
    end = _behind_bracket(page, sentence, money)
    _labels(text, max(before, money.start - _LABEL_REACH), money, scores)
    _heads(text, end, min(after, sentence.end), scores)
    _verbs(text, end, after, min(sentence.end, end + _VERB_REACH * 2), scores)
    around = text[max(sentence.start, money.start - 120) : min(sentence.end, money.end + 120)]
    for kind, pattern in _by_kind("context").items():
        if kind in scores and pattern.search(around) is not None:
            scores[kind] = scores[kind]._replace(score=scores[kind].score + 0.8)
    budget = scores.get("government_budget")
    if budget is not None and substrings(KOREAN, "loose_budgets").fullmatch(budget.cue) is not None:
        if _by_kind("context")["government_budget"].search(around) is None:
            del scores["government_budget"]
    rate = scores.get("other")
    if rate is not None and substrings(KOREAN, "rates").search(rate.cue) is not None:
        if any(kind != "other" and v.score >= _SURE for kind, v in scores.items()):
            del scores["other"]
    best = max(scores.values(), key=lambda v: v.score, default=None)
    return best if best is not None and best.score >= _ENOUGH else Vote("other", 0.0, False, "")


_BRACKET = re.compile(r"\s?\([^()]{1,60}\)")


def _behind_bracket(page: Page, sentence: Sentence, money: Money) -> int:
    """Return where the amount's phrase goes on behind a bracket that says it again:
    "12억 달러(약 1조7천억원) 규모의 투자를 유치했다"."""
    bracket = _BRACKET.match(page.text, money.end, sentence.end)
    if bracket is None:
        return money.end
    inside = page.between(page.money, money.end, bracket.end())
    return bracket.end() if any(m.restates is not None for m in inside) else money.end


def _keep(scores: dict[FactType, Vote], kind: FactType, score: float, side: str, cue: str) -> None:
    known = scores.get(kind)
    if known is None:
        scores[kind] = Vote(kind, score, side != "verb", cue)
    elif score > known.score:
        scores[kind] = Vote(kind, score + 0.3, side != "verb", cue)


# "영업이익이 작년보다 9% 늘어난 30억 원": how it grew stands between an amount and its label.
_GROWTH = re.compile(
    r"(?:(?:전년|지난해|작년|전분기|전년도|1년 전)\s?)?(?:같은 기간|동기|동월)?"
    r"(?:보다|에 비해|\s?대비)\s"
    r"|[\d.,]+%(?:나|가량)?\s?(?:늘어난|줄어든|많은|적은|높은|낮은|[가-힣]{2}한)\s"
)


# "매출의 10%인 3억 원".
_SHARE = re.compile(r"%(?:인|에)\s")


def _labels(text: str, start: int, money: Money, scores: dict[FactType, Vote]) -> None:
    end = money.start
    for kind, pattern in _by_kind("labels").items():
        for match in pattern.finditer(text, start, end):
            gap = _GROWTH.sub("", text[match.end() : end])
            if _SHARE.search(gap) is not None:
                continue
            if gap[:1] in _NO_LABEL and not _is_set(text, money, gap):
                continue
            score = 6.2 - 0.16 * len(gap) - 2.0 * len(_BREAK.findall(gap)) - 0.8 * gap.count(",")
            score -= 2.5 * ("가운데" in gap)
            # "예산 9000억 원", "예산은 9000억 원": nothing else in between.
            if len(gap.strip()) <= 1 or gap.strip() in ("으로", "로는", "으로는", "총"):
                score += 0.8
            _keep(scores, kind, score + 0.05 * len(match.group()), "label", match.group())


_SET = re.compile(r"(?:\([^()]{1,40}\))?(?: 규모| 수준| 안팎)?(?:으로|로)\s")


def _is_set(text: str, money: Money, gap: str) -> bool:
    """Tell whether a label is what the verb makes so large: "매출 목표를 3조 원으로 잡았다"."""
    is_next = gap[1:].strip() in ("", "총", "약", "최대")
    return is_next and _SET.match(text, money.end) is not None


def _heads(text: str, start: int, end: int, scores: dict[FactType, Vote]) -> None:
    for kind, pattern in _by_kind("heads").items():
        match = pattern.match(text, start, end)
        if match is not None and not (
            kind == "project_size" and "계약" in text[match.end() : match.end() + 14]
        ):
            gap = match.start("cue") - start
            cue = match["cue"]
            _keep(
                scores,
                kind,
                6.5 - 0.1 * gap + 0.02 * min(len(cue), 6) - 0.06 * max(0, len(cue) - 6),
                "head",
                cue,
            )


def _verbs(text: str, start: int, amount: int, end: int, scores: dict[FactType, Vote]) -> None:
    for kind, pattern in _by_kind("verbs").items():
        for match in pattern.finditer(text, start, end):
            gap = text[start : match.start()]
            score = 5.2 - 0.06 * len(gap) - 0.9 * len(_BREAK.findall(gap))
            if match.start() >= amount:
                score -= 1.5
            _keep(scores, kind, score, "verb", match.group())
            break
