"""Korean: who the subject and the object of an amount are, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.kinds import Vote
from wirebook.reading.claims.korean import particles as ko
from wirebook.reading.claims.korean.actors import (
    Case,
    agent,
    foretold,
    labelled,
    owner,
    shared_out,
    target_of,
)
from wirebook.reading.claims.korean.kinds import is_measure, list_around, vote
from wirebook.reading.claims.korean.speech import modality, said_by, speaker_phrase
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import is_public, substrings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import FactType, Money

FOREIGN = Name(0, 0, "foreign investors", None)
Found = tuple[Name | None, Name | None]  # subject, object


def read(page: Page, sentence: Sentence, money: Money) -> Draft:
    """Return what the sentence says of the amount."""
    cue = vote(page, sentence, money)
    if not cue.cue:
        cue = _broken_down(page, sentence, money) or cue
    case = Case(page, sentence, money, cue)
    kind = cue.kind
    if kind == "acquisition" and substrings(KOREAN, "shares").search(
        case.left[-40:] + case.right[:20]
    ):
        kind = "stake_purchase"
    if is_measure(page, money):
        kind = "other"
    subject, thing = _READERS[kind](case)
    if kind == "investment" or (kind == "government_budget" and _is_own_money(case, subject)):
        kind = _spending(case, subject)
    if kind in ("other", "stake_purchase") and thing is None and _trades(case):
        kind, subject = "capital_flow", agent(case)
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
        is_share=substrings(KOREAN, "shares_of_it").search(case.left) is not None,
        is_echo=kind == "other" and _is_echo(case),
        score=cue.score,
    )


_PARTS = re.compile(r"(?:\([^()]{1,40}\))?\s?(?:등\s?)?(?:이?다|이었다|였다|입니다|씩이다)[.\s]*$")


def _broken_down(page: Page, sentence: Sentence, money: Money) -> Vote | None:
    """Return the kind of the sentence before, of whose amount a bare list tells the parts."""
    items = list_around(page, sentence, money)
    if len(items) < 2 or _PARTS.match(page.text, items[-1].end, sentence.end) is None:
        return None
    return next(_totals_before(page, sentence), None)


def _totals_before(page: Page, sentence: Sentence) -> Iterator[Vote]:
    """Yield the kinds of the first amounts of the two sentences before, the nearer one first."""
    before = page.before(sentence)
    for _ in range(2):
        if before is None:
            return
        totals = page.between(page.money, before.start, before.end)
        if totals and not is_measure(page, totals[0]):
            total = vote(page, before, totals[0])
            if total.cue:
                yield total
        before = page.before(before)


def _is_echo(case: Case) -> bool:
    """Tell whether the amount only goes on from the one before: "1조 원에서 2조 원으로"."""
    text = case.page.text
    before = case.page.between(case.page.money, case.sentence.start, case.money.start)
    if not before:
        return False
    bracketed = text[before[-1].start - 1] == "(" and text[case.money.start - 1] == "("
    gap = text[before[-1].end : case.money.start]
    return bracketed or re.fullmatch(r"\)?\s*에서\s.{0,15}", gap) is not None


def _spending(case: Case, subject: Name | None) -> FactType:
    """Money that a public body puts in, or that policy words surround, is a budget."""
    if subject is not None:
        return "government_budget" if _is_public(case, subject) else "investment"
    if substrings(KOREAN, "policy").search(case.sentence.text) is not None:
        return "government_budget"
    before = {total.kind for total in _totals_before(case.page, case.sentence)}
    return "government_budget" if "government_budget" in before else "investment"


def _is_public(case: Case, subject: Name) -> bool:
    """Tell whether a public body acts: a province or a town is one as well, a country is not."""
    local = subject.type == "LOC" and substrings(KOREAN, "local_bodies").match(
        _written(case, subject)
    )
    return bool(local) or is_public(subject.name, subject.type)


def _is_own_money(case: Case, subject: Name | None) -> bool:
    """Tell whether a company itself adds or allots the money: no word for a budget names it."""
    verb = not case.cue.is_noun and substrings(KOREAN, "investing").search(case.right) is not None
    return verb and subject is not None and subject.type == "ORG"


def _trades(case: Case) -> bool:
    """Tell whether a crowd buys or sells on a market: "개인은 2조 원어치를 팔았다"."""
    if substrings(KOREAN, "trades").match(case.right.lstrip()) is None:
        return False
    who = agent(case)
    return who is not None and substrings(KOREAN, "crowds").search(who.name) is not None


_OWN_SUBJECT = frozenset({"government_budget", "project_size", "market_size", "other"})
_PASSIVE = re.compile(r"^.{0,80}?(?:되|됐|된|될|됩|나올|예상)")


def _is_buyback(case: Case) -> bool:
    """Tell whether a company gives money to its shareholders, in all and not for each share."""
    around = case.left[-12:] + case.right[:12]
    is_each = re.search(r"주당\S*\s?$", case.left) is not None
    return substrings(KOREAN, "buybacks").search(around) is not None and not is_each


def _points_back(case: Case, kind: FactType) -> bool:
    """Tell whether the sentence leaves its actor out, as Korean does for the topic before it."""
    if kind == "valuation" or (kind == "other" and _is_buyback(case)):
        return True
    if kind in ("acquisition", "stake_purchase") and ("매각" in case.cue.cue or _gives_away(case)):
        return False  # who sells does not pay
    if foretold(case) or substrings(KOREAN, "breakdowns").search(case.left) is not None:
        return False
    return kind not in _OWN_SUBJECT and _PASSIVE.match(case.right) is None


# What a public body agrees on with those who invest.
_AGREED = re.compile(r"(?: 규모)?의?\s투자\s?(?:협약|양해각서)")


def _investment(case: Case) -> Found:
    subject = (owner(case) if case.cue.is_noun and case.cue.cue in case.left else None) or agent(
        case
    )
    if subject is not None and _is_public(case, subject) and _AGREED.match(case.right):
        return target_of(case, "와|과", case.sentence.start, case.money.start), None
    place = target_of(case, "에|에게", case.sentence.start, case.money.start)
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
    if _gives_away(case):
        return target_of(case, "에|에게", case.sentence.start, case.money.start), target
    subject = agent(case)
    return subject, target if target != subject else None


def _before_shares(case: Case, start: int, at: int) -> Name | None:
    """Return the company in "<company> 지분": the words right before, from ``start`` on."""
    words = [
        w
        for w in ko.tokens(case.page.text, start, at)
        if substrings(KOREAN, "fillers").match(w.group()) is None
    ]
    if not words:
        return None
    last = words[-1]
    known = case.page.covering(case.page.entities, last.start())
    if known is not None:
        return ko.entity_name(known)
    stem = last.group().removesuffix("의")
    return Name(last.start(), last.start() + len(stem), stem, None)


_BOUGHT_BY = re.compile(
    r"\s?(?:에|으로|로)\s(?P<who>\S{2,}?)(?:\(.{1,30}?\))?(?:에|에게)\s(?:인수|매각|팔)"
)


def _acquisition(case: Case) -> Found:
    if _gives_away(case):
        return _given_away(case)
    target = target_of(case, "을|를", case.sentence.start, case.money.start) or target_of(
        case, "을|를", case.money.end, min(case.sentence.end, case.money.end + 60)
    )
    subject = agent(case)
    target = target or _bought(case)
    return subject, target if target != subject else None


def _gives_away(case: Case) -> bool:
    """Tell whether the amount's own verb sells."""
    others = case.page.between(case.page.money, case.money.end, case.sentence.end)
    own = [m.start for m in others if m.restates is None]
    end = min([case.sentence.end, case.money.end + 40, *own])
    right = case.page.text[case.money.end : end]
    return substrings(KOREAN, "giving_away").search(right) is not None


