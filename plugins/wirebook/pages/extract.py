"""The front door of pages: a snapshot's bytes as an article with a map back to the bytes.

For a .txt file the text is the file decoded, exactly (U+FFFD for a byte that is in no character);
offsets count code points of it. For HTML it
is the headline and the main text, each character of which leads to bytes of the payload.
"""

from __future__ import annotations

from wirebook.pages import corrections, encoding
from wirebook.pages.article import (
    REPLACEMENT,
    Article,
    ArticleError,
    ByteMap,
    digest_of,
    lost_in,
    notes_on,
)
from wirebook.pages.encoding import EncodingError


def extract(
    raw: bytes,
    content_type: str | None,
    declared_encoding: str | None = None,
    *,
    address: str | None = None,
    timezone: str | None = None,
    fast: bool = False,
) -> Article:
    """Return the article that ``raw`` holds.

    ``address`` is the page's (for its canonical form and a date in its path), ``timezone`` the
    outlet's IANA zone, ``fast`` asks for the faster extractor. Raises ArticleError with the reason
    when the bytes cannot be decoded or hold no article.
    """
    is_html = is_html_type(content_type, raw)
    try:
        decoded = encoding.decode(raw, declared_encoding, is_html=is_html)
        if not is_html:
            return _plain(decoded)
        # Imported here: plain text must not pay for an HTML extractor.
        from wirebook.pages.html import read as read_html

        return read_html(decoded, address=address, timezone=timezone, fast=fast)
    except EncodingError as error:
        raise ArticleError(str(error)) from error


def is_html_type(content_type: str | None, raw: bytes) -> bool:
    """Tell whether bytes of this type are to be read as HTML; unknown types by their first tag."""
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml"):
        return True
    if kind and kind not in ("application/octet-stream", "unknown/unknown"):
        return False
    return raw[:512].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _plain(decoded: encoding.Decoded) -> Article:
    if REPLACEMENT in decoded.text:
        raise ArticleError("it holds replacement characters: it was damaged before it came here")
    if not decoded.text.strip():
        raise ArticleError("it is empty")
    offsets, text = decoded.offsets(), decoded.shown
    return Article(
        text,
        decoded.encoding,
        ByteMap(offsets[:-1], offsets[1:]),
        status=corrections.status_of(text),
        notes=notes_on(lost_in(text), decoded.encoding),
    )


def text_digest(
    raw: bytes, content_type: str | None, declared_encoding: str | None, *, fast: bool = False
) -> str | None:
    """Return the :func:`digest_of` an article's text; None where the bytes hold none.

    A page whose adverts changed and whose text did not is the same version.
    """
    try:
        return digest_of(extract(raw, content_type, declared_encoding, fast=fast).text)
    except ArticleError:
        return None
