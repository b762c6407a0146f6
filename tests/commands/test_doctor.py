"""Every damaged file is named by its path; what follows from what is whole is healed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from marts import Verdict, build_marts
from wirebook import ingest
from wirebook.commands import doctor
from wirebook.landing.shard import read_shard_file
from wirebook.operations import tables
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths
from wirebook.warehouse.rates import ensure_rates

INTERVAL = ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
SOURCES = """
name: doctor
sources:
  - {name: wire, kind: files, address: texts, outlet: wire, timezone: Asia/Seoul,
     licence: ours, retention: full}
"""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    """A state with an article in archive and landing, rates, ops and a published version."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "texts").mkdir()
    (folder / "texts" / "one.txt").write_text("Norden pays $2 billion for chips.\n" * 3)
    (folder / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    state = StatePaths(folder / "state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_HOME", str(state.home))
        sources = str(folder / "sources.yaml")
        for shard in ingest.fetch_source(sources, "wire", *INTERVAL):
            read_shard_file(sources, shard, *INTERVAL)
    ensure_rates(state)
    tables.record(state, "fct_run_costs", [{"seconds": 1.0}], run_id="r", task="t")
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    return state


@pytest.fixture
def state(sound: StatePaths, tmp_path: Path) -> StatePaths:
    shutil.copytree(sound.home, tmp_path / "state")
    return StatePaths(tmp_path / "state")


def one(state: StatePaths, pattern: str) -> Path:
    return next(iter(sorted(state.home.glob(pattern))))


def cut(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(bytes(content))


def cut_line(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def last_record(path: Path) -> None:
    """Cut an archive file where a record begins: what is left is whole, and too little."""
    begins = [
        json.loads(line)["warc_offset"]
        for line in (path.parent / "index.jsonl").read_text().splitlines()[1:]
    ]
    path.write_bytes(path.read_bytes()[: max(begins)])


def flip_last(path: Path) -> None:
    """Change what no reader of Parquet looks at twice."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def empty(path: Path) -> None:
    path.write_bytes(b"")


HEALED = [
    ("published/CURRENT", empty),
    ("published/CURRENT", Path.unlink),
    ("published/wirebook.duckdb", cut),
    ("published/wirebook.duckdb", Path.unlink),
    ("published/versions/*/wirebook.duckdb", flip),
    ("published/versions/*/dim_dates.parquet", flip),
    ("published/versions/*/dim_dates.parquet", empty),
    ("published/versions/*/fct_quotes.parquet", Path.unlink),
    ("archive/wire/*/index.jsonl", cut),
    ("archive/wire/*/index.jsonl", empty),
    ("archive/wire/*/index.jsonl", Path.unlink),
    ("archive/wire/*/index.jsonl", flip),
    ("archive/wire/*/shard-0001.jsonl", flip),
    ("archive/wire/*/shard-0001.jsonl", Path.unlink),
    ("published/history.jsonl", cut_line),
    ("published/history.jsonl", empty),
    ("published/history.jsonl", Path.unlink),
    ("landing/fx/rates.parquet", cut),
    ("landing/fx/rates.parquet", empty),
    ("landing/fx/rates.parquet", flip_last),
    ("landing/fx/rates.parquet", Path.unlink),
]
NAMED = [
    ("published/versions/*/manifest.json", empty),
    ("published/history.jsonl", cut),
    ("archive/wire/*/0001.warc.gz", flip),
    ("archive/wire/*/0001.warc.gz", cut),
    ("archive/wire/*/0001.warc.gz", last_record),
    ("archive/wire/*/0001.warc.gz", empty),
    ("archive/wire/*/0001.warc.gz", Path.unlink),
    ("landing/readings/dt=*/source=wire/part-*.parquet", cut),
    ("landing/readings/dt=*/source=wire/part-*.parquet", empty),
    ("landing/readings/dt=*/source=wire/part-*.parquet", flip_last),
    ("landing/readings/dt=*/source=wire/part-*.parquet", Path.unlink),
    ("ops/fct_run_costs/*/*.parquet", cut),
]


def only_finding(state: StatePaths, pattern: str, damage: Callable[[Path], None]) -> doctor.Finding:
    """Damage one file of a state; return what is found, which is that file and no other."""
    path = one(state, pattern)
    damage(path)
    [finding] = doctor.findings(state)
    assert finding.path == path.relative_to(state.home).as_posix()
    return finding


@pytest.mark.parametrize(
    "pattern",
    ["archive/wire/*/index.jsonl", "archive/wire/*/shard-0001.jsonl", "landing/fx/rates.parquet",
     "landing/readings/dt=*/source=wire/part-*.parquet"],
)  # fmt: skip
@pytest.mark.parametrize("place", [0, 63, 64, -1])
def test_a_changed_checksum_is_named_with_the_file_that_it_is_of(
    state: StatePaths, pattern: str, place: int
) -> None:
    path = one(state, pattern)
    checksum = path.with_name(path.name + ".sha256")
    content = bytearray(checksum.read_bytes())
    content[place] ^= 0x10
    checksum.write_bytes(bytes(content))
    [finding] = doctor.findings(state)
    assert finding.path == path.relative_to(state.home).as_posix()
    assert checksum.name in finding.what


def test_a_sound_state_has_no_finding(
    state: StatePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.run(state, heals=False) == 0
    assert capsys.readouterr().out == "0 files are damaged\n"


@pytest.mark.parametrize(("pattern", "damage"), HEALED)
def test_what_follows_from_what_is_whole_is_named_and_healed(
    state: StatePaths, pattern: str, damage: Callable[[Path], None]
) -> None:
    assert doctor.HEAL in only_finding(state, pattern, damage).remedy
    assert doctor.run(state, heals=True) == 0


@pytest.mark.parametrize(("pattern", "damage"), NAMED)
def test_what_cannot_be_healed_is_named_with_what_helps(
    state: StatePaths, pattern: str, damage: Callable[[Path], None]
) -> None:
    assert only_finding(state, pattern, damage).remedy
    assert doctor.run(state, heals=True) == 1
