"""Reference rates: exact parsing, what a refresh may replace, and what a failed one leaves."""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyarrow.parquet as pq
import pytest
from wirebook.settings import StatePaths
from wirebook.warehouse import rates as fx

CHECKED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def zipped(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("eurofxref-hist.csv", text)
    return buffer.getvalue()


def history(*lines: str, header: str = "Date,USD,KRW,") -> bytes:
    return zipped("\n".join([header, *lines]) + "\n")


@pytest.fixture(scope="module")
def all_rates() -> list[fx.Rate]:
    return fx.rates()


@contextmanager
def serving(body: bytes, status: int = 200) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/eurofxref-hist.zip"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def rate_of(rates: list[fx.Rate], provider: str, quote: str, day: date) -> fx.Rate:
    return next(r for r in rates if (r.provider, r.quote, r.observed_on) == (provider, quote, day))


@pytest.mark.parametrize(
    ("day", "quote", "rate"),
    [
        (date(2025, 2, 21), "KRW", "1500.16"),
        (date(2025, 2, 21), "USD", "1.0465"),
        (date(2025, 2, 4), "KRW", "1504.21"),
        (date(2025, 2, 4), "USD", "1.0335"),
        (date(2025, 2, 4), "EUR", "1"),
    ],
)
def test_the_embedded_history_has_the_check_values(all_rates, day, quote, rate):
    assert rate_of(all_rates, "ecb", quote, day).rate == Decimal(rate)


def test_no_rate_is_given_for_a_day_without_one(all_rates):
    saturday = date(2025, 2, 22)
    assert not any(r.observed_on == saturday for r in all_rates if r.provider == "ecb")


def test_pegs_and_months_fill_what_the_central_bank_lacks(all_rates):
    ecb = {r.quote for r in all_rates if r.provider == "ecb"}
    pegs = {r.quote: r.rate for r in all_rates if r.provider == "peg"}
    months = [r for r in all_rates if r.provider == "hmrc_monthly"]
    assert pegs == {"AED": Decimal("3.6725"), "SAR": Decimal("3.75"), "USD": Decimal(1)}
    assert {"TWD", "VND"} <= {r.quote for r in months} - ecb
    assert all(r.observed_on.day == 1 and r.is_monthly and r.base == "GBP" for r in months)
    assert len({(r.quote, r.observed_on) for r in months}) == len(months)


def test_the_file_is_typed_sorted_and_byte_equal(tmp_path):
    payload = history("2025-02-21,1.0465,1500.16,", "2025-02-20,1.0430,N/A,")
    one = fx.write_rates(tmp_path / "one.parquet", payload)
    two = fx.write_rates(tmp_path / "two.parquet", payload)
    table = pq.read_table(one)
    assert one.read_bytes() == two.read_bytes()
    assert table.schema.field("rate").type == fx.RATES_SCHEMA.field("rate").type
    keys = list(zip(*(table[c].to_pylist() for c in table.column_names[:4]), strict=True))
    assert keys == sorted(set(keys))
    ecb = [row for row in table.to_pylist() if row["provider"] == "ecb"]
    assert [(r["quote"], r["rate"]) for r in ecb if r["quote"] == "KRW"] == [
        ("KRW", Decimal("1500.16000000"))
    ]


@pytest.mark.parametrize(
    ("payload", "why"),
    [
        (b"<html>try later</html>", "not a zipped"),
        (zipped("<html>try later</html>"), "not Date"),
        (zipped("Date,USD,\n"), "no days"),
        (history("21.02.2025,1.04,1500,"), "not a day"),
        (history("2025-02-21,1.04,abc,"), "not a rate of KRW"),
        (history("2025-02-21,1.04,0,"), "rate of KRW is 0"),
        (history("2025-02-21,NaN,1500,"), "rate of USD is NaN"),
        (history("2025-02-21,1.04,-3,"), "rate of KRW is -3"),
        (history("2025-02-21,1.04,1500,", "2025-02-21,1.04,1500,"), "twice"),
    ],
)
def test_what_is_not_a_history_is_refused(payload, why):
    with pytest.raises(fx.RatesError, match=why):
        fx.parse_ecb(payload)


KEPT = {date(2025, 1, day): {"USD": Decimal("1.0"), "KRW": Decimal(1500)} for day in (1, 2)}
NEXT = date(2025, 1, 3)
AFTER = date(2025, 1, 4)


def moved(krw: int) -> dict[str, Decimal]:
    return {"USD": Decimal("1.0"), "KRW": Decimal(krw)}


@pytest.mark.parametrize(
    "new",
    [
        KEPT,
        KEPT | {NEXT: moved(1600)},
        KEPT | {NEXT: moved(1000), AFTER: moved(1010)},
        KEPT | {NEXT: {"USD": Decimal("1.0")}},
    ],
    ids=["same", "a day more", "a jump that the next day confirms", "a currency that ends"],
)
def test_a_longer_history_is_accepted(new):
    fx.check_ecb(new, KEPT, AFTER)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ({date(2025, 1, 2): moved(1500), NEXT: moved(1500)}, "1 days are missing"),
        (KEPT | {date(2025, 1, 5): moved(1500)}, "future"),
        (KEPT | {NEXT: moved(1000)}, "KRW jumps"),
        (KEPT | {NEXT: moved(15), AFTER: moved(1500)}, "KRW jumps"),
        (KEPT | {date(2025, 1, 2): moved(1501)}, "other rates than before"),
    ],
    ids=["a lost day", "the future", "a jump", "a scale error", "a past rewritten"],
)
def test_a_history_that_cannot_be_right_is_refused(new, why):
    with pytest.raises(fx.RatesError, match=why):
        fx.check_ecb(new, KEPT, AFTER)


