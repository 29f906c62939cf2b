"""Compiles the message catalogues (.po) into what gettext reads (.mo) before the package is built."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside every .po of the package; ValueError names what is wrong in a .po."""
    for source in sorted(root.glob("sla_writer/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


class CustomBuildHook(BuildHookInterface[Any]):
    """For the wheel, the wheel made from an sdist, and the editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))
