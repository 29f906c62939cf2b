"""A browser opens the page of every example without a complaint, and it fits a telephone."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sla_writer import messages
from sla_writer.render.html import render
from sla_writer.workspace import Workspace, documents

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/agreement.yaml"))
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--hide-scrollbars", "--enable-logging=stderr", "--virtual-time-budget=3000", "--dump-dom"),
)
TELEPHONE = 360
FRAME = """<!DOCTYPE html><meta charset="utf-8"><title>probe</title>
<iframe id="page" width="{width}" height="800" style="border: 0" srcdoc="{page}"></iframe>
<pre id="seen"></pre>
<script>
const frame = document.getElementById("page");
frame.onload = () => {{
  const root = frame.contentDocument.documentElement;
  const seen = {{needs: root.scrollWidth, has: root.clientWidth, text: root.innerText.length}};
  document.getElementById("seen").textContent = JSON.stringify(seen);
}};
</script>
"""


def opened(page: Path, folder: Path) -> tuple[str, list[str]]:
    """The page after it was laid out, and what the browser complained of."""
    browser = next(filter(None, map(shutil.which, PROGRAMS)))
    command = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", page.as_uri()]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout, re.findall(r".*CONSOLE.*", done.stderr)


@pytest.mark.chromium
@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_page_opens_without_errors_and_fits_a_telephone(
    example: Path, language: str, tmp_path: Path
) -> None:
    messages.use(language)
    shown = {each.language: each for each in documents(Workspace(example).agreement())}[language]
    page = tmp_path / "frame.html"
    frame = FRAME.format(width=TELEPHONE, page=html.escape(render(shown)))
    page.write_text(frame, encoding="utf-8")
    dom, complaints = opened(page, tmp_path)
    found = re.search(r'<pre id="seen">(.*?)</pre>', dom)
    assert found
    seen = json.loads(found[1])
    assert seen["text"] > 10_000
    assert seen["needs"] <= seen["has"] == TELEPHONE
    assert complaints == []