@pytest.fixture
def short_history(monkeypatch) -> bytes:
    """Let a history of two days be the embedded one."""
    payload = history("2025-02-21,1.0465,1500.16,", "2025-02-20,1.0430,1496.01,")
    monkeypatch.setattr(fx, "embedded_ecb", lambda: payload)
    return payload


def test_a_refresh_replaces_the_rates(tmp_path, short_history):
    state = StatePaths(tmp_path)
    longer = history(
        "2025-02-24,1.0466,1495.69,", "2025-02-21,1.0465,1500.16,", "2025-02-20,1.0430,1496.01,"
    )
    with serving(longer) as url:
        result = fx.refresh(state, url, CHECKED_AT)
        again = fx.refresh(state, url, CHECKED_AT)
    assert (result.status, result.last_observed_on) == ("refreshed", "2025-02-24")
    assert again.status == "unchanged"
    days = pq.read_table(fx.rates_path(state))["observed_on"].to_pylist()
    assert date(2025, 2, 24) in days
    assert json.loads((state.landing / "fx" / "status.json").read_text())["status"] == "unchanged"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>maintenance</html>", 200),
        (b"", 503),
        (history("2025-02-21,1.0465,1500.16,"), 200),
    ],
    ids=["not a history", "an error", "a lost day"],
)
def test_a_failed_refresh_keeps_the_rates_and_says_that_they_are_stale(
    tmp_path, short_history, body, status
):
    state = StatePaths(tmp_path)
    before = fx.ensure_rates(state).read_bytes()
    with serving(body, status) as url:
        result = fx.refresh(state, url, CHECKED_AT)
    assert (result.status, result.last_observed_on) == ("stale", "2025-02-21")
    assert result.reason
    assert fx.rates_path(state).read_bytes() == before


def test_an_unreachable_bank_changes_nothing(tmp_path, short_history):
    with serving(b"") as url:
        pass
    assert fx.refresh(StatePaths(tmp_path), url, CHECKED_AT).status == "stale"
    assert fx.rates_path(StatePaths(tmp_path)).exists()


def test_an_answer_without_end_is_cut_off(tmp_path, short_history, monkeypatch):
    monkeypatch.setattr(fx, "_MAX_ZIP_BYTES", 10)
    with serving(short_history) as url:
        result = fx.refresh(StatePaths(tmp_path), url, CHECKED_AT)
    assert result.status == "stale" and "longer than 10 bytes" in result.reason
