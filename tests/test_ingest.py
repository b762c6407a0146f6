"""From a folder to the landing: good articles are read, bad ones get an outcome and a reason."""

from __future__ import annotations

import gzip
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from wirebook import cli, ingest, release, volume
from wirebook.archive import days as archive
from wirebook.archive.snapshots import Interval, read_shard
from wirebook.landing import known_texts
from wirebook.landing import parts as landing
from wirebook.landing import shard as shard_reading
from wirebook.landing.shard import ReaderBrokenError, read_shard_file
from wirebook.pages.extract import text_digest
from wirebook.settings import StatePaths
from wirebook.whole_files import DamagedError

DAY = ("2026-03-01T00:00:00+00:00", "2026-03-02T00:00:00+00:00")
NEXT_DAY = ("2026-03-02T00:00:00+00:00", "2026-03-03T00:00:00+00:00")
GOOD = "백두배터리는 청주 공장에 3조 원을 투자하기로 했다.\n"
SOURCES = """\
name: test
sources:
  - name: desk
    kind: files
    address: articles
    outlet: Desk
    timezone: Asia/Seoul
    licence: ours
    retention: full
    max_bytes: 20000000
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    (tmp_path / "articles").mkdir()
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def run(desk: Path, day: tuple[str, str] = DAY, again: bool = False) -> list[dict[str, Any]]:
    """Fetch and read one day; return the landing's rows of the shards that were read."""
    sources = str(desk / "sources.yaml")
    rows = []
    for name in ingest.plan(sources):
        for shard in ingest.fetch_source(sources, name, *day, again=again):
            part = read_shard_file(sources, shard, *day)
            rows += landing.read_part(Path(part))
    return rows


def ops_rows(desk: Path, table: str) -> list[dict[str, Any]]:
    parts = sorted((desk / "state" / "ops" / table).rglob("*.parquet"))
    return [row for part in parts for row in pq.ParquetFile(part).read().to_pylist()]


