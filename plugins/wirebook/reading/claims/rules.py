"""What the rules say of each amount of a text: drafts, which the models weigh as evidence.

Every language has a module that reads one sentence (a :class:`Draft`); here the drafts of a text
are completed from one another: who "the company" is, whom a table row is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from wirebook.reading.claims import other_languages, tables
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.english import rules as english_rules
from wirebook.reading.claims.english.names import names_in
from wirebook.reading.claims.english.speech import SETTLED
from wirebook.reading.claims.korean import rules as korean_rules
from wirebook.reading.claims.korean import topics as korean_topics
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words, is_public, substrings
from wirebook.reading.languages import ENGLISH, KOREAN
from wirebook.reading.model import (
    FactType,
    Money,
)

# A subject is looked for this far back, in sentences.
_LOOK_BACK = 3
_HANGUL = re.compile(r"[가-힣]")
# Kinds whose subject goes on from sentence to sentence, and those that a company has.
_CARRIED = ("financial_result", "valuation", "funding_round", "government_budget", "market_size")
_COMPANY = ("financial_result", "valuation", "funding_round", "investment")
_NEAR = 120


def read_drafts(
    page: Page, lang: str, wanted: Sequence[Money]
) -> tuple[list[Sentence], list[Draft]]:
    """Return the sentence and the draft of each wanted amount, in the text's order."""
    sentences = [_whole(page, page.sentence_of(m)) for m in wanted]
    drafts = [_draft(page, lang, s, m) for s, m in zip(sentences, wanted, strict=True)]
    drafts = [tables.complete(page, lang, m, d) for m, d in zip(wanted, drafts, strict=True)]
    return sentences, _inherit(page, lang, sentences, wanted, drafts)


_ANSWER = re.compile(r"(?:It|They|That|This)\b")


def _whole(page: Page, sentence: Sentence) -> Sentence:
    """Return an answer ("It was about $5 billion") with the question that it answers."""
    if _ANSWER.match(sentence.text) is None:
        return sentence
    before = page.before(sentence)
    if (
        before is None
        or not before.text.endswith("?")
        or "\n" in page.text[before.end : sentence.start]
    ):
        return sentence
    return Sentence(before.start, sentence.end, page.text[before.start : sentence.end])


def _draft(page: Page, lang: str, sentence: Sentence, money: Money) -> Draft:
    if lang == KOREAN:
        return korean_rules.read(page, sentence, money)
    if lang == ENGLISH:
        return english_rules.read(page, sentence, money)
    return other_languages.read(lang, page, sentence, money)


def _inherit(
    page: Page,
    lang: str,
    sentences: Sequence[Sentence],
    amounts: Sequence[Money],
    drafts: Sequence[Draft],
) -> list[Draft]:
    """Fill subjects that stand elsewhere in the text."""
    done: list[Draft] = []
    for index, draft in enumerate(drafts):
        draft = _echo(draft, done, sentences)
        if draft.subject is None and (draft.fact_type != "other" or draft.points_back):
            subject = _same_amount(index, amounts, drafts) or _coordinate(
                draft, done, index, sentences
            )
            if subject is None and draft.points_back:
                subject = _newer_topic(page, lang, done, sentences) or _last_subject(
                    done, draft.fact_type, sentences
                )
            if subject is None and lang == KOREAN and draft.fact_type in _COMPANY:
                subject = _carried(done, draft.fact_type, sentences)
            if subject is None and draft.points_back:
                subject = _mentioned_before(page, lang, sentences[index], draft.fact_type)
            if subject is None and draft.fact_type in _CARRIED:
                subject = _carried(done, draft.fact_type, sentences)
            if subject is None and draft.is_share and done and done[-1].subject is not None:
                subject = done[-1].subject
                if (draft.fact_type, done[-1].fact_type) == ("investment", "government_budget"):
                    draft = replace(draft, fact_type="government_budget")
            if subject is None and draft.fact_type in ("market_size",):
                subject = _title_name(page, lang)
            draft = replace(draft, subject=subject)
        done.append(draft)
    return done


def _echo(draft: Draft, done: Sequence[Draft], sentences: Sequence[Sentence]) -> Draft:
    """Return an echo with what the nearest claim before it says, at most a sentence away."""
    if not draft.is_echo:
        return draft
    here = sentences[len(done)].start
    for index in range(len(done) - 1, max(-1, len(done) - 4), -1):
        before = done[index]
        is_next = draft.is_further and here - sentences[index].end < 4
        if (is_next or sentences[index].start == here) and before.fact_type != "other":
            past = SETTLED.get(before.fact_type, "done")
            mood = past if draft.is_past else before.modality
            return replace(draft, fact_type=before.fact_type, subject=before.subject, modality=mood)
    return draft


