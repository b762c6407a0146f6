"""Korean: who the subject and the object of an amount are, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from wirebook.reading.claims import korean as ko
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.kinds import Vote
from wirebook.reading.claims.korean_kinds import vote
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words, substrings, whole_words
from wirebook.reading.model import FactType, Modality, Money

FOREIGN = Name(0, 0, "foreign investors", None)
Found = tuple[Name | None, Name | None]


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


def read(page: Page, sentence: Sentence, money: Money) -> Draft:
    """Return what the sentence says of the amount."""
    cue = vote(page, sentence, money)
    case = Case(page, sentence, money, cue)
    kind = cue.kind
    if kind == "acquisition" and substrings("ko", "shares").search(
        case.left[-40:] + case.right[:20]
    ):
        kind = "stake_purchase"
    subject, thing = _READERS[kind](case)
    if kind == "investment":
        kind = _spending(case, subject)
    points_back = subject is None and _points_back(case, kind)
    mood, hedge = modality(case, kind)
    speaker = said_by(case)
    parties = _parties(case) if kind == "project_size" else ()
    return Draft(
        kind,
        subject,
        thing,
        parties,
        mood,
        hedge,
        speaker,
        points_back,
        is_part=_is_part(case),
        is_echo=kind == "other" and _is_echo(case),
        score=cue.score,
    )


def _is_echo(case: Case) -> bool:
    """Tell whether the amount only goes on from the one before: "1조 원에서 2조 원으로"."""
    text = case.page.text
    before = case.page.between(case.page.money, case.sentence.start, case.money.start)
    if not before:
        return False
    bracketed = text[before[-1].start - 1] == "(" and text[case.money.start - 1] == "("
    gap = text[before[-1].end : case.money.start]
    return bracketed or re.fullmatch(r"\s*에서\s.{0,15}", gap) is not None


def _spending(case: Case, subject: Name | None) -> FactType:
    """Money that a public body puts in, or that policy words surround, is a budget."""
    if subject is not None:
        return "government_budget" if _is_public(subject) else "investment"
    policy = substrings("ko", "policy").search(case.sentence.text)
    return "government_budget" if policy is not None else "investment"


def _is_public(name: Name) -> bool:
    if name.type in ("PER", "LOC"):
        return False
    english = whole_words("en", "public_bodies").search(name.name) is not None
    return english or substrings("ko", "public_bodies").search(name.name) is not None


_OWN_SUBJECT = frozenset({"government_budget", "project_size", "market_size", "other"})
_PASSIVE = re.compile(r"^.{0,40}?(?:되|됐|된|될|나올|예상)")


def _points_back(case: Case, kind: FactType) -> bool:
    """Tell whether the sentence leaves its actor out, as Korean does for the topic before it."""
    return kind not in _OWN_SUBJECT and _PASSIVE.match(case.right) is None


@cache
def _anaphora() -> re.Pattern[str]:
    return re.compile(any_of(claim_words("ko")["anaphora"]))


def _anaphoric(page: Page, mark: ko.Marked) -> bool:
    return _anaphora().fullmatch(page.text[mark.start : mark.end].strip()) is not None


def agent(case: Case) -> Name | None:
    """Return who acts: the nearest marked noun whose clause is still open at the amount."""
    found = _open_actor(case, loose=False)
    left = ko.marked(case.page, case.sentence.start, case.money.start)
    if found is not None or any(_anaphoric(case.page, mark) for mark in left):
        return found
    found = _relative_head(case) or _headline(case) or _later_topic(case)
    return found if found is not None else _unknown_actor(case)


def _open_actor(case: Case, loose: bool) -> Name | None:
    page, text = case.page, case.page.text
    for mark in reversed(ko.marked(page, case.sentence.start, case.money.start, loose)):
        between = text[mark.end + len(mark.particle) : case.money.start]
        if mark.particle not in "은는" and _is_closed(between):
            continue
        if _anaphoric(page, mark):
            return _last_org(case, mark.start)
        if _acts(page, mark):
            return ko.as_name(page, mark.start, mark.end)
    return None


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
    return ko.as_name(case.page, start, end) if _acts(case.page, who) else None


def _acts(page: Page, mark: ko.Marked) -> bool:
    """Tell whether the marked noun can act: a known entity, or no word for a thing."""
    if any(e.end >= mark.end - 1 for e in page.between(page.entities, mark.start, mark.end)):
        return True
    word = page.text[mark.start : mark.end].split()[-1] if mark.end > mark.start else ""
    word = ko.bare(word)
    return len(word) > 1 and ko.thing().match(word) is None and not word[0].isdigit()


_CONNECTIVE = re.compile(r"(?:[했됐였렸었았]으며|[했됐였렸었았]고|하며|되며|이며|지만|으나)[,]?$")
_BOUND_NOUN = re.compile(r"(?:것|수|계획|예정|때|전망|가능성|경우|만큼|방침)")


def _is_closed(between: str) -> bool:
    """Tell whether a verb that modifies a noun stands in between: its subject is spoken for."""
    words = between.split()
    for word, follows in zip(words, [*words[1:], ""], strict=False):
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
    return re.compile(claim_words("ko")["relative_verbs"] + r"\s+")


def _relative_head(case: Case) -> Name | None:
    """Return the noun behind "1조 원을 투자한": it is who invested."""
    end = min(case.sentence.end, case.money.end + 40)
    match = _relative().search(case.page.text, case.money.end, end)
    if match is None:
        return None
    for mark in ko.marked(case.page, match.end(), case.sentence.end)[:1]:
        if _acts(case.page, mark) and mark.start - match.end() < 4:
            return ko.as_name(case.page, mark.start, mark.end)
    return None


def _later_topic(case: Case) -> Name | None:
    """Return the topic of a later clause ("이를 위해 두 기관은"), unless it only reports."""
    page = case.page
    for mark in ko.marked(page, case.money.end, case.sentence.end):
        follows = page.text[mark.end + 1 : mark.end + 14]
        if mark.particle in "은는" and _acts(page, mark):
            if substrings("ko", "reporting").search(follows) is None:
                return ko.as_name(page, mark.start, mark.end)
    return None


def owner(case: Case) -> Name | None:
    """Return the possessor in "칠레의 투자액이 <amount>" or "누리사의 매출은 <amount>"."""
    page, text = case.page, case.page.text
    words = ko.tokens(text, case.sentence.start, case.money.start)
    for index in range(len(words) - 1, max(-1, len(words) - 9), -1):
        word = words[index].group().rstrip("'\"’”")
        if (
            len(word) > 1
            and word.endswith("의")
            and not word.endswith(("회의", "합의", "협의", "논의"))
        ):
            low = ko.phrase_start(page, words, index)
            name = ko.as_name(page, low, words[index].start() + len(word) - 1)
            if name is not None and ko.thing().match(name.name) is None:
                return name
        if (
            word.endswith(("은", "는"))
            and ko.noun_end(page, words[index])
            and index < len(words) - 2
        ):
            break
    return None


def _labelled(case: Case) -> Name | None:
    """Return the organisation in the phrase of a label: "누리전자 영업이익이 <amount>"."""
    low = max(case.sentence.start, case.money.start - 40)
    at = case.page.text.rfind(case.cue.cue, low, case.money.start) if case.cue.cue else -1
    if at < 0:
        return None
    for entity in reversed(case.page.between(case.page.entities, low, at)):
        gap = case.page.text[entity.end : at]
        if len(gap) <= 12 and (not gap.strip() or gap[0] in " 의"):
            return ko.entity_name(entity)
    return None


def _target(case: Case, particles: str, low: int, high: int) -> Name | None:
    """Return the nearest named phrase with one of the particles, right before ``high``."""
    page, text = case.page, case.page.text
    words = ko.tokens(text, low, high)
    for index in range(len(words) - 1, -1, -1):
        word = words[index].group()
        match = re.match(rf"(?P<stem>.*[가-힣A-Za-z0-9)\]'’”])(?:{particles})$", word)
        if match is None:
            continue
        start = ko.phrase_start(page, words, index)
        end = words[index].start() + len(match["stem"])
        places = [e for e in case.page.between(case.page.entities, start, end) if e.type == "LOC"]
        if places and text[places[-1].end : end].strip().endswith(("시장", "증시")):
            return ko.entity_name(places[-1])
        if case.page.between(case.page.entities, start, end):
            return ko.as_name(case.page, start, end)
    return None


def _investment(case: Case) -> Found:
    subject = (owner(case) if case.cue.is_noun and case.cue.cue in case.left else None) or agent(
        case
    )
    place = _target(case, "에|에게", case.sentence.start, case.money.start)
    known = place is not None and place.is_known and place != subject
    return subject, place if known else None


def _stake(case: Case) -> Found:
    text = case.page.text
    low = max(case.sentence.start, case.money.start - 60)
    at = text.find("지분", case.money.end, case.money.end + 30)
    start = case.money.end
    if at < 0:
        at, start = text.rfind("지분", low, case.money.start), low
    target = _before_shares(case, start, at) if at >= 0 else None
    subject = agent(case)
    return subject, target if target != subject else None


def _before_shares(case: Case, start: int, at: int) -> Name | None:
    """Return the company in "<company> 지분": the words right before, from ``start`` on."""
    words = [
        w
        for w in ko.tokens(case.page.text, start, at)
        if substrings("ko", "fillers").match(w.group()) is None
    ]
    if not words:
        return None
    last = words[-1]
    known = case.page.covering(case.page.entities, last.start())
    if known is not None:
        return ko.entity_name(known)
    stem = last.group().removesuffix("의")
    return Name(last.start(), last.start() + len(stem), stem, None)


def _acquisition(case: Case) -> Found:
    target = _target(case, "을|를", case.sentence.start, case.money.start) or _target(
        case, "을|를", case.money.end, min(case.sentence.end, case.money.end + 60)
    )
    subject = agent(case)
    return subject, target if target != subject else None


def _funding(case: Case) -> Found:
    return agent(case), None


def _flow(case: Case) -> Found:
    place = _target(case, "에|에서|으로|로|에는", case.sentence.start, case.money.start)
    if place is None:
        match = re.search(
            r"(\S+)\s*(?:주식|증권|금융|채권)?\s*(?:시장|증시)(?:에서|에|으로)", case.sentence.text
        )
        place = Name(0, 0, match[1], None) if match is not None else None
    if substrings("ko", "foreign").search(case.sentence.text) is not None:
        return FOREIGN, place
    return agent(case), place


_QUOTED = re.compile(r"['‘“\"「『<《]([^'’”\"」』>》]{1,30})['’”\"」』>》]")


def _project(case: Case) -> Found:
    page = case.page
    quoted = _QUOTED.search(page.text, case.money.end, min(case.sentence.end, case.money.end + 45))
    if quoted is None:
        quoted = _QUOTED.search(
            page.text, max(case.sentence.start, case.money.start - 45), case.money.start
        )
    if quoted is not None:
        known = page.between(page.entities, quoted.start(1), quoted.end(1))
        if known:
            return ko.entity_name(known[0]), None
        return Name(quoted.start(1), quoted.end(1), quoted[1].strip(), "PRODUCT"), None
    if re.match(r"[을를]?\s*(?:투자|투입|들여|쏟)", case.right) is not None:
        return agent(case), None
    return None, None


def _market(case: Case) -> Found:
    name = owner(case)
    if name is not None:
        return name, None
    at = case.page.text.rfind("시장", case.sentence.start, case.money.end + 30)
    words = ko.tokens(case.page.text, case.sentence.start, at + 2) if at >= 0 else []
    if not words:
        return None, None
    low = ko.phrase_start(case.page, words, len(words) - 1)
    places = [e for e in case.page.between(case.page.entities, low, at) if e.type == "LOC"]
    if places:
        return ko.entity_name(places[0]), None
    measured = case.page.text[low : at + 2].strip(ko.OPEN + ko.CLOSE + " ")
    return (Name(low, at + 2, measured, None), None) if measured != "시장" else (None, None)


def _budget(case: Case) -> Found:
    receives = substrings("ko", "receiving").match(case.right.lstrip("을를 ")) is not None
    if receives:
        return _labelled(case), agent(case)
    subject = agent(case)
    if subject is None and "정부" in case.sentence.text and "지방정부" not in case.sentence.text:
        at = case.sentence.start + case.sentence.text.find("정부")
        subject = Name(at, at + 2, "정부", "ORG")
    return subject, _target(case, "에|에게", case.sentence.start, case.money.start)


def _contract(case: Case) -> Found:
    page, text = case.page, case.page.text
    order = substrings("ko", "ordering").search(case.sentence.text)
    buyer: Name | None = None
    if order is not None:
        at = case.sentence.start + order.start()
        words = ko.tokens(text, case.sentence.start, at)
        if words:
            buyer = ko.as_name(page, ko.phrase_start(page, words, len(words) - 1), at)
    who = agent(case)
    if who == buyer:
        who = None
    if buyer is None and substrings("ko", "selling").search(case.right) is not None:
        buyer = _target(
            case, "으로부터|로부터|에서|와|과|에", case.sentence.start, case.money.start
        )
        return (buyer, who) if buyer is not None else (who, None)
    other = _target(case, "으로부터|로부터|와|과|에", case.sentence.start, case.money.start)
    return (buyer, who) if buyer is not None else (who, other)


def _result(case: Case) -> Found:
    return owner(case) or _labelled(case) or agent(case), None


def _penalty(case: Case) -> Found:
    damages = substrings("ko", "damages").search(case.cue.cue) is not None
    target = None if damages else _penalised(case)
    who = agent(case)
    if who is not None and substrings("ko", "imposers").search(who.name) is not None:
        who = None
    return target or who, None


def _penalised(case: Case) -> Name | None:
    page, text = case.page, case.page.text
    words = ko.tokens(text, case.sentence.start, case.money.start)
    for index in range(len(words) - 1, -1, -1):
        match = re.match(r"(?P<stem>.{2,}?)(?:에게|측에|에)$", words[index].group())
        if match is None or re.search(r"(?:혐의|위반|때문|전|후|날|이후|기준)$", match["stem"]):
            continue
        start = ko.phrase_start(page, words, index)
        end = words[index].start() + len(match["stem"])
        dated = case.page.between(case.page.periods, start, end)
        if not dated and not match["stem"][-1].isdigit():
            return ko.as_name(case.page, start, end)
    return None


def _other(case: Case) -> Found:
    if substrings("ko", "belongings").search(case.left[-30:] + case.right[:12]) is not None:
        return agent(case), None
    return None, None


_READERS: dict[FactType, Callable[[Case], Found]] = {
    "investment": _investment,
    "stake_purchase": _stake,
    "acquisition": _acquisition,
    "funding_round": _funding,
    "capital_flow": _flow,
    "project_size": _project,
    "market_size": _market,
    "government_budget": _budget,
    "contract": _contract,
    "financial_result": _result,
    "valuation": _result,
    "penalty": _penalty,
    "other": _other,
}


def _parties(case: Case) -> tuple[Name, ...]:
    """Return a project's backers: its partners and the organisation that speaks for it."""
    page, text = case.page, case.page.text
    found: list[Name] = []
    for match in substrings("ko", "together").finditer(case.left):
        at = case.sentence.start + match.start()
        words = ko.tokens(text, case.sentence.start, at)
        name = ko.as_name(page, words[-1].start(), at) if words else None
        if name is not None:
            found.append(name)
    phrase = _speaker_phrase(case)
    if phrase is not None:
        words = ko.tokens(text, phrase[0], phrase[1])
        titled = len(words) > 1 and ko.title().match(ko.bare(words[-1].group())) is not None
        org = ko.organisation_of(page, words) if titled else None
        if org is not None:
            found.append(org)
    return tuple(found)


