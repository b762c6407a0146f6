"""Marks within a line that change what its characters say: raised, struck out, read aloud.

Whoever drops the tags of ``$19<sup>99</sup>`` reads 1999, of ``<del>$40</del> $35`` two prices, and
of ruby a word twice. :func:`plain` writes a page so that dropping its tags is right: each character
stays at its place, because what goes becomes a stray end tag, which shows nothing anywhere.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"<(sup|del|s|strike|rt|rp|rtc)(?=[\s>])[^<>]{0,200}>", re.IGNORECASE)
_ENDS = {
    "sup": re.compile(r"</sup\s*>|\Z", re.IGNORECASE),
    # The end tags of ruby may be left out.
    "rt": re.compile(r"</rt\s*>|(?=<(?:rt|rp|rtc|/ruby)\b)", re.IGNORECASE),
    "rp": re.compile(r"</rp\s*>|(?=<(?:rt|rp|rtc|/ruby)\b)", re.IGNORECASE),
    "rtc": re.compile(r"</rtc\s*>|(?=</ruby\b)", re.IGNORECASE),
} | {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("del", "s", "strike")}
_LONGEST = {"sup": 200, "rt": 200, "rp": 200, "rtc": 400}
_LONGEST_DELETION = 5_000
_NEVER_DELETED = re.compile(r"<(?:script|article|main|body)\b", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]*>")
_NOTE = re.compile(r"\s*[\[(]?\s*(?:[0-9]{1,3}|[*†‡§]{1,3})(?:\s?[,–-]\s?[0-9]{1,3})*\s*[\])]?\s*")
_DIGITS = re.compile(r"[0-9]+")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_GAP = r"(?:[ \u00a0\u202f]|&nbsp;|&#160;|&thinsp;)"
_CODE = r"(?:US|CA|AU|NZ|HK|S|R)?[$€£¥₩]|\b(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|[Kk]r\.?)"
_WHOLE = rf"(?<![0-9.,])[0-9]{{1,3}}(?:(?:[.,']|{_GAP})[0-9]{{3}})*|(?<![0-9.,])[0-9]+"
_PRICE_BEFORE = re.compile(rf"(?P<sign>(?:{_CODE}){_GAP}?)?(?:{_WHOLE})$")
_CURRENCY_AFTER = re.compile(rf"{_GAP}?(?:€|zł|Kč|Ft|lei|kr\b|(?:USD|EUR|GBP|CHF|SEK|NOK|DKK)\b)")
_MAGNITUDE_AFTER = re.compile(
    rf"{_GAP}?(?:million|billion|trillion|thousand|mn|bn|tn|[mb]\b)", re.I
)
_POWER_BEFORE = re.compile(r"(?<![0-9.,])10$|(?<![A-Za-z])(?:[kcmd]?m|ft|yd|in|mi|s)$")
_REACH = 40


def plain(page: str) -> str:
    """Return a page of the same length whose characters say what the page shows.

    Struck-out text and the readings of ruby go. Raised cents of a price follow a point, powers are
    raised digits, and the raised marks of footnotes go.
    """
    parts: list[str] = []
    at = 0
    for mark in _MARK.finditer(page):
        name = mark[1].lower()
        if mark.start() < at:
            continue
        limit = mark.end() + _LONGEST.get(name, _LONGEST_DELETION)
        close = _ENDS[name].search(page, mark.end(), limit)
        if close is None or (close.start() == limit < len(page) and name == "sup"):
            continue
        written = _written(page, mark, close)
        if written is not None:
            parts += [page[at : mark.start()], written]
            at = close.end()
    return "".join([*parts, page[at:]]) if parts else page


def _written(page: str, mark: re.Match[str], close: re.Match[str]) -> str | None:
    """Return what stands for an element, as long as it; None leaves it as it is."""
    inner = page[mark.end() : close.start()]
    length = close.end() - mark.start()
    if mark[1].lower() != "sup":
        return None if _NEVER_DELETED.search(inner) is not None else _gone(length)
    shown = _TAGS.sub("", inner)
    if _NOTE.fullmatch(shown) is None:
        return None
    before = page[max(0, mark.start() - _REACH) : mark.start()]
    after = page[close.end() : close.end() + _REACH]
    is_bare = _DIGITS.fullmatch(inner) is not None
    if is_bare and len(inner) == 2 and _is_price(before, after):
        return f"{_gone(len(mark[0]) - 1)}.{inner}{close[0]}"
    if is_bare and _POWER_BEFORE.search(_TAGS.sub("", before)) is not None:
        return f"{mark[0]}{inner.translate(_RAISED)}{close[0]}"
    return _gone(length)


def _is_price(before: str, after: str) -> bool:
    found = _PRICE_BEFORE.search(before)
    if found is None or _MAGNITUDE_AFTER.match(after) is not None:
        return False
    return found["sign"] is not None or _CURRENCY_AFTER.match(after) is not None


def _gone(length: int) -> str:
    """Return an end tag of nothing, so many characters long: browsers and parsers pass over it."""
    return f"</x{' ' * (length - 4)}>"
