"""Write dbt_project/seeds/currencies.csv, the one table of currencies, from the Unicode CLDR.

    python scripts/build_currencies.py [--check]

CLDR (by Babel, Unicode licence) says which currencies there are, what they are called and from
when to when they were tender. ISO 4217's digits differ from CLDR's, which follow use, and are
listed here; so are the fixed rates of currencies that became the euro (European Council
regulations), changes later than the CLDR at hand, and the two units that are no state's money
(docs/decisions/0008). ``--check`` writes nothing and exits 1 when the seed is not what this
script would write.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from datetime import date
from pathlib import Path

from babel import Locale
from babel.core import get_global

SEED = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds" / "currencies.csv"
COLUMNS = (
    "currency name minor_unit home_language home_country kind in_use_from in_use_until"
    " units_per_euro"
).split()
# The first edition of ISO 4217: no code is older, so no currency that ended before has one.
ISO_4217_SINCE = date(1978, 2, 1)

NO_DIGITS = set(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"  # in use
    " BEC BEF BEL BYR ECS ESP GHC ITL LUF MGF MLF MZM PTE ROL TPE TRL ZMK".split()
)
THREE_DIGITS = set("BHD IQD JOD KWD LYD OMR TND".split())
# The language whose outlets count in a currency, where only one would claim it.
HOME_LANGUAGE = {
    **dict.fromkeys(("AUD", "GBP", "NZD", "USD"), "en"),
    **dict.fromkeys(("ARS", "CLP", "COP", "MXN", "PEN"), "es"),
    **dict.fromkeys(("CNY", "TWD"), "zh"),
    "JPY": "ja",
    "KRW": "ko",
}
# Issued by a union of states, by none of them alone.
SHARED = {"EUR", "XAF", "XCD", "XCG", "XOF", "XPF", "ANG"}
HOME_COUNTRY = {
    "AUD": "AU", "CHF": "CH", "DKK": "DK", "GBP": "GB", "ILS": "IL", "MAD": "MA", "NOK": "NO",
    "NZD": "NZ", "USD": "US", "ZAR": "ZA", "VED": "VE", "SVC": "SV", "FRF": "FR", "ITL": "IT",
    "ESP": "ES", "RUB": "RU", "INR": "IN", "DEM": "DE", "PTE": "PT", "BEF": "BE", "CSK": "CZ",
    "YUM": "RS", "SUR": "RU", "XAU": "",
}  # fmt: skip
UNITS_PER_EURO = {
    "ATS": "13.7603", "BEF": "40.3399", "BGN": "1.95583", "CYP": "0.585274", "DEM": "1.95583",
    "EEK": "15.6466", "ESP": "166.386", "FIM": "5.94573", "FRF": "6.55957", "GRD": "340.75",
    "HRK": "7.5345", "IEP": "0.787564", "ITL": "1936.27", "LTL": "3.4528", "LUF": "40.3399",
    "LVL": "0.702804", "MTL": "0.4293", "NLG": "2.20371", "PTE": "200.482", "SIT": "239.64",
    "SKK": "30.126",
}  # fmt: skip
# Later than the CLDR that Babel brings: Bulgaria took the euro on 1 January 2026.
ENDED = {"BGN": date(2026, 1, 31)}
# In use beside another currency of the state, and no tender by CLDR's count.
ALSO_CURRENT = {"VED": date(2021, 10, 1)}
CRYPTO = (("BTC", "Bitcoin", "8", "2009-01-03"), ("ETH", "Ether", "18", "2015-07-30"))


def spans() -> dict[str, list[tuple[str, date, date | None]]]:
    """Return, by currency, the territories where it was tender, from when and until when."""
    found: dict[str, list[tuple[str, date, date | None]]] = {}
    for territory, rows in get_global("territory_currencies").items():
        for code, start, end, tender in rows:
            if tender and start is not None and not code.startswith(("XA", "XT", "XX")):
                until = None if end is None else date(*end)
                found.setdefault(code, []).append((territory, date(*start), until))
            elif tender and code in ("XAF",):
                found.setdefault(code, []).append((territory, date(*start), None))
    for code, since in ALSO_CURRENT.items():
        found[code] = [(HOME_COUNTRY[code], since, None)]
    return found


def rows() -> list[dict[str, str]]:
    """Return one row per currency in use, retired since ISO 4217, or known besides (crypto)."""
    names = Locale.parse("en").currencies
    listed = []
    for code, where in spans().items():
        ends = [end for _, _, end in where]
        until = ENDED.get(code) or (None if None in ends else max(e for e in ends if e))
        if until is not None and until < ISO_4217_SINCE:
            continue
        listed.append(
            {
                "currency": code,
                "name": names[code],
                "minor_unit": "0" if code in NO_DIGITS else "3" if code in THREE_DIGITS else "2",
                "home_language": HOME_LANGUAGE.get(code, ""),
                "home_country": _home(code, [territory for territory, _, _ in where]),
                "kind": "current" if until is None else "retired",
                "in_use_from": min(start for _, start, _ in where).isoformat(),
                "in_use_until": "" if until is None else until.isoformat(),
                "units_per_euro": UNITS_PER_EURO.get(code, ""),
            }
        )
    for code, name, digits, since in CRYPTO:
        row = dict.fromkeys(COLUMNS, "")
        row |= {"currency": code, "name": name, "minor_unit": digits, "kind": "crypto"}
        listed.append(row | {"in_use_from": since})
    return sorted(listed, key=lambda row: row["currency"])


def _home(code: str, territories: list[str]) -> str:
    """Return the country that issues a currency: its code begins with the country's."""
    if code in SHARED:
        return ""
    given = HOME_COUNTRY.get(code)
    if given is not None:
        return given
    return code[:2] if code[:2] in territories or len(territories) != 1 else territories[0]


def seed() -> str:
    """Return the text of currencies.csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue()


def main() -> int:
    """Write or check the seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    if parser.parse_args().check:
        fresh = SEED.is_file() and SEED.read_text(encoding="utf-8") == seed()
        if not fresh:
            print("currencies.csv is not what CLDR says", file=sys.stderr)
        return 0 if fresh else 1
    SEED.write_text(seed(), encoding="utf-8", newline="\n")
    print(f"{SEED.name}: {seed().count(chr(10)) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
