"""Whether an article says of itself that it was corrected or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Status = Literal["live", "corrected", "retracted"]
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class _Marks:
    openers: tuple[str, ...]
    phrases: tuple[str, ...]

    def in_line(self, line: str) -> bool:
        return line.lstrip("[(<【〈■▲△*- ").startswith(self.openers) or any(
            phrase in line for phrase in self.phrases
        )


def status_of(text: str) -> Status:
    """Return ``retracted``, ``corrected`` or ``live``, by the notices of the text itself."""
    lines = [" ".join(line.lower().split()) for line in text.splitlines()]
    kept = [line[:_LONGEST_LINE] for line in lines if line]
    if any(_marks("retracted").in_line(line) for line in kept):
        return "retracted"
    return "corrected" if any(_marks("corrected").in_line(line) for line in kept) else "live"


@cache
def _marks(status: str) -> _Marks:
    file = resources.files("wirebook").joinpath("corrections.yaml")
    data = yaml.safe_load(file.read_text(encoding="utf-8"))[status]
    return _Marks(tuple(data["openers"]), tuple(data["phrases"]))