@cache
def _speech() -> re.Pattern[str]:
    verbs = any_of(claim_words("ko")["reporting"])
    return re.compile(rf"(?:[다라자]고|것으로)\s?(?:[가-힣]+\s){{0,3}}?(?P<verb>{verbs})")


_ACCORDING = re.compile(r"에\s*(?:따르면|의하면)")


def _speaker_phrase(case: Case) -> tuple[int, int] | None:
    """Return where the noun phrase of who speaks stands, if a verb of speech governs the amount."""
    page = case.page
    tail = page.text[case.money.end : case.sentence.end].replace('"', " ").replace("”", " ")
    tail = tail.replace("’", " ").replace("'", " ")
    for match in _speech().finditer(re.sub(r"\s", " ", tail)):
        verb_end = case.money.end + match.end("verb")
        if match["verb"][-1] in "힌한본히":
            marks = ko.marked(page, verb_end, case.sentence.end)
            return (marks[0].start, marks[0].end) if marks else None
        near = ko.marked(page, case.money.end, case.money.end + match.start("verb"))
        named = [m for m in near if m.particle in "은는이가" and _acts(page, m)]
        if named:
            return named[-1].start, named[-1].end
        marks = [
            m for m in ko.marked(page, case.sentence.start, case.money.start) if _acts(page, m)
        ]
        topics = [m for m in marks if m.particle in "은는"]
        chosen = topics or marks
        return (chosen[-1].start, chosen[-1].end) if chosen else None
    return None


