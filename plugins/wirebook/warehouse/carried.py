"""What one build hands to the next: how texts of days that did not change compare.

Pairs of texts are the dearest part of a build, and a pair of two settled days never changes
(docs/decisions/0050). So a build that is done keeps them, with a digest of all that each day's
pairs depend on; the next one takes over the days whose digest is still the same, and compares the
others. What is kept holds for one set of rules alone: other SQL, or another DuckDB, and nothing is
carried.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from wirebook import duckdb_files
from wirebook.quoting import literal
from wirebook.settings import StatePaths, dbt_project_dir

_logger = logging.getLogger(__name__)

# What is kept of a build, and its columns where there is nothing yet.
_TABLES = {
    "days": (
        "select landed_on, digest from build.intermediate.int_landing_days",
        {"landed_on": "date", "digest": "varchar"},
    ),
    "copy_pairs": (
        "select left_article_version_id, right_article_version_id, shared_shingles, containment"
        " from build.intermediate.int_copy_pairs",
        {
            "left_article_version_id": "varchar",
            "right_article_version_id": "varchar",
            "shared_shingles": "bigint",
            "containment": "decimal(9, 6)",
        },
    ),
    "text_sizes": (
        "select numbers.article_version_id, sizes.weight"
        " from build.intermediate.int_text_sizes as sizes"
        " inner join build.intermediate.int_article_numbers as numbers using (article_number)",
        {"article_version_id": "varchar", "weight": "bigint"},
    ),
}


def carried_folder(state: StatePaths) -> Path:
    """Return where a state's carried tables are, for the rules that are in force."""
    return state.build / "carried" / _rules()


def ensure_carried(state: StatePaths, *, whole: bool = False) -> Path:
    """Write empty tables where nothing is carried, or nothing that can be read; return the folder.

    Args:
        state: whose build follows.
        whole: carry nothing, so that all is compared anew.
    """
    folder = carried_folder(state)
    if not whole and _is_readable(folder):
        return folder
    nothing = {name: _no_rows(columns) for name, (_, columns) in _TABLES.items()}
    with duckdb_files.work(folders=(state.build,)) as connection:
        _write(connection, folder, nothing)
    return folder


def keep(state: StatePaths, build_file: Path) -> None:
    """Keep of a finished build what the next one carries."""
    queries = {name: query for name, (query, _) in _TABLES.items()}
    with duckdb_files.work(folders=(state.build,), files=(build_file,)) as connection:
        connection.execute(f"attach {literal(build_file)} as build (read_only)")
        _write(connection, carried_folder(state), queries)


def _no_rows(columns: Mapping[str, str]) -> str:
    nulls = (f"cast(null as {kind}) as {column}" for column, kind in columns.items())
    return f"select {', '.join(nulls)} where false"


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, queries: dict[str, str]) -> None:
    """Put tables in the place of all that is carried: all of them, or none."""
    unfinished = folder.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, query in queries.items():
        target = unfinished / f"{name}.parquet"
        connection.execute(f"copy ({query}) to {literal(target)} (format parquet)")
    for other in folder.parent.iterdir():
        if other != unfinished:
            shutil.rmtree(other)
    unfinished.rename(folder)


def _is_readable(folder: Path) -> bool:
    files = [folder / f"{name}.parquet" for name in _TABLES]
    if not all(file.is_file() for file in files):
        return False
    try:
        with duckdb_files.work(folders=(folder,)) as connection:
            for file, (_, columns) in zip(files, _TABLES.values(), strict=True):
                # A hash is taken of what is there; a count would be read from the footer.
                query = f"select max(hash({', '.join(columns)})) from read_parquet"
                connection.execute(f"{query}({literal(file)})").fetchall()
    except duckdb.Error:
        _logger.warning("What the last build kept cannot be read: everything is compared anew")
        return False
    return True


def _rules() -> str:
    """Return 16 hexadecimal digits over all that decides how texts are compared."""
    digest = hashlib.sha256(f"{duckdb.__version__}\n".encode())
    for name, content in _rule_files(dbt_project_dir()):
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _rule_files(project: Path) -> Iterator[tuple[str, bytes]]:
    yield "dbt_project.yml", (project / "dbt_project.yml").read_bytes()
    for room in ("macros", "models"):
        for file in sorted((project / room).rglob("*.sql")):
            yield file.relative_to(project).as_posix(), file.read_bytes()
