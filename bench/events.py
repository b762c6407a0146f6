"""``python -m bench.events``: how well claims of several articles become the facts of an event.

Annotated articles on one event land twice: with the claims that people read in them, which
measures the comparing alone, and with our own reading of them. Each landing is built whole, and
its facts are held against the answer key (``*_events.json``): which claims are one fact, which must
stay apart, and each fact's status, headline amount and number of independent sources.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from wirebook import duckdb_files
from wirebook.landing import parts
from wirebook.landing.bare import bare_row
from wirebook.pages.corrections import status_of
from wirebook.reading.claims import claims_on
from wirebook.reading.model import Claim, Money, Party, Reading
from wirebook.reading.reader import read
from wirebook.settings import StatePaths, seeds_dir
from wirebook.teaching.corpus import Article, load
from wirebook.teaching.lessons import lessons
from wirebook.teaching.train import train
from wirebook.warehouse.build import build, build_file

from bench import measure

REPORT = measure.ROOT / "docs" / "benchmarks" / "events.md"
CORPUS = measure.ROOT / "corpus" / "source"
_SEEN_AT = datetime(2027, 1, 1, tzinfo=UTC)
_SURE = Decimal("0.95")
_FACTS = """
    select
        articles.file_name as article, mentions.span_start as "start", mentions.span_end as "end",
        facts.fact_id, facts.status, facts.superseded_by_fact_id, facts.independent_sources,
        facts.currency, facts.amount_low as low, facts.amount_high as high,
        facts.amount_point as point
    from marts.fct_money_claims as claims
    inner join intermediate.int_articles as articles using (article_version_id)
    inner join intermediate.int_money_mentions as mentions using (money_mention_id)
    inner join marts.fct_money_facts as facts
        on claims.fact_id = facts.fact_id and facts.is_current
"""

Row = dict[str, Any]
Reader = Callable[[Article], Reading]
# A fact of the key, the article that tells it, and what was published there.
Told = tuple[str, str, Row | None]


# -- the articles and their answer key ---------------------------------------------------------


def told(folder: Path) -> list[Article]:
    """Return the annotated articles of a folder: its YAML, else its compiled JSON Lines."""
    if sorted(folder.glob("*.yaml")):
        return load(folder)
    return [
        Article(path.stem, json.loads(line))
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def answers(folder: Path) -> dict[str, dict[str, Row]]:
    """Return what each fact of a hand's events (``<hand>_events.json``) should be, by its id."""
    return {
        path.name.removesuffix("_events.json"): {
            fact["fact"]: {**fact, "event": event["event"]}
            for event in json.loads(path.read_text(encoding="utf-8"))
            for fact in event["facts"]
        }
        for path in sorted(folder.glob("*_events.json"))
    }


# -- what lands ----------------------------------------------------------------------------------


def as_people_read(article: Article) -> Reading:
    """Return our reading of an article with the amounts and claims that people read in it."""
    row = article.row
    reading = read(row["text"], lang=row["lang"], published_on=article.published_on)
    money = tuple(_amount(said, reading.money) for said in row["money"])
    return replace(reading, money=money, claims=tuple(_claims(row["claims"])))


def _amount(said: Row, ours: Sequence[Money]) -> Money:
    start, end = said["start"], said["end"]
    core = next(
        ((m.core_start, m.core_end) for m in ours if start <= m.core_start and m.core_end <= end),
        (start, end),
    )
    low, high, point = (
        None if said[name] is None else Decimal(said[name]) for name in ("low", "high", "point")
    )
    return Money(
        start=start,
        end=end,
        core_start=core[0],
        core_end=core[1],
        surface=said["surface"],
        low=low,
        high=high,
        point=point,
        currency=said["currency"],
        currency_evidence="explicit" if said["currency"] else "house",
        bound=said["bound"],
        zone=said["zone"],
        restates=said["restates"],
    )


def _claims(said: Sequence[Row]) -> Iterator[Claim]:
    topics = (seeds_dir() / "topics.csv").read_text(encoding="utf-8")
    known = {line.partition(",")[0] for line in topics.splitlines()}
    amounts: dict[str, int] = {}
    for claim in said:  # the text's rather than the headline's, which comes first
        amounts[claim["fact"]] = claim["money"]
    for claim in said:
        topic = (claim["topic"] or "").replace("-", "_")
        yield Claim(
            money=claim["money"],
            fact_type=claim["fact_type"],
            subject=_first(claim["subject"]),
            subject_type="ORG" if claim["subject"] else None,
            object=_first(claim["object"]),
            parties=tuple(Party(p["name"][0], p["role"]) for p in claim["parties"]),
            topic=topic if topic in known else None,
            modality=claim["modality"],
            hedge=None,
            attributed_to=_first(claim["said_by"]),
            horizon_start=_day(claim["horizon_start"]),
            horizon_end=_day(claim["horizon_end"]),
            horizon_months=claim["horizon_months"],
            confidence=_SURE,
            measure=claim["measure"],
            metric=claim["metric"],
            sign=claim["sign"],
            said_by=_first(claim["said_by"]),
            part_of=amounts.get(claim["part_of"]),
            corrected_to=amounts.get(claim["corrected_to"]),
        )


