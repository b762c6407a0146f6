"""WARC 1.1 records as gzip members: equal input gives equal bytes.

Source: ISO 28500:2017. Every record carries a block digest and, where the block is more than its
payload or is one, a payload digest; both are SHA-256, the digest that names a version elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping

import deflate

# A third of the time of zlib's level 3, and no larger. The bytes depend on libdeflate's version
# alone (zlib's on the system's build of it), and a member's time is left at zero.
_LEVEL = 1
_BREAK = re.compile(r"[\r\n]+")


def record_id(*parts: str) -> str:
    """Return a record id that depends on its parts only (RFC 4122, version 5)."""
    name = "\x1f".join(parts)
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'wirebook:' + name)}>"


def fields(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return header lines; a line break inside a value cannot begin another header."""
    lines = [f"{name}: {value}" for name, value in pairs]
    if any("\n" in line or "\r" in line for line in lines):
        lines = [_BREAK.sub(" ", line) for line in lines]
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "replace")


def record(
    kind: str,
    rec_id: str,
    date: str,
    payload: bytes,
    *,
    uri: str | None = None,
    content_type: str,
    http_head: bytes = b"",
    extra: Mapping[str, str] | None = None,
) -> bytes:
    """Return one record as a gzip member.

    ``http_head`` is a status or request line with its headers and stands before the payload.
    """
    whole = hashlib.sha256(http_head)
    whole.update(payload)
    head = {"WARC-Type": kind, "WARC-Record-ID": rec_id, "WARC-Date": date}
    if uri is not None:
        head["WARC-Target-URI"] = uri
    head |= extra or {}
    if kind in ("response", "resource", "conversion"):
        alone = hashlib.sha256(payload) if http_head else whole
        head["WARC-Payload-Digest"] = _digest(alone.digest())
    head["WARC-Block-Digest"] = _digest(whole.digest())
    head["Content-Type"] = content_type
    head["Content-Length"] = str(len(http_head) + len(payload))
    parts = (b"WARC/1.1\r\n", fields(head.items()), b"\r\n", http_head, payload, b"\r\n\r\n")
    return bytes(deflate.gzip_compress(b"".join(parts), _LEVEL))


def _digest(digest: bytes) -> str:
    return "sha256:" + base64.b32encode(digest).decode("ascii")
