"""Where an outlet is at home, by tables of others: its country's time zones and money.

Sources: ISO 3166 as top-level domains have it, the IANA zone table (``zone.tab``), and the table
of currencies. Guesses for a person to confirm, never used by a run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from wirebook.reading.amounts.currency_table import currencies

_OTHER_DOMAINS = {"UK": "GB", "EU": ""}


def country_of(address: str, language: str | None) -> str | None:
    """Return the ISO code of the country that an address is in: by its domain, else by a language
    that one country's money belongs to. None where neither tells."""
    host = urlsplit(address).hostname or ""
    domain = host.rpartition(".")[2].upper()
    domain = _OTHER_DOMAINS.get(domain, domain)
    if domain in _zones():
        return domain
    homes = {c.country for c in currencies().values() if c.country and c.language == language}
    return homes.pop() if len(homes) == 1 else None


def zone_of(country: str | None, stated: Sequence[datetime]) -> str | None:
    """Return the zone of a country in which the stated times were written.

    ``stated`` are moments with the offset that the pages printed. Of several zones that fit, the
    one of most of the country; None where none fits or that is open.
    """
    fitting = [
        zone
        for zone in _zones().get(country or "", ())
        if all(_offset(moment, zone.name) == moment.utcoffset() for moment in stated)
    ]
    if len(fitting) > 1 and stated:
        fitting = [zone for zone in fitting if zone.is_most]
    return fitting[0].name if len(fitting) == 1 or (fitting and stated) else None


def money_of(country: str | None) -> str | None:
    """Return the currency that only this country has today, None where there is none."""
    found = [c.code for c in currencies().values() if c.country == country and c.kind == "current"]
    return found[0] if country is not None and len(found) == 1 else None


def _offset(moment: datetime, zone: str) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


@dataclass(frozen=True, slots=True)
class _Zone:
    name: str
    is_most: bool


@cache
def _zones() -> dict[str, tuple[_Zone, ...]]:
    """The zones of each country, in the order of the table."""
    table = files("tzdata") / "zoneinfo" / "zone.tab"
    found: dict[str, list[_Zone]] = {}
    for line in table.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, name, *comment = line.split("\t")
            found.setdefault(country, []).append(_Zone(name, "most areas" in "".join(comment)))
    return {country: tuple(zones) for country, zones in found.items()}