def _newer_topic(
    page: Page, lang: str, done: Sequence[Draft], sentences: Sequence[Sentence]
) -> Name | None:
    """Return the company that a sentence since the last claim is about."""
    told = [s.start for d, s in zip(done, sentences, strict=False) if d.subject is not None]
    last = told[-1] if told else -1
    at: Sentence | None = sentences[len(done)]
    for _ in range(_LOOK_BACK if lang == KOREAN else 0):
        at = page.before(at) if at is not None else None
        if at is None or at.start <= last:
            break
        company = korean_topics.company_in(page, at)
        if company is not None and not is_public(company.name, company.type):
            return company
    return None


def _last_subject(
    done: Sequence[Draft], kind: FactType, sentences: Sequence[Sentence]
) -> Name | None:
    """Return the subject of the last claim of this kind: a page away for budgets, else nearby."""
    here = sentences[len(done)].start
    for index in range(len(done) - 1, max(-1, len(done) - 11), -1):
        near = here - sentences[index].end < 300 or kind == "government_budget"
        subject = done[index].subject
        if near and done[index].fact_type == kind and subject is not None:
            if not _is_branch(subject):
                return subject
    return None


def _carried(done: Sequence[Draft], kind: FactType, sentences: Sequence[Sentence]) -> Name | None:
    """Return whom the sentences just before are about, for a result or a value of nobody's."""
    same = _last_subject(done, kind, sentences)
    if same is not None or kind not in _COMPANY or not done:
        return same
    before = done[-1].subject if done[-1].fact_type in _COMPANY else None
    near = sentences[len(done)].start - sentences[len(done) - 1].end < _NEAR
    return before if near else None


def _is_branch(name: Name) -> bool:
    """Tell whether a subject is a company's branch, of which later sentences do not speak."""
    return substrings(KOREAN, "branches").search(name.name) is not None


def _coordinate(
    draft: Draft, done: Sequence[Draft], index: int, sentences: Sequence[Sentence]
) -> Name | None:
    """Return the subject of the claim before it in the sentence, of the same kind or of another
    one that a company has."""
    if index == 0 or sentences[index - 1].start != sentences[index].start:
        return None
    before = done[index - 1]
    is_same = before.fact_type == draft.fact_type
    alike = before.fact_type in _COMPANY and draft.fact_type in _COMPANY
    return before.subject if is_same or alike else None


def _same_amount(index: int, amounts: Sequence[Money], drafts: Sequence[Draft]) -> Name | None:
    """Return the subject of the nearest claim of the same kind on the same amount."""
    own = amounts[index]
    value = (own.low, own.high, own.point, own.currency)
    best: tuple[int, Name] | None = None
    for other, draft in enumerate(drafts[max(0, index - 40) : index + 40], max(0, index - 40)):
        m = amounts[other]
        if draft.subject is None or draft.fact_type != drafts[index].fact_type:
            continue
        if (m.low, m.high, m.point, m.currency) == value:
            if best is None or abs(other - index) < best[0]:
                best = (abs(other - index), draft.subject)
    return best[1] if best is not None else None


def _mentioned_before(page: Page, lang: str, sentence: Sentence, kind: FactType) -> Name | None:
    """Return the organisation that the sentences before are about: the first one of the nearest.

    A budget goes back to the nearest public body.
    """
    at: Sentence | None = sentence
    nearest: Name | None = None
    for _ in range(_LOOK_BACK):
        at = page.before(at) if at is not None else None
        if at is None:
            break
        named = _organisations(page, lang, at)
        public = [n for n in named if is_public(n.name, n.type)]
        if kind == "government_budget" and public:
            return public[0]
        private = [n for n in named if n not in public and not _is_dependant(page, lang, n)]
        if nearest is None and private:
            nearest = private[0]
        if nearest is not None and kind != "government_budget":
            break
    return nearest if kind != "government_budget" or lang != ENGLISH else None


def _is_dependant(page: Page, lang: str, name: Name) -> bool:
    """Tell whether a name is introduced as another one's: "its affiliate <name>"."""
    before = page.text[max(0, name.start - 24) : name.start].rstrip()
    words = any_of(claim_words(lang).get("dependants", ()))
    return re.search(rf"(?:{words})$", before) is not None


def _organisations(page: Page, lang: str, sentence: Sentence) -> list[Name]:
    if lang == ENGLISH:
        names = names_in(page, sentence.start, sentence.end)
        return [
            n for n in names if n.type in ("ORG", None) and page.text[n.start - 1 : n.start] != "("
        ]
    return [
        Name.of(e)
        for e in page.between(page.entities, sentence.start, sentence.end)
        if e.type == "ORG" and page.text[e.start - 1 : e.start] != "("
    ]


def _title_name(page: Page, lang: str) -> Name | None:
    """Return the place, or else the organisation, that the title names."""
    for zone in page.zones:
        if zone.zone == "title":
            named = page.between(page.entities, zone.start, zone.end)
            for kind in ("LOC", "ORG"):
                for e in named:
                    if e.type == kind:
                        return Name(e.start, e.end, e.name, e.type, True, e.entity_id)
    return None
