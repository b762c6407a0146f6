"""One article, one address: canonical forms of page addresses.

The result identifies an article; it need not be the address that was asked for (a snapshot keeps
that as its target). Tracking parameters, AMP and mobile forms, http against https, ``www.`` and
fragments make no difference, and a page's own ``rel=canonical`` is believed within its site.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|twclid|ttclid|mc_[ce]id|_ga|_gl|"
    r"ref|ref_?src|ref_?url|referrer|cmpid|cmp|ito|ns_\w+|spm|share\w*|smid|soc_\w+|xtor|at_\w+|"
    r"wt_?mc|mod|amp|amp_\w+|outputtype|feature|fromnewsletter|rss|sfns|guccounter|guce_\w+|"
    r"__twitter_impression|sref|src_?ref",
    re.IGNORECASE,
)
_HOST_FORMS = re.compile(r"^(?:www\d?|m|mobile|amp|amphtml)\.(?=[^.]+\.[^.])")
_AMP_PATH = re.compile(r"(?:/amp(?:html)?/?|\.amp)$|\.amp(?=\.html?$)|^/amp(?=/.)")
_AMP_CACHE = re.compile(r"^/(?:c|v|wp)(/s)?/([^/]+\.[^/]+)(/.*)?$")
_KEEP = "/:@!$&'()*+,;=~-._%"


def canonical(address: str) -> str:
    """Return the canonical form of an http or https address.

    It is idempotent. Raises ValueError for anything that is not such an address.
    """
    form = _once(address)
    # Stripping one form can uncover another (m.amp.example.com); every round shortens it.
    while (again := _once(form)) != form:
        form = again
    return form


def of_page(address: str, declared: str | None) -> str:
    """Return the canonical address of a page that declares ``rel=canonical``.

    A declaration that leaves the site, or that points every page at the home page, is not believed.
    """
    own = canonical(address)
    if declared is None:
        return own
    try:
        other = canonical(urljoin(address, declared.strip()))
    except ValueError:
        return own
    leads_home = urlsplit(other).path == "/" and not urlsplit(other).query
    is_home = urlsplit(own).path == "/"
    if not same_site(own, other) or (leads_home and not is_home):
        return own
    return other


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are on one host or on a host and its subdomain."""
    hosts = sorted((_host(one), _host(other)), key=len)
    return hosts[0] == hosts[1] or (hosts[0].count(".") > 0 and hosts[1].endswith("." + hosts[0]))


def _host(address: str) -> str:
    host = (urlsplit(address).hostname or "").lower().rstrip(".")
    while (stripped := _HOST_FORMS.sub("", host)) != host:
        host = stripped
    return host


def _once(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not an http address: {address[:200]!r}")
    host = _host(address)
    inner = _AMP_CACHE.match(parts.path) if host.endswith("cdn.ampproject.org") else None
    if inner is not None:
        return _once(urlunsplit(("https", inner[2], inner[3] or "/", parts.query, "")))
    port = parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port not in (80, 443):
        netloc = f"{netloc}:{port}"
    path = _AMP_PATH.sub("", _dotless(quote(unquote(parts.path, errors="surrogateescape"), _KEEP)))
    query = [
        pair
        for pair in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
        if _TRACKING.fullmatch(pair[0]) is None
    ]
    kept = urlencode(sorted(query), errors="surrogateescape")
    return urlunsplit(("https", netloc, path or "/", kept, ""))


def _dotless(path: str) -> str:
    """Return a path without ``.`` and ``..`` segments and doubled slashes."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in ("", "."):
            kept.append(segment)
    return "/" + "/".join(kept)
