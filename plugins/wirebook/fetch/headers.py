"""An answer's header fields, each read strictly: what is not as its standard says is not there.

A site may write anything into its headers, so every reader here takes any text of any length, never
raises, and returns None for what it cannot use. Source: RFC 9110 (HTTP Semantics), RFC 6265
(cookies).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

_LONGEST = 2_048
_LONGEST_DATE = 64
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]"
_MEDIA_TYPE = re.compile(rf"\s*({_TOKEN}{{1,60}}/{_TOKEN}{{1,100}})(?=[\s;,]|$)")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9][A-Za-z0-9._:+-]{0,39})", re.I)
_LENGTH = re.compile(r"[0-9]{1,18}")
_SECONDS = re.compile(r"[0-9]{1,9}")
_ENTITY_TAG = re.compile(r"[\x21-\x7e]{1,256}")
_DATE = re.compile(r"[\x20-\x7e]{8,64}")
_COOKIE = re.compile(rf"\s*({_TOKEN}{{1,128}})=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e\"]*)")


def media_type(value: str) -> str | None:
    """Return the media type of a Content-Type, in lower case and without its parameters."""
    match = _MEDIA_TYPE.match(value[:_LONGEST])
    return match[1].lower() if match is not None else None


def charset(value: str) -> str | None:
    """Return the charset parameter of a Content-Type."""
    match = _CHARSET.search(value[:_LONGEST])
    return match[1] if match is not None else None


def length(value: str) -> int | None:
    """Return the bytes of a Content-Length. Raises ValueError where it names two lengths."""
    given = {part.strip() for part in value[:_LONGEST].split(",")}
    if len(given) > 1:
        raise ValueError("two lengths")
    text = given.pop()
    return int(text) if _LENGTH.fullmatch(text) is not None else None


def wait(value: str, now: datetime) -> float | None:
    """Return the seconds of a Retry-After, in either of its forms (RFC 9110, 10.2.3)."""
    text = value[:_LONGEST_DATE].strip()
    if _SECONDS.fullmatch(text) is not None:
        return float(text)
    moment = _moment(text)
    return None if moment is None else max(0.0, (moment - now).total_seconds())


def location(value: str, base: str) -> str | None:
    """Return where a Location leads from ``base``, its parts percent-encoded; None if nowhere.

    A header is bytes: those of UTF-8 are read as that, others (paths in EUC-KR) are sent back as
    they came. Whether the address may be asked for is the guard's to say.
    """
    raw = value.strip().encode("latin-1", "replace")
    if not raw or len(raw) > _LONGEST:
        return None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = "".join(chr(b) if b < 0x80 else f"%{b:02X}" for b in raw)
    try:
        return urljoin(base, text.replace(" ", "%20"))
    except ValueError:
        return None


def entity_tag(value: str | None) -> str | None:
    """Return an ETag that may be sent back as it is."""
    text = (value or "").strip()
    return text if _ENTITY_TAG.fullmatch(text) is not None else None


def date(value: str | None) -> str | None:
    """Return a Last-Modified that is a date and may be sent back as it is."""
    text = (value or "").strip()
    is_date = _DATE.fullmatch(text) is not None and _moment(text) is not None
    return text if is_date else None


def cookie(value: str) -> tuple[str, str] | None:
    """Return the name and the value of a Set-Cookie; its attributes are left out."""
    match = _COOKIE.fullmatch(value[: 2 * _LONGEST].partition(";")[0].rstrip())
    return (match[1], match[2]) if match is not None and len(match[2]) <= _LONGEST else None


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
