"""What an answer's headers reserve from text and data mining, and what may be kept of it then.

Sources: TDMRep (W3C community report, 2024) for ``tdm-reservation``; ``X-Robots-Tag`` as the large
search engines describe it.
"""

from __future__ import annotations

from collections.abc import Mapping

_TAGS = ("noai", "noarchive", "nosnippet")
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


def retention(allowed: str, evidence: str | None) -> str:
    """Return the retention of a page: what the source's licence allows, less what is reserved."""
    least = "full" if evidence is None else "spans_only"
    return max(allowed, least, key=_STRICTNESS.index)
