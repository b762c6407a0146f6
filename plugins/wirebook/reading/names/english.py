"""Names in English (and other Latin) text that no list knows: runs of capitalised words.

A run is cut out of the text, stripped of titles and sentence openers, and typed by its own words
(legal forms, "Ministry", "River", given names) and by its neighbours ("chairman of", "in", "said").
Words are in lexicon/en/names.yaml and personal_names.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wirebook.reading import lexicons
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import EntityType
from wirebook.reading.names.candidates import Candidate
from wirebook.reading.names.hangul import word_set
from wirebook.reading.names.legal_forms import is_legal_form

_TOKEN = re.compile(
    r"(?:[A-Z]\.){1,6}|[^\W\d_\u0370-\uffff][^\W_\u0370-\uffff&]*(?:&[A-Z]\w{0,20})?"
    r"(?:[-'’][^\W_\u0370-\uffff]+)*|\d+(?:[.,]\d+)*[a-z]?"
)
_POSSESSIVE = re.compile(r"['’][sS]?$")
_SENTENCE_END = re.compile(r"[.!?:;\n\r\"“”‘•|]|^$")
_ELECTION = re.compile(
    r"\b(?:(?:1[6-9]|20)\d\d )?[A-Z][\w.'’-]{0,30}(?: (?:of|and|the|[A-Z][\w.'’-]{0,30})){0,5}"
    r" (?:(?:general|presidential|federal|parliamentary|local|provincial|state|legislative|European"
    r"|gubernatorial|mayoral|congressional|national|municipal|leadership|primary) )?"
    r"(?:by-)?(?:elections?|referendum)\b"
)
_LABEL = re.compile(r"\[([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]*){0,3})\s*/\s*([^\[\]\n]{1,90})")
_VERSION = re.compile(r"[vV]?\d+(?:\.\d+)+[a-z]?|\d{1,2}")
_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,6}")
# Longer lines are sentences.
_HEADING = 80
_MODEL_CODE = re.compile(r"[A-Z][A-Za-z]*-?\d+[A-Za-z]?")


@dataclass(frozen=True, slots=True)
class Token:
    """A written word; ``gap`` is what stands before it."""

    start: int
    end: int
    word: str
    gap: str


@cache
def _names(key: str) -> frozenset[str]:
    return lexicons.word_set(ENGLISH, "personal_names", key)


def _in(word: str, key: str) -> bool:
    return word in word_set(ENGLISH, key)


def find(text: str, taken: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates; ``taken`` are those found so far, whose types may help."""
    tokens = _tokens(text)
    page = _Page(text, tokens, taken)
    found: list[Candidate] = []
    index = 0
    while index < len(tokens):
        end = page.run_end(index)
        if end == index:
            index += 1
            continue
        found += page.read_run(index, end)
        index = end
    found += _labels(text)
    found += _elections(text)
    return found


def _tokens(text: str) -> list[Token]:
    tokens = []
    last = 0
    for match in _TOKEN.finditer(text):
        word = match.group()
        cut = _POSSESSIVE.search(word)
        end = match.end() - (len(cut.group()) if cut is not None else 0)
        if end > match.start():
            gap = text[last : match.start()] if match.start() - last < 8 else "\n"
            tokens.append(Token(match.start(), end, text[match.start() : end], gap))
            last = end
    return tokens


def _labels(text: str) -> Iterator[Candidate]:
    """Yield the speakers of labels such as "[Name/CEO of Org/day]"."""
    for match in _LABEL.finditer(text):
        words = re.findall(r"[A-Za-z-]+", match.group(2))
        if any(word.lower() in word_set(ENGLISH, "roles") for word in words):
            yield Candidate(match.start(1), match.end(1), "PER", 4)


def _elections(text: str) -> Iterator[Candidate]:
    """Yield elections, whose names go on in lower case: "2011 Ontario general election"."""
    for match in _ELECTION.finditer(text):
        start = match.start()
        first, _, rest = match.group().partition(" ")
        if _in(first, "openers"):
            start += len(first) + 1
            first = rest.partition(" ")[0]
        if first[:1].isupper() or first.isdigit():
            yield Candidate(start, match.end(), "EVENT", 2)


