"""Names in Korean text that no list knows, by the words around them.

A person stands before a title, after a role, or in a label; an organisation ends in a head word;
a place in a unit of administration; a product or an event stands in quotation marks beside the
noun that says what it is. Words are in lexicon/ko/names.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wirebook.reading.languages import KOREAN
from wirebook.reading.model import EntityType
from wirebook.reading.names.candidates import Candidate
from wirebook.reading.names.hangul import is_hangul, is_particles, stem, word_set

_TOKEN = re.compile(r"[가-힣A-Za-z0-9&]+(?:[-.][A-Za-z0-9]+)*")
_ALL_HANGUL = re.compile(r"[가-힣]+")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9&.\-]*")
_QUOTED = re.compile(r"['‘\"“「『<《〈]([^'‘’\"“”「」『』<>《》〈〉\n]{1,40})['’\"”」』>》〉]")
_SENTENCE = re.compile(r"(?:다|요|까|죠|자|라)[.!?]?$|[.!?…]$|[,]")
_LABEL = re.compile(r"[\[◀(【]\s*([^\[\]()/:：\n]{2,40}?)\s*/\s*([^\[\]\n]{1,70}?)\s*(?:[:：\]】])")
_GLOSS = re.compile(
    r"\(([A-Z][A-Za-z.\-' ]{1,40}|[가-힣]{1,6}(?: [가-힣]{1,6}){0,2}|[\u4e00-\u9fff]{2,4})\)"
)
_SENTENCE_START = re.compile(r"[.!?\n\r]")
MAX_WORD = 14
# Verbs may end so as well, but hardly right before an organisation and a title.
_NAME_ENDS = "든히간적들"


@dataclass(frozen=True, slots=True)
class Token:
    """A written word of the text."""

    start: int
    end: int
    word: str


def find(text: str, taken: Sequence[tuple[int, int, EntityType]]) -> list[Candidate]:
    """Return candidates; ``taken`` are known names (start, end, type), in order."""
    if not any(is_hangul(char) for char in text):
        return []
    page = _Page(text, taken)
    found: list[Candidate] = []
    for index in range(len(page.tokens)):
        found += page.person_before_title(index)
        found += page.person_after_role(index)
        found += page.organisation(index)
        found += page.company(index)
        found += page.place(index)
        found += page.event(index)
    found += page.labels()
    found += page.quoted_names()
    return found


@lru_cache(maxsize=8)
def _by_length(key: str) -> tuple[str, ...]:
    return tuple(sorted(word_set(KOREAN, key), key=lambda word: (-len(word), word)))


@lru_cache(maxsize=1)
def _offices() -> tuple[str, ...]:
    """Return the titles that an office's name may end in, as "planning-director" does."""
    return tuple(t for t in _by_length("titles") if len(t) > 1 and t.endswith(("장", "관", "원")))


@lru_cache(maxsize=16384)
def _is_office(word: str) -> bool:
    """Tell whether a word, its particle aside, is an office that ends in a title."""
    bare = stem(word)
    return len(bare) > 3 and bare.endswith(_offices()) and not is_plain_word(bare)


@lru_cache(maxsize=16384)
def _title_length(word: str) -> int:
    """Return how many characters of a word are a title that only particles follow; 0 if none."""
    titles = word_set(KOREAN, "titles")
    for end in range(min(len(word), 8), 0, -1):
        if word[:end] in titles and is_particles(word[end:]):
            return end
    return 0


def has_title_after(text: str, end: int) -> bool:
    """Tell whether a title follows a blank after a span."""
    match = _TOKEN.match(text, end + 1) if text[end : end + 1] == " " else None
    return match is not None and _title_length(match.group()[:MAX_WORD]) > 0


def is_korean_name(word: str) -> bool:
    """Tell whether a word has the shape of a Korean person's full name."""
    if len(word) == 4 and word[:2] in word_set(KOREAN, "two_syllable_surnames"):
        return True
    return len(word) in (2, 3) and word[0] in word_set(KOREAN, "surnames")