def _given_away(case: Case) -> Found:
    """Return who gets what is sold: "<name>이 <amount>에 <name>에 인수됐다", "<name>에
    <name>을 <amount>에 팔았다"."""
    page = case.page
    passive = _BOUGHT_BY.match(page.text, case.money.end, case.sentence.end)
    if passive is not None:
        return ko.as_name(page, passive.start("who"), passive.end("who")), agent(case)
    low, high = case.sentence.start, case.money.start
    return target_of(case, "에|에게", low, high), target_of(case, "을|를", low, high)


def _bought(case: Case) -> Name | None:
    """Return the object right before the price: "<company>을 9억 원에 사들였다"."""
    words = ko.tokens(case.page.text, case.sentence.start, case.money.start)
    if not words or re.search(r"[을를]$", words[-1].group()) is None:
        return None
    return ko.as_name(case.page, words[-1].start(), words[-1].end() - 1)


def _funding(case: Case) -> Found:
    return agent(case), None


def _flow(case: Case) -> Found:
    place = target_of(case, "에|에서|으로|로|에는", case.sentence.start, case.money.start)
    if place is None:
        match = re.search(
            r"(\S+)\s*(?:주식|증권|금융|채권)?\s*(?:시장|증시)(?:에서|에|으로)", case.sentence.text
        )
        place = Name(0, 0, match[1], None) if match is not None else None
    if substrings(KOREAN, "foreign").search(case.sentence.text) is not None:
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
    at = case.page.text.rfind(
        "시장", case.sentence.start, min(case.sentence.end, case.money.end + 30)
    )
    words = ko.tokens(case.page.text, case.sentence.start, at + 2) if at >= 0 else []
    if not words:
        return None, None
    low = ko.phrase_start(case.page, words, len(words) - 1)
    places = [e for e in case.page.between(case.page.entities, low, at) if e.type == "LOC"]
    if places:
        return ko.entity_name(places[0]), None
    timed = case.page.between(case.page.periods, low, at)
    low = max([low, *(p.end for p in timed if p.end <= at)])
    measured = case.page.text[low : at + 2].strip(ko.OPEN + ko.CLOSE + " ")
    measured = re.sub(r"^(?:지난해|작년|올해|내년|당시|현재)(?: |$)", "", measured)
    return (Name(low, at + 2, measured, None), None) if measured != "시장" else (None, None)


