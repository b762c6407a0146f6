"""What one line says of its place on the page, by the words that pages of its kind use.

Every test here looks at a single line. Whether its neighbours agree is for zones.py.
"""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading import patterns
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.layout.lines import Line
from wirebook.reading.lexicons import merged
from wirebook.reading.model import ZoneKind
from wirebook.reading.times.printed_dates import printed_dates

_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{2,40}|\[email\s?protected\]|\(at\)", re.I)
_PHONE = re.compile(
    r"(?<![0-9])(?:\+?[0-9]{1,3}[-. )]{1,2})?[0-9]{2,4}[-.) ]{1,2}[0-9]{3,4}-[0-9]{4}(?![0-9])"
)
_HALF_DAY = "오전|오후|午前|午後|上午|下午"
# A time of day as stamps print it, with what its date joins to it and its zone.
_CLOCK = re.compile(
    rf"(?:(?<=[0-9])T|(?<![0-9])(?:(?:{_HALF_DAY}) ?)?)[0-2]?[0-9]"
    r"(?:[:：][0-5][0-9](?::[0-5][0-9])?(?:[.,][0-9]+)?|[시時点] ?(?:[0-5]?[0-9] ?[분分])?"
    r"|\.[0-5][0-9](?= ?(?:[ap]m\b|[A-Z]{2,4}\b)))(?: ?[ap]\.?m\.?)?(?![0-9])"
    r"(?:Z\b|[+-][0-9]{2}(?::?[0-9]{2})?(?![0-9])| ?\(?(?:[A-Z]{1,3}T|GMT|UTC|BST)\b\)?)?",
    re.I,
)
_SEPARATORS = re.compile(r"[|·•ㆍ∙/>›»<«,:：;()\[\]【】\t▼▲▶◀■◆+#*~]+|\s-\s|\s{2,}")
_NUMBER = re.compile(r"[0-9][0-9.,]*[a-z초분건개]?$")
# Marks that open a line of contacts; a plain bullet may as well open a point of the article.
_CONTACT_MARK = re.compile(r"[■▷▶►☞☎✉※◆●▣◇○□→✔📞📧]")
_MARK = re.compile(rf"{_CONTACT_MARK.pattern}|[*•-]")
_BRACKETED = re.compile(
    r"(?:\[[^\[\]]{1,70}\]|【[^【】]{1,70}】|［[^［］]{1,70}］|◀[^◀▶]{1,70}▶|<[^<>]{1,40}>|〈[^〈〉]{1,40}〉)$"
)
_POSTED = re.compile(r"(?:posted |submitted )?by \S{1,30}(?: on)?")
_CAPTION = re.compile(r"[▲△▼]\s*\S")
_SPEECH_IN_BRACKETS = re.compile(
    r"\[(?P<who>[^\[\]\"“]{1,80})[:：]\s*[\"“‘'].*\]$",
    re.S,
)
_RULE = re.compile(r"[-=_*~#·.─━—\s]{3,}$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_HASHTAGS = re.compile(r"#[^\s#]+(?:[\s,]+#[^\s#]+)*$")
# "Home | Markets | Opinion": short words side by side, without a figure.
_BAR = re.compile(r"[^|.!?0-9]{1,20}(?: \| [^|.!?0-9]{1,20}){2,12}$")
# "Home > Markets > Banks": where the page stands on its site.
_CRUMBS = re.compile(r"(?:홈|Home|HOME)(?:\s?[>›»]\s?[^>›».!?0-9]{1,20}){1,6}$")
_MENUS = (_RULE, _ADDRESS, _HASHTAGS, _BAR, _CRUMBS)
_ADVERT = re.compile(r"[\[(<【](?:광고|협찬|AD|Ad|Sponsored|Advertisement|PR)[\])>】]")
_TABLE_ROW = re.compile(r"\|.*\|$", re.S)
_NAME = r"[A-Z][\w.'’-]*(?: (?:de |van |von |al-|bin )?[A-Z][\w.'’-]*){0,4}"
_BYLINE = re.compile(
    rf"(?:By|BY|Por|Words by|Story by|Written by|Posted by)[: ]\s*{_NAME}"
    rf"(?:(?:,| and | y | & ) ?{_NAME}){{0,6}}(?:\s*[|,·–—-]\s*.{{0,80}})?$"
)
_SIGNED = re.compile(
    r"[(\[]?(?i:additional )?(?i:reporting|editing|writing|written|compiled|translated) by [A-Z]"
)
_SIGN_OFF = re.compile(
    rf"(?:.{{0,30}}뉴스\s?\S{{2,5}}입니다\.?"
    rf"|(?:This is|I'm|I’m) {_NAME},? (?:from|reporting|of|for|in) .{{0,60}}"
    rf"|{_NAME}, [A-Z][\w ]{{1,30}} News, {_NAME}\.?)$"
)
# Columns and characters: furniture is short.
_FURNITURE_LIMIT = 130
_BYLINE_LIMIT = 60
_NOTICE_LIMIT = 400
_SHORT_NOTICE = 60
_LONG_NOTICE = 160
_NAME_LIMIT = 16
_NAMES_LIMIT = 40
_LONGEST_PHRASE = 6

Form = tuple[ZoneKind, bool]


@cache
def words(key: str) -> frozenset[str]:
    """Return the lower-case words of all languages under one key of zones.yaml.

    All languages, because a Korean broadcaster's English page keeps its Korean menu.
    """
    return frozenset(word.casefold() for word in merged(LANGUAGES, "zones").get(key, ()))


@cache
def _any_of(key: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return a pattern for folded text: one of the words of a key between two patterns."""
    return re.compile(f"{before}{patterns.any_of(words(key), ' ')}{after}")


def kind_of(line: Line) -> Form | None:
    """Return the zone that the line's own words give away, None for plain text."""
    for test in _TESTS:
        found = test(line)
        if found is not None:
            return found
    return None


def is_metadata(line: Line) -> bool:
    """Whether nothing is left of a line beyond menu words, dates, times, counts and marks.

    Beside a date with its time of day names may stay: the outlet's, the desk's, the reporter's.
    """
    if line.width > _FURNITURE_LIMIT:
        return False
    dates = [(date.start, date.end) for date in printed_dates(line.text)] if line.has_digit else []
    clocks = [match.span() for match in _CLOCK.finditer(line.text)] if line.has_digit else []
    rest = line.text
    for start, end in sorted(dates + clocks, reverse=True):
        rest = f"{rest[:start]}|{rest[end:]}"
    pieces = [piece.strip(" .-_'’\"").casefold() for piece in _SEPARATORS.split(rest)]
    other = [piece for piece in pieces if piece and not made_of(piece, _menu_words())]
    if other:
        is_name = len(other) == 1 and len(other[0]) <= _NAME_LIMIT and not line.ends_sentence
        opens = bool(dates) and dates[0][0] == 0 and is_name and len(other[0].split()) == 1
        posted = bool(dates) and all(map(_POSTED.fullmatch, other))
        return (bool(dates and clocks) and _are_names(line, other)) or opens or posted
    return bool(dates or clocks) or any(p and not _NUMBER.match(p) for p in pieces)


def _are_names(line: Line, pieces: list[str]) -> bool:
    """Whether what stands beside a stamp is one or two names: few words, no figure, no sentence."""
    if line.ends_sentence or len(pieces) > 2:
        return False
    return all(len(p) <= _NAMES_LIMIT and len(p.split()) <= 5 for p in pieces) and not any(
        char.isdigit() for piece in pieces for char in piece
    )


def made_of(text: str, vocabulary: frozenset[str]) -> bool:
    """Whether a lower-case text is made of words of a list and numbers, longest words first."""
    if text in vocabulary or _NUMBER.match(text) is not None:
        return True
    tokens = text.split()
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            part = " ".join(tokens[at : at + size]).strip(".")
            if part in vocabulary or _NUMBER.match(part) is not None:
                at += size
                break
        else:
            return False
    return bool(tokens)


@cache
def _menu_words() -> frozenset[str]:
    labels = merged(LANGUAGES, "dates")
    beside_dates = (*labels["published"], *labels["updated"])
    return words("navigation") | frozenset(map(str.casefold, beside_dates))


def is_signature(line: Line) -> bool:
    """Whether a credit is one that stands below an article: a mail address, rights, editors."""
    if _SIGNED.match(line.text) is not None or _rights(line) is not None:
        return True
    return _MAIL.search(line.text) is not None


def promotes(line: Line) -> bool:
    """Whether a line has a word of advertising: "save", "free", "off"."""
    return _any_of("promotion").search(line.folded) is not None


def _menu(line: Line) -> Form | None:
    if line.bare in words("advert") or _ADVERT.match(line.text) is not None:
        return "advert", False
    if line.bare in words("related_header") and not line.text.startswith("#"):
        return "related", False
    if line.bare in words("comment_header"):
        return "navigation", False
    if line.ends_sentence and line.width > _SHORT_NOTICE:
        return None
    tagged = _any_of("meta_start", r"^\W*", r"\s*[:：]").match(line.folded)
    marks = next((m for m in (form.match(line.text) for form in _MENUS) if m is not None), None)
    is_menu = tagged is not None or marks is not None or is_metadata(line)
    return ("navigation", False) if is_menu else None


def _table(line: Line) -> Form | None:
    is_row = _TABLE_ROW.match(line.text) is not None and line.text.count("|") >= 3
    return ("table", True) if is_row else None


def _rights(line: Line) -> Form | None:
    if line.width > _NOTICE_LIMIT:
        return None
    found = set(_any_of("rights").findall(line.folded))
    if not found:
        return None
    opens = _any_of("rights").match(line.folded.lstrip(" <[(-")) is not None
    return ("credit", False) if opens or len(found) > 1 or not line.is_sentence else None


def _credit(line: Line) -> Form | None:
    if line.width > 2 * _FURNITURE_LIMIT:
        return None
    if _SIGNED.match(line.text) is not None:
        return "credit", False
    if line.is_sentence or line.width > _FURNITURE_LIMIT:
        return None
    role = _any_of("credit_role", r"^[\s<\[(（【/■▶]*", r"\s*[:：=]\s*\S")
    has_role = not line.ends_sentence and role.match(line.folded) is not None
    return ("credit", False) if has_role or _is_photo_credit(line) or _is_byline(line) else None


def _is_photo_credit(line: Line) -> bool:
    pattern = _any_of(
        "photo", r"^[\s\[(（<【/▲△*]*", r"(?: ?제공| ?by| ?credit)?\s*[=:：/|ⓒ©＝]\s*\S"
    )
    return pattern.match(line.folded) is not None


def _is_byline(line: Line) -> bool:
    if line.ends_sentence:
        return False
    if _MAIL.search(line.text) is not None and _MARK.match(line.text) is None:
        return True
    if _BYLINE.match(line.text) is not None:
        return True
    named = _any_of(
        "byline_role",
        r"^(?:[\[(=].{1,30}[\])=]\s*)?(?:\S{2,6}(?:[·ㆍ,]\s?\S{2,6}){0,4}(?: \S{2,6}[=·])?\s?"
        r"|[\w.'’ -]{3,40}[,|–—-]\s*(?:[\w&]+ ){0,4})",
        r"(?:$|\s*[|/=(·]|\s[0-9])",
    )
    return line.width <= _BYLINE_LIMIT and named.match(line.folded) is not None


def _tip(line: Line) -> Form | None:
    if line.width <= _FURNITURE_LIMIT and _is_contact(line):
        return "tip_line", False
    if line.width > 2 * _NOTICE_LIMIT:
        return None
    found = set(_any_of("tip_phrase").findall(line.folded))
    # A short line needs one such phrase, a paragraph two: reports speak of newsletters as well.
    enough = 1 if line.width <= _LONG_NOTICE else 2
    return ("tip_line", False) if len(found) >= enough else None


def _is_contact(line: Line) -> bool:
    """Whether it tells how to reach or follow the outlet: a mark, a word for it, an address."""
    reachable = _MAIL.search(line.text) is not None or _PHONE.search(line.text) is not None
    if reachable and _any_of("tip_word", r"^\W*", r"(?:\W|$)").match(line.folded) is not None:
        return True
    if _CONTACT_MARK.match(line.text) is None or line.is_sentence:
        return reachable and _MARK.match(line.text) is not None and not line.is_sentence
    return _any_of("tip_word", r"^\W+", r"\s*(?:[:：@]|$)").match(line.folded) is not None


def _related(line: Line) -> Form | None:
    if line.width > _NOTICE_LIMIT // 2:
        return None
    opened = _any_of("related_start", r"^[\s\[<〈【▶☞>•*◆■-]*", r"\s*(?:[:：\]>〉】]|▶)")
    return ("related", False) if opened.match(line.folded) is not None else None


def _sign_off(line: Line) -> Form | None:
    is_short = line.width <= _FURNITURE_LIMIT
    return ("credit", True) if is_short and _SIGN_OFF.match(line.text) is not None else None


def _caption(line: Line) -> Form | None:
    spoken = _SPEECH_IN_BRACKETS.match(line.text)
    if spoken is not None:
        # A name with a role speaks for itself; anything else tells what is on the screen.
        return ("body" if "/" in spoken["who"] else "caption"), True
    return ("caption", True) if _CAPTION.match(line.text) is not None else None


def _label(line: Line) -> Form | None:
    is_label = _BRACKETED.match(line.text) is not None and not line.is_sentence
    return ("speaker_label", True) if is_label else None


_TESTS = (_table, _menu, _rights, _tip, _related, _credit, _sign_off, _caption, _label)
