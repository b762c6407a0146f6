"""What an answer's headers reserve from text and data mining, and what may be kept of it then.

Sources: TDMRep (W3C community report, 2024) for ``tdm-reservation``; ``X-Robots-Tag`` as the large
search engines describe it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TAGS = ("noai", "noarchive", "nosnippet")
# In a feed or sitemap: XHTML's meta element, or one of the protocol's own name.
_META = re.compile(rb"<(?:[\w.-]{1,40}:)?meta\s([^<>]{1,500})>", re.IGNORECASE)
_OWN = re.compile(
    rb"<(?:[\w.-]{1,40}:)?(?:tdm-)?reservation\b[^<>]{0,200}>\s{0,9}1\s{0,9}<", re.IGNORECASE
)
_ATTRIBUTE = re.compile(
    rb"""\b(name|content)\s{0,9}=\s{0,9}(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE
)
_STRICTNESS = ("full", "spans_only", "hash_only")


def is_waived(headers: Mapping[str, str]) -> bool:
    """Tell whether the answer says that nothing is reserved, whatever its page or site says."""
    return headers.get("tdm-reservation", "").strip() == "0"


def of_headers(headers: Mapping[str, str]) -> str | None:
    """Return which header reserves the page, None where none does; names are in lower case."""
    if headers.get("tdm-reservation", "").strip() == "1":
        return "header tdm-reservation"
    tags = {part.strip().lower() for part in headers.get("x-robots-tag", "").split(",")}
    return next((f"header x-robots-tag {tag}" for tag in _TAGS if tag in tags), None)


def of_list(raw: bytes) -> str | None:
    """Return what in a feed or sitemap reserves it, None where nothing does.

    Its elements are looked at as bytes, whether it is well-formed or not; the zero bytes of UTF-16
    are nothing.
    """
    plain = raw.replace(b"\0", b"")
    if _OWN.search(plain) is not None:
        return "element tdm-reservation"
    for found in _META.finditer(plain):
        said = {
            name.decode().lower(): (double or single).decode("latin-1").lower()
            for name, double, single in _ATTRIBUTE.findall(found[1])
        }
        if said.get("name") == "tdm-reservation" and said.get("content", "").strip() == "1":
            return "meta tdm-reservation"
        tags = {part.strip() for part in said.get("content", "").split(",")}
        if said.get("name") == "robots" and tags.intersection(_TAGS):
            return f"meta robots {sorted(tags.intersection(_TAGS))[0]}"
    return None


def retention(allowed: str, evidence: str | None) -> str:
    """Return the retention of a page: what the source's licence allows, less what is reserved."""
    least = "full" if evidence is None else "spans_only"
    return max(allowed, least, key=_STRICTNESS.index)
