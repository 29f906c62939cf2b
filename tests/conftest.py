"""How the tests run: markers, the programs they may need, and how many cases a law is tried on."""

from __future__ import annotations

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

from sla_writer import messages

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "libreoffice": ("soffice", "libreoffice"),
    "pandoc": ("pandoc",),
}
OF_THE_USER = ("SLA_LANG", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR")

for _name in OF_THE_USER:
    os.environ.pop(_name, None)
os.environ["SOURCE_DATE_EPOCH"] = "1792022400"  # 15 October 2026: what is overdue must not change

settings.register_profile(
    "default",
    max_examples=60,
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", settings.get_profile("default"), max_examples=2000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the large counts too")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("long" if config.getoption("--long") else "default")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("long") and not item.config.getoption("--long"):
        pytest.skip("a large count: python3 run.py test --long")
    for marker, programs in PROGRAMS.items():
        if item.get_closest_marker(marker) and not any(map(shutil.which, programs)):
            pytest.skip(f"{marker} is not installed")


@pytest.fixture(autouse=True)
def _speaks_english() -> None:
    """Every test begins in English, whatever the one before it spoke."""
    messages.use("en")


@pytest.fixture(params=["ru", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A language of the screen; a test that takes it is run in each."""
    monkeypatch.setenv("SLA_LANG", request.param)
    return str(request.param)
