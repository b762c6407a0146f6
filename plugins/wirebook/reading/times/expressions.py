"""Expressions of time as a grammar reads them, before the article's day gives them their days."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from wirebook.reading.model import Bound
from wirebook.reading.times.calendar_places import Moment

Edge = Literal["until", "before", "since"]
Course = Literal["next", "past", "ago"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A place in the calendar, or the stretch from one to another; ``edge`` opens one side."""

    start: int
    end: int
    first: Moment | None
    last: Moment | None = None
    edge: Edge | None = None
    is_about: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A length of time; ``course`` says where it lies: ahead of the article's day, behind it."""

    start: int
    end: int
    count: float | None
    unit: str
    bound: Bound = "exact"
    course: Course | None = None


Expression = Calendar | Stretch


class Rule(NamedTuple):
    """A form of expression: its pattern, and what a match of it says (None: nothing after all)."""

    pattern: re.Pattern[str]
    build: Callable[[re.Match[str]], Expression | None]
