"""Korean: who acts, who owns and who receives, by particles and by what stands open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wirebook.reading.claims.kinds import Vote
from wirebook.reading.claims.korean import particles as ko
from wirebook.reading.claims.korean.kinds import list_around
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words, substrings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import Money


@dataclass(frozen=True, slots=True)
class Case:
    """One amount in its sentence, with its kind's cue."""

    page: Page
    sentence: Sentence
    money: Money
    cue: Vote

    @property
    def left(self) -> str:
        return self.page.text[self.sentence.start : self.money.start]

    @property
    def right(self) -> str:
        return self.page.text[self.money.end : self.sentence.end]


@cache
def _anaphora() -> re.Pattern[str]:
    return re.compile(any_of(claim_words(KOREAN)["anaphora"]))


def anaphoric(page: Page, mark: ko.Marked) -> bool:
    return _anaphora().fullmatch(page.text[mark.start : mark.end].strip()) is not None


def agent(case: Case) -> Name | None:
    """Return who acts: the nearest marked noun whose clause is still open at the amount."""
    share = shared_out(case) or _beside(case)
    if share is not None:
        return share
    found = _open_actor(case, loose=False)
    left = ko.marked(case.page, case.sentence.start, case.money.start)
    if found is not None or any(anaphoric(case.page, mark) for mark in left):
        return found
    found = _relative_head(case) or _headline(case) or _later_topic(case)
    return found if found is not None else _unknown_actor(case)


def _open_actor(case: Case, loose: bool) -> Name | None:
    page, text = case.page, case.page.text
    for mark in reversed(ko.marked(page, case.sentence.start, case.money.start, loose)):
        between = text[mark.end + len(mark.particle) : _clause_end(case)]
        if mark.particle not in ko.TOPICS and _is_closed(between):
            continue
        if anaphoric(page, mark):
            return _last_org(case, mark.start)
        if _only_foretells(case, mark) or _speaks_for_others(page, mark):
            continue
        if acts(page, mark):
            return ko.as_name(page, mark.start, mark.end)
    return None


def _clause_end(case: Case) -> int:
    """Return where the amount begins, or the label and the verb before it that modifies it: that
    verb tells whose it is, as in "<name>이 지급하기로 한 보조금 <amount>"."""
    at = case.left.rfind(case.cue.cue) if case.cue.is_noun and case.cue.cue else -1
    if at < 0:
        return case.money.start
    words = ko.tokens(case.left, 0, at)
    if words and ko.ADNOMINAL.search(words[-1].group()) is not None:
        at = words[-1].start()
    return case.sentence.start + at


def _speaks_for_others(page: Page, mark: ko.Marked) -> bool:
    return substrings(KOREAN, "spokesmen").search(page.text[mark.start : mark.end]) is not None


def foretold(case: Case) -> bool:
    """Tell whether somebody foretells the amount, of others."""
    marks = ko.marked(case.page, case.sentence.start, case.money.start)
    return any(_only_foretells(case, mark) for mark in marks)


def _only_foretells(case: Case, mark: ko.Marked) -> bool:
    """Tell whether a marked noun says what others will have: "<institute>는 ... 전망했다"."""
    is_one = substrings(KOREAN, "forecasters").search(case.page.text[mark.start : mark.end])
    return is_one is not None and substrings(KOREAN, "foretelling").search(case.right) is not None


def _unknown_actor(case: Case) -> Name | None:
    """Return a name that nobody knows and whose particle does not agree, or went into the name."""
    near = case.page.between(case.page.entities, case.sentence.start, case.money.start)
    unknown = [e for e in near if e.entity_id is None and e.type in ("PER", "ORG")]
    return _open_actor(case, loose=True) if unknown else None


_HEADLINE = re.compile(r"^[\W\d]*(?P<who>[^,\"“”‘’'…]{2,24}?)(?:,|…|\s?[\"“‘'])\s?")


def _headline(case: Case) -> Name | None:
    """Return the actor of a headline: "<who>, 12억 달러 투자 유치"."""
    text = case.sentence.text.rstrip()
    match = _HEADLINE.match(text)
    if match is None or text.endswith(("다", "다.", "요", "요.")):
        return None
    start = case.sentence.start + match.start("who")
    end = case.sentence.start + match.end("who")
    if end > case.money.start or case.page.between(case.page.periods, start, end):
        return None
    who = ko.Marked(start, end, "")
    return ko.as_name(case.page, start, end) if acts(case.page, who) else None


