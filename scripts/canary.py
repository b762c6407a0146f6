"""Release canaries into the whole pipeline and look where they come out: ``make canary``.

    canary.py [--articles 200] [--folder FOLDER]

Every field of the generated articles (title, author, section, address, file name, names, speech,
the sentence of the amount) holds an e-mail address, a telephone number, terminal escapes, Jinja and
SQL; secrets stand in the environment, as a run's do. The DAGs run as in ``make run``; one source is
over its bounds, so that an alert is sent. Then every place that something leaves by is searched.
Prints a count for each place and kind, and exits with 1 if one is not zero.

Archive and landing are not among the places: they keep what was fetched, for this user alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from wirebook import duckdb_files, settings
from wirebook.operations import tables
from wirebook.published import versions
from wirebook.settings import StatePaths

# What a run may know and nothing may tell: each is looked for by its value.
SECRET = "canary-s3cr3t-5b1f77"
# 7919 * 7907, which stands in no article: whoever works out the template writes it.
_RENDERED = "62615533"
_JINJA = "{{ 7919 * 7907 }}{{ env_var('WIREBOOK_CANARY') }}{{ var.value.canary }}{% raw %}"
_ESCAPES = (
    "\x1b]0;canary\x07\x9b31m\u202e\u2066\x1b]8;;http://canary.example\x1b\\\x1b]52;c;Y2E=\x07"
)
_SQL = "'); drop table fct_articles; --"
KINDS: Mapping[str, re.Pattern[str]] = {
    "secrets": re.compile(SECRET),
    "jinja": re.compile(_RENDERED),
    "e-mails": re.compile(r"canary\.\d+@mail\.example"),
    "phones": re.compile(r"010[\s.-]?2\d{3}[\s.-]?5\d{3}(?!\d)"),
    "escapes": re.compile(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    ),
}
# Of the pages of Great Expectations; their bytes are no characters.
_PICTURES = (".gif", ".ico", ".otf", ".png")
_SOURCES = """name: canary
keep: {{excerpt_share: 0.25}}
sources:
  - {{name: kept, kind: files, address: kept, outlet: Canary Kept, timezone: Asia/Seoul,
     licence: ours, retention: full, byline: true}}
  - {{name: spans, kind: files, address: spans, outlet: Canary Spans, timezone: Europe/London,
     licence: ours, retention: spans_only, byline: true, max_articles: {most}}}
