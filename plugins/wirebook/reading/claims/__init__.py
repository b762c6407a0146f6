"""What a text says of each of its amounts: who, what, how firmly, by when, says who.

Rules draft a claim on every amount (:mod:`.rules`); models that were taught by annotated text weigh
the drafts with all else that stands around the amount and decide (:mod:`.learned`). A language
that no model knows has the drafts alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from wirebook.reading import languages
from wirebook.reading.claims.corrections import corrected
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.features.amounts import MOVES_TO
from wirebook.reading.claims.horizons import horizon
from wirebook.reading.claims.learned import decide
from wirebook.reading.claims.name_edges import trimmed
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.reasons import Reason, reasons
from wirebook.reading.claims.rules import read_drafts
from wirebook.reading.claims.situation import Situation
from wirebook.reading.claims.suppliers import supplier
from wirebook.reading.claims.topics import topic
from wirebook.reading.claims.verdict import Verdict
from wirebook.reading.claims.weights import Weights, shipped
from wirebook.reading.model import (
    Claim,
    Entity,
    EntityType,
    Modality,
    Money,
    Party,
    Percent,
    Reading,
    Role,
)
from wirebook.reading.names.finder import read_both
from wirebook.reading.names.no_names import kept

_HANGUL = re.compile(r"[가-힣]")
# The languages that the corpus has, hence the models know.
_FEWEST_SENTENCES = 6
LEARNED = frozenset((languages.KOREAN, languages.ENGLISH))


def page_of(text: str, reading: Reading, ruled: Sequence[Entity]) -> Page:
    """Return a text with what was read of it, and the names that the rules find in it."""
    return Page(
        text,
        reading.zones,
        reading.money,
        reading.periods,
        trimmed(text, ruled),
        reading.quotes,
        reading.publication.published_on,
    )


def read_claims(page: Page, percents: Sequence[Percent], lang: str | None) -> tuple[Claim, ...]:
    """Return one claim for every body amount that is not a restatement, in the text's order.

    Mentions must be sorted by start. ``subject``, ``object``, ``parties`` and ``attributed_to``
    are canonical names where the entity is known, else words of the text; None where the text
    does not say. Meanings of kinds and modalities are those of the gold conventions.
    Never raises for any text; time is linear in the number of amounts.
    """
    if lang is None:
        is_korean = _HANGUL.search(page.text) is not None
        lang = languages.KOREAN if is_korean else languages.ENGLISH
    return claims_on(page, percents, lang, shipped())


def claims_on(
    page: Page,
    percents: Sequence[Percent],
    lang: str,
    weights: Weights | None,
) -> tuple[Claim, ...]:
    """Return the claims of a page by given weights; by the rules alone where there are none.

    Where the models only advise (:func:`_advises`), they add measure, metric and sign to what the
    rules say, as far as both mean the same kind.
    """
    wanted = [i for i, m in enumerate(page.money) if m.zone == "body" and m.restates is None]
    if not wanted:
        return ()
    amounts = [page.money[i] for i in wanted]
    sentences, drafts = read_drafts(page, lang, amounts)
    verdicts: dict[int, Verdict] = {}
    if weights is not None and lang in LEARNED:
        situation = Situation(page, percents, lang, wanted, sentences, drafts)
        verdicts = decide(situation, weights)
        if not _advises(page):
            drafts = [
                _decided(situation, i, draft, verdicts[i]) if i in verdicts else draft
                for i, draft in zip(wanted, drafts, strict=True)
            ]
        else:
            drafts = [
                _settled(situation, i, draft) for i, draft in zip(wanted, drafts, strict=True)
            ]
    claims = [
        _claim(page, lang, i, s, d, verdicts.get(i), weights)
        for i, s, d in zip(wanted, sentences, drafts, strict=True)
    ]
    if not verdicts or _advises(page):
        claims = _parts(claims, drafts, sentences, page.money)

    def firm(index: int) -> Modality:
        return verdicts[index].firm_mood if index in verdicts else "done"

    return corrected(page, lang, claims, firm)


def explain_claims(text: str, reading: Reading) -> list[Reason]:
    """Return why each claim of a reading has its kind and its subject; nothing where the rules
    alone decided."""
    page = page_of(text, reading, read_both(text)[1])
    wanted = [claim.money for claim in reading.claims]
    weights = shipped()
    if not wanted or weights is None or reading.lang not in LEARNED or _advises(page):
        return []
    sentences, drafts = read_drafts(page, reading.lang, [page.money[i] for i in wanted])
    situation = Situation(page, reading.percents, reading.lang, wanted, sentences, drafts)
    return reasons(situation, decide(situation, weights), weights)


def _advises(page: Page) -> bool:
    """Tell whether the models only advise: of a passage that is no article. They know articles, and
    have no title, lead or run of claims to go by; of a sentence or two the rules read the syntax
    better (docs/decisions/0030)."""
    titled = any(zone.zone == "title" for zone in page.zones)
    return not titled and len(page.stops) < _FEWEST_SENTENCES


def _decided(situation: Situation, index: int, draft: Draft, verdict: Verdict) -> Draft:
    """Return a draft with what the models decided in place of what the rules said."""
    subject: Name | None = None
    if verdict.subject >= 0 and verdict.subject == situation.ruled[index]:
        subject = draft.subject  # in the rules' words: "foreign investors" however it is written
    elif verdict.subject >= 0:
        subject = _named(situation, verdict.subject)
    decided = replace(draft, fact_type=verdict.kind, subject=subject, modality=verdict.mood)
    return _supplied(situation, decided, verdict.supplier)


def _settled(situation: Situation, index: int, draft: Draft) -> Draft:
    """Return a draft of the rules with what grammar decides alone: what something moved by is no
    level, and who won an order does not pay for it."""
    if MOVES_TO in situation.context[index]:
        return replace(draft, fact_type="other")
    supplies = supplier(situation, index) if draft.fact_type == "contract" else None
    if supplies is not None and supplies == situation.ruled[index]:
        draft = replace(draft, subject=None)
    return _supplied(situation, draft, supplies)


def _supplied(situation: Situation, draft: Draft, supplies: int | None) -> Draft:
    """Return a draft with whom its contract pays, if anybody is said to be paid."""
    if supplies is None or supplies < 0:
        return draft
    return replace(draft, supplier=_named(situation, supplies))


def _named(situation: Situation, candidate: int) -> Name:
    """Return a candidate as a name of its text."""
    c = situation.actors.cast.candidates[candidate]
    return Name(0, 0, c.name, c.type, c.is_known, c.entity_id)


def _claim(
    page: Page,
    lang: str,
    index: int,
    sentence: Sentence,
    draft: Draft,
    verdict: Verdict | None,
    weights: Weights | None,
) -> Claim:
    money = page.money[index]
    span = horizon(page, sentence, money, draft.fact_type, draft.modality)
    speaker = draft.speaker if draft.speaker is not None else page.speaker(money.start)
    subject = draft.subject if _called(draft.subject) is not None else None
    roles: list[tuple[Name | None, Role | None]] = [(party, None) for party in draft.parties]
    roles.append((draft.supplier, "supplier"))
    parties = {called: (who, role) for who, role in roles if (called := _called(who))}
    claim = Claim(
        money=index,
        fact_type=draft.fact_type,
        subject=_called(subject),
        subject_type=_type_of(page, subject),
        object=_called(draft.object),
        parties=tuple(
            Party(called, role, page.entity_id(who))
            for called, (who, role) in sorted(parties.items())
        ),
        topic=topic(lang, draft.fact_type, sentence.text),
        modality=draft.modality,
        hedge=draft.hedge,
        attributed_to=_called(speaker),
        horizon_start=span.start,
        horizon_end=span.end,
        horizon_months=span.months,
        confidence=_confidence(draft),
        said_by=_called(speaker),
        subject_entity_id=page.entity_id(subject),
        object_entity_id=page.entity_id(draft.object),
        said_by_entity_id=page.entity_id(speaker),
    )
    if verdict is None or weights is None:
        return claim
    if claim.fact_type != verdict.kind:  # a lone passage, of which the rules think otherwise
        return claim
    lone = _advises(page)
    by_rules = lone or not page.is_article
    return replace(
        claim,
        measure=verdict.measure,
        metric=verdict.metric,
        sign="minus" if page.money[index].sign == "minus" else verdict.sign,
        horizon_start=span.start if by_rules else verdict.when.start,
        horizon_end=span.end if by_rules else verdict.when.end,
        horizon_months=span.months if by_rules else verdict.when.months,
        part_of=None if lone else verdict.whole,
        corrected_to=verdict.successor,
        confidence=claim.confidence if lone else weights.calibrated(verdict.certainty),
    )


def _called(name: Name | None) -> str | None:
    """Return what a name is called, without code around it; None where it names nothing."""
    if name is None or name.is_known:
        return name.name if name is not None else None
    inside = kept(name.name)
    return name.name[slice(*inside)] if inside is not None else None


def _type_of(page: Page, subject: Name | None) -> EntityType | None:
    """Return the subject's type: its own, else that of the entity read at its place."""
    if subject is None or subject.type is not None or subject.end == 0:
        return subject.type if subject is not None else None
    entity = page.covering(page.entities, subject.start)
    return entity.type if entity is not None else None


