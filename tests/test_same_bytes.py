"""Law 4: the same agreement gives the same bytes, wherever and whenever it is rendered."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*/agreement.yaml"))
PLACES = [
    {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "SLA_LANG": "ru"},
]


def rendered(agreement: Path, folder: Path, place: dict[str, str]) -> dict[str, str]:
    folder.mkdir()
    shutil.copy(agreement, folder)
    command = [sys.executable, "-m", "sla_writer", "render", "--format", "docx,md,html,txt"]
    subprocess.run(command, cwd=folder, env={**os.environ, **place}, check=True, timeout=120)
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("out/*")}


@pytest.mark.parametrize("agreement", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_place_time_and_locale_change_no_byte(agreement: Path, tmp_path: Path) -> None:
    found = [rendered(agreement, tmp_path / f"some {n}", place) for n, place in enumerate(PLACES)]
    assert len(found[0]) == 8
    assert found[0] == found[1]
