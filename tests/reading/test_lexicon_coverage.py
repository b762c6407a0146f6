"""Every word of the amounts lexicons is read, and the ones that mislead are not misread."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from wirebook.reading.amounts.currency_table import currencies
from wirebook.reading.amounts.money import read_money
from wirebook.reading.amounts.numerals import numerals_of
from wirebook.reading.amounts.percents import read_percents
from wirebook.reading.languages import LANGUAGES, with_english
from wirebook.reading.lexicons import lexicon

COMMON = lexicon("any", "currencies")
# A number with thousands separators, which even a weak word may follow.
BIG = {"es": "1.234.500"}
PLAIN = "1,234,500"
# A language's plainest amount, to hang bound words on.
AMOUNT = {"ko": "500억 원", "en": "$500", "zh": "500亿元", "ja": "500億円", "es": "500 euros"}
CONTEXT = {"ko": "투자", "zh": "投资", "ja": "投資"}


def currency_words() -> Iterator[tuple[str, str, str | None]]:
    """Every main-unit word of every language, with the code it must give (None: the text says)."""
    for lang in LANGUAGES:
        lex = lexicon(lang, "currencies")
        for family in (lex.get("families") or {}).values():
            for word in family["words"]:
                yield lang, word, None
                for kind, code in family["kinds"].items():
                    yield lang, f"{kind} {word}", code
        for code, words in (lex.get("words") or {}).items():
            for word in words:
                yield lang, word, code


@pytest.mark.parametrize(("lang", "word", "code"), list(currency_words()))
def test_every_currency_word_names_its_currency(lang: str, word: str, code: str | None) -> None:
    number = BIG.get(lang, PLAIN)
    for text in (f"{number} {word}", f"{number} {word}."):
        money, _ = read_money(text, lang)
        assert len(money) == 1, text
        assert money[0].core_end >= len(f"{number} {word}"), text
        assert money[0].point == Decimal(1234500)
        assert code is None or money[0].currency == code, text


@pytest.mark.parametrize("sign", sorted(lexicon("any", "currencies")["signs"]))
def test_every_sign_names_its_currency(sign: str) -> None:
    code = lexicon("any", "currencies")["signs"][sign]
    money, _ = read_money(f"It paid {sign}1,250 then", "en")
    assert [(m.point, m.currency) for m in money] == [(Decimal(1250), code)]


def names() -> Iterator[tuple[str, str, str]]:
    """Every name of every currency that CLDR gives, with its code."""
    for lang in LANGUAGES:
        for code, listed in lexicon(lang, "currency_names")["names"].items():
            yield from ((lang, code, name) for name in listed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_of_a_currency_is_read(lang: str) -> None:
    wrong = []
    numerals = [str(w) for key in ("small", "large") for w in lexicon(lang, "numerals")[key]]
    for _, code, name in (row for row in names() if row[0] == lang):
        if name.startswith(tuple(w for w in numerals if len(w) == 1)):
            continue  # 百慕大元 begins with a numeral: behind a number its country is not seen
        money, _ = read_money(f"{BIG.get(lang, PLAIN)} {name}.", lang)
        if [(m.point, m.currency) for m in money] != [(Decimal(1234500), code)]:
            wrong.append((code, name, money))
    assert wrong == []


TABLE = currencies()


@pytest.mark.parametrize("code", [c for c in TABLE if TABLE[c].kind != "retired"])
def test_every_code_is_read_on_both_sides(code: str) -> None:
    for text in (f"It paid {code} 1,250 then", f"It paid 1,250 {code} then"):
        money, _ = read_money(text, "en")
        assert [(m.point, m.currency) for m in money] == [(Decimal(1250), code)], text


def codes() -> Iterator[tuple[str, str]]:
    """Every code that a lexicon names, and where."""
    for lang in LANGUAGES:
        lex = lexicon(lang, "currencies")
        yield lang, lex["home"]
        for code in (*(lex.get("words") or {}), *(lexicon(lang, "currency_names")["names"])):
            yield lang, code
        for family in (lex.get("families") or {}).values():
            yield from ((lang, code) for code in family["kinds"].values())
        for part in (lex.get("subunits") or {}).values():
            yield from ((lang, part["currency"]) for _ in range(1) if "currency" in part)
    for key in ("signs", "same_as", "bare_marks"):
        yield from ((key, code) for code in COMMON[key].values())
    for key in ("retired_codes", "hints", "contrast", "datelines", "scalable_codes"):
        yield from ((key, code) for code in COMMON[key])


def test_every_code_of_the_lexicons_is_in_the_table() -> None:
    assert {(where, code) for where, code in codes() if code not in TABLE} == set()


@pytest.mark.parametrize("code", lexicon("any", "currencies")["weak_codes"])
def test_codes_that_are_words_need_more_than_a_number(code: str) -> None:
    money, _ = read_money(f"We saw {code} 5 in the hall and left", "en")
    assert money == ()


def subunits() -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        lex = lexicon(lang, "currencies")
        for word, part in (lex.get("subunits") or {}).items():
            yield lang, word, part["of"]


@pytest.mark.parametrize(("lang", "word", "of"), list(subunits()))
def test_every_smaller_unit_is_a_part(lang: str, word: str, of: str) -> None:
    money, _ = read_money(f"5 {word}", lang)  # a text of its own is taken at its word
    assert [m.point for m in money] == [5 * Decimal(of)]


def weak_words() -> Iterator[tuple[str, str]]:
    for lang in LANGUAGES:
        lex = lexicon(lang, "currencies")
        for word in (*(lex.get("weak") or ()), *(lex.get("rare") or ())):
            yield lang, word


@pytest.mark.parametrize(("lang", "word"), list(weak_words()))
def test_weak_words_need_more_than_a_number(lang: str, word: str) -> None:
    money, _ = read_money(f"xyz 2 {word} xyz xyz", lang)
    assert money == ()


def other_words() -> Iterator[tuple[str, str]]:
    for lang in LANGUAGES:
        for word, ends in (lexicon(lang, "currencies").get("not_before") or {}).items():
            unless = (lexicon(lang, "currencies").get("before_anyway") or {}).get(word, ())
            for end in ends:
                if not any(good.startswith(end) for good in unless):
                    yield lang, f"3{'만 ' if lang == 'ko' else ''}{word}{end}"


@pytest.mark.parametrize(("lang", "text"), list(other_words()))
def test_longer_words_are_not_currencies(lang: str, text: str) -> None:
    money, _ = read_money(f"xyz {text} xyz", lang)
    assert money == ()


def bound_words() -> Iterator[tuple[str, str, str, str]]:
    for lang in LANGUAGES:
        for side, kinds in lexicon(lang, "numerals")["bounds"].items():
            if side == "between":
                continue
            for kind, words in kinds.items():
                for word in words:
                    yield lang, side, kind, word


@pytest.mark.parametrize(("lang", "side", "kind", "word"), list(bound_words()))
def test_every_bound_word_bounds(lang: str, side: str, kind: str, word: str) -> None:
    amount = AMOUNT[lang]
    if lang == "ko" and side == "after" and word[0] in "가를":
        amount = "500억 달러"
    gap = " " if lang in ("ko", "en", "es") and word[0].isalnum() and side == "before" else ""
    if lang in ("en", "es") and side == "after" and word[0].isalpha():
        gap = " "
    text = f"{word}{gap}{amount}" if side == "before" else f"{amount}{gap}{word}"
    money, _ = read_money(f"xyz, {text}" if lang in ("en", "es") else text, lang)
    assert [m.bound for m in money] == ["exact" if kind == "none" else kind], text


def counters() -> Iterator[tuple[str, str]]:
    for lang in CONTEXT:
        for word in lexicon(lang, "money")["counters"]:
            yield lang, word


@pytest.mark.parametrize(("lang", "word"), list(counters()))
def test_counted_things_are_no_house_amounts(lang: str, word: str) -> None:
    large = {"ko": "230억", "zh": "230亿", "ja": "230億"}[lang]
    money, _ = read_money(f"{CONTEXT[lang]} {large}{word}", lang)
    assert money == ()


def context_words() -> Iterator[tuple[str, str]]:
    for lang in CONTEXT:
        for word in lexicon(lang, "money")["context"]:
            yield lang, word


@pytest.mark.parametrize(("lang", "word"), list(context_words()))
def test_every_word_of_money_makes_a_house_amount(lang: str, word: str) -> None:
    large = {"ko": "230억", "zh": "230亿", "ja": "230億"}[lang]
    money, _ = read_money(f"{word} {large}。", lang)
    assert [m.currency_evidence for m in money] == ["house"]
    assert money[0].currency == lexicon(lang, "currencies")["home"]


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES])
def test_fixed_phrases_are_traps(lang: str) -> None:
    for phrase in lexicon(lang, "money").get("traps") or ():
        assert read_money(phrase, lang) == ((), ()), phrase


def numeral_words() -> Iterator[tuple[str, str, Decimal]]:
    for lang in LANGUAGES:
        lex = lexicon(lang, "numerals")
        for kind in ("small", "large"):
            for word, value in (lex.get(kind) or {}).items():
                gap = " " if lex["style"] == "words" else ""
                yield lang, f"3{gap}{word}", 3 * Decimal(value)
        for word, value in lex["digits"].items():
            yield lang, str(word), Decimal(value)


@pytest.mark.parametrize(("lang", "text", "value"), list(numeral_words()))
def test_every_numeral_word_counts(lang: str, text: str, value: Decimal) -> None:
    numeral = numerals_of(with_english(lang)).at(text, 0)
    assert numeral is not None and numeral.end == len(text)
    assert numeral.low == numeral.high == value


def percent_words() -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        lex = lexicon(lang, "percents")
        for unit in ("percent", "percentage_point"):
            for word in lex[unit]:
                yield lang, f"12.5 {word}" if word[0].isalnum() else f"12.5{word}", unit


@pytest.mark.parametrize(("lang", "text", "unit"), [w for w in percent_words() if w[0] != "es"])
def test_every_percent_word_is_read(lang: str, text: str, unit: str) -> None:
    percents = read_percents(text, lang)
    assert [(p.value, p.unit) for p in percents] == [(Decimal("12.5"), unit)]


@pytest.mark.parametrize("end", lexicon("ko", "percents")["not_before"]["프로"])
def test_programmes_and_pros_are_no_percentages(end: str) -> None:
    assert read_percents(f"3 프로{end}", "ko") == ()


def growth_words() -> Iterator[tuple[str, str, Decimal]]:
    for lang in LANGUAGES:
        for word, value in (lexicon(lang, "percents").get("words_of_growth") or {}).items():
            yield lang, word, Decimal(value)


@pytest.mark.parametrize(("lang", "word", "value"), list(growth_words()))
def test_every_word_of_growth_is_a_multiple(lang: str, word: str, value: Decimal) -> None:
    percents = read_percents(f"xyz {word} xyz", lang)
    assert [(p.value, p.unit, p.direction) for p in percents] == [(value, "times", "up")]


# A sentence with a percentage and a word behind it, and one with the word before.
RISE = {"ko": "매출 5% {}", "ja": "売上は5%{}", "zh": "{}5%", "en": "{} 5%", "es": "{} 5%"}


def direction_words() -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        for direction in ("up", "down"):
            for word in lexicon(lang, "percents").get(direction) or ():
                yield lang, word, direction


@pytest.mark.parametrize(("lang", "word", "direction"), list(direction_words()))
def test_every_direction_word_tells_its_direction(lang: str, word: str, direction: str) -> None:
    percents = read_percents(RISE[lang].format(word), lang)
    assert [p.direction for p in percents] == [direction]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_direction_word_of_another_clause_tells_nothing(lang: str) -> None:
    word = (lexicon(lang, "percents").get("up") or ["rose"])[0]
    text = RISE[lang].format("") + f". {word}"
    assert [p.direction for p in read_percents(text, lang)] == [None]


# The same amount in the language's own money and in another.
TWICE = {
    "ko": ("50억 달러", "7조 원"),
    "ja": ("50億ドル", "7000億円"),
    "zh": ("50亿美元", "350亿元"),
    "en": ("7 trillion won", "$5 billion"),
    "es": ("$5 billion", "4.500 millones de euros"),
}


def restating_words() -> Iterator[tuple[str, str]]:
    for lang in LANGUAGES:
        lex = lexicon(lang, "money")
        for word in (*(lex.get("restate") or ()), *(lex.get("restate_at_once") or ())):
            yield lang, word


@pytest.mark.parametrize(("lang", "word"), list(restating_words()))
def test_every_restating_word_links(lang: str, word: str) -> None:
    first, second = TWICE[lang]
    money, _ = read_money(f"{first}, {word} {second}", lang)
    assert [m.restates for m in money] == [None, 0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_such_a_word_two_amounts_are_two(lang: str) -> None:
    first, second = TWICE[lang]
    money, _ = read_money(f"{first}, {second}", lang)
    assert [m.restates for m in money] == [None, None]


SHARED = {
    code: (family, word)
    for family, word in (
        ("peso", "pesos"),
        ("rupee", "rupees"),
        ("krone", "kronor"),
        ("dinar", "dinars"),
        ("riyal", "riyals"),
        ("dirham", "dirhams"),
        ("shilling", "shillings"),
        ("yen", "¥"),
    )
    for code in COMMON["families"][family]
}


def hints() -> Iterator[tuple[str, str]]:
    for code, marks in COMMON["hints"].items():
        if code in SHARED:
            for mark in marks:
                yield code, str(mark)


@pytest.mark.parametrize(("code", "mark"), list(hints()))
def test_every_mark_of_a_country_settles_its_money(code: str, mark: str) -> None:
    word = SHARED[code][1]
    amount = f"{word}4,000" if word == "¥" else f"4,000 {word}"
    money, _ = read_money(f"{mark}: it owes {amount}.", "en")
    assert [m.currency for m in money][-1] == code


def institutions() -> Iterator[tuple[str, str]]:
    for code, words in COMMON["institutions"].items():
        for word in words:
            yield ("CAD" if code == "any" else code), word


@pytest.mark.parametrize(("code", "word"), list(institutions()))
def test_every_institution_brings_the_dollar_home(code: str, word: str) -> None:
    place = COMMON["hints"][code][0]
    away = f"{place}'s Tern, based in {place}, paid $5 million."
    assert [m.currency for m in read_money(away, "en")[0]] == ["USD"]
    home = f"{away} So said {word}."
    assert [m.currency for m in read_money(home, "en")[0]] == [code]


def datelines() -> Iterator[str]:
    for places in COMMON["datelines"].values():
        yield from places


@pytest.mark.parametrize("place", list(datelines()))
def test_a_dateline_alone_is_no_evidence(place: str) -> None:
    money, _ = read_money(f"{place}, March 3 - Quill raised $3 million.", "en")
    assert [m.currency for m in money] == ["USD"]


@pytest.mark.parametrize("title", lexicon("ko", "money")["titles"])
def test_titles_make_names_of_amounts(title: str) -> None:
    assert read_money(f"천위안 {title}의 말", "ko") == ((), ())
    assert len(read_money(f"천 위안 {title}의 말", "ko")[0]) == 1


@pytest.mark.parametrize("ending", lexicon("ko", "money")["name_endings"])
def test_name_endings_make_names_of_amounts(ending: str) -> None:
    assert read_money(f"백원{ending} 의원은", "ko") == ((), ())
