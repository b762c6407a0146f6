"""Verbs of a text by their frame: what their subject does with money, or what they say of it.

A frame ("spend", "win", "estimate") has the same name in every language; its verbs are
``lexicon/<language>/claim_verbs.yaml``. Which side of a frame's verb an amount is about is learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from wirebook.reading import languages
from wirebook.reading.claims.scene import AMOUNT, LINE, MARK, NAME, WORD, Token
from wirebook.reading.lexicons import lexicon

# Forms of a verb: base, third person, past, participle, -ing.
BASE, THIRD, PAST, PARTICIPLE, ING = "b", "s", "d", "n", "g"
_VOWELS = "aeiou"
BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_AUXILIARY = BE | frozenset("has have had having do does did".split())
_MODAL = frozenset("will would shall may might could can should must 'll 'd cannot won't".split())
_INTO_BASE = _MODAL | frozenset(
    "to do does did not n't doesn't don't didn't we they you i who and or".split()
)


def _forms(entry: str) -> Iterator[tuple[str, str]]:
    base, *irregular = entry.split("/")
    yield base, BASE
    ends_y = base.endswith("y") and base[-2] not in _VOWELS
    hisses = base.endswith(("s", "x", "z", "ch", "sh", "o"))
    yield (f"{base[:-1]}ies" if ends_y else f"{base}es" if hisses else f"{base}s"), THIRD
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye")) else base
    doubles = (
        len(base) > 2
        and base[-1] in "bdgmnprtl"
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
    )
    for form in {stem, f"{stem}{stem[-1]}"} if doubles else {stem}:
        yield f"{form}ing", ING
        if not irregular:
            yield (f"{base[:-1]}ied" if ends_y else f"{form}ed"), PAST
    if irregular:
        yield irregular[0], PAST
        yield irregular[-1], PARTICIPLE


@cache
def english_verbs() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return English verb forms with their frames and which forms they are."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for frame, entries in lexicon(languages.ENGLISH, "claim_verbs").items():
        for entry in entries:
            for form, which in _forms(entry):
                frames, kinds = found.setdefault(form, (set(), set()))
                frames.add(frame)
                kinds.add(which)
    return {form: (frozenset(f), frozenset(k)) for form, (f, k) in found.items()}


@cache
def _korean_verbs() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Return nouns that make verbs and beginnings of verb forms, with their frames."""
    nouns: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for frame, entries in lexicon(languages.KOREAN, "claim_verbs").items():
        for entry in entries:
            if entry.endswith("하다"):
                nouns.setdefault(entry[:-2], set()).add(frame)
            else:
                stems.setdefault(entry, set()).add(frame)
    return (
        {word: frozenset(frames) for word, frames in nouns.items()},
        {word: frozenset(frames) for word, frames in stems.items()},
    )


@cache
def _does() -> tuple[str, ...]:
    return tuple(lexicon(languages.KOREAN, "claim_words")["does"])


@cache
def _verb_ends() -> tuple[str, ...]:
    return tuple(lexicon(languages.KOREAN, "claim_words")["verb_ends"])


@cache
def _english(name: str) -> frozenset[str]:
    return frozenset(lexicon(languages.ENGLISH, "claim_words")[name])


def korean_frames(form: str, after: str = "") -> frozenset[str]:
    """Return the frames of a Korean word form, none where it is no verb."""
    nouns, stems = _korean_verbs()
    for size in range(min(len(form), 5), 0, -1):
        head, rest = form[:size], form[size:]
        frames = nouns.get(head)
        if frames is not None and (rest.startswith(_does()) or (not rest and after[:1] in _does())):
            return frames
        frames = stems.get(head)
        if (
            frames is not None
            and 1 < len(form) < 4 + 3 * (size > 1)
            and form.endswith(_verb_ends())
        ):
            return frames
    return frozenset()


class Frames:
    """The verbs among tokens: ``of[i]`` has the frames of token i, ``form[i]`` its form."""

    def __init__(self, tokens: Sequence[Token], lang: str, title_line: int) -> None:
        self.tokens = tokens
        self.of: list[frozenset[str]] = [frozenset()] * len(tokens)
        self.form: list[str] = [""] * len(tokens)
        none: frozenset[str] = frozenset()
        if lang == languages.KOREAN:
            for i, token in enumerate(tokens):
                if token.kind == WORD:
                    after = tokens[i + 1].form if i + 1 < len(tokens) else ""
                    self.of[i] = korean_frames(token.form, after)
            return
        known = english_verbs()
        for i, token in enumerate(tokens):
            if token.kind == WORD and token.form in known:
                frames, kinds = known[token.form]
                self.form[i] = self._english(i, kinds, title_line)
                self.of[i] = frames if self.form[i] else none

    def _english(self, i: int, kinds: frozenset[str], title_line: int) -> str:
        """Return which form of a verb a word is where it stands; nothing where it is none."""
        before = self._before(i)
        form = before.form if before is not None else ""
        if form in _english("before_nouns") and not (
            ING in kinds and form not in ("the", "a", "an", "'s")
        ):
            return ""
        names = before is not None and before.kind in (NAME, AMOUNT)
        if ING in kinds:
            return ING
        if kinds & {PAST, PARTICIPLE} and not kinds & {BASE} or self._helped(i, kinds):
            return PARTICIPLE if self._helped(i, kinds) or self._next(i) == "by" else PAST
        if BASE in kinds and (
            form in _INTO_BASE
            or (before is not None and before.kind == WORD and _is_plural(before.form))
        ):
            return BASE
        if THIRD in kinds and not self._precedes_verb(i):
            if names or (
                before is not None
                and before.kind == WORD
                and form not in _INTO_BASE
                and not form.endswith(("ed", "ing", "ly"))
            ):
                return THIRD
        if BASE in kinds and names and self.tokens[i].line == title_line:
            return BASE
        return PAST if PAST in kinds and names else ""

    def _before(self, i: int) -> Token | None:
        j = i - 1
        while j >= 0 and (
            self.tokens[j].form in _english("between_verbs")
            or (self.tokens[j].form.endswith("ly") and self.tokens[j].kind == WORD)
        ):
            j -= 1
        return self.tokens[j] if j >= 0 and self.tokens[j].kind != LINE else None

    def _helped(self, i: int, kinds: frozenset[str]) -> bool:
        """Tell whether a participle's auxiliary stands before it."""
        if not kinds & {PAST, PARTICIPLE}:
            return False
        return any(t.form in _AUXILIARY for t in self.tokens[max(0, i - 3) : i])

    def _next(self, i: int) -> str:
        return self.tokens[i + 1].form if i + 1 < len(self.tokens) else ""

    def _precedes_verb(self, i: int) -> bool:
        """Tell whether another finite verb follows, so that this word is a noun."""
        for token in self.tokens[i + 1 : i + 3]:
            if token.form.endswith("ly") and token.kind == WORD:
                continue
            if token.form in _AUXILIARY or token.form in _MODAL:
                return True
            kinds = english_verbs().get(token.form, (frozenset(), frozenset()))[1]
            return token.kind == WORD and PAST in kinds and BASE not in kinds
        return False

    def is_passive(self, i: int) -> bool:
        """Tell whether an English verb is a participle behind a form of be, or before "by"."""
        if self.form[i] not in (PAST, PARTICIPLE):
            return False
        return self._next(i) == "by" or any(
            t.form in BE for t in self.tokens[max(0, i - 3) : i] if t.kind != MARK
        )


def _is_plural(form: str) -> bool:
    return form.endswith("s") and not form.endswith(("ss", "us", "is"))
