"""The XML of feeds and sitemaps: hostile until checked, and mended where it is only careless.

Every list goes through expat here before a parser that builds anything sees it: a document type or
an entity declaration, elements with too many attributes or too deep are refused at once, in
whatever encoding they are written. A list with a defect (an HTML entity, a bare ``&``, a control
character, a blank before its declaration, a prefix nobody declared) is mended, and what still does
not parse is taken entry by entry; what was mended and what was lost is told, never hidden.
"""

from __future__ import annotations

import html.entities
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from xml.parsers import expat

from wirebook.fetch import codings
from wirebook.fetch.base import FetchError
from wirebook.pages import encoding

MOST_ATTRIBUTES = 200
DEEPEST = 100

# What may stand before a document type or the root element; past the root, XML allows neither
# (an entry may quote a page with its own), and expat refuses it.
_PROLOG = re.compile(r"\ufeff?(?:ï»¿)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,200}\?>")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,60})")
# Encodings in which markup hides from whoever reads ASCII; no honest list is written in them.
_DISGUISES = re.compile(
    r"(?:unicode-1-1-)?utf-?7(?:-imap)?|.*ebcdic.*|(?:cs)?(?:ibm|cp)-?0?"
    r"(?:37|273|277|278|28[045]|290|297|42[034]|500|838|87[0158]|1026|1047|11[24][0-9])",
    re.IGNORECASE,
)
_EBCDIC_START = b"\x4c\x6f\xa7\x94"  # <?xm
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# Within these an ampersand is itself.
_LITERALS = {"<![CDATA[": "]]>", "<!--": "-->"}
_LITERAL = re.compile("|".join(map(re.escape, _LITERALS)))
_REFERENCE = re.compile(
    r"&(?:#(?:([0-9]{1,7})|[xX]([0-9a-fA-F]{1,6}));|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)((?:\s[^<>]{0,20000})?)>")
_PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]{0,60}):[A-Za-z_]")
_NAMESPACE = re.compile(r"xmlns:([A-Za-z_][\w.-]{0,60})\s*=")
_MOST_PREFIXES = 50


