"""The gate: Great Expectations on the candidate marts, one suite a table, all in one go.

It fails closed: a check that crashed, a check that looked at no row, a table without a suite or an
audit without checks is a failure, whatever the severity. Rows that a check of severity Q finds were
set aside before; one that is still there blocks like any other.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from wirebook import duckdb_files
from wirebook.audit import bands, spans, verified
from wirebook.audit.documents import close
from wirebook.audit.results import AuditResult, CheckResult
from wirebook.audit.suites import ROW_FLOOR, Check, Suite, failed_rows, load_suites
from wirebook.plain_names import plainly_named
from wirebook.published import versions
from wirebook.settings import StatePaths, published_mode
from wirebook.whole_files import open_to

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import (
        EphemeralDataContext,
    )

# What Great Expectations calls our severities in its documents.
_SEVERITIES: Mapping[str, str] = {"B": "critical", "Q": "warning", "W": "info"}
# How every reader of the candidate opens it.
_CLOSED = {"access_mode": "read_only", **duckdb_files.CLOSED}
# Keys named in an alert: enough to look one up, never the rows themselves.
_SHOWN_KEYS = 3


def audit(
    candidate: Path,
    suites_dir: Path,
    docs_dir: Path | None = None,
    *,
    floors: Mapping[str, int] | None = None,
    tables: Collection[str] | None = None,
    state: StatePaths | None = None,
) -> AuditResult:
    """Check a candidate file against every suite and write the Data Docs.

    ``floors`` raise the row floor of a table above its suite's (from the sources' own minima),
    ``tables`` limits the audit to some suites. With ``state`` the archived bytes of every amount
    are compared with what is printed beside it, the candidate is worked out a second time from what
    it rests on, and it is held against the versions before it. The
    documents hold counts and queries, never rows.
    """
    suites = load_suites(suites_dir)
    # Before anything else opens the file: DuckDB wants one configuration a process and file.
    publish_id = versions.stamp(candidate) or ""
    counts = _row_counts(candidate)
    results = [] if tables is not None else _uncovered(suites, counts)
    asked = [s for s in suites if s.table in counts and (tables is None or s.table in tables)]
    asked = [suite.with_floor((floors or {}).get(suite.table, 0)) for suite in asked]
    fresh = None if docs_dir is None else docs_dir.with_name(f".{docs_dir.name}.partial")
    with plainly_named(candidate.parent) as folder:
        for suite, found in _run(folder / candidate.name, asked, fresh):
            results += _results(suite, found, counts[suite.table])
    results = list(_with_keys(candidate, suites, results))
    if state is not None:
        results.append(_bytes_say_the_surface(state, candidate, counts["fct_money_mentions"]))
        results += verified.check(state, candidate)
        results += bands.check(state, candidate)
    audited = AuditResult(publish_id, tuple(results))
    if docs_dir is not None and fresh is not None:
        close(fresh, audited)
        open_to(fresh, published_mode())
        _put_in_place(fresh, docs_dir)
    return audited


def _row_counts(candidate: Path) -> dict[str, int]:
    with duckdb_files.read(candidate) as connection:
        tables = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        counted = {
            name: connection.execute(f'select count(*) from "{name}"').fetchone()
            for (name,) in tables
        }
    return {name: 0 if row is None else int(row[0]) for name, row in counted.items()}


def _uncovered(suites: Iterable[Suite], present: Collection[str]) -> list[CheckResult]:
    """A table without a suite is unchecked, a suite without a table checks nothing."""
    covered = {suite.table for suite in suites}
    faults = [(table, "has_a_suite") for table in sorted(set(present) - covered)]
    faults += [(table, "is_in_the_candidate") for table in sorted(covered - set(present))]
    why = "A table that nobody checked is not published, and a check of nothing proves nothing."
    return [
        CheckResult(table, check, 1, "B", why, False, 0, 1, (), None) for table, check in faults
    ]


def _bytes_say_the_surface(state: StatePaths, candidate: Path, mentions: int) -> CheckResult:
    found = spans.check(state, candidate)
    # Where only digests are kept, and where no amount is told, there is nothing to look at, and
    # that is no fault.
    nothing = mentions > 0 and found.checked == 0 and found.unverifiable == 0
    unverifiable = f" {found.unverifiable} more are unverifiable: nothing is kept that says them."
    return CheckResult(
        table="fct_money_mentions",
        check="bytes_say_the_surface",
        rule=19,
        severity="B",
        why="The archived bytes of a span, decoded and without tags, are what is printed."
        + (unverifiable if found.unverifiable else ""),
        success=not nothing and not found.wrong,
        rows_evaluated=found.checked,
        rows_unexpected=len(found.wrong),
        keys=found.wrong[:_SHOWN_KEYS],
        exception="no row was evaluated" if nothing else None,
    )


def _run(
    candidate: Path, suites: Sequence[Suite], docs_dir: Path | None
) -> list[tuple[Suite, ExpectationSuiteValidationResult]]:
    """Run all suites as one checkpoint, in this process, and build the documents."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read when the library is imported
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from wirebook.audit.duckdb_dialect import register

    register()
    for name in ("great_expectations", "great_expectations.data_context"):
        logging.getLogger(name).setLevel(logging.WARNING)
    context: EphemeralDataContext = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_sql(
        "candidate",
        connection_string=f"duckdb+buffered:///{candidate}?{urlencode(_CLOSED)}",
        create_temp_table=False,
    )
    definitions = []
    for suite in suites:
        asset = source.add_table_asset(suite.table, table_name=suite.table)
        definitions.append(
            context.validation_definitions.add(
                gx.ValidationDefinition(
                    name=suite.table,
                    data=asset.add_batch_definition_whole_table("whole"),
                    suite=context.suites.add(_expectations(suite)),
                )
            )
        )
    checkpoint = context.checkpoints.add(
        gx.Checkpoint(
            name="candidate",
            validation_definitions=definitions,
            result_format={
                "result_format": "COMPLETE",
                "include_unexpected_rows": False,
                "exclude_unexpected_values": True,
                "partial_unexpected_count": _SHOWN_KEYS,
            },
        )
    )
    try:
        found = checkpoint.run().run_results.values()
        if docs_dir is not None:
            _build_docs(context, docs_dir)
    finally:
        # DuckDB would refuse the next reader of this file while the pool holds it.
        source.get_engine().dispose()
        source.get_execution_engine().close()
    by_name = {result.suite_name: result for result in found}
    return [(suite, by_name[suite.table]) for suite in suites]


