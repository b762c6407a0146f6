"""The SQLAlchemy dialect through which Great Expectations reads DuckDB.

Great Expectations 1.24 fetches a result after it gave the connection back; DuckDB's cursor is
empty by then, and every metric ends in "list index out of range" (great_expectations#11579). Here
each result is fetched whole while its connection is open. Audit results are a few rows, so nothing
large is held.
"""

from __future__ import annotations

from typing import Any

from duckdb_sqlalchemy import Dialect, DuckDBExecutionContext
from sqlalchemy.dialects import registry
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy

NAME = "duckdb.buffered"


class BufferedExecutionContext(DuckDBExecutionContext):
    """Keeps the rows of each statement, so that they outlive its connection."""

    cursor: Any
    cursor_fetch_strategy: Any

    def post_exec(self) -> None:
        super().post_exec()  # type: ignore[no-untyped-call]
        if self.cursor.description is not None:
            self.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                self.cursor, self.cursor.description
            )


class BufferedDialect(Dialect):
    """DuckDB with results that are buffered fully."""

    execution_ctx_cls = BufferedExecutionContext
    supports_statement_cache = True


def register() -> None:
    """Make ``duckdb+buffered://`` a database address."""
    registry.register(NAME, __name__, BufferedDialect.__name__)