def said_by(case: Case) -> Name | None:
    """Return the named source of the sentence."""
    phrase = _speaker_phrase(case)
    if phrase is not None:
        return ko.as_name(case.page, *phrase)
    match = _ACCORDING.search(case.left)
    if match is not None:
        at = case.sentence.start + match.start()
        words = ko.tokens(case.page.text, case.sentence.start, at)
        if words and substrings("ko", "documents").search(words[-1].group()) is None:
            return ko.as_name(case.page, ko.phrase_start(case.page, words, len(words) - 1), at)
    return None


_CONTRAST = re.compile(r"(?:지만|으나|는데|면서도)[, ]")
_PLAIN: dict[FactType, Modality] = {
    "other": "reported",
    "market_size": "reported",
    "valuation": "reported",
}


def modality(case: Case, kind: FactType) -> tuple[Modality, str | None]:
    """Return how firmly the sentence states the amount, and the hedging words if there are any.

    The first sign behind the amount counts, as the verbs that follow only report it; a denial
    counts wherever it stands.
    """
    tail = _CONTRAST.split(case.right)[0]
    hedge = substrings("ko", "hedges").search(tail)
    signs = [
        (match.start(), mood)
        for mood, pattern in _moods().items()
        if (match := pattern.search(tail)) is not None
    ]
    mood = min(signs, default=(0, _PLAIN.get(kind, "done")), key=lambda sign: sign[0])[1]
    if any(sign[1] == "denied" for sign in signs):
        mood = "denied"
    return _settled(mood, kind, tail), hedge.group() if hedge is not None else None


