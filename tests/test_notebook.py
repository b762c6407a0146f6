"""The notebook, run cell by cell on a published version: its plots show what the questions say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marts import Verdict, build_marts
from wirebook.published import questions, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths, project_root

FILE = project_root() / "notebooks" / "money_in_the_news.ipynb"
CELLS = json.loads(FILE.read_text(encoding="utf-8"))["cells"]
pyplot = pytest.importorskip("matplotlib.pyplot", reason="no matplotlib is installed")


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    state = StatePaths(tmp_path_factory.mktemp("plotted"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    return state


@pytest.fixture(scope="module")
def plots(state: StatePaths) -> Iterator[list[Any]]:
    """Run every cell; yield the axes of each figure, in order."""
    pyplot.switch_backend("agg")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_HOME", str(state.home))
        names: dict[str, Any] = {}
        for cell in CELLS:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), FILE.name, "exec"), names)
    yield [pyplot.figure(number).axes[0] for number in pyplot.get_fignums()]
    pyplot.close("all")


def answer(state: StatePaths, number: int) -> list[dict[str, Any]]:
    question = questions.find(str(number))
    return questions.ask(state.published / versions.DATABASE, question)[1]


def test_three_questions_have_a_plot_each(plots: list[Any]) -> None:
    assert len(plots) == 3
    assert all(axes.get_title() and axes.patches for axes in plots)


def test_bars_are_the_answers(plots: list[Any], state: StatePaths) -> None:
    modality, quarter, lag = plots
    assert sum(bar.get_width() for bar in modality.patches) == sum(
        row["facts"] for row in answer(state, 3)
    )
    assert [bar.get_height() for bar in quarter.patches] == pytest.approx(
        [float(row["amount_usd"]) / 1e9 for row in answer(state, 4)]
    )
    assert sum(bar.get_height() for bar in lag.patches) == len(answer(state, 16))


def test_a_plot_can_be_drawn(plots: list[Any], tmp_path: Path) -> None:
    for axes in plots:
        axes.figure.savefig(tmp_path / "plot.png")
        assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")


def test_no_output_is_kept_in_the_repository() -> None:
    code = [cell for cell in CELLS if cell["cell_type"] == "code"]
    assert code and all(cell["outputs"] == [] for cell in code)
