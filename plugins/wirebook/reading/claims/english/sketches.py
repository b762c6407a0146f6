"""English: a sentence becomes a sketch, and rules read who, what and how firmly from it.

A sketch is the sentence with its names, amounts, periods and nationality adjectives replaced by
tags: ``<N0> announced that it would invest <@> in chips <T0>.`` The amount in question is
``<@>``, other amounts are ``<M>``; amounts that restate another are left out. Rules are patterns
over the sketch, so they cannot depend on a particular name or number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from wirebook.reading.claims.english.names import names_in
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import any_of, claim_words
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import Money
from wirebook.reading.names.legal_forms import is_legal_form

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "<": " ", ">": " ", "\n": " "})
# "<N>, <N> and <N>"; two names with nothing but a comma between them are no list.
NAMES = r"<N\d+>(?:(?:, <N\d+>)*(?:,? and| &|, as well as) <N\d+>)*"
_ONE = r"(?:<N\d+>|(?:the )?<D\d+>)"
# "<N> and state officials" goes by the name.
_OF_PLACE = r"(?: of (?:the )?<N\d+>)?"
_NAMED = re.compile(rf"(?:{NAMES}{_OF_PLACE}|{_ONE})(?: and [^<]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sketch:
    """A sentence with its mentions tagged, and the names behind the tags."""

    text: str
    at: int  # where <@> stands
    names: tuple[Name, ...]
    countries: tuple[tuple[str, str], ...]  # the country and the word that the text has for it

    @property
    def left(self) -> str:
        return self.text[: self.at]

    @property
    def right(self) -> str:
        return self.text[self.at + 3 :]

    def name(self, tag: str) -> Name:
        """Return the name behind the first tag of a match such as ``<N2> and <N3>``."""
        return self.tagged(tag)[0]

    def tagged(self, tags: str) -> list[Name]:
        """Return the names behind all tags of a match; a nationality stands for its country."""
        return [
            self.names[int(n)] if kind == "N" else self.country(int(n))
            for kind, n in re.findall(r"<([ND])(\d+)>", tags)
        ]

    def country(self, number: int) -> Name:
        """Return the country behind a ``<D0>`` tag."""
        return Name(0, 0, self.countries[number][0], "LOC", True)


@cache
def _demonym() -> re.Pattern[str]:
    words = any_of(re.escape(d) for d in claim_words(ENGLISH)["demonyms"])
    return re.compile(rf"(?<![\w.-])(?:{words})(?!\w|\.\w|\$)")


def sketch(page: Page, sentence: Sentence, money: Money) -> Sketch:
    """Return the sentence as a sketch with ``<@>`` for the amount."""
    names = names_in(page, sentence.start, sentence.end)
    amounts = page.between(page.money, sentence.start, sentence.end)
    marks: list[tuple[int, int, str]] = []
    for m in amounts:
        tag = "<@>" if m is money else "" if m.restates is not None else "<M>"
        marks.append((m.start, m.end, tag))
    marks += [
        (p.start, p.end, f"<T{i}>")
        for i, p in enumerate(page.between(page.periods, sentence.start, sentence.end))
    ]
    kept: list[Name] = []
    countries: list[tuple[str, str]] = []
    demonyms = [
        (d.start(), d.end(), d.group())
        for d in _demonym().finditer(page.text, sentence.start, sentence.end)
        if d.group() in claim_words(ENGLISH)["demonyms"]
    ]
    for low, high, word in demonyms:
        if not any(n.start <= low and high < n.end for n in names):
            marks.append((low, high, f"<D{len(countries)}>"))
            countries.append((claim_words(ENGLISH)["demonyms"][word], word))
    for name in names:
        if not any(low < name.end and name.start < high for low, high, _ in marks):
            marks.append((name.start, name.end, f"<N{len(kept)}>"))
            kept.append(name)
    return _draw(page, sentence, marks, kept, countries)


# "SEOUL, Feb. 26 (Agency) - ": where and by whom the text was written.
_DATELINE = re.compile(r"^\W*<N(\d+)>(?:, <N\d+>)?(?:,? <T\d+>)?(?: \(?<N\d+>\)?| /<N\d+>/)? -- ")
_LEGAL_FORM = re.compile(r"(<N\d+>), <N(\d+)>\.?")
# "In <place>, <company> says": the two are no list.
_PLACE_BEFORE = re.compile(r"\b((?:in|at|near|outside) <N\d+>), (?=<N\d+> [a-z])", re.IGNORECASE)


def _draw(
    page: Page,
    sentence: Sentence,
    marks: list[tuple[int, int, str]],
    names: list[Name],
    countries: list[tuple[str, str]],
) -> Sketch:
    pieces = []
    at = sentence.start
    for low, high, tag in sorted(marks):
        if low < at:
            continue
        pieces.append(page.text[at:low].translate(_QUOTES))
        pieces.append(tag)
        at = high
    pieces.append(page.text[at : sentence.end].translate(_QUOTES))
    # "(NYSE: ABC)", "(about )", and a short name behind the long one say nothing here.
    text = re.sub(r"\s*\((?:[^()<]{0,20}|<N\d+>'?s?|<N\d+>: ?<N\d+>)\)", "", "".join(pieces))
    text = re.sub(r"\s*[—–]\s*|\s+-+\s+", " -- ", text)
    text = re.sub(r"[ \t\xa0]+", " ", text)
    dateline = _DATELINE.match(text)
    if dateline is not None and names[int(dateline[1])].type in ("LOC", None):
        text = text[dateline.end() :]
    text = _BASED.sub("", text)
    text = _APPOSED.sub(r"\1", text)
    text = _LEGAL_FORM.sub(lambda m: _without_form(m, names), text)
    text = _PLACE_BEFORE.sub(r"\1 , ", text)
    return Sketch(text, text.find("<@>"), tuple(names), tuple(countries))


# "<N>, a maker of soap," is <N>.
_APPOSED = re.compile(r"(<N\d+>), an? [^,;<]{1,150},(?= )")
# "Lyon, France-based", "<N>-backed": says of whom it stands before, and is nobody here.
_BASED = re.compile(
    r"(?:<N\d+>, )?(?:<[ND]\d+>|\b[A-Z]{2})-(?:based|backed|owned|listed|headquartered|controlled) "
)


def _without_form(match: re.Match[str], names: list[Name]) -> str:
    is_form = is_legal_form(names[int(match[2])].name)
    return match[1] if is_form else match.group()


# Words that no noun phrase has before its noun.
_NO_NOUN = r"(?:and|the|in|of|by|with|which|that|to|for|at|on|from) "


@cache
def _subject_verb() -> re.Pattern[str]:
    """Compile "subject, perhaps an apposition, a finite verb"."""
    words = claim_words(ENGLISH)
    agent = any_of(words["agents"])
    pronoun = any_of(words["anaphora"])
    noun_phrase = (
        rf"(?:(?:the|a|an|its|their|this|that(?! the)|both|many|several|some|two|three|more than|"
        rf"<[ND]\d+>'?s?) )*(?:(?!{_NO_NOUN})\w[\w'-]* |<D\d+> ){{0,4}}?(?:{agent})"
        rf"(?: (?:of|in|from|at) (?:the )?(?:<[ND]\d+>|[a-z]+))?"
    )
    aside = (
        r"(?P<aside>, [^,;]{1,120},| -- [^;]{1,120}? --| \([^()]{0,60}\)"
        r"|(?:,| --)? (?:which|who|that)\b)?"
    )
    adverbs = (
        r"(?: (?:also|too|now|then|later|recently|already|still|so far|has|have|itself|worldwide"
        r"|(?:on )?<T\d+>(?:, <T\d+>,?)?|[a-z]+ly))*"
    )
    finite = any_of(words["finite"])
    others = rf"(?: and (?:[a-z]+ ){{0,2}}(?:{agent})\b)?"
    return re.compile(
        rf"(?<![\w'>-])(?P<subject>{NAMES}{_OF_PLACE}{others}|{_ONE}|(?:{pronoun})\b"
        rf"|{noun_phrase}(?![\w-]))"
        rf"{aside}{adverbs},? (?P<verb>{finite})(?! by\b)(?![\w-])",
        re.IGNORECASE,
    )


_BY = re.compile(
    r"^(?P<gap>(?:(?!<M>|;| -- |\b(?:will|has|have|was|were|is|are|according)\b|<N).){0,90}?)"
    r"\b(?P<how>by|from|led by|backed by|funded by|with|on|against|for|at|towards?) "
    r"(?:the )?(?P<who>"
    + NAMES
    + r"(?! (?:[a-z]+ )?(?:government|ministry|agency|council|army|navy))"
    + r"|(?:the |many of |a |several |some )?(?:[a-z'-]+ |<[ND]\d+>(?:'s)? ){0,7}"
    r"(?:companies|firms|investors|banks|funds|giants|countries|governments?|ministry|department|"
    r"agency|army|navy|air force|regulators?|court))",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"(?P<who>" + NAMES + r")'s? (?P<gap>(?:(?!<N|;)[^<]|<[DT]\d+>){0,90})$", re.IGNORECASE
)
_VERB_IN_GAP = re.compile(r"\b(?:will|would|is|are|was|were|has|had|said|and|that|which)\b|,")


def owner(s: Sketch, is_size: bool) -> Name | None:
    """Return the possessor in "<N>'s total <@> investment" or "<N>'s market will reach <@>"."""
    match = _OWNER.search(s.left)
    if match is None:
        return None
    if not is_size and _VERB_IN_GAP.search(match["gap"]) is not None:
        return None
    return s.name(match["who"])


def giver(s: Sketch, hows: set[str]) -> Name | None:
    """Return the one in "<@> investment by <N>", where the preposition is one of ``hows``."""
    match = _BY.match(s.right)
    if match is None or match["how"].lower() not in hows:
        return None
    who = match["who"]
    if who.startswith("<N"):
        return s.name(who)
    return phrase(s, who)


def phrase(s: Sketch, words: str) -> Name | None:
    """Return a common noun phrase as a name: its own words, tags written out."""
    inner = re.findall(r"<N(\d+)>", words)
    text = re.sub(r"<N(\d+)>", lambda m: s.names[int(m[1])].name, words)
    text = re.sub(r"<D(\d+)>", lambda m: s.countries[int(m[1])][1], text)
    text = re.sub(r"^(?:the|a|an|its|their|his|her) ", "", text.strip(), flags=re.IGNORECASE)
    kind = s.names[int(inner[0])].type if inner else "ORG"
    return Name(0, 0, text, "ORG" if kind in (None, "LOC") else kind) if text else None


@dataclass(frozen=True, slots=True)
class Actor:
    """The subject of the nearest governing verb before the amount."""

    name: Name | None
    verb: str
    points_back: bool
    rest: str  # what stands between the verb and the amount


def actor(s: Sketch) -> Actor:
    """Return who does what leads to the amount."""
    matches = [m for m in _subject_verb().finditer(s.left) if _governs(s.left, m)]
    if not matches:
        back = _deictic().search(s.left) is not None
        return Actor(None, "", back, s.left)
    last = matches[-1]
    rest = s.left[last.end() :]
    if _deictic_verb().search(s.left[last.end("subject") :]) is not None:
        return Actor(None, last["verb"], True, rest)
    named = re.fullmatch(rf", ({NAMES}),", last["aside"] or "")
    if named is not None and _NAMED.fullmatch(last["subject"]) is None:
        return Actor(s.name(named[1]), last["verb"].lower(), False, rest)  # "the group, <N>, said"
    name, back = _resolve(s, last, matches[:-1])
    if name is not None and name.type == "PER" and _SAYS.fullmatch(last["verb"]) is not None:
        return Actor(None, last["verb"], True, rest)  # who only speaks does nothing
    return Actor(name, last["verb"].lower(), back, rest)


# "backed by <N>", "sales to <N>": a name behind one of these is the subject of nothing.
_INSIDE = re.compile(
    r"\b(?:by|to|with|in|on|from|including|than|like|as) (?:the )?$", re.IGNORECASE
)
_TOLD = re.compile(r"\btold (?:the )?<N\d+>")
_SAYS = re.compile(r"said|says?|told|tells|added|warned|noted|explained|estimated", re.IGNORECASE)
_HEADLINE = re.compile(r"(?:^|[:;,]|--)\W*$")


def _governs(left: str, match: re.Match[str]) -> bool:
    """Tell whether a match is a clause of its own.

    "<N> to buy" is one only at a headline's beginning, and behind a verb that makes others act.
    """
    before = left[: match.start()]
    if match["verb"].startswith("to "):
        return _HEADLINE.search(before) is not None or _control().search(before) is not None
    is_relative = (match["aside"] or "").endswith(("which", "who", "that"))
    inside = _INSIDE.search(before) is not None and match["subject"].startswith("<N")
    return is_relative or not inside


@cache
def _control() -> re.Pattern[str]:
    """Compile "expects the <D> company", "required": verbs whose object does what follows."""
    verbs = any_of(claim_words(ENGLISH)["control_verbs"])
    return re.compile(rf"\b(?:{verbs})(?: (?:<D\d+>|[a-z-]+)){{0,4}} $", re.IGNORECASE)


def _resolve(
    s: Sketch, match: re.Match[str], earlier: list[re.Match[str]]
) -> tuple[Name | None, bool]:
    """Return whom a subject means, and whether that was named in the sentences before."""
    subject = match["subject"]
    if _NAMED.fullmatch(subject) is not None:
        return s.name(subject), False
    if _anaphoric().fullmatch(subject) is None:
        return phrase(s, subject), False
    for other in reversed(earlier):
        if _NAMED.fullmatch(other["subject"]) is not None:
            named = s.name(other["subject"])
            if named.type != "PER" or _pronoun().fullmatch(subject) is not None:
                return named, False
        elif _anaphoric().fullmatch(other["subject"]) is not None:
            return None, True
    before = _TOLD.sub("", s.text[: match.start()])
    things = [n for n in s.tagged(before) if n.type not in ("PER", "LOC")]
    return (things[-1], False) if things else (None, True)


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(any_of(claim_words(ENGLISH)["anaphora"]), re.IGNORECASE)


@cache
def _anaphoric() -> re.Pattern[str]:
    words = claim_words(ENGLISH)
    return re.compile(
        rf"(?:{any_of(words['anaphora'])})|(?:the|this|that|both|(?:the )?two) "
        rf"(?!central )(?:[\w-]+ |<D\d+> ){{0,3}}(?:{any_of(words['anaphoric_agents'])})",
        re.IGNORECASE,
    )


@cache
def _deictic() -> re.Pattern[str]:
    """Compile "this <@> ..." and "the agreement ...": the subject stands in a sentence before."""
    nouns = any_of(claim_words(ENGLISH)["deictic_nouns"])
    return re.compile(
        rf"\b(?:this|these|that)(?: [a-z-]+){{0,3}}\s*$"
        rf"|\b(?:this|these|the|its|their|today's|<T\d+>'s)(?: [a-z-]+){{0,2}} (?:{nouns})\b",
        re.IGNORECASE,
    )


@cache
def _deictic_verb() -> re.Pattern[str]:
    """Compile a later clause whose subject is "the deal" and not the actor found before it."""
    words = claim_words(ENGLISH)
    return re.compile(
        rf"(?:[;,.]|\b(?:and|but|while)) (?:this|the|these)(?: [a-z-]+){{0,2}} "
        rf"(?:{any_of(words['deictic_nouns'])})(?: [a-z]+ly| also)? "
        rf"(?:{any_of(words['finite'])})\b",
        re.IGNORECASE,
    )
