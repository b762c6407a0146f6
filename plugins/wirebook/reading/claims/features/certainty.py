"""What tells whether a decided claim is right: how sure each decision was, who agrees with it, and
how plainly its text is laid out. The same to learn and to read."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wirebook.reading.claims.decisions import CLASSES, KIND, MEASURE, MOOD
from wirebook.reading.claims.scene import AGAIN, AMOUNT, NAME
from wirebook.reading.claims.situation import Situation
from wirebook.reading.claims.verdict import Verdict

_LEAST = 1e-4


class Signs:
    """The signs of one text's verdicts, what they share found once."""

    def __init__(self, situation: Situation, verdicts: Mapping[int, Verdict]) -> None:
        self._situation = situation
        self._verdicts = verdicts
        self._places = {i: n / len(verdicts) for n, i in enumerate(situation.wanted)}
        self._counts = Counter(verdict.subject for verdict in verdicts.values())
        self._main = max(self._counts, key=lambda n: (self._counts[n], -n), default=-1)

    def describe(self, index: int) -> dict[str, float]:
        """Return the signs of a verdict's being right, by name: numbers, and 1 for what holds."""
        verdict = self._verdicts[index]
        found = dict(_decisions(self._situation, verdict))
        found.update(_agreement(self._situation, self._verdicts, index))
        found.update(_subject(self._situation, verdict, index))
        found.update(_place(self._situation, index))
        found["position"] = self._places[index]
        found["subject of the page"] = self._counts[verdict.subject] / len(self._verdicts)
        found["main subject"] = float(verdict.subject == self._main)
        return found


def _logit(p: float) -> float:
    p = min(max(p, _LEAST), 1 - _LEAST)
    return math.log(p / (1 - p))


def _entropy(chances: Sequence[float]) -> float:
    return -sum(p * math.log(p) for p in chances if p > 0)


def _margin(chances: Sequence[float]) -> float:
    first, second = (*sorted(chances, reverse=True), 0.0, 0.0)[:2]
    return math.log((first + _LEAST) / (second + _LEAST))


def _decisions(situation: Situation, v: Verdict) -> Iterator[tuple[str, float]]:
    """How sure the models were, of themselves."""
    kinds = v.chances[KIND].tolist()
    kind = kinds[CLASSES[KIND].index(v.kind)]
    who = list(v.who)
    subject = max(who, default=0.0)
    yield "kind", _logit(kind)
    yield "kind margin", _margin(kinds)
    yield "kind entropy", _entropy(kinds)
    yield "kind at first", _logit(float(v.first[KIND][CLASSES[KIND].index(v.kind)]))
    yield "no kind", _logit(kinds[CLASSES[KIND].index("other")])
    yield "level", _logit(float(v.chances[MEASURE][CLASSES[MEASURE].index("level")]))
    yield "mood", _logit(float(v.chances[MOOD].max()))
    yield "subject", _logit(subject)
    yield "subject margin", _margin(who)
    yield "subject entropy", _entropy(who)
    yield "nobody", _logit(who[0] if who else 0.0)
    yield "both", _logit(kind * subject)
    yield "options", math.log1p(len(who))
    yield f"kind={v.kind}", 1.0
    yield f"mood={v.mood}", 1.0
    yield f"lang={situation.lang}", 1.0


def _agreement(
    situation: Situation, verdicts: Mapping[int, Verdict], index: int
) -> Iterator[tuple[str, float]]:
    """Whether the rules, the same figure elsewhere and the amounts around it say the same."""
    v, draft, ruled = verdicts[index], situation.drafts[index], situation.ruled[index]
    told = "same" if draft.fact_type == v.kind else "none" if draft.fact_type == "other" else "not"
    named = "same" if ruled == v.subject else "none" if ruled < 0 else "not"
    yield f"rule kind {told}", 1.0
    yield f"rule subject {named}", 1.0
    yield f"rule {told}/{named}", 1.0
    yield "rule score", draft.score if told == "same" else 0.0
    twins = [j for relation, j in situation.neighbours[index] if relation == "same"]
    if twins:
        yield "twins", 1.0
        yield "twin kinds", _share(verdicts[j].kind == v.kind for j in twins)
        yield "twin subjects", _share(verdicts[j].subject == v.subject for j in twins)
    around = [verdicts[j] for r, j in situation.neighbours[index] if r[:2] in ("p:", "n:")]
    if around:
        yield "kinds beside", _share(o.kind == v.kind for o in around)
        yield "subjects beside", _share(o.subject == v.subject for o in around)


def _share(each: Iterator[bool]) -> float:
    known = list(each)
    return sum(known) / len(known)


def _subject(situation: Situation, verdict: Verdict, index: int) -> Iterator[tuple[str, float]]:
    """What the subject is and where it stands to the amount."""
    subject = verdict.subject
    if subject < 0:
        return
    actors, scene = situation.actors, situation.scene
    candidate = actors.cast.candidates[subject]
    tokens, at = scene.tokens, scene.amount_token[index]
    sentence = tokens[at].sentence
    yield f"look={actors.looks[subject]}", 1.0
    yield f"type={candidate.type}", 1.0
    yield "known", float(candidate.is_known)
    yield "name", float(any(m.source == "name" for m in candidate.mentions))
    yield "mentions", math.log1p(len(candidate.mentions))
    yield "rank", float(min(actors.rank.get(subject, 9), 9))
    yield "words", float(min(len(candidate.name.split()), 8))
    places = [tokens[m.low].sentence - sentence for m in candidate.mentions]
    here = [m for m in candidate.mentions if tokens[m.low].sentence == sentence]
    yield "here", float(bool(here))
    yield "back", float(min((-p for p in places if p <= 0), default=9))
    yield "only later", float(all(p > 0 for p in places))
    yield "titled", float(any(tokens[m.low].line == scene.title_line for m in candidate.mentions))
    acting = [n for _, n in actors.subjects(sentence)]
    yield "acts", float(subject in acting)
    yield "others act", float(min(len(set(acting) - {subject}), 4))
    left = [n for low, n in actors.subjects(sentence) if low < at]
    yield "acts nearest", float(bool(left) and left[-1] == subject)
    if here:
        yield "distance", math.log1p(min(abs(m.low - at) for m in here))


def _place(situation: Situation, index: int) -> Iterator[tuple[str, float]]:
    """How crowded the amount's sentence and page are, and what kind of line it stands in."""
    page, scene = situation.page, situation.scene
    money, at = page.money[index], scene.amount_token[index]
    token = scene.tokens[at]
    low, high = scene.sentence_bounds[token.sentence]
    sentence = scene.tokens[low:high]
    yield "amounts here", math.log1p(sum(t.kind in (AMOUNT, AGAIN) for t in sentence))
    yield "names here", math.log1p(sum(t.kind == NAME for t in sentence))
    yield "length", math.log1p(high - low)
    yield "amounts", math.log1p(len(situation.wanted))
    yield "in title", float(token.line == scene.title_line)
    first = scene.tokens[scene.line_bounds[token.line][0]]
    yield "bullet", float(not page.text[first.start].isalnum())
    yield "quoted", float(page.covering(page.quotes, money.start) is not None)
    zone = page.covering(page.zones, money.start)
    yield f"zone={zone.zone if zone is not None else None}", 1.0
    yield f"bound={money.bound}", 1.0
    yield "own currency", float(money.currency_evidence == "explicit")
