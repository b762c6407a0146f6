"""What has the shape of a name and names nothing: code, a unit, a paper of some time.

An article's text is anyone's. "DROP TABLE" and "HYPERLINK" have the capitals of a company, "Earlier
reports" those of a sentence's start, and a currency is nobody. The shapes are told here, the words
in the lexicons, so that neither entities nor subjects are made of them.
"""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import listed

# Statements of SQL, functions of a spreadsheet that reach out, and what sits in scripts.
_CODE = re.compile(
    r"\b(?:(?:DROP|ALTER|CREATE|TRUNCATE|SHOW)[ _]+(?:TABLES?|DATABASES?|SCHEMA|VIEW|INDEX|USER)"
    r"|INSERT[ _]+INTO|DELETE[ _]+FROM|UNION(?:[ _]+ALL)?[ _]+SELECT|GRANT[ _]+ALL"
    r"|HYPERLINK|IMPORTXML|IMPORTDATA|IMPORTHTML|WEBSERVICE|CMD|DDE)\b[ _]*"
)
_STATEMENT = re.compile(r"\bSELECT\b.*\bFROM\b|\bUPDATE\b.*\bSET\b|\bOR\s+1\s*=\s*1\b")
_MARKUP = re.compile(
    r"[<>{}`\\|^=;$]|\$\(|\b(?:https?|javascript|jndi|file)\b\s*:|\.\./|\w\(\)|--|/\*|(?<=\w)\.(?:exe|"
    r"php|js|sh|bat|dll)\b"
)


def kept(surface: str) -> tuple[int, int] | None:
    """Return the part of a surface that may be a name, as offsets in it; None where none may.

    What stands behind a statement's words may be one: "DROP TABLE Acme" keeps "Acme".
    """
    if surface.isupper() or any(word.isupper() for word in surface.split()):
        if _STATEMENT.search(surface) is not None:
            return None
        code = _CODE.match(surface)
        start = code.end() if code is not None else 0
        if _CODE.search(surface, start) is not None or start >= len(surface):
            return None
    else:
        start = 0
    rest = surface[start:]
    if _MARKUP.search(rest) is not None or _is_unit(rest) or _is_paper(rest):
        return None
    return start, len(surface)


def is_no_name(surface: str) -> bool:
    """Tell whether a surface names nothing, whole or in part."""
    return kept(surface) != (0, len(surface))


def _is_unit(surface: str) -> bool:
    return surface.casefold() in _units()


def _is_paper(surface: str) -> bool:
    """Tell whether words are a paper, a figure or a time that only says when: "Earlier reports",
    "Last Year", "이전 보고서"."""
    words = surface.casefold().split()
    if surface in _own() or len(words) < 2:
        return surface in _own()
    return words[0] in _times() and words[-1] in _papers()


@cache
def _units() -> frozenset[str]:
    return frozenset(word.casefold() for word in listed(LANGUAGES, "no_names", "unit_words"))


@cache
def _times() -> frozenset[str]:
    return frozenset(listed(LANGUAGES, "no_names", "paper_times"))


@cache
def _papers() -> frozenset[str]:
    return frozenset(listed(LANGUAGES, "no_names", "papers"))


@cache
def _own() -> frozenset[str]:
    return frozenset(listed(LANGUAGES, "no_names", "own_papers"))
