"""``wirebook annotate`` and ``wirebook disagree``: a text as an annotation to correct, and what the
reader says that an annotation does not (docs/teaching.md)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from wirebook.quoting import printable
from wirebook.reading.model import Claim, Money, Reading, as_json
from wirebook.reading.reader import read
from wirebook.teaching.corpus import Article, load_file
from wirebook.teaching.score import is_named, matched


class _Block(str):
    """Text that is written as a block of lines."""


class _Flow(dict[str, Any]):
    """A mapping that is written on one line."""


class _Dumper(yaml.SafeDumper):
    """Writes blocks of text and lines of fields."""


_Dumper.add_representer(
    _Block, lambda d, v: d.represent_scalar("tag:yaml.org,2002:str", str(v), style="|")
)
_Dumper.add_representer(
    _Flow, lambda d, v: d.represent_mapping("tag:yaml.org,2002:map", v, flow_style=True)
)


def annotate(target: str, lang: str | None, published_on: date | None) -> int:
    """Print a text, given as a file or on standard input, as an article of the corpus: its amounts
    marked, and what the reader says of each, to be corrected."""
    text = sys.stdin.read() if target == "-" else Path(target).read_text(encoding="utf-8")
    reading = read(text, lang=lang, published_on=published_on)
    article = skeleton(text, reading, "mine-1" if target == "-" else Path(target).stem)
    yaml.dump([article], sys.stdout, _Dumper, allow_unicode=True, sort_keys=False, width=200)
    return 0


def skeleton(text: str, reading: Reading, name: str) -> dict[str, Any]:
    """Return a reading as an article to be corrected."""
    day = reading.publication.published_on
    claims = {claim.money: claim for claim in reading.claims}
    return {
        "id": name,
        "lang": reading.lang,
        "genre": "wire",
        "published_on": day.isoformat() if day else None,
        "event": name,
        "copy_of": None,
        "text": _Block(_marked(text, reading.money)),
        "money": {n: _amount(money) for n, money in enumerate(reading.money, 1)},
        "claims": {
            n: _claim(claims[n - 1])
            for n, money in enumerate(reading.money, 1)
            if n - 1 in claims and money.zone == "body" and money.restates is None
        },
    }


def _marked(text: str, money: Iterable[Money]) -> str:
    pieces, at = [], 0
    for n, m in enumerate(money, 1):
        pieces += [text[at : m.start], f"[{n}:{text[m.start : m.end]}]"]
        at = m.end
    return "".join((*pieces, text[at:]))


def _number(value: Any) -> Any:
    plain = as_json(value)
    return int(plain) if plain.lstrip("-").isdigit() else float(plain)


def _amount(money: Money) -> _Flow:
    said: Any
    if money.bound == "range":
        said = [_number(money.low), _number(money.high)]
    else:
        said = _number(money.point if money.point is not None else money.low or money.high)
    amount = _Flow({money.bound: said, "cur": money.currency})
    if money.restates is not None:
        amount["restates"] = money.restates + 1
    if money.zone != "body":
        amount["zone"] = money.zone
    return amount


def _fact(money: int) -> str:
    return f"fact-{money + 1}"


def _claim(claim: Claim) -> _Flow:
    fields = {
        "fact": _fact(claim.money),
        "type": claim.fact_type,
        "metric": claim.metric,
        "measure": claim.measure if claim.measure != "level" else None,
        "sign": claim.sign if claim.sign != "plus" else None,
        "subject": [claim.subject] if claim.subject else [],
        "object": [claim.object] if claim.object else None,
        "parties": [{"name": [p.name], "role": p.role} for p in claim.parties if p.role] or None,
        "modality": claim.modality,
        "said_by": [claim.said_by] if claim.said_by else None,
        "from": as_json(claim.horizon_start),
        "to": as_json(claim.horizon_end),
        "months": claim.horizon_months,
        "part_of": _fact(claim.part_of) if claim.part_of is not None else None,
        "corrected_to": _fact(claim.corrected_to) if claim.corrected_to is not None else None,
    }
    return _Flow({name: value for name, value in fields.items() if value is not None})


def disagree(path: Path) -> int:
    """Print what the reader says of annotated articles (YAML as written, or JSON Lines as compiled)
    that their annotation does not; 1 if anything."""
    found = 0
    for article in _articles(path):
        for line in differences(article):
            found += 1
            print(printable(line))
    print(f"{found} differences")
    return 1 if found else 0


def _articles(path: Path) -> Iterator[Article]:
    if path.suffix in (".yaml", ".yml"):
        yield from load_file(path)
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield Article(path.stem, json.loads(line))


def differences(article: Article) -> Iterator[str]:
    """Yield a line for each attribute of each claim on which reader and annotation differ."""
    row = article.row
    reading = read(row["text"], lang=row["lang"], published_on=article.published_on)
    hits = matched(row["money"], [as_json(m) for m in reading.money])
    claims = {claim.money: claim for claim in reading.claims}
    for gold in row["claims"]:
        amount = row["money"][gold["money"]]
        where = f"{row['id']} {amount['surface']!r}"
        if gold["unsure"]:
            continue
        if gold["money"] not in hits:
            yield f"{where}: the amount is not read so"
        elif hits[gold["money"]] not in claims:
            yield f"{where}: no claim is read on it"
        else:
            for name, said, mine in _compared(gold, claims[hits[gold["money"]]]):
                yield f"{where}: {name} is {said}, read {mine}"


def _compared(gold: Mapping[str, Any], claim: Claim) -> Iterator[tuple[str, Any, Any]]:
    for name in ("fact_type", "modality", "measure", "metric", "sign"):
        if gold[name] != getattr(claim, name):
            yield name, gold[name], getattr(claim, name)
    if not is_named([gold["subject"], *gold["joint"]], claim.subject):
        yield "subject", gold["subject"][:1] or "nobody", claim.subject or "nobody"
    end = as_json(claim.horizon_end)
    if (gold["horizon_end"] or "")[:4] != (end or "")[:4]:
        yield "the period's end", gold["horizon_end"], end
    if (gold["part_of"] is None) != (claim.part_of is None):
        yield "part of another", gold["part_of"] is not None, claim.part_of is not None
