"""What a language's rules say of one amount, before the page's context completes it."""

from __future__ import annotations

from dataclasses import dataclass

from wirebook.reading.claims.page import Name
from wirebook.reading.model import FactType, Modality


@dataclass(frozen=True, slots=True)
class Draft:
    """One amount's claim as its own sentence tells it.

    ``points_back`` says that the subject is the one of the sentences before ("the company",
    "this investment"); ``is_part`` that the sentence calls the amount a part of another one;
    ``is_share`` that it calls it a part of the one of the sentences before ("of this");
    ``is_echo`` that it only adds it to the amount before or compares it, whose kind and subject
    it has; ``is_past`` that it is what was, however the sentence puts what is to be;
    ``is_further`` that the sentence goes on with what the one before says ("A further <@>").
    ``supplier`` is whom a contract pays.
    """

    fact_type: FactType
    subject: Name | None = None
    object: Name | None = None
    parties: tuple[Name, ...] = ()
    modality: Modality = "reported"
    hedge: str | None = None
    speaker: Name | None = None
    points_back: bool = False
    is_part: bool = False
    is_echo: bool = False
    is_past: bool = False
    is_further: bool = False
    is_share: bool = False
    supplier: Name | None = None
    score: float = 0.0
