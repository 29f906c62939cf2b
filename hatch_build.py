"""Before a wheel: message catalogues become what gettext reads, and the product's data goes in."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("templates", "glossaries", "examples")


def compile_catalogues(root: Path) -> None:
    """Write a .mo beside every .po of the package; ValueError names what is wrong in a .po."""
    for source in sorted(root.glob("sla_writer/locale/*/LC_MESSAGES/*.po")):
        compiled, target = _compiled(source), source.with_suffix(".mo")
        if not target.is_file() or target.read_bytes() != compiled:
            # In one step: another program may be reading the old one.
            fresh = target.with_suffix(".new")
            fresh.write_bytes(compiled)
            fresh.replace(target)


def _compiled(source: Path) -> bytes:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    found = BytesIO()
    write_mo(found, catalogue)
    return found.getvalue()


class CustomBuildHook(BuildHookInterface[Any]):
    """For the wheel, the wheel made from an sdist, and the editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root))
        if version != "editable":  # which finds the data beside the package
            forced = {str(Path(self.root, name)): f"sla_writer/{name}" for name in DATA}
            build_data["force_include"].update(forced)


if __name__ == "__main__":
    compile_catalogues(Path(__file__).parent)
