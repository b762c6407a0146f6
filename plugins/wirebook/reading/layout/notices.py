"""Where an outlet speaks of its own text: that it corrects it, or takes it back whole.

Three things make a notice: a head that opens a line ("Correction:", "[정정]"), a bracket that opens
one ("(Corrects ...)"), or a sentence whose subject is a published piece and whose verb tells an
error or its mending ("An earlier version of this article said", "기사에서 ... 바로잡습니다"). A
company that corrects its guidance has neither the head nor the piece. Words are in
lexicon/*/notices.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from ahocorasick_rs import AhoCorasick

from wirebook.reading.languages import ENGLISH, KOREAN, LANGUAGES
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.patterns import any_of

Kind = Literal["correction", "retraction"]

_BLANK = r"[ \u00a0]+"
_OPENERS = r"[\s\[(<【〈《■▲△▶▷◆◇●○◎*※☞·\-–—]*"
_LINE = re.compile(r"[^\n\r]+")
_STOP = re.compile(
    r"(?<![A-Z])(?<!\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Inc|Ltd|Mrs))"
    r"(?<!\b(?:Co|Mr|Ms|Dr|St|No|vs))(?<!\b(?:Sept|Corp))[.!?][\"'”’)\]]*\s+|[。！？]"
)
# A sentence that tells of an error goes on in the sentences behind it, a heading in the lines.
_SENTENCES = 3
_FIRST_LINES = 3
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|「[^」]*」|(?<!\w)['‘][^'‘’]*['’](?!\w)")


class Notice(NamedTuple):
    """A span of the text that is a notice; empty where a mark before the headline is all of it."""

    start: int
    end: int
    kind: Kind


def read_notices(text: str) -> list[Notice]:
    """Return the notices of a text in any of the languages, in its order.

    Never raises; linear in the length of the text.
    """
    if not _stems().stand_in(text):
        return []
    lines = [(m.start(), m.group()) for m in _LINE.finditer(text) if not m.group().isspace()]
    found: list[Notice] = []
    for number, (start, line) in enumerate(lines):
        if not _stems().stand_in(line):
            continue
        head = _head(line)
        if head is not None:
            found.append(_headed(lines, number, head))
        elif _has_phrase(line):
            found.append(Notice(start, start + len(line), "retraction"))
        found += [Notice(start + low, start + high, kind) for low, high, kind in _told(line)]
    return _merged(found)


def _merged(found: list[Notice]) -> list[Notice]:
    """Return notices without those inside another one of their kind."""
    kept: list[Notice] = []
    for notice in sorted(found, key=lambda n: (n.start, -n.end)):
        if not any(k.kind == notice.kind and k.end >= notice.end for k in kept[-2:]):
            kept.append(notice)
    return kept


@dataclass(frozen=True, slots=True)
class _Head:
    """The words that open a line as a notice, and where the words behind them begin."""

    kind: Kind
    end: int
    form: Literal["head", "bracket", "mark"]


def _head(line: str) -> _Head | None:
    for kind, form, pattern in _heads():
        match = pattern.match(line)
        if match is not None:
            return _Head(kind, match.end(), form)
    return None


def _headed(lines: list[tuple[int, str]], number: int, head: _Head) -> Notice:
    """Return the notice that a head opens: its line, or all below a heading, or no span at all
    where it only marks a headline."""
    start, line = lines[number]
    rest = line[head.end :].strip(" ])】〉>》:：-–—=")
    follows = lines[number + 1][1] if number + 1 < len(lines) else ""
    if head.form == "bracket" or head.kind == "retraction":
        return Notice(start, start + len(line), head.kind)
    if head.form == "head" and number < _FIRST_LINES and (not rest or any(_told(follows))):
        return Notice(start, lines[-1][0] + len(lines[-1][1]), head.kind)
    if head.form == "mark" and follows or (number < _FIRST_LINES and _is_headline(rest, follows)):
        return Notice(start, start, head.kind)
    if not rest and follows:
        last_start, last = lines[number + 1]
        return Notice(start, last_start + len(last), head.kind)
    return Notice(start, start + len(line), head.kind)


def _is_headline(rest: str, follows: str) -> bool:
    """Tell whether words are the headline of the line below, not a notice's sentence."""
    return bool(follows) and rest[-1:] not in ".。" and not rest.endswith("다")