def _first(names: Sequence[str]) -> str | None:
    return names[0] if names else None


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)


def as_shipped(article: Article) -> Reading:
    """Return our reading of an article by the weights that ship."""
    row = article.row
    return read(row["text"], lang=row["lang"], published_on=article.published_on)


def as_untaught(articles: Sequence[Article], hand: str) -> Reader:
    """Return a reader of one hand by models that learned from all the other hands."""
    taught = lessons(articles)
    weights = train([one for one in taught if one.article.hand != hand])
    pages = {one.article.row["id"]: one for one in taught}

    def reader(article: Article) -> Reading:
        one = pages[article.row["id"]]
        lang = one.reading.lang or article.row["lang"]
        claims = claims_on(one.page, one.reading.percents, lang, weights)
        return replace(one.reading, claims=claims)

    return reader


def facts_of(articles: Iterable[Article], reader: Reader, home: Path) -> list[Row]:
    """Land the articles as a reader reads them, build, and return the fact of every claim.

    Nothing is known of who published an article, so each is an outlet of its own; what repeats
    another is for the build to see.
    """
    state = StatePaths(home)
    path = parts.partition_dir(state.landing, _SEEN_AT.date().isoformat(), "events")
    parts.write_part(
        path / "part-00000.parquet",
        (
            bare_row(
                one.row["id"],
                one.row["text"],
                reader(one),
                _SEEN_AT,
                outlet=one.row["id"],
                status=status_of(one.row["text"]),
            )
            for one in articles
        ),
    )
    build(state, _SEEN_AT)
    with duckdb_files.read(build_file(state)) as connection:
        found = connection.execute(_FACTS)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# -- the score -----------------------------------------------------------------------------------


@dataclass
class Score:
    """Counts of what agrees with the key, by measure, and each disagreement in a line."""

    hits: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def count(self, measure_: str, is_right: bool, fault: str) -> None:
        """Count one answer."""
        self.asked[measure_] += 1
        self.hits[measure_] += is_right
        if not is_right:
            self.faults.append(f"{measure_}: {fault}")

    def share(self, measure_: str) -> float:
        """Return the share of right answers; 1 where nothing was asked."""
        return self.hits[measure_] / self.asked[measure_] if self.asked[measure_] else 1.0

    def measures(self) -> dict[str, float]:
        """Return the measures of the answer key; status is the mean over the statuses."""
        statuses = [name for name in self.asked if name.startswith("status ")]
        mean = sum(map(self.share, statuses)) / max(1, len(statuses))
        names = ("claims found", "merge", "apart")
        found = {name: self.share(name) for name in names}
        found |= {"status": mean, "headline": self.share("headline")}
        found |= {"sources": self.share("sources"), "successor": self.share("successor")}
        return found | {name: self.share(name) for name in sorted(statuses)}


def score(articles: Iterable[Article], key: Mapping[str, Row], rows: Iterable[Row]) -> Score:
    """Return how far published facts agree with the key; unsure claims neither help nor cost."""
    by_article: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_article[row["article"]].append(row)
    found: list[Told] = [
        (claim["fact"], one.row["id"], _at(one, claim, by_article[one.row["id"]]))
        for one in articles
        for claim in one.row["claims"]
        if claim["fact"] in key and not claim["unsure"]
    ]
    result = Score()
    by_fact: defaultdict[str, list[Row]] = defaultdict(list)
    for fact, article, got in found:
        result.count("claims found", got is not None, f"{fact} in {article}")
        by_fact[fact] += [] if got is None else [got]
    _pairs(result, key, found)
    chosen = {fact: _most(rows_) for fact, rows_ in by_fact.items()}
    for fact, got in chosen.items():
        _fact(result, key[fact], got, chosen)
    return result


def _at(article: Article, claim: Row, rows: Sequence[Row]) -> Row | None:
    amount = article.row["money"][claim["money"]]
    touching = (r for r in rows if r["start"] < amount["end"] and amount["start"] < r["end"])
    return next(touching, None)


