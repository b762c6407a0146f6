"""Everything that the models look at in one text, found once: the same to learn and to read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from wirebook.reading.claims.candidates import Cast
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.features.actors import Actors
from wirebook.reading.claims.features.amounts import MANNER, describe
from wirebook.reading.claims.features.pairs import Pairs
from wirebook.reading.claims.features.periods import Whens
from wirebook.reading.claims.frames import Frames
from wirebook.reading.claims.horizons import horizon
from wirebook.reading.claims.page import Page, Sentence
from wirebook.reading.claims.scene import Scene
from wirebook.reading.model import Money, Percent

# Amounts of a text that are taken as neighbours of one another: a page of nothing but amounts
# stays linear.
_MOST_ON_A_PAGE = 40


class Situation:
    """A text's amounts with their features, neighbours and candidates.

    ``wanted`` are the indexes of the amounts that get a claim, ``sentences`` where each stands,
    ``drafts`` what the rules say of each and ``periods`` the period that they give it.
    """

    def __init__(
        self,
        page: Page,
        percents: Sequence[Percent],
        lang: str,
        wanted: Sequence[int],
        sentences: Sequence[Sentence],
        drafts: Sequence[Draft],
    ) -> None:
        self.page = page
        self.lang = lang
        self.scene = Scene(page, percents, lang)
        self.wanted = [i for i in wanted if i in self.scene.amount_token]
        self.drafts = dict(zip(wanted, drafts, strict=True))
        self.periods = {
            i: horizon(page, sentence, page.money[i], draft.fact_type, draft.modality)
            for i, sentence, draft in zip(wanted, sentences, drafts, strict=True)
        }
        self.whens = Whens(self.scene)
        self.pairs = Pairs(self.scene, self.wanted)
        frames = Frames(self.scene.tokens, lang, self.scene.title_line)
        self.actors = Actors(self.scene, Cast(self.scene, frames), frames)
        described = {i: describe(self.scene, i, self.drafts[i]) for i in self.wanted}
        self.context = {
            i: [*features, *self.actors.around(i)] for i, (features, _) in described.items()
        }
        self.standing = {i: standing for i, (_, standing) in described.items()}
        self.ruled = {i: self.actors.rules(self.drafts[i]) for i in self.wanted}
        self.options = {i: self._options(i) for i in self.wanted}

    def _options(self, index: int) -> list[int]:
        """Return the candidates of an amount; the one that the rules name is always one."""
        near, ruled = self.actors.options(index), self.ruled[index]
        return near if ruled < 0 or ruled in near else [*near, ruled]

    @cached_property
    def neighbours(self) -> dict[int, list[tuple[str, int]]]:
        """Other amounts by their relation to each: before, after, the same value, on the page."""
        found: dict[int, list[tuple[str, int]]] = {}
        at = self.scene.amount_token
        same: dict[object, list[int]] = {}
        for i in self.wanted:
            same.setdefault(_value(self.page.money[i]), []).append(i)
        for k, i in enumerate(self.wanted):
            near: list[tuple[str, int]] = []
            if k > 0:
                j = self.wanted[k - 1]
                near.append((f"p:{link(self.scene, at[j], at[i])}", j))
            if k > 1:
                j = self.wanted[k - 2]
                near.append((f"pp:{link(self.scene, at[j], at[i])[:1]}", j))
            if k + 1 < len(self.wanted):
                j = self.wanted[k + 1]
                near.append((f"n:{link(self.scene, at[i], at[j])}", j))
            value = _value(self.page.money[i])
            if value is not None:
                twins = same[value][:_MOST_ON_A_PAGE]
                near += [("same", j) for j in twins if j != i]
            low, high = max(0, k - _MOST_ON_A_PAGE), k + _MOST_ON_A_PAGE
            near += [("page", j) for j in self.wanted[low:high] if j != i]
            found[i] = near
        return found

    def link_before(self, position: int) -> str:
        """Return how the amount at a position of ``wanted`` is tied to the one before it."""
        at = self.scene.amount_token
        return link(self.scene, at[self.wanted[position - 1]], at[self.wanted[position]])


def _value(money: Money) -> object:
    value = money.point or money.high or money.low
    return (value, money.currency) if value is not None and value > 1000 else None


# Ties of two amounts that are compared: rose to $3 million from $2 million.
COMPARED = frozenset({"sft1", "sft2", "sft3"})
_JOINED = frozenset({"and", "와", "과", ",", "·"})


def link(scene: Scene, low: int, high: int) -> str:
    """Return how two amounts, given by their tokens, are tied: by a sentence, a line, a page."""
    tokens = scene.tokens
    a, b = tokens[low], tokens[high]
    if a.sentence != b.sentence:
        if a.line == b.line:
            return "line" if b.sentence - a.sentence == 1 else "para"
        return "near" if b.line - a.line <= 1 else "far"
    distance = high - low
    cues = {c for _, _, c in scene.cues_between(low + 1, high)}
    words = {t.form for t in tokens[low + 1 : high]}
    tie = "o"
    if "from_to" in cues or "past" in cues:
        tie = "ft"
    elif words & _JOINED and distance < 8:
        tie = "and"
    noun = "N" if cues - MANNER else ""
    return f"s{tie}{'1' if distance < 5 else '2' if distance < 10 else '3'}{noun}"