def _has_phrase(line: str) -> bool:
    match = _retraction_phrase().search(line)
    return match is not None and not _is_quoted(line, match.start())


def _is_quoted(line: str, at: int) -> bool:
    return any(q.start() < at < q.end() - 1 for q in _QUOTED.finditer(line))


def _told(line: str) -> Iterator[tuple[int, int, Kind]]:
    """Yield the sentences of a line that tell of an error or a retraction, with those behind."""
    bounds = list(_sentences(line))
    for n, (low, high) in enumerate(bounds):
        sentence = line[low:high]
        last = bounds[min(len(bounds), n + _SENTENCES) - 1][1]
        if _is_retraction(sentence):
            yield low, high, "retraction"
        elif _is_correction(sentence):
            # "We said $2. It is $3. We correct that": the verb that mends may come last.
            is_last = _korean().surely.search(sentence) is not None
            yield bounds[max(0, n - 1)][0] if is_last else low, last, "correction"


def _sentences(line: str) -> Iterator[tuple[int, int]]:
    low = 0
    for stop in _STOP.finditer(line):
        yield low, stop.end()
        low = stop.end()
    if low < len(line):
        yield low, len(line)


def _is_correction(sentence: str) -> bool:
    patterns = _english()
    if any(_speaks(pattern, sentence) for pattern in patterns.corrections):
        return True
    if patterns.weakly_headed.match(sentence) is not None:
        return True
    return _is_dated_error(sentence, patterns) or _is_korean_correction(sentence)


def _is_dated_error(sentence: str, patterns: _English) -> bool:
    """Tell whether a sentence tells of an error in a piece of a certain day or page, not in one
    that others published: "A May 19 article about cities incorrectly said"."""
    piece = next((m for m in patterns.told.finditer(sentence)), None)
    if piece is None or _is_quoted(sentence, piece.start()):
        return False
    return (
        patterns.error.search(sentence, piece.end()) is not None
        and patterns.day.search(sentence) is not None
        and patterns.others.search(sentence) is None
    )


def _speaks(pattern: re.Pattern[str], sentence: str) -> bool:
    """Tell whether a pattern begins in a sentence outside quotation marks."""
    found = [m.start() for m in pattern.finditer(sentence)]
    if not found:
        return False
    quotes = [q.span() for q in _QUOTED.finditer(sentence)]
    starts = [low for low, _ in quotes]
    for at in found:
        k = bisect_left(starts, at) - 1
        if k < 0 or at >= quotes[k][1] - 1:
            return True
    return False


def _is_korean_correction(sentence: str) -> bool:
    korean = _korean()
    if _speaks(korean.surely, sentence):
        return True
    mended = korean.mends.search(sentence)
    return (
        mended is not None
        and not _is_quoted(sentence, mended.start())
        and korean.pieces.search(_QUOTED.sub("", sentence)) is not None
    )


def _is_retraction(sentence: str) -> bool:
    return any(_speaks(pattern, sentence) for pattern in _english().retractions) or _speaks(
        _korean().retraction, sentence
    )


class _Stems:
    """The words of which one stands in every notice: one pass tells that most texts have none."""

    def __init__(self) -> None:
        every = (
            "heads",
            "reissues",
            "bracketed",
            "closers",
            "retraction_heads",
            "retraction_phrases",
        )
        korean = ("mends_surely", "mends", "taken_back")
        english = ("errors", "wrongly", "retracts", "takes_back", "slips", "mended_to", "mends")
        words = [
            *(word for key in every for word in listed(LANGUAGES, "notices", key)),
            *(word for key in korean for word in _words(KOREAN, key)),
            *(word for key in english for word in _words(ENGLISH, key)),
            *(f"{version} of" for version in _words(ENGLISH, "versions")),
        ]
        # Spaces within a word may be left out in Korean, or be others: its longest part is sought.
        stems = {max(word.split(), key=len).lower() for word in words}
        stems |= {word.lower() for word in _words(ENGLISH, "weak_heads")}
        stems |= {f"{b} {s}" for b in _words(ENGLISH, "before") for s in _words(ENGLISH, "said")}
        self._machine = AhoCorasick(sorted(stems))

    def stand_in(self, text: str) -> bool:
        # Half a surrogate pair has no UTF-8 form, and stands in no word.
        plain = text.lower().encode("utf-8", "replace").decode("utf-8")
        return bool(self._machine.find_matches_as_indexes(plain))


