"""Parts of a page that are not its article: dialogs over it, comments below it, teasers beside it.

They are told by their elements: a role, a tag, or a word in an id or class. Only elements that end
count, so that a broken page loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from wirebook.pages.source import attributes

Kind = Literal["dialog", "comments", "teasers"]

_TAG = re.compile(
    r"<(?:!--|(/?)(div|section|aside|dialog|form|article|ul|ol|nav|footer|script|style|template)"
    r"(?=[\s/>])[^<>]*>)",
    re.IGNORECASE,
)
# What a tag must hold to be looked at closely; most hold nothing of it.
_HINT = re.compile(
    r"<aside|<dialog|role|modal|gdpr|consent|onetrust|didomi|sp_m|usercent|cybot|qc-c|truste|cookie|"
    r"privacy|comment|repl|disqus|댓글|코멘트|related|recommend|sidebar|trending|most"
)
_TELLING = ("aside", "dialog")
_OPAQUE = ("script", "style", "template")
_WORD = "(?:^|[\\s_-])(?:{})(?:$|[\\s_-])"
_DIALOG = re.compile(
    r"gdpr|consent|onetrust|didomi|sp_message|usercentrics|cybotcookie|qc-cmp|truste|"
    r"(?:^|[\s_-])(?:cookies?|privacy)[_-]?(?:banner|notice|bar|wall|popup|layer|law|message|modal)|"
    r"(?:^|\s)modal-dialog(?:$|\s)",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    _WORD.format("comments?|commentlist|replies|reply|disqus|댓글|코멘트"), re.IGNORECASE
)
_TEASERS = re.compile(
    _WORD.format("related|recommend(?:ed|ations?)?|sidebar|trending|most-?(?:read|viewed|popular)"),
    re.IGNORECASE,
)
_HOLDS_AN_ARTICLE = re.compile(r"<(?:article|h1)(?=[\s/>])|articleBody", re.IGNORECASE)


class Region(NamedTuple):
    """An element's span in the source, tags included."""

    kind: Kind
    start: int
    end: int


def regions(page: str) -> list[Region]:
    """Return the regions of a page, in the order of their ends, in linear time."""
    found: list[Region] = []
    opened: dict[str, list[tuple[int, Kind | None]]] = {}
    after = 0
    for tag in _TAG.finditer(page):
        start, end = tag.span()
        if start < after:
            continue
        name = (tag[2] or "").lower()
        if not name or name in _OPAQUE:
            closing = f"</{name}" if name else "-->"
            after = end if tag[1] else page.find(closing, end)
            if after < 0:
                break
        elif not tag[1]:
            says_more = end - start > len(name) + 2 or name in _TELLING
            is_hinted = says_more and _HINT.search(tag[0].lower()) is not None
            kind = _kind(name, tag[0]) if is_hinted else None
            opened.setdefault(name, []).append((start, kind))
        elif opened.get(name):
            begun, kind = opened[name].pop()
            if kind is not None:
                found.append(Region(kind, begun, end))
    return found


def without_dialogs(page: str, found: Sequence[Region]) -> str:
    """Return a page of the same length with blanks where dialogs lie over it.

    One that holds the article, as whole pages do in some designs, stays.
    """
    spans = [
        (region.start, region.end)
        for region in found
        if region.kind == "dialog"
        and _HOLDS_AN_ARTICLE.search(page, region.start, region.end) is None
    ]
    return blanked(page, spans)


def blanked(page: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a page of the same length with blanks for the spans."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            start = max(start, at)
            parts += [page[at:start], " " * (end - start)]
            at = end
    return "".join([*parts, page[at:]]) if parts else page


def _kind(name: str, tag: str) -> Kind | None:
    given = attributes(tag) if "=" in tag else {}
    words = f"{given.get('id', '')} {given.get('class', '')}"
    is_modal = given.get("role", "").lower() in ("dialog", "alertdialog")
    if name == "dialog" or is_modal or given.get("aria-modal") == "true" or _DIALOG.search(words):
        return "dialog"
    if _COMMENTS.search(words) is not None:
        return "comments"
    return "teasers" if name == "aside" or _TEASERS.search(words) is not None else None