def acts(page: Page, mark: ko.Marked) -> bool:
    """Tell whether the marked noun can act: a known entity, or no word for a thing."""
    if any(e.end >= mark.end - 1 for e in page.between(page.entities, mark.start, mark.end)):
        return True
    word = page.text[mark.start : mark.end].split()[-1] if mark.end > mark.start else ""
    word = ko.bare(word)
    if ko.kind_noun().fullmatch(word) is not None and not page.text[mark.start].isdigit():
        return False  # "the largest company"
    if len(word) < 2 or word[0].isdigit():
        return False
    if ko.thing().match(word) is None:
        return True
    is_name = len(word) > 2 and ko.thing_itself().match(word) is None
    return is_name and ko.is_introduced(page, mark.end - len(word), word)


_AND = re.compile(r"(?:\([^()]{1,20}\))?(?:,\s?|[와과]\s|·|\s?및\s)")


def shared_out(case: Case) -> Name | None:
    """Return the owner of one amount of "A와 B는 각각 3억 원과 2억 원을": as many of the one as
    of the other, in the same order."""
    page, text = case.page, case.page.text
    at = text.rfind("각각", case.sentence.start, case.money.start)
    if at < 0:
        return None
    amounts = [m for m in list_around(page, case.sentence, case.money) if m.start > at]
    if len(amounts) < 2:
        return None
    named = page.between(page.entities, case.sentence.start, at)[-len(amounts) :]
    joined = all(
        _AND.fullmatch(text, one.end, other.start) is not None
        for one, other in zip(named, named[1:], strict=False)
    )
    if len(named) == len(amounts) and joined:
        return ko.entity_name(named[amounts.index(case.money)])
    words = _joined_words(page, case.sentence.start, at)
    return words[amounts.index(case.money)] if len(words) == len(amounts) else None


def _joined_words(page: Page, start: int, at: int) -> list[Name]:
    """Return the names, known or not, that are joined before a place: "A와 B가"."""
    marks = ko.marked(page, start, at)
    if not marks:
        return []
    last = marks[-1]
    words = [w for w in ko.tokens(page.text, start, last.end) if w.end() <= last.end]
    joined = [Name(last.start, last.end, page.text[last.start : last.end], None)]
    for word in reversed([w for w in words if w.end() <= last.start]):
        if word.group()[-1] not in "와과" and page.text[word.end()] not in ",·":
            break
        name = word.group().rstrip("와과")
        joined.insert(0, Name(word.start(), word.start() + len(name), name, None))
    return joined


_BARE_ITEM = re.compile(r",\s(?P<who>[가-힣A-Za-z0-9&]{3,})\s")


def _beside(case: Case) -> Name | None:
    """Return the company right before an amount of a list: "<name> 3억 원, <name> 2억 원"; one
    that nobody knows after one that is known."""
    items = list_around(case.page, case.sentence, case.money)
    if len(items) < 2:
        return None
    known = _name_beside(case, case.money)
    index = items.index(case.money)
    if known is not None or index == 0 or _name_beside(case, items[index - 1]) is None:
        return known
    bare = _BARE_ITEM.fullmatch(case.page.text, items[index - 1].end, case.money.start)
    if bare is None or ko.thing().match(bare["who"]) is not None:
        return None
    return Name(bare.start("who"), bare.end("who"), bare["who"], None)


def _name_beside(case: Case, money: Money) -> Name | None:
    low = max(case.sentence.start, money.start - 30)
    near = case.page.between(case.page.entities, low, money.start)
    if not near or near[-1].type != "ORG":
        return None
    is_next = case.page.text[near[-1].end : money.start] in (" ", "(")
    return ko.entity_name(near[-1]) if is_next else None


_CONNECTIVE = re.compile(r"(?:[했됐였렸었았]으며|[했됐였렸었았]고|하며|되며|이며|지만|으나)[,]?$")
_BOUND_NOUN = re.compile(r"(?:것|수|계획|예정|때|전망|가능성|경우|만큼|방침)")


def _is_closed(between: str) -> bool:
    """Tell whether a verb that modifies a noun stands in between: its subject is spoken for."""
    words = between.split()
    for word, follows in zip(words, [*words[1:], ""], strict=False):
        if ko.kind_noun().search(word) is not None:
            continue  # "the maker <name>"
        if ko.ADNOMINAL.search(word) is not None and ko.OPEN_ADNOMINAL.search(word) is None:
            return True
        if _CONNECTIVE.search(word) is not None:
            return True
        if _BOUND_NOUN.match(follows) is not None and ko.final_consonant(word) == "ㄹ":
            return True
    return False