class Handler(Protocol):
    """What is called for each element of a list, in the order of the document.

    Names are ``namespace name`` with a blank between, or the bare name where there is none.
    """

    def start(self, name: str) -> None: ...
    def end(self, name: str, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Sound:
    """A list that parses, and what was done to it: ``notes`` are for a person."""

    text: str
    notes: tuple[str, ...] = ()

    @property
    def body(self) -> bytes:
        """The document in UTF-8, and saying so."""
        return f'<?xml version="1.0" encoding="utf-8"?>{self.text}'.encode()


def text_of(raw: bytes, charset: str | None, max_bytes: int) -> str:
    """Return a document's text, gzip undone, without its declaration.

    ``charset`` is the served one. Raises FetchError (quarantined) for one in an encoding that
    markup hides in, or none, and for one that declares a document type before its root.
    """
    if raw.startswith(b"\x1f\x8b"):
        raw = codings.read_all(io.BytesIO(raw), ["gzip"], max_bytes)
    declared = _DECLARED.search(raw[:400])
    names = [charset or "", declared[1].decode("latin-1") if declared is not None else ""]
    if raw.startswith(_EBCDIC_START) or any(_DISGUISES.fullmatch(n.strip()) for n in names):
        raise _broken("written in UTF-7 or EBCDIC")
    try:
        text = encoding.decode(raw, charset, is_html=True).shown.removeprefix("\ufeff")
    except encoding.EncodingError as error:
        raise _broken(str(error)) from error
    _check_prolog(text)
    match = _DECLARATION.match(text)
    # A blank before the declaration is a defect that stripping it mends.
    return text[match.end() :] if match is not None and text.startswith("<?xml") else text


def sound(text: str, entries: Sequence[str], most: int) -> Sound:
    """Return a list that parses whole; ``entries`` are the names of its entries.

    ``most`` is how many elements and attributes it may have. Raises FetchError (quarantined) for
    one with a document type, entities of its own, more than the limits allow, or nothing in it
    that parses.
    """
    try:
        walk(text, most)
        return Sound(text)
    except expat.ExpatError:
        mended, notes = _mended(text)
    _check_prolog(mended)
    try:
        walk(mended, most)
        return Sound(mended, notes)
    except expat.ExpatError as error:
        whole, kept, lost = _entry_by_entry(mended, entries, most)
        if not kept:
            raise _broken(f"it does not parse: {expat.ErrorString(error.code)}") from error
    return Sound(whole, (*notes, f"{lost or 'no'} entries lost"))


def walk(text: str, most: int, handler: Handler | None = None) -> None:
    """Parse a document, its elements handed to ``handler``, within the limits of this module.

    Raises ExpatError where it is not well-formed, FetchError (quarantined) where it is refused.
    """
    guard = _Guard(most, handler)
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    if handler is not None:
        parser.CharacterDataHandler = guard.text.append
    parser.Parse(text.encode("utf-8", "replace"), True)


class _Guard:
    """Counts elements, attributes and depth, and gathers an element's own last text."""

    def __init__(self, most: int, handler: Handler | None) -> None:
        self.text: list[str] = []
        self._most = most
        self._handler = handler
        self._depth = self._count = 0

    def start(self, name: str, attributes: Sequence[str]) -> None:
        self._depth += 1
        self._count += 1 + len(attributes) // 2
        if len(attributes) > 2 * MOST_ATTRIBUTES:
            raise _broken(f"an element with more than {MOST_ATTRIBUTES} attributes")
        if self._depth > DEEPEST:
            raise _broken(f"elements nested more than {DEEPEST} deep")
        if self._count > self._most:
            raise _broken(f"more than {self._most} elements and attributes")
        self.text.clear()
        if self._handler is not None:
            self._handler.start(name)

    def end(self, name: str) -> None:
        self._depth -= 1
        if self._handler is not None:
            self._handler.end(name, "".join(self.text))
        self.text.clear()


def _refuse(*_: object) -> None:
    raise _broken("it declares a document type or entities")


def _check_prolog(text: str) -> None:
    prolog = _PROLOG.match(text)
    if text.startswith("<!", prolog.end() if prolog is not None else 0):
        _refuse()


def _mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a document with what careless writers get wrong put right, and what that was."""
    notes = []
    match = _DECLARATION.match(text)
    if match is not None:
        text = text[match.end() :]
        notes.append("a blank before its declaration")
    text, controls = _CONTROLS.subn("", text)
    text, references = _with_references(text)
    text, prefixes = _declared_prefixes(text)
    counted = {
        "control characters": controls,
        "references that XML does not know": references,
        "undeclared prefixes": prefixes,
    }
    notes += [f"{number} {name}" for name, number in counted.items() if number]
    return text, (f"mended: {', '.join(notes)}",) if notes else ()


def _with_references(text: str) -> tuple[str, int]:
    """Return a document with its references mended but for those that are none, and a count."""
    pieces: list[str] = []
    references = at = 0
    while at < len(text):
        literal = _LITERAL.search(text, at)
        start = literal.start() if literal is not None else len(text)
        end = text.find(_LITERALS[literal[0]], start) if literal is not None else -1
        # One that does not end is a defect of its own, which ends the looking for more.
        end = len(text) if end < 0 else end + 3
        piece, count = _referenced(text[at:start])
        pieces += [piece, text[start:end]]
        references += count
        at = end
    return "".join(pieces), references


def _referenced(text: str) -> tuple[str, int]:
    """Return text with every reference one that XML knows, and how many were none."""
    changed = 0

    def one(match: re.Match[str]) -> str:
        nonlocal changed
        decimal, hexadecimal, name = match.groups()
        if name in _XML_NAMES:
            return match[0]
        if decimal or hexadecimal:
            point = int(decimal) if decimal else int(hexadecimal, 16)
            if point < 0x110000 and _CONTROLS.fullmatch(chr(point)) is None:
                return match[0]
            changed += 1
            return ""
        changed += 1
        char = html.entities.html5.get(f"{name};", "") if name else ""
        return char.replace("&", "&amp;").replace("<", "&lt;") or f"&amp;{match[0][1:]}"

    return _REFERENCE.sub(one, text), changed


def _declared_prefixes(text: str) -> tuple[str, int]:
    """Return a document whose root declares every prefix that stands in it, and how many more."""
    root = _ROOT.search(text)
    if root is None:
        return text, 0
    known = {"xml", "xmlns", *_NAMESPACE.findall(text)}
    missing = sorted(set(_PREFIX.findall(text)) - known)[:_MOST_PREFIXES]
    used = [prefix for prefix in missing if f"<{prefix}:" in text]
    given = "".join(f' xmlns:{prefix}="urn:undeclared:{prefix}"' for prefix in used)
    # The root may end in a slash, so they follow its name.
    at = root.end(1)
    return text[:at] + given + text[at:], len(used)


def _entry_by_entry(text: str, entries: Sequence[str], most: int) -> tuple[str, int, int]:
    """Return a document of the entries that parse, how many they are, and how many do not."""
    root = _ROOT.search(text)
    if root is None:
        return "", 0, 0
    before, after = root[0], f"</{root[1]}>"
    if root[1].lower() == "rss":
        before, after = f"{before}<channel>", f"</channel>{after}"
    kept: list[str] = []
    lost = 0
    for piece in _pieces(text, entries):
        try:
            walk(f"{before}{piece}{after}", most)
            kept.append(piece)
        except expat.ExpatError:
            lost += 1
    return f"{before}{''.join(kept)}{after}", len(kept), lost


def _pieces(text: str, entries: Sequence[str]) -> list[str]:
    """Cut a document into its entries; one that does not end reaches to the next, or the end."""
    opening = re.compile(rf"<({'|'.join(entries)})(?=[\s>])")
    starts = list(opening.finditer(text))
    limits = [*(match.start() for match in starts[1:]), len(text)]
    pieces = []
    for match, limit in zip(starts, limits, strict=False):
        close = text.find(f"</{match[1]}>", match.end(), limit)
        pieces.append(text[match.start() : limit if close < 0 else close + len(match[1]) + 3])
    return pieces


def _broken(reason: str) -> FetchError:
    return FetchError(reason, "quarantined")
