"""Data as classic scripts, since a page that was opened as a file may fetch nothing else.

A shard is one call, ``wirebook.put(name, data)``. What is looked up by an id lies in the shard that
the FNV-1a hash of the id names, so that a page loads one of many; the browser works out the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wirebook.published.export import plain

# Ids of one shard: some hundred kilobytes.
IDS_OF_A_SHARD = 150
ROWS_OF_A_SHARD = 5_000
SHARDS_AT_ONCE = 20
# A script's text that its page, or a line of it, could take for its own end.
_ENDS = {ord("<"): "\\u003c", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(folder: Path, name: str, data: Any) -> None:
    """Write one shard; amounts and times become strings."""
    told = json.dumps(_plain(data), ensure_ascii=False, separators=(",", ":")).translate(_ENDS)
    text = f"wirebook.put({json.dumps(name)},{told});\n"
    (folder / f"{name}.js").write_text(text, encoding="utf-8", errors="replace")


def write_by_id(
    folder: Path,
    name: str,
    ids: Iterable[str],
    items_of: Callable[[Sequence[str]], Mapping[str, Any]],
) -> int:
    """Write what there is of each id into the shard of the id; return how many shards there are.

    ``items_of`` returns the items of some ids; it is asked for a few shards at a time, so that no
    more than these are held at once.
    """
    known = list(ids)
    count = max(1, -(-len(known) // IDS_OF_A_SHARD))
    shards: list[list[str]] = [[] for _ in range(count)]
    for key in known:
        shards[fnv1a(key) % count].append(key)
    for first in range(0, count, SHARDS_AT_ONCE):
        batch = shards[first : first + SHARDS_AT_ONCE]
        items = items_of([key for shard in batch for key in shard])
        for number, shard in enumerate(batch, first):
            write(folder, f"{name}-{number}", {key: items[key] for key in shard if key in items})
    return count


def write_rows(folder: Path, name: str, columns: Iterable[str], rows: list[list[Any]]) -> int:
    """Write rows, which have their columns named once, in order; return how many shards."""
    starts = range(0, max(len(rows), 1), ROWS_OF_A_SHARD)
    for number, start in enumerate(starts):
        part = {"columns": list(columns), "rows": rows[start : start + ROWS_OF_A_SHARD]}
        write(folder, f"{name}-{number}", part)
    return len(starts)


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of a text's UTF-8 bytes.

    Source: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm".
    """
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "replace"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return plain(value)
