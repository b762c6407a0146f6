"""Which period an amount is for: the options of a text, and what tells one from another."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wirebook.reading.claims.horizons import Horizon, months_of
from wirebook.reading.claims.scene import AMOUNT, PERIOD, Scene
from wirebook.reading.model import Period

# Sentences looked at before an amount, and options of one amount.
_BACK, _MOST = 2, 12
_LONG = timedelta(days=27)


@dataclass(frozen=True, slots=True)
class When:
    """A period that an amount may be for: one of the text's, the one of the amount before
    (``carried``), or either of these a year earlier (``shifted``)."""

    span: Horizon
    token: int = -1
    carried: bool = False
    shifted: bool = False


class Whens:
    """The periods of one text as options for its amounts."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._at = [i for i, t in enumerate(scene.tokens) if t.kind == PERIOD]
        self._main = self._first_long()

    def _period(self, token: int) -> Period:
        return self.scene.page.periods[self.scene.tokens[token].at]

    def _span(self, token: int) -> Horizon:
        period = self._period(token)
        return Horizon(period.from_, period.to, months_of(period))

    def _first_long(self) -> int | None:
        """Return the first period of a month or more that ends on a known day."""
        for token in self._at:
            period = self._period(token)
            if period.from_ is not None and period.to is not None:
                if period.to - period.from_ >= _LONG:
                    return token
        return None

    def options(self, index: int, before: Horizon | None) -> list[When]:
        """Return the options of an amount besides none; ``before`` is the amount before's."""
        scene, tokens = self.scene, self.scene.tokens
        at = scene.amount_token[index]
        sentence = tokens[at].sentence
        first = next(
            (
                scene.sentence_bounds[s]
                for s in range(max(0, sentence - _BACK), sentence + 1)
                if s in scene.sentence_bounds
            ),
            (at, at),
        )[0]
        last = scene.sentence_bounds[sentence][1]
        near = self._at[bisect_left(self._at, first) : bisect_left(self._at, last)]
        near = sorted(near, key=lambda t: abs(t - at))[:_MOST]
        found = [When(self._span(t), t) for t in near]
        if self._main is not None and self._main not in near:
            found.append(When(self._span(self._main), self._main))
        if before is not None and before != Horizon():
            found.append(When(before, carried=True))
            earlier = _a_year_before(before)
            if earlier is not None:
                found.append(When(earlier, carried=True, shifted=True))
        if self._main is not None:
            earlier = _a_year_before(self._span(self._main))
            if earlier is not None:
                found.append(When(earlier, self._main, shifted=True))
        return found

    def none(
        self, index: int, kind: str, mood: str, measure: str, options: Sequence[When]
    ) -> list[str]:
        """Return the features of no period at all."""
        here = self.scene.tokens[self.scene.amount_token[index]].sentence
        own = any(o.token >= 0 and self.scene.tokens[o.token].sentence == here for o in options)
        carried = any(o.carried for o in options)
        base = [f"none {kind}", f"none {kind}/{measure}", f"none {mood}", f"none {kind}/{mood}"]
        return [
            *base,
            "none",
            f"none {own}/{carried}",
            f"none {kind} {own}",
            f"none {kind} {carried}",
        ]

    def describe(
        self,
        index: int,
        option: When,
        kind: str,
        mood: str,
        measure: str,
        link: str,
        ruled: Horizon,
    ) -> list[str]:
        """Return the features of a period as an amount's."""
        features = list(self._plain(index, option, mood, link))
        if option.span == ruled:
            features.append("rule")
        elif ruled != Horizon():
            features.append("not rule")
        else:
            features.append("rule none")
        return [*features, *(f"{kind}|{f}" for f in features), f"{measure}", f"{mood}"]

    def _plain(self, index: int, option: When, mood: str, link: str) -> Iterator[str]:
        size = _size(option.span)
        when = self._when(option.span)
        yield f"size={size}"
        yield f"when={when}/{mood}"
        yield f"when={when}/{size}"
        yield f"end={option.span.end is not None}"
        if option.carried:
            yield f"carried {link}/{option.shifted}"
            yield f"carried {option.shifted}/{self._says_earlier(index)}"
            yield f"carried {link}/{self._has_own(index)}"
            return
        place = self._place(index, option.token)
        if option.shifted:
            yield f"shifted {self._says_earlier(index)}"
            yield f"shifted {place.split('/')[0]}"
            return
        yield f"place={place}"
        yield f"place={place}/{size}"
        yield f"main={option.token == self._main}/{place.split('/')[0]}"
        tokens, lang = self.scene.tokens, self.scene.lang
        before = tokens[option.token - 1].form if option.token > 0 else ""
        after = tokens[option.token + 1].form if option.token + 1 < len(tokens) else ""
        yield f"{lang}w<{before}"
        yield f"{lang}w>{after}"
        yield f"kind={self._period(option.token).kind}/{place.split('/')[0]}"
        words = self._period(option.token).surface.lower().split()
        for word in words[:1] + words[-1:]:
            yield f"{lang}s={''.join('0' if c.isdigit() else c for c in word)}"

    def _place(self, index: int, token: int) -> str:
        tokens = self.scene.tokens
        at = self.scene.amount_token[index]
        back = tokens[at].sentence - tokens[token].sentence
        if back:
            return f"-{min(back, 3)}" if back > 0 else "later"
        low, high = sorted((at, token))
        between = tokens[low + 1 : high]
        amounts = min(2, sum(t.kind == AMOUNT for t in between))
        others = min(2, sum(t.kind == PERIOD for t in between))
        distance = (
            "1"
            if len(between) < 2
            else "4"
            if len(between) < 5
            else "9"
            if len(between) < 10
            else "+"
        )
        return f"{'<' if token < at else '>'}/{amounts}/{others}/{distance}"

    def _when(self, span: Horizon) -> str:
        today = self.scene.page.published_on
        if span.end is None or today is None:
            return "?"
        if span.end < today:
            return "past"
        return "now" if span.start is None or span.start <= today else "ahead"

    def _says_earlier(self, index: int) -> bool:
        """Tell whether a word near the amount speaks of the period before."""
        at = self.scene.amount_token[index]
        near = self.scene.cues_between(max(0, at - 4), at + 8)
        return any(c in ("past", "from_to", "replaced") for _, _, c in near)

    def _has_own(self, index: int) -> bool:
        tokens = self.scene.tokens
        low, high = self.scene.sentence_bounds[tokens[self.scene.amount_token[index]].sentence]
        return bisect_left(self._at, low) < bisect_left(self._at, high)


def _size(span: Horizon) -> str:
    if span.start is not None and span.end is not None:
        days = (span.end - span.start).days
        for name, most in (("day", 1), ("week", 10), ("month", 32), ("quarter", 95), ("half", 190)):
            if days <= most:
                return name
        return "year" if days < 370 else "years"
    return f"{'open' if span.end is None else 'by'}{'' if span.months is None else '+'}"


def _a_year_before(span: Horizon) -> Horizon | None:
    if span.start is None or span.end is None or (span.end - span.start).days > 370:
        return None
    return Horizon(_moved(span.start), _moved(span.end), span.months)


def _moved(day: date) -> date:
    """Return the day a year before; the last of a month stays the last."""
    if day.year <= 1:
        return day
    is_last = (day + timedelta(days=1)).day == 1 if day < date.max else True
    try:
        earlier = day.replace(year=day.year - 1)
    except ValueError:  # the 29th of February
        return date(day.year - 1, 2, 28)
    if is_last and day.month == 2:
        return date(earlier.year, 3, 1) - timedelta(days=1)
    return earlier