def _expectations(suite: Suite) -> Any:
    import great_expectations as gx
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
    from great_expectations.expectations.metadata_types import FailureSeverity

    return gx.ExpectationSuite(
        name=suite.table,
        expectations=[
            ExpectationConfiguration(
                type=check.type,
                kwargs=_kwargs(check),
                meta={"check": check.name, "rule": check.rule, "why": check.why},
                notes=check.why,
                severity=FailureSeverity(_SEVERITIES[check.severity]),
            ).to_domain_obj()
            for check in suite.checks
        ],
    )


def _kwargs(check: Check) -> dict[str, Any]:
    """Return a check's arguments; the library gives {batch} an alias of its own before a where."""
    kwargs = dict(check.kwargs)
    query = kwargs.get("unexpected_rows_query")
    if query is not None:
        kwargs["unexpected_rows_query"] = query.replace("{batch} as ", "(from {batch}) as ")
    return kwargs


def _results(suite: Suite, found: ExpectationSuiteValidationResult, rows: int) -> list[CheckResult]:
    by_name = {
        result.expectation_config.meta["check"]: result
        for result in found.results
        if result.expectation_config is not None and result.expectation_config.meta is not None
    }
    return [_result(suite, check, by_name.get(check.name), rows) for check in suite.checks]


def _result(suite: Suite, check: Check, found: Any, rows: int) -> CheckResult:
    result = {} if found is None else dict(found.result)
    exception = "the check gave no result" if found is None else _exception(found)
    if exception is None and rows == 0 and suite.floor > 0:
        exception = "no row was evaluated"
    success = exception is None and bool(found.success)
    if check.type == ROW_FLOOR:
        unexpected = int(not success)
    else:
        unexpected = int(result.get("unexpected_count", result.get("observed_value")) or 0)
    return CheckResult(
        table=suite.table,
        check=check.name,
        rule=check.rule,
        severity=check.severity,
        why=check.why,
        success=success,
        rows_evaluated=int(result.get("element_count", rows)),
        rows_unexpected=unexpected,
        keys=(),
        exception=exception,
    )


def _exception(found: Any) -> str | None:
    """Return the message of a check that crashed; the library reports it in either of two forms."""
    info = found.exception_info or {}
    reports = [info] if "raised_exception" in info else list(info.values())
    messages = [r["exception_message"] for r in reports if r.get("raised_exception")]
    return "; ".join(str(message) for message in messages) if messages else None


def _with_keys(
    candidate: Path, suites: Iterable[Suite], results: Iterable[CheckResult]
) -> Iterator[CheckResult]:
    """Add to each failed check the keys of a few rows that failed it: keys only, never text."""
    checks = {(suite.table, c.name): (suite, c) for suite in suites for c in suite.checks}
    with duckdb_files.read(candidate) as connection:
        for result in results:
            known = checks.get((result.table, result.check))
            if known is None or result.success or result.exception is not None:
                yield result
                continue
            query = failed_rows(*known)
            rows = [] if query is None else connection.execute(query).fetchmany(_SHOWN_KEYS)
            keys = tuple("/".join(map(str, row)) for row in rows)
            yield replace(result, keys=keys)


def _build_docs(context: EphemeralDataContext, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with plainly_named(folder.parent.absolute()) as parent:
        context.add_data_docs_site(
            "published",
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(parent / folder.name),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        context.build_data_docs(["published"])


def _put_in_place(fresh: Path, docs_dir: Path) -> None:
    """Put new documents where the old ones are."""
    old = docs_dir.with_name(f".{docs_dir.name}.old.partial")
    shutil.rmtree(old, ignore_errors=True)
    if docs_dir.exists():
        os.replace(docs_dir, old)
    os.replace(fresh, docs_dir)
    shutil.rmtree(old, ignore_errors=True)
