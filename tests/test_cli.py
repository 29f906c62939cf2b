"""The command line itself: help, languages, errors, exit codes, pipes and colours."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click
import pytest

from sla_writer import cli, messages
from sla_writer.cli.ending import language_asked, run
from sla_writer.cli.screen import inert, painted, wrapped
from sla_writer.interview.script import Script
from sla_writer.pack import load

MINIMAL = """\
identity:
  title: {ru: Соглашение, en: Agreement}
  id: acme
  quarter: IV квартал 2026
  effective_from: 2026-10-01
  effective_to: 31.12.2026
  review_by: {undecided: {who: cmo, by: 2026-10-10}}
  languages: [ru, en]
  currency: RUB
  amounts: net
  revenue: bookings
sides:
  marketing: {department: Маркетинг, head: cmo}
  sales: {department: Продажи, head: rop}
  steward: revops
roles:
  - {id: cmo, title: Директор по маркетингу, side: marketing, person: А. Иванова}
  - {id: rop, title: РОП, side: sales}
  - {id: revops, title: RevOps, side: revops}
scope:
  included: {motions: [inbound]}
kpis:
  - id: mql
    measure: qualified_leads
    side: marketing
    target: 1 500
    basis: period
    source: {undecided: {who: revops, by: 2026-12-01}}
    owner: cmo
    cadence: monthly
