"""The site of tests/news_site.py and pages of our own on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from news_site import Answer, Site, page
from wirebook.settings import StatePaths


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    return StatePaths(tmp_path / "state")


@pytest.fixture
def make_page() -> Callable[..., str]:
    return page


@pytest.fixture
def answer() -> type[Answer]:
    return Answer