# "20억 원을 확보했다", "20억 원의 특별교부세를 확보했다".
_OF_IT = re.compile(r"^(?:의 [^,.]{1,16}?)?[을를]?\s")


def _budget(case: Case) -> Found:
    if substrings(KOREAN, "receiving").match(_OF_IT.sub("", case.right)) is not None:
        low, high = case.sentence.start, case.money.start
        return target_of(case, "으로부터|로부터", low, high) or labelled(case), agent(case)
    giver = labelled(case) if substrings(KOREAN, "grants").search(case.cue.cue) else None
    is_giver = giver is not None and (giver.type == "LOC" or _is_public(case, giver))
    subject = giver if is_giver else agent(case)
    if subject is None and "정부" in case.sentence.text and "지방정부" not in case.sentence.text:
        at = case.sentence.start + case.sentence.text.find("정부")
        subject = Name(at, at + 2, "정부", "ORG")
    return subject, target_of(case, "에|에게", case.sentence.start, case.money.start)


def _contract(case: Case) -> Found:
    page, text = case.page, case.page.text
    others = page.between(page.money, case.sentence.start, case.money.start)
    low = others[-1].end if others else case.sentence.start
    order = substrings(KOREAN, "ordering").search(text[low : case.sentence.end])
    buyer: Name | None = None
    if order is not None:
        at = low + order.start()
        words = ko.tokens(text, case.sentence.start, at)
        if words:
            buyer = ko.as_name(page, ko.phrase_start(page, words, len(words) - 1), at)
    who = agent(case)
    if who == buyer:
        who = None
    if buyer is not None:
        return (buyer, who) if _is_named(buyer) else (who, None)
    partner = _partner(case)
    is_order = partner is not None and _is_public(case, partner)
    if not is_order and not _sells(case):
        return who, partner
    return (partner, who) if _is_named(partner) else (who, None)


