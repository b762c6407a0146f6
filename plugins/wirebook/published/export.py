"""The one way out for rows: JSON Lines, CSV or Parquet, on a binary stream.

In CSV every text is printable, and one that a spreadsheet would run as a formula gets a leading
apostrophe, in text columns only: negative numbers stay numbers. JSON writes what is not to be seen
as its own escapes, so a program reads every value as it is, as in Parquet.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from wirebook.quoting import json_line, printable

FORMATS = ("json", "csv", "parquet")
# What spreadsheets take for the start of a formula (OWASP, CSV injection), and what some of them
# skip before one or fold into one.
_FORMULA = tuple("=+-@\t\r\n \ufeff\xa0＝＋－＠")


def write(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], kind: str, sink: IO[bytes]
) -> None:
    """Write rows with these columns in one of :data:`FORMATS`. Raises ValueError for another."""
    if kind == "json":
        for row in rows:
            line = json_line({c: plain(row[c]) for c in columns})
            sink.write(line.encode("utf-8") + b"\n")
    elif kind == "csv":
        text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([_cell(row[c]) for c in columns] for row in rows)
        text.detach()
    elif kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        buffer = io.BytesIO()
        table = pa.table({c: _column([row[c] for row in rows]) for c in columns})
        pq.write_table(table, buffer, compression="zstd")
        sink.write(buffer.getvalue())
    else:
        raise ValueError(f"{kind!r} is not one of {', '.join(FORMATS)}")


def plain(value: Any) -> Any:
    """Return the JSON form of a value: amounts and times as strings, lists as lists."""
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def number(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros that say nothing."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cell(value: Any) -> Any:
    if isinstance(value, list | tuple):
        value = " ".join(str(item) for item in value)
    if isinstance(value, str):
        shown = printable(value, None)
        return "'" + shown if value.startswith(_FORMULA) or shown.startswith(_FORMULA) else shown
    return "" if value is None else plain(value)


def _column(values: Iterable[Any]) -> Any:
    import pyarrow as pa

    values = list(values)
    if any(isinstance(value, Decimal) for value in values):
        return pa.array(values, pa.decimal128(38, 4))
    if all(value is None for value in values):
        return pa.array(values, pa.string())
    return pa.array(values)
