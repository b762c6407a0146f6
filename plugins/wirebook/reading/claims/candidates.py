"""Who a claim may be about: every name and noun phrase of the text, mentions of one thing together.

A candidate is a name with all its mentions ("Corvane Devices", then "Corvane"); names come from
the names read, from noun phrases (a chunk of words between function words in English, what
carries a topic, subject or possessive particle in Korean), and from what heads a line ("Kwai
Fung: ...", the first cell of a row). A text's candidates are found once, in linear time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from wirebook.reading import languages
from wirebook.reading.claims.amount_features import _PAST
from wirebook.reading.claims.scene import AGAIN, AMOUNT, LINE, MARK, NAME, WORD, Scene
from wirebook.reading.claims.words import claim_words
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import EntityType


@dataclass(slots=True)
class Mention:
    """One place where a candidate is named, as token numbers [low, high)."""

    low: int
    high: int
    particle: str  # what follows: a Korean particle, "'s", ":" at a line's head; else empty
    source: str  # name, phrase or head


@dataclass(slots=True)
class Candidate:
    """Someone or something that the text names, in the order of first mention."""

    name: str
    type: EntityType | None
    is_known: bool
    mentions: list[Mention] = field(default_factory=list)


_LEGAL = re.compile(
    r"\b(?:inc|corp|corporation|co|ltd|limited|group|holdings?|company|plc|llc|ag|sa|nv|gmbh|the)\b"
    r"|주식회사|㈜|\(주\)|그룹",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_]+")


def key_of(name: str) -> str:
    """Return a name without legal forms, marks and case: what two spellings of it share."""
    low = name.casefold()
    return _SIGNS.sub("", _LEGAL.sub("", low)) or _SIGNS.sub("", low)


# Words that no English noun phrase holds.
_STOP = frozenset(
    "a an the this that these those its their his her our your my of in on at by for from to with "
    "into over under after before between during against about around through as than and or but "
    "if while when where which who whom whose what how why because although though since until "
    "is are was were be been being has have had do does did will would can could may might shall "
    "should must not no nor so such it they he she we you i them him us me there here then now "
    "also only just even still already yet more most less least much many few some any all both "
    "each every other another same own very too up down out off per via amid among including "
    "said says say told according announced reported today yesterday tomorrow monday tuesday "
    "wednesday thursday friday saturday sunday last next earlier later ago one".split()
)
_ENDED = re.compile(r"(?:ly|ing|ed)$")
_PARTICLES = (
    "에서는", "에게서", "으로부터", "에서도", "에게는", "이라고", "측은", "측이", "에서", "에게",
    "께서", "이나", "까지", "부터", "으로", "라는", "이라", "은", "는", "이", "가", "을", "를",
    "의", "도", "와", "과", "에", "로", "만",
)  # fmt: skip
_ACTING = frozenset(
    {"은", "는", "이", "가", "의", "도", "에서", "께서", "에서는", "측은", "측이", "만"}
)
_LONGEST = 6
# Names with one beginning that are compared with a new one.
_MOST_ALIKE = 50
_BODIES = frozenset({"public_body", "investors", "market", "fund"})
_MENTIONS = "mtepa"
_VERBAL = (
    "다",
    "하고",
    "되고",
    "빼고",
    "으며",
    "하며",
    "지만",
    "는데",
    "려고",
    "면서",
    "했",
    "기로",
    "인데",
)
_VERB_STEMS = (
    "하",
    "되",
    "키우",
    "시키",
    "이루",
    "나누",
    "보이",
    "있",
    "없",
    "않",
    "같",
    "맞",
    "받",
    "오르",
    "내리",
    "들",
    "쓰",
)
_DELIMITERS = (":", "：", "=", "|", "–", "—")


def _is_capital(name: str) -> bool:
    """Tell whether every word of an English phrase has a capital."""
    return all(word[:1].isupper() for word in name.split())


def _goes_on(form: str, is_inside: bool) -> bool:
    """Tell whether an English word may stand in a noun phrase: no participle does inside."""
    if form.endswith("ing") and len(form) > 5:
        return False
    return not (is_inside and (form.endswith("ed") or form in _PAST))


def split_particle(form: str) -> tuple[str, str]:
    """Return a Korean word's stem and particle; the stem keeps at least two syllables."""
    for particle in _PARTICLES:
        if form.endswith(particle) and len(form) - len(particle) >= 2:
            return form[: -len(particle)], particle
    return form, ""


