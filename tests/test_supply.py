"""What ships: its licences, its bill of materials, and the digests of images."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import licences
import pin_images
import pytest

ROOT = Path(__file__).resolve().parents[1]
DIGEST = "sha256:" + "0123456789abcdef" * 4


def test_every_package_that_ships_may_ship() -> None:
    found = licences.shipped()
    assert len(found) > 150 and "duckdb" in found
    assert [name for name in found if not licences.is_allowed(licences.licence(name))] == []


def test_the_page_lists_what_ships() -> None:
    assert licences.PAGE.read_text("utf-8") == licences.page(), "make licences"


def test_the_tool_under_the_gpl_does_not_ship() -> None:
    tools = licences.shipped(ROOT / "requirements-dev.lock")
    refused = {n for n in tools if not licences.is_allowed(licences.licence(n))}
    assert "yamllint" in refused and not refused & set(licences.shipped())


@pytest.mark.parametrize(
    ("expression", "may"),
    [
        ("MIT", True),
        ("Apache-2.0 OR GPL-3.0-only", True),
        ("(MIT OR Apache-2.0)", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MPL-2.0 AND MIT", True),
        ("MIT AND GPL-3.0-or-later", False),
        ("GPL", False),
        ("AGPL-3.0-only", False),
        ("SSPL-1.0", False),
        (None, False),
    ],
)
def test_which_licences_may_ship(expression: str | None, may: bool) -> None:
    assert licences.is_allowed(expression) is may


def test_the_bill_of_materials_names_every_package_and_its_licence(tmp_path: Path) -> None:
    sbom = tmp_path / "sbom.json"
    programs = Path(sys.executable).parent
    command: list[str | Path] = [programs / "cyclonedx-py", "requirements", "requirements.lock"]
    command += ["--output-reproducible", "--output-format", "JSON", "--output-file", sbom]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    licences.add_to(sbom)
    document: dict[str, Any] = json.loads(sbom.read_text("utf-8"))
    assert document["bomFormat"] == "CycloneDX"
    found = {part["name"].lower(): part["version"] for part in document["components"]}
    assert found == {name.lower(): version for name, version in licences.shipped().items()}
    assert all(part["licenses"] for part in document["components"])


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A docker that answers for every image but those whose name has ``gone``."""
    program = tmp_path / "bin" / "docker"
    program.parent.mkdir()
    answer = json.dumps({"digest": DIGEST})
    program.write_text(f"#!/bin/sh\ncase $4 in *gone*) exit 1;; esac\necho '{answer}'\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return program


COMPOSE = "services:\n  a:\n    image: pot/pan:1.2.3-x\n  b:\n    image: wirebook:0.1.0\n"
FROM = "# a pan\nFROM python:3.11.14-slim AS base\nRUN echo image: pot:1\n"


def test_images_get_the_digests_that_their_registry_says(docker: Path, tmp_path: Path) -> None:
    files = [tmp_path / "compose.yaml", tmp_path / "Dockerfile"]
    files[0].write_text(COMPOSE, "utf-8")
    files[1].write_text(FROM, "utf-8")
    for _ in range(2):  # pinning what is pinned asks again
        assert pin_images.main(files) == 0
        assert files[0].read_text("utf-8") == COMPOSE.replace("1.2.3-x", f"1.2.3-x@{DIGEST}")
        assert files[1].read_text("utf-8") == FROM.replace("-slim", f"-slim@{DIGEST}")


@pytest.mark.parametrize("image", ["pot/gone:1.0", "pot/pan:1.0"])
def test_without_an_answer_nothing_is_pinned(
    image: str, docker: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if image == "pot/pan:1.0":
        monkeypatch.setenv("PATH", str(tmp_path))  # no docker at all
    files = [tmp_path / "compose.yaml", tmp_path / "Dockerfile"]
    files[0].write_text(COMPOSE, "utf-8")
    files[1].write_text(f"FROM {image}\n", "utf-8")
    assert pin_images.main(files) == 1
    assert files[0].read_text("utf-8") == COMPOSE and "@" not in files[1].read_text("utf-8")


def test_every_image_of_ours_would_be_pinned(docker: Path) -> None:
    for name, images in (("docker-compose.yaml", 2), ("Dockerfile", 1)):
        assert pin_images.pinned((ROOT / name).read_text("utf-8")).count(DIGEST) == images
