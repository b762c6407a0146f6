"""The learned weights: one file of plain numbers beside the code, the same on every machine.

The file is a line of JSON that names its arrays, then the arrays' bytes: names as UTF-8 lines,
weights as half-precision floats (little-endian). ``wirebook.teaching`` writes it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wirebook.reading.claims.trees import Trees, as_data, from_data

PATH = Path(__file__).with_name("weights.bin")
_FORMAT = 2

Array = NDArray[np.float32]


@dataclass
class Weights:
    """What the models of claims know.

    ``context`` gives each feature's row in ``classes``, whose columns are the classes of all
    decisions one after another; ``ties`` the weights of a class's own cues, by decision;
    ``second`` how decisions depend on one another; ``picks`` the weights of features by which one
    of several options is picked (who, when, part of what); ``certainty`` the trees that tell how
    likely kind and subject are right, ``bands`` that probability calibrated, by their score, and
    ``threshold`` the confidence from which on claims may be summed.
    """

    context: Mapping[str, int]
    classes: Array
    ties: Mapping[str, Mapping[str, float]]
    relations: Mapping[str, int]
    second: Mapping[str, tuple[Array, Array]]
    picks: Mapping[str, Mapping[str, float]]
    bands: Sequence[tuple[float, float]] = ()
    threshold: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    certainty: Trees | None = None

    def calibrated(self, certainty: float) -> Decimal:
        """Return the share of claims of this raw certainty that were right where it was tried."""
        at = bisect_right(self.bands, (round(certainty, 6), 2.0)) - 1
        share = self.bands[at][1] if at >= 0 else self.bands[0][1] if self.bands else 0.0
        return Decimal(str(round(share, 3)))


def rounded(values: Any) -> Array:
    """Return weights as they come back from the file."""
    return np.asarray(values, dtype="<f2").astype(np.float32)


def save(path: Path, weights: Weights) -> None:
    """Write the weights; the same weights give the same bytes."""
    blobs: list[bytes] = []
    parts: list[dict[str, Any]] = []

    def add(name: str, kind: str, data: bytes, shape: Sequence[int] = ()) -> None:
        parts.append({"name": name, "kind": kind, "bytes": len(data), "shape": list(shape)})
        blobs.append(data)

    def names(name: str, values: Sequence[str]) -> None:
        add(name, "names", "\n".join(values).encode())

    def numbers(name: str, values: Any) -> None:
        array = np.asarray(values, dtype="<f2")
        add(name, "numbers", array.tobytes(), array.shape)

    def table(name: str, values: Mapping[str, float]) -> None:
        keys = sorted(values)
        names(f"{name}/names", keys)
        numbers(f"{name}/weights", [values[key] for key in keys])

    names("context/names", sorted(weights.context, key=weights.context.__getitem__))
    numbers("context/weights", weights.classes)
    names("relations", sorted(weights.relations, key=weights.relations.__getitem__))
    for head, ties in sorted(weights.ties.items()):
        table(f"ties/{head}", ties)
    for head, (tied, crossed) in sorted(weights.second.items()):
        numbers(f"second/{head}/tied", tied)
        numbers(f"second/{head}/crossed", crossed)
    for name, pick in sorted(weights.picks.items()):
        table(f"picks/{name}", pick)
    head_line = {
        "format": _FORMAT,
        "bands": [list(band) for band in weights.bands],
        "threshold": weights.threshold,
        "facts": dict(weights.facts),
        "certainty": as_data(weights.certainty) if weights.certainty is not None else None,
        "parts": parts,
    }
    start = json.dumps(head_line, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    path.write_bytes(start + b"".join(blobs))


def load(path: Path) -> Weights:
    """Read the weights. Raises ``ValueError`` for a file of another format."""
    data = path.read_bytes()
    end = data.index(b"\n")
    head = json.loads(data[:end])
    if head["format"] != _FORMAT:
        raise ValueError(f"{path.name}: format {head['format']}, wanted {_FORMAT}")
    at = end + 1
    found: dict[str, Any] = {}
    for part in head["parts"]:
        raw = data[at : at + part["bytes"]]
        at += part["bytes"]
        if part["kind"] == "names":
            found[part["name"]] = raw.decode().split("\n") if raw else []
        else:
            array = np.frombuffer(raw, dtype="<f2").astype(np.float32)
            found[part["name"]] = array.reshape(part["shape"])

    def tables(prefix: str) -> dict[str, dict[str, float]]:
        ends = "/names"
        named = [n for n in found if n.startswith(prefix) and n.endswith(ends)]
        return {
            n[len(prefix) : -len(ends)]: dict(
                zip(found[n], found[f"{n[: -len(ends)]}/weights"].tolist(), strict=True)
            )
            for n in named
        }

    seconds = sorted({n.split("/")[1] for n in found if n.startswith("second/")})
    return Weights(
        context={name: row for row, name in enumerate(found["context/names"])},
        classes=found["context/weights"],
        ties=tables("ties/"),
        relations={name: row for row, name in enumerate(found["relations"])},
        second={h: (found[f"second/{h}/tied"], found[f"second/{h}/crossed"]) for h in seconds},
        picks=tables("picks/"),
        bands=[(low, p) for low, p in head["bands"]],
        threshold=head["threshold"],
        facts=head["facts"],
        certainty=from_data(head["certainty"]) if head["certainty"] is not None else None,
    )


@cache
def shipped() -> Weights | None:
    """Return the weights that the package ships; None where they were not built yet."""
    return load(PATH) if PATH.is_file() else None
