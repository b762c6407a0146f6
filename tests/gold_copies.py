"""Copies of the gold articles in which nothing is called or counted as in the originals.

Every company and person gets an invented name (one for both languages, also in the seeds that the
reader uses), every amount and horizon changes, dates move by twelve weeks, and blocks (a label with
its quote, a table, a list) change places. The gold answers get the same substitutions. Whatever
works on the originals alone fails here.

Names keep their shape: a Korean syllable keeps its final consonant, so that the particles after it
stay right; a word keeps its capitals. Numerals keep their shape: digits are exchanged for digits,
and an amount of whole units follows by exchanging the same digits in its value.
"""

from __future__ import annotations

import copy
import csv
import random
import re
import shutil
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

Gold = dict[str, list[dict[str, Any]]]

MOVED = timedelta(weeks=12)
LONGER = 2  # years added to a horizon of years, and to a year ahead
_AHEAD = 2026  # a year from here on is a horizon, before it history
_RENAMED = ("ORG", "PER")

# What makes a name a company's or an office's rather than this company's.
_KEPT_WORDS = frozenset(
    "of for and the under china international corporation corp inc. group news technology "
    "ministry university center committee ai".split()
)
_KEPT_ENDINGS = ("공사", "그룹", "전자", "뱅크", "통신", "뉴스", "중국")
_SURNAMES = frozenset("김이박최정강조윤장임한오서신권황안송류전홍손")

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_ROMAN_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_ROMAN_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_ROMAN_FINALS = (
    "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
)  # as pronounced, in the order of Unicode
_PLAIN_INITIALS = [_INITIALS.index(c) for c in "ㄱㄴㄷㄹㅁㅂㅅㅈㅊㅋㅌㅍㅎ"]
_PLAIN_VOWELS = [0, 4, 8, 13, 20, 5]  # a eo o u i e

