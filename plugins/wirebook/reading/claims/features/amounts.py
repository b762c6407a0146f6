"""What stands around an amount, as named features for the models of its kind, mood and measure.

A feature is a short string that says what was seen and where: ``c<revenue`` is a cue for revenue
in front of the amount with no other amount in between. Cues have the same names in every
language; words are marked by the language they are of.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from wirebook.reading import languages
from wirebook.reading.amounts.changes import changes_of
from wirebook.reading.claims.candidates import endings, words
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.page import Name
from wirebook.reading.claims.scene import AGAIN, AMOUNT, LINE, MARK, NAME, PERIOD, WORD, Scene
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import Entity, Money

# Said of an amount by which something moved to the next one: rose $2 million to $9 million.
MOVES_TO = "moves to"
# How far words are looked at, in tokens, and how far cues are.
_NEAR = 4
_BAG = 9
_REACH = 40

# Cues that speak of movement, mood or parts rather than of what is measured.
MANNER = frozenset(
    "up down by_amount from_to reach will announce plan forecast reported denied replaced past "
    "part total from_whom to_whom speaks public_body investors per_unit facility".split()
)


def describe(scene: Scene, index: int, draft: Draft) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the features of the amount ``money[index]``, and where cues stand to it.

    ``draft`` is what the rules say. The second list has pairs of a concept and of where its cue
    stands: a model may learn once for all kinds how much a kind's own cue says at that place.
    """
    at = scene.amount_token[index]
    money = scene.page.money[index]
    features = ["bias", f"lang={scene.lang}"]
    features += _own(money)
    features += _votes(draft)
    features += _words(scene, at)
    features += _cues(scene, at)
    features += _links(scene, at)
    features += _moves(scene, at)
    features += _places(scene, at)
    features += _times(scene, at)
    features += _predicates(scene, at)
    return features, list(_standing(scene, at))


def _standing(scene: Scene, at: int) -> Iterator[tuple[str, str]]:
    """Yield each cue that may speak of the amount with where it stands to it."""
    tokens = scene.tokens
    token = tokens[at]
    first, last = scene.sentence_bounds[token.sentence]
    seen: set[tuple[str, str]] = set()
    for mark, cues in (
        ("<", scene.cues_between(max(first, at - _REACH), at)[::-1]),
        (">", scene.cues_between(at + 1, min(last, at + _REACH))),
    ):
        rank = {"m": 0, "n": 0}
        spot = -1
        for low, high, concept in cues:
            gap = (high, at) if mark == "<" else (at + 1, low)
            between = tokens[gap[0] : gap[1]]
            amounts = sum(t.kind == AMOUNT for t in between)
            breaks = sum(_clause_end(t.form) for t in between)
            distance = max(0, gap[1] - gap[0])
            group = "m" if concept in MANNER else "n"
            near = "0" if distance < 1 else "1" if distance < 2 else "3" if distance < 4 else "7"
            near = near if distance < 8 else "9"
            places = [f"{mark}{min(amounts, 2)}", f"{mark}{min(amounts, 2)}{near}"]
            if not amounts:
                places.append(f"{mark}{'b' if breaks else 'd'}{near}")
            if rank[group] < 3 and (concept, "") not in seen:
                places.append(f"{mark}#{rank[group]}{'+' if amounts else ''}")
                if low != spot:
                    rank[group] += 1
                    spot = low
            if not amounts and distance < 3:
                word = between[-1 if mark == "<" else 0].form if between else ""
                places.append(f"{mark}{scene.lang}:{word}")
            for place in places:
                if (concept, place) not in seen:
                    seen.add((concept, place))
                    yield concept, place
            seen.add((concept, ""))
    yield from _around(scene, at)


def _around(scene: Scene, at: int) -> Iterator[tuple[str, str]]:
    """Yield the cues of the title, of the line's head, of the sentence before and of the page."""
    token = scene.tokens[at]
    title = scene.line_bounds.get(scene.title_line)
    if title is not None and token.line != scene.title_line:
        for concept in {c for _, _, c in scene.cues_between(*title)}:
            yield concept, "title"
    first, last = scene.line_bounds[token.line]
    for i in range(first, min(last, first + 8)):
        if scene.tokens[i].form in (":", "：", "="):
            for concept in {c for _, _, c in scene.cues_between(first, i)}:
                yield concept, "head"
            break
    bounds = scene.sentence_bounds.get(token.sentence - 1)
    if bounds is not None:
        same_line = scene.tokens[bounds[1] - 1].line == token.line
        for concept in {c for _, _, c in scene.cues_between(*bounds)}:
            yield concept, "before" if same_line else "above"
    for rank, concept in enumerate(common(scene)):
        yield concept, f"page{rank}"


