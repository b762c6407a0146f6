"""Forged addresses are refused before anything is connected; the trap sees no one."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.fetch import guard
from wirebook.fetch.base import FetchError
from wirebook.fetch.http import Client, Limits
from wirebook.fetch.pace import Pace

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "forged_addresses.yaml").read_text(encoding="utf-8")
)
PUBLIC = "93.184.216.34"
QUICK = Limits(attempts=1, backoff_seconds=0.0)


class Net:
    """The outside as the tests have it: one public site, and a trap everywhere else."""

    def __init__(self, site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trapped: list[Any] = []
        real = socket.socket.connect

        def connect(link: socket.socket, address: Any) -> None:
            if address == (PUBLIC, 80):
                real(link, ("127.0.0.1", site.port))
                return
            self.trapped.append(address)
            raise ConnectionRefusedError

        monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def net(site: Any, monkeypatch: pytest.MonkeyPatch) -> Net:
    return Net(site, monkeypatch)


@pytest.fixture
def make_client(tmp_path: Path) -> Callable[..., Client]:
    def make(resolver: guard.Resolver = lambda host, port: [PUBLIC], **fields: Any) -> Client:
        given = {"delay": 0.0, "max_bytes": 100_000, "limits": QUICK} | fields
        return Client(Pace(tmp_path / "pace"), resolver=resolver, **given)

    return make


def test_there_are_at_least_sixty() -> None:
    assert sum(map(len, CASES.values())) >= 60


@pytest.mark.parametrize("address", CASES["literal"] + CASES["form"])
def test_a_forged_address_is_refused(
    address: str, net: Net, make_client: Callable[..., Client]
) -> None:
    with pytest.raises(FetchError) as caught:
        make_client().get(address)
    assert caught.value.status == "refused"
    assert net.trapped == []


# As locations, the others are relative addresses or no header values.
REDIRECTS = [
    address
    for address in CASES["literal"] + CASES["form"]
    if address.isascii() and address.isprintable() and "://" in address and "///" not in address
]


@pytest.mark.parametrize("address", REDIRECTS)
def test_a_redirect_to_a_forged_address_is_refused(
    address: str, net: Net, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/"] = answer(status=302, headers={"Location": address})
    with pytest.raises(FetchError) as caught:
        make_client().get("http://news.example.com/")
    assert caught.value.status == "refused"
    assert net.trapped == []


@pytest.mark.parametrize("case", CASES["names"], ids=lambda case: case["host"])
def test_a_name_that_leads_inside_is_refused(
    case: dict[str, Any], net: Net, make_client: Callable[..., Client]
) -> None:
    client = make_client(lambda host, port: case["answers"])
    with pytest.raises(FetchError) as caught:
        client.get(f"http://{case['host']}/")
    assert caught.value.status == "refused"
    assert net.trapped == []


def test_a_name_server_that_changes_its_answer_gains_nothing(
    net: Net, site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    asked: list[str] = []

    def flips(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    site.answers["/"] = answer(b"public")
    client = make_client(flips)
    assert client.get("http://news.example.com/").body == b"public"
    with pytest.raises(FetchError, match="not a public address"):
        client.get("http://news.example.com/")
    assert len(asked) == 2
    assert net.trapped == []


def test_a_source_marked_local_reaches_loopback_and_still_no_metadata_service(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/x"] = answer(b"inside")
    client = make_client(guard.resolve, local=True)
    assert client.get(f"{site.root}/x").body == b"inside"
    for address in ("http://169.254.169.254/", "http://[fd00:ec2::254]/", "file:///etc/passwd"):
        with pytest.raises(FetchError) as caught:
            client.get(address)
        assert caught.value.status == "refused"


def test_a_source_may_name_the_hosts_that_are_local(
    site: Any, answer: Any, make_client: Callable[..., Client]
) -> None:
    site.answers["/x"] = answer(b"inside")
    site.answers["/away"] = answer(
        status=302, headers={"Location": f"http://other.lan:{site.port}/x"}
    )
    client = make_client(lambda host, port: ["127.0.0.1"], local=("wiki.lan", "127.0.0.1"))
    for host in ("wiki.lan", "WIKI.LAN", "wiki.lan.", "127.0.0.1"):
        assert client.get(f"http://{host}:{site.port}/x").body == b"inside"
    for address in (
        f"http://other.lan:{site.port}/x",
        "http://other.lan/x",
        "http://10.0.0.1/",
        f"http://wiki.lan.example.com:{site.port}/x",
        f"http://wiki.lan:{site.port}/away",
    ):
        with pytest.raises(FetchError) as caught:
            client.get(address)
        assert caught.value.status == "refused"


GOOD = [
    ("http://news.example.com", "http://news.example.com/"),
    ("HTTPS://News.Example.COM:443/a?b=c#d", "https://news.example.com:443/a?b=c"),
    ("http://한국.example/뉴스", "http://xn--3e0b707e.example/%EB%89%B4%EC%8A%A4"),
    ("http://93.184.216.34/x", "http://93.184.216.34/x"),
    ("http://news.example.com/a%20b", "http://news.example.com/a%20b"),
]


@pytest.mark.parametrize(("address", "asked"), GOOD)
def test_a_plain_address_is_asked_for_as_it_is(address: str, asked: str) -> None:
    assert guard.check_address(address) == asked


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for candidate in (text, f"http://{text}", f"http://news.example.com/{text}"):
        try:
            checked = guard.check_address(candidate)
        except FetchError:
            continue
        assert guard.check_address(checked) == checked
        assert checked.isascii() and checked.isprintable() and " " not in checked


@given(st.ip_addresses())
def test_no_private_address_passes(ip: guard.IPAddress) -> None:
    try:
        guard.check_ip(ip, local=False)
    except FetchError:
        return
    assert ip.is_global and not ip.is_private
    inner = ipaddress.IPv6Address(f"::ffff:{ip}") if ip.version == 4 else ip
    guard.check_ip(inner, local=False)
