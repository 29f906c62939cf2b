"""What programs may rely on: the names of `sla_writer`, and that importing it costs nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import sla_writer

HEAVY = ("pydantic", "lxml", "docx", "babel", "jinja2", "click", "rich", "ruamel", "questionary")


def test_the_public_names_change_only_on_purpose() -> None:
    assert sla_writer.__all__ == [
        "Agreement", "AgreementError", "Document", "Order", "Pack", "PackError", "Problem",
        "SlaWriterError", "ToolMissing", "Workspace", "__version__", "load", "load_pack",
        "make_document", "render_workspace",
    ]  # fmt: skip


@pytest.mark.parametrize("name", sla_writer.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sla_writer, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = sla_writer.no_such_name


def test_importing_the_package_imports_no_library() -> None:
    program = f"import sys, sla_writer; print([n for n in {HEAVY!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
