"""The one table of currencies: what the script writes, what the lexicons may name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_the_table_is_what_its_script_writes() -> None:
    script = ROOT / "scripts" / "build_currencies.py"
    check = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr
