"""Every word of periods.yaml does its work, in the one template that its list stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import pytest
from wirebook.reading.languages import ALPHABETIC, LANGUAGES
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Period
from wirebook.reading.times.calendar_places import plus_months
from wirebook.reading.times.periods import read_periods

# A Wednesday.
PUBLISHED = date(2025, 5, 14)
MONTHS = {"year": 12, "quarter": 3, "month": 1, "decade": 120}


class Reader:
    """One language's periods, and questions about what is read of a text."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.words = lexicon(lang, "periods")

    def first(self, name: str) -> str:
        """The first word of a list."""
        return str(next(iter(self.words[name])))

    def whole(self, text: str) -> Period | None:
        """The expression that a text is, from its first letter to its last (but an article)."""
        return self.inside(text, text.removeprefix("the "))

    def inside(self, text: str, surface: str) -> Period | None:
        """The expression of these words in a text that has no other."""
        found = read_periods(text, self.lang, PUBLISHED)
        return found[0] if [period.surface for period in found] == [surface] else None

    def none(self, text: str) -> bool:
        return read_periods(text, self.lang, PUBLISHED) == ()

    def bound(self, text: str) -> str | None:
        found = self.whole(text)
        return None if found is None else found.bound

    def months(self, text: str) -> int | None:
        found = self.whole(text)
        return None if found is None else found.months

    def days(self, text: str) -> tuple[date | None, date | None]:
        found = self.whole(text)
        return (found.from_, found.to) if found is not None else (date.max, date.min)

    def kind(self, text: str) -> str | None:
        found = self.whole(text)
        return None if found is None else found.kind


Works = Callable[[Reader, str], bool]


def week(shift: int) -> date:
    return PUBLISHED - timedelta(days=PUBLISHED.weekday()) + timedelta(weeks=shift)


def quarter(shift: int) -> date:
    return plus_months(date(2025, 4, 1), 3 * shift)


def months_of(r: Reader, word: str) -> int | None:
    unit = next(unit for unit, forms in r.words["units"].items() if word in forms)
    return 3 * MONTHS[unit] if unit in MONTHS else None


def looks_ahead(r: Reader, text: str) -> bool:
    return r.days(text) == (PUBLISHED, date(2028, 5, 13))


def looks_back(r: Reader, text: str) -> bool:
    return r.days(text) == (date(2022, 5, 15), PUBLISHED)


def marked(r: Reader, month: str = "", day: str = "") -> str:
    """A month and a day as Korean, Chinese and Japanese write them: 3월 5일."""
    return (
        month
        + (r.words["month_mark"][-1] if month else "")
        + (day + r.words["day_mark"][0] if day else "")
    )


def year(r: Reader) -> str:
    return f"2024{r.words['year_mark'][-1]}"


def counted(r: Reader, word: str) -> bool:
    """A unit behind a number is a length; one that means something else, only with a suffix."""
    text = f"3{word}{r.words['suffixes']['plain'][1]}"
    return r.kind(text) == "duration" and r.months(text) == months_of(r, word)


def ends_year(r: Reader, word: str) -> bool:
    found = r.whole(word)
    if found is None:
        return False
    is_within = r.words["year_ends"][word] == "within"
    return (found.kind, found.bound) == (
        ("deadline", "exact") if is_within else ("interval", "about")
    )


def follows(kind: str) -> Works:
    """A suffix of one kind behind three years."""

    def works(r: Reader, word: str) -> bool:
        text = f"3{r.words['units']['year'][0]}{word}"
        if kind in ("plain", "ago", "later"):
            return r.kind(text) == "duration"
        return r.bound(text) == kind

    return works


def ends_a_word(r: Reader, word: str) -> bool:
    """A part of a month, or one syllable of a suffix, ends where a particle begins."""
    part = f"{marked(r, '3')}{r.first('parts')}"
    ago = f"3{r.words['units']['year'][0]}{r.words['suffixes']['ago'][-1]}"
    return any(r.inside(f"{text}{word}가", text) is not None for text in (part, ago))


