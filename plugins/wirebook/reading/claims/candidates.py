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
from wirebook.reading.claims.frames import ING, Frames
from wirebook.reading.claims.scene import AGAIN, AMOUNT, LINE, MARK, NAME, PERIOD, WORD, Scene
from wirebook.reading.claims.words import claim_words
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import EntityType
from wirebook.reading.names.hangul import ends_in_consonant
from wirebook.reading.names.no_names import is_no_name


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
    entity_id: str | None = None


# A mention with its name, type and known entity.
_Named = tuple[Mention, str, EntityType | None, str | None]

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


_LONGEST = 6
# Names with one beginning that are compared with a new one.
_MOST_ALIKE = 50
_SUMS = frozenset(
    "revenue operating_profit net_profit profit loss gross_profit pretax ebitda orders backlog "
    "exports assets debt equity cash cash_flow dividend buyback tax cost impairment investment "
    "valuation stake acquisition funding bond budget grant contract penalty price".split()
)
_BODIES = frozenset({"public_body", "investors", "market", "fund"})
_MENTIONS = "mtepa"
_DELIMITERS = (":", "：", "=", "|", "–", "—")


def _is_capital(name: str) -> bool:
    """Tell whether every word of an English phrase has a capital."""
    return all(word[:1].isupper() for word in name.split())


@cache
def words(lang: str, name: str) -> frozenset[str]:
    """Return a list of a language's claim words; empty where it has none."""
    return frozenset(lexicon(lang, "claim_words").get(name, ()))


@cache
def endings(name: str) -> tuple[str, ...]:
    """Return a list of Korean claim words for comparing ends, in its order."""
    return tuple(lexicon(languages.KOREAN, "claim_words").get(name, ()))


# Particles that follow only a consonant, or only a vowel.
_AFTER_CONSONANT = frozenset({"은", "이", "을", "과", "으로", "이라고", "이나", "이라", "으로부터"})
_AFTER_VOWEL = frozenset({"는", "가", "를", "와", "라는"})


def split_particle(form: str) -> tuple[str, str]:
    """Return a Korean word's stem and particle; the stem keeps at least two syllables, and ends in
    a consonant or a vowel as the particle asks."""
    for particle in endings("particles"):
        if form.endswith(particle) and len(form) - len(particle) >= 2:
            stem = form[: -len(particle)]
            if "가" <= stem[-1] <= "힣":
                closed = ends_in_consonant(stem)
                if particle in (_AFTER_VOWEL if closed else _AFTER_CONSONANT):
                    continue
            return stem, particle
    return form, ""


