"""Numbers in figures: 1,200.50, 1.200,50, 13 009, 1'250'000, 12,34,567, .001, 2½.

A figure is taken whole: the longest run of digits and marks between them. What makes no number
(a date, a version, a list without blanks) is none at all; a part of it is never read by itself.
"""

from __future__ import annotations

import re
from decimal import Decimal

# The longest run of digits that is still read as a number (DECIMAL(38,4) holds 34 of them).
MAX_DIGITS = 60

DIGITS = "0123456789０１２３４５６７８９"
DIGIT = "[0-9０-９]"
# Blanks that print sets between thousands; a plain one may as well end a number.
_THIN = "\u00a0\u2009\u202f"
# What stands between words: blanks, doubled by a slip or at the end of a line.
BLANK = r"[ \u00a0\u2009\u202f\n]"
BLANKS = rf"{BLANK}{{1,2}}"
_VULGAR = {
    "½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.333333333333333333",
    "⅔": "0.666666666666666667", "⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875",
}  # fmt: skip
# What a figure may begin with, beside a digit.
POINTS = (".", "．")
HEADS = (*POINTS, *_VULGAR)
_SLASHED = {"1/2": "0.5", "1/4": "0.25", "3/4": "0.75"}
_FRACTION = re.compile(rf"(?:[{''.join(_VULGAR)}]|(?<![0-9])[13]/[24])$")
_PLAIN = str.maketrans("０１２３４５６７８９，．’·・" + _THIN, "0123456789,.'..   ")
_MARKS = re.compile(r"[^0-9]")
_GROUPS = re.compile(r"[0-9]{1,3}(?:[,.' ][0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}")


def pattern(points: str) -> str:
    """Return the pattern of a figure; ``points`` are further marks before decimals (・)."""
    tight = rf"(?:[,.．{re.escape(points)}](?={DIGIT})|(?<=[０-９])，(?=[０-９]{{3}}))"
    thousands = rf"['’{_THIN}](?={DIGIT}{{3}}(?!{DIGIT}))"
    half = rf"[{''.join(_VULGAR)}]"
    slashed = r"(?:1/2|[13]/4)(?![0-9/])"
    return (
        rf"(?:(?<![0-9/.,]){slashed}|(?:{DIGIT}++(?:(?:{tight}|{thousands}){DIGIT}++)*+|(?<![0-9０-９.,\w])[.．]{DIGIT}++)"
        rf"(?: ?{half}|[ -]{slashed})?+|{half})"
    )


def value(literal: str, decimal: str, strict: bool = False) -> Decimal | None:
    """Return what a figure is worth, None where it makes no number.

    ``decimal`` is the mark that the text's language writes before decimals ("." or ","). The other
    one is read as such where nothing else is possible (5,6 in English), unless ``strict``: where
    figures are told apart by commas too, 5,6 is no number.
    """
    if literal.isascii() and literal.isdigit() and len(literal) <= MAX_DIGITS:
        return Decimal(literal)
    if len(literal) > 2 * MAX_DIGITS:
        return Decimal(10) ** MAX_DIGITS if literal.isdigit() else None
    if literal.isascii() and "/" not in literal:
        return _decimal(literal, decimal, strict)
    whole, fraction = _without_fraction(literal.translate(_PLAIN))
    number = _decimal(whole, decimal, strict) if whole else Decimal(0)
    return None if number is None else number + fraction


def _without_fraction(literal: str) -> tuple[str, Decimal]:
    m = _FRACTION.search(literal)
    if m is None:
        return literal, Decimal(0)
    worth = _VULGAR.get(m.group()) or _SLASHED.get(m.group()) or "0"
    return literal[: m.start()].rstrip(" -"), Decimal(worth)


def _decimal(literal: str, decimal: str, strict: bool) -> Decimal | None:
    marks = _MARKS.findall(literal)
    if not marks:
        return Decimal(literal)
    last = marks[-1]
    head, _, tail = literal.rpartition(last)
    if len(marks) == 1 and last == decimal:
        return Decimal(f"{head or 0}.{tail}")
    if last in ",." and marks.count(last) == 1 and (len(marks) > 1 or _is_decimal(head, tail)):
        # 1.234,56: the last of two kinds of marks; or 5,6: nothing else than decimals.
        if len(marks) == 1 and strict:
            return None
        if len(marks) > 1 and _GROUPS.fullmatch(head) is None:
            return None
        return Decimal(f"{_MARKS.sub('', head) or 0}.{tail}")
    alike = len(set(marks)) == 1 and _GROUPS.fullmatch(literal) is not None
    return Decimal(_MARKS.sub("", literal)) if alike else None


def _is_decimal(head: str, tail: str) -> bool:
    """Whether the mark between ``head`` and ``tail`` cannot set thousands apart."""
    return len(tail) < 3 or head in ("", "0", "00", "000")


def is_grouped(literal: str, number: Decimal) -> bool:
    """Whether a figure has marks between its thousands."""
    plain = literal.translate(_PLAIN)
    return number >= 1000 and len(_MARKS.findall(plain)) > ("." in str(number))


def places(number: Decimal) -> int:
    """Return the number of a figure's decimals."""
    return max(0, -int(number.as_tuple().exponent))