def _settled(mood: Modality, kind: FactType, tail: str) -> Modality:
    """Return the modality that suits the kind: results are done, amounts in passing reported."""
    if (
        kind == "financial_result"
        and mood == "planned"
        and substrings("ko", "due").search(tail) is None
    ):
        return "done"
    if kind == "other" and mood == "done" and substrings("ko", "changed").search(tail) is None:
        return "reported"
    if kind == "other" and mood == "planned" and substrings("ko", "due").search(tail) is None:
        return "reported"
    return mood


@cache
def _moods() -> dict[Modality, re.Pattern[str]]:
    return {m: re.compile(any_of(f)) for m, f in claim_words("ko")["modality"].items()}


def _is_part(case: Case) -> bool:
    """Tell whether the amount is one item of a larger one: "2조 원에 사들이는 등 9조 원"."""
    others = [
        m
        for m in case.page.between(case.page.money, case.sentence.start, case.sentence.end)
        if m.restates is None and m.start != case.money.start
    ]
    text = case.page.text
    after = [m for m in others if m.start > case.money.start]
    if after and re.search(r"[는인한]\s등[\s,]", text[case.money.end : after[0].start]) is not None:
        return True
    before = [m for m in others if m.start < case.money.start]
    gap = text[before[-1].end : case.money.start] if before else ""
    return re.match(r"\s*(?:가운데|중에서|중|에서)\s", gap) is not None