def _confidence(draft: Draft) -> Decimal:
    """Return a rough confidence: a strong cue, and a subject that is a known entity."""
    score = Decimal("0.5") + Decimal("0.05") * min(6, max(0, round(draft.score)))
    if draft.subject is not None and draft.subject.is_known:
        score += Decimal("0.15")
    return min(score, Decimal("0.95"))


def _parts(
    claims: Sequence[Claim],
    drafts: Sequence[Draft],
    sentences: Sequence[Sentence],
    money: Sequence[Money],
) -> list[Claim]:
    """Point each claim on a part at the larger amount, of its sentence or before, that holds it."""
    done = list(claims)
    for index, draft in enumerate(drafts):
        if draft.is_share:
            whole = _whole_before(index, done, money)
            if whole is not None:
                done[index] = replace(done[index], part_of=claims[whole].money)
        if not draft.is_part:
            continue
        for other in (index - 1, index + 1):
            if 0 <= other < len(claims) and sentences[other].start == sentences[index].start:
                if _larger(money[claims[other].money], money[claims[index].money]):
                    done[index] = replace(done[index], part_of=claims[other].money)
                    break
    return done


def _whole_before(index: int, claims: Sequence[Claim], money: Sequence[Money]) -> int | None:
    """Return the nearest claim before of the same kind and subject that holds the amount."""
    part = claims[index]
    for other in range(index - 1, max(-1, index - 4), -1):
        whole = claims[other]
        alike = (whole.fact_type, whole.subject) == (part.fact_type, part.subject)
        if alike and whole.part_of is None and _larger(money[whole.money], money[part.money]):
            return other
    return None


def _larger(whole: Money, part: Money) -> bool:
    if whole.currency != part.currency:
        return False
    a = whole.point or whole.high or whole.low
    b = part.point or part.low or part.high
    return a is not None and b is not None and a > b
