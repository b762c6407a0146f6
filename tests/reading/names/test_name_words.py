"""Every word of names.yaml does its work for the rules, or is evidence that a model was taught."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import EntityType
from wirebook.reading.names import english, hangul, judgement, korean
from wirebook.reading.names.recogniser import english as english_model
from wirebook.reading.names.recogniser import korean as korean_model
from wirebook.reading.names.trimming import names_nothing, parts

# Lists whose words are evidence for the names recogniser, whatever the rules make of them.
TAUGHT = {(lang, name) for lang, part, name in english_model._LISTS if part == "names"} | {
    ("ko", name) for name in (*korean_model._LIST_KEYS, "particles")
}
Found = set[tuple[str, EntityType]]


def en(text: str) -> Found:
    """The names that the rules find in an English text."""
    return {(text[c.start : c.end], c.type) for c in english.find(text, ())}


def ko(text: str, taken: Sequence[tuple[int, int, EntityType]] = ()) -> Found:
    """The names that the rules find in a Korean text."""
    return {(text[c.start : c.end], c.type) for c in korean.find(text, taken)}


def is_in_busan(word: str) -> bool:
    return (f"가람{word}", "LOC") in ko(f"부산 가람{word} 안", [(0, 2, "LOC")])


def ends_name(word: str) -> bool:
    """Whether a particle is cut off a word that ends in a consonant, or in a vowel."""
    return any(hangul.stem(f"{name}{word}") == name for name in ("가람", "가마"))


def would_be_place(word: str) -> bool:
    """Whether a word ends as places do behind two syllables or more."""
    suffixes = lexicon("ko", "names")["loc_suffixes"]
    return any(word.endswith(end) and len(word) - len(end) >= 2 for end in suffixes)


# What each list is for. Names that no list has: Zorvex, Varnholt; 강도윤, 가람벨, 스트롬.
ENGLISH: dict[str, Callable[[str], bool]] = {
    "titles": lambda w: ("Zorvex", "PER") in en(f"we met {w} Zorvex then"),
    "title_parts": lambda w: (
        f"Varnholt {w}" not in dict(en(f"then Varnholt {w} President Zorvex left"))
    ),
    "middle_titles": lambda w: ("Zorvex", "PER") in en(f"then Varnholt {w} Zorvex left"),
    "company_titles": lambda w: ("Varnholt", "ORG") in en(f"then Varnholt {w} Zorvex left"),
    "offices": lambda w: ("Zorvex", "PER") in en(f"the Secretary of {w} Zorvex left"),
    "roles": lambda w: ("Zorvex", "PER") in en(f"then {w} Zorvex left"),
    "speech_verbs": lambda w: ("Zorvex", "PER") in en(f"then Zorvex {w} it"),
    "verbs_of_companies": lambda w: ("Zorvex", "ORG") in en(f"then Zorvex {w} it"),
    "auxiliaries": lambda w: ("Zorvex", "ORG") in en(f"then Zorvex also {w} acquire it"),
    "company_before": lambda w: ("Zorvex", "ORG") in en(f"the {w} Zorvex left"),
    "company_after": lambda w: ("Zorvex", "ORG") in en(f"then Zorvex {w} fell"),
    "verbs_of_persons": lambda w: ("Zorvex", "PER") in en(f"then Zorvex {w} there"),
    "demonyms": lambda w: ("Zorvex", "PER") in en(f"the {w} President Zorvex left"),
    "org_heads": lambda w: (f"Zorvex {w}", "ORG") in en(f"then Zorvex {w} left"),
    "loc_heads": lambda w: (f"Zorvex {w}", "LOC") in en(f"then Zorvex {w} froze"),
    "loc_first": lambda w: (f"{w} Zorvex", "LOC") in en(f"then {w} Zorvex froze"),
    "event_heads": lambda w: (f"Zorvex {w}", "EVENT") in en(f"then Zorvex {w} opened"),
    "product_nouns": lambda w: ("Zorvex", "PRODUCT") in en(f"then {w} Zorvex left"),
    "of_links": lambda w: (
        f"{w.title()} Zorvex" not in dict(en(f"the Minister {w.title()} Zorvex left"))
    ),
    "never_inside": lambda w: len(list(parts(f"Zorvex {w} Varnholt", 0, 10 + len(w) + 5))) == 2,
    "name_particles": lambda w: (
        (f"Zorvex {w} Varnholt", "PER") in en(f"then Zorvex {w} Varnholt said it")
    ),
    "openers": lambda w: {("Zorvex", "PER")} == en(f"{w} Zorvex said it"),
    "not_names": lambda w: en(f"then {w} said it") == set(),
    "compound_ends": lambda w: en(f"then Zorvex-{w} said it") == set(),
    "abbreviations": lambda w: en(f"we saw {w}. Zorvex there") != set(),
}
KOREAN: dict[str, Callable[[str], bool]] = {
    "particles": hangul.is_particles,
    "sure_particles": ends_name,
    "titles": lambda w: ("강도윤", "PER") in ko(f"어제 강도윤 {w} 자리"),
    "title_modifiers": lambda w: ("강도윤", "PER") in ko(f"어제 강도윤 {w} 회장 자리"),
    "roles_before": lambda w: ("강도윤", "PER") in ko(f"어제 {w} 강도윤은 떠났다"),
    "org_suffixes": lambda w: (f"가람벨{w}", "ORG") in ko(f"어제 가람벨{w} 앞"),
    "ministry_suffixes": lambda w: (w, "ORG") in ko(f"어제 {w} 앞"),
    "org_generic": lambda w: ko(f"어제 {w} 앞") == set(),
    "grants": lambda w: names_nothing(f"가람군 {w}", "ORG"),
    "acting_bodies": lambda w: not names_nothing(w, "ORG"),
    "not_org_first": lambda w: korean.is_plain_word(w) and ko(f"{w}그룹 앞") == set(),
    "loc_suffixes": lambda w: (f"가람{w}", "LOC") in ko(f"어제 가람{w}에 왔다"),
    "loc_units": is_in_busan,
    "not_locs": lambda w: would_be_place(w) and ko(f"어제 {w}에 왔다") == set(),
    "event_heads": lambda w: (f"가람벨 {w}", "EVENT") in ko(f"가람벨 {w} 앞"),
    "not_event_first": lambda w: ko(f"{w} 포럼 앞") == ko(f"{w}포럼 앞") == set(),
    "product_nouns": lambda w: ("가람벨", "PRODUCT") in ko(f"어제 {w} ‘가람벨’ 앞"),
    "event_nouns": lambda w: ("가람벨", "EVENT") in ko(f"어제 {w} ‘가람벨’ 앞"),
    "org_nouns": lambda w: ("스트롬", "ORG") in ko(f"어제 {w} 스트롬은 떠났다"),
    "not_names": lambda w: ko(f"어제 {w} 회장 앞") == set(),
    "surnames": lambda w: (f"{w}도윤", "PER") in ko(f"어제 {w}도윤 회장"),
    "two_syllable_surnames": lambda w: (f"{w}도윤", "PER") in ko(f"어제 {w}도윤씨 앞"),
    "strong_foreign_syllables": korean.is_foreign,
    "ambiguous_surnames": lambda w: judgement._is_nobody(f"{w} 회장", 0, len(w)),
    "verb_endings": lambda w: ko(f"어제 스트롬{w} 회장 앞") == set(),
    "not_units": lambda w: w[-1] in lexicon("ko", "names")["loc_units"] and not is_in_busan(w),
    "short_given_names": lambda w: (f"{w} 스트롬", "PER") in ko(f"어제 {w} 스트롬 회장"),
    "company_words": lambda w: ("스트롬", "ORG") in ko(f"스트롬은 어제 {w} 앞"),
    "loanwords": lambda w: (
        korean.is_foreign(w)
        and not korean.is_plain_word(w)
        and ko(f"{w}{'은' if hangul.ends_in_consonant(w) else '는'} 어제 투자") == set()
    ),
    "sure_roles": lambda w: ("가나 라마", "PER") in ko(f"어제 {w} 가나 라마는 떠났다"),
}
WORKS = {("en", n): c for n, c in ENGLISH.items()} | {("ko", n): c for n, c in KOREAN.items()}


def listed(lang: str, name: str) -> list[str]:
    return [str(word) for word in lexicon(lang, "names")[name]]


UNTAUGHT = [row for row in WORKS if row not in TAUGHT]
# A word that no list has; where any other word works as well, the list bars nothing but itself.
OTHER = {"en": "xylvan", "ko": "너울"}


def test_every_list_has_a_check_or_is_taught() -> None:
    named = {(lang, name) for lang in OTHER for name in lexicon(lang, "names")}
    assert named - TAUGHT - set(WORKS) == set()
    assert set(WORKS) <= named


@pytest.mark.parametrize(("lang", "name"), UNTAUGHT)
def test_every_word_of_names_works(lang: str, name: str) -> None:
    assert [word for word in listed(lang, name) if not WORKS[lang, name](word)] == []


@pytest.mark.parametrize(("lang", "name"), [row for row in WORKS if row in TAUGHT])
def test_most_words_that_a_model_was_taught_serve_the_rules_too(lang: str, name: str) -> None:
    words = listed(lang, name)
    idle = [word for word in words if not WORKS[lang, name](word)]
    assert len(idle) <= max(3, len(words) // 10), idle


@pytest.mark.parametrize(("lang", "name"), UNTAUGHT)
def test_another_word_does_not(lang: str, name: str) -> None:
    word = OTHER[lang]
    is_capital = listed(lang, name)[0][:1].isupper()
    word = word.title() if is_capital else word
    assert WORKS[lang, name](word) is (name == "acting_bodies")


@pytest.mark.parametrize("name", ["verb_endings", "not_units"])
def test_no_ending_has_another_as_its_end(name: str) -> None:
    words = listed("ko", name)
    assert [(a, b) for a in words for b in words if a != b and b.endswith(a)] == []


@pytest.mark.parametrize(("key", "order"), [("given", "{} Zorvex"), ("family", "Zorvex {}")])
def test_every_personal_name_makes_a_person(key: str, order: str) -> None:
    names = lexicon("en", "personal_names")[key]
    assert [name for name in names if not english._is_person(order.format(name).split())] == []
    assert not english._is_person(order.format("Plunk").split())
    alone = [name for name in names if (name, "PER") in en(f"we saw {name} there")]
    assert len(alone) > 0.98 * len(names)  # "Young" and "Free" are words first
    assert en("we saw Plunk there") == set()
