"""Which part a mention plays in the sentence of an amount, by a light parse, as named features.

The verb that governs the amount, the verbs on either side of the mention, whether another subject
stands between the two, voice, prepositions and particles: with a verb's frame they tell who gives
and who gets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wirebook.reading import languages
from wirebook.reading.claims.candidates import Mention, words
from wirebook.reading.claims.frames import BE, ING, PARTICIPLE, PAST, Frames
from wirebook.reading.claims.scene import AMOUNT, LINE, MARK, NAME, WORD, Scene

_REACH = 40
_PREPOSITIONS = frozenset(
    "of from to in at by for with on as into against between among under through after than".split()
)
_RELATIVE = frozenset("which who that whose where whom".split())
_TRANSPARENT = frozenset("the a an its their his her this that new own".split())
_BREAKS = frozenset((";", ":", "—", "–", "(", ")", '"', "“", "”"))


_JOINS = frozenset((",", ";", "and", "·", "/", "the"))


@dataclass(slots=True)
class Governor:
    """The verb that an amount hangs on: its token, -1 for none, and how it was reached."""

    at: int
    frame: str
    voice: str  # "act", "pass", "ing"; Korean: "end", "link", "noun" by its ending
    later: str  # the frame of the next verb outward: what is said or planned of the first


class Roles:
    """The parts that mentions play, found as they are asked for."""

    def __init__(self, scene: Scene, frames: Frames) -> None:
        self.scene = scene
        self.frames = frames
        self._governors: dict[int, Governor] = {}
        self.is_korean = scene.lang == languages.KOREAN

    def governor(self, index: int) -> Governor:
        """Return the verb that the amount ``money[index]`` hangs on."""
        found = self._governors.get(index)
        if found is None:
            at = self.scene.amount_token[index]
            step = 1 if self.is_korean else -1
            verbs = list(self._verbs(at, step))
            if not verbs:
                verbs = [i for i in self._verbs(at, -step)][:1]
            first = verbs[0] if verbs else -1
            later = next((i for i in verbs[1:] if self._name(i) != self._name(first)), -1)
            found = Governor(first, self._name(first), self._voice(first), self._name(later))
            self._governors[index] = found
        return found

    def _verbs(self, at: int, step: int) -> Iterator[int]:
        tokens = self.scene.tokens
        first, last = self.scene.sentence_bounds[tokens[at].sentence]
        i = at + step
        while first <= i < last and abs(i - at) < _REACH:
            if self.frames.of[i]:
                yield i
            i += step

    def _name(self, i: int) -> str:
        return "+".join(sorted(self.frames.of[i])) if i >= 0 else "-"

    def _voice(self, i: int) -> str:
        if i < 0:
            return "-"
        if not self.is_korean:
            if self.frames.form[i] == ING:
                return "ing"
            return "pass" if self.frames.is_passive(i) else "act"
        form = self.scene.tokens[i].form
        suffer = "받" in form or "되" in form or "된" in form or "됐" in form or "돼" in form
        final = (ord(form[-1]) - 0xAC00) % 28 if "가" <= form[-1] <= "힣" else 0
        ends = "noun" if final in (4, 8) or form.endswith("는") else "link"
        if form.endswith(("다", "요", "까", "죠")):
            ends = "end"
        return f"{ends}{'-' if suffer else ''}"

    def features(  # one feature a line
        self, index: int, mention: Mention, subjects: list[int], look: str
    ) -> Iterator[str]:
        """Describe a mention in the amount's own sentence.

        ``subjects`` are the first tokens of the sentence's mentions that look like subjects.
        """
        scene, tokens = self.scene, self.scene.tokens
        at = scene.amount_token[index]
        governor = self.governor(index)
        role = self._role(mention)
        is_subject = mention.low in subjects
        side = "<" if mention.low < at else ">"
        edge = governor.at if governor.at >= 0 and not self.is_korean else at
        between = [s for s in subjects if min(mention.low, edge) < s < max(mention.low, edge)]
        place = ("S" if not between else "s") if is_subject else role
        if is_subject and side == ">":
            place = "S>" if not between else "s>"
        yield f"r={place}"
        yield f"r={place}/{look}"
        yield f"r={place}/g={governor.frame}"
        yield f"r={place}/g={governor.frame}/{governor.voice}"
        yield f"r={place}/l={governor.later}"
        own = self._own(mention)
        same = own == governor.at
        yield f"r={place}/own={same}"
        yield f"r={place}/f={self.final(tokens[at].sentence)}"
        if self.is_source(mention):
            yield "source"
            yield f"source {side}"
        if own >= 0 and not same:
            yield f"r={place}/o={self._name(own)}"
            yield f"r={place}/o={self._name(own)}/g={governor.frame}"
        before = self._verb_before(mention)
        if before >= 0 and before != own:
            yield f"{role}<{self._name(before)}/{self._voice(before)}"
            yield f"{role}<{before == governor.at}"
        gap = (mention.high, at) if side == "<" else (at + 1, mention.low)
        verbs = sum(bool(self.frames.of[i]) for i in range(*gap))
        breaks = sum(tokens[i].form in _BREAKS for i in range(*gap))
        yield f"r={place}/v{min(verbs, 3)}"
        if side == "<" and at - mention.high <= 1 and self._is_item(mention.low):
            yield "item"
        if breaks:
            yield f"r={place}/break"
        if any(tokens[i].form in _RELATIVE for i in range(*gap)):
            yield f"r={place}/rel"

    def _is_item(self, low: int) -> bool:
        """Tell whether a mention goes on a list of names with amounts: an amount, a comma, it."""
        tokens = self.scene.tokens
        i = low - 1
        while i >= 0 and (
            tokens[i].form in _JOINS or (tokens[i].kind == WORD and len(tokens[i].form) == 1)
        ):
            i -= 1
        return low - i > 1 and i >= 0 and tokens[i].kind == AMOUNT

    def final(self, sentence: int) -> str:
        """Return the frame of a sentence's last verb: in Korean that of the main clause."""
        first, last = self.scene.sentence_bounds[sentence]
        for i in range(last - 1, max(first, last - 12) - 1, -1):
            if self.frames.of[i]:
                return self._name(i)
        return "-"

    def is_source(self, mention: Mention) -> bool:
        """Tell whether a mention is only of who says something: "according to X", "said X"."""
        tokens = self.scene.tokens
        if self.is_korean:
            ahead = tokens[mention.high : mention.high + 3]
            return any(t.form in words(self.scene.lang, "sources") for t in ahead)
        i = mention.low - 1
        while i >= 0 and tokens[i].form in _TRANSPARENT:
            i -= 1
        if i < 0:
            return False
        if tokens[i].form == "to":
            return i > 0 and tokens[i - 1].form == "according"
        if tokens[i].form in ("citing", "quoted", "told"):
            return True
        if self._says(i):
            return True
        if tokens[i].form in ("at", "of", "for", "with", "from") and i > 0:
            before = tokens[i - 1]
            if before.form in words(self.scene.lang, "roles") or before.kind == NAME:
                return before.kind != NAME or (i > 1 and self._says(i - 2)) or self._is_role(i - 1)
        own = self._own(mention)
        return own >= 0 and self._says(own)

    def _says(self, i: int) -> bool:
        return bool(self.frames.of[i] & {"say", "estimate"}) and not self.frames.is_passive(i)

    def _is_role(self, i: int) -> bool:
        """Tell whether the name at a token is a person's who speaks."""
        entity = self.scene.page.entities[self.scene.tokens[i].at]
        return entity.type == "PER"

    def _role(self, mention: Mention) -> str:
        """Return the part of a mention by what stands beside it."""
        tokens = self.scene.tokens
        if self.is_korean:
            mark = tokens[mention.high].form if mention.high < len(tokens) else ""
            return mention.particle or (mark if mark in (",", ":", "(", "=", "·") else "-")
        after = tokens[mention.high] if mention.high < len(tokens) else None
        if (
            after is not None
            and after.form in ("'s", "'", "’")
            and after.start == tokens[mention.high - 1].end
        ):
            return "gen"
        i = mention.low - 1
        while i >= 0 and tokens[i].form in _TRANSPARENT:
            i -= 1
        if i < 0 or tokens[i].kind == LINE:
            return "first"
        if tokens[i].form in _PREPOSITIONS:
            return tokens[i].form
        if self.frames.of[i]:
            return "obj"
        if tokens[i].kind in (NAME, WORD):
            return "word"
        return tokens[i].form if tokens[i].kind == MARK else tokens[i].kind

    def _own(self, mention: Mention) -> int:
        """Return the verb behind a mention: past an apposition; in Korean the next one."""
        tokens = self.scene.tokens
        i, last = mention.high, min(len(tokens), mention.high + _REACH)
        sentence = tokens[mention.low].sentence
        if self.is_korean:
            while i < last and tokens[i].sentence == sentence:
                if self.frames.of[i]:
                    return i
                i += 1
            return -1
        if i < last and tokens[i].form == "," and not self._relative(i + 1):
            close = next((j for j in range(i + 1, min(last, i + 20)) if tokens[j].form == ","), i)
            i = close + 1
        for j in range(i, min(last, i + 8)):
            token = tokens[j]
            if token.sentence != sentence or token.kind in (LINE, AMOUNT):
                return -1
            if self.frames.of[j]:
                return j
            if token.form in _PREPOSITIONS and j > i:
                continue
            if token.form in BE:
                continue
        return -1

    def _relative(self, i: int) -> bool:
        return i < len(self.scene.tokens) and self.scene.tokens[i].form in _RELATIVE

    def _verb_before(self, mention: Mention) -> int:
        tokens = self.scene.tokens
        sentence = tokens[mention.low].sentence
        for i in range(mention.low - 1, max(-1, mention.low - 6), -1):
            if tokens[i].sentence != sentence or tokens[i].kind in (LINE, AMOUNT):
                return -1
            if self.frames.of[i]:
                return i
        return -1


__all__ = ["PARTICIPLE", "PAST", "Governor", "Roles"]
