"""The audit's documents, made safe to open anywhere: without a network and without scripts.

Great Expectations writes pages that load style sheets and scripts from other hosts. Here they lose
both, get a policy that allows nothing from elsewhere, a small style of our own, and an index that
is a plain table. Names and queries are shown; rows never were in them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wirebook.audit.results import AuditResult, CheckResult

_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'\">"
)
_STYLE = """
body { font: 15px/1.5 sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
th, td { border-bottom: 1px solid #ddd; padding: .3rem .6rem; text-align: left;
  vertical-align: top; }
pre, code { background: #f5f5f5; white-space: pre-wrap; }
.fa-check-circle::before { color: #17703a; content: "\\2713"; }
.fa-times::before, .fa-exclamation-triangle::before { color: #b3261e; content: "\\2717"; }
.failed { background: #fdecea; }
nav img, .card, .modal, .tooltip, .cooltip .top { display: none; }
"""
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_ELSEWHERE = re.compile(r"<(?:link|img)\b[^>]*https?://[^>]*>", re.IGNORECASE)
_HANDLER = re.compile(r'\son[a-z]+="[^"]*"', re.IGNORECASE)
_EXTERNAL_URL = re.compile(r"url\(\s*['\"]?https?://[^)]*\)", re.IGNORECASE)


def close(folder: Path, audit: AuditResult) -> None:
    """Make every page of a documents folder self-contained and write its index."""
    for page in folder.rglob("*.html"):
        page.write_text(_closed(page.read_text(encoding="utf-8")), encoding="utf-8")
    links = {path.parts[-4]: path for path in folder.glob("validations/*/*/*/*.html")}
    relative = {table: path.relative_to(folder).as_posix() for table, path in links.items()}
    (folder / "index.html").write_text(_index(audit, relative), encoding="utf-8")


def _closed(page: str) -> str:
    for pattern in (_SCRIPT, _ELSEWHERE, _HANDLER):
        page = pattern.sub("", page)
    page = _EXTERNAL_URL.sub("none", page)
    return page.replace("<head>", f"<head>{_POLICY}<style>{_STYLE}</style>", 1)


def _index(audit: AuditResult, links: dict[str, str]) -> str:
    verdict = "passed" if audit.success else "failed"
    counts = ", ".join(f"{count} {kind}" for kind, count in audit.counts.items() if count)
    parts = [
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>",
        f"{_POLICY}<style>{_STYLE}</style><title>wirebook audit</title></head><body>",
        f"<h1>The audit of {html.escape(audit.publish_id)} {verdict}</h1><p>{counts}</p>",
        "<table><tr><th>table</th><th>check</th><th>rule</th><th>severity</th>",
        "<th>rows</th><th>unexpected</th><th>why</th></tr>",
        *_rows(audit.failures, links),
        *_rows((check for check in audit.checks if check.success), links),
        "</table></body></html>\n",
    ]
    return "".join(parts)


def _rows(checks: Iterable[CheckResult], links: dict[str, str]) -> Iterable[str]:
    for check in checks:
        table = html.escape(check.table)
        if check.table in links:
            table = f"<a href='{html.escape(links[check.table], quote=True)}'>{table}</a>"
        cells = [
            table,
            html.escape(check.check),
            str(check.rule),
            check.severity,
            f"{check.rows_evaluated:,}",
            "crashed" if check.exception is not None else f"{check.rows_unexpected:,}",
            html.escape(check.why),
        ]
        opening = "<tr>" if check.success else "<tr class='failed'>"
        yield opening + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