def is_foreign(word: str) -> bool:
    """Tell whether a Hangul word is spelt like a foreign name."""
    return any(char in word_set(KOREAN, "strong_foreign_syllables") for char in word)


@lru_cache(maxsize=16384)
def is_plain_word(word: str) -> bool:
    """Tell whether a word is known to name nobody."""
    return (
        word in word_set(KOREAN, "not_names")
        or word in word_set(KOREAN, "titles")
        or word in word_set(KOREAN, "title_modifiers")
        or word in word_set(KOREAN, "roles_before")
        or word in word_set(KOREAN, "org_generic")
        or word in word_set(KOREAN, "not_org_first")
        or word in word_set(KOREAN, "product_nouns")
        or word in word_set(KOREAN, "event_nouns")
        or word in word_set(KOREAN, "org_nouns")
        or word in word_set(KOREAN, "event_heads")
    )


@lru_cache(maxsize=16384)
def _org_head(word: str) -> str:
    """Return the head word that makes a word an organisation's name, "" if none does."""
    if word in word_set(KOREAN, "org_generic") or is_plain_word(word):
        return ""
    if word in word_set(KOREAN, "ministry_suffixes"):
        return word
    for head in _by_length("org_suffixes"):
        if len(word) > len(head) + 1 and word.endswith(head):
            return "" if word[: -len(head)] in word_set(KOREAN, "not_org_first") else head
    return ""


