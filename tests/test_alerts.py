"""Alerts reach a real mail server and a real web hook, once, and never carry article text."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from wirebook import alerts, quality
from wirebook.settings import StatePaths

SECRET = "s3cr3t-token"


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    return StatePaths(tmp_path)


class Mailbox:
    """Keeps what an SMTP server is handed."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(mailbox, hostname="127.0.0.1", port=port)
    server.start()
    yield (
        f"mailto://127.0.0.1:{port}?from=wirebook@example.org&to=desk@example.org&mode=insecure",
        mailbox,
    )
    server.stop()


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]], list[int]]]:
    received: list[dict[str, Any]] = []
    answers = [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(json.loads(body))
            self.send_response(answers[0])
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"json://127.0.0.1:{server.server_port}/{SECRET}", received, answers
    server.shutdown()
    thread.join()
    server.server_close()


def failed_audit() -> quality.AuditResult:
    check = quality.CheckResult(
        table="fct_money_facts",
        check="usd_equals_native_times_rate",
        rule=24,
        severity="B",
        why="Dollars are the native amount at the as-of rates.",
        success=False,
        rows_evaluated=7,
        rows_unexpected=2,
        keys=("f1", "f2"),
        exception=None,
    )
    return quality.AuditResult("p1", (check,))


def test_one_readable_message_by_mail_and_by_web_hook(
    state: StatePaths, mail: tuple[str, Mailbox], hook: tuple[str, list[Any], list[int]]
) -> None:
    body = f"{failed_audit().summary()}\n{alerts.still_published(state)}"
    title = "wirebook: publish_marts failed"
    assert alerts.send_once(state, "r1", [mail[0], hook[0]], title, body)
    assert len(mail[1].mails) == len(hook[1]) == 1
    assert mail[1].mails[0]["subject"] == hook[1][0]["title"] == title
    for text in (mail[1].mails[0].get_content(), hook[1][0]["message"]):
        for part in (
            "fct_money_facts.usd_equals_native_times_rate",
            "rule 24",
            "2 of 7 rows",
            "such as f1, f2",
            "Dollars are",
            "Nothing was published yet",
        ):
            assert part in text


def test_retries_stay_silent(state: StatePaths, hook: tuple[str, list[Any], list[int]]) -> None:
    sent = [alerts.send_once(state, f"r{n // 3}", [hook[0]], "t", "b") for n in range(6)]
    assert sent == [True, False, False, True, False, False]
    assert len(hook[1]) == 2


def test_a_message_that_did_not_arrive_is_tried_again(
    state: StatePaths, hook: tuple[str, list[Any], list[int]]
) -> None:
    hook[2][0] = 500
    with pytest.raises(alerts.AlertFailed) as caught:
        alerts.send_once(state, "k", [hook[0]], "title", "body")
    assert SECRET not in str(caught.value)
    hook[2][0] = 200
    assert alerts.send_once(state, "k", [hook[0]], "title", "body")
    assert not alerts.send_once(state, "k", [hook[0]], "title", "body")


def test_without_an_address_the_log_says_how(
    state: StatePaths, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert not alerts.send([], "title", "body")
    assert "no alert address is configured" in caplog.text
    assert "wirebook_alerts" in caplog.text


def test_a_malformed_address_is_an_error_that_keeps_the_secret() -> None:
    with pytest.raises(alerts.AlertFailed) as caught:
        alerts.send([f"nonsense {SECRET}"], "title", "body")
    assert SECRET not in str(caught.value)
