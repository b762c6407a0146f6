"""Alerts reach a real mail server and a real web hook, once, and never carry article text."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sinks import SECRET, Mailbox, mail_server, web_hook
from wirebook.audit.results import AuditResult, CheckResult
from wirebook.operations import alerts
from wirebook.settings import StatePaths


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    return StatePaths(tmp_path)


@pytest.fixture
def mail() -> Iterator[tuple[str, Mailbox]]:
    with mail_server() as served:
        yield served


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]], list[int]]]:
    with web_hook() as served:
        yield served


def failed_audit() -> AuditResult:
    check = CheckResult(
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
    return AuditResult("p1", (check,))


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
