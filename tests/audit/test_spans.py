"""Every published amount is found again in the archived bytes, in any encoding and through tags."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from wirebook import ingest
from wirebook.audit import spans
from wirebook.audit.spans import SpanCheck
from wirebook.landing import parts as landing
from wirebook.landing.shard import read_shard_file
from wirebook.settings import StatePaths

INTERVAL = ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
KOREAN = "노르덴칩스는 앞으로 3년간 반도체에 5조 원 이상을 투자하겠다고 밝혔다.\n" * 2
PAGE = """<html><head><meta charset="utf-8"><title>Calder wins</title></head><body><article>
<h1>Calder wins a grid order</h1>
<p>Calder Motors said on Monday it had won an order worth <b>$2</b>&nbsp;billion from Vela Grid.</p>
<p>The companies &amp; their banks expect the work to take four years and to start in May.</p>
</article></body></html>"""


@pytest.fixture(params=["full"])
def state(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> StatePaths:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "utf8.txt").write_bytes(KOREAN.encode("utf-8"))
    (folder / "euckr.txt").write_bytes(KOREAN.replace("5조", "7조").encode("cp949"))
    (folder / "page.html").write_bytes(PAGE.encode("utf-8"))
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "name: spans\nsources:\n  - {name: news, kind: files, address: news, outlet: News,"
        f" timezone: Asia/Seoul, licence: ours, retention: {request.param}}}\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    for shard in ingest.fetch_source(str(sources), "news", *INTERVAL):
        read_shard_file(str(sources), shard, *INTERVAL)
    return StatePaths.for_sources(sources)


def candidate(state: StatePaths) -> Path:
    """Return a file with the two marts that the check reads, made from the landing."""
    path = state.home / "candidate.duckdb"
    parts = [str(part) for part in sorted(state.landing.rglob("part-*.parquet"))]
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create table fct_articles as select distinct on (article_version_id) *"
            " exclude (money) from read_parquet(?)",
            [parts],
        )
        connection.execute(
            "create table fct_money_mentions as select article_version_id, file_name || m.start"
            " as money_mention_id, m.surface, m.byte_start, m.byte_end, m.start as span_start,"
            " m.end as span_end, m.evidence_start from (select"
            " article_version_id, file_name, unnest(money) as m from read_parquet(?))",
            [parts],
        )
    assert landing.read_part(Path(parts[0]))
    return path


def test_amounts_are_found_in_their_bytes(state: StatePaths) -> None:
    assert spans.check(state, candidate(state)) == SpanCheck(5, (), 0)


def test_a_span_that_slipped_is_named(state: StatePaths) -> None:
    path = candidate(state)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "update fct_money_mentions set byte_start = byte_start + 3, byte_end = byte_end + 3"
            " where money_mention_id = (select min(money_mention_id) from fct_money_mentions)"
        )
        (first,) = connection.execute(
            "select min(money_mention_id) from fct_money_mentions"
        ).fetchall()
    assert spans.check(state, path) == SpanCheck(5, first, 0)


@pytest.mark.parametrize("state", ["spans_only"], indirect=True)
def test_amounts_are_found_in_the_sentences_that_are_kept(state: StatePaths) -> None:
    path = candidate(state)
    assert list(state.archive.rglob("*.held.warc.gz")) == []
    assert spans.check(state, path) == SpanCheck(5, (), 0)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update fct_money_mentions set span_start = span_start + 1")
    assert len(spans.check(state, path).wrong) == 5


@pytest.mark.parametrize("state", ["spans_only}\nkeep: {excerpt_share: 0.07"], indirect=True)
def test_amounts_beyond_the_share_that_is_kept_are_unverifiable(state: StatePaths) -> None:
    found = spans.check(state, candidate(state))
    assert found.wrong == () and found.checked + found.unverifiable == 5
    assert 0 < found.unverifiable < 5


@pytest.mark.parametrize("state", ["hash_only"], indirect=True)
def test_amounts_of_which_a_digest_is_kept_are_unverifiable(state: StatePaths) -> None:
    assert spans.check(state, candidate(state)) == SpanCheck(0, (), 5)


def test_bytes_that_left_the_archive_are_not_counted(state: StatePaths) -> None:
    path = candidate(state)
    for warc in state.archive.rglob("*.warc.gz"):
        warc.unlink()
    assert spans.check(state, path) == SpanCheck(0, (), 0)
