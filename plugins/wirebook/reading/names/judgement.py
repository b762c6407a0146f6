"""Lists, rules and the learned recogniser brought to one answer.

The lists and rules say what they see, the recogniser weighs it (docs/names.md). It decides where
persons, organisations and places stand; products and events, which it does not know, stay as the
lists and rules give them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from wirebook.reading.languages import KOREAN
from wirebook.reading.lexicons import word_set
from wirebook.reading.names.candidates import Candidate
from wirebook.reading.names.gazetteer import Hit
from wirebook.reading.names.hangul import is_hangul
from wirebook.reading.names.korean import has_title_after
from wirebook.reading.names.recogniser.crf import TYPES
from wirebook.reading.names.recogniser.recognise import Name, Sentence, readable, recognise
from wirebook.reading.names.recogniser.tags import Tagged
from wirebook.reading.names.trimming import names_nothing, parts, trimmed

# Candidates of this weight and more are taken at their word.
SURE = 4
# The numbers of the types in the tags that the recogniser was trained with.
_NUMBERS = {"PER": 1, "ORG": 2, "LOC": 3, "PRODUCT": 4, "EVENT": 5}


def tagged(
    hits: Iterable[Hit], rules: Iterable[Candidate]
) -> tuple[list[Tagged], list[Tagged], list[Tagged]]:
    """Return what the recogniser is told of: plain aliases, ambiguous ones, the rules' names."""
    plain: list[Tagged] = []
    ambiguous: list[Tagged] = []
    for hit in hits:
        is_plain = not hit.is_context_needed and not hit.is_lower_case
        (plain if is_plain else ambiguous).append((hit.start, hit.end, _NUMBERS[hit.known.type]))
    return _apart(plain), _apart(ambiguous), [(c.start, c.end, _NUMBERS[c.type]) for c in rules]


def _apart(spans: list[Tagged]) -> list[Tagged]:
    """Return the longest spans that do not overlap, in order."""
    chosen: list[Tagged] = []
    for start, end, number in sorted(spans, key=lambda s: (s[0], -s[1], s[2])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end, number))
        elif end - start > chosen[-1][1] - chosen[-1][0]:
            chosen[-1] = (start, end, number)
    return chosen


def judged(text: str, hits: Sequence[Hit], rules: Sequence[Candidate]) -> list[Candidate]:
    """Return the names of a text, in order and not overlapping.

    ``hits`` are all aliases found, ``rules`` what lists and rules agree on.
    """
    cut = readable(text)
    by_span = {(c.start, c.end): c for c in rules}
    found: list[Candidate] = []
    for start, end, kind in _recognised(text, recognise(text, cut, tagged(hits, rules))):
        same = by_span.get((start, end))
        if same is not None and (same.type == kind or _is_sure(same)):
            found.append(same)
        elif not _is_nobody(text, start, end):
            found.append(Candidate(start, end, kind, 1))
    return _joined(found, [c for c in rules if not _is_decided(text, c, cut)])


def _is_nobody(text: str, start: int, end: int) -> bool:
    """Tell whether a surname that is also a plain word stands before a role, nobody being named."""
    is_word = text[start:end] in word_set(KOREAN, "names", "ambiguous_surnames")
    return is_word and has_title_after(text, end) and not text.startswith(" 씨", end)


def _recognised(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Yield what the recogniser found as we print it."""
    for start, end, kind in names:
        for part in parts(text, start, end):
            first, last, kept = trimmed(text, *part, kind)
            is_people = kept == "LOC" and text.startswith(("인", "어"), last)
            if not names_nothing(text[first:last], kept) and not is_people:
                yield first, last, kept


def _is_sure(candidate: Candidate) -> bool:
    """Tell whether a candidate needs no second opinion: a trusted alias, the name in a label."""
    return candidate.weight >= SURE


def _is_decided(text: str, candidate: Candidate, cut: Sequence[Sentence]) -> bool:
    """Tell whether the recogniser's no to a candidate of the rules stands.

    Not in a Korean sentence on business, which the sentences it was trained on hardly are: there a
    head word tells an organisation well.
    """
    if candidate.type not in TYPES or _is_sure(candidate):
        return False
    at = bisect_right(cut, candidate.start, key=lambda sentence: sentence.start) - 1
    if at < 0 or candidate.start >= cut[at].end:
        return False
    is_firm = candidate.type == "ORG" and candidate.weight > 1 and is_hangul(text[candidate.start])
    return not (is_firm and _business().search(text, cut[at].start, cut[at].end))


@cache
def _business() -> re.Pattern[str]:
    """Return the pattern of the words that what companies do is told with."""
    words = sorted(word_set(KOREAN, "names", "company_words"))
    return re.compile("|".join(map(re.escape, words)))


def _joined(found: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """Return the recogniser's names and, where they leave room, the others.

    The name in a label takes the place of whatever it touches, a product, an event or a listed
    name that of its parts; any other stands only where nothing was found. Both are in order.
    """
    joined: list[Candidate] = []
    at = 0
    for other in others:
        while at < len(found) and found[at].end <= other.start:
            joined.append(found[at])
            at += 1
        covered = at
        while covered < len(found) and found[covered].start < other.end:
            covered += 1
        if covered == at or _covers(other, found[at:covered]):
            joined.append(other)
            at = covered
    return [*joined, *found[at:]]


def _covers(other: Candidate, names: Sequence[Candidate]) -> bool:
    """Tell whether another name may take the place of these."""
    if _is_sure(other) and other.known is None:
        return True
    if not all(other.start <= c.start and c.end <= other.end for c in names):
        return False
    is_longer = all(c.end - c.start < other.end - other.start for c in names)
    return is_longer or other.type not in TYPES