def _last_org(case: Case, before: int) -> Name | None:
    """Return the company named last: the one whose shares were spoken of, or the last known one."""
    held = re.search(
        r"(?P<who>[^\s,]{2,})의 (?:지분|주식)", case.page.text[case.sentence.start : before]
    )
    if held is not None:
        start = case.sentence.start + held.start("who")
        return ko.as_name(case.page, start, start + len(held["who"]))
    known = [
        e
        for e in case.page.between(case.page.entities, case.sentence.start, before)
        if e.type == "ORG"
    ]
    return ko.entity_name(known[-1]) if known else None


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(claim_words(KOREAN)["relative_verbs"] + r"\s+")


def _relative_head(case: Case) -> Name | None:
    """Return the noun behind "1조 원을 투자한": it is who invested."""
    end = min(case.sentence.end, case.money.end + 40)
    match = _relative().search(case.page.text, case.money.end, end)
    if match is None:
        return None
    for mark in ko.marked(case.page, match.end(), case.sentence.end)[:1]:
        if acts(case.page, mark) and mark.start - match.end() < 4:
            return ko.as_name(case.page, mark.start, mark.end)
    return None


def _later_topic(case: Case) -> Name | None:
    """Return the topic of a later clause ("이를 위해 두 기관은"), unless it only reports."""
    page = case.page
    for mark in ko.marked(page, case.money.end, case.sentence.end):
        follows = page.text[mark.end + 1 : mark.end + 14]
        is_known = bool(page.between(page.entities, mark.start, mark.end))
        if mark.particle in ko.TOPICS and (is_known or _is_public_body(page, mark)):
            if substrings(KOREAN, "reporting").search(follows) is None:
                return ko.as_name(page, mark.start, mark.end)
    return None


def _is_public_body(page: Page, mark: ko.Marked) -> bool:
    return ko.public().search(page.text[mark.start : mark.end]) is not None


def owner(case: Case) -> Name | None:
    """Return the possessor in "칠레의 투자액이 <amount>" or "누리사의 매출은 <amount>"."""
    share = shared_out(case)
    if share is not None:
        return share
    page, text = case.page, case.page.text
    words = ko.tokens(text, case.sentence.start, case.money.start)
    for index in range(len(words) - 1, max(-1, len(words) - 9), -1):
        word = words[index].group().rstrip("'\"’”")
        if page.covering(page.money, words[index].start()) is not None:
            continue
        if (
            len(word) > 1
            and word.endswith("의")
            and not word.endswith(("회의", "합의", "협의", "논의"))
        ):
            low = ko.phrase_start(page, words, index)
            end = words[index].start() + len(word) - 1
            if anaphoric(page, ko.Marked(low, end, "의")):
                return None
            name = ko.as_name(page, low, end)
            is_thing = name is None or ko.thing().match(name.name) is not None
            if not is_thing and substrings(KOREAN, "not_owners").search(word[:-1]) is None:
                return name
        if (
            word.endswith(("은", "는"))
            and ko.noun_end(page, words[index])
            and index < len(words) - 2
        ):
            break
    return None


# "<name>에 보조금 3억 원": who gets it.
_GIVEN = re.compile(r"[에을를]\s")


def labelled(case: Case) -> Name | None:
    """Return the organisation in the phrase of a label: "누리전자 영업이익이 <amount>"."""
    low = max(case.sentence.start, case.money.start - 40)
    at = case.page.text.rfind(case.cue.cue, low, case.money.start) if case.cue.cue else -1
    if at < 0:
        return None
    for entity in reversed(case.page.between(case.page.entities, low, at)):
        gap = case.page.text[entity.end : at]
        if _GIVEN.search(gap) is not None:
            continue
        if len(gap) <= 12 and (not gap.strip() or gap[0] in " 의" or gap[:2] == "도 "):
            return ko.entity_name(entity)
    return None


_ABOUT = re.compile(r"\s(?:대[한해]|따[르라른]|관[한해]|의[한해])")


def target_of(case: Case, particles: str, low: int, high: int) -> Name | None:
    """Return the nearest named phrase with one of the particles, right before ``high``."""
    page, text = case.page, case.page.text
    words = ko.tokens(text, low, high)
    for index in range(len(words) - 1, -1, -1):
        word = words[index].group()
        match = re.match(rf"(?P<stem>.*?[가-힣A-Za-z0-9)\]'’”])(?:{particles})$", word)
        if match is None or _ABOUT.match(text, words[index].end()) is not None:
            continue
        start = ko.phrase_start(page, words, index)
        end = words[index].start() + len(match["stem"])
        places = [e for e in case.page.between(case.page.entities, start, end) if e.type == "LOC"]
        if places and text[places[-1].end : end].strip().endswith(("시장", "증시")):
            return ko.entity_name(places[-1])
        if case.page.between(case.page.entities, start, end):
            return ko.as_name(case.page, start, end)
    return None