def put(desk: Path, name: str, content: bytes | str) -> Path:
    path = desk / "articles" / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def another_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the reader is another one than that which wrote the landing."""
    for module in (ingest, shard_reading, known_texts):
        monkeypatch.setattr(module, "reader_version", lambda: "another")


def test_one_article_lands_with_its_bytes(desk: Path) -> None:
    raw = GOOD.encode()
    put(desk, "a.txt", raw)
    [row] = run(desk)
    [money] = row["money"]
    assert row["text"] == GOOD
    assert raw[money["byte_start"] : money["byte_end"]].decode() == money["surface"] == "3조 원"
    assert row["text"][money["evidence_start"] : money["evidence_end"]].startswith("백두배터리는")
    assert [claim["money"] for claim in row["claims"]] == [0]


def test_what_a_page_states_of_itself_lands(desk: Path) -> None:
    head = (
        '<meta name="author" content="Kim Bada\n and others"><meta property="article:section"'
        f' content="{"Industry " * 100}"><meta property="article:modified_time"'
        ' content="2026-02-28T20:00:00Z"><meta property="article:published_time" content="2026-02">'
    )
    body = f"<h1>새 도크</h1><p>입력 2026.02.27 09:12</p><p>{GOOD * 3}</p>"
    put(desk, "a.html", f"<html><head>{head}</head><body><article>{body}</article></body></html>")
    put(desk, "b.txt", GOOD)
    sources = desk / "sources.yaml"
    unnamed, _ = sorted(run(desk), key=lambda row: str(row["file_name"]))
    assert unnamed["byline"] is None, "authors are named where their source says so"
    sources.write_text(sources.read_text("utf-8") + "    byline: true\n", "utf-8")
    page, plain = sorted(run(desk), key=lambda row: str(row["file_name"]))
    assert (page["extractor"], plain["extractor"]) == ("trafilatura", "text")
    assert page["byline"] == "Kim Bada and others" and len(page["section"]) == 300
    # Eight in the evening in London is the next day in Seoul; a printed day beats a stated month.
    assert page["modified_on"] == date(2026, 3, 1)
    assert page["modified_evidence"] == "meta: 2026-02-28T20:00:00Z"
    assert page["published_on"] == date(2026, 2, 27)
    nothing = ("byline", "section", "modified_on", "modified_evidence")
    assert [plain[name] for name in nothing] == [None] * 4


def test_bytes_lead_back_in_an_old_encoding(desk: Path) -> None:
    raw = (GOOD * 5).encode("cp949")
    put(desk, "a.txt", raw)
    [row] = run(desk)
    assert row["text"] == GOOD * 5
    for money in row["money"]:
        assert raw[money["byte_start"] : money["byte_end"]].decode("cp949") == money["surface"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("large.txt", b"x" * 50_000_000),
        ("binary.txt", bytes(range(256)) * 64),
        ("broken.txt", GOOD.encode() + b"\xff\xfe\xfa\x80\x81" * 9 + GOOD.encode()),
    ],
)
def test_a_file_that_is_no_text_has_a_reason(desk: Path, name: str, content: bytes) -> None:
    put(desk, "good.txt", GOOD)
    put(desk, name, content)
    rows = run(desk)
    assert [row["file_name"] for row in rows] == ["good.txt"]
    told = [row for row in ops_rows(desk, "fct_fetch_outcomes") if row["target"] == name]
    assert len(told) == 1
    assert told[0]["status"] in ("failed", "refused", "quarantined", "skipped")
    assert told[0]["reason"]


def test_a_file_with_a_few_broken_bytes_is_read_and_they_are_told(desk: Path) -> None:
    put(desk, "broken.txt", GOOD.encode() + b"\xff\xfe\xfa\x80\x81" + GOOD.encode())
    assert [row["file_name"] for row in run(desk)] == ["broken.txt"]
    (told,) = ops_rows(desk, "quarantine")
    assert told["target"] == "broken.txt"
    assert "bytes" in told["reason"]


def test_a_folder_and_a_vanished_file_have_a_reason(desk: Path) -> None:
    put(desk, "good.txt", GOOD)
    (desk / "articles" / "folder.txt").mkdir()
    os.symlink(desk / "articles" / "nowhere.txt", desk / "articles" / "vanished.txt")
    assert len(run(desk)) == 1
    told = {row["target"]: row["reason"] for row in ops_rows(desk, "fct_fetch_outcomes")}
    assert told["folder.txt"]
    assert told["vanished.txt"]
    assert told["good.txt"] is None


def test_a_million_digits_and_forty_are_quarantined_and_the_rest_is_read(desk: Path) -> None:
    put(desk, "digits.txt", "9" * 1_000_000 + "원\n\n" + GOOD)
    put(desk, "forty.txt", "회사는 " + "7" * 40 + "원을 투자한다.\n\n" + GOOD)
    rows = run(desk)
    for row in rows:
        assert [m["surface"] for m in row["money"]] == ["3조 원"]
    told = {row["target"]: row["reason"] for row in ops_rows(desk, "quarantine")}
    assert set(told) == {"digits.txt", "forty.txt"}
    assert all(told.values())


def test_an_unchanged_file_is_not_staged_again(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    assert run(desk, NEXT_DAY) == []
    state = StatePaths(desk / "state")
    assert [len(archive.shards_of(day)) for day in archive.days(state, "desk")] == [1, 0]
    # That the second day was fetched stands in a warcinfo record.
    assert len(list(state.archive.rglob("*.warc.gz"))) == 2


def test_a_changed_file_is_one_more_version_of_the_same_article(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    [before] = run(desk)
    put(desk, "a.txt", GOOD.replace("3조", "4조"))
    [after] = run(desk, NEXT_DAY)
    assert after["article_id"] == before["article_id"]
    assert after["article_version_id"] != before["article_version_id"]


def test_a_repeated_interval_looks_again_only_when_asked(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    put(desk, "b.txt", GOOD + GOOD)
    assert [row["file_name"] for row in run(desk)] == ["a.txt"]
    assert {row["file_name"] for row in run(desk, again=True)} == {"a.txt", "b.txt"}


def test_a_repeated_interval_keeps_what_became_of_each_attempt(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    run(desk)
    told = {row["target"]: row["status"] for row in ops_rows(desk, "fct_fetch_outcomes")}
    assert told == {"a.txt": "staged", "desk": "reread"}


def test_shards_of_several_days_read_in_one_run_keep_their_quarantine(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = "회사는 " + "7" * 40 + "원을 투자한다.\n\n"
    for name, day in (("a.txt", DAY), ("b.txt", NEXT_DAY)):
        put(desk, name, number + GOOD + name)
        run(desk, day)
    shutil.rmtree(desk / "state" / "ops")
    another_reader(monkeypatch)
    run(desk, ("2026-03-03T00:00:00+00:00", "2026-03-04T00:00:00+00:00"))
    assert {row["target"] for row in ops_rows(desk, "quarantine")} == {"a.txt", "b.txt"}


def test_another_reader_reads_the_archive_again(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    assert run(desk, NEXT_DAY) == []
    (desk / "articles" / "a.txt").unlink()
    another_reader(monkeypatch)
    [row] = run(desk, ("2026-03-03T00:00:00+00:00", "2026-03-04T00:00:00+00:00"))
    assert (row["reader_version"], row["file_name"]) == ("another", "a.txt")


def test_two_fresh_states_land_the_same_bytes(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(desk, name, GOOD + name)
    written = []
    for home in ("one", "two"):
        monkeypatch.setenv("WIREBOOK_HOME", str(desk / home))
        run(desk)
        written.append(
            [p.read_bytes() for p in sorted((desk / home / "landing").rglob("*.parquet"))]
        )
    assert written[0] == written[1]
    assert written[0]


def test_a_reader_that_fails_costs_one_article(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, "a.txt", GOOD)
    put(desk, "b.txt", GOOD + "끝.")
    real = shard_reading.read

    def fails_on_b(text: str, **options: Any) -> Any:
        if "끝" in text:
            raise RuntimeError("a bug")
        return real(text, **options)

    monkeypatch.setattr(shard_reading, "read", fails_on_b)
    assert [row["file_name"] for row in run(desk)] == ["a.txt"]
    [told] = ops_rows(desk, "quarantine")
    assert told["reason"] == "the reader failed: RuntimeError"


def test_a_reader_that_fails_on_everything_keeps_what_it_read_before(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "a.txt", GOOD)
    put(desk, "b.txt", GOOD + "끝.")
    run(desk)
    before = landed_bytes(desk)

    def fails(text: str, **options: Any) -> Any:
        raise KeyError("a bug")

    monkeypatch.setattr(shard_reading, "read", fails)
    with pytest.raises(ReaderBrokenError, match="KeyError on each of 2"):
        run(desk)
    assert landed_bytes(desk) == before


@pytest.mark.parametrize("error", [ImportError, SyntaxError])
def test_a_reader_that_cannot_be_loaded_fails_the_shard(
    error: type[Exception], desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(desk, "a.txt", GOOD)

    def fails(text: str, **options: Any) -> Any:
        raise error("a bug")

    monkeypatch.setattr(shard_reading, "read", fails)
    with pytest.raises(error):
        run(desk)


def test_the_archive_alone_rebuilds_the_landing(desk: Path) -> None:
    for name in ("a.txt", "b.txt"):
        put(desk, name, GOOD + name)
    run(desk)
    put(desk, "a.txt", GOOD.replace("3조", "4조"))
    run(desk, NEXT_DAY)
    before = landed_bytes(desk)
    assert len(before) == 2
    for path in [*(desk / "state" / "archive").rglob("*.jsonl")]:
        path.unlink()
    shutil.rmtree(desk / "state" / "landing")
    assert cli.main(["reread", "--sources", str(desk / "sources.yaml")]) == 0
    assert landed_bytes(desk) == before
    assert cli.main(["reread", "--sources", str(desk / "sources.yaml"), "--source", "no"]) == 1


def test_the_fast_lane_is_a_setting_of_the_source(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SOURCES + "    extractor: resiliparse\n"
    (desk / "sources.yaml").write_text(text, encoding="utf-8")
    lines = "".join(f"<p>{n}. {GOOD}</p>" for n in range(8))
    put(desk, "a.html", f"<html><body><article>{lines}</article></body></html>")
    extractors = []
    real = shard_reading.extract

    def noted(*given: Any, **options: Any) -> Any:
        found = real(*given, **options)
        extractors.append(found.extractor)
        return found

    monkeypatch.setattr(shard_reading, "extract", noted)
    [row] = run(desk)
    assert extractors == ["resiliparse"]
    assert len(row["money"]) == 8


def test_a_volume_out_of_bounds_is_told_and_noted(desk: Path) -> None:
    file = desk / "sources.yaml"
    file.write_text(SOURCES + "    min_articles: 2\n", encoding="utf-8")
    for name in ("a.txt", "b.txt", "c.txt"):
        put(desk, name, GOOD + name)
    run(desk)
    assert volume.watch_volume(str(file), *DAY) is None
    run(desk, NEXT_DAY)
    told = volume.watch_volume(str(file), *NEXT_DAY)
    assert told is not None
    assert "desk: 0 articles, at least 2 expected" in told
    noted = {row["day"]: row for row in ops_rows(desk, "fct_source_volumes")}
    assert (noted[DAY[0][:10]]["staged"], noted[DAY[0][:10]]["attempts"]) == (3, 3)
    assert noted[NEXT_DAY[0][:10]]["findings"] == ["0 articles, at least 2 expected"]


def test_a_source_that_drifts_from_its_own_past_is_told(desk: Path) -> None:
    days = [f"2026-03-{n:02d}T00:00:00+00:00" for n in range(1, 11)]
    told = []
    for n, day in enumerate(zip(days, days[1:], strict=False)):
        text = GOOD * (30 if n == 8 else 1)
        put(desk, f"{n}.txt", f"{n} {text}")
        run(desk, day)
        told.append(volume.watch_volume(str(desk / "sources.yaml"), *day))
    assert told[:8] == [None] * 8
    assert told[8] is not None
    assert "usually" in told[8]


# -- sources that may not be kept whole

REDUCED = ("spans_only", "hash_only")
SECRET = "두 번째 문장은 금액이 없어 남지 않는다.\n"


def retain(desk: Path, retention: str) -> None:
    file = desk / "sources.yaml"
    text = SOURCES.replace("retention: full", f"retention: {retention}")
    file.write_text(text, encoding="utf-8")


def landed_bytes(desk: Path) -> dict[str, bytes]:
    root = desk / "state" / "landing"
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*.parquet"))}


def archived(desk: Path) -> str:
    """Return everything that the archive holds, unpacked."""
    packed = sorted((desk / "state" / "archive").rglob("*.warc.gz"))
    return "".join(gzip.decompress(path.read_bytes()).decode() for path in packed)


@pytest.mark.parametrize("retention", REDUCED)
def test_what_may_not_be_kept_is_gone_once_it_was_read(desk: Path, retention: str) -> None:
    retain(desk, retention)
    put(desk, "a.txt", GOOD + SECRET * 9)
    put(desk, "noise.txt", SECRET.encode() + bytes(1000))
    [row] = run(desk)
    assert row["text"] is None
    assert [money["surface"] for money in row["money"]] == ["3조 원"]
    kept = archived(desk)
    assert SECRET.strip() not in kept
    assert ("공장에 3조 원을 투자하기로" in kept) is (retention == "spans_only")
    assert row["raw_sha256"] in kept


@pytest.mark.parametrize("retention", REDUCED)
def test_rows_of_reduced_articles_survive_every_later_reading(
    desk: Path, retention: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    retain(desk, retention)
    put(desk, "a.txt", GOOD + SECRET)
    run(desk)
    before, kept = landed_bytes(desk), archived(desk)
    run(desk)
    assert (landed_bytes(desk), archived(desk)) == (before, kept)
    list(ingest.reread(str(desk / "sources.yaml"), ["desk"]))
    assert (landed_bytes(desk), archived(desk)) == (before, kept)
    another_reader(monkeypatch)
    assert run(desk, NEXT_DAY) == []
    put(desk, "b.txt", GOOD)
    assert {r["file_name"] for r in run(desk, again=True)} == {"a.txt", "b.txt"}


def test_a_reduced_article_that_is_retracted_keeps_its_row(desk: Path) -> None:
    retain(desk, "spans_only")
    put(desk, "a.txt", GOOD)
    [before] = run(desk)
    state = StatePaths(desk / "state")
    with archive.ArchiveWriter(state, "desk", Interval.parse(*NEXT_DAY)) as writer:
        [seen] = archive.snapshots(archive.day_dir(state, "desk", DAY[0][:10]))
        writer.note(replace(seen, status="retracted"))
        writer.commit()
    [after] = run(desk, NEXT_DAY)
    assert after["status"] == "retracted"
    assert after["fetched_at"] > before["fetched_at"]
    assert after | {"status": None, "fetched_at": None} == before | {
        "status": None,
        "fetched_at": None,
    }


def known_text(desk: Path) -> str | None:
    """What the landing knows of the desk's only article."""
    state = StatePaths.for_sources(str(desk / "sources.yaml"))
    (shard,) = archive.shards_of(archive.day_dir(state, "desk", DAY[0][:10]))
    (snapshot,) = read_shard(shard)
    return known_texts.KnownTexts(state, "desk").digest(snapshot)


def test_a_landed_text_is_known_by_its_digest(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    assert known_text(desk) == text_digest(GOOD.encode(), None, None)
    another_reader(monkeypatch)
    assert known_text(desk) is None


def test_a_text_that_left_the_landing_is_not_known(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    (part,) = (desk / "state" / "landing").rglob("part-*.parquet")
    landing.forget_texts(part)
    assert known_text(desk) is None
    part.unlink()
    assert known_text(desk) is None


def test_a_damaged_part_holds_back_a_build_and_is_read_again_by_the_next_day(desk: Path) -> None:
    put(desk, "a.txt", GOOD)
    run(desk)
    state = StatePaths(desk / "state")
    [part] = landing.before(state.landing, "9")
    whole = part.read_bytes()
    part.write_bytes(whole[:-1] + b"?")
    with pytest.raises(DamagedError, match=r"part-shard-0001\.parquet: .* --source desk"):
        release.build(state, "test")
    run(desk, NEXT_DAY)
    assert part.read_bytes() == whole
    landing.check(state.landing)
