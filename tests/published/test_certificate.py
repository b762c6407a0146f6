"""A version is what was certified, or it is healed from what is whole, or it is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from marts import Verdict, build_marts
from wirebook.published import certificate
from wirebook.published import versions as publishing
from wirebook.published.candidate import BUILD_FILE, PublishRefused, load_candidate, make_candidate
from wirebook.published.current import current
from wirebook.settings import StatePaths


@pytest.fixture(scope="module")
def published_before(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    """Two versions, the second of which is current."""
    state = StatePaths(tmp_path_factory.mktemp("certified"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    publish(state)
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("update marts.fct_quotes set role = 'chair'")
    publish(state)
    return state


def publish(state: StatePaths) -> None:
    candidate = make_candidate(state, grounds={"inputs": {"rates": "r"}})
    publishing.publish(state, candidate, Verdict(candidate.publish_id))


@pytest.fixture
def state(published_before: StatePaths, tmp_path: Path) -> StatePaths:
    shutil.copytree(published_before.home, tmp_path / "state")
    return StatePaths(tmp_path / "state")


def folder(state: StatePaths, place: int = 0) -> Path:
    kept = publishing.history(state)
    return state.published / "versions" / kept[place].publish_id


def spoil(path: Path, at: int = -7) -> None:
    """Change one byte of a file."""
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


def test_a_manifest_certifies_every_file_and_what_it_was_made_from(state: StatePaths) -> None:
    manifest = json.loads((folder(state) / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"].keys() == {p.name for p in folder(state).iterdir()} - {"manifest.json"}
    assert manifest["inputs"] == {"rates": "r"} and manifest["checks"] == {"passed": 5}
    assert certificate.damage(folder(state)) == []


def test_every_input_has_a_digest_that_follows_it(state: StatePaths) -> None:
    before = certificate.of_inputs(state)
    (state.landing / "fx").mkdir(parents=True)
    (state.landing / "fx" / "rates.parquet").write_bytes(b"x")
    after = certificate.of_inputs(state)
    assert {name for name in before if before[name] != after[name]} == {"rates"}
    assert all(len(digest) == 64 for digest in after.values())


@pytest.mark.parametrize(
    "name", ["fct_money_facts.parquet", "dim_dates.parquet", "wirebook.duckdb"]
)
def test_a_changed_byte_is_named_and_healed(state: StatePaths, name: str) -> None:
    whole = certificate.of_files(folder(state))
    spoil(folder(state) / name)
    assert certificate.damage(folder(state)) == [
        f"{folder(state).name}/{name} is not what was published"
    ]
    publishing.repair(state)
    assert certificate.of_files(folder(state)) == whole
    assert certificate.damage(folder(state)) == []


def test_files_that_are_missing_or_strange_are_named_and_put_right(state: StatePaths) -> None:
    (folder(state) / "fct_quotes.parquet").unlink()
    (folder(state) / "other.parquet").write_bytes(b"x")
    assert [line.rsplit("/")[-1] for line in certificate.damage(folder(state))] == [
        "fct_quotes.parquet is not there",
        "other.parquet is no part of it",
    ]
    publishing.repair(state)
    assert certificate.damage(folder(state)) == []


def test_the_pages_for_people_follow_the_publication(state: StatePaths) -> None:
    (folder(state) / "site").mkdir()
    (folder(state) / "site" / "index.html").write_text("a page", encoding="utf-8")
    assert certificate.damage(folder(state)) == []
    spoil(folder(state) / "dim_dates.parquet")
    publishing.repair(state)
    assert certificate.damage(folder(state)) == []
    assert (folder(state) / "site" / "index.html").is_file()


def test_what_cannot_be_healed_is_refused_by_name(state: StatePaths) -> None:
    spoil(folder(state) / "wirebook.duckdb")
    spoil(state.published / "wirebook.duckdb")
    with pytest.raises(PublishRefused, match=r"wirebook\.duckdb is not what was published"):
        publishing.repair(state)


@pytest.mark.parametrize("spoilt", [b"", b"not json", b'{"publish_id": "x"}', b"[]"])
def test_a_damaged_manifest_is_refused_by_name(state: StatePaths, spoilt: bytes) -> None:
    (folder(state) / "manifest.json").write_bytes(spoilt)
    with pytest.raises(PublishRefused, match=r"manifest\.json"):
        publishing.repair(state)


@pytest.mark.parametrize("damage", ["missing", "broken", "changed"])
def test_the_public_copy_follows_the_certificate(state: StatePaths, damage: str) -> None:
    public = state.published / "wirebook.duckdb"
    if damage == "missing":
        public.unlink()
    elif damage == "broken":
        public.write_bytes(b"x")
    else:
        spoil(public)
    publishing.repair(state)
    assert public.read_bytes() == (folder(state) / "wirebook.duckdb").read_bytes()


@pytest.mark.parametrize("damage", [None, "", "../..", "0123456789abcdef\n", "\x1b[31m"])
def test_a_damaged_pointer_follows_the_history(state: StatePaths, damage: str | None) -> None:
    now = current(state)
    pointer = state.published / "CURRENT"
    pointer.unlink() if damage is None else pointer.write_text(damage, encoding="utf-8")
    publishing.repair(state)
    assert current(state) == now


def test_a_damaged_version_is_not_rolled_back_to(state: StatePaths) -> None:
    now = current(state)
    spoil(folder(state, 1) / "fct_quotes.parquet")
    with pytest.raises(PublishRefused, match=r"damaged: .*fct_quotes\.parquet"):
        publishing.rollback(state)
    assert current(state) == now


def test_a_candidate_that_changed_after_it_was_made_is_refused(state: StatePaths) -> None:
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("update marts.fct_quotes set role = 'owner'")
    candidate = make_candidate(state)
    with duckdb.connect(str(candidate.path)) as connection:
        connection.execute("update fct_quotes set role = 'nobody'")
    before = current(state)
    with pytest.raises(PublishRefused, match="was changed after it was made"):
        publishing.publish(state, load_candidate(state), Verdict(candidate.publish_id))
    assert current(state) == before
