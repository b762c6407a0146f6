"""Korean: particles tell who acts, and the words on both sides of an amount what it is.

Korean names its amounts before them ("영업이익 30억 원"), right after them ("7조 원 규모의 추경")
or by the verb that ends the clause ("17억 달러를 투자하기로 했다"). The actor is the nearest noun
with a topic or subject particle whose own clause is not closed before the amount.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wirebook.reading.claims.page import Name, Page
from wirebook.reading.claims.words import any_of, claim_words, substrings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import Entity
from wirebook.reading.names.legal_forms import without_legal_form

_TOKEN = re.compile(r"(?:[^\s,·]|(?<=\d),(?=\d))+")
_PARTICLE = re.compile(r"^(?P<stem>.+?)(?P<particle>께서|은|는|이|가|도)$")
# Particles of a topic: its clause goes on behind one that modifies a noun.
TOPICS = "은는도"
OPEN = "([{<'\"‘“「『《〈"
CLOSE = ")]}>'\"’”」』》〉"
_BRACKETS = re.compile(r"\([^()]{0,40}\)")


@dataclass(frozen=True, slots=True)
class Marked:
    """A noun phrase with the particle that says what it does; offsets of the text."""

    start: int
    end: int  # without the particle
    particle: str


@cache
def _unmarked() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['unmarked'])})$")


@cache
def thing() -> re.Pattern[str]:
    return re.compile(rf"(?:.*(?:{any_of(claim_words(KOREAN)['things'])}))$")


@cache
def thing_itself() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['things'])})$")


@cache
def _descriptor() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['descriptors'])})$")


@cache
def kind_noun() -> re.Pattern[str]:
    """Compile nouns for a kind of company: what stands before one describes the name behind it."""
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['kind_nouns'])})인?$")


@cache
def title() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(claim_words(KOREAN)['titles'])})$")


@cache
def public() -> re.Pattern[str]:
    return re.compile(any_of(claim_words(KOREAN)["public_bodies"]))


# A verb that modifies the noun behind it closes its clause; "-기 위한" and the like do not.
ADNOMINAL = re.compile(
    r"(?:[한된인할될했던]|하는|되는|[있없]는|[높낮많적]은|[라다자]는|[가-힣]+[들지리치우키]는|[가-힣]+[받맡넘낳얻]은|따른)$"
)
OPEN_ADNOMINAL = re.compile(
    r"(?:위한|대한|관한|통한|따른|의한|인한|비롯한|포함한|위해|[가-힣]+적인)$"
)


def tokens(text: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the space-separated words of a stretch of text."""
    return list(_TOKEN.finditer(text, start, end))


def _is_name(page: Page, token: re.Match[str]) -> bool:
    """Tell whether a known name goes on to the end of the word: it has no particle."""
    entity = page.covering(page.entities, token.start())
    return entity is not None and entity.end >= token.start() + len(token.group().rstrip(CLOSE))


def noun_end(page: Page, token: re.Match[str], loose: bool = False) -> tuple[int, str] | None:
    """Return where a token's noun ends and its topic or subject particle, if it has one.

    ``loose`` takes a particle that does not agree with its noun, or that an unknown name swallowed.
    """
    word = token.group().rstrip(CLOSE + "…:;")
    match = _PARTICLE.match(word)
    if match is None:
        return None
    stem, particle = match["stem"], match["particle"]
    named = page.covering(page.entities, token.start())
    # A name may end like a particle ("...만", "...로"): what follows it is then all the particle.
    ends_here = named is not None and named.end == token.start() + len(stem)
    if not ends_here and _unmarked().match(word) is not None:
        if not (_recurs(page, token.start(), stem) or is_introduced(page, token.start(), stem)):
            return None
    if not loose and _is_name(page, token):
        return None
    if particle == "도" and not (ends_here and named is not None and _may_be_also(named)):
        return None  # the last syllable of too many nouns
    if not (loose or ends_here or _fits(stem, particle)):
        return None
    return token.start() + len(stem), particle


def _may_be_also(entity: Entity) -> bool:
    """Tell whether "도" behind a name says "too", and not "province"."""
    return entity.type != "LOC" or entity.surface.endswith(("시", "군", "구", "도"))


_RECURRENCE = 4000


