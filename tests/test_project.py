"""The project's frame: versions, packages and doors, messages, what the wheel holds."""

from __future__ import annotations

import ast
import importlib.util
import re
import string
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import sla_writer
from sla_writer import cli, messages
from sla_writer.data import folder

ROOT = Path(__file__).parents[1]
CODE = sorted(ROOT.glob("sla_writer/**/*.py"))
ASIDE = [path for name in ("tests", "benchmarks") for path in ROOT.glob(f"{name}/**/*.py")]
CATALOGUES = sorted(ROOT.glob("sla_writer/locale/*/LC_MESSAGES/*.po"))
PAGES = sorted(ROOT.glob("*.md"))
PROJECT: dict[str, Any] = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))
LOCK = ROOT.joinpath("requirements.lock").read_text("utf-8")

KEY = re.compile(r"(ask|error|help|hint|metavar|said|value)(-[a-z0-9]+)+")
# What to do with an open deal, a value in the agreement; a pattern of the glossaries.
NOT_KEYS = {"ask-owner", "value-per"}
# Put together when they are said.
BUILT_KEYS = (
    "ask-depth-*", "ask-from-*", "ask-item-*", "ask-keys-*", "ask-language-*",
    "help-*", "metavar-*", "said-again-*", "said-conflict-*", "said-decision-*",
    "said-file-*", "said-is-*", "said-redline-*",
    "said-log-copy-*", "said-rules-*", "said-severity-*", "said-state-*", "said-style-*",
    "said-weighs-*", "value-*",
)  # fmt: skip
SPEAKERS = {"text", "plural", "SlaWriterError", "ToolMissing", "DraftingError", "InterviewLeft"}

DOORS = {
    "click": {"cli"},
    "docx": {"render"},
    "holidays": {"clock"},
    "httpx2": {"drafting"},
    "jinja2": {"templating", "template_check"},
    "lxml": {"render"},
    "markdown_it": {"document"},
    "openai": {"drafting"},
    "prompt_toolkit": {"interview"},
    "pydantic": {"agreement", "interview"},
    "pydantic_core": {"agreement"},
    "pymorphy3": {"guard"},
    "pypdf": {"office"},
    "questionary": {"interview"},
    "rich": {"cli"},
    "ruamel": {"yaml_file"},
}
BESIDE_CODE = (
    "py.typed", "render/page.css", "render/marks.css", "render/compared/page/page.css",
    "render/compared/page/page.js",
)  # fmt: skip
OURS = {"sla_writer", *(path.stem for path in ASIDE)}
COMES_WITH = {"httpx2": "openai", "prompt_toolkit": "questionary", "pydantic_core": "pydantic"}


@pytest.fixture(scope="module")
def run_py() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- versions and packages ----------------------------------------------------------------------


def declared(*extras: str) -> list[Requirement]:
    optional = PROJECT["project"]["optional-dependencies"]
    named = [
        *PROJECT["project"]["dependencies"],
        *(each for name in extras for each in optional[name]),
    ]
    return [Requirement(each) for each in named]


def imports(path: Path) -> Iterator[str]:
    """The packages that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def foreign(path: Path) -> set[str]:
    return set(imports(path)) - OURS - sys.stdlib_module_names


def test_the_installed_version_is_the_one_in_the_code() -> None:
    assert metadata.version("sla-writer") == sla_writer.__version__


def test_what_is_new_is_written_down_for_the_user() -> None:
    changes = ROOT.joinpath("CHANGELOG.md").read_text("utf-8")
    assert "## [Unreleased]" in changes or f"## [{sla_writer.__version__}]" in changes


def test_the_package_index_shows_the_readme() -> None:
    if ROOT.joinpath("README.md").is_file():
        assert PROJECT["project"].get("readme") == "README.md"


def locked() -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", LOCK, re.MULTILINE))


def test_the_lock_fits_every_declared_floor() -> None:
    versions = locked()
    for each in declared(*PROJECT["project"]["optional-dependencies"]):
        assert versions[canonicalize_name(each.name)] in each.specifier, each


def test_every_locked_package_has_hashes_and_no_address() -> None:
    packages = re.findall(r"^\S+==[^\n]*(?:\n    --hash=[^\n]*)*", LOCK, re.MULTILINE)
    assert len(packages) == len(locked())
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in LOCK


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_enters_through_its_door(path: Path) -> None:
    room = path.relative_to(ROOT / "sla_writer").parts[0].removesuffix(".py")
    assert {
        name: DOORS.get(name) for name in foreign(path) if room not in DOORS.get(name, ())
    } == {}


def test_every_door_and_every_test_has_its_package_declared() -> None:
    providers = metadata.packages_distributions()
    product = {canonicalize_name(each.name) for each in declared("llm", "pages")}
    tests = product | {canonicalize_name(each.name) for each in declared("dev")}
    used = {name: tests for path in ASIDE for name in foreign(path)}
    for name, known in (used | dict.fromkeys(DOORS, product)).items():
        source = COMES_WITH.get(name, name)
        owners = {canonicalize_name(owner) for owner in providers.get(source, [source])}
        assert owners & known, name


# --- message catalogues -------------------------------------------------------------------------


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def entries(path: Path) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue(path) if message.id}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def placeholders(said: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(said) if name is not None}


KNOWN = {path.parts[-3]: entries(path) for path in CATALOGUES}


def test_there_is_a_catalogue_for_every_language_of_the_screen() -> None:
    assert tuple(sorted(KNOWN)) == messages.LANGUAGES


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_a_message_is_said_once_and_completely(path: Path) -> None:
    text = path.read_text("utf-8")
    counted = Counter(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE))
    assert [key for key, count in counted.items() if count > 1] == []
    assert "#, fuzzy" not in text
    assert "#~" not in text
    assert [key for key, message in entries(path).items() if not all(forms(message))] == []


def test_every_language_says_the_same_messages() -> None:
    keys = {language: set(known) for language, known in KNOWN.items()}
    assert {language: sorted(keys["en"] ^ found) for language, found in keys.items()} == {
        language: [] for language in keys
    }


def test_every_language_fills_the_same_placeholders() -> None:
    for language, known in KNOWN.items():
        for key, message in known.items():
            wanted = {frozenset(placeholders(said)) for said in forms(KNOWN["en"][key])}
            found = {frozenset(placeholders(said)) for said in forms(message)}
            assert found <= wanted, (language, key)


def constants(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


USED = {said for path in CODE for said in constants(path) if KEY.fullmatch(said)} - NOT_KEYS


def test_every_message_in_the_code_is_in_the_catalogues() -> None:
    assert sorted(USED - set(KNOWN["en"])) == []


def test_every_message_in_the_catalogues_is_said_somewhere() -> None:
    ours = {key for key in KNOWN["en"] if KEY.fullmatch(key)}
    unsaid = {key for key in ours - USED if not any(fnmatch(key, each) for each in BUILT_KEYS)}
    assert sorted(unsaid) == []


def spoken(path: Path) -> Iterator[tuple[str, set[str], str]]:
    """Each message that a module says with all its parameters in sight: key, parameters, place."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            given = parameters(node)
            key = node.args[0].value
            if given is not None and isinstance(key, str) and KEY.fullmatch(key):
                yield key, given, f"{path.name}:{node.lineno}"


