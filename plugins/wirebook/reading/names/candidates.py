"""What the parts of the names reader hand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from wirebook.reading.model import EntityType
from wirebook.reading.names.gazetteer import Known


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a name; the longest wins, then the higher ``weight``.

    ``alias_of`` is the start of another candidate that the text itself gives as the same thing
    ("Name (Other Name)"). ``version`` is what follows a known product's name ("3.1").
    """

    start: int
    end: int
    type: EntityType
    weight: int = 1
    known: Known | None = None
    alias_of: int | None = None
    version: str = ""
