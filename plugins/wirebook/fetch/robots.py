"""What a site allows us: robots.txt (RFC 9309), failing closed, and its TDM reservation.

RFC 9309, 2.3.1: a 4xx status means there are no rules; a server error or no answer means that
everything is disallowed. Where the RFC leaves the choice to us, the answer is no request: status
429, more than five redirects, an answer too large to read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from protego import Protego

from wirebook.fetch.base import FetchError, foreign
from wirebook.fetch.http import AGENT, Client

_MOST_BYTES = 512_000  # RFC 9309, 2.5 asks for 500 KiB at least
_LONGEST_DELAY = 300.0


@dataclass(frozen=True, slots=True)
class _Rules:
    """A site's rules; ``parser`` is None where everything goes, ``closed`` why nothing does."""

    parser: Protego | None = None
    closed: str | None = None

    def delay(self) -> float:
        asked = self.parser.crawl_delay(AGENT) if self.parser is not None else None
        return min(float(asked), _LONGEST_DELAY) if asked is not None else 0.0


class Robots:
    """Asks each site once per run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._rules: dict[str, _Rules] = {}
        self._reserved: dict[str, list[tuple[str, bool]]] = {}

    def check(self, address: str) -> None:
        """Raise FetchError (refused) unless the site's robots.txt lets us ask for ``address``."""
        rules = self._of(address)
        if rules.closed is not None:
            raise FetchError(f"robots.txt: {rules.closed}", "refused")
        if rules.parser is not None and not rules.parser.can_fetch(address, AGENT):
            raise FetchError("robots.txt disallows it", "refused")

    def delay(self, address: str) -> float:
        """Return the site's Crawl-delay in seconds, at most five minutes; 0 if it asks for none."""
        return self._of(address).delay()

    def sitemaps(self, address: str) -> list[str]:
        """Return the sitemaps that the site's robots.txt names, as it writes them."""
        parser = self._of(address).parser
        return [] if parser is None else list(parser.sitemaps)

    def reservation(self, address: str) -> str | None:
        """Return ``tdmrep.json`` if the site's file reserves this address, else None.

        Source: TDM Reservation Protocol, W3C community group report, section on the file.
        """
        site = _site(address)
        if site not in self._reserved:
            self._reserved[site] = self._read_reservations(site)
        path = unquote(urlsplit(address).path) or "/"
        for location, reserved in self._reserved[site]:
            if _location_matches(location, path):
                return "tdmrep.json" if reserved else None
        return None

    def _of(self, address: str) -> _Rules:
        site = _site(address)
        if site not in self._rules:
            self._rules[site] = self._read(site)
        return self._rules[site]

    def _read(self, site: str) -> _Rules:
        try:
            response = self._client.get(f"{site}/robots.txt", attempts=1, max_bytes=4 * _MOST_BYTES)
            if 200 <= response.status < 300:
                return _Rules(parser=_parsed(response.body))
        except FetchError as error:
            return _Rules(closed=f"unreachable ({error.reason})")
        if 400 <= response.status < 500 and response.status != 429:
            return _Rules()
        return _Rules(closed=f"status {response.status}")

    def _read_reservations(self, site: str) -> list[tuple[str, bool]]:
        path = f"{site}/.well-known/tdmrep.json"
        try:
            self.check(path)
            delay = self.delay(path)
            response = self._client.get(path, attempts=1, delay=delay, max_bytes=_MOST_BYTES)
            entries = json.loads(response.body) if response.status == 200 else []
        except (FetchError, ValueError, RecursionError):
            return []
        if not isinstance(entries, list):
            return []
        return [
            (str(entry.get("location", "")), entry.get("tdm-reservation") in (1, "1", True))
            for entry in entries
            if isinstance(entry, dict)
        ]


def _parsed(body: bytes) -> Protego:
    text = body[:_MOST_BYTES].decode("utf-8", "ignore").removeprefix("\ufeff")
    with foreign("its rules"):
        return Protego.parse(text)


def _location_matches(location: str, path: str) -> bool:
    """Match as robots.txt does: a prefix, ``*`` for anything, ``$`` for the end."""
    anchored = location.endswith("$")
    pieces = location.rstrip("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or at == len(path) or pieces[-1] == ""


def _site(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