def parameters(call: ast.Call) -> set[str] | None:
    """The names of what fills a message's placeholders; None where that cannot be seen here."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "Problem" and len(call.args) > 1 and isinstance(call.args[1], ast.Dict):
        keys = call.args[1].keys
        seen = [each.value for each in keys if isinstance(each, ast.Constant)]
        return set(map(str, seen)) if len(seen) == len(keys) else None
    if name not in SPEAKERS or any(each.arg is None for each in call.keywords):
        return None
    return {str(each.arg) for each in call.keywords} | ({"n"} if name == "plural" else set())


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_message_is_given_all_that_it_names(path: Path) -> None:
    for key, given, place in spoken(path):
        for known in KNOWN.values():
            wanted = {
                re.split(r"[.\[]", name)[0]
                for said in forms(known[key])
                for name in placeholders(said)
            }
            assert wanted <= given, place


# --- run.py, pages, wheel -----------------------------------------------------------------------


def test_run_py_needs_nothing_but_python() -> None:
    assert set(imports(ROOT / "run.py")) <= sys.stdlib_module_names


def test_run_py_tells_an_old_python_what_it_needs() -> None:
    ast.parse(ROOT.joinpath("run.py").read_text("utf-8"), feature_version=(3, 8))


def test_run_py_says_the_same_in_every_language(run_py: ModuleType) -> None:
    said = run_py.SAID
    assert set(said) == set(messages.LANGUAGES)
    for key, english in said["en"].items():
        for language in said:
            assert placeholders(said[language][key]) == placeholders(english), (language, key)
    assert all(set(known) == set(said["en"]) for known in said.values())


def test_run_py_says_what_to_install_where_venv_is_incomplete(
    run_py: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run_py.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(run_py.Stop):
        run_py.create(ROOT / "out" / "nowhere", None)
    assert "sudo apt install python3-venv" in capsys.readouterr().err


def commands(page: Path) -> Iterator[list[str]]:
    """The commands in a page's fenced blocks, prompts left out, split into words."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    yield from (line.removeprefix("$ ").split() for block in blocks for line in block.splitlines())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_commands_that_exist(page: Path, run_py: ModuleType) -> None:
    for words in commands(page):
        if words[:2] == ["python3", "run.py"]:
            assert words[2:3] == [] or words[2] in run_py.VERBS, words
            words = words[2:]
        if words[:1] == ["sla"] and words[1:] and not words[1].startswith("-"):
            assert words[1] in cli.VERBS, words


def test_a_wheel_holds_the_templates_the_words_and_the_examples(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        held = set(wheel.namelist())
    data = [path for name in ("templates", "glossaries", "examples") for path in shipped(name)]
    compiled = [str(Path(*path.parts[-5:]).with_suffix(".mo").as_posix()) for path in CATALOGUES]
    beside = [f"sla_writer/{each}" for each in BESIDE_CODE]
    assert sorted({*data, *compiled, *beside} - held) == []


def shipped(name: str) -> list[str]:
    """The files of one data folder by their names in the wheel."""
    found = [path.relative_to(ROOT) for path in folder(name).rglob("*") if path.is_file()]
    return [f"sla_writer/{path.as_posix()}" for path in found]
