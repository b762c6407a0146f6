"""The speed of reading amounts beside other tools: the same texts, one run, one core.

    python -m bench peers

Each peer is installed from its registry into an environment of its own under a temporary folder,
reads news in the languages it knows until its CPU seconds are used up, and is compared with
``wirebook read --only money,percents,periods --workers 1`` on the same languages. Start-up and
the first text of each language are left out. Peers read less than we do, as the table says. One
that cannot be installed or run says so in its row.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import measure, reading

NEWS = measure.ROOT.parent / "shared" / "bench" / "data" / "pairs_ntrex.jsonl"
READERS = Path(__file__).parent / "peer_readers"
UV = measure.ROOT / ".venv" / "bin" / "uv"
# CPU seconds given to a peer (the slowest reads some hundred characters a second), the wall
# seconds for its installation and for its run, and how often our command reads the texts.
SECONDS, INSTALL_LIMIT, RUN_LIMIT, REPEATS = 20, 600, 300, 4

Text = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool: what to install, the name of its reader, the languages it knows, what it reads."""

    title: str
    reader: str
    packages: tuple[str, ...]
    langs: tuple[str, ...]
    task: str
    is_node: bool = False


PEERS = (
    Peer("price-parser", "price_parser", ("price-parser",), ("en",), "one price a sentence"),
    Peer("quantulum3", "quantulum3", ("quantulum3",), ("en",), "quantities"),
    Peer(
        "Recognizers-Text (Python)",
        "recognizers",
        ("recognizers-text-suite", "emoji<2"),  # it was written for the emoji module before 2
        ("en", "zh"),
        "money, percentages",
    ),
    Peer(
        "Recognizers-Text (JavaScript)",
        "recognizers",
        ("@microsoft/recognizers-text-suite",),
        ("en", "zh", "ja", "ko"),
        "money, percentages",
        is_node=True,
    ),
    Peer(
        "compromise",
        "compromise",
        ("compromise", "compromise-numbers"),
        ("en",),
        "money, percentages",
        is_node=True,
    ),
    Peer(
        "pynormalizenumexp", "pynormalizenumexp", ("pynormalizenumexp",), ("ja",), "numbers, times"
    ),
    Peer("JioNLP", "jionlp", ("jionlp",), ("zh",), "money"),
    # Wants a spaCy model of its own, which no registry has.
    Peer("CQE", "cqe", ("cqe", "click"), ("en",), "quantities"),
)


class PeerError(Exception):
    """A peer could not be installed or run; the message is what its row says."""


def texts() -> list[Text]:
    """Return (language, text) of the NTREX news, or of our samples where it is not at hand."""
    if not NEWS.is_file():
        found = [("en" if "the " in text else "ko", text) for text in reading.texts(40)]
    else:
        rows = map(json.loads, NEWS.read_text(encoding="utf-8").splitlines())
        found = [(row["lang"], row["text"]) for row in rows]
    by_lang = [[t for t in found if t[0] == lang] for lang in ("en", "ko", "ja", "zh")]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*by_lang))
    return [text for text in turns if text is not None]


def ours(some: Sequence[Text]) -> float:
    """Return our characters per CPU second on these texts, start-up taken off."""
    command = [str(measure.WIREBOOK), "read", "--workers", "1"]
    command += ["--only", "money,percents,periods"]
    first: dict[str, Text] = {}
    for lang, text in some:
        first.setdefault(lang, (lang, text))
    start_up = measure.run(command, _rows(list(first.values())))
    cost = measure.run(command, _rows([*first.values(), *list(some) * REPEATS]))
    return sum(len(text) for _, text in some) * REPEATS / (cost.cpu - start_up.cpu)


def _rows(some: Sequence[Text]) -> bytes:
    rows = ({"id": str(i), "lang": lang, "text": text} for i, (lang, text) in enumerate(some))
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def measured(peer: Peer, some: Sequence[Text], folder: Path) -> tuple[float, str]:
    """Return a peer's characters per CPU second and a remark. Raises PeerError."""
    if peer.is_node:
        reader = _node(peer, folder)
    else:
        reader = _python(peer, folder)
    done = _run([*reader, peer.reader, str(SECONDS)], folder, RUN_LIMIT, _rows(some))
    answer = json.loads(done.splitlines()[-1])
    remark = f"failed on {answer['failed']} texts" if answer["failed"] else ""
    return answer["characters"] / max(answer["seconds"], 1e-9), remark


def _python(peer: Peer, folder: Path) -> list[str]:
    python = folder / "bin" / "python"
    _run([str(UV), "venv", "--quiet", "--clear", str(folder)], folder, INSTALL_LIMIT)
    install = [str(UV), "pip", "install", "--quiet", "--python", str(python)]
    _run([*install, *peer.packages], folder, INSTALL_LIMIT)
    return [str(python), "-W", "ignore", str(READERS / "python_peers.py")]


def _node(peer: Peer, folder: Path) -> list[str]:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        raise PeerError("needs Node and npm")
    quiet = ["--no-audit", "--no-fund", "--silent", "--prefix", str(folder)]
    _run([npm, "install", *quiet, *peer.packages], folder, INSTALL_LIMIT)
    return [node, str(READERS / "node_peers.mjs")]


def _run(command: Sequence[str], folder: Path, limit: float, given: bytes = b"") -> bytes:
    one_core = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, cwd=folder, timeout=limit, env=one_core
        )
    except subprocess.TimeoutExpired as error:
        raise PeerError(f"not done in {limit:.0f} seconds") from error
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise PeerError(lines[-1][:120] if lines else f"exit code {done.returncode}")
    return done.stdout


def section() -> str:
    """Measure and return the section."""
    everything = texts()
    rates: dict[tuple[str, ...], float] = {}
    rows = []
    for peer in PEERS:
        some = [text for text in everything if text[0] in peer.langs]
        if peer.langs not in rates:
            rates[peer.langs] = ours(some)
        rate = rates[peer.langs]
        row = [peer.title, peer.task, ", ".join(peer.langs)]
        theirs: float | None
        try:
            with tempfile.TemporaryDirectory() as folder:
                theirs, remark = measured(peer, some, Path(folder))
        except PeerError as error:
            theirs, remark = None, str(error).replace("|", " ")
        told = ["-", "-"] if theirs is None else [f"{theirs:,.0f}", f"{rate / theirs:,.1f}"]
        rows.append([*row, told[0], f"{rate:,.0f}", told[1], remark])
    header = ["peer", "reads", "languages", "characters per CPU second", "ours", "ratio", "remark"]
    source = "NTREX news" if NEWS.is_file() else "our samples"
    return measure.table(f"Reading amounts beside other tools ({source})", header, rows)
