"""Quotations: who says what, told from readings of intent and from synthetic voices.

A quotation is direct only if the text names its speaker: in a label ("[Name/role : ...]", or a
label line before the quoted line), or by a verb of speech with its subject. Scare quotes and
quoted titles have neither and are left out. Words are in lexicon/<language>/quotes.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from wirebook.reading.languages import ENGLISH, LANGUAGES
from wirebook.reading.lexicons import listed
from wirebook.reading.model import Entity, Quote, QuoteKind, Zone
from wirebook.reading.names.hangul import stem, word_set

_LINE = re.compile(r"[^\n\r]+")
_MARKED = re.compile(
    r"“([^“”\n\r]+)”|\"([^\"\n\r]+)\"|「([^「」\n\r]+)」|«([^«»\n\r]+)»|„([^„“”\n\r]+)[“”]"
)
_LABEL_HEAD = re.compile(r"\s*[\[【◀]\s*([^\[\]【】◀▶\n\r\"“”]{1,120}?)\s*[:：]?\s*$")
_LABEL_LINE = re.compile(r"\s*[\[【◀<]\s*([^\[\]【】◀▶<>\n\r\"“”]{2,100}?)\s*[\]】▶>]\s*:?\s*$")
_BARE_LABEL_LINE = re.compile(
    r"\s*([^\[\]\n\r\"“”/:.]{2,30}\s*/\s*[^\[\]\n\r\"“”/:.]{2,50})\s*:?\s*$"
)
_SENTENCE_END = re.compile(r"[.!?。！？…]['’)\]]?\s+|[。！？]")
_DATED = re.compile(r"\d|^(?:지난|오늘|어제|그제|전날|당시|올해|작년)")
_KO_WORD = re.compile(r"[가-힣A-Za-z0-9·&]+")
_EN_WORD = re.compile(r"[A-Za-z][\w'’-]*")
_WINDOW = 300
_SHORTEST_ENGLISH = 3


@dataclass(frozen=True, slots=True)
class _Span:
    """A marked stretch of one line: the inside and the marks' outer edges."""

    start: int
    end: int
    opened: int
    closed: int


@dataclass(frozen=True, slots=True)
class _Speaker:
    name: str | None
    role: str | None
    entity_id: str | None = None


@cache
def _words(key: str) -> frozenset[str]:
    """Return the words of all languages under one key of quotes.yaml."""
    return frozenset(listed(LANGUAGES, "quotes", key))


@cache
def _any_of(key: str) -> re.Pattern[str]:
    words = sorted(_words(key), key=len, reverse=True)
    return re.compile("|".join(re.escape(word) for word in words) or "(?!)")


@cache
def _opens_with(key: str) -> re.Pattern[str]:
    """Return a pattern of the words that a sentence opens with, whole."""
    return re.compile(rf"\W*(?:{_any_of(key).pattern})(?![가-힣A-Za-z0-9])")


@cache
def _joins() -> re.Pattern[str]:
    words = sorted(_words("joins"), key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(words)})(?![가-힣])")


def read_quotes(
    text: str, lang: str | None, zones: Sequence[Zone], entities: Sequence[Entity]
) -> tuple[Quote, ...]:
    """Return the quotations of a text in order, without their marks.

    ``speaker`` is the entity's name where a known mention speaks, else the words of the label.
    Only direct quotations have one. All languages' words are tried, so ``lang`` and ``zones`` do
    not matter. Linear in the length of the text; never raises for any text.
    """
    reader = _Reader(text, entities)
    found: list[Quote] = []
    label: str | None = None
    for match in _LINE.finditer(text):
        if not match.group().strip():
            continue
        found += reader.read_line(match.start(), match.end(), label)
        label = _label_of(match.group())
    return tuple(found)


def _label_of(line: str) -> str | None:
    """Return the words of a line that only says who speaks next."""
    if len(line) > 130:
        return None
    match = _LABEL_LINE.match(line) or _BARE_LABEL_LINE.match(line)
    return match.group(1).strip() if match is not None else None


def _spans(text: str, start: int, end: int) -> list[_Span]:
    spans = []
    for match in _MARKED.finditer(text, start, end):
        group = match.lastindex or 0
        spans.append(_Span(*match.span(group), match.start(), match.end()))
    return spans