_NUMBER_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass
class Names:
    """The invented names of one entity in both languages."""

    entity: str
    type: str
    korean: tuple[str, ...]
    english: tuple[str, ...]
    seed: int
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Spell the Korean name in Latin letters where there is one, so that the two belong
        together; the words of the English name take its syllables in turn."""
        if not self.korean:
            return
        words = [
            [char for char in self.in_korean(_bare(word)) if _is_hangul(char)]
            for word in max(self.korean, key=len).split()
        ]
        words = [word for word in words if word]
        syllables = [char for word in words for char in word]
        tokens = [t for t in self.entity.split() if t.casefold() not in _KEPT_WORDS]
        if len(words) != len(tokens):
            head = len(tokens) - 1
            words = [[char] for char in syllables[:head]] + [syllables[head:]]
        for token, word in zip(tokens, words, strict=False):
            if word:
                self._tokens[token] = "".join(map(_romanised, word)).capitalize()

    def of(self, surface: str) -> str:
        """Return the invented form of a printed form."""
        return self.in_korean(surface) if _has_hangul(surface) else self.in_english(surface)

    def in_korean(self, surface: str) -> str:
        head = _bare(surface)
        surname = self.type == "PER" and len(surface) == 3 and surface[0] in _SURNAMES
        parts = re.findall(r"[A-Za-z]+|.", head[surname:])
        new = [self._word(p) if p.isascii() else self._syllable(p) for p in parts]
        return head[: int(surname)] + "".join(new) + surface[len(head) :]

    def in_english(self, surface: str) -> str:
        return " ".join(self._word(word) for word in surface.split(" "))

    def _word(self, word: str) -> str:
        if word.casefold() in _KEPT_WORDS:
            return word
        return self._tokens.get(word) or "".join(map(self._letter, word))

    def _syllable(self, char: str) -> str:
        if not _is_hangul(char):
            return char
        code = ord(char) - 0xAC00
        choose = random.Random(f"{self.seed} {self.entity} {code // 28}")
        initial, vowel = choose.choice(_PLAIN_INITIALS), choose.choice(_PLAIN_VOWELS)
        return chr(0xAC00 + (initial * 21 + vowel) * 28 + code % 28)

    def _letter(self, char: str) -> str:
        choose = random.Random(f"{self.seed} {self.entity} {char.casefold()}")
        vowels, consonants = "aeiou", "bdfgklmnprstv"
        if not (char.isascii() and char.isalpha()):
            return char
        new = choose.choice(vowels if char.casefold() in vowels else consonants)
        return new.upper() if char.isupper() else new


def _bare(surface: str) -> str:
    """Return a Korean name without the ending that says what kind of body it is."""
    for ending in _KEPT_ENDINGS:
        if surface.endswith(ending) and len(surface) > len(ending):
            return surface[: -len(ending)]
    return surface


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def _has_hangul(text: str) -> bool:
    return any(map(_is_hangul, text))


def _romanised(syllable: str) -> str:
    code = ord(syllable) - 0xAC00
    letters = (
        _ROMAN_INITIALS[code // 588] + _ROMAN_VOWELS[code % 588 // 28] + _ROMAN_FINALS[code % 28]
    )
    return letters.replace("-", "")


@dataclass
class Copy:
    """One set of copies: the texts by file, and the gold answers with the same substitutions."""

    texts: dict[str, str]
    gold: Gold
    names: dict[str, Names]


def make(gold: Gold, texts: Mapping[str, str], seed: int) -> Copy:
    """Return a copy of the articles and their gold; equal seeds give equal copies."""
    gold = copy.deepcopy(gold)
    names = _invent(gold, seed)
    facts = {fact["fact"]: _digit_map(gold, fact["fact"], seed) for fact in gold["facts"]}
    claimed = {(claim["file"], claim["money"]): claim["fact"] for claim in gold["claims"]}
    out = {}
    for article in gold["articles"]:
        file = article["file"]
        page = _Page(texts[file])
        for number, money in enumerate(_money_of(gold, file)):
            fact = claimed.get((file, number))
            # The gold of boilerplate amounts changes too, though no fact rests on them.
            table = facts[fact] if fact is not None else _exchange(f"{seed} {file} {number}", False)
            _change_amount(page, money, table)
        for start, end, new in _edits(gold, file, texts[file], names):
            page.replace(start, end, new)
        _move_blocks(page, gold, file, seed)
        out[file] = page.text()
        _rewrite_spans(gold, file, page)
    _rewrite_answers(gold, names, facts)
    return Copy(out, gold, names)


def _change_amount(page: _Page, money: dict[str, Any], table: Mapping[str, str]) -> None:
    core = page.old[money["core_start"] : money["core_end"]]
    new = "".join(table.get(char, char) for char in core)
    page.replace(money["core_start"], money["core_end"], new)
    _exchange_digits(money, table, "low", "high", "point")


def _invent(gold: Gold, seed: int) -> dict[str, Names]:
    forms: dict[str, set[str]] = defaultdict(set)
    types = {}
    for row in gold["entities"]:
        if row["type"] in _RENAMED:
            types[row["entity"]] = row["type"]
            forms[row["entity"]] |= {m[2] for m in row["mentions"] + row["optional_mentions"]}
    return {
        entity: Names(
            entity,
            types[entity],
            tuple(sorted(f for f in found if _has_hangul(f))),
            tuple(sorted(f for f in found if not _has_hangul(f))),
            seed,
        )
        for entity, found in sorted(forms.items())
    }


def _digit_map(gold: Gold, fact: str, seed: int) -> dict[str, str]:
    """Exchange the digits 1 to 9; where a numeral begins with a bare 천, its one must stay."""
    cores = [
        money["surface"][money["core_start"] - money["start"] :]
        for claim in gold["claims"]
        if claim["fact"] == fact
        for money in [_money_of(gold, claim["file"])[claim["money"]]]
    ]
    return _exchange(f"{seed} {fact}", any(core.startswith("천") for core in cores))


def _exchange(seed: str, keep_one: bool) -> dict[str, str]:
    choose = random.Random(seed)
    moved = list("23456789" if keep_one else "123456789")
    turn = choose.randrange(1, len(moved))
    table = dict(zip(moved, moved[turn:] + moved[:turn], strict=True))
    return {**table, "0": "0", **({"1": "1"} if keep_one else {})}


def _money_of(gold: Gold, file: str) -> list[dict[str, Any]]:
    return [row for row in gold["money"] if row["file"] == file]


def _edits(
    gold: Gold, file: str, text: str, names: Mapping[str, Names]
) -> list[tuple[int, int, str]]:
    """Return the substitutions of names, horizons and dates of one article, without overlap."""
    found: list[tuple[int, int, str]] = []
    for row in gold["entities"]:
        if row["file"] == file and row["entity"] in names:
            for start, end, surface in row["mentions"] + row["optional_mentions"]:
                found.append((start, end, names[row["entity"]].of(surface)))
    for row in gold["periods"]:
        if row["file"] == file and row["role"] in ("horizon", "rate_window"):
            found.append((row["start"], row["end"], longer(row["surface"])))
    for match in re.finditer(r"\d{4}([-.])\d\d\1\d\d", text):
        found.append((*match.span(), _moved_text(match.group())))
    for start, end, new in _unlisted(text, names):
        if not any(a < end and start < b for a, b, _ in found):
            found.append((start, end, new))
    return found


def _unlisted(text: str, names: Mapping[str, Names]) -> Iterator[tuple[int, int, str]]:
    """Yield the names where the gold lists none: titles, captions, contact lines."""
    forms = {form: known for known in names.values() for form in known.korean + known.english}
    taken: list[tuple[int, int]] = []
    for form in sorted(forms, key=len, reverse=True):
        for match in _alone(form).finditer(text):
            if not any(a < match.end() and match.start() < b for a, b in taken):
                taken.append(match.span())
                yield (*match.span(), forms[form].of(form))


def stands_alone(form: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own, particles aside."""
    return _alone(form).search(text) is not None