def _pairs(result: Score, key: Mapping[str, Row], found: Sequence[Told]) -> None:
    for (fact, article, row), (other, twin, mate) in combinations(found, 2):
        if key[fact]["event"] != key[other]["event"] or (fact == other and article == twin):
            continue
        is_one = row is not None and mate is not None and row["fact_id"] == mate["fact_id"]
        places = f"{fact} in {article}, {other} in {twin}"
        if fact == other:
            result.count("merge", is_one, places)
        else:
            result.count("apart", not is_one, places)


def _most(rows: Sequence[Row]) -> Row | None:
    counted = Counter(row["fact_id"] for row in rows)
    best = counted.most_common(1)
    return next((row for row in rows if row["fact_id"] == best[0][0]), None) if best else None


def _fact(result: Score, wanted: Row, row: Row | None, chosen: Mapping[str, Row | None]) -> None:
    name, status = wanted["fact"], wanted["status"]
    got: Row = {} if row is None else row
    said = got.get("status")
    result.count(f"status {status}", said == status, f"{name} is {said}")
    sources = got.get("independent_sources")
    result.count(
        "sources",
        sources == wanted["independent_sources"],
        f"{name} has {sources}, not {wanted['independent_sources']}",
    )
    amount = {name_: got.get(name_) for name_ in ("currency", "low", "high", "point")}
    shown = " ".join(str(value) for value in amount.values())
    result.count("headline", row is not None and agree(wanted["headline"], got), f"{name}: {shown}")
    successor = wanted.get("superseded_by")
    if successor is not None:
        heir = chosen.get(successor)
        is_named = heir is not None and got.get("superseded_by_fact_id") == heir["fact_id"]
        result.count("successor", is_named, f"{name} gives way to {successor}")


def agree(wanted: Row, got: Row) -> bool:
    """Tell whether two amounts are the same: both ends of ranges, else any of their figures."""
    if wanted["currency"] is not None and wanted["currency"] != got["currency"]:
        return False
    ends = [(wanted[k], got[k]) for k in ("low", "high")]
    if all(end is not None for pair in ends for end in pair):
        return all(_near(*pair) for pair in ends)
    return any(_near(a, b) for a in _figures(wanted) for b in _figures(got))


def _figures(amount: Row) -> list[Any]:
    return [amount[k] for k in ("point", "low", "high") if amount[k] is not None]


def _near(left: Any, right: Any) -> bool:
    one, other = Decimal(str(left)), Decimal(str(right))
    return abs(one - other) <= max(abs(one), abs(other)) * Decimal("0.000001")


# -- the report ----------------------------------------------------------------------------------

_HEAD = """# Events: claims that become facts

Made by `make corpus`: articles that tell of the same events are compared, and the facts are held
against an answer key. "Claims given" measures the comparing alone, with the claims that people
read in these articles; "own reading" is the whole way, by models that have not seen them.
"""
_BARS = {"merge": 0.90, "apart": 0.98, "status": 0.80, "headline": 0.85, "sources": 0.85}


def main(folder: Path) -> int:
    """Measure each hand that has a key, print every fault, and write the report of our own."""
    everyone = told(folder)
    is_ours = folder.resolve() == CORPUS
    sections: list[str] = []
    for hand, key in answers(folder).items():
        articles = [one for one in everyone if one.hand == hand]
        own = as_untaught(everyone, hand) if is_ours else as_shipped
        scores: dict[str, Score] = {}
        with tempfile.TemporaryDirectory() as home:
            for name, reader in (("claims given", as_people_read), ("own reading", own)):
                rows = facts_of(articles, reader, Path(home) / name.replace(" ", "-"))
                scores[name] = score(articles, key, rows)
        print("\n".join(scores["claims given"].faults))
        sections.append(f"## {hand}: {len(articles)} articles\n\n{_table(scores)}")
    if not sections:
        print(f"{folder}: no <hand>_events.json, so nothing to hold facts against")
        return 0
    text = "\n".join([_HEAD, *sections])
    print(text)
    if is_ours:
        REPORT.write_text(text, encoding="utf-8")
    return 0


def _table(scores: Mapping[str, Score]) -> str:
    lines = ["| measure | bar | " + " | ".join(scores) + " |", "|---|---|" + "---|" * len(scores)]
    for name in next(iter(scores.values())).measures():
        cells = [_cell(one, name) for one in scores.values()]
        bar = f"{_BARS[name]:.2f}" if name in _BARS else ""
        lines.append(f"| {name} | {bar} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(one: Score, name: str) -> str:
    asked = f" ({one.asked[name]})" if one.asked[name] else ""
    return f"{one.measures()[name]:.3f}{asked}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS))