def _sells(case: Case) -> bool:
    """Tell whether the actor gets the money: it builds, delivers or licenses out."""
    text = case.sentence.text
    if substrings(KOREAN, "buying").search(text) is not None:
        return False
    return substrings(KOREAN, "selling").search(text) is not None


def _partner(case: Case) -> Name | None:
    """Return the other side of a contract; one that nobody knows where the text calls it a
    company ("해운사 <name>과")."""
    low, high = case.sentence.start, case.money.start
    found = target_of(case, "으로부터|로부터|와|과|에서|에게|에", low, high)
    if found is not None:
        return found
    for word in ko.tokens(case.page.text, low, high):
        match = re.fullmatch(r"(?P<stem>.{2,}?)(?:으로부터|로부터|와|과|에게|에)", word.group())
        before = case.page.text[low : word.start()].split()[-3:]
        if match is not None and any(ko.kind_noun().search(w) for w in before):
            name = ko.as_name(case.page, word.start(), word.start() + len(match["stem"]))
            return name if _is_named(name) else None
    return None


def _is_named(name: Name | None) -> bool:
    """Tell whether somebody has a name: notices often say "a shipowner" only."""
    return name is not None and substrings(KOREAN, "nameless").search(name.name) is None


def _result(case: Case) -> Found:
    who = owner(case) or labelled(case) or _described(case) or agent(case)
    return who if _is_named(who) else None, None


def _described(case: Case) -> Name | None:
    """Return the company that the amounts describe: "매출 3억 원, 자산 2억 원의 <name>을"."""
    end = list_around(case.page, case.sentence, case.money)[-1].end
    at = end + 2
    near = case.page.between(case.page.entities, at, at + 1)
    is_of_it = case.page.text[end:at] == "의 " and near and near[0].type == "ORG"
    return ko.entity_name(near[0]) if is_of_it else None


def _penalty(case: Case) -> Found:
    damages = substrings(KOREAN, "damages").search(case.cue.cue) is not None
    target = None if damages else shared_out(case) or _penalised(case)
    who = agent(case)
    if who is not None and substrings(KOREAN, "imposers").search(_written(case, who)) is not None:
        who = None
    if damages and who is None:
        target = _penalised(case, "에")
    if who is None:
        who = owner(case)
        who = who if damages or (who is not None and who.type == "ORG") else None
    return target if _is_named(target) else who, None


def _written(case: Case, name: Name) -> str:
    """Return a name as the text writes it."""
    return case.page.text[name.start : name.end] or name.name


def _penalised(case: Case, particles: str = "에게|측에|에") -> Name | None:
    page, text = case.page, case.page.text
    words = ko.tokens(text, case.sentence.start, case.money.start)
    for index in range(len(words) - 1, -1, -1):
        match = re.match(rf"(?P<stem>.{{2,}}?|씨)(?:{particles})$", words[index].group())
        if match is None or re.search(
            r"(?:혐의|행위|사실|이유|위반|때문|전|후|날|이후|기준)$", match["stem"]
        ):
            continue
        start = ko.phrase_start(page, words, index)
        end = words[index].start() + len(match["stem"])
        dated = case.page.between(case.page.periods, start, end)
        if not dated and not match["stem"][-1].isdigit():
            return ko.as_name(case.page, start, end)
    return None


def _other(case: Case) -> Found:
    around = case.left[-30:] + case.right[:12]
    if substrings(KOREAN, "belongings").search(around) is not None or _is_buyback(case):
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
    for match in substrings(KOREAN, "together").finditer(case.left):
        at = case.sentence.start + match.start()
        words = ko.tokens(text, case.sentence.start, at)
        name = ko.as_name(page, words[-1].start(), at) if words else None
        if name is not None:
            found.append(name)
    phrase = speaker_phrase(case)
    if phrase is not None:
        words = ko.tokens(text, phrase[0], phrase[1])
        titled = len(words) > 1 and ko.title().match(ko.bare(words[-1].group())) is not None
        org = ko.organisation_of(page, words) if titled else None
        if org is not None:
            found.append(org)
    return tuple(found)


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