class _Reader:
    """One text and the mentions in it; remembers who spoke last."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        self.text = text
        self.actors = [e for e in entities if e.type in ("PER", "ORG")]
        self.starts = [e.start for e in self.actors]
        self.last: _Speaker | None = None
        self.roles: dict[str, str] = {}

    def read_line(self, start: int, end: int, label: str | None) -> Iterator[Quote]:
        """Yield the quotations of one line; ``label`` is that of the line before."""
        spans = _spans(self.text, start, end)
        if not spans:
            return
        head = _LABEL_HEAD.match(self.text, start, spans[0].opened)
        if head is not None:
            yield from self._labelled(spans, head.group(1))
        elif label is not None and not self.text[start : spans[0].opened].strip():
            yield from self._labelled(spans, label)
        else:
            yield from self._in_prose(spans, start, end)

    # -- labels

    def _labelled(self, spans: Sequence[_Span], label: str) -> Iterator[Quote]:
        """Yield the words under a label as one quotation, whatever marks stand inside it."""
        speaker, kind = self._speaker_of_label(label.strip(" :："))
        yield Quote(
            spans[0].start, spans[-1].end, kind, speaker.name, speaker.role, speaker.entity_id
        )
        if kind == "direct":
            self.last = speaker

    def _speaker_of_label(self, label: str) -> tuple[_Speaker, QuoteKind]:
        words = set(re.findall(r"[\w-]+", label))
        if words & _words("generated"):
            return _Speaker(None, label), "generated"
        parts = [part.strip() for part in label.split("/")]
        if len(parts) > 2 and _is_day(parts[-1]):
            parts.pop()
        role = "/".join(parts[1:]) or None
        for entity in self.actors:
            if entity.surface == parts[0]:
                return _Speaker(entity.name, role, entity.entity_id), "direct"
        return _Speaker(parts[0], role), "direct"

    # -- prose

    def _in_prose(self, spans: Sequence[_Span], start: int, end: int) -> Iterator[Quote]:
        if _is_interpreted(self.text[start : min(end, start + 4 * _WINDOW)]):
            for span in spans:
                yield Quote(span.start, span.end, "interpretation", None, None)
            return
        before = start
        heard: _Speaker | None = None
        for index, span in enumerate(spans):
            after = spans[index + 1].opened if index + 1 < len(spans) else end
            heard = self._speaker_in_prose(span, before, after, heard, end)
            if heard is not None:
                self.last = heard
                yield Quote(span.start, span.end, "direct", heard.name, heard.role, heard.entity_id)
            before = span.closed

    def _speaker_in_prose(
        self, span: _Span, before: int, after: int, heard: _Speaker | None, end: int
    ) -> _Speaker | None:
        lead_start = self._sentence_start(max(before, span.opened - _WINDOW), span.opened)
        lead = self.text[lead_start : span.opened]
        trail = self.text[span.closed : min(after, span.closed + _WINDOW)]
        if heard is not None and _continues(lead):
            return heard
        if _joins().match(trail):
            return self._korean(span, lead_start, end)
        return self._english(span, lead_start, lead, trail)

    def _sentence_start(self, low: int, high: int) -> int:
        start = low
        for match in _SENTENCE_END.finditer(self.text, low, high):
            start = match.end()
        return start

    def _korean(self, span: _Span, lead_start: int, end: int) -> _Speaker | None:
        """Return the subject of a Korean verb of speech that takes the quotation."""
        rest = self.text[span.closed : min(end, span.closed + _WINDOW)]
        if _any_of("speech").search(rest) is None:
            return None
        lead = self.text[lead_start : span.opened]
        subject = self._subject(lead_start, span.opened)
        if subject is None:
            stop = _SENTENCE_END.search(rest)
            upto = span.closed + (stop.start() if stop is not None else len(rest))
            subject = self._subject(span.closed, upto)
        if subject is not None:
            return subject
        if _KO_WORD.search(lead) is None or _opens_with("pronouns").match(lead) is not None:
            return self.last
        return _unnamed(lead)

    def _subject(self, low: int, high: int) -> _Speaker | None:
        """Return the last actor whose phrase ends in a subject's particle; persons go first."""
        found: _Speaker | None = None
        is_person = False
        for entity in self._between(low, high):
            title = self._title_after(entity, high)
            if title is not None and (entity.type == "PER" or not is_person):
                found = _Speaker(entity.name, self._role(entity, title), entity.entity_id)
                is_person = entity.type == "PER"
        return found

    def _title_after(self, entity: Entity, high: int) -> str | None:
        """Return the words between a name and the subject's particle, None if it is no subject."""
        at = entity.end
        words: list[str] = []
        for _ in range(6):
            closing = re.compile(r"\s?\([^()\n]{1,40}\)").match(self.text, at, high)
            at = closing.end() if closing is not None else at
            match = _KO_WORD.match(self.text, at + (self.text[at : at + 1] == " "), high)
            if match is None:
                return None
            word = match.group()
            if match.start() == entity.end and word in ("은", "는", "이", "가", "도"):
                return ""
            bare = stem(word)
            if bare != word:
                is_subject = word[len(bare) :] in ("은", "는", "이", "가", "도")
                return " ".join([*words, bare]) if is_subject else None
            words.append(word)
            at = match.end()
        return None

    def _role(self, entity: Entity, title: str) -> str | None:
        """Return a speaker's role: the organisation before the name, and the title after it."""
        title = title.strip()
        at = bisect_left(self.starts, entity.start) - 1
        if at >= 0 and title:
            previous = self.actors[at]
            if previous.type == "ORG" and self.text[previous.end : entity.start] == " ":
                title = f"{previous.surface} {title}"
        if len(title) > len(self.roles.get(entity.name, "")):
            self.roles[entity.name] = title
        return self.roles.get(entity.name)

    def _english(self, span: _Span, lead_start: int, lead: str, trail: str) -> _Speaker | None:
        """Return the subject of an English verb of speech beside the quotation."""
        said = self.text[span.start : span.end]
        if len(said.split()) < _SHORTEST_ENGLISH and said.isascii():
            return None
        if lead.rstrip()[-1:] in (",", ":", "：") or (lead.strip() and said[:1].isupper()):
            speaker = self._speaker_before(lead_start, lead)
            if speaker is not None:
                return speaker
        stop = _SENTENCE_END.search(trail)
        return self._speaker_after(span.closed, trail[: stop.start()] if stop else trail, said)

    def _speaker_before(self, start: int, lead: str) -> _Speaker | None:
        verbs = [m for m in _EN_WORD.finditer(lead) if m.group() in _words("speech")]
        actors = list(self._between(start, start + len(lead)))
        if lead.rstrip()[-1:] in (":", "：") and not verbs:
            return self._described(actors[0]) if actors else None
        if not verbs:
            according = lead.lstrip().lower().startswith("according to")
            return self._described(actors[0]) if actors and according else None
        verb = verbs[-1]
        before = lead[: verb.start()].split()
        if before and before[-1] in _words("pronouns"):
            return self._he(start)
        subjects = [e for e in actors if e.end <= start + verb.start()]
        persons = [e for e in subjects if e.type == "PER"]
        chosen = persons or subjects
        return self._described(chosen[0] if persons else chosen[-1]) if chosen else None

    def _speaker_after(self, start: int, trail: str, said: str) -> _Speaker | None:
        window = trail[:160]
        verb = next((m for m in _EN_WORD.finditer(window) if m.group() in _words("speech")), None)
        if verb is None:
            return None
        between = window[: verb.start()].strip(" ,")
        if between in _words("pronouns"):
            return self._he(start)
        actors = list(self._between(start, start + len(window)))
        subjects = [e for e in actors if e.end <= start + verb.start()]
        if subjects and len(between) <= 90:
            return self._described(self._holder(subjects))
        if not between:
            following = window[verb.end() :].split()
            if following and following[0].strip(",.") in _words("pronouns"):
                return self._he(start)
            return self._described(self._holder(actors)) if actors else None
        return None

    def _holder(self, actors: Sequence[Entity]) -> Entity:
        """Return the person of "Org analyst Name"; the first actor where no person follows."""
        first = actors[0]
        if len(actors) > 1 and first.type == "ORG" and actors[1].type == "PER":
            role = self.text[first.end : actors[1].start]
            if _OFFICE.fullmatch(role) is not None:
                return actors[1]
        return first

    def _he(self, before: int) -> _Speaker | None:
        """Return whom a pronoun means: the person named last."""
        at = bisect_left(self.starts, before) - 1
        for entity in self.actors[max(0, at - 5) : at + 1][::-1]:
            if entity.type == "PER":
                return self._described(entity)
        return self.last

    def _described(self, entity: Entity) -> _Speaker:
        """Return a speaker with the apposition that describes it where it is first named."""
        after = re.compile(r",? (?:an? |the )?([^,.\n\"“”]{3,160}),").match(self.text, entity.end)
        role = self.roles.get(entity.name)
        if role is None and self.text[entity.end : entity.end + 2] == ", " and after is not None:
            words = {word.lower() for word in _EN_WORD.findall(after.group(1))}
            if words & word_set(ENGLISH, "roles"):
                role = self.roles.setdefault(entity.name, after.group(1))
        return _Speaker(entity.name, role, entity.entity_id)

    def _between(self, low: int, high: int) -> Iterator[Entity]:
        at = bisect_left(self.starts, low)
        while at < len(self.actors) and self.actors[at].end <= high:
            yield self.actors[at]
            at += 1


# What stands between an organisation and the person who speaks for it: "'s chief analyst".
_OFFICE = re.compile(r"(?:['’]s)?(?: [\w-]+){1,5} ")
_TOPIC = re.compile(r"(?:^|.*[\s,])(?P<who>[^\s,]{2,14}(?: [^\s,]{2,10})?)(?:은|는)\s?$", re.S)


def _unnamed(lead: str) -> _Speaker | None:
    """Return the topic right before a quotation, though no list and no rule knows its name."""
    match = _TOPIC.match(lead)
    if match is None:
        return None
    words = match["who"].split()
    if len(words) == 2 and stem(words[0]) != words[0]:
        words = words[1:]
    return _Speaker(" ".join(words), None)


def _is_day(part: str) -> bool:
    """Tell whether the last part of a label says when."""
    first = part.split(" ")[0]
    return _DATED.search(part) is not None or first in _words("days")


def _is_interpreted(line: str) -> bool:
    """Tell whether a paragraph gives others' reading of what somebody meant."""
    return _any_of("interpretation").search(line) is not None


def _continues(lead: str) -> bool:
    """Tell whether only a joint stands between a quotation and the one before it."""
    bare = lead.strip(" ,.")
    return not bare or _joins().fullmatch(bare) is not None