def _own(money: Money) -> Iterator[str]:
    value = money.point or money.high or money.low
    size = int(math.log10(value)) if value else 0
    yield f"size={min(size, 15)}/{'asia' if money.currency in ('KRW', 'JPY') else 'west'}"
    yield f"size<{'4' if size < 3 else '6' if size < 6 else '9' if size < 9 else '16'}"
    yield f"bound={money.bound}"


def _votes(draft: Draft) -> Iterator[str]:
    yield f"rule={draft.fact_type}"
    if draft.score >= 4:
        yield f"rule!={draft.fact_type}"
    yield f"rulemood={draft.modality}"
    yield f"rulemood={draft.modality}/{draft.fact_type}"
    for flag in ("points_back", "is_part", "is_echo", "is_past", "is_share"):
        if getattr(draft, flag):
            yield f"rule:{flag}"
    yield f"rulewho={_sort(draft.subject) if draft.subject is not None else None}"


def side(scene: Scene, at: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield token numbers outward from an amount to its sentence's edge, with the number of
    other amounts crossed on the way."""
    tokens = scene.tokens
    sentence = tokens[at].sentence
    crossed = 0
    i = at + step
    while 0 <= i < len(tokens) and tokens[i].sentence == sentence:
        yield i, crossed
        if tokens[i].kind == AMOUNT:
            crossed += 1
        if abs(i - at) > _REACH:
            return
        i += step


def _words(scene: Scene, at: int) -> Iterator[str]:  # noqa: C901  # one feature a line
    tokens, lang = scene.tokens, scene.lang
    for step, mark in ((-1, "<"), (1, ">")):
        forms: list[str] = []
        bag = 0
        for i, crossed in side(scene, at, step):
            token = tokens[i]
            if token.kind == AGAIN or token.form in ("(", ")"):
                continue
            if crossed or bag >= _BAG:
                break
            bag += 1
            form = token.form
            if len(forms) < _NEAR:
                forms.append(form)
                yield f"{lang}{mark}{len(forms)}={form}"
            if token.kind == WORD:
                yield f"{lang}{mark}~{form}"
                if lang == languages.KOREAN and len(form) > 2:
                    yield f"ko{mark}~{form[:2]}-"
                    yield f"ko{mark}~-{form[-2:]}"
                    if bag < 4:
                        yield f"ko{mark}{bag}=-{form[-1]}"
        if len(forms) > 1:
            yield f"{lang}{mark}2={forms[0]}_{forms[1]}"
        if len(forms) > 2:
            yield f"{lang}{mark}3={forms[0]}_{forms[1]}_{forms[2]}"
        if not forms:
            yield f"{mark}edge"


def _times(scene: Scene, at: int) -> Iterator[str]:
    """Say whether the periods around an amount lie before or after the day of publication."""
    today = scene.page.published_on
    tokens = scene.tokens
    for step, mark in ((-1, "<"), (1, ">")):
        for i, crossed in side(scene, at, step):
            if tokens[i].kind != PERIOD:
                continue
            period = scene.page.periods[tokens[i].at]
            when = "?"
            if period.to is not None and today is not None:
                started = period.from_ is None or period.from_ <= today
                when = "past" if period.to < today else "now" if started else "ahead"
                if period.kind == "deadline" and period.to > today:
                    when = "ahead"
            yield f"when{mark}{when}/{min(crossed, 1)}"
            yield f"when{mark}{when}/{period.kind}/{min(crossed, 1)}"
            if not crossed:
                yield f"when:{when}"
            break


def _verb(form: str) -> str | None:
    """Return the class of an English verb form, by its look; None for what looks like none."""
    if form in words(ENGLISH, "modals"):
        return "modal"
    if form in words(ENGLISH, "auxiliaries"):
        return form
    if form in ("to", "not", "n't", "if", "by", "no"):
        return form
    if form in words(ENGLISH, "irregular_pasts") or (form.endswith("ed") and len(form) > 4):
        return "past"
    if form.endswith("ing") and len(form) > 5:
        return "ing"
    return None


def _predicates(scene: Scene, at: int) -> Iterator[str]:
    """Name the verbs that govern an amount by their form: tense in English, ending in Korean."""
    tokens = scene.tokens
    if scene.lang == languages.KOREAN:
        yield from _korean_predicates(scene, at)
        return
    chain: list[str] = []
    for i, crossed in side(scene, at, -1):
        verb = _verb(tokens[i].form) if tokens[i].kind == WORD else None
        if verb is not None:
            chain.append(verb)
            if len(chain) <= 2:
                yield f"verb<{len(chain)}={verb}{'+' if crossed else ''}"
        if len(chain) > 3:
            break
    yield f"verbs<{'/'.join(chain[:2])}"
    yield f"verbs<{'/'.join(chain[:3])}"
    for i, _ in side(scene, at, 1):
        verb = _verb(tokens[i].form) if tokens[i].kind == WORD else None
        if verb is not None:
            yield f"verb>={verb}"
            break
    first, last = scene.sentence_bounds[tokens[at].sentence]
    for verb in {_verb(t.form) for t in tokens[first:last] if t.kind == WORD}:
        yield f"sentence:{verb}"


def _final(syllable: str) -> int:
    """Return the number of a Hangul syllable's final consonant; 0 for none."""
    return (ord(syllable) - 0xAC00) % 28 if "가" <= syllable <= "힣" else -1


def _korean_predicates(scene: Scene, at: int) -> Iterator[str]:
    tokens = scene.tokens
    found = 0
    for i, crossed in side(scene, at, 1):
        form = tokens[i].form
        if tokens[i].kind != WORD or len(form) < 2:
            continue
        ending = next((e for e in endings("predicate_ends") if form.endswith(e)), None)
        final = _final(form[-1])
        if ending is None and final not in (4, 8):
            continue
        found += 1
        where = f"{found}{'+' if crossed else ''}"
        yield f"ending{where}={ending}"
        if final in (4, 8):  # an adnominal form: what was (n), what is to be (l)
            yield f"adnominal{where}={'n' if final == 4 else 'l'}"
        if found == 4:
            break
    first, last = scene.sentence_bounds[tokens[at].sentence]
    forms = [t.form for t in tokens[first:last] if t.kind == WORD]
    if forms:
        yield f"ko.={forms[-1][-2:]}"
        yield f"ko.={forms[-1][-3:]}"
        yield f"ko.={forms[-1]}"
        yield f"ko..={'_'.join(forms[-2:])}"


def _clause_end(form: str) -> bool:
    return form in {";", ":", ",", "—", "–", "and", "but", "while", "which", "as", "after"} or (
        form.endswith(("고", "며", "지만", "는데", "으나", "면서"))
    )


def _cues(scene: Scene, at: int) -> Iterator[str]:  # noqa: C901  # one feature a line
    """Name the cues of the sentence: how near, on which side, behind how many other amounts."""
    tokens = scene.tokens
    first, last = scene.sentence_bounds[tokens[at].sentence]
    seen: set[str] = set()
    nearest: dict[str, str] = {}
    for mark, cues in (
        ("<", scene.cues_between(max(first, at - _REACH), at)[::-1]),
        (">", scene.cues_between(at + 1, min(last, at + _REACH))),
    ):
        for low, high, concept in cues:
            gap = (high, at) if mark == "<" else (at + 1, low)
            between = tokens[gap[0] : gap[1]]
            amounts = sum(t.kind == AMOUNT for t in between)
            breaks = sum(_clause_end(t.form) for t in between)
            distance = max(0, gap[1] - gap[0])
            name = f"c{mark}{concept}"
            group = "m" if concept in MANNER else "n"
            if amounts == 0:
                if mark + group not in nearest:
                    nearest[mark + group] = concept
                    yield f"near{mark}{group}={concept}"
                    near = "0" if not distance else "1" if distance < 4 else "4"
                    yield f"near{mark}{group}={concept}/{near}"
                if name not in seen:
                    seen.add(name)
                    yield name
                    far = next((str(n) for n in (2, 5, 9) if distance < n), "+")
                    yield f"{name}/{'b' if breaks else 'd'}{far}"
            elif f"{name}+" not in seen:
                seen.add(f"{name}+")
                yield f"{name}+{min(amounts, 2)}"
            if concept not in seen:
                seen.add(concept)
                yield f"c={concept}"
    for a, b in (("<n", "<m"), ("<n", ">n"), ("<n", ">m"), (">n", "<m"), ("<m", ">m")):
        if a in nearest or b in nearest:
            yield f"pair{a}{b}={nearest.get(a)}/{nearest.get(b)}"
    if not any(k[1] == "n" for k in nearest):
        yield "no noun"


def _links(scene: Scene, at: int) -> Iterator[str]:
    """Name what stands between an amount and the one before or after it in the sentence."""
    tokens = scene.tokens
    for step, mark in ((-1, "<"), (1, ">")):
        forms: list[str] = []
        for i, _ in side(scene, at, step):
            if tokens[i].kind == AMOUNT:
                text = "_".join(forms[:6][::step])
                if len(forms) <= 3:
                    yield f"link{mark}{scene.lang}={text}"
                reach = "near" if len(forms) < 4 else "mid" if len(forms) < 9 else "far"
                yield f"link{mark}{reach}"
                break
            if tokens[i].kind != AGAIN:
                forms.append(tokens[i].form)
        else:
            yield f"link{mark}none"


def _moves(scene: Scene, at: int) -> Iterator[str]:
    """Tell whether something moved by the amount, and whether the next one is where it came to."""
    tokens = scene.tokens
    money = scene.page.money[tokens[at].at]
    if changes_of((scene.lang,)).moves(scene.page.text, money.start):
        yield "moves"
        to, level = tokens[at + 1 : at + 2], tokens[at + 2 : at + 3]
        if to and level and to[0].form == "to" and level[0].kind == AMOUNT:
            yield MOVES_TO


def _places(scene: Scene, at: int) -> Iterator[str]:  # noqa: C901  # one feature a line
    tokens = scene.tokens
    token = tokens[at]
    line = token.line
    first, last = scene.line_bounds[line]
    if line == scene.title_line:
        yield "in title"
        yield from (f"title+{c}" for _, _, c in scene.cues_between(first, last))
    else:
        title = scene.line_bounds.get(scene.title_line)
        if title is not None:
            for concept in {c for _, _, c in scene.cues_between(*title)}:
                yield f"title:{concept}"
    if last - first < 12:
        yield "short line"
    head = tokens[first]
    if head.kind == MARK and head.form in "-•·▲△■□◆◇▷▶※*ㅇ○●":
        yield "bullet"
    if any(t.form in ("|", "\t") for t in tokens[first:last]):
        yield "table"
    for i in range(first, min(last, first + 8)):
        if tokens[i].form in (":", "："):
            yield "line head"
            yield from (f"head:{c}" for _, _, c in scene.cues_between(first, i))
            break
    yield from _before(scene, token.sentence)
    yield from (f"first:{c}" for _, _, c in scene.cues_between(first, min(first + 6, at)))
    if scene.page.speaker(token.start) is not None:
        yield "quoted"
    if any(tokens[i].kind == PERIOD for i, n in side(scene, at, -1) if n == 0):
        yield "period<"
    if any(tokens[i].kind == PERIOD for i, n in side(scene, at, 1) if n == 0):
        yield "period>"
    for step, mark in ((-1, "<"), (1, ">")):
        for i, _ in side(scene, at, step):
            if tokens[i].kind == NAME:
                yield f"name{mark}{_sort(scene.page.entities[tokens[i].at])}"
                break


def _sort(name: Entity | Name) -> str:
    """Return a known name's type; the type of one that no list knows is a guess by its letters."""
    known = name.entity_id is not None if isinstance(name, Entity) else name.is_known
    return str(name.type) if known else "new"


def _before(scene: Scene, sentence: int) -> Iterator[str]:
    """Name the cues of the sentence before, and those that the page has most of."""
    bounds = scene.sentence_bounds.get(sentence - 1)
    if bounds is not None:
        for concept in {c for _, _, c in scene.cues_between(*bounds)}:
            if concept not in MANNER:
                yield f"before:{concept}"
    for concept in common(scene):
        yield f"page:{concept}"


def common(scene: Scene) -> Sequence[str]:
    """Return the three nouns that the page's cues name most."""
    found = getattr(scene, "_common", None)
    if found is None:
        counts: dict[str, int] = {}
        for _, _, concept in scene.cues:
            if concept not in MANNER:
                counts[concept] = counts.get(concept, 0) + 1
        found = sorted(counts, key=lambda c: (-counts[c], c))[:3]
        scene._common = found  # type: ignore[attr-defined]
    return found


__all__ = ["LINE", "describe", "side"]