@cache
def _stems() -> _Stems:
    return _Stems()


def _words(lang: str, key: str) -> list[str]:
    return [str(word) for word in lexicon(lang, "notices")[key]]


def _word(words: list[str]) -> str:
    """Return a pattern of whole words."""
    return rf"\b{any_of(words, _BLANK)}\b"


@cache
def _heads() -> tuple[tuple[Kind, Literal["head", "bracket", "mark"], re.Pattern[str]], ...]:
    def of(key: str) -> str:
        return any_of(listed(LANGUAGES, "notices", key), _BLANK)

    # "Correction:", "[정정]", "Correction, 4:10 p.m.:", and a heading alone on its line.
    after = (
        r"\s*(?:,[^:\n]{1,30}(?::\d\d[^:\n]{0,12})?|to\s[^:\n]{1,30}(?=:))?"
        r"(?:[:：\])】〉>》=]|[-–—](?=\s)|[.。]\s|$)"
    )
    # "「...」 기사 정정" and "[알림] ... 바로잡습니다": a heading ends in the word as well.
    closed = rf"[^\n.。]{{2,80}}[\s\])】]{of('closers')}\W*$"
    # The mark of a text that was sent again: "CORRECTED-", "(CORRECTED)", "【訂正】".
    again = of("reissues")
    mark = rf"\s*(?:[\[(<【〈]\s*{again}\s*[\])>】〉]|{again}\s?[-–—:：])"
    patterns: tuple[tuple[Kind, Literal["head", "bracket", "mark"], str], ...] = (
        ("retraction", "head", _OPENERS + of("retraction_heads") + after),
        ("correction", "head", _OPENERS + of("heads") + after),
        ("correction", "bracket", rf"\s*[(\[*]+(?:[^()\n.]{{0,40}}\b)?{of('bracketed')}\b"),
        ("correction", "mark", mark),
        ("correction", "head", closed),
    )
    return tuple((kind, form, re.compile(p, re.IGNORECASE)) for kind, form, p in patterns)


@cache
def _retraction_phrase() -> re.Pattern[str]:
    return re.compile(
        any_of(listed(LANGUAGES, "notices", "retraction_phrases"), _BLANK), re.IGNORECASE
    )


@dataclass(frozen=True, slots=True)
class _English:
    corrections: tuple[re.Pattern[str], ...]
    told: re.Pattern[str]
    error: re.Pattern[str]
    day: re.Pattern[str]
    weakly_headed: re.Pattern[str]
    others: re.Pattern[str]
    retractions: tuple[re.Pattern[str], ...]


