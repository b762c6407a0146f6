"""What an audit found: one result a check, and the verdict on the candidate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from wirebook.audit.suites import Severity

_SHOWN_CHECKS = 8


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; ``keys`` are at most three keys of rows that failed it."""

    table: str
    check: str
    rule: int
    severity: Severity
    why: str
    success: bool
    rows_evaluated: int
    rows_unexpected: int
    keys: tuple[str, ...]
    exception: str | None

    @property
    def blocks(self) -> bool:
        """Whether this result keeps the candidate from being published."""
        return not self.success and (self.severity != "W" or self.exception is not None)

    def line(self) -> str:
        """Return the result as a line for a person; keys, but never what a page says."""
        if self.exception is not None:
            found = f"crashed: {self.exception.splitlines()[0]}"
        elif self.check == "row_floor":
            found = f"only {self.rows_evaluated} rows"
        else:
            found = f"{self.rows_unexpected} of {self.rows_evaluated} rows"
        keys = f" (such as {', '.join(self.keys)})" if self.keys else ""
        name = f"{self.table}.{self.check}"
        return f"[{self.severity}] {name}, rule {self.rule}: {found}{keys}. {self.why}"

    def as_row(self) -> dict[str, Any]:
        """Return the result as a plain row."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class AuditResult:
    """All that the audit of one candidate found."""

    publish_id: str
    checks: tuple[CheckResult, ...]

    @property
    def success(self) -> bool:
        """Whether the candidate may be published: checks ran and none of them blocks."""
        return bool(self.checks) and not any(check.blocks for check in self.checks)

    @property
    def failures(self) -> list[CheckResult]:
        """The failed checks, those that block first."""
        failed = [check for check in self.checks if not check.success]
        return sorted(failed, key=lambda c: (not c.blocks, c.severity, c.table, c.check))

    @property
    def counts(self) -> dict[str, int]:
        """How many checks passed, warned and blocked."""
        counts = {"passed": 0, "warned": 0, "blocked": 0}
        for check in self.checks:
            counts["passed" if check.success else "blocked" if check.blocks else "warned"] += 1
        return counts

    def summary(self) -> str:
        """Return a readable line a failed check (table, rule, why, how many, a few keys), the first
        few of them, and how many more there are."""
        if not self.checks:
            return "The audit ran no check at all."
        lines = [check.line() for check in self.failures]
        more = len(lines) - _SHOWN_CHECKS
        rest = [f"and {more} more checks"] if more > 0 else []
        return "\n".join([*lines[:_SHOWN_CHECKS], *rest])

    def rows(self) -> list[dict[str, Any]]:
        """Return one plain row a check, for the ops file."""
        return [{"publish_id": self.publish_id, **check.as_row()} for check in self.checks]