class _Page:
    def __init__(self, text: str, tokens: list[Token], taken: Sequence[Candidate]) -> None:
        self.text = text
        self.tokens = tokens
        ordered = sorted(taken, key=lambda c: (c.start, -c.end))
        self.known_starts = [c.start for c in ordered]
        self.known = ordered

    def word(self, index: int) -> str:
        """Return a token's word, "" outside the text."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def gap(self, index: int) -> str:
        """Return what stands before a token."""
        return self.tokens[index].gap if 0 <= index < len(self.tokens) else "\n"

    def is_capital(self, index: int) -> bool:
        """Tell whether a token begins with a capital letter and is no compound ("X-based")."""
        word = self.word(index)
        head, _, end = word.rpartition("-")
        if head and (_in(end.lower(), "compound_ends") or _in(head, "not_names")):
            return False
        return word[:1].isupper()

    def opens_sentence(self, index: int) -> bool:
        """Tell whether a token is the first of its sentence."""
        return index == 0 or _SENTENCE_END.search(self.gap(index)) is not None

    def known_at(self, start: int, end: int) -> Candidate | None:
        """Return the known name that covers exactly a span."""
        at = bisect_left(self.known_starts, start)
        while at < len(self.known) and self.known[at].start == start:
            if self.known[at].end == end:
                return self.known[at]
            at += 1
        return None

    # -- cutting runs

    def run_end(self, first: int) -> int:
        """Return the end of the run of capitalised words that begins at a token."""
        if not self.is_capital(first) or _in(self.word(first), "openers"):
            return first
        at = first + 1
        while at < len(self.tokens) and at - first < 14:
            if self._joins(at) and self.is_capital(at):
                at += 1
                continue
            after = self._linked(first, at)
            if after is None:
                break
            at = after
        return at

    def _joins(self, at: int) -> bool:
        gap = self.gap(at)
        if gap in (" ", " & "):
            return True
        return gap == ". " and _in(self.word(at - 1), "abbreviations")

    def _linked(self, first: int, at: int) -> int | None:
        """Return the token after a linking word that keeps two capitalised parts together."""
        word = self.word(at)
        if self.gap(at) != " ":
            return None
        after = at + 1
        head = next((i for i in range(first, at) if _in(self.word(i), "org_heads")), None)
        if word in ("of", "for") and head is not None:
            if self.word(after) == "the" and self.gap(after) == " ":
                after += 1
        elif word == "and" and head is not None:
            if not any(self.word(i) in ("of", "for") for i in range(head, at)):
                return None
        elif word == "of" and _in(self.word(at - 1), "loc_heads"):
            pass
        elif not _in(word, "name_particles"):
            return None
        if self.is_capital(after) and self.gap(after) == " ":
            return after + 1 if not _in(self.word(after), "openers") else None
        return None

    # -- reading a run

    def read_run(self, first: int, end: int) -> Iterator[Candidate]:
        """Yield the names of a run, without titles, nationalities and openers."""
        middle = self._middle_title(first, end)
        if middle is not None:
            before = list(self.read_run(first, middle))
            if not before and _in(self.word(middle), "company_titles") and middle == first + 1:
                word = self.tokens[first]
                before = [Candidate(word.start, word.end, "ORG", 2)]
            yield from before
            first = middle
        at, has_title = self._strip_titles(first, end)
        if at >= end:
            return
        end, suffix = self._strip_end(at, end)
        if at >= end:
            return
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        if (is_legal_form(self.word(end - 1)) or self.word(end - 1) in ("Jr", "Sr")) and self.text[
            stop : stop + 1
        ] == ".":
            stop += 1
        if self.known_at(start, stop) is not None and suffix is None:
            return
        kind = "PRODUCT" if suffix is not None else self._kind(at, end, has_title)
        if kind is not None:
            yield Candidate(start, suffix or stop, kind, 2)

    def _middle_title(self, first: int, end: int) -> int | None:
        """Return where the title of a person begins that follows another name in a run."""
        for at in range(first + 1, end - 1):
            rest = [self.word(i) for i in range(at + 1, end)]
            if (
                _in(self.word(at), "middle_titles")
                and len(rest) <= 4
                and _kind_by_words(rest) is None
            ):
                while at > first + 1 and _in(self.word(at - 1), "title_parts"):
                    at -= 1
                return at
        return None

    def _strip_titles(self, first: int, end: int) -> tuple[int, bool]:
        at = kept = first
        has_title = False
        if self.word(first - 1) == "of" and self.word(first - 2) == "Secretary":
            while at < end - 1 and _in(self.word(at), "offices"):
                at += 1
                kept, has_title = at, True
        while at < end:
            word = self.word(at)
            following = self.word(at + 1) if at + 1 < end else ""
            is_part = _in(word, "title_parts")
            if _in(word, "titles") and not _in(following.lower(), "of_links"):
                has_title = True
            elif _in(word, "demonyms") and (at + 1 == end or _is_title(following)):
                pass
            elif word in ("U.S.", "US", "UK", "U.K.") and _is_title(following):
                pass
            elif not is_part and (not _in(word, "name_particles") or word[0].isupper()):
                break
            at += 1
            kept = kept if is_part and not has_title else at
        return kept, has_title

    def _strip_end(self, at: int, end: int) -> tuple[int, int | None]:
        """Return the run's end without trailing openers, and a version number's end if any."""
        while end > at and (_in(self.word(end - 1), "openers") or not self.is_capital(end - 1)):
            end -= 1
        if end > at and end < len(self.tokens) and self.gap(end) == " ":
            version = _VERSION.fullmatch(self.word(end))
            is_month = _in(self.word(end - 1), "not_names")
            if version is not None and "." in version.group() and not is_month:
                return end, self.tokens[end].end
        return end, None

    def _kind(self, at: int, end: int, has_title: bool) -> EntityType | None:
        words = [self.word(i) for i in range(at, end)]
        if len(words) == 1:
            return self._kind_of_one(at, has_title)
        by_words = _kind_by_words(words)
        if by_words is not None:
            return by_words
        if has_title or self._is_person_by_place(at, end) or _is_person(words):
            return "PER"
        if self._names_product(at, end):
            return "PRODUCT"
        if self._is_place_by_place(at, end):
            return "LOC"
        if all(_in(word, "not_names") or _in(word, "demonyms") for word in words):
            return None
        if self._is_heading(at) or _in(words[-1], "not_names") or _in(words[0], "not_names"):
            return None
        return "PER" if len(words) in (2, 3) and all(_is_plain(w) for w in words) else "ORG"

    def _kind_of_one(self, at: int, has_title: bool) -> EntityType | None:
        word = self.word(at)
        if len(word) < 2 or _in(word, "not_names") or _in(word, "demonyms") or _in(word, "titles"):
            return None
        if has_title or self._is_person_by_place(at, at + 1):
            return "PER"
        if self._names_product(at, at + 1):
            return "PRODUCT"
        if self._is_company_by_place(at, at + 1):
            return "ORG"
        return self._kind_by_spelling(at)

    def _kind_by_spelling(self, at: int) -> EntityType | None:
        """Return the type that a single word's letters suggest, if neighbours say nothing."""
        word = self.word(at)
        if _MODEL_CODE.fullmatch(word):
            return "PRODUCT" if self.gap(at).strip() in ("", "'s", "’s") and at else None
        if self._is_heading(at):
            return None
        if _ACRONYM.fullmatch(word):
            return "ORG"
        if self._is_place_by_place(at, at + 1):
            return "LOC"
        if word in _names("given") or word in _names("family"):
            return "PER"
        if any(char.isupper() for char in word[1:]):
            return None if self.opens_sentence(at) else "ORG"
        return "PER" if self._acts(at) else None

    def _is_company_by_place(self, at: int, end: int) -> bool:
        """Tell whether a name stands where companies do: "shares of X", "X's revenue"."""
        if self.word(at) in _names("given") or self._is_heading(at):
            return False
        before = self.word(at - 1)
        if before in ("of", "in") and self.gap(at) == self.gap(at - 1) == " ":
            before = self.word(at - 2)
        if self.gap(at) == " " and _in(before.lower(), "company_before"):
            return True
        if self.gap(end) in (" ", "'s ", "’s ") and _in(self.word(end).lower(), "company_after"):
            return True
        for step in range(4):
            if self.gap(end + step) != " ":
                return False
            if _in(self.word(end + step), "verbs_of_companies"):
                return True
            if not _in(self.word(end + step), "auxiliaries"):
                return False
        return False

    def _acts(self, at: int) -> bool:
        """Tell whether an unknown word stands where persons do: before a verb in lower case."""
        after = self.word(at + 1)
        return self.gap(at + 1) == " " and _in(after, "verbs_of_persons") and len(self.word(at)) > 3

    def _is_person_by_place(self, at: int, end: int) -> bool:
        """Tell whether a role stands before or after, or a verb of speech after."""
        before = self.word(at - 1).lower()
        if self.gap(at) == " " and before in word_set(ENGLISH, "roles"):
            return True
        after = self.word(end)
        if self.gap(end) == " " and _in(after, "speech_verbs"):
            return True
        if self.gap(end) == ", ":
            window = [self.word(i) for i in range(end, min(end + 4, len(self.tokens)))]
            return any(word in word_set(ENGLISH, "roles") for word in window[:3])
        return False

    def _names_product(self, at: int, end: int) -> bool:
        before = self.word(at - 1)
        if self.gap(at) == " " and _in(before, "product_nouns"):
            return True
        for step in range(3):
            if self.gap(end + step) != " ":
                return False
            if _in(self.word(end + step), "product_nouns"):
                owner = self.text[max(0, self.tokens[at].start - 3) : self.tokens[at].start]
                return before in ("its", "the", "The", "Its", "their") or owner.strip() in (
                    "'s",
                    "’s",
                )
            if not self.word(end + step).islower() or self.word(end + step) in (
                "and",
                "of",
                "the",
                "in",
                "to",
                "is",
            ):
                return False
        return False

    def _is_place_by_place(self, at: int, end: int) -> bool:
        before = self.word(at - 1)
        if self.gap(at) == " " and before in ("in", "near", "In", "Near", "at", "from"):
            return before not in ("at", "from") or self._before_known_place(end)
        return self._before_known_place(end)

    def _before_known_place(self, end: int) -> bool:
        """Tell whether ", Place" follows."""
        if self.gap(end) != ", " or end >= len(self.tokens):
            return False
        start = self.tokens[end].start
        at = bisect_left(self.known_starts, start)
        return (
            at < len(self.known) and self.known[at].start == start and self.known[at].type == "LOC"
        )

    def _is_heading(self, at: int) -> bool:
        """Tell whether a token stands in a heading or a table: a short line without a full stop."""
        start = self.tokens[at].start
        low = max(start - _HEADING, self.text.rfind("\n", max(0, start - _HEADING), start) + 1)
        high = self.text.find("\n", start, start + _HEADING)
        if low <= start - _HEADING:
            return False
        line = self.text[low : high if high >= 0 else start + _HEADING].strip()
        if line.startswith("|"):
            return True
        return len(line) < _HEADING and "\n" in self.text and line[-1:] not in '.!?:;,"”)'


