"""docker-compose.yaml: the specification's schema, and the rules of ours that it must keep."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docker-compose.yaml"
TEXT = FILE.read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]


def validate(file: Path) -> int:
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [checker, "--quiet", "--builtin-schema", "vendor.compose-spec", file]
    return subprocess.run(command, check=False, capture_output=True).returncode


def test_it_follows_the_specification() -> None:
    assert validate(FILE) == 0


def test_the_schema_refuses_a_wrong_file(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yaml"
    broken.write_text(TEXT.replace("healthcheck:", "health_check:"), "utf-8")
    assert validate(broken) != 0


def test_the_components_of_airflow_are_there() -> None:
    assert set(SERVICES) == {
        "postgres",
        "migrate",
        "api-server",
        "scheduler",
        "dag-processor",
        "triggerer",
    }


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_healthcheck(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name: str) -> None:
    assert re.search(r":\d+(\.\d+)+", SERVICES[name]["image"])


def test_the_base_image_is_pinned() -> None:
    first = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert all(re.search(r":\d+\.\d+\.\d+", image) for image in first)


def test_no_secret_has_a_default() -> None:
    used = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", TEXT)
    secret = [(name, rest) for name, rest in used if re.search("PASSWORD|KEY|SECRET", name)]
    assert secret and all(rest.startswith(":?") for _, rest in secret)


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_marts_are_on_a_volume() -> None:
    assert "state:/state" in SERVICES["scheduler"]["volumes"]
    assert "state" in COMPOSE["volumes"]


def locked(name: str) -> dict[str, str]:
    """Return the versions that a lock pins."""
    text = (ROOT / name).read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.\[\]-]+)==(\S+)", text, re.MULTILINE))


def asked(name: str) -> set[str]:
    """Return the packages that a list names."""
    text = (ROOT / name).read_text("utf-8")
    return {found.lower() for found in re.findall(r"^([A-Za-z][\w.-]*)", text, re.MULTILINE)}


def test_the_image_installs_what_runs_and_no_test_tool() -> None:
    runs, all_of_it = locked("requirements.lock"), locked("requirements-dev.lock")
    tools = asked("requirements-dev.in")
    assert {"pytest", "ruff", "sqlfluff"} <= tools
    assert not tools & {name.lower() for name in runs}
    assert runs.items() <= all_of_it.items(), "what is tested is what runs"
    assert "make setup LOCK=requirements.lock" in (ROOT / "Dockerfile").read_text("utf-8")