"""


def bait(number: int) -> str:
    """Return what every field of an article holds beside its own words."""
    return (
        f"canary.{number}@mail.example 010-{2000 + number % 1000}-{5000 + number % 1000}"
        f" {_JINJA} {_ESCAPES} {_SQL}"
    )


def english(number: int) -> tuple[str, str]:
    """Return the file name and the page of an English article."""
    put = bait(number)
    head = (
        f"<title>Canary{number} Energy raises money {put}</title>"
        f'<meta name="author" content="Ann Lee {put}">'
        f'<meta property="article:section" content="Business {put}">'
        f'<meta property="article:published_time" content="2026-02-{number % 27 + 1:02d}">'
        f'<link rel="canonical" href="https://canary.example/{number}/canary.{number}@mail.example">'
    )
    body = (
        f"<h1>Canary{number} Energy raises money {put}</h1><p>By Ann Lee {put}</p>"
        f"<p>Canary{number} Energy Inc. {put} will invest ${number + 1}.2 billion {put} in a"
        f" battery plant in Ohio, Chief Executive Kim Bada {put} said on Monday.</p>"
        f'<p>"We {put} build for the grid," Kim Bada said in a statement to {put}.</p>'
        f"<p>Rivals of Canary{number} spent $300 million last year. Write to {put}.</p>"
    )
    page = f"<html><head>{head}</head><body><article>{body}</article></body></html>"
    return f"{number}-canary.{number}@mail.example.html", page


def korean(number: int) -> tuple[str, str]:
    """Return the file name and the text of a Korean article."""
    put = bait(number)
    text = (
        f"카나리{number}전자, 배터리 공장에 {number + 1}조 원 투자 {put}\n\n"
        f"입력 2026.02.{number % 27 + 1:02d} 10:00\n홍길동 기자 {put}\n\n"
        f"카나리{number}전자는 {put} 청주 공장에 {number + 1}조 원을 투자하기로 했다고 밝혔다.\n"
        f'김바다 대표는 "전력망을 위해 짓는다"고 {put} 말했다.\n'
        f"지난해 매출은 {number + 3}조 2000억 원이었다. 제보 {put}\n"
    )
    return f"{number}-canary.{number}@mail.example.txt", text


def lay_out(folder: Path, articles: int) -> Path:
    """Write the articles and their sources file; return it."""
    for number in range(articles):
        place = folder / ("kept" if number % 4 < 2 else "spans")
        place.mkdir(parents=True, exist_ok=True)
        name, page = english(number) if number % 2 else korean(number)
        (place / name).write_text(page, encoding="utf-8")
    (folder / "kept" / "odd\x1b]0;canary\x07.txt").write_text("A name that is refused.", "utf-8")
    sources = folder / "sources.yaml"
    # One article of the second source is too many, which somebody is told.
    sources.write_text(_SOURCES.format(most=articles // 2 - 1), encoding="utf-8")
    return sources


@contextmanager
def hook() -> Iterator[tuple[str, list[str]]]:
    """Serve a web hook on this machine; yield its Apprise address and what it gets."""
    got: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append(f"{message['title']}\n{message['message']}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/{SECRET}", got
    finally:
        server.shutdown()
        server.server_close()


def run(sources: Path, state: StatePaths, address: str) -> str:
    """Run the DAGs as ``make run`` does; return all that they printed.

    Raises CalledProcessError when they failed: canaries are to be carried, not to stop a run.
    """
    environment = {
        **os.environ,
        "WIREBOOK_HOME": str(state.home),
        "WIREBOOK_CANARY": SECRET,
        "AIRFLOW_VAR_CANARY": SECRET,
        "AIRFLOW_CONN_WIREBOOK_ALERTS": json.dumps({"conn_type": "generic", "password": address}),
    }
    script = settings.project_root() / "scripts" / "run_embedded.py"
    done = subprocess.run(
        [sys.executable, script, sources],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = done.stdout.decode("utf-8", "surrogateescape")
    if done.returncode != 0:
        print(ascii(said[-4000:]), file=sys.stderr)
        done.check_returncode()
    return said


def command(state: StatePaths, *arguments: str | Path) -> str:
    """Return what a command prints, on either stream."""
    done = subprocess.run(
        [sys.executable, "-m", "wirebook.cli", *arguments],
        env={**os.environ, "WIREBOOK_HOME": str(state.home), "WIREBOOK_CANARY": SECRET},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode("utf-8", "surrogateescape")


def places(state: StatePaths, sources: Path, printed: str, told: list[str]) -> dict[str, list[str]]:
    """Return the texts that stand in each place."""
    shown = command(state, "facts", "--format", "json", "--sources", sources)
    facts = [json.loads(line)["fact_id"] for line in shown.splitlines()]
    table = command(state, "facts", "--format", "csv", "--sources", sources)
    few = sorted((sources.parent / "kept").glob("*[lt]"))[:6]
    notes = sorted((state.ops / "alerts").glob("*"))
    return {
        "logs": [printed, *_files(state.airflow / "logs"), *_files(state.build / "logs")],
        "airflow database": list(_sqlite(state.airflow / "airflow.db")),
        "alerts": [*told, *(note.read_text("utf-8") for note in notes)],
        "data docs": list(_files(state.published / "docs", _PICTURES)),
        "ops": list(_duckdb(state.published / tables.DATABASE)),
        "marts": list(_duckdb(state.published / versions.DATABASE)),
        "terminal": [
            command(state, "facts", "--sources", sources),
            command(state, "history", "--sources", sources),
            *(
                command(state, "facts", "--explain", fact, "--sources", sources)
                for fact in facts[:6]
            ),
            *(command(state, "explain", file, "--sources", sources) for file in few),
        ],
        # Its lines end in both characters, as RFC 4180 says.
        "CSV": [table.replace("\r\n", "\n")],
        "JSON": [shown],
    }


def _files(folder: Path, leaving_out: tuple[str, ...] = ()) -> Iterator[str]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.suffix not in leaving_out:
            yield file.read_text("utf-8", "surrogateescape")


def _sqlite(path: Path) -> Iterator[str]:
    """Yield every text and blob of a database: XCom, rendered fields, all there is."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        names = connection.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (name,) in names:
            for row in connection.execute(f'select * from "{name}"'):
                for value in row:
                    if isinstance(value, str):
                        yield value
                    elif isinstance(value, bytes):
                        # Blobs are looked through for words; their bytes are no characters.
                        yield re.sub(r"[^ -~]", "?", value.decode("latin-1"))


def _duckdb(path: Path) -> Iterator[str]:
    with duckdb_files.read(path) as connection:
        for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            for row in connection.execute(f'from "{name}"').fetchall():
                yield from _strings(row)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def count(found: Mapping[str, list[str]]) -> dict[str, dict[str, int]]:
    """Return how many canaries of each kind stand in each place."""
    return {
        place: {
            kind: sum(len(form.findall(text)) for text in texts) for kind, form in KINDS.items()
        }
        for place, texts in found.items()
    }


def report(found: Mapping[str, list[str]]) -> int:
    """Print the counts, and how much was looked through; return 1 if any is not zero."""
    counts = count(found)
    print(f"{'place':18}" + "".join(f"{kind:>10}" for kind in KINDS) + f"{'characters':>14}")
    for place, kinds in counts.items():
        size = sum(map(len, found[place]))
        print(f"{place:18}" + "".join(f"{kinds[k]:>10}" for k in KINDS) + f"{size:>14,}")
    empty = [place for place, texts in found.items() if not any(texts)]
    if empty:
        print(f"nothing to look through in: {', '.join(empty)}", file=sys.stderr)
    return int(bool(empty) or any(n for kinds in counts.values() for n in kinds.values()))


def release(articles: int, folder: Path) -> dict[str, list[str]]:
    """Run a number of articles through everything; return what stands in each place."""
    sources = lay_out(folder / "articles", articles)
    state = StatePaths(folder / "state")
    with hook() as (address, told):
        printed = run(sources, state, address)
    return places(state, sources, printed, told)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="keep everything here, to look at")
    arguments = parser.parse_args()
    if arguments.folder is not None:
        return report(release(arguments.articles, arguments.folder.absolute()))
    with tempfile.TemporaryDirectory() as folder:
        return report(release(arguments.articles, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
