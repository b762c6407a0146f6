"""Write dbt_project/seeds/currencies.csv, the one table of currencies, from the Unicode CLDR,
and their names in the five languages, lexicon/<language>/currency_names.yaml.

    python scripts/build_currencies.py [--check]

CLDR (by Babel, Unicode licence) says which currencies there are, what they are called and from
when to when they were tender. ISO 4217's digits differ from CLDR's, which follow use, and are
listed here; so are the fixed rates of currencies that became the euro (European Council
regulations), changes later than the CLDR at hand, and the two units that are no state's money
(docs/decisions/0008). ``--check`` writes nothing and exits 1 when a file is not what this script
would write.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from babel import Locale
from babel.core import get_global

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT / "dbt_project" / "seeds" / "currencies.csv"
LEXICON = ROOT / "plugins" / "wirebook" / "reading" / "lexicon"
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


# The locales whose names a language's press uses.
LOCALES = {"ko": ("ko",), "en": ("en",), "zh": ("zh", "zh_Hant"), "ja": ("ja",), "es": ("es",)}
# Nouns that are more often something else: they name money behind their country's adjective only.
COMMON_WORDS = set(
    """
    real reals reales sol soles som soms sum sums colón colon gold oro mark marks marco marcos cup
    nuevo nuevos franco francos corona coronas soberano soberanos renminbi
    솔 리온 키나 바트 동 원 랜드 킵 라리 레이 렉 탈라 파 숨 솜 콜론 레알 리알 실링 골드 풀라
    비르 타카 마르크 元 币 幣 円 盾 镑 鎊 磅 拉里 比尔 比爾 古德 托勒
    キープ チャット ドラム マルカ レオン ソル キナ ドン ランド リアル レアル バツ タラ レイ レク
    ソム スム コロン マルク
    """.split()
)
SHORTEST = {"ko": 2, "en": 3, "zh": 2, "ja": 3, "es": 3}
_HEADER = """\
# Written by scripts/build_currencies.py from the Unicode CLDR (Unicode licence); not by hand.
# `names` stand beside any number; `nouns`, which one currency alone has today, beside a magnitude
# or a thousands separator; `shared` nouns are several countries': without one they say nothing.
"""


def names(language: str) -> str:
    """Return the text of a language's currency_names.yaml."""
    table = rows()
    kinds = {row["currency"]: row["kind"] for row in table}
    euro = {row["currency"] for row in table if row["units_per_euro"]}
    found: dict[str, dict[str, None]] = {}
    owners: dict[str, set[str]] = {}
    # A retired currency shares its name with the one in its place, whose name it then is.
    heirs: dict[tuple[str, str], str] = {}
    table.sort(key=lambda row: row["in_use_until"], reverse=True)
    for row in sorted(table, key=lambda row: row["kind"] != "current"):
        for name in _names(language, row["currency"]):
            kept = (row["home_country"], _noun(language, name) or "")
            code = heirs.setdefault(kept, row["currency"]) if all(kept) else row["currency"]
            if not any(name in listed for listed in found.values()):
                found.setdefault(code, {})[name] = None
            noun = _noun(language, name)
            if noun is not None and noun not in COMMON_WORDS and len(noun) >= SHORTEST[language]:
                owners.setdefault(noun, set()).add(code)
    current = {n: {c for c in codes if kinds[c] == "current"} for n, codes in owners.items()}
    alone = {n: codes for n, codes in current.items() if len(codes) == 1}
    gone = {
        n: c & euro for n, c in owners.items() if not current[n] and len(c) == len(c & euro) == 1
    }
    lines = [_HEADER + "names:"]
    lines += [
        f"  {code}: [{', '.join(map(_quoted, sorted(found[code])))}]" for code in sorted(found)
    ]
    lines.append("nouns:")
    lines += [f"  {_quoted(n)}: {min(codes)}" for n, codes in sorted((alone | gone).items())]
    lines.append("shared:")
    lines += [f"  - {_quoted(n)}" for n, codes in sorted(current.items()) if len(codes) > 1]
    return "\n".join(lines) + "\n"


def _names(language: str, code: str) -> Iterator[str]:
    """Yield what a currency is called, in lower case, with its accents and without."""
    for locale in map(Locale.parse, LOCALES[language]):
        plurals = locale._data["currency_names_plural"].get(code) or {}
        for name in (locale.currencies.get(code), *plurals.values()):
            if name is None or re.search(r"[()0-9]", name):
                continue
            name = name.lower().replace("\u00a0", " ").strip()
            yield from dict.fromkeys((name, _plain(name)))


def _plain(name: str) -> str:
    if not any("LATIN" in unicodedata.name(char, "") for char in name):
        return name
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return folded if len(folded) > 3 else name


def _noun(language: str, name: str) -> str | None:
    """Return the noun of a name: what is left without its country."""
    if language == "zh":
        country = next((c for c in _countries() if name.startswith(c) and name != c), None)
        return None if country is None else name.removeprefix(country).removeprefix("新")
    words = name.split(" ")
    noun = words[0] if language == "es" else words[-1].removeprefix("新")
    return noun if len(words) > 1 else None


def _countries() -> Iterable[str]:
    territories = {t for name in LOCALES["zh"] for t in Locale.parse(name).territories.values()}
    return sorted(territories, key=len, reverse=True)


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[^\W\d_]+(?: [^\W\d_]+)*", word) else f'"{word}"'


def seed() -> str:
    """Return the text of currencies.csv."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows())
    return out.getvalue()


def countries() -> str:
    """Return the text of any/currency_countries.yaml: where each currency is tender today."""
    locales = [Locale.parse(name) for listed in LOCALES.values() for name in listed]
    lines = [
        "# Written by scripts/build_currencies.py from the Unicode CLDR (Unicode licence).",
        "# Whose money a word that several share (franc, dinar) is, by the country named.",
    ]
    for code, where in sorted(spans().items()):
        here = sorted(t for t, _, until in where if until is None and len(t) == 2)
        called = {locale.territories[t] for t in here for locale in locales}
        short = {re.sub(r" \(.*\)$", "", name) for name in called}
        if short and code not in ("USD", "EUR", "GBP"):
            lines.append(f"{code}: [{', '.join(map(_quoted, sorted(short)))}]")
    return "\n".join(lines) + "\n"


def files() -> Iterator[tuple[Path, str]]:
    """Yield every file that this script writes and its text."""
    yield SEED, seed()
    yield LEXICON / "any" / "currency_countries.yaml", countries()
    for language in LOCALES:
        yield LEXICON / language / "currency_names.yaml", names(language)


def main() -> int:
    """Write or check the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    check, stale = parser.parse_args().check, []
    for path, text in files():
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
    if stale:
        print("not what CLDR says:", ", ".join(stale), file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
