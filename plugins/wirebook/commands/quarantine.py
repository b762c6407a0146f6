"""``wirebook quarantine list | show | replay``: what is not published, why, and another try at it.

What is open is what the newest reading of each shard and the newest build set aside; what an older
one said of the same shard is over. A replay reads those shards again from the archive and builds
anew: no site is asked.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.table import Table

from wirebook import duckdb_files, settings, sources
from wirebook.archive.days import day_dir
from wirebook.archive.snapshots import Interval
from wirebook.audit.suites import load_suites
from wirebook.commands import facts, reread, versions
from wirebook.landing.shard import read_shard_file
from wirebook.operations import lock, tables
from wirebook.quoting import printable
from wirebook.settings import StatePaths
from wirebook.verify.report import RULES

_SHOWN = 20
_DIGITS = 12


class UnknownItem(ValueError):
    """No thing of this id is set aside."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing set aside, and what is not published because of it.

    ``target`` is an address, a file's name, a part of an article's reading or a row of a table;
    ``rule`` is a number of docs/rules.md, None where nothing could be made of the thing.
    """

    item_id: str
    kind: str
    source: str | None
    target: str
    span: str | None
    reason: str
    rule: int | None
    words: str
    task: str
    run_id: str
    since: str
    rests: Sequence[str] = ()


def items(state: StatePaths) -> list[Item]:
    """Return everything that is set aside now, by kind and target."""
    rows = [row for part in _newest(state) for row in pq.read_table(part).to_pylist()]
    resting: dict[str, list[str]] = {}
    for row in rows:
        if row.get("rests_on"):
            resting.setdefault(row["rests_on"], []).append(row["target"])
    rules = _rules()
    found = {
        item.item_id: item
        for row in rows
        if not row.get("rests_on")
        for item in [_item(row, rules, resting.get(row["target"], []))]
    }
    return sorted(found.values(), key=lambda item: (item.kind, item.target, item.item_id))


def run_list(state: StatePaths, kind: str) -> int:
    """Print what is set aside, as a table or as JSON Lines."""
    found = items(state)
    if kind == "json":
        for item in found:
            print(json.dumps(asdict(item)))
        return 0
    table = Table(title=f"{len(found)} things set aside", title_justify="left")
    for heading in ("id", "what", "source", "where", "rule", "why", "with it"):
        table.add_column(heading)
    for item in found:
        table.add_row(
            item.item_id,
            item.kind,
            printable(item.source or ""),
            printable(_where(item)),
            "" if item.rule is None else str(item.rule),
            printable(item.words),
            str(len(item.rests)) if item.rests else "",
        )
    facts.person().print(table)
    return 0


def run_show(state: StatePaths, item_id: str) -> int:
    """Print one thing set aside with all that is known of it. Raises UnknownItem."""
    item = _one(state, item_id)
    lines = [
        f"{item.kind} {_where(item)}" + ("" if item.source is None else f" of {item.source}"),
        f"set aside by {item.task} of {item.run_id}, {item.since}",
        f"why: {item.reason}",
        "rule: none, nothing can be made of it" if item.rule is None
        else f"rule {item.rule} (docs/rules.md): {item.words}",
        f"{len(item.rests)} rows rest on it and are not published either",
        *(f"  {row}" for row in item.rests[:_SHOWN]),
    ]  # fmt: skip
    if len(item.rests) > _SHOWN:
        lines.append(f"  and {len(item.rests) - _SHOWN} more")
    lines.append(f"after a correction: wirebook quarantine replay {item.item_id} --publish")
    print("\n".join(map(printable, lines)))
    return 0


def run_replay(
    state: StatePaths, sources_file: Path, item_id: str | None, *, publishes: bool
) -> int:
    """Read the shards of what is set aside, or of one thing, again; with ``publishes`` build too.

    Returns 1 where the gate refuses what was built. Raises UnknownItem.
    """
    before = items(state) if item_id is None else [_one(state, item_id)]
    shards = sorted({shard for item in before for shard in _shards(state, item)})
    with lock.hold(state, "wirebook quarantine"):
        for shard in shards:
            day = Interval.of_day(shard.parent.name)
            start, end = day.start.isoformat(), day.end.isoformat()
            read_shard_file(str(sources_file), str(shard), start, end)
        print(f"{len(shards)} shards are read again", flush=True)
        if publishes:
            reread.build(state)
        else:
            tables.publish(state)
    code = 0
    if publishes:
        code = versions.publish(state, sources.load(sources_file), allow_drop=False)
    left = {item.item_id for item in items(state)}
    over = sum(item.item_id not in left for item in before)
    print(f"{over} of {len(before)} are set aside no more")
    if not publishes:
        print("what the build sets aside is looked at by --publish", file=sys.stderr)
    return code


def _newest(state: StatePaths) -> Iterator[Path]:
    """Yield the newest part of each task: a reading that set nothing aside leaves an empty one."""
    newest: dict[str, Path] = {}
    for part in sorted((state.ops / "quarantine").glob("*/[!.]*.parquet")):
        known = newest.get(part.name)
        if known is None or part.stat().st_mtime_ns >= known.stat().st_mtime_ns:
            newest[part.name] = part
    yield from newest.values()


def _item(
    row: Mapping[str, Any], rules: Mapping[str, tuple[int, str]], rests: Sequence[str]
) -> Item:
    reason = row["reason"] or ""
    name = reason.partition(":")[0]
    rule, words = rules.get(name, (None, reason))
    told = "\n".join(str(row[c]) for c in ("task", "source", "target", "reason", "span"))
    return Item(
        item_id=hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS],
        kind=_kind(row),
        source=row["source"],
        target=row["target"],
        span=row["span"],
        reason=reason,
        rule=rule,
        words=words,
        task=row["task"],
        run_id=row["run_id"],
        since=row["recorded_at"].isoformat(timespec="seconds"),
        rests=tuple(rests),
    )


_KINDS = {
    "articles": "article",
    "money": "amount",
    "claims": "claim",
    "entities": "name",
    "quotes": "quotation",
    "fct_articles": "article",
    "fct_money_mentions": "amount",
    "fct_money_claims": "claim",
    "fct_money_facts": "fact",
    "fct_fx_rates": "rate",
    "fct_quotes": "quotation",
}


def _kind(row: Mapping[str, Any]) -> str:
    if row["task"] != "build":
        return "article" if row["span"] is None else "amount"
    first, *others = str(row["target"]).split("/")
    return _KINDS.get(first) or _KINDS.get(others[0] if others else "", "row")


def _where(item: Item) -> str:
    return item.target + ("" if item.span is None else f" at {item.span}")


def _rules() -> dict[str, tuple[int, str]]:
    """Return number and words of each rule by the name that a reason begins with."""
    found = {name: (number, words) for name, (number, _, words) in RULES.items()}
    for suite in load_suites(settings.suites_dir()):
        found |= {c.name: (c.rule, c.why) for c in suite.checks if c.severity == "Q"}
    return found


def _one(state: StatePaths, item_id: str) -> Item:
    found = [item for item in items(state) if item.item_id.startswith(item_id)]
    if len(found) != 1:
        raise UnknownItem(f"{len(found)} things set aside have the id {item_id}: quarantine list")
    return found[0]


def _shards(state: StatePaths, item: Item) -> list[Path]:
    """Return the shards that a thing was read from; what has none is only built anew."""
    step, *place = item.task.split(":")
    if step == "read" and len(place) == 3:
        source, day, stem = place
        found = [day_dir(state, source, day) / f"{stem}.jsonl"]
    else:
        found = [_shard_of(state, part) for part in _parts(state, item.target.split("/"))]
    return [shard for shard in found if shard.is_file()]


def _shard_of(state: StatePaths, part: Path) -> Path:
    source, day = (folder.name.partition("=")[2] for folder in (part.parent, part.parent.parent))
    stem = part.stem.removeprefix("part-")
    return day_dir(state, source, day) / f"{stem}.jsonl"


_IN_PARTS = """
select distinct filename
from read_parquet($parts, union_by_name = true, hive_partitioning = false, filename = true)
where list_contains($keys, article_version_id) or len(list_filter(money, lambda m:
    list_contains($keys, md5(concat_ws('|', article_version_id, m.core_start, m.core_end))))) > 0
"""


def _parts(state: StatePaths, keys: Sequence[str]) -> list[Path]:
    """Return the parts of the landing that hold an article, or an amount, of one of these keys."""
    files = [str(p) for p in sorted(state.landing.glob("readings/dt=*/source=*/part-*.parquet"))]
    if not files:
        return []
    with duckdb_files.work(folders=[state.landing]) as connection:
        rows = connection.execute(_IN_PARTS, {"parts": files, "keys": list(keys)}).fetchall()
    return [Path(name) for (name,) in rows]
