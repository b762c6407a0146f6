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
        "broker",
        "migrate",
        "api-server",
        "scheduler",
        "dag-processor",
        "triggerer",
        "worker-fetch",
        "worker-text",
        "worker-tell",
        "bi",
    }


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_every_lasting_service_has_a_healthcheck(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_images_are_pinned(name: str) -> None:
    assert re.search(r":\d+(\.\d+)+", SERVICES[name]["image"])


def test_the_base_image_is_pinned() -> None:
    first = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert first and all(re.search(r":\d+\.\d+\.\d+", image) for image in first)


def test_no_secret_has_a_default() -> None:
    used = re.findall(r"\$\{([A-Z_]+)([^}]*)\}", TEXT)
    secret = [(name, rest) for name, rest in used if re.search("PASSWORD|KEY|SECRET", name)]
    assert secret and all(rest.startswith(":?") for _, rest in secret)


def test_ports_are_open_to_this_machine_only() -> None:
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


# What is secret, and which services may know it: those whose work needs it.
SECRETS = {
    "POSTGRES_PASSWORD": {
        "postgres",
        "migrate",
        "api-server",
        "scheduler",
        "dag-processor",
        "triggerer",
    },
    "BROKER_PASSWORD": {"broker", "scheduler", "worker-fetch", "worker-text", "worker-tell"},
    "AIRFLOW_FERNET_KEY": {"api-server", "scheduler", "dag-processor", "triggerer"},
    "AIRFLOW_JWT_SECRET": {"api-server", "scheduler"},
    "AIRFLOW_ADMIN_PASSWORD": {"api-server"},
    "WIREBOOK_ALERTS": {"dag-processor", "worker-tell"},
    "WIREBOOK_POSTGRES": {"worker-tell", "bi"},
}


def used(value: Any) -> set[str]:
    """Return the variables that something in the file takes from .env."""
    return set(re.findall(r"\$\{([A-Z_]+)", str(value)))


def test_every_secret_is_known_to_those_who_need_it_alone() -> None:
    assert used(SERVICES) == set(SECRETS)
    for secret, services in SECRETS.items():
        assert {name for name in SERVICES if secret in used(SERVICES[name])} == services, secret


def test_what_handles_text_knows_the_queue_alone_and_has_no_way_out() -> None:
    worker = SERVICES["worker-text"]
    assert used(worker) == {"BROKER_PASSWORD"}
    assert worker["networks"] == ["work"] and COMPOSE["networks"]["work"]["internal"] is True


def test_the_database_is_apart() -> None:
    assert COMPOSE["networks"]["database"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == ["database"]
    there = {name for name in SERVICES if "database" in SERVICES[name]["networks"]}
    assert there == SECRETS["POSTGRES_PASSWORD"], "who knows its password, and nobody else"
    assert not [name for name in there if name.startswith("worker")]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_is_contained(name: str) -> None:
    service = SERVICES[name]
    user, _, group = service["user"].partition(":")
    assert user.isdigit() and group.isdigit() and int(user) > 0 and int(group) > 0
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True and service["tmpfs"]
    assert all("size=" in mount or "mode=" in mount for mount in service["tmpfs"])
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"]) and service["cpus"] <= 2
    assert service["pids_limit"] <= 512
    assert not service.get("privileged") and "network_mode" not in service
    bound = [mount for mount in service.get("volumes", ()) if mount.startswith((".", "/"))]
    assert all(mount.endswith(":ro") for mount in bound), "what is ours is read there, not written"


def test_the_image_runs_as_nobody_in_particular() -> None:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["50000:50000"] and SERVICES["worker-text"]["user"] == users[-1]


def test_no_container_serves_logs() -> None:
    serving = [
        name
        for name, service in SERVICES.items()
        if re.search(r"airflow (scheduler|triggerer|celery worker)", str(service.get("command")))
        and "--skip-serve-logs" not in str(service["command"])
    ]
    assert serving == []
    assert "state:/state:ro" in SERVICES["api-server"]["volumes"], "it reads them from the volume"


def queues() -> set[str]:
    """Return the queues that tasks are sent to."""
    found = {"default"}
    for file in (ROOT / "dags").glob("*.py"):
        found |= set(re.findall(r"""\bqueue"?\s?[=:]\s?"(\w+)\"""", file.read_text("utf-8")))
    return found


def test_every_queue_has_its_worker() -> None:
    workers = {name: s["command"][3] for name, s in SERVICES.items() if name.startswith("worker-")}
    assert sorted(workers.values()) == sorted(queues())
    assert len(set(workers.values())) == len(workers)


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
    # Great Expectations brings scipy along; training names it because it calls it itself.
    assert tools & {name.lower() for name in runs} <= {"scipy"}
    assert runs.items() <= all_of_it.items(), "what is tested is what runs"
    assert "make setup LOCK=requirements.lock" in (ROOT / "Dockerfile").read_text("utf-8")
