"""An erased article is found nowhere, what replaces a version agrees, and it does not come back."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
from importlib import import_module
from pathlib import Path

import crashes
import duckdb
import pipeline
import pytest
from marts import Verdict
from wirebook import release, tasks
from wirebook.archive import erased
from wirebook.audit import verified
from wirebook.commands import doctor, erase
from wirebook.erasure.subject import NotKept
from wirebook.operations import tables
from wirebook.published import certificate, versions
from wirebook.published.candidate import PublishRefused, load_candidate
from wirebook.published.current import current, versions_dir
from wirebook.settings import StatePaths

pytestmark = pytest.mark.slow

# Its names stand in no other article; the second outlet tells the first one's deal as well.
ALONE = """Quillfeather Energy to raise zephyrine battery plant

November 9, 2026

Quillfeather Energy will invest $3.7 billion in a battery plant in Ohio, it said on Monday.
"The zephyrine process is ready," said Orsolya Vantongeren, its chief executive.
"""
SHARED = """{title}

November 9, 2026

{lead}
Marlowe Robotics will invest $4.2 billion in a robot plant in Texas, it said on Monday.
"""
FIRST = SHARED.format(title="Marlowe Robotics goes to Texas", lead="Robots are wanted.")
SECOND = SHARED.format(title="A plant of robots for Texas", lead="Governor Pellworth welcomed it.")
TABLES = 'select format(\'"{}"."{}"\', schema_name, table_name) from duckdb_tables()'
SECRETS = ("Quillfeather", "zephyrine", "Vantongeren", "quillfeather-plant.txt")
PLACE = pipeline.KEPT_WHOLE


class World:
    """Two published days: a deal that one outlet tells, then another telling of it and a secret."""

    def __init__(self, folder: Path) -> None:
        self.articles = folder / "articles"
        self.sources = pipeline.lay_out(self.articles)
        self.state = StatePaths(folder / "state")
        self.environment = pipeline.use(self.sources, self.state)

    def write(self, source: str, name: str, text: str) -> None:
        (self.articles / source / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A state whose second version holds what is to be erased."""
    world = World(tmp_path_factory.mktemp("erase"))
    with pytest.MonkeyPatch.context() as patch:
        enter(world, patch)
        world.write(PLACE, "robots.txt", FIRST)
        publish(world.state, 0)
        world.write(PLACE, "quillfeather-plant.txt", ALONE)
        world.write(PLACE, "texas.txt", SECOND)
        publish(world.state, 1)
    return world


def publish(state: StatePaths, day: int) -> None:
    """Publish a day as a run does, but for its audit, which the erasures below go through."""
    pipeline.ingest(day)
    tasks.build("asset__test")
    candidate = load_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id), allow_drop=True)
    release.make_site(state)
    tables.publish(state)


