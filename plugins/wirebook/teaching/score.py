"""Judge a reader's claims against annotated ones.

Amounts are matched one to one where their spans overlap and value and currency agree. A fact is
right where kind and subject are; told twice, it counts once. See docs/claims.md for the measures.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

_LEGAL = re.compile(
    r"\b(?:inc|corp|corporation|co|ltd|limited|group|holdings?|company|plc|llc|ag|sa|nv|gmbh|the)\b"
    r"|주식회사|㈜|\(주\)|그룹",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\W_]+")
_NEAR = Decimal("1e-6")
PRECISION = 0.9

Row = Mapping[str, Any]


def bare(name: Any) -> str:
    """Return a name without case, marks and legal forms."""
    low = str(name).casefold()
    return _SIGNS.sub("", _LEGAL.sub("", low)) or _SIGNS.sub("", low)


def is_named(groups: Iterable[Iterable[str]], read: str | None) -> bool:
    """Tell whether a name read is one of those accepted; none where none is accepted."""
    accepted = [bare(name) for group in groups for name in group]
    if not accepted:
        return not read
    mine = bare(read) if read else ""
    return bool(mine) and any(_alike(mine, other) for other in accepted)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    small, large = sorted((len(one), len(other)))
    return small > 2 and 2 * small >= large and (one in other or other in one)


def _ends(amount: Row) -> list[Decimal]:
    return [Decimal(str(amount[k])) for k in ("point", "low", "high") if amount.get(k) is not None]


def _close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= max(abs(one), abs(other)) * _NEAR


def agree(gold: Row, read: Row) -> bool:
    """Tell whether two amounts are one: the currency, and both ends or any value."""
    if gold["currency"] is not None and gold["currency"] != read.get("currency"):
        return False
    both = [
        (Decimal(str(gold[k])), Decimal(str(read[k])))
        for k in ("low", "high")
        if gold.get(k) is not None and read.get(k) is not None
    ]
    if len(both) == 2:
        return all(_close(a, b) for a, b in both)
    return any(_close(a, b) for a in _ends(gold) for b in _ends(read))


def matched(gold: Sequence[Row], read: Sequence[Row]) -> dict[int, int]:
    """Return the index of the amount read for each gold amount that was found."""
    hits: dict[int, int] = {}
    taken: set[int] = set()
    for i, m in enumerate(gold):
        for j, q in enumerate(read):
            if j in taken or q["start"] >= m["end"] or m["start"] >= q["end"]:
                continue
            if agree(m, q):
                hits[i] = j
                taken.add(j)
                break
    return hits


class Score:
    """Counts over any number of texts."""

    def __init__(self) -> None:
        self.n: Counter[str] = Counter()
        self.trusted: list[tuple[float, bool]] = []

    def add(self, gold: Row, read: Row) -> None:
        """Count one text: ``gold`` annotated, ``read`` as ``wirebook read`` prints it."""
        _Text(self, gold, read).count()

    def share(self, part: str, whole: str) -> float:
        """Return one count over another; 0 where there is nothing."""
        return self.n[part] / self.n[whole] if self.n[whole] else 0.0

    def kept_at_precision(self) -> float:
        """Return the share of right claims above the confidence where precision is 0.90."""
        ranked = sorted(self.trusted, key=lambda x: -x[0])
        right = best = 0
        for k, (confidence, ok) in enumerate(ranked, 1):
            right += ok
            last = k == len(ranked) or ranked[k][0] < confidence
            if last and right >= PRECISION * k:
                best = right
        return best / max(1, sum(ok for _, ok in ranked))

    def calibration_error(self) -> float:
        """Return how far confidence is from the share that was right, over tenths of the claims."""
        ranked = sorted(self.trusted)
        tenths = [ranked[k * len(ranked) // 10 : (k + 1) * len(ranked) // 10] for k in range(10)]
        return sum(
            abs(sum(c for c, _ in tenth) - sum(ok for _, ok in tenth)) for tenth in tenths
        ) / max(1, len(ranked))

    def measures(self) -> dict[str, float]:
        """Return every measure by name."""
        n = self.n
        precision = self.share("right_facts", "read_facts")
        recall = self.share("right_facts", "gold_facts")
        both = precision + recall
        return {
            "money R": self.share("money_right", "money"),
            "fact P": precision,
            "fact R": recall,
            "fact F1": 2 * precision * recall / both if both else 0.0,
            **{
                name: self.share(f"ok_{name}", "claims")
                for name in ("kind", "subject", "modality", "measure")
            },
            "metric": self.share("ok_metric", "metrics"),
            "sign P": self.share("signs_right", "signs_read"),
            "sign R": self.share("signs_right", "signs"),
            "horizon R": self.share("horizons_right", "horizons"),
            "horizons invented": float(n["horizons_invented"]),
            "restates P": self.share("restates_right", "restates_read"),
            "restates R": self.share("restates_right", "restates"),
            "part_of P": self.share("parts_right", "parts_read"),
            "part_of R": self.share("parts_right", "parts"),
            "all right": self.share("ok_all", "claims"),
            "kept at .90": self.kept_at_precision(),
            "calibration error": self.calibration_error(),
        }


class _Text:
    """One text's gold and reading side by side."""

    def __init__(self, score: Score, gold: Row, read: Row) -> None:
        self.score, self.n = score, score.n
        self.gold, self.amounts, self.read = gold, gold["money"], read.get("money") or []
        self.claims = {c["money"]: c for c in read.get("claims") or []}
        self.told = {c["money"]: c for c in gold["claims"]}
        self.hits = matched(self.amounts, self.read)
        self.by = {j: i for i, j in self.hits.items()}

    def count(self) -> None:
        self._amounts()
        facts: set[str] = set()
        for i, claim in self.told.items():
            if claim["unsure"]:
                continue
            if claim["fact_type"] != "other" and claim["fact"] not in facts:
                facts.add(claim["fact"])
                self.n["gold_facts"] += 1
            answer = self.claims.get(self.hits.get(i, -1))
            if answer is not None:
                self._attributes(claim, answer)
        self._facts()

    def _own(self, i: int | None) -> int | None:
        """Return the amount that another one restates, or itself."""
        if i is None or self.amounts[i]["restates"] is None:
            return i
        return int(self.amounts[i]["restates"])

    def _amounts(self) -> None:
        n = self.n
        n["money"] += len(self.amounts)
        n["money_right"] += len(self.hits)
        for i, m in enumerate(self.amounts):
            if m["restates"] is None:
                continue
            n["restates"] += 1
            j = self.hits.get(i)
            target = self.read[j].get("restates") if j is not None else None
            if target is not None and self._own(self.by.get(target)) == m["restates"]:
                n["restates_right"] += 1
        n["restates_read"] += sum(m.get("restates") is not None for m in self.read)

    def _whole(self, k: int | None) -> str | None:
        if k is None:
            return None
        i = self._own(self.by.get(k))
        return str(self.told[i]["fact"]) if i is not None and i in self.told else "?"

    def _attributes(self, gold: Row, read: Row) -> None:
        n = self.n
        n["claims"] += 1
        end = str(read.get("horizon_end") or "")[:4]
        wanted = str(gold["horizon_end"] or "")[:4]
        judged = {
            "kind": read.get("fact_type") == gold["fact_type"],
            "subject": is_named([gold["subject"], *gold["joint"]], read.get("subject")),
            "modality": read.get("modality") == gold["modality"],
            "measure": (read.get("measure") or "level") == gold["measure"],
            "horizon": end == wanted,
            "part": self._whole(read.get("part_of")) == gold["part_of"],
            "sign": (read.get("sign") or "plus") == gold["sign"],
        }
        if gold["fact_type"] == "financial_result":
            judged["metric"] = read.get("metric") == gold["metric"]
            n["metrics"] += 1
        for name, ok in judged.items():
            n[f"ok_{name}"] += ok
        n["ok_all"] += all(judged.values())
        minus = gold["sign"] == "minus"
        n["signs"] += minus
        n["signs_right"] += minus and judged["sign"]
        n["signs_read"] += read.get("sign") == "minus"
        n["horizons"] += bool(wanted)
        n["horizons_right"] += bool(wanted) and judged["horizon"]
        n["horizons_invented"] += not wanted and bool(end)
        n["parts"] += gold["part_of"] is not None
        n["parts_right"] += gold["part_of"] is not None and judged["part"]
        n["parts_read"] += read.get("part_of") is not None

    def _facts(self) -> None:
        counted: set[object] = set()
        for j, claim in self.claims.items():
            i = self._own(self.by.get(j))
            gold = self.told.get(i) if i is not None else None
            if (gold is not None and gold["unsure"]) or claim.get("fact_type") == "other":
                continue
            ok = (
                gold is not None
                and gold["fact_type"] == claim.get("fact_type")
                and is_named([gold["subject"], *gold["joint"]], claim.get("subject"))
            )
            if not claim.get("subject") and not ok:
                continue  # says that it does not know who: no fact
            self.score.trusted.append((float(claim.get("confidence") or 0), ok))
            key: object = gold["fact"] if ok and gold is not None else ("wrong", j)
            if key not in counted:
                counted.add(key)
                self.n["read_facts"] += 1
                self.n["right_facts"] += ok


def score_all(pairs: Iterable[tuple[Row, Row]]) -> Score:
    """Return the counts over pairs of annotated and read texts."""
    score = Score()
    for gold, read in pairs:
        score.add(gold, read)
    return score


__all__ = ["Score", "agree", "bare", "defaultdict", "is_named", "matched", "score_all"]
