"""Whether an article says of itself that it was corrected or withdrawn."""

from __future__ import annotations

from typing import Literal

from wirebook.reading.layout.notices import read_notices

Status = Literal["live", "corrected", "retracted"]


def status_of(text: str) -> Status:
    """Return ``retracted``, ``corrected`` or ``live``, by the notices of the text itself."""
    kinds = {notice.kind for notice in read_notices(text)}
    if "retraction" in kinds:
        return "retracted"
    return "corrected" if kinds else "live"
