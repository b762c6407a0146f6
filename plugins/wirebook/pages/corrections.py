"""Whether an article says of itself that it was corrected or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Status = Literal["live", "corrected", "retracted"]
_BEFORE_OPENER = "[(<【〈■▲△*- "


@dataclass(frozen=True, slots=True)
class _Marks:
    openers: tuple[str, ...]
    phrases: tuple[str, ...]

    def stand_in(self, text: str) -> bool:
        return any(phrase in text for phrase in self.phrases) or any(
            _opens_a_line(text, opener) for opener in self.openers
        )


def status_of(text: str) -> Status:
    """Return ``retracted``, ``corrected`` or ``live``, by the notices of the text itself."""
    plain = text.lower()
    # All white space but the space is not printable; the text of a page has no other.
    if "  " in plain or not plain.replace("\n", "").isprintable():
        plain = "\n".join([" ".join(line.split()) for line in plain.split("\n")])
    if _marks("retracted").stand_in(plain):
        return "retracted"
    return "corrected" if _marks("corrected").stand_in(plain) else "live"


def _opens_a_line(text: str, opener: str) -> bool:
    at = text.find(opener)
    while at >= 0:
        line_start = text.rfind("\n", max(0, at - 20), at) + 1
        if (line_start or at <= 20) and not text[line_start:at].strip(_BEFORE_OPENER):
            return True
        at = text.find(opener, at + 1)
    return False


@cache
def _marks(status: str) -> _Marks:
    file = resources.files("wirebook.pages").joinpath("corrections.yaml")
    data = yaml.safe_load(file.read_text(encoding="utf-8"))[status]
    return _Marks(tuple(data["openers"]), tuple(data["phrases"]))
