"""A folder as a source: every entry gets an outcome, and the bad ones do not hold up the good."""

import hashlib
import os
from pathlib import Path

import pytest
from wirebook import fetch
from wirebook.archive import days
from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.pages.extract import extract
from wirebook.settings import StatePaths
from wirebook.sources import Source

DAY = Interval.of_day("2025-03-01")
NEXT_DAY = Interval.of_day("2025-03-02")
KOREAN = "한빛조선은 새 도크에 3조 원을 투자한다고 밝혔다.\n공사는 내년에 시작한다.\n"
ENGLISH = "Hanbit said it will invest 3 trillion won in a new dock.\n"


def source(*folders: Path, **fields: object) -> Source:
    values = {"outlet": "Example", "timezone": "Asia/Seoul", "licence": "ours"}
    values |= {"retention": "full"} | fields
    return Source(name="folder", kind="files", addresses=tuple(map(str, folders)), **values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "in"
    path.mkdir()
    (path / "good.txt").write_text(KOREAN, encoding="utf-8")
    return path


def outcome_of(result: fetch.FetchResult, target: str) -> tuple[str, str | None]:
    (found,) = [o for o in result.outcomes if o.target == target]
    return found.status, found.reason


def tree_digests(root: Path) -> dict[str, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def snapshots(result: fetch.FetchResult) -> list[Snapshot]:
    return [s for shard in result.shards for s in read_shard(shard)]


BAD = [
    ("empty.txt", b"", "failed", "empty"),
    ("blank.txt", b" \n\n", "failed", "empty"),
    ("zeros.txt", bytes(1000), "quarantined", "binary"),
    ("noise.txt", bytes(range(1, 256)) * 8, "quarantined", "binary"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n....", "quarantined", "PNG"),
    # A few bytes may be broken, not many (tests/pages/test_encoding.py says how few).
    ("broken.txt", KOREAN.encode() + b"\xff\xfe\xed" * 99, "quarantined", "not UTF-8"),
    ("paper.pdf", b"%PDF-1.7", "skipped", "not one of"),
    (".hidden.txt", b"text", "skipped", "not one of"),
    ("line\nbreak.txt", b"text", "refused", "name"),
    ("big.txt", b"a" * 200_001, "refused", "max_bytes"),
]


@pytest.mark.parametrize(("name", "raw", "status", "reason"), BAD)
def test_a_bad_file_gets_its_reason_and_the_good_one_is_staged(
    folder: Path, tmp_path: Path, name: str, raw: bytes, status: str, reason: str
) -> None:
    (folder / name).write_bytes(raw)
    result = fetch.run(source(folder, max_bytes=200_000), DAY, StatePaths(tmp_path / "state"))
    shown = name.replace("\n", "\\n")
    got_status, got_reason = outcome_of(result, shown)
    assert got_status == status
    assert got_reason is not None and reason in got_reason
    assert outcome_of(result, "good.txt") == ("staged", None)
    assert [s.target for s in snapshots(result)] == ["good.txt"]


def test_a_name_that_is_not_utf8_is_refused(folder: Path, tmp_path: Path) -> None:
    with open(os.fsencode(folder) + b"/\xff\xfe.txt", "wb") as out:
        out.write(b"text")
    result = fetch.run(source(folder), DAY, StatePaths(tmp_path / "state"))
    assert sorted(o.status for o in result.outcomes) == ["refused", "staged"]


def test_folders_pipes_and_links_are_told_apart(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("outside", encoding="utf-8")
    (folder / "dir.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "out.txt").symlink_to(secret)
    (folder / "in.txt").symlink_to(folder / "good.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "vanished.txt").symlink_to(folder / "not-there.txt")
    result = fetch.run(source(folder), DAY, StatePaths(tmp_path / "state"))
    statuses = {o.target: o.status for o in result.outcomes}
    assert statuses == {
        "dir.txt": "skipped",
        "good.txt": "staged",
        "in.txt": "staged",
        "loop.txt": "failed",
        "out.txt": "refused",
        "pipe.txt": "refused",
        "vanished.txt": "failed",
    }


def test_a_missing_folder_is_an_outcome(tmp_path: Path) -> None:
    result = fetch.run(source(tmp_path / "none"), DAY, StatePaths(tmp_path / "state"))
    assert [o.status for o in result.outcomes] == ["failed"]
    assert result.shards == ()


def test_two_runs_into_fresh_states_give_equal_bytes(folder: Path, tmp_path: Path) -> None:
    states = [StatePaths(tmp_path / name) for name in ("one", "two")]
    for state in states:
        fetch.run(source(folder), DAY, state)
    assert tree_digests(states[0].archive) == tree_digests(states[1].archive)


def test_a_repeated_interval_answers_from_its_archive(folder: Path, tmp_path: Path) -> None:
    state = StatePaths(tmp_path / "state")
    first = fetch.run(source(folder), DAY, state)
    (folder / "good.txt").write_text("changed", encoding="utf-8")
    again = fetch.run(source(folder), DAY, state)
    assert [o.status for o in again.outcomes] == ["reread"]
    assert again.shards == first.shards
    assert again.staged == 0


def test_an_unchanged_file_is_not_staged_again_and_a_changed_one_once(
    folder: Path, tmp_path: Path
) -> None:
    state = StatePaths(tmp_path / "state")
    (folder / "other.txt").write_text(ENGLISH, encoding="utf-8")
    fetch.run(source(folder), DAY, state)
    (folder / "other.txt").write_text(ENGLISH + "It begins next year.\n", encoding="utf-8")
    result = fetch.run(source(folder), NEXT_DAY, state)
    assert outcome_of(result, "good.txt") == ("unchanged", None)
    assert [s.target for s in snapshots(result)] == ["other.txt"]


def test_a_second_interval_of_a_day_keeps_the_first_ones_articles(
    folder: Path, tmp_path: Path
) -> None:
    state = StatePaths(tmp_path / "state")
    halves = ("2025-03-01T00:00:00+00:00", "2025-03-01T12:00:00+00:00", "2025-03-02T00:00:00+00:00")
    fetch.run(source(folder), Interval.parse(*halves[:2]), state)
    (folder / "later.txt").write_text(ENGLISH, encoding="utf-8")
    result = fetch.run(source(folder), Interval.parse(*halves[1:]), state)
    assert result.staged == 1
    assert [s.target for s in snapshots(result)] == ["good.txt", "later.txt"]


def test_backfilling_an_earlier_day_does_not_depend_on_the_order(
    folder: Path, tmp_path: Path
) -> None:
    state = StatePaths(tmp_path / "state")
    fetch.run(source(folder), NEXT_DAY, state)
    assert fetch.run(source(folder), DAY, state).staged == 1


def test_the_archive_alone_rebuilds_index_and_shards(folder: Path, tmp_path: Path) -> None:
    (folder / "noise.txt").write_bytes(bytes(1000))
    state = StatePaths(tmp_path / "state")
    fetch.run(source(folder), DAY, state)
    before = tree_digests(state.home)
    for path in state.archive.rglob("*.jsonl"):
        path.unlink()
    assert len(list(fetch.reread(state))) == 1
    assert tree_digests(state.home) == before


def test_leftovers_of_a_killed_run_are_removed(folder: Path, tmp_path: Path) -> None:
    state, clean = StatePaths(tmp_path / "state"), StatePaths(tmp_path / "clean")
    left = days.day_dir(state, "folder", DAY.day)
    left.mkdir(parents=True)
    for name in ("0001.held.warc.gz", "0002.warc.gz", "0001.warc.gz.partial"):
        (left / name).write_bytes(b"half a record")
    fetch.run(source(folder), DAY, state)
    fetch.run(source(folder), DAY, clean)
    assert tree_digests(state.archive) == tree_digests(clean.archive)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_damaged_archive_is_not_taken_for_a_smaller_one(
    share: float, folder: Path, tmp_path: Path
) -> None:
    state = StatePaths(tmp_path / "state")
    fetch.run(source(folder), DAY, state)
    (warc,) = state.archive.rglob("0001.warc.gz")
    raw = warc.read_bytes()
    at = int(len(raw) * share)
    warc.write_bytes(raw[:at] + bytes(40) + raw[at + 40 :])
    before = tree_digests(state.archive)
    with pytest.raises(days.ArchiveError, match=r"0001\.warc\.gz"):
        list(fetch.reread(state))
    assert tree_digests(state.archive) == before


def test_files_and_shards_have_a_size_and_no_gap(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        (folder / f"{n}.txt").write_text(f"{n} {ENGLISH}", encoding="utf-8")
    monkeypatch.setattr(days, "ROTATE_BYTES", 2_000)
    monkeypatch.setattr(days, "SHARD_ARTICLES", 2)
    state = StatePaths(tmp_path / "state")
    result = fetch.run(source(folder), DAY, state)
    assert [len(list(read_shard(shard))) for shard in result.shards] == [2, 2, 1]
    day = days.day_dir(state, "folder", DAY.day)
    files = days.read_index(day).files
    assert files == tuple(sorted(path.name for path in day.glob("*.warc.gz")))
    assert {s.warc_file.rpartition("/")[2] for s in snapshots(result)} == set(files)
    assert 2 <= len(files) <= 4
    for snapshot in snapshots(result):
        assert days.read_payload(state, snapshot) == (folder / snapshot.target).read_bytes()


def test_a_run_killed_behind_its_commit_is_not_repeated(folder: Path, tmp_path: Path) -> None:
    state = StatePaths(tmp_path / "state")
    fetch.run(source(folder), DAY, state)
    whole = tree_digests(state.archive)
    for path in state.archive.rglob("*.jsonl"):
        path.unlink()
    (folder / "good.txt").write_text("changed", encoding="utf-8")
    again = fetch.run(source(folder), DAY, state)
    assert [o.status for o in again.outcomes] == ["reread"]
    assert len(again.shards) == 1
    assert tree_digests(state.archive) == whole


def test_archived_bytes_are_the_files_and_damage_is_noticed(folder: Path, tmp_path: Path) -> None:
    state = StatePaths(tmp_path / "state")
    (snapshot,) = snapshots(fetch.run(source(folder), DAY, state))
    raw = days.read_payload(state, snapshot)
    assert raw == (folder / "good.txt").read_bytes()
    found = extract(raw, snapshot.content_type)
    start = found.text.index("3조 원")
    first, last = found.byte_map.span(start, start + 4)
    assert raw[first:last] == "3조 원".encode()
    warc = state.archive / snapshot.warc_file
    warc.write_bytes(warc.read_bytes()[: snapshot.warc_offset + 40])
    with pytest.raises(days.ArchiveError):
        days.read_payload(state, snapshot)