def _alone(form: str) -> re.Pattern[str]:
    if _has_hangul(form):
        return re.compile(
            rf"(?<![가-힣]){re.escape(form)}(?=[이가은는을를의과와도에로서]|[^가-힣]|$)"
        )
    return re.compile(rf"(?<![A-Za-z]){re.escape(form)}(?![A-Za-z])")


def longer(surface: str) -> str:
    """Return the words of a horizon two years longer, or ending two years later."""

    def later(match: re.Match[str]) -> str:
        year = int(match.group())
        return str(year + LONGER) if year >= _AHEAD else match.group()

    surface = re.sub(r"(?<!\d)(?:19|20)\d\d(?!\d)", later, surface)
    words = "|".join(_NUMBER_WORDS)
    surface = re.sub(
        rf"\b({words})(?= years)",
        lambda m: _NUMBER_WORDS[_NUMBER_WORDS.index(m.group()) + LONGER],
        surface,
    )
    return re.sub(r"(?<!\d)\d(?=년)", lambda m: str(int(m.group()) + LONGER), surface)


def _moved_text(day: str) -> str:
    moved = date.fromisoformat(day.replace(".", "-")) + MOVED
    return moved.isoformat().replace("-", day[4])


class _Page:
    """A text as pieces that can be replaced and moved, and where its characters went."""

    def __init__(self, text: str) -> None:
        self.old = text
        self._edits: list[tuple[int, int, str]] = []
        self._order: list[tuple[int, int]] = [(0, len(text))]
        self._at: dict[int, int] = {}

    def replace(self, start: int, end: int, new: str) -> None:
        self._edits.append((start, end, new))

    def arrange(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Set the order of the page's parts: ranges of the old text that together are all of it."""
        assert sorted(ranges)[0][0] == 0 and sum(b - a for a, b in ranges) == len(self.old)
        self._order = list(ranges)

    def text(self) -> str:
        parts: list[str] = []
        length = 0
        for start, end in self._order:
            at = start
            for a, b, new in sorted(e for e in self._edits if start <= e[0] and e[1] <= end):
                assert at <= a, "two substitutions overlap"
                length = self._keep(at, a, length, parts)
                self._at[a] = length
                parts.append(new)
                length += len(new)
                at = b
            length = self._keep(at, end, length, parts)
        return "".join(parts)

    def _keep(self, start: int, end: int, length: int, parts: list[str]) -> int:
        for at in range(start, end):
            self._at[at] = length + at - start
        parts.append(self.old[start:end])
        return length + end - start

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where an old span is now; it may begin and end with a replacement or hold one."""
        last = next((new for a, b, new in self._edits if b == end and a >= start), None)
        if last is None:
            return self._at[start], self._at[end - 1] + 1
        at = next(a for a, b, _ in self._edits if b == end and a >= start)
        return self._at[start], self._at[at] + len(last)


def _move_blocks(page: _Page, gold: Gold, file: str, seed: int) -> None:
    """Let the blocks of an article change places with paragraphs of its body."""
    units = list(_units(page.old, gold, file))
    movable = [n for n, unit in enumerate(units) if unit[2] == "block"]
    plain = [n for n, unit in enumerate(units) if unit[2] == "body"][2:]
    choose = random.Random(f"{seed} {file}")
    order = list(range(len(units)))
    for place in movable:
        if plain:
            partner = choose.choice(plain)
            order[place], order[partner] = order[partner], order[place]
            plain.remove(partner)
    page.arrange([units[n][:2] for n in order])


def _units(text: str, gold: Gold, file: str) -> Iterator[tuple[int, int, str]]:
    """Cut a text into blocks, paragraphs of the body and everything else, whole lines each."""
    zones = next(row["spans"] for row in gold["zones"] if row["file"] == file)
    lines = []
    for number, zone in enumerate(zones):
        start = text.rfind("\n", 0, zone["start"]) + 1 if number else 0
        following = zones[number + 1]["start"] if number + 1 < len(zones) else len(text)
        end = text.rfind("\n", 0, following) + 1 if number + 1 < len(zones) else len(text)
        lines.append((start, end, _kind_of(text[zone["start"] : zone["end"]], zone)))
    merged: list[tuple[int, int, str]] = []
    for start, end, kind in lines:
        before = merged[-1] if merged else (0, 0, "")
        joins = kind == before[2] and kind.startswith(("label", "table", "list"))
        if joins or (before[2] == "label" and kind == "said"):
            merged[-1] = (before[0], end, kind if joins else "block")
        else:
            merged.append((start, end, kind))
    blocks = ("label", "table", "list", "said")
    last = len(merged) - 1
    for number, (start, end, kind) in enumerate(merged):
        yield start, end, "block" if kind in blocks and number != last else kind


def _kind_of(line: str, zone: Mapping[str, Any]) -> str:
    if zone["zone"] == "table":
        return "table"
    if zone["zone"] == "faq":
        return "list" if line.startswith("-") else "fixed"
    if re.match(r"\[[^\]]+/[^\]]+\]$", line):
        return "label"
    if re.match(r"\[[^\]]+: ?[\"“]", line) or line.startswith(('"(', '"반')):
        return "said"
    return "body" if zone["keep"] == "yes" and zone["zone"] == "body" else "fixed"


def _rewrite_spans(gold: Gold, file: str, page: _Page) -> None:
    text = page.text()
    for row in gold["money"]:
        if row["file"] == file:
            old = {key: row[key] for key in ("start", "end", "core_start", "core_end")}
            row["start"], row["end"] = page.span(old["start"], old["end"])
            row["core_start"], row["core_end"] = page.span(old["core_start"], old["core_end"])
            row["surface"] = text[row["start"] : row["end"]]
    for row in gold["entities"]:
        if row["file"] == file:
            for key in ("mentions", "optional_mentions"):
                spans = [page.span(start, end) for start, end, _ in row[key]]
                row[key] = [[start, end, text[start:end]] for start, end in spans]


def _rewrite_answers(
    gold: Gold, names: Mapping[str, Names], tables: Mapping[str, Mapping[str, str]]
) -> None:
    days = {}
    for row in gold["articles"]:
        row["published_on"] = _moved(row["published_on"])
        days[row["file"]] = row["published_on"] if row["published_precision"] == "day" else None
    for row in gold["claims"]:
        _rewrite_horizon(row, days[row["file"]])
    for row in gold["facts"]:
        _exchange_digits(row, tables[row["fact"]], "amount_low", "amount_high", "amount_point")
        row["as_of"] = _moved(row["as_of"])
        dated = [day for day in map(days.get, row["articles"]) if day is not None]
        _rewrite_horizon(row, min(dated, default=None))

    def renamed(name: str | None) -> str | None:
        known = names.get(name or "")
        return known.in_english(known.entity) if known is not None else name

    for row in gold["claims"] + gold["facts"]:
        for key in ("subject", "object", "attributed_to"):
            row[key] = renamed(row[key])
        row["parties"] = [renamed(name) for name in row["parties"]]
    for row in gold["entities"]:
        row["entity"] = renamed(row["entity"])
        row["qid"] = None


def _moved(day: str | None) -> str | None:
    return None if day is None else (date.fromisoformat(day) + MOVED).isoformat()


def _exchange_digits(
    row: dict[str, Any], table: Mapping[str, str], low: str, high: str, point: str
) -> None:
    """Exchange the digits of an amount; a range such as "1조 원대" stays one unit wide."""
    width = Decimal(row[high]) - Decimal(row[low]) if row["bound"] == "range" else None
    for key in (low, high, point):
        if row[key] is not None:
            row[key] = "".join(table.get(char, char) for char in row[key])
    if width is not None:
        row[high] = str(Decimal(row[low]) + width)


def _rewrite_horizon(row: dict[str, Any], published_on: str | None) -> None:
    months = row["horizon_months"]
    for key in ("horizon_start", "horizon_end"):
        if row[key] is not None and int(row[key][:4]) >= _AHEAD and months in (None, 12):
            row[key] = f"{int(row[key][:4]) + LONGER}{row[key][4:]}"
    if months is None or months == 12:
        return
    day = None if published_on is None else date.fromisoformat(published_on)
    if months == 1 and day is not None:
        last = day.replace(day=1) - timedelta(days=1)
        row["horizon_start"] = last.replace(day=1).isoformat()
        row["horizon_end"] = last.isoformat()
    elif months > 12:
        row["horizon_months"] = months + 12 * LONGER
        if day is not None:
            row["horizon_start"] = day.isoformat()
            row["horizon_end"] = _after(day, months + 12 * LONGER).isoformat()


def _after(day: date, months: int) -> date:
    """Return the last day of so many months that begin on a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) - timedelta(days=1)