class Cast:
    """All candidates of a text, and which of them are named around a token."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.candidates: list[Candidate] = []
        self._by_key: dict[str, int] = {}
        # Names by how they begin, of which one may be another one's short form.
        self._alike: dict[str, list[str]] = {}
        self._least = 2 if scene.lang == languages.KOREAN else 4
        found = self._names()
        found += (
            self._korean_phrases() if scene.lang == languages.KOREAN else self._english_phrases()
        )
        found += self._heads()
        found.sort(key=lambda f: (f[0].low, f[0].source != "name"))
        for mention, name, kind, known in found:
            self._add(mention, name, kind, known)
        self.mentions = sorted(
            ((m.low, i, n) for i, c in enumerate(self.candidates) for n, m in enumerate(c.mentions))
        )

    def _add(self, mention: Mention, name: str, kind: EntityType | None, known: bool) -> None:
        key = key_of(name)
        if len(key) < 2 and not (len(key) == 1 and mention.source == "name"):
            return
        if name in _abstract():
            return
        at = self._by_key.get(key)
        if at is None and (mention.source != "phrase" or _is_capital(name)):
            at = self._short_for(key, mention.source)
        if key not in self._by_key:
            alike = self._alike.setdefault(key[: self._least], [])
            if len(alike) < _MOST_ALIKE:
                alike.append(key)
        if at is None:
            self._by_key[key] = len(self.candidates)
            self.candidates.append(Candidate(name, kind, known, [mention]))
            return
        candidate = self.candidates[at]
        self._by_key.setdefault(key, at)
        candidate.mentions.append(mention)
        if known and not candidate.is_known:
            candidate.name, candidate.is_known = name, True
        if candidate.type is None:
            candidate.type = kind
        elif (
            not candidate.is_known and len(name) > len(candidate.name) and mention.source == "name"
        ):
            candidate.name = name

    def _short_for(self, key: str, source: str) -> int | None:
        """Return the candidate whose name begins with a shorter one, or the other way round."""
        least = self._least
        for other in self._alike.get(key[:least], ()):
            at = self._by_key[other]
            small, large = sorted((key, other), key=len)
            if len(small) >= least and 2 * len(small) >= len(large) and large.startswith(small):
                first = self.candidates[at]
                if first.mentions[0].source != "phrase" or _is_capital(first.name):
                    return at
        return None

    def _names(self) -> list[tuple[Mention, str, EntityType | None, bool]]:
        found: list[tuple[Mention, str, EntityType | None, bool]] = []
        tokens = self.scene.tokens
        for i, token in enumerate(tokens):
            if token.kind != NAME:
                continue
            entity = self.scene.page.entities[token.at]
            known = entity.entity_id is not None
            particle = ""
            after = tokens[i + 1] if i + 1 < len(tokens) else None
            if after is not None and after.start == token.end:
                particle = after.form if after.kind in (WORD, MARK) else ""
            found.append((Mention(i, i + 1, particle, "name"), entity.name, entity.type, known))
        return found

    def _english_phrases(self) -> list[tuple[Mention, str, EntityType | None, bool]]:
        """Return runs of words and names with no function word or verb among them."""
        found: list[tuple[Mention, str, EntityType | None, bool]] = []
        tokens = self.scene.tokens
        verbs = _finite_words()
        start: int | None = None
        for i in range(len(tokens) + 1):
            token = tokens[i] if i < len(tokens) else None
            inside = token is not None and (
                token.kind == NAME
                or (
                    token.kind == WORD
                    and token.form not in _STOP
                    and token.form not in verbs
                    and token.form[0].isalpha()
                    and _goes_on(token.form, start is not None)
                )
                or (token.kind == MARK and token.form in ("-", "'", "’", "&") and start is not None)
                or (token.kind == WORD and token.form in ("'s",) and start is not None)
            )
            if inside:
                if start is None:
                    start = i
                continue
            if start is not None:
                found += self._phrase(start, i)
                start = None
        return found

    def _phrase(self, low: int, high: int) -> list[tuple[Mention, str, EntityType | None, bool]]:
        tokens = self.scene.tokens
        while high > low and tokens[high - 1].kind == MARK:
            high -= 1
        if high - low > _LONGEST:
            low = high - _LONGEST
        if high <= low or (high - low == 1 and tokens[low].kind == NAME):
            return []
        if high - low == 1 and not self._can_act(low):
            return []
        text = " ".join(self.scene.text[tokens[low].start : tokens[high - 1].end].split())
        kind: EntityType | None = None
        return [(Mention(low, high, _follows(self.scene, high), "phrase"), text, kind, False)]

    def _can_act(self, at: int) -> bool:
        """Tell whether a word alone may name someone: a plural, a capital, a body or a crowd."""
        token = self.scene.tokens[at]
        if token.form.endswith("s") and not token.form.endswith(("ss", "us", "is")):
            return True
        if (
            self.scene.text[token.start].isupper()
            and at > 0
            and self.scene.tokens[at - 1].kind == WORD
        ):
            return True
        return any(c in _BODIES for _, _, c in self.scene.cues_between(at, at + 1))

    def _korean_phrases(self) -> list[tuple[Mention, str, EntityType | None, bool]]:
        """Return what carries an acting particle, alone and with the bare nouns before it."""
        found: list[tuple[Mention, str, EntityType | None, bool]] = []
        tokens = self.scene.tokens
        for i, token in enumerate(tokens):
            if token.kind != WORD or not ("가" <= token.form[0] <= "힣" or token.form[0].isalpha()):
                continue
            glued = i > 0 and tokens[i - 1].end == token.start and tokens[i - 1].kind in _MENTIONS
            stem, particle = split_particle(token.form)
            if (
                glued
                or stem.endswith(_VERBAL)
                or (particle in ("는", "은") and stem.endswith(_VERB_STEMS))
                or stem in _abstract()
            ):
                continue
            if particle not in _ACTING and not self._opens(i):
                continue
            end = token.start + len(stem) if len(stem) <= token.end - token.start else token.end
            low = i
            forms = [self.scene.text[token.start : end]]
            found.append((Mention(i, i + 1, particle, "phrase"), forms[0], None, False))
            while low > 0 and i - low < 3:
                before = tokens[low - 1]
                if (
                    low > 1
                    and tokens[low - 2].end == before.start
                    and tokens[low - 2].kind in _MENTIONS
                ):
                    break
                if before.kind == NAME:
                    low -= 1
                elif (
                    before.kind == WORD
                    and not split_particle(before.form)[1]
                    and (
                        before.sentence == token.sentence
                        and not before.form.endswith(("한", "된", "할", "인", "고", "며"))
                    )
                ):
                    low -= 1
                else:
                    break
                name = self.scene.text[tokens[low].start : end]
                if "\n" in name:
                    break
                found.append((Mention(low, i + 1, particle, "phrase"), name, None, False))
        return found

    def _opens(self, i: int) -> bool:
        """Tell whether a word opens its line before a comma or another mark: a headline's topic."""
        tokens = self.scene.tokens
        first = (
            i == 0
            or tokens[i - 1].kind == LINE
            or (tokens[i - 1].kind == MARK and (i == 1 or tokens[i - 2].kind == LINE))
        )
        return first and i + 1 < len(tokens)

    def _heads(self) -> list[tuple[Mention, str, EntityType | None, bool]]:
        """Return what heads a line: before a colon, an equals sign or a cell's bar, in brackets."""
        found: list[tuple[Mention, str, EntityType | None, bool]] = []
        tokens = self.scene.tokens
        for first, last in self.scene.line_bounds.values():
            low = first
            while low < last and tokens[low].kind == MARK:
                low += 1
            for i in range(low, min(last, low + 10)):
                if tokens[i].kind in (AMOUNT, AGAIN):
                    break
                soft = tokens[i].form in ("(", "]", ",", "…") and i - low <= 4
                if (
                    tokens[i].form in _DELIMITERS
                    or soft
                    or (tokens[i].form == "-" and tokens[i].start > tokens[i - 1].end)
                ):
                    if i > low:
                        text = self.scene.text[tokens[low].start : tokens[i - 1].end]
                        mark = Mention(low, i, tokens[i].form, "head")
                        found.append((mark, text, None, False))
                    break
        return found


def _follows(scene: Scene, high: int) -> str:
    return scene.tokens[high].form if high < len(scene.tokens) else ""


@cache
def _abstract() -> frozenset[str]:
    """Korean nouns that name no one: sums, times, plans, reasons."""
    return frozenset(lexicon(languages.KOREAN, "claim_words").get("abstract", ()))


@cache
def _finite_words() -> frozenset[str]:
    words = claim_words(languages.ENGLISH).get("finite", ())
    return frozenset(w for w in words if re.fullmatch(r"[a-z]+", w))
