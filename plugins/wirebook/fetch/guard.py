"""Which addresses may be asked for, and a connection that goes only where was checked.

A name is resolved once, every address it resolves to is checked, and the socket is opened to the
checked address itself, so a name server that changes its answer gains nothing. The same check runs
for every redirect. See the threat table of the design (server-side request forgery).
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from wirebook.fetch.base import FetchError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]
# Whether private hosts may be asked: all of them, none, or those of these names.
Local = bool | Collection[str]

_LONGEST = 2_048
_NUMERIC_LABEL = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# Cloud metadata services that answer on addresses which are otherwise public.
_METADATA = frozenset(
    map(ipaddress.ip_address, ("168.63.129.16", "192.0.0.192", "100.100.100.200"))
)
_LINK_LOCAL = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32")))
# What routes to somewhere else, or is for examples: never a site's (RFC 3879, 7526, 9637).
_NEVER = tuple(map(ipaddress.ip_network, ("fec0::/10", "192.88.99.0/24", "3fff::/20")))
_ISATAP = frozenset((0x0000_5EFE, 0x0200_5EFE))  # RFC 5214: an IPv4 address in the lower half
_NAT64 = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48")))
_COMPATIBLE = ipaddress.ip_network("::/96")


def refused(reason: str) -> FetchError:
    """Return the error of an address that is not asked for."""
    return FetchError(reason, "refused")


def allows(local: Local, host: str) -> bool:
    """Tell whether ``host`` may be private: ``local`` says all, none, or which hosts."""
    if isinstance(local, bool):
        return local
    return host.strip("[]").rstrip(".").lower() in local


def check_address(address: str, *, local: Local = False) -> str:
    """Return the address in the form it is asked for, without its fragment.

    ``local`` allows any port and private hosts, or those of the hosts it names. Raises FetchError
    (refused) for anything but a plain http or https address: other schemes, user names, control
    characters, numbers in disguise (decimal, octal, hexadecimal, shortened), ports other than 80
    and 443, private literals.
    """
    if len(address) > _LONGEST:
        raise refused("the address is too long")
    if any(c.isspace() or not c.isprintable() or c in '\\<>"`{}|^' for c in address):
        raise refused("the address holds characters that do not belong there")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise refused(f"not an address: {error}") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise refused(f"the scheme {parts.scheme or 'none'!r} is not http or https")
    if "@" in parts.netloc:
        raise refused("the address carries a user name")
    is_local = allows(local, parts.hostname or "")
    host = _host(parts.hostname or "", is_local)
    if not is_local and port not in (None, 80, 443):
        raise refused(f"port {port} is not 80 or 443")
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit(
        (parts.scheme.lower(), netloc, _ascii(parts.path) or "/", _ascii(parts.query), "")
    )


def _host(host: str, local: bool) -> str:
    if ":" in host:
        literal = _literal(host)
        check_ip(literal, local=local)
        return f"[{literal}]"
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise refused("the host is not a name") from error
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise refused("the host is not a name")
    if _NUMERIC_LABEL.fullmatch(labels[-1]) is not None:
        check_ip(_literal(name), local=local)
    return name


def _literal(host: str) -> IPAddress:
    try:
        if "%" in host:
            raise ValueError("a scope")
        return ipaddress.ip_address(host)
    except ValueError as error:
        raise refused("the host is a number in disguise") from error


def _ascii(text: str) -> str:
    return "".join(c if c.isascii() else _percent(c) for c in text)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def check_ip(ip: IPAddress, *, local: bool) -> None:
    """Raise FetchError (refused) unless the address is public, or ``local`` allows private ones.

    Link-local and metadata addresses are refused even then.
    """
    inner = _unwrapped(ip)
    if any(inner in network for network in _LINK_LOCAL if network.version == inner.version):
        raise refused(f"{ip} is link-local")
    if any(inner in network for network in _NEVER if network.version == inner.version):
        raise refused(f"{ip} is not a site's address")
    if ip.version == 6 and (int(ip) >> 32) & 0xFFFF_FFFF in _ISATAP:
        raise refused(f"{ip} leads through a tunnel")
    if inner in _METADATA:
        raise refused(f"{ip} is a metadata service")
    if local and (inner.is_private or inner.is_loopback) and not inner.is_unspecified:
        return
    if not inner.is_global or inner.is_multicast or inner.is_reserved or inner.is_unspecified:
        raise refused(f"{ip} is not a public address")


def _unwrapped(ip: IPAddress) -> IPAddress:
    """Return the IPv4 address that an IPv6 one carries (mapped, 6to4, Teredo, NAT64), else it."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    low = int(ip) & 0xFFFF_FFFF
    if any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and low > 0xFFFF):
        return ipaddress.IPv4Address(low)
    return ip


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host, in the system's order. Raises OSError when it has none."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


@dataclass(frozen=True, slots=True)
class Link:
    """A connection and the checked address that it goes to."""

    socket: socket.socket
    address: IPAddress


def connect(
    host: str, port: int, timeout: float, *, local: Local, resolver: Resolver = resolve
) -> Link:
    """Return a connection to an address of ``host`` that was checked, and to no other.

    One forbidden address among the answers is enough to refuse: a name that mixes public and
    private ones is an attack. ``timeout`` is for the name and all its addresses together. Raises
    FetchError (refused), OSError when nothing answers.
    """
    end = time.monotonic() + timeout
    texts = _resolved(resolver, host.strip("[]"), port, timeout)
    answers = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
    for ip in answers:
        check_ip(ip, local=allows(local, host))
    last: OSError = OSError(f"{host} has no address")
    for number, ip in enumerate(answers):
        # The first may be dead: the others share what it leaves, at least half of the time.
        left = end - time.monotonic()
        share = left if number == len(answers) - 1 else left / 2
        if share <= 0:
            break
        family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
        link = socket.socket(family, socket.SOCK_STREAM)
        try:
            link.settimeout(share)
            link.connect((str(ip), port))
            return Link(link, ip)
        except OSError as error:
            link.close()
            last = error
    raise last


def _resolved(resolver: Resolver, host: str, port: int, timeout: float) -> Sequence[str]:
    """Return the resolver's answer. The system's has no limit of time, so it runs beside us."""
    found: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found.put(resolver(host, port))
        except Exception as error:  # noqa: BLE001 handed over to the thread that waits
            found.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = found.get(timeout=timeout)
    except queue.Empty as error:
        raise TimeoutError(f"{host} is not resolved after {timeout:.0f} s") from error
    if isinstance(answer, Exception):
        raise answer
    return answer