@cache
def _english() -> _English:
    def of(key: str) -> str:
        return _word(_words(ENGLISH, key))

    few = r"(?:\s+[\w.,’'&-]+){0,3}?\s+"
    piece, own, sooner = of("pieces"), of("own"), of("sooner")
    # "an earlier version of this article"; of a thing that others publish only where it is ours.
    version = (
        rf"{sooner}\s+{of('versions')}\s+of\s+"
        rf"(?:(?:{own}|an){few[:-3]}\s*{piece}|the\s+(?:\w+\s+){{0,3}}?(?:article|story|post|column|headline)\b)"
    )
    ours = rf"(?:{own}{few}{piece}|\b(?:an?|our|the)\s+{sooner}\s+{piece})"
    error = rf"(?:{of('errors')}|{of('wrongly')})"
    mended = rf"{of('mends')}"
    day = rf"(?:{of('of_days')}|\b\d{{1,2}}\b)"
    we = r"\bwe(?:\s+have|\s+had|\s+also)?\s+"
    corrections = (
        version,
        rf"{ours}[^.;]{{0,120}}?{mended}",
        rf"{ours}[^;]{{0,160}}?{error}",
        rf"(?:because\s+of|due\s+to|owing\s+to|through)\s+an?\s+{of('slips')}",
        rf"^\W*{we}(?:{of('wrongly')}|{of('before')}\s+{of('said')})",
        rf"\bcorrections?\s+(?:has|have|was|were)\b[^.;]{{0,40}}?\b(?:to|in)\s+{ours}",
        rf"(?:headline|figure|sum|amount)[^.;]{{0,60}}?{version}",
        rf"{piece}\s+(?:on|of|to|in)\s+{ours}[^.;]{{0,40}}?\b(?:was|has\s+been)\s+{of('mended_to')}",
        rf"{ours}\s+{of('before')}\s+{of('said')}",
    )
    this = rf"(?:{own}|the)\s+(?:\w+\s+){{0,2}}?{piece}"
    taken = _word(_words(ENGLISH, "retracts"))
    retractions = (
        rf"{own}\s+(?:\w+\s+)?{piece}\s+(?:has|have|is|was)\s+(?:now\s+|since\s+)?(?:been\s+|being\s+)?"
        rf"(?:{taken})(?!\s+(?:to|from\s+(?:sale|the\s+market)))",
        rf"\b(?:we|the\s+\w+(?:\s+\w+)?(?:\s+(?:has|have|is|are))?)\b(?:\s+\w+){{0,3}}?\s*{of('takes_back')}\s+"
        rf"(?:this|its|our|an?\s+(?:earlier|previous))\s+(?:\w+\s+){{0,3}}?{piece}",
        rf"\bthe\s+{piece}\b[^.]{{0,200}}?\bis\s+(?:wrong\s+and\s+is\s+)?withdrawn\b",
        rf"(?:please|editors)\b[^.]{{0,40}}?{of('disregard')}\s+{this}",
    )
    return _English(
        tuple(re.compile(p, re.IGNORECASE) for p in corrections),
        re.compile(rf"\b(?:an?|the)\b[^;]{{0,60}}?{piece}", re.IGNORECASE),
        re.compile(error, re.IGNORECASE),
        re.compile(day, re.IGNORECASE),
        re.compile(
            rf"{_OPENERS}{of('weak_heads')}\W[^;]{{0,80}}?\b(?:an?|our|this|the)\b[^;]{{0,60}}?{piece}"
            rf"[^;]{{0,80}}?{of('said')}",
            re.IGNORECASE,
        ),
        re.compile(of("others"), re.IGNORECASE),
        tuple(re.compile(p, re.IGNORECASE) for p in retractions),
    )


@dataclass(frozen=True, slots=True)
class _Korean:
    surely: re.Pattern[str]
    mends: re.Pattern[str]
    pieces: re.Pattern[str]
    retraction: re.Pattern[str]


@cache
def _korean() -> _Korean:
    def of(key: str) -> str:
        return any_of(_words(KOREAN, key), r"\s?")

    page = r"\d\s?면|\d일\s?자"
    drivers = _words(KOREAN, "drivers")
    no_driver = "".join(rf"(?<!{driver})(?<!{driver} )" for driver in drivers)
    piece = rf"(?:{no_driver}(?!{of('no_pieces')})(?:{of('pieces')})|{page})"
    whole, taken = r"(?:전문\s?|모두\s?|전부\s?|전체\s?)?", of("taken_back")
    near = rf"(?:기사|보도)(?:는|를|가)?\s[^.\n]{{0,40}}?{taken}"
    retractions = (
        rf"(?:^|\s)(?:{of('own')})\s?{near}",
        rf"['\"”’」』]\s?(?:제하의?\s)?{near}",
        r"기사[^.\n]{0,60}?전문(?:을)?\s?(?:삭제|취소|철회)",
        rf"(?:^|[\s」』'’”\"]){no_driver}(?:기사|보도)\s?(?:전문|전체)?\s?"
        rf"(?:를|을|는|은|가)?\s?{whole}{taken}",
    )
    return _Korean(
        re.compile(of("mends_surely")),
        re.compile(of("mends")),
        re.compile(piece),
        re.compile("|".join(retractions)),
    )