EAST: dict[str, Works] = {
    "year_mark": lambda r, w: r.days(f"2024{w}")[0] == date(2024, 1, 1),
    "month_mark": lambda r, w: r.days(f"3{w}")[0] == date(2025, 3, 1),
    "day_mark": lambda r, w: r.days(f"{marked(r, '3')}5{w}")[0] == date(2025, 3, 5),
    "relative_years": lambda r, w: r.days(w)[0] == date(2025 + r.words["relative_years"][w], 1, 1),
    "leaning_years": lambda r, w: (
        r.none(f"{w} 것") and r.days(f"{w} {r.first('halves')}")[0] == date(2025, 1, 1)
    ),
    "relative_quarters": lambda r, w: r.days(w)[0] == quarter(r.words["relative_quarters"][w]),
    "relative_months": lambda r, w: (
        r.days(w)[0] == plus_months(date(2025, 5, 1), r.words["relative_months"][w])
    ),
    "relative_weeks": lambda r, w: r.days(w)[0] == week(r.words["relative_weeks"][w]),
    "relative_days": lambda r, w: (
        r.days(w)[0] == PUBLISHED + timedelta(days=r.words["relative_days"][w])
    ),
    "other_days": lambda r, w: r.days(w) == (None, None),
    "year_ends": ends_year,
    "weekdays": lambda r, w: all(
        r.days(form)[0] == week(0) + timedelta(days=at - 7 * (at > PUBLISHED.weekday()))
        for at, forms in enumerate(r.words["weekdays"])
        for form in forms.split("|")
        if forms == w
    ),
    "halves": lambda r, w: r.days(w)[0] == date(2025, 6 * r.words["halves"][w] - 5, 1),
    "quarter_before": lambda r, w: r.months(f"{w}1{r.first('quarter_mark')}") == 3,
    "quarter_mark": lambda r, w: r.months(f"1{w}") == 3,
    "quarter_digits": lambda r, w: r.months(f"{w}{r.first('quarter_mark')}") == 3,
    "parts": lambda r, w: r.bound(f"{marked(r, '3')}{w}") == "about",
    "within": lambda r, w: r.whole(f"{year(r)}{w}") is not None,
    "coming": lambda r, w: r.days(f"{w} {marked(r, '3')}")[0] == date(2026, 3, 1),
    "gone": lambda r, w: r.days(f"{w} {marked(r, '9')}")[0] == date(2024, 9, 1),
    "next": lambda r, w: looks_ahead(r, f"{w}3{r.words['units']['year'][0]}"),
    "past": lambda r, w: looks_back(r, f"{w}3{r.words['units']['year'][0]}"),
    "about_before": lambda r, w: r.bound(f"{w}3{r.words['units']['year'][0]}") == "about",
    "decade_mark": lambda r, w: r.months(f"1990{w}") == 120,
    "units": counted,
    "leaning_units": lambda r, w: r.kind(f"3{w}") != "duration",
    "digit_units": lambda r, w: r.none(
        f"{r.first('numbers')} {w} {r.words['suffixes']['at_least'][0]}"
    ),
    "not_after_unit": lambda r, w: any(
        r.none(f"{number}{unit}{w}") and not r.none(f"{number}{unit} ")
        for number in ("3", "40", r.first("numbers"))
        for units in r.words["units"].values()
        for unit in units
    ),
    "numbers": lambda r, w: r.kind(f"{w}{r.words['units']['month'][0]}") == "duration",
    "vague_numbers": lambda r, w: r.bound(f"{w}{r.words['units']['month'][0]}") == "about",
    "spans": lambda r, w: r.kind(w) == "duration",
    "leaning_spans": lambda r, w: (
        r.none(f"{w} ") and r.kind(f"{w} {r.words['suffixes']['plain'][1]}") == "duration"
    ),
    "particles": ends_a_word,
    "suffixes.plain": follows("plain"),
    "suffixes.about": follows("about"),
    "suffixes.at_most": follows("at_most"),
    "suffixes.at_least": follows("at_least"),
    "suffixes.more_than": follows("more_than"),
    "suffixes.ago": follows("ago"),
    "suffixes.later": follows("later"),
    "until": lambda r, w: r.kind(f"{year(r)}{w}") == "deadline",
    "since": lambda r, w: r.days(f"{year(r)}{w}") == (date(2024, 1, 1), PUBLISHED),
    "until_before": lambda r, w: r.kind(f"{w}{year(r)}") == "deadline",
    "joins": lambda r, w: r.whole(f"{year(r)}{w}{marked(r, '3')}") is not None,
    "between": lambda r, w: r.whole(f"{w}{year(r)}—2026{r.words['year_mark'][-1]}") is not None,
}