def _recurs(page: Page, at: int, stem: str) -> bool:
    """Tell whether a stem stands nearby with a particle that no particle takes: then all
    of it is the noun, though it ends like a particle itself ("...로" in "...로는", "...로가")."""
    if len(stem) < 4:
        return False
    near = page.text[max(0, at - _RECURRENCE) : at + _RECURRENCE]
    return re.search(rf"(?<![가-힣]){re.escape(stem)}[가를와](?![가-힣])", near) is not None


def is_introduced(page: Page, at: int, name: str) -> bool:
    """Tell whether the text calls a word a company, here or before: "업체 <name>"."""
    low = max(0, at - _RECURRENCE)
    for match in re.finditer(re.escape(name), page.text[low : at + len(name)]):
        before = page.text[max(0, low + match.start() - 12) : low + match.start()]
        if before.endswith(" ") and kind_noun().search(before.rstrip()) is not None:
            return True
    return False


_FINALS = "\0ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"


def final_consonant(word: str) -> str:
    """Return the final consonant of a word's last syllable; "\\0" for an open syllable, else ""."""
    last = word[-1:]
    return _FINALS[(ord(last) - 0xAC00) % 28] if "가" <= last <= "힣" else ""


def _fits(stem: str, particle: str) -> bool:
    """Tell whether the particle agrees with the final sound of its noun (은/이 after a closed
    syllable, 는/가 after an open one)."""
    last = stem.rstrip(CLOSE + "㈜")[-1:]
    if not "가" <= last <= "힣" or particle == "께서":
        return last != "" and (last.isalnum() or stem != stem.rstrip(CLOSE))
    closed = (ord(last) - 0xAC00) % 28 != 0
    return particle == "도" or closed == (particle in "은이")


def _also(words: list[re.Match[str]], index: int) -> tuple[int, str] | None:
    """Return the end of a noun that "역시" ("as well") follows in the place of a particle."""
    follows = words[index + 1].group() if index + 1 < len(words) else ""
    is_bare = follows in ("역시", "또한") and _BARE.match(words[index].group()) is not None
    return (words[index].end(), "도") if is_bare else None


def marked(page: Page, start: int, end: int, loose: bool = False) -> list[Marked]:
    """Return the noun phrases with topic or subject particle between two places, in order."""
    found: list[Marked] = []
    words = tokens(page.text, start, end)
    for index, token in enumerate(words):
        at = noun_end(page, token, loose) or _also(words, index)
        if at is not None:
            low = phrase_start(page, words, index)
            found.append(Marked(low, at[0], at[1]))
    return found


_BARE = re.compile(
    r"[^,]*[가-힣A-Za-z0-9)\]'\"’”](?<!을)(?<!를)(?<!은)(?<!는)(?<!에)(?<!엔)(?<!에서)(?<!으로)(?<!부터)(?<!까지)"
    r"(?<!해)(?<!고)(?<!며)(?<!면)(?<!서)(?<!한)(?<!된)(?<!할)(?<!될)(?<!와)(?<!과)(?<!께)(?<!게)(?<!삼아)"
    r"(?<!받아)(?<!맞아)(?<!따라)(?<!들어)(?<!넘어)(?<!지만)(?<!으나)(?<!는데)(?<!거쳐)(?<!로)$"
)


def phrase_start(page: Page, words: list[re.Match[str]], index: int) -> int:
    """Return where the noun phrase that ends with this word begins: bare nouns in front join."""
    index = _before_bracket(words, index)
    low = words[index].start()
    for back in range(index - 1, max(-1, index - 6), -1):
        word = words[back]
        glued = page.text[word.end() : words[back + 1].start()]
        if glued.strip():
            break
        if _is_name(page, word):
            low = word.start()
            continue
        if word.group().endswith("의") or _BARE.match(word.group()) is None:
            break
        if noun_end(page, word) is not None:
            break
        low = word.start()
    return low


def _before_bracket(words: list[re.Match[str]], index: int) -> int:
    """Return the word that a bracket which closes in this one explains: "<name> (5,100 won)은"."""
    depth = 0
    for back in range(index, max(-1, index - 8), -1):
        depth += words[back].group().count(")") - words[back].group().count("(")
        if depth <= 0:
            return back - 1 if back and words[back].group().startswith("(") else back
    return index


