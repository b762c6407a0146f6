"""What verifying found: for each rule how many rows it looked at and the first that differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

# Each rule with its number in docs/rules.md, the table whose rows it is about, and its words.
RULES: Mapping[str, tuple[int, str, str]] = {
    "stamp": (3, "", "The publish_id is that of these rows, and every table bears it."),
    "files": (19, "fct_articles", "What it rests on is what was written, to the byte."),
    "articles": (12, "fct_articles", "An article is as it landed: title, language, day, place."),
    "bytes": (19, "fct_money_mentions", "The archived bytes of a span say what is printed."),
    "texts": (19, "fct_money_mentions", "The text that landed says it at these characters."),
    "mentions": (17, "fct_money_mentions", "An amount is the one that landed at its place."),
    "surfaces": (17, "fct_money_mentions", "What is printed says the amount and its bound."),
    "restatements": (16, "fct_money_mentions", "A conversion has the rate of its two amounts."),
    "claims": (29, "fct_money_claims", "A claim says what landed of its amount."),
    "names": (10, "fct_money_claims", "A claim's entities bear the names that landed."),
    "acceptance": (15, "fct_money_claims", "A claim is in a fact, or its amount says why not."),
    "fact_ids": (5, "fct_money_facts", "A fact bears the id of a claim of its own or from before."),
    "headlines": (27, "fct_money_facts", "The headline is the claim that comes first in order."),
    "attributes": (29, "fct_money_facts", "What a fact says, its headline or its claims say."),
    "counts": (7, "fct_money_facts", "Claims, articles, sources and languages are those counted."),
    "status": (27, "fct_money_facts", "Status, spread and rule follow from what the claims say."),
    "sums": (31, "fct_money_facts", "A fact is counted exactly if it is a sum of its own."),
    "parts": (31, "fct_money_facts", "No part is in a circle, nor greater than its whole."),
    "dollars": (24, "fct_money_facts", "Dollars are the amount at the rates of the as-of day."),
    "rates": (21, "fct_fx_rates", "A rate is the provider's last one known on its day."),
    "allocations": (25, "fct_fact_allocations", "Quarters hold the parts of their fact by days."),
    "bridges": (29, "bridge_fact_entities", "Entities and topics are the fact's, in equal shares."),
    "article_entities": (10, "fct_article_entities", "Entities stand where they landed, so often."),
    "views": (29, "facts_current", "The wide tables say what the narrow ones and the text say."),
    "quotes": (29, "fct_quotes", "A quotation is as it landed."),
    "links": (8, "fct_article_links", "Links join two rows that are there, in one group."),
    "history": (26, "fct_money_facts", "What was published before is still told as it was."),
    "dimensions": (29, "dim_currencies", "Lists are those that came with the project."),
    "reconciled": (29, "fct_articles", "What landed is published, or set aside with a reason."),
}  # fmt: skip


@dataclass(slots=True)
class Rule:
    """One rule's outcome; ``key`` and ``what`` name the first row that differs, never its text."""

    name: str
    rows: int = 0
    differences: int = 0
    key: str | None = None
    what: str | None = None

    @property
    def number(self) -> int:
        """The rule's number in docs/rules.md."""
        return RULES[self.name][0]

    def line(self) -> str:
        """Return the outcome as a line for a person."""
        if not self.differences:
            return f"{self.name}: {self.rows} rows agree"
        found = f"{self.differences} of {self.rows} rows differ, first {self.key}: {self.what}"
        return f"{self.name}, rule {self.number}: {found}. {RULES[self.name][2]}"


@dataclass(slots=True)
class Report:
    """What every rule found, what could not be confirmed, and which part was looked at."""

    publish_id: str | None = None
    rules: dict[str, Rule] = field(default_factory=lambda: {name: Rule(name) for name in RULES})
    notes: dict[str, int] = field(default_factory=dict)
    scope: str = "all rows"

    @property
    def success(self) -> bool:
        """Whether no rule found a difference."""
        return not any(rule.differences for rule in self.rules.values())

    def looked(self, rule: str, rows: int = 1) -> None:
        """Count rows that a rule looked at."""
        self.rules[rule].rows += rows

    def differ(self, rule: str, key: object, what: str, rows: int = 1) -> None:
        """Note a row that differs from what was worked out, or the first of several."""
        found = self.rules[rule]
        found.differences += rows
        if found.key is None:
            found.key, found.what = str(key), what

    def note(self, what: str, number: int = 1) -> None:
        """Count what is no difference and yet no confirmation."""
        self.notes[what] = self.notes.get(what, 0) + number

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        rules = [{**asdict(rule), "rule": rule.number} for rule in self.rules.values()]
        return {
            "publish_id": self.publish_id,
            "success": self.success,
            "scope": self.scope,
            "rules": rules,
            "notes": self.notes,
        }