def _is_title(word: str) -> bool:
    return _in(word, "titles") or _in(word, "title_parts")


def _is_plain(word: str) -> bool:
    return word.isalpha() and word[1:].islower() or re.fullmatch(r"[A-Z]\.", word) is not None


def _kind_by_words(words: Sequence[str]) -> EntityType | None:
    """Return the type that a run's own words give it."""
    last, first = words[-1], words[0]
    if is_legal_form(last):
        return "ORG"
    head = next((word for word in words if _in(word, "org_heads")), None)
    linked = next((i for i, word in enumerate(words) if word in ("of", "for")), None)
    if linked is not None:
        before = words[linked - 1]
        if _in(before, "org_heads"):
            return "ORG"
        if _in(before, "loc_heads"):
            return "LOC"
        if _in(before, "event_heads"):
            return "EVENT"
    if _in(last, "event_heads"):
        return "EVENT"
    if _in(last, "org_heads"):
        return "ORG"
    if _in(last, "loc_heads") or (_in(first, "loc_first") and head is None):
        return "LOC"
    return "ORG" if head is not None and "&" not in words else None


def _is_person(words: Sequence[str]) -> bool:
    """Tell whether a run is made like a person's name."""
    if len(words) > 4 or not all(w[:1].isupper() or _in(w, "name_particles") for w in words):
        return False
    first, last = words[0], words[-1]
    if first in _names("given") or (last in _names("family") and not _in(first, "not_names")):
        return True
    if any(re.fullmatch(r"(?:[A-Z]\.)+", word) for word in words) and last.isalpha():
        return True
    return (
        _in(first, "first_family_names") and len(words) == 2 and last[1:].replace("-", "").islower()
    )
