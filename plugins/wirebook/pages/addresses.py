"""One article, one address: canonical forms of page addresses.

The result identifies an article; it need not be the address that was asked for (a snapshot keeps
that as its target). Tracking parameters, AMP and mobile forms, http against https, ``www.`` and
fragments make no difference, and a page's own ``rel=canonical`` is believed within its site, unless
it names a section where the page's address names an article.
"""

from __future__ import annotations

import re
from urllib.parse import (
    SplitResult,
    parse_qsl,
    quote,
    unquote,
    urlencode,
    urljoin,
    urlsplit,
    urlunsplit,
)

# Names that measuring tools made up for themselves: no site calls its articles so.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|mc_[ce]id|_ga|_gl|"
    r"cmpid|ns_(?:mchannel|source|campaign|linkname|fee)|smid|soc_(?:src|trk)|xtor|at_\w+|wt_?mc|"
    r"amp|amp_\w+|outputtype|fromnewsletter|sfns|guccounter|guce_\w+|__twitter_impression",
    re.IGNORECASE,
)
# Words that mostly tell where a reader came from, and on some sites which article is meant: they
# count unless their value is a word. A number, or letters with digits, may be an article's.
_ORIGIN = re.compile(
    r"ref|ref_?src|ref_?url|referrer|cmp|ito|spm|share\w*|mod|feature|rss|sref|src_?ref",
    re.IGNORECASE,
)
_IS_A_WORD = re.compile(r"[^\W\d]{0,24}(?:[-_. ][^\W\d]{1,24}){0,3}")
_HOST_FORMS = re.compile(r"^(?:www\d?|m|mobile|amp|amphtml)\.(?=[^.]+\.[^.])")
_AMP_PATH = re.compile(r"(?:/amp(?:html)?/?|\.amp)$|\.amp(?=\.html?$)|^/amp(?=/.)")
_AMP_CACHE = re.compile(r"^/(?:c|v|wp)(/s)?/([^/]+\.[^/]+)(/.*)?$")
_KEEP = "/:@!$&'()*+,;=~-._%"
# What the last part of an article's path has and a section's lacks: digits or several words.
_NUMBERED = re.compile(r"[0-9]{3}")
_SLUG = re.compile(r"[^-_]+(?:[-_][^-_]+){2}")
_LONG_NAME = 24  # bytes
_DATE_AT_END = re.compile(r"(?:/(?:19|20)[0-9]{2}(?:/[01]?[0-9](?:/[0-3]?[0-9])?)?)?$")


def canonical(address: str) -> str:
    """Return the canonical form of an http or https address.

    It is idempotent. Raises ValueError for anything that is not such an address.
    """
    return _settled(address, exact=False)


def _settled(address: str, *, exact: bool) -> str:
    form = _once(address, exact)
    # Stripping one form can uncover another (m.amp.example.com); every round shortens it.
    while (again := _once(form, exact)) != form:
        form = again
    return form


def of_page(address: str, declared: str | None) -> str:
    """Return the canonical address of a page that declares ``rel=canonical``.

    A declaration that leaves the site, or that points every page at the home page or at a section,
    is not believed.
    """
    own, other = canonical(address), _declared(address, declared)
    return own if other is None or _leads_up(own, other) else other


def doubted(address: str, declared: str | None) -> str | None:
    """Return the address on its site that a page declares and :func:`of_page` does not believe."""
    own, other = canonical(address), _declared(address, declared)
    return other if other is not None and _leads_up(own, other) else None


def _declared(address: str, declared: str | None) -> str | None:
    if declared is None:
        return None
    try:
        other = canonical(urljoin(address, declared.strip()))
    except ValueError:
        return None
    leads_home = urlsplit(other).path == "/" and not urlsplit(other).query
    is_home = urlsplit(canonical(address)).path == "/"
    return other if same_site(address, other) and (is_home or not leads_home) else None


def _leads_up(own: str, other: str) -> bool:
    return not names_an_article(other) and names_an_article(own)


def exact(address: str) -> str:
    """Return :func:`canonical` with the parameters that tell an origin and may name an article."""
    return _settled(address, exact=True)


def names_an_article(address: str) -> bool:
    """Tell whether an address looks like one article's: a number, a slug or a parameter in it."""
    parts = urlsplit(address)
    if parts.query:
        return True
    path = _DATE_AT_END.sub("", unquote(parts.path).rstrip("/"))
    name = path.rpartition("/")[2]
    is_long = len(name.encode("utf-8", "surrogateescape")) >= _LONG_NAME
    is_numbered = name.isdigit() or _NUMBERED.search(path) is not None
    return is_numbered or is_long or _SLUG.match(name.partition(".")[0]) is not None


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are on one host or on a host and its subdomain."""
    hosts = sorted((_host(one), _host(other)), key=len)
    return hosts[0] == hosts[1] or (hosts[0].count(".") > 0 and hosts[1].endswith("." + hosts[0]))


def _host(address: str) -> str:
    host = (urlsplit(address).hostname or "").lower().rstrip(".")
    while (stripped := _HOST_FORMS.sub("", host)) != host:
        host = stripped
    return host


def _once(address: str, exact: bool) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http address: {address[:200]!r}")
    host = _host(address)
    inner = _AMP_CACHE.match(parts.path) if host.endswith("cdn.ampproject.org") else None
    if inner is not None:
        return _once(urlunsplit(("https", inner[2], inner[3] or "/", parts.query, "")), exact)
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port not in (80, 443):
        netloc = f"{netloc}:{port}"
    plain = quote(unquote(parts.path, errors="surrogateescape"), _KEEP, errors="surrogateescape")
    path = _AMP_PATH.sub("", _dotless(plain))
    return urlunsplit(("https", netloc, path or "/", _query(parts, exact), ""))


def _query(parts: SplitResult, exact: bool) -> str:
    given = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    kept = [pair for pair in given if not _is_tracking(*pair, exact)]
    return urlencode(sorted(kept), errors="surrogateescape")


def _is_tracking(name: str, value: str, exact: bool) -> bool:
    if _TRACKING.fullmatch(name) is not None:
        return True
    is_origin = _ORIGIN.fullmatch(name) is not None and _IS_A_WORD.fullmatch(value) is not None
    return is_origin and not exact


def _dotless(path: str) -> str:
    """Return a path without ``.`` and ``..`` segments and doubled slashes."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)
