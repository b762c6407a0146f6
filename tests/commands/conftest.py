"""The site of tests/news_site.py, for commands that ask one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from news_site import Site


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()
