"""How two amounts of a text stand to one another: a part and its whole, a figure and what the text
puts in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from wirebook.reading.claims.scene import AMOUNT, Scene
from wirebook.reading.model import Money

_BEFORE, _AFTER = 10, 6
_CUES = ("part", "total", "replaced", "denied", "from_to", "up", "down", "plan", "announce")


def amount_of(money: Money) -> Decimal | None:
    """Return one number for an amount: its point, else an end."""
    return money.point or money.high or money.low


class Pairs:
    """The other amounts of a text as options for each of its amounts."""

    def __init__(self, scene: Scene, wanted: Sequence[int]) -> None:
        self.scene = scene
        self.wanted = wanted
        self._place = {i: n for n, i in enumerate(wanted)}

    def near(self, index: int) -> list[int]:
        """Return the amounts around one, in the same currency, nearest first."""
        n = self._place[index]
        money = self.scene.page.money
        around = self.wanted[max(0, n - _BEFORE) : n + _AFTER + 1]
        same = [j for j in around if j != index and money[j].currency == money[index].currency]
        return sorted(same, key=lambda j: abs(self._place[j] - n))

    def wholes(self, index: int) -> list[int]:
        """Return the amounts around one that are larger."""
        own = amount_of(self.scene.page.money[index])
        if own is None:
            return []
        return [j for j in self.near(index) if (amount_of(self.scene.page.money[j]) or 0) > own]

    def none(self, index: int, kind: str) -> list[str]:
        """Return the features of no other amount."""
        cues = sorted(self._cues(index))
        return [
            "none",
            f"none {kind}",
            *(f"none {c}" for c in cues),
            *(f"none {c}" for c in self._own(index)),
        ]

    def describe(
        self,
        index: int,
        other: int,
        kinds: Mapping[int, str],
        who: Mapping[int, str | None],
        moods: Mapping[int, str],
    ) -> list[str]:
        """Return the features of another amount as the whole, or the successor, of this one."""
        tokens = self.scene.tokens
        at, to = self.scene.amount_token[index], self.scene.amount_token[other]
        step = self._place[index] - self._place[other]
        side = "<" if step > 0 else ">"
        near = f"{side}{min(abs(step), 4)}"
        same = tokens[at].sentence == tokens[to].sentence
        line = tokens[at].line == tokens[to].line
        place = "sentence" if same else "line" if line else "page"
        kind = "same" if kinds[index] == kinds[other] else f"{kinds[other]}>{kinds[index]}"
        subject = "?" if who[index] is None or who[other] is None else str(who[index] == who[other])
        features = [
            f"near={near}",
            f"place={place}/{side}",
            f"kind={kind}",
            f"who={subject}",
            f"kind={kind}/who={subject}",
            f"place={place}/who={subject}/{kind == 'same'}",
            f"mood={moods[index]}/{moods[other]}",
            f"mood={moods[index] == moods[other]}",
            f"ratio={self._ratio(index, other)}",
            f"near={near}/{place}",
        ]
        low, high = sorted((at, to))
        between = {c for _, _, c in self.scene.cues_between(low + 1, high)}
        features += [f"between {c}/{side}" for c in between if c in _CUES]
        features += [f"own {c}/{side}/{place}" for c in self._cues(index)]
        features += [f"own {c}/{near}" for c in self._own(index)]
        features += [f"other {c}/{side}" for c in self._own(other)]
        if self._adds_up(index, other):
            features += ["adds up", f"adds up {place}"]
        features.append(f"first of the page {self._place[other] == 0}")
        return features

    def _ratio(self, index: int, other: int) -> str:
        own, whole = (
            amount_of(self.scene.page.money[index]),
            amount_of(self.scene.page.money[other]),
        )
        if not own or not whole:
            return "?"
        ratio = own / whole
        return next(
            (
                name
                for name, most in (
                    ("tiny", Decimal("0.01")),
                    ("small", Decimal("0.1")),
                    ("third", Decimal("0.4")),
                    ("most", Decimal(1)),
                )
                if ratio < most
            ),
            "more" if ratio > 1 else "equal",
        )

    def _cues(self, index: int) -> set[str]:
        """Return the cues of the amount's sentence that speak of parts and of change."""
        at = self.scene.amount_token[index]
        low, high = self.scene.sentence_bounds[self.scene.tokens[at].sentence]
        return {c for _, _, c in self.scene.cues_between(low, high) if c in _CUES}

    def _own(self, index: int) -> set[str]:
        """Return such cues that stand with the amount, no other amount in between."""
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        low = high = at
        while low > 0 and at - low < 9 and tokens[low - 1].kind != AMOUNT:
            low -= 1
        while high + 1 < len(tokens) and high - at < 5 and tokens[high + 1].kind != AMOUNT:
            high += 1
        return {f"own {c}" for _, _, c in self.scene.cues_between(low, high + 1) if c in _CUES}

    def _adds_up(self, index: int, other: int) -> bool:
        """Tell whether a run of amounts that holds this one adds up to the other one."""
        whole = amount_of(self.scene.page.money[other])
        if not whole:
            return False
        return any(abs(total - whole) <= whole / 100 for total in self._sums(index, other))

    def _sums(self, index: int, other: int) -> Iterator[Decimal]:
        money = self.scene.page.money
        n = self._place[index]
        for start in range(max(0, n - 5), n + 1):
            run = [j for j in self.wanted[start : start + 7] if j != other]
            total = Decimal(0)
            for k, j in enumerate(run):
                if money[j].currency != money[index].currency:
                    break
                total += amount_of(money[j]) or 0
                if k and self._place[j] >= n:
                    yield total