@pytest.fixture
def world(published: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The state alone, copied; the articles where they were."""
    copy = World.__new__(World)
    copy.articles = published.articles
    copy.sources = published.sources
    copy.state = StatePaths(tmp_path / "state")
    shutil.copytree(published.state.home, copy.state.home, symlinks=True)
    copy.environment = pipeline.use(copy.sources, copy.state)
    enter(copy, monkeypatch)
    return copy


def enter(world: World, patch: pytest.MonkeyPatch) -> None:
    for name, value in world.environment.items():
        patch.setenv(name, value)


def said(path: Path, words: tuple[str, ...]) -> set[str]:
    """Return the words that stand in a file: as it is, unpacked, or in a row."""
    raw = path.read_bytes()
    inside = gzip.decompress(raw) if path.suffix == ".gz" else b""
    texts = [text.lower() for text in (raw, inside, path.name.encode())]
    found = {word for word in words if any(word.lower().encode() in text for text in texts)}
    if path.suffix not in (".parquet", ".duckdb"):
        return found
    is_file = path.suffix == ".duckdb"
    with duckdb.connect(str(path) if is_file else ":memory:", read_only=is_file) as connection:
        inner = connection.execute(TABLES).fetchall() if is_file else [(f"'{path}'",)]
        for (name,) in inner:
            rows = connection.execute(
                f"select distinct word from (select lower(t::varchar) as row from {name} as t),"
                " (select unnest($words) as word) where contains(row, lower(word))",
                {"words": list(words)},
            ).fetchall()
            found |= {word for (word,) in rows}
    return found


def places(state: StatePaths, words: tuple[str, ...]) -> list[str]:
    """Return every file of a state in which one of these words stands, with the word."""
    return [
        f"{path.relative_to(state.home)}: {word}"
        for path in sorted(state.home.rglob("*"))
        if path.is_file() and not path.is_symlink()
        for word in sorted(said(path, words))
    ]


def facts(state: StatePaths) -> set[tuple[str, int]]:
    """Return subject and number of articles of the facts that consumers see."""
    with duckdb.connect(str(state.published / versions.DATABASE), read_only=True) as connection:
        rows = connection.execute("select subject_name, articles from facts_current").fetchall()
    return {(name, articles) for name, articles in rows}


def ids(state: StatePaths) -> list[str]:
    return [version.publish_id for version in versions.history(state)]


def verify_all(state: StatePaths) -> list[str]:
    """Return what does not agree in any kept version."""
    found = []
    for publish_id in ids(state):
        folder = versions_dir(state) / publish_id
        before = versions.followed(state, publish_id)
        was = None if before is None else versions_dir(state) / before
        report = verified.derive(state, folder / versions.DATABASE, was, most=None)
        found += [f"{publish_id} {r.line()}" for r in report.rules.values() if r.differences]
        found += certificate.damage(folder)
    return found


def test_a_figure_that_others_tell_stands_on_what_remains(world: World) -> None:
    state = world.state
    words = ("Pellworth", "texas.txt")
    assert places(state, words) != []
    assert erase.run(state, world.sources, erase.Asked("texas.txt", "a request")) == 0
    assert places(state, words) == []
    assert verify_all(state) == []
    assert list(doctor.findings(state)) == []
    [done] = erased.erasures(state)
    assert done.records > 0 and done.rows == 1
    assert ("Marlowe Robotics", 1) in facts(state)
    assert ("Quillfeather Energy", 1) in facts(state)
    assert (state.published / "site" / "index.html").is_file()


STEPS = [
    "wirebook.published.versions:replace",
    "wirebook.erasure.erase:rebuild_index",
    "wirebook.published.versions:discard",
]


def test_an_erasure_that_is_killed_again_and_again_leaves_nothing_of_it(world: World) -> None:
    """Each time a step later; what replaces a version agrees with what it rests on."""
    state = world.state
    new, old = ids(state)
    assert {place.partition("/")[0] for place in places(state, SECRETS)} >= {
        "archive", "build", "landing", "ops", "published"
    }  # fmt: skip
    erase.erase.begin(state, "quillfeather-plant.txt", "a request")
    for where in STEPS:
        arguments = (_die, world.environment, str(state.home), where)
        assert crashes.exit_code(*arguments) == -signal.SIGKILL
        now = current(state)
        assert now is not None
        assert certificate.damage(versions_dir(state) / now) == [], where
        assert len(facts(state)) > 0  # the public file is whole, of one version or the other
        with pytest.raises(PublishRefused, match="--resume"):
            versions.repair(state)
        with pytest.raises(NotKept, match="--resume"):
            erase.erase.begin(state, "texas.txt", "another request")
    erase.erase.forget(state, erase.erase.finish(state, print))
    assert places(state, SECRETS) == []
    assert list(doctor.findings(state)) == []
    assert verify_all(state) == []
    [done] = erased.erasures(state)
    assert done.why == "a request"
    assert ids(state) == [done.versions[new], old]
    manifest = json.loads((versions_dir(state) / ids(state)[0] / certificate.MANIFEST).read_text())
    assert manifest["replaces"] == new
    assert ("Marlowe Robotics", 2) in facts(state)
    versions.repair(state)

    # Its file is still where it came from; it is not taken again, and nobody is told its name.
    pipeline.ingest(2)
    assert places(state, SECRETS) == []
    outcomes = tables.read(state, "fct_fetch_outcomes", "target = 'an erased article'")
    assert {row["status"] for row in outcomes[-1:]} == {"refused"}
    assert erase.lift(state, done.article_ids[0]) == 0
    assert erase.lift(state, done.article_ids[0]) == 1
    pipeline.ingest(3)
    assert {place.partition("/")[0] for place in places(state, SECRETS)} == {
        "archive", "landing", "ops"
    }  # fmt: skip


def _die(environment: dict[str, str], home: str, where: str) -> None:
    os.environ.update(environment)
    module, function = where.split(":")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module(module), function, crashes.die)
        state = StatePaths(Path(home))
        erase.erase.forget(state, erase.erase.finish(state, print))


def test_what_is_asked_for_must_be_one_article(world: World) -> None:
    for target, why in (("no-such.txt", "nothing is kept"), ("02-budget.txt", "several")):
        with pytest.raises(NotKept, match=why):
            erase.erase.begin(world.state, target, "a request")
        assert erased.intent(world.state) is None
    with pytest.raises(ValueError, match="may not hold"):
        erase.Asked("texas.txt", "because of texas.txt")
    with pytest.raises(ValueError, match="--why"):
        erase.Asked("texas.txt", " ")


def test_a_broken_ledger_refuses_everything(world: World) -> None:
    (world.state.home / erased.LEDGER).write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="nothing is fetched"):
        pipeline.ingest(2)
