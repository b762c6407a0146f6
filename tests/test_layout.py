"""The floor plan: which rooms there are, who may import whom, and that no import runs in a circle.

CONTRIBUTING.md lists the rooms from the top down; a room imports only what stands below it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import wirebook
from wirebook import settings
from wirebook.reading.languages import LANGUAGES

PACKAGE = Path(wirebook.__file__).parent
# From the top down. Modules of one step may not import each other.
STEPS = (
    ("cli",),
    ("commands",),
    ("tasks",),
    ("ingest", "release"),
    ("volume", "site", "erasure"),
    ("operations.retention", "audit", "warehouse"),
    ("operations.alerts", "operations.freshness", "operations.lineage"),
    ("published",),
    ("fetch", "landing"),
    ("operations",),
    ("archive",),
    ("pages", "teaching"),
    ("reading",),
    ("sources",),
    ("reading.languages", "reading.amounts.currency_table"),
    ("verify",),
    ("duckdb_files",),
    ("settings", "whole_files", "quoting", "plain_names"),
)
# Within reading: the rooms, from the top down.
READING = (
    ("reader",),
    ("claims",),
    ("quotes",),
    ("keys",),
    ("names",),
    ("layout",),
    ("amounts", "times"),
    ("broken_words", "budget", "language", "lexicons", "patterns", "model"),
    ("languages",),
)
MOST_MODULES = 10


def modules() -> dict[str, Path]:
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """Yield the modules of the package that one imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "wirebook":
            base = (node.module or "").removeprefix("wirebook").lstrip(".")
            for alias in node.names:
                full = f"{base}.{alias.name}".lstrip(".")
                yield full if full in MODULES else base


EDGES = {module: set(imports(module)) - {"", module} for module in MODULES}


def step_of(module: str, steps: tuple[tuple[str, ...], ...]) -> tuple[int, str] | None:
    """Return the step of a module and its room there: that with the longest matching name."""
    best: tuple[int, str] | None = None
    for number, rooms in enumerate(steps):
        for room in rooms:
            if module == room or module.startswith(f"{room}."):
                if best is None or len(room) > len(best[1]):
                    best = (number, room)
    return best


def upward(steps: tuple[tuple[str, ...], ...], within: str = "") -> list[str]:
    """Return every import that does not run down: "importer -> imported"."""
    found = []
    for module, imported in EDGES.items():
        here = step_of(module.removeprefix(within), steps) if module.startswith(within) else None
        for other in imported if here is not None else ():
            there = step_of(other.removeprefix(within), steps) if other.startswith(within) else None
            assert here is not None
            if there is not None and there != here and there[0] <= here[0]:
                found.append(f"{module} -> {other}")
    return found


def test_every_module_has_a_room() -> None:
    assert [m for m in MODULES if m and step_of(m, STEPS) is None] == []
    inside = [m.removeprefix("reading.") for m in MODULES if m.startswith("reading.")]
    assert [m for m in inside if step_of(m, READING) is None] == []


def test_imports_run_down_the_rooms() -> None:
    assert upward(STEPS) == []


def test_imports_run_down_the_rooms_of_reading() -> None:
    assert upward(READING, "reading.") == []


def test_no_import_runs_in_a_circle() -> None:
    graph: dict[str, set[str]] = defaultdict(set, EDGES)
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def languages_in(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield the strings that are a language's code; not the pieces of longer strings."""
    pieces = {
        id(piece)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for piece in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in LANGUAGES and id(node) not in pieces:
            yield node


def test_one_module_names_the_languages() -> None:
    """Elsewhere they are KOREAN, ENGLISH ...: adding one begins in reading/languages.py."""
    named = [
        f"{module}:{node.lineno}"
        for module, file in MODULES.items()
        if module not in ("reading.languages", "pages.encoding")  # labels of charsets
        for node in languages_in(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert named == []


def test_a_code_in_a_string_is_seen_and_a_longer_string_is_not() -> None:
    assert [n.lineno for n in languages_in(ast.parse('f(\n"ko")\nx = f"ko{1}", "korean"'))] == [2]


def test_the_hall_stays_small() -> None:
    assert len([m for m in MODULES if m and "." not in m and MODULES[m].name != "__init__.py"]) <= (
        MOST_MODULES
    )


def test_the_rooms_are_those_that_contributing_lists() -> None:
    text = (settings.project_root() / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## Where a thing lives")[1].split("\n## ")[0]
    listed = {name.rstrip("/").removesuffix(".py") for name in re.findall(r"`([\w/.]+)`", table)}
    rooms = {m for m in MODULES if m and "." not in m}
    inner = {f"reading/{m.split('.')[1]}" for m in MODULES if re.fullmatch(r"reading\.\w+", m)}
    folders = {room for room in inner if (PACKAGE / room).is_dir()}
    assert rooms - listed == set()
    assert folders - listed == set()


def test_no_private_name_is_left_over() -> None:
    said: Counter[str] = Counter()
    made: dict[str, str] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [node.id] if isinstance(node, ast.Name) else []
            names += [node.attr] if isinstance(node, ast.Attribute) else []
            names += [node.name] if isinstance(node, ast.alias) else []
            said.update(names)
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                made[statement.name] = file.name
                said[statement.name] += 1
            elif isinstance(statement, ast.Assign):
                targets = [t.id for t in statement.targets if isinstance(t, ast.Name)]
                made |= dict.fromkeys(targets, file.name)
    left = {name: file for name, file in made.items() if said[name] < 2}
    assert {name: file for name, file in left.items() if re.fullmatch("_[^_].*", name)} == {}