def as_name(page: Page, start: int, end: int) -> Name | None:
    """Return the thing that a noun phrase names: its last known entity, else its own words."""
    text = page.text
    inside = [
        e
        for e in page.between(page.entities, start, end)
        if e.end <= end + 1 and (e.start == start or _begins_word(text, e.start))
    ]
    while start < end and (text[start].isspace() or text[start] in OPEN + "-•·▷■"):
        start += 1
    known = [e for e in inside if e.type == "PER" and e.entity_id is not None]
    if known and not text[start:end].endswith(("부처", "당국", "정부")):
        return entity_name(known[-1])
    if inside and _tail_is_light(text[inside[-1].end : end]) and inside[-1].type != "PER":
        return entity_name(inside[-1])
    words = text[start:end].split()
    if len(words) > 1 and title().match(bare(words[-1])) is not None:
        return _plain(page, start, end)
    if inside and inside[-1].type in ("ORG", "PRODUCT") and inside[-1].start > start:
        start = inside[-1].start
    return _plain(page, start, end)


def _begins_word(text: str, at: int) -> bool:
    """Tell whether a name is no part of a word and no remark in brackets: "<name>(AA-)"."""
    return not text[at - 1].isalnum() and text[at - 1] != "("


def _tail_is_light(tail: str) -> bool:
    """Tell whether what follows an entity adds no name: "측" adds none, "정부" does."""
    tail = _BRACKETS.sub("", tail).strip(" " + CLOSE + OPEN)
    return tail in ("", "측", "그룹", "사", "등", "본사", "코리아")


def entity_name(entity: Entity) -> Name:
    return Name.of(entity)


def _is_timed(page: Page, word: re.Match[str]) -> bool:
    return page.covering(page.periods, word.start()) is not None


def _plain(page: Page, start: int, end: int) -> Name | None:
    """Return a noun phrase without a known entity as a name, its describing words left out."""
    words = [w for w in tokens(page.text, start, end) if not _is_timed(page, w)]
    if not words:
        return None
    if len(words) > 1 and title().match(bare(words[-1].group())):
        return _person(page, words)
    described = [n for n, w in enumerate(words[:-1]) if kind_noun().search(bare(w.group()))]
    kept = words[described[-1] + 1 :] if described else words
    while len(kept) > 1 and (
        _descriptor().match(bare(kept[0].group())) is not None
        and not kept[-1].group()[0].isdigit()
        or page.covering(page.entities, kept[0].start()) is not None
        and substrings(KOREAN, "branches").search(bare(kept[-1].group())) is None
        and page.covering(page.entities, kept[0].start()).type == "LOC"  # type: ignore[union-attr]
        and public().search(bare(kept[-1].group())) is None
    ):
        kept = kept[1:]
    low, high = kept[0].start(), min(kept[-1].end(), end)
    text = _BRACKETS.sub("", page.text[low:high]).strip(OPEN + CLOSE + " ")
    text = re.sub(r"\(.*$", "", without_legal_form(text)).strip()
    return Name(low, high, text, None) if text else None


def bare(word: str) -> str:
    return _BRACKETS.sub("", word).strip(OPEN + CLOSE)


@cache
def _surnames() -> frozenset[str]:
    return frozenset(claim_words(KOREAN)["surnames"])


def _person(page: Page, words: list[re.Match[str]]) -> Name:
    """Return the person in "미르그룹 오세담 회장" or "오세담 미르그룹 회장"."""
    inner = [w for w in words[:-1] if w.group() not in ("전", "현", "신임")] or words[:-1]
    people = [
        e
        for e in page.between(page.entities, words[0].start(), words[-1].end())
        if e.type == "PER" and e.end - e.start > 1
    ]
    if len(people) == 1:
        return entity_name(people[0])
    first = bare(inner[0].group())
    korean = len(first) == 3 and first[0] in _surnames() and len(inner) > 1
    word = inner[0] if korean else inner[-1]
    if len(bare(word.group())) == 1:  # a family name alone: "나 전 대표"
        return Name(word.start(), words[-1].end(), page.text[word.start() : words[-1].end()], "PER")
    return Name(word.start(), word.end(), bare(word.group()), "PER")


def organisation_of(page: Page, words: list[re.Match[str]]) -> Name | None:
    """Return the organisation in "오세담 미르그룹 회장"."""
    known = [
        e for e in page.between(page.entities, words[0].start(), words[-1].end()) if e.type == "ORG"
    ]
    if known:
        return entity_name(known[-1])
    person = _person(page, words)
    rest = [w for w in words[:-1] if w.start() != person.start]
    if not rest:
        return None
    return Name(rest[0].start(), rest[-1].end(), page.text[rest[0].start() : rest[-1].end()], "ORG")