# A number and a unit in each language, to hang words on.
COUNTED = {"en": "three years", "es": "tres años"}
MANY = {"en": "years", "es": "años"}


def led(r: Reader, word: str) -> str | None:
    """The bound of a length with a word before it, if need be behind another (for over a year)."""
    text = f"{word} {COUNTED[r.lang]}"
    found = r.whole(text) or r.inside(f"for {text}", text)
    return None if found is None else found.bound


def counts_as(r: Reader, word: str) -> int | None:
    """The months of a number of units."""
    return r.months(f"{COUNTED[r.lang].split()[0]} {word}")


def joins_halves(r: Reader, word: str) -> bool:
    joint = word if word == "," else f" {word}"
    shifts, units = r.words["relative"], r.words["relative_units"]
    near = [f"{shift} {unit}" for shift in shifts for unit in units]
    years = ("2024", f"{r.first('fiscal')} 2024", *near, *r.words.get("relative_phrases", ()))
    return any(r.whole(f"{r.first('halves')}{joint} {one}") for one in years)


def near(r: Reader, word: str) -> bool:
    """Whether "this", "last" and the like shift the units that they go with."""
    shift = r.words["relative"][word]
    starts = {
        "year": date(2025 + shift, 1, 1),
        "quarter": quarter(shift),
        "month": plus_months(date(2025, 5, 1), shift),
        "week": week(shift),
    }
    units = [(u, kind) for u, kind in r.words["relative_units"].items() if kind in starts]
    friday = f"{word} {list(r.words['weekdays'])[4].title()}"
    return r.whole(friday) is not None or all(
        r.days(f"{word} {unit}")[0] == starts[kind] for unit, kind in units
    )


def leads_a_month(r: Reader, word: str) -> bool:
    """Whether a word makes a month of one that is another word, too."""
    months = [name.title() for name in r.words["doubtful_months"]]
    return any(r.none(f"X {month} Y") and not r.none(f"X {word} {month} Y") for month in months)