class Cast:
    """All candidates of a text, and which of them are named around a token."""

    def __init__(self, scene: Scene, frames: Frames) -> None:
        self.scene = scene
        self.frames = frames
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
        found = [f for f in found if scene.page.is_told(scene.tokens[f[0].low].start)]
        found.sort(key=lambda f: (f[0].low, f[0].source != "name"))
        for mention, name, kind, entity_id in found:
            self._add(mention, name, kind, entity_id)
        self.mentions = sorted(
            ((m.low, i, n) for i, c in enumerate(self.candidates) for n, m in enumerate(c.mentions))
        )

    def _add(
        self, mention: Mention, name: str, kind: EntityType | None, entity_id: str | None
    ) -> None:
        key, known = key_of(name), entity_id is not None
        if len(key) < 2 and not (len(key) == 1 and mention.source == "name"):
            return
        if name in _abstract() or (not known and is_no_name(name)):
            return
        at = self._by_key.get(key)
        if at is None and self._may_be_short(mention, name):
            at = self._short_for(key, mention.source)
        if key not in self._by_key:
            alike = self._alike.setdefault(key[: self._least], [])
            if len(alike) < _MOST_ALIKE:
                alike.append(key)
        if at is None:
            self._by_key[key] = len(self.candidates)
            self.candidates.append(Candidate(name, kind, known, [mention], entity_id))
            return
        candidate = self.candidates[at]
        self._by_key.setdefault(key, at)
        candidate.mentions.append(mention)
        if known and not candidate.is_known:
            candidate.name, candidate.is_known, candidate.entity_id = name, True, entity_id
        if not candidate.is_known and len(name) > len(candidate.name) and mention.source == "name":
            candidate.name = name
        if candidate.type is None:
            candidate.type = kind

    def _may_be_short(self, mention: Mention, name: str) -> bool:
        """Tell whether a name may be a longer or shorter form of another: not a plain phrase, nor
        a Korean name of something of a company, such as its union or its shares."""
        if self.scene.lang == languages.KOREAN and name.endswith(endings("parts")):
            return False
        return mention.source != "phrase" or _is_capital(name)

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

    def _names(self) -> list[_Named]:
        found: list[_Named] = []
        tokens = self.scene.tokens
        for i, token in enumerate(tokens):
            if token.kind != NAME:
                continue
            entity = self.scene.page.entities[token.at]
            particle = ""
            after = tokens[i + 1] if i + 1 < len(tokens) else None
            if after is not None and after.start == token.end:
                particle = after.form if after.kind in (WORD, MARK) else ""
            mention = Mention(i, i + 1, particle, "name")
            found.append((mention, entity.name, entity.type, entity.entity_id))
        return found

    def _english_phrases(self) -> list[_Named]:
        """Return runs of words and names with no function word or verb among them."""
        found: list[_Named] = []
        tokens = self.scene.tokens
        start: int | None = None
        for i in range(len(tokens) + 1):
            if i < len(tokens) and self._is_inside(i, start is not None):
                if start is None:
                    start = i
                continue
            if start is not None:
                found += self._phrase(start, self._past_what_for(i))
                start = None
        return found

    def _past_what_for(self, high: int) -> int:
        """Return the end of a market's name that says what it is for: "the market for pumps"."""
        tokens = self.scene.tokens
        if (
            tokens[high - 1].form not in ("market", "markets")
            or _follows(self.scene, high) != "for"
        ):
            return high
        end = high + 1
        outside = words(languages.ENGLISH, "outside_phrases")
        while end < len(tokens) and end - high < _LONGEST:
            if tokens[end].kind != WORD or tokens[end].form in outside or self.frames.of[end]:
                break
            end += 1
        return end if end > high + 1 else high

    def _is_inside(self, i: int, is_begun: bool) -> bool:
        """Tell whether a token may stand in an English noun phrase: no verb, adverb or figure."""
        token = self.scene.tokens[i]
        if token.kind == NAME:
            return True
        if token.kind == MARK:
            joins = token.form in ("-", "'", "’", "&") and is_begun
            return joins and (token.form == "&" or self.scene.tokens[i - 1].end == token.start)
        if token.kind != WORD or not token.form[0].isalpha():
            return False
        if token.form == "'s":
            return is_begun
        if token.form in words(languages.ENGLISH, "outside_phrases"):
            return False
        if token.form in _finite_words() or token.form.endswith("ly"):
            return False
        form = self.frames.form[i]
        if form == ING or (token.form.endswith("ing") and len(token.form) > 5):
            return False
        return not form and not (is_begun and token.form.endswith("ed"))

    def _phrase(self, low: int, high: int) -> list[_Named]:
        tokens = self.scene.tokens
        while high > low and tokens[high - 1].kind == MARK:
            high -= 1
        while high - low > 1 and tokens[high - 1].kind == WORD and self._is_sum(high - 1):
            high -= 1
            while high > low and tokens[high - 1].form in ("'s", "-", "&"):
                high -= 1
        if high - low > 2 * _LONGEST or (
            high - low > _LONGEST and not self._names_market(low, high)
        ):
            low = high - _LONGEST
        # What ends in a name is that name, whatever describes it.
        if high <= low or tokens[high - 1].kind == NAME:
            return []
        if high - low == 1 and not self._can_act(low):
            return []
        low = self._name_within(low, high)
        text = " ".join(self.scene.text[tokens[low].start : tokens[high - 1].end].split())
        kind: EntityType | None = None
        return [(Mention(low, high, _follows(self.scene, high), "phrase"), text, kind, None)]

    def _names_market(self, low: int, high: int) -> bool:
        return any(t.form in ("market", "markets") for t in self.scene.tokens[low : high - 1])

    def _name_within(self, low: int, high: int) -> int:
        """Return where the name begins that a phrase ends in, past what describes it: "equipment
        maker Calder Works"; the phrase's own beginning where it ends in no name."""
        at = high
        while at > low and self.scene.text[self.scene.tokens[at - 1].start].isupper():
            at -= 1
        return at if low < at < high - 1 else low

    def _is_sum(self, at: int) -> bool:
        """Tell whether a word says what is counted of somebody: "revenue", "profit", "subsidy"."""
        return any(c in _SUMS for _, _, c in self.scene.cues_between(at, at + 1))

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

    def _korean_phrases(self) -> list[_Named]:
        """Return what carries an acting particle, alone and with the bare nouns before it."""
        found: list[_Named] = []
        tokens = self.scene.tokens
        for i, token in enumerate(tokens):
            if token.kind != WORD or not ("가" <= token.form[0] <= "힣" or token.form[0].isalpha()):
                continue
            stem, particle = split_particle(token.form)
            if not self._may_act(i, stem, particle):
                continue
            end = token.start + len(stem) if len(stem) <= token.end - token.start else token.end
            low = i
            forms = [self.scene.text[token.start : end]]
            found.append((Mention(i, i + 1, particle, "phrase"), forms[0], None, None))
            while low > 0 and i - low < 3 and self._describes(low - 1, i):
                low -= 1
                name = self.scene.text[tokens[low].start : end]
                if "\n" in name:
                    break
                found.append((Mention(low, i + 1, particle, "phrase"), name, None, None))
        return found

    def _is_glued(self, i: int) -> bool:
        """Tell whether a token is what a name, an amount or a period left of its word."""
        before = self.scene.tokens[i - 1] if i > 0 else None
        return (
            before is not None
            and before.end == self.scene.tokens[i].start
            and before.kind in _MENTIONS
        )

    def _may_act(self, i: int, stem: str, particle: str) -> bool:
        """Tell whether a Korean word may name someone: by its particle, or as a line's topic."""
        if (
            self._is_glued(i)
            or self.frames.of[i]
            or stem.endswith(endings("verbal"))
            or (particle in ("는", "은") and stem.endswith(endings("verb_stems")))
            or stem in _abstract()
            or stem in words(languages.KOREAN, "outside_phrases")
        ):
            return False
        return particle in words(languages.KOREAN, "acting_particles") or self._opens(i)

    def _describes(self, at: int, head: int) -> bool:
        """Tell whether a token before a Korean noun belongs to it: a name, or a bare noun."""
        before = self.scene.tokens[at]
        if self._is_glued(at) or self.frames.of[at]:
            return False
        if before.form in words(languages.KOREAN, "outside_phrases"):
            return False
        if before.kind == NAME:
            return True
        return (
            before.kind == WORD
            and before.sentence == self.scene.tokens[head].sentence
            and not split_particle(before.form)[1]
            and not before.form.endswith(endings("describing"))
        )

    def _opens(self, i: int) -> bool:
        """Tell whether a word opens its line before a comma or another mark: a headline's topic."""
        tokens = self.scene.tokens
        first = (
            i == 0
            or tokens[i - 1].kind == LINE
            or (tokens[i - 1].kind == MARK and (i == 1 or tokens[i - 2].kind == LINE))
        )
        return first and i + 1 < len(tokens)

    def _may_head(self, low: int, high: int) -> bool:
        """Tell whether what opens a line may be a name: no clause, no time, no particle at its
        end."""
        tokens = self.scene.tokens
        if self.scene.lang == languages.KOREAN:
            last = tokens[high - 1]
            return last.kind != WORD or not split_particle(last.form)[1]
        outside = words(languages.ENGLISH, "outside_phrases") - {"the", "a", "an", "of", "and"}
        return not any(
            t.kind == PERIOD or (t.kind == WORD and t.form in outside) for t in tokens[low:high]
        )

    def _heads(self) -> list[_Named]:
        """Return what heads a line: before a colon, an equals sign or a cell's bar, in brackets."""
        found: list[_Named] = []
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
                    if i > low and self._may_head(low, i):
                        text = self.scene.text[tokens[low].start : tokens[i - 1].end]
                        mark = Mention(low, i, tokens[i].form, "head")
                        found.append((mark, text, None, None))
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