class _Page:
    def __init__(self, text: str, taken: Sequence[tuple[int, int, EntityType]]) -> None:
        self.text = text
        self.tokens = [Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
        self.kinds: dict[int, EntityType] = {}
        starts = {token.start: index for index, token in enumerate(self.tokens)}
        for start, end, kind in taken:
            index = starts.get(start)
            while index is not None and index < len(self.tokens):
                if self.tokens[index].start >= end:
                    break
                self.kinds[index] = kind
                index += 1

    def gap(self, index: int) -> str:
        """Return what stands between a token and the one before it."""
        if not 0 < index < len(self.tokens):
            return "\n"
        return self.text[self.tokens[index - 1].end : self.tokens[index].start]

    def is_name_part(self, index: int) -> bool:
        """Tell whether a token, as it stands, may be (a part of) an unlisted person's name."""
        if index < 0 or self.kinds.get(index, "PER") != "PER":
            return False
        word = self.tokens[index].word
        if len(word) > 6 or _ALL_HANGUL.fullmatch(word) is None or is_plain_word(word):
            return False
        if _org_head(word) or _title_length(word):
            return False
        bare = stem(word)
        if bare != word and (is_plain_word(bare) or word[-1] in "는를을에의서"):
            return False
        return not word.endswith(_by_length("verb_endings"))

    # -- persons

    def person_before_title(self, index: int) -> Iterator[Candidate]:
        """Yield the person whose title the token is: "Name title", "Name Org title"."""
        token = self.tokens[index]
        if len(token.word) > MAX_WORD:
            return
        length = _title_length(token.word)
        if not length:
            holder = list(self._before_position(index))
            yield from holder or self._glued_title(token)
            return
        at, is_adjacent = self._left_of_title(index)
        if at is None:
            return
        if length == len(token.word) and self._names_person_after(index):
            yield from self._owner_of_title(at)
            return
        if token.word.startswith("씨"):
            yield from self._anybody(at)
            return
        if self._is_between_name_and_title(at):
            yield Candidate(self.tokens[at].start, self.tokens[at].end, "ORG", 2)
            at -= 1
        first = self._name_start(at, is_adjacent)
        if first is not None:
            start, end = self.tokens[first].start, self.tokens[at].end
            yield Candidate(start, end, "PER", 3)
            yield from self._gloss(end, start, "PER")

    def _is_between_name_and_title(self, at: int) -> bool:
        """Tell whether an unknown organisation stands at a token: "Name Org title"."""
        word = self.tokens[at].word
        is_name = is_korean_name(word) and len(word) == 3 and not is_foreign(word)
        if is_name or len(word) < 3 or is_plain_word(word) or _has_particle(word):
            return False
        return self.gap(at) == " " and self._is_full_name(at - 1)

    def _is_full_name(self, index: int) -> bool:
        """Tell whether a token, as it stands, has the shape of a Korean full name of three."""
        word = self.tokens[index].word
        has_shape = len(word) == 3 and is_korean_name(word) and not is_foreign(word)
        if not has_shape or is_plain_word(word) or self.kinds.get(index, "PER") != "PER":
            return False
        return self.is_name_part(index) or word[-1] in _NAME_ENDS

    def _before_position(self, index: int) -> Iterator[Candidate]:
        """Yield the person before an office that ends in a title: "Name Org fisheries-director"."""
        if not _is_office(self.tokens[index].word):
            return
        at, _ = self._left_of_title(index)
        if at is not None and self._is_full_name(at):
            yield Candidate(self.tokens[at].start, self.tokens[at].end, "PER", 3)

    def _names_person_after(self, index: int) -> bool:
        """Tell whether the title describes the name after it: "Org CEO Name"."""
        return (
            self.tokens[index].word in word_set(KOREAN, "roles_before")
            and self._name_end(index + 1) is not None
        )

    def _owner_of_title(self, at: int) -> Iterator[Candidate]:
        """Yield the organisation whose officer is named after the title."""
        token = self.tokens[at]
        if is_foreign(token.word) and self.is_name_part(at):
            yield Candidate(token.start, token.end, "ORG", 2)

    def _left_of_title(self, index: int) -> tuple[int | None, bool]:
        """Return the token that should end the name before a title, and whether it touches it."""
        at = index
        for _ in range(6):
            gap = self.gap(at)
            if gap.endswith(") ") or gap.endswith(")"):
                opened = self.text.rfind(
                    "(", max(0, self.tokens[at].start - 60), self.tokens[at].start
                )
                while at > 0 and self.tokens[at - 1].start > opened:
                    at -= 1
                at -= 1
                if at < 0 or self.tokens[at].end != opened:
                    return None, False
                return at, True
            if gap != " ":
                return None, False
            at -= 1
            kind = self.kinds.get(at)
            word = self.tokens[at].word
            if kind == "PER":
                return None, False
            if kind is None and not self._is_between(word):
                return at, at == index - 1
        return None, False

    @staticmethod
    def _is_between(word: str) -> bool:
        """Tell whether a word may stand between a name and the title: an organisation, "former"."""
        return (
            word in word_set(KOREAN, "title_modifiers")
            or bool(_org_head(word))
            or (word in word_set(KOREAN, "org_generic"))
        )

    def _name_start(self, at: int, is_adjacent: bool) -> int | None:
        """Return the first token of the name that ends with token ``at``, None if it is no name."""
        word = self.tokens[at].word
        if not self.is_name_part(at):
            return None
        if len(word) == 1:
            if self.gap(at) == " " and self.is_name_part(at - 1):
                before = self.tokens[at - 1].word
                if len(before) > 1 and is_foreign(before) and not _has_particle(before):
                    return at - 1
            is_plain_surname = word in word_set(KOREAN, "surnames") and word not in word_set(
                KOREAN, "ambiguous_surnames"
            )
            return at if is_plain_surname and is_adjacent else None
        if is_korean_name(word) and len(word) == 3 and not is_foreign(word):
            return at
        if not (is_foreign(word) or is_korean_name(word) or (is_adjacent and len(word) > 2)):
            return None
        if not is_foreign(word) and _has_particle(word):
            return None
        return self._extend_left(at)

    def _extend_left(self, at: int) -> int:
        """Return where a foreign name of several words begins."""
        first = at
        while at - first < 2 and self.gap(first) == " " and self.is_name_part(first - 1):
            word = self.tokens[first - 1].word
            if word not in word_set(KOREAN, "short_given_names") and (
                len(word) < 2 or not is_foreign(word) or _has_particle(word)
            ):
                break
            first -= 1
        return first

    def _anybody(self, at: int) -> Iterator[Candidate]:
        """Yield the name before the honorific, which stands after names only."""
        token = self.tokens[at]
        if len(token.word) > 6 or self.kinds.get(at, "PER") != "PER":
            return
        if is_plain_word(token.word) and token.word not in word_set(KOREAN, "surnames"):
            return
        first = at
        if is_foreign(token.word) and not is_korean_name(token.word):
            first = self._extend_left(at)
        yield Candidate(self.tokens[first].start, token.end, "PER", 3)

    def _glued_title(self, token: Token) -> Iterator[Candidate]:
        """Yield the name that its title follows without a space."""
        for end in range(1, min(6, len(token.word))):
            name, rest = token.word[:end], token.word[end:]
            if not rest.startswith("씨") and (end < 2 or not is_korean_name(name)):
                continue
            length = _title_length(rest)
            is_surname = end == 1 and name in word_set(KOREAN, "surnames")
            if not length or name[-1] in "부과실국팀당":
                continue
            if is_plain_word(name) and not is_surname:
                continue
            if rest.startswith("씨") or (end == 3 and length > 1):
                is_name = is_korean_name(name) or len(name) == 1 or is_foreign(name)
                if is_name and _ALL_HANGUL.fullmatch(name) is not None or _is_letter(name):
                    yield Candidate(token.start, token.start + end, "PER", 3)
                    return

    def person_after_role(self, index: int) -> Iterator[Candidate]:
        """Yield the person named after a role: "the actor Name", "the founder Name"."""
        role = self.tokens[index].word
        if role not in word_set(KOREAN, "roles_before") or self.gap(index)[-1:] in "\"'”’":
            return
        end = self._name_end(index + 1)
        if end is not None:
            start = self.tokens[index + 1].start
            yield Candidate(start, end, "PER", 2)
            yield from self._gloss(end, start, "PER")

    def _name_end(self, first: int) -> int | None:
        """Return where the name ends that begins with token ``first``; None if it is no name."""
        at = first
        seen_foreign = False
        role = self.tokens[first - 1].word
        is_sure = role in word_set(KOREAN, "sure_roles")
        while at < len(self.tokens) and at - first < 3 and self.gap(at) == " ":
            token = self.tokens[at]
            bare = stem(token.word, shortest=1 if seen_foreign or at > first else 2)
            if not self._may_continue(at, bare):
                break
            if at == first and len(bare) == 3 and is_korean_name(bare) and not is_foreign(bare):
                if bare != token.word or not self._goes_on_foreign(at + 1):
                    return token.start + 3
            seen_foreign = seen_foreign or is_foreign(bare)
            if bare != token.word or _closes(self.text, token.end):
                is_name = seen_foreign or (at > first and is_sure)
                return token.start + len(bare) if is_name else None
            at += 1
        if at > first and seen_foreign:
            return self.tokens[at - 1].end
        return None

    def _goes_on_foreign(self, at: int) -> bool:
        """Tell whether a word spelt like a foreign name follows, as a family name does."""
        if self.gap(at) != " ":
            return False
        bare = stem(self.tokens[at].word)
        return (
            is_foreign(bare)
            and self._may_continue(at, bare)
            and bare not in word_set(KOREAN, "loanwords")
        )

    def _may_continue(self, at: int, bare: str) -> bool:
        if self.kinds.get(at, "PER") != "PER" or len(bare) > 6:
            return False
        if _ALL_HANGUL.fullmatch(bare) is None or is_plain_word(bare):
            return False
        if bare.endswith(_by_length("verb_endings")):
            return False
        return not _org_head(bare) and not _title_length(bare)

    def _gloss(self, end: int, start: int, kind: EntityType) -> Iterator[Candidate]:
        """Yield the second name that brackets give right after the first."""
        match = _GLOSS.match(self.text, end)
        if match is not None and not is_plain_word(match.group(1)):
            yield Candidate(match.start(1), match.end(1), kind, 3, alias_of=start)

    def labels(self) -> Iterator[Candidate]:
        """Yield the speakers of labels such as "[Name/role]"."""
        for match in _LABEL.finditer(self.text):
            name = match.group(1)
            words = name.split()
            is_korean = all(_ALL_HANGUL.fullmatch(word) for word in words)
            if not is_korean or len(words) > 3 or any(is_plain_word(word) for word in words):
                continue
            if _has_title(match.group(2)):
                yield Candidate(match.start(1), match.end(1), "PER", 4)

    # -- organisations

    def organisation(self, index: int) -> Iterator[Candidate]:
        """Yield the organisation whose head word the token ends in."""
        token = self.tokens[index]
        if len(token.word) > 24:
            return
        bare = stem(token.word)
        if bare in word_set(KOREAN, "org_suffixes") and len(bare) > 1:
            yield from self._spaced_head(index, bare)
        elif _org_head(bare):
            first = index
            if self.gap(index) == " " and self.kinds.get(index - 1) == "LOC":
                before = self.tokens[index - 1].word
                first = index if _has_particle(before) else index - 1
            yield Candidate(self.tokens[first].start, token.start + len(bare), "ORG", 2)
        elif bare in word_set(KOREAN, "org_nouns"):
            yield from self._after_org_noun(index)

    def _spaced_head(self, index: int, bare: str) -> Iterator[Candidate]:
        """Yield "Name Group": a head word after a name that is spelt like a foreign one."""
        if self.gap(index) != " " or not index:
            return
        before = self.tokens[index - 1].word
        is_name = is_foreign(before) and len(before) > 1 or _LATIN_NAME.fullmatch(before)
        if not is_name or is_plain_word(before) or _has_particle(before) or before[-1] in "는한된":
            return
        if self.kinds.get(index - 1, "ORG") != "ORG" or before in word_set(KOREAN, "not_org_first"):
            return
        yield Candidate(
            self.tokens[index - 1].start, self.tokens[index].start + len(bare), "ORG", 2
        )

    def _after_org_noun(self, index: int) -> Iterator[Candidate]:
        """Yield "the start-up Name": one word spelt like a foreign name, with its particle."""
        at = index + 1
        if at >= len(self.tokens) or self.gap(at) != " " or at in self.kinds:
            return
        token = self.tokens[at]
        bare = stem(token.word)
        if bare == token.word and not _closes(self.text, token.end):
            return
        if len(bare) < 2 or len(bare) > 10 or is_plain_word(bare) or _title_length(bare):
            return
        if self.tokens[index].word in word_set(KOREAN, "org_nouns") and (
            is_foreign(bare) or _LATIN_NAME.fullmatch(bare)
        ):
            yield Candidate(token.start, token.start + len(bare), "ORG", 1)

    def company(self, index: int) -> Iterator[Candidate]:
        """Yield an unknown foreign-looking word that opens a sentence on what companies do."""
        token = self.tokens[index]
        bare = stem(token.word)
        particle = token.word[len(bare) :]
        if particle not in ("은", "는", "이", "가") or not 3 <= len(bare) <= 8:
            return
        if index in self.kinds or not _SENTENCE_START.search(self.gap(index)):
            return
        is_plain = is_plain_word(bare) or bare in word_set(KOREAN, "loanwords")
        if is_plain or not is_foreign(bare) or _ALL_HANGUL.fullmatch(bare) is None:
            return
        following = self.tokens[index + 1 : index + 16]
        if any(word.word.startswith(_by_length("company_words")) for word in following):
            yield Candidate(token.start, token.start + len(bare), "ORG", 1)

    # -- places and events

    def place(self, index: int) -> Iterator[Candidate]:
        """Yield a place whose name ends in a unit; short units count after a greater place only."""
        token = self.tokens[index]
        if len(token.word) > 10 or index in self.kinds:
            return
        bare = stem(token.word)
        is_within = self.gap(index) == " " and self.kinds.get(index - 1) == "LOC"
        if len(token.word) == 3 and has_title_after(self.text, token.end):
            return  # three syllables before a title are a person, whatever the last one means
        if _is_place(bare) or (is_within and _is_unit(bare) and not is_plain_word(bare)):
            self.kinds[index] = "LOC"
            yield Candidate(token.start, token.start + len(bare), "LOC", 1)

    def event(self, index: int) -> Iterator[Candidate]:
        """Yield an event: the nouns before its head word, as far as they belong to its name."""
        token = self.tokens[index]
        bare = stem(token.word)
        head = next((h for h in _by_length("event_heads") if bare.endswith(h)), None)
        if head is None or len(token.word) > 20:
            return
        first = index
        while index - first < 3 and self.gap(first) == " ":
            word = self.tokens[first - 1].word
            if word in word_set(KOREAN, "not_event_first") or _has_particle(word):
                break
            if word[-1] in "린된한는던할될인운" or word.isdigit():
                break
            first -= 1
        prefix = bare[: -len(head)]
        if prefix in word_set(KOREAN, "not_event_first"):
            return
        if first < index or len(prefix) > 1:
            yield Candidate(self.tokens[first].start, token.start + len(bare), "EVENT", 1)

    # -- quoted names

    def quoted_names(self) -> Iterator[Candidate]:
        """Yield names in quotation marks beside the noun that says what they name."""
        for match in _QUOTED.finditer(self.text):
            name = match.group(1).strip()
            if not name or len(name.split()) > 4 or _SENTENCE.search(name) or is_plain_word(name):
                continue
            kind = self._kind_of_quoted(match.start(), match.end())
            if kind is not None:
                start = match.start(1) + match.group(1).index(name)
                yield Candidate(start, start + len(name), kind, 4)
                yield from self._gloss(match.end(), start, kind)

    def _kind_of_quoted(self, start: int, end: int) -> EntityType | None:
        before = _last_word(self.text, start)
        if before in word_set(KOREAN, "event_nouns"):
            return "EVENT"
        if before in word_set(KOREAN, "product_nouns") or before.endswith("AI"):
            return "PRODUCT"
        after = _TOKEN.match(self.text, end + 1) if self.text[end : end + 1] == " " else None
        if after is not None and stem(after.group()) in {
            "프로젝트",
            "모델",
            "앱",
            "서비스",
            "플랫폼",
        }:
            return "PRODUCT"
        return None


def _last_word(text: str, end: int) -> str:
    """Return the word that ends right before ``end``, past a blank and a bracketed gloss."""
    window = text[max(0, end - 40) : end]
    if not window.endswith(" "):
        return ""
    words = window.split()
    return words[-1] if words and "\n" not in window[-2:] else ""


def _closes(text: str, end: int) -> bool:
    """Tell whether a text stops or pauses at ``end``."""
    return text[end : end + 1] in ("", ",", ".", "\n", "(", ")", "·", "’", "'", '"', "”")


def _is_letter(name: str) -> bool:
    """Tell whether a name is one capital letter, as courts write the accused."""
    return len(name) == 1 and "A" <= name <= "Z"


def _has_particle(word: str) -> bool:
    """Tell whether a word surely ends in a particle."""
    return stem(word) != word


def _has_title(role: str) -> bool:
    """Tell whether a description holds a title."""
    words = _TOKEN.findall(role)
    return any(_title_length(word) or word.endswith(_by_length("titles")) for word in words)


@lru_cache(maxsize=16384)
def _is_place(word: str) -> bool:
    if len(word) < 3 or word in word_set(KOREAN, "not_locs") or is_plain_word(word):
        return False
    if _ALL_HANGUL.fullmatch(word) is None:
        return False
    return any(
        word.endswith(unit) and len(word) - len(unit) >= 2 for unit in _by_length("loc_suffixes")
    )


def _is_unit(word: str) -> bool:
    """Tell whether a word may be a district, a village or a street."""
    is_long_enough = 3 <= len(word) <= 5 and _ALL_HANGUL.fullmatch(word) is not None
    return (
        is_long_enough
        and word[-1] in word_set(KOREAN, "loc_units")
        and not word.endswith(_by_length("not_units"))
    )