WEST: dict[str, Works] = {
    "weekdays": lambda r, w: (
        r.days(w.title())[0]
        == PUBLISHED
        - timedelta(days=(PUBLISHED.weekday() - list(r.words["weekdays"]).index(w)) % 7)
    ),
    "relative_days": lambda r, w: (
        r.days(w)[0] == PUBLISHED + timedelta(days=r.words["relative_days"][w])
    ),
    "other_days": lambda r, w: r.days(w) == (None, None),
    "relative": near,
    "relative_phrases": lambda r, w: r.whole(w) is not None,
    "relative_units": lambda r, w: r.whole(f"{r.first('relative')} {w}") is not None,
    "earlier": lambda r, w: r.whole(f"{w} this year") is not None,
    "parts": lambda r, w: r.inside(f"{w} 2025", f"{w} 2025") is not None,
    "halves": lambda r, w: r.days(w)[0] == date(2025, 6 * r.words["halves"][w] - 5, 1),
    "quarters": lambda r, w: (
        r.days(f"{w} 2025")[0] == date(2025, 3 * r.words["quarters"][w] - 2, 1)
    ),
    "of": joins_halves,
    "the_year": lambda r, w: any(
        r.whole(f"{r.first('halves')}{of} {w}") for of in ("", f" {r.words['of'][1]}")
    ),
    "fiscal": lambda r, w: r.whole(f"{w} 2024") is not None,
    "units": lambda r, w: r.kind(f"7 {w}") == "duration",
    "not_after_unit": lambda r, w: r.none(f"{COUNTED[r.lang]} {w}"),
    "numbers": lambda r, w: r.kind(f"{w} {MANY[r.lang]}") == "duration",
    "articles": lambda r, w: not r.none(f"{w} {r.words['units']['month'][-1]} {r.first('ago')}"),
    "vague_numbers": lambda r, w: r.bound(f"{w} {MANY[r.lang]}") == "about",
    "number_joins": lambda r, w: (
        r.bound(COUNTED[r.lang].replace(" ", f" {w} 5 " if w.isalpha() else f"{w}5 ")) == "range"
    ),
    "kinds_of_unit": lambda r, w: counts_as(r, f"{w} {MANY[r.lang]}") == 36,
    "leads": lambda r, w: looks_ahead(r, text := f"{w} {ahead(r)}") and r.bound(text) == "exact",
    "articles_of_time": lambda r, w: any(
        looks_ahead(r, f"{w} {course} {COUNTED[r.lang]}") for course in r.words["next"]
    ),
    "next": lambda r, w: looks_ahead(r, f"{w} {COUNTED[r.lang]}"),
    "past": lambda r, w: looks_back(r, f"{w} {COUNTED[r.lang]}"),
    "at_most": lambda r, w: led(r, w) == "at_most",
    "at_least": lambda r, w: led(r, w) == "at_least",
    "more_than": lambda r, w: led(r, w) == "more_than",
    "about": lambda r, w: led(r, w) == "about",
    "ago": lambda r, w: r.whole(f"{COUNTED[r.lang]} {w}") is not None,
    "ago_before": lambda r, w: r.whole(f"{w} {COUNTED[r.lang]}") is not None,
    "later": lambda r, w: r.whole(f"{COUNTED[r.lang]} {w}") is not None,
    "until": lambda r, w: r.kind(f"{w} 2030") == "deadline",
    "before": lambda r, w: r.days(f"{w} 2030")[1] == date(2029, 12, 31),
    "since": lambda r, w: r.days(f"{w} 2020") == (date(2020, 1, 1), PUBLISHED),
    "the_end": lambda r, w: r.bound(f"{r.first('until')} {beside(w)}2030") == "exact",
    "between": lambda r, w: any(
        r.days(f"{w} 2021 {joint} 2026")[0] == date(2021, 1, 1) for joint in ("and", "y", "a")
    ),
    "year_leads": lambda r, w: r.none("X 2026 Y") and not r.none(f"X {beside(w)}2026 Y"),
    "not_after_year": lambda r, w: r.none(f"{r.first('year_leads')} 2026 {w}"),
    "doubtful_months": lambda r, w: r.none(f"X {w.title()} Y") and not r.none(f"{w.title()} 5"),
    "month_leads": leads_a_month,
}


def beside(word: str) -> str:
    """A word as it stands before another one: mid-2030, early 2030."""
    return word if word.endswith("-") else f"{word} "


def ahead(r: Reader) -> str:
    return f"{r.first('next')} {COUNTED[r.lang]}"


def lists(lang: str) -> Iterable[tuple[str, list[str]]]:
    """Every list of a language and its words; the kinds of suffixes are lists of their own."""
    for name, listed in lexicon(lang, "periods").items():
        if name == "suffixes":
            yield from ((f"suffixes.{kind}", words) for kind, words in listed.items())
        elif name == "units":
            yield name, [form for forms in listed.values() for form in forms]
        elif name != "spaced":
            yield name, [str(word) for word in listed]


ROWS = [(lang, name) for lang in LANGUAGES for name, _ in lists(lang)]


@pytest.mark.parametrize(("lang", "name"), ROWS)
def test_every_word_of_time_works(lang: str, name: str) -> None:
    works = (WEST if lang in ALPHABETIC else EAST)[name]
    reader = Reader(lang)
    assert [word for word in dict(lists(lang))[name] if not works(reader, word)] == []


def test_every_check_has_a_list() -> None:
    west = {name for lang, name in ROWS if lang in ALPHABETIC}
    east = {name for lang, name in ROWS if lang not in ALPHABETIC}
    assert (west, east) == (set(WEST), set(EAST))


# Lists whose words tell a time by themselves.
_ALONE = ("relative_days", "relative_weeks", "relative_months", "relative_phrases")


@pytest.mark.parametrize("lang", ["ko", *sorted(ALPHABETIC)])
def test_inside_another_word_they_tell_nothing(lang: str) -> None:
    """Where words stand apart, 오늘 in 가오늘 and today in xtodayx are no days."""
    reader, beside = Reader(lang), "가" if lang == "ko" else "x"
    words = [w for name, listed in lists(lang) if name in _ALONE for w in listed]
    assert words
    assert [w for w in words if not reader.none(f"{beside}{w}{beside}")] == []
