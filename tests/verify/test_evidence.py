"""Archived bytes are read by hand, and what was changed in them is named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from wirebook.archive import records
from wirebook.verify.evidence import Archive, says

TEXT = "노르덴은 5조 원을 쓴다.".encode()
DIGEST = hashlib.sha256(TEXT).hexdigest()
RECORD = "<urn:uuid:00000000-0000-5000-8000-000000000001>"


def archived(folder: Path, head: bytes = b"") -> tuple[Archive, int]:
    """Write an archive of one record that stands behind another; return it and the offset."""
    kind = "application/http; msgtype=response" if head else "text/plain"
    first = records.record("warcinfo", "<w>", "2026-01-01T00:00:00Z", b"x", content_type="a/b")
    second = records.record(
        "resource", RECORD, "2026-01-01T00:00:00Z", TEXT, content_type=kind, http_head=head
    )
    (folder / "wire" / "2026-01-01").mkdir(parents=True)
    (folder / "wire" / "2026-01-01" / "0001.warc.gz").write_bytes(first + second)
    return Archive(folder), len(first)


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"])
def test_a_payload_is_found_at_its_offset(tmp_path: Path, head: bytes) -> None:
    archive, offset = archived(tmp_path, head)
    assert archive.payload("wire/2026-01-01/0001.warc.gz", offset, RECORD, DIGEST) == TEXT


def test_what_is_not_there_is_named_or_was_not_kept(tmp_path: Path) -> None:
    archive, offset = archived(tmp_path)
    file = "wire/2026-01-01/0001.warc.gz"
    assert "another record" in str(archive.payload(file, offset, "<other>", DIGEST))
    assert "another digest" in str(archive.payload(file, offset, RECORD, "0" * 64))
    assert "not there" in str(archive.payload("wire/2026-01-01/0002.warc.gz", 0, RECORD, DIGEST))
    assert archive.payload("wire/2026-01-01/0001.held.warc.gz", 0, RECORD, DIGEST) is None
    assert archive.payload("wire/2025-01-01/0001.warc.gz", 0, RECORD, DIGEST) is None


def test_every_changed_byte_of_a_record_is_found(tmp_path: Path) -> None:
    archive, offset = archived(tmp_path)
    path = tmp_path / "wire" / "2026-01-01" / "0001.warc.gz"
    whole = path.read_bytes()
    # The gzip head's time and system say nothing; everything after it does.
    for place in range(offset + 10, len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        found = archive.payload("wire/2026-01-01/0001.warc.gz", offset, RECORD, DIGEST)
        assert isinstance(found, str), place


@pytest.mark.parametrize(
    ("raw", "surface", "is_said"),
    [
        ("<p>5조 원</p>", "5조 원", True),
        ("<p>5조&nbsp;<b>원</b></p>", "5조 원", True),
        ("<p>6조 원</p>", "5조 원", False),
        ("$19<sup>99</sup>", "$19.99", True),
        ("<del>$40</del> $35", "$35", True),
        ("<del>$40</del> $35", "$45", False),
    ],
)
def test_bytes_say_what_is_printed(raw: str, surface: str, is_said: bool) -> None:
    for encoding in ("utf-8", "utf-16", "cp949"):
        content = raw.encode(encoding, "xmlcharrefreplace")
        assert says(content, 0, len(content), encoding, surface) is is_said


def test_a_span_that_moved_by_one_byte_says_something_else() -> None:
    raw = b"for $1,200 a day"
    assert says(raw, 4, 10, "utf-8", "$1,200")
    assert not says(raw, 5, 11, "utf-8", "$1,200")
    assert not says(raw, 4, 9, "utf-8", "$1,200")