def write_seeds(source: Path, target: Path, names: Iterable[Names], gold: Gold) -> int:
    """Copy the seeds with the renamed entities in them; return how many were found there.

    ``gold`` is the original's: its Wikidata items tell which row is meant.
    """
    shutil.copytree(source, target, dirs_exist_ok=True)
    entities = _read(target / "entities.csv")
    aliases = _read(target / "entity_aliases.csv")
    invented = _listed(entities, aliases, names, gold)
    for row in entities:
        known = invented.get(row["entity_id"])
        if known is not None:
            row["name_en"] = known.in_english(known.entity)
            row["name_ko"] = known.in_korean(row["name_ko"])
            row["name_zh"] = row["name_ja"] = row["ticker"] = row["lei"] = ""
    _write(target / "entities.csv", entities)
    _write(target / "entity_aliases.csv", list(_renamed_aliases(aliases, invented)))
    return len(invented)


def _listed(
    entities: Sequence[Mapping[str, str]],
    aliases: Sequence[Mapping[str, str]],
    names: Iterable[Names],
    gold: Gold,
) -> dict[str, Names]:
    """Find the seeds' entities that got new names: by Wikidata item, else by a form and type."""
    qids = {row["entity"]: row["qid"] for row in gold["entities"] if row["qid"] is not None}
    items = {row["wikidata_qid"]: row["entity_id"] for row in entities if row["wikidata_qid"]}
    types = {row["entity_id"]: row["type"] for row in entities}
    owners: dict[str, set[str]] = defaultdict(set)
    for alias in aliases:
        owners[alias["alias"].casefold()].add(alias["entity_id"])
    found = {}
    for known in names:
        item = items.get(qids.get(known.entity, ""))
        forms = (known.entity, *known.korean, *known.english)
        same = {i for form in forms for i in owners[form.casefold()] if types[i] == known.type}
        for entity_id in {item} if item is not None else same:
            found[entity_id] = known
    return found


def _renamed_aliases(
    aliases: Sequence[Mapping[str, str]], invented: Mapping[str, Names]
) -> Iterator[dict[str, str]]:
    seen = set()
    for alias in aliases:
        known = invented.get(alias["entity_id"])
        row = dict(alias)
        if known is not None:
            if alias["language"] not in ("en", "ko"):
                continue  # names in other scripts would still be the real ones
            row["alias"] = known.of(alias["alias"])
        seen.add((row["entity_id"], row["alias"]))
        yield row
    for entity_id, known in invented.items():
        for form in sorted({known.entity, *known.korean, *known.english}):
            if (entity_id, known.of(form)) not in seen:
                language = "ko" if _has_hangul(form) else "en"
                row = {"entity_id": entity_id, "alias": known.of(form), "language": language}
                yield {**row, "is_context_needed": "false"}


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