"""

BAD = {
    "unknown-key": ("currency: RUB", "curency: RUB", "agreement.yaml:9:3"),
    "duplicate-key": ("currency: RUB", "currency: RUB\n  currency: USD", "agreement.yaml:10:3"),
    "wrong-type": ("languages: [ru, en]", "languages: ru", "agreement.yaml:8:14"),
    "broken-reference": ("head: rop", "head: ropp", "agreement.yaml:14:38"),
    "no-percent": (
        "kpis:",
        "plan: {sales_target: 1 RUB, marketing_share: 40, deal_size: 1 RUB}\nkpis:",
        "agreement.yaml:22:46",
    ),
    "not-yaml": ("scope:", "scope: [", "agreement.yaml:22:"),
    "bomb": ("scope:", "a: &a [1,1]\nb: [*a, *a]\nscope:", "agreement.yaml:20:4"),
    "control-character": ("id: acme", 'id: "ac\\u001bme"', "agreement.yaml:3:7"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "agreement.yaml").write_text(MINIMAL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sla(*args: str, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        [sys.executable, "-m", "sla_writer", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        input=stdin,
        env={**os.environ, **env},
    )


# --- verbs and help ---------------------------------------------------------------------------


def test_every_module_with_a_verb_is_listed() -> None:
    names = [path.stem for path in Path(cli.__file__).parent.glob("[!_]*.py")]
    found = {name: getattr(import_module(f"sla_writer.cli.{name}"), "verb", None) for name in names}
    verbs = {name: verb.name for name, verb in found.items() if isinstance(verb, click.Command)}
    assert sorted(verbs) == sorted(cli.VERBS)
    assert all(name == shown for name, shown in verbs.items())


def all_commands() -> list[list[str]]:
    return [
        [],
        *([name] for name in cli.VERBS),
        *(["templates", n] for n in ("list", "eject", "check")),
        *(["calendar", n] for n in ("show", "refresh")),
    ]


@pytest.mark.parametrize("command", all_commands(), ids=" ".join)
def test_help_says_something_of_every_option(
    command: Sequence[str], language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert not re.search(r"\b(help|metavar|said|error)-[a-z]", shown), "a message is missing"
    if language == "ru":
        assert not re.search(
            r"\b(Usage|Options|Commands|Arguments|Show|Error|FILE|DIR|PATH|TEXT)\b", shown
        )
        assert "Использование:" in shown


def test_russian_help_is_wholly_russian(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLA_LANG", "ru")
    for command in all_commands():
        run([*command, "--help"])
    words = set(
        re.findall(
            r"[A-Za-z]{2,}",
            re.sub(r"(--?[a-z-]+|sla [a-z ]+|\S+\.\S+)", "", capsys.readouterr().out),
        )
    )
    names = {
        *cli.VERBS,
        "marketing",
        "sales",
        "open",
        "quick",
        "full",
        "changed",
        "id",
        "ID",
        *Script(load("b2b")).sections,
        *"deal_size mql win_rate cac".replace("_", " ").split(),
        "list",
        "eject",
        "check",
        "sla",
        "SLA",
        "LANG",
        "en",
        "ru",
        "json",
        "JSON",
        "Schema",
        "out",
        *("text", "working", "agreement", "comparison", "changes"),
    }
    products = {
        "Word",
        "Markdown",
        "HTML",
        "PDF",
        "LibreOffice",
        "docx",
        "md",
        "html",
        "txt",
        "pdf",
        "short",
    }
    shells = {
        "eval",
        "bash",
        "source",
        "zsh",
        "fish",
        "powershell",
        "COMPLETE",
        "bashrc",
        "SLA",
        "b2b",
    }
    calendars = {"show", "refresh", "days", "off", "special"}
    places = {"Europe", "Moscow", "RU", "US", "DE", "BY"}
    versions = {"latest", "versions", "quarantine", "git", "YAML", "agreement"}
    decisions = {"approved", "rejected", "withdrawn", "decisions"}
    assert words <= names | products | shells | calendars | places | versions | decisions


def test_help_imports_no_heavy_library() -> None:
    program = (
        "import sys; from sla_writer.cli.ending import run; run(['--help']);"
        "heavy = ('pydantic', 'babel', 'rich', 'lxml', 'jinja2', 'ruamel', 'json');"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stderr.strip() == "[]"


def test_version() -> None:
    from sla_writer import __version__

    assert sla("--version").stdout == f"sla {__version__}\n"


@pytest.mark.parametrize(
    ("args", "asked"),
    [
        (["--lang", "ru", "check"], "ru"),
        (["--lang=ru"], "ru"),
        (["glossary", "--lang", "ru"], "ru"),
        (["render", "--lang", "ru"], "en"),
        (["--lang", "ru", "render", "--lang", "en"], "ru"),
        (["--lang", "de", "check"], "en"),
        (["--lang"], "en"),
    ],
)
def test_the_screens_language_is_found_before_help_is_built(
    args: list[str], asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLA_LANG", "en")
    assert language_asked(args) == asked


# --- mistakes ---------------------------------------------------------------------------------


def test_an_unknown_verb_is_answered_with_the_nearest(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rendr"]) == 2
    said = capsys.readouterr().err
    assert "'render'" in said
    assert ("Может быть" if language == "ru" else "Did you mean") in said


def test_an_unknown_option_is_answered_with_the_nearest(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", "--fromat", "md"]) == 2
    assert "'--format'" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "render", "explain"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_message_with_its_place_and_exit_2(
    name: str, verb: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, wrong, place = BAD[name]
    (folder / "agreement.yaml").write_text(MINIMAL.replace(right, wrong, 1), encoding="utf-8")
    assert run([verb, "500"] if verb == "explain" else [verb]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert place in said
    assert re.search(r"^ +\d+ \| .*\n +\| +\^", said, re.MULTILINE)
    assert "Traceback" not in said
    assert bool(re.search("[а-я]{4}", said.partition("\n")[0].replace("рабоч", ""))) == (
        language == "ru"
    )
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"\x00\xff\xfe binary", "UTF-8"), (b"#" * 20_000_000, "1000"), (None, "agreement.yaml")],
)
def test_a_file_that_is_no_text_is_one_message(
    content: bytes | None, key: str, language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "agreement.yaml").unlink()
    if content is not None:
        (folder / "agreement.yaml").write_bytes(content)
    assert run(["check"]) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert key in said
    assert len(said.strip().splitlines()) == 1


def test_a_missing_path_is_named(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "no/such/place"]) == 2
    assert str(Path("no/such/place")) in capsys.readouterr().err


def test_a_hundred_mistakes_do_not_flood_the_screen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = "".join(f"x{n}: 1\n" for n in range(100))
    (folder / "agreement.yaml").write_text(MINIMAL + more, encoding="utf-8")
    assert run(["check"]) == 2
    assert "50" in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_mistake_of_ours_is_a_message_and_not_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sla_writer.workspace.Workspace.agreement", lambda self: 1 / 0)
    assert run(["check"]) == 70
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said


def test_an_interrupt_ends_with_130(
    folder: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def interrupt(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sla_writer.workspace.Workspace.agreement", interrupt)
    assert run(["check"]) == 130


# --- streams ----------------------------------------------------------------------------------


def test_colours_are_heard_and_refused(folder: Path) -> None:
    assert "\x1b" not in sla("check", str(folder)).stdout
    assert "\x1b" in sla("check", str(folder), FORCE_COLOR="1", NO_COLOR="").stdout
    assert "\x1b" not in sla("check", str(folder), FORCE_COLOR="1", NO_COLOR="1").stdout


def test_what_a_user_typed_cannot_act_on_the_terminal(tmp_path: Path) -> None:
    done = sla("check", str(tmp_path / "\x1b[2Jname\u202e"))
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr
    assert inert("a\tb\nc\x1b\x9b\u2066") == "a\tb\nc␛\ufffd\ufffd"


def test_long_lines_break_between_words_and_colours_take_no_room() -> None:
    line = f"  {painted('abc', bold=True)} de\u00a0f ghi"
    assert wrapped(line, 0) == line
    assert wrapped(line, 14) == line
    assert click.unstyle(wrapped(line, 13)) == "  abc de\u00a0f\n    ghi"
    assert click.unstyle(wrapped(line, 3)) == "  abc\n    de\u00a0f\n    ghi"


def test_a_closed_pipe_is_no_error(folder: Path) -> None:
    command = f'"{sys.executable}" -m sla_writer schema | head -c 1'
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_output_is_utf_8_whatever_the_locale_says(folder: Path) -> None:
    done = sla(
        "check", str(folder), LC_ALL="C", SLA_LANG="ru", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert "ошибок" in done.stdout


def test_completion_speaks_the_users_language() -> None:
    done = sla(_SLA_COMPLETE="bash_complete", COMP_WORDS="sla rec", COMP_CWORD="1", SLA_LANG="ru")
    assert done.stdout.split() == ["plain,reconcile", "plain,recover"]


def test_messages_leave_no_placeholder_unfilled() -> None:
    """A message whose English and Russian have different placeholders would fail on a user."""
    from babel.messages.pofile import read_po

    said = {}
    for language in messages.LANGUAGES:
        path = messages.LOCALES / language / "LC_MESSAGES" / "sla_writer.po"
        with path.open("rb") as file:
            said[language] = {str(m.id): str(m.string) for m in read_po(file) if m.id}
    assert said["ru"].keys() == said["en"].keys()
    for key in said["en"]:
        fields = [set(re.findall(r"\{(\w+)", said[lang][key])) for lang in messages.LANGUAGES]
        assert fields[0] == fields[1], key
