"""The cookies of one chain of redirects: some sites ask for what they just set, or turn in circles.

They live as long as the chain, go back to the very host that set them, and are never stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from wirebook.fetch import headers

_MOST = 20
_LONGEST = 8_192


class Cookies:
    """Takes what the answers of one chain set, and gives it back host by host."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], dict[str, str]] = {}

    def take(self, address: str, given: Sequence[str]) -> None:
        """Keep the cookies of an answer, given its Set-Cookie headers; the last of a name counts.

        Their attributes are not looked at: host and scheme bind them closer than any would.
        """
        held = self._of.setdefault(_site(address), {})
        for value in given:
            found = headers.cookie(value)
            if found is not None and (found[0] in held or len(held) < _MOST):
                held[found[0]] = found[1]

    def header(self, address: str) -> Mapping[str, str]:
        """Return the Cookie header for an address, nothing where none was set."""
        held = self._of.get(_site(address), {})
        text = "; ".join(f"{name}={value}" for name, value in held.items())
        return {"Cookie": text} if 0 < len(text) <= _LONGEST else {}


def _site(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
