"""Every word of quotes.yaml does its work, and another word in its place does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Entity, Quote
from wirebook.reading.quotes import read_quotes

SPEAKER = {"ko": "백서준", "en": "Orla Venn"}
# A word that no list has.
OTHER = {"ko": "졸음", "en": "asleep"}


def last(text: str, name: str) -> Quote | None:
    """The quotation that a text ends with, if it is one; one person is named in the text."""
    at = text.find(name)
    known = [Entity(at, at + len(name), name, "PER", None, name, None)] if at >= 0 else []
    quotes = read_quotes(text, None, (), known)
    return quotes[-1] if quotes and quotes[-1].end == text.rindex('"') else None


def spoken(template: str) -> Callable[[str, str], bool]:
    """Whether the person speaks the last words of a text with the word in it."""

    def works(lang: str, word: str) -> bool:
        found = last(template.format(word=word, name=SPEAKER[lang]), SPEAKER[lang])
        return found is not None and (found.kind, found.speaker) == ("direct", SPEAKER[lang])

    return works


def is_kind(template: str, kind: str) -> Callable[[str, str], bool]:
    """Whether the last quotation of a text with the word in it is of a kind, and nobody's."""

    def works(lang: str, word: str) -> bool:
        found = last(template.format(word=word), SPEAKER[lang])
        return found is not None and (found.kind, found.speaker) == (kind, None)

    return works


def dates_a_label(lang: str, word: str) -> bool:
    """Whether the last part of a label is no part of the speaker's role."""
    name = SPEAKER[lang]
    found = last(f'[{name}/chair of the port/{word} : "We will build the quay."]', name)
    return found is not None and found.role == "chair of the port"


# What each list is for, in one template; a stem of a verb goes on in ways that no list has.
WORKS: dict[tuple[str, str], Callable[[str, str], bool]] = {
    ("ko", "joins"): spoken('{name} 대표는 "값을 낮추겠다"{word} 말했다.'),
    ("ko", "speech"): spoken('{name} 대표는 "값을 낮추겠다"고 {word} 뒤 자리를 떴음.'),
    ("ko", "interpretation"): is_kind('"더 기다려 달라." 이런 {word}됨.', "interpretation"),
    ("ko", "generated"): is_kind('[가람물산 {word} : "안녕하세요, 여러분."]', "generated"),
    ("ko", "pronouns"): spoken('{name} 대표는 "짓겠다"고 말했다.\n{word} "곧 연다"고 말했다.'),
    ("en", "speech"): spoken('{name} {word}, "We will not raise the price this year."'),
    ("en", "interpretation"): is_kind('It was {word}, "We build more bridges."', "interpretation"),
    ("en", "generated"): is_kind('[Tarn Herald {word} voice: "Good evening to you."]', "generated"),
    ("en", "pronouns"): spoken('{name} smiled. At noon {word} added: "We build more bridges."'),
    ("en", "days"): dates_a_label,
}


def test_every_list_has_a_check() -> None:
    assert {(lang, name) for lang in LANGUAGES for name in lexicon(lang, "quotes")} == set(WORKS)


@pytest.mark.parametrize(("lang", "name"), list(WORKS))
def test_every_word_of_a_quotation_works(lang: str, name: str) -> None:
    works = WORKS[lang, name]
    assert [word for word in lexicon(lang, "quotes")[name] if not works(lang, word)] == []


@pytest.mark.parametrize(("lang", "name"), list(WORKS))
def test_another_word_does_not(lang: str, name: str) -> None:
    assert not WORKS[lang, name](lang, OTHER[lang])


@pytest.mark.parametrize(("lang", "name"), [("ko", "speech"), ("ko", "interpretation")])
def test_no_stem_has_another_inside(lang: str, name: str) -> None:
    """These are found anywhere in a sentence: a longer one would never be needed."""
    listed = lexicon(lang, "quotes")[name]
    assert [(a, b) for a in listed for b in listed if a != b and a in b] == []
