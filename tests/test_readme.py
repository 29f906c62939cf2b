"""The pages that newcomers read: commands run, snippets load and render, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sla_writer import cli, data, interview, messages, template_check, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import from_file, load
from sla_writer.clauses import document
from sla_writer.cli import rules as rules_verb
from sla_writer.cli.ending import run
from sla_writer.errors import PackError, SlaWriterError
from sla_writer.pack import load as load_pack
from sla_writer.templating import parse
from sla_writer.yaml_file import YamlFile

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
READMES = {"en": ROOT / "README.md", "ru": ROOT / "README.ru.md"}
GUIDES = {"en": DOCS / "agreement-file.md", "ru": DOCS / "agreement-file.ru.md"}
TEMPLATES = {"en": DOCS / "templates.md", "ru": DOCS / "templates.ru.md"}
RULES = {"en": DOCS / "rules.md", "ru": DOCS / "rules.ru.md"}
INTERVIEW = {"en": DOCS / "interview.md", "ru": DOCS / "interview.ru.md"}
DEADLINES = {"en": DOCS / "deadlines.md", "ru": DOCS / "deadlines.ru.md"}
VERSIONS = {"en": DOCS / "versions.md", "ru": DOCS / "versions.ru.md"}
COMPARING = {"en": DOCS / "comparing.md", "ru": DOCS / "comparing.ru.md"}
PAIRS = (READMES, GUIDES, TEMPLATES, INTERVIEW, DEADLINES, RULES, VERSIONS, COMPARING)
PAGES = [page for pair in PAIRS for page in pair.values()]
COMPANIES = {"en": "fennimark", "ru": "ryadozor"}
PICTURE_LIMIT = 250_000

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
ANY_CODE = re.compile(r"(`+).+?\1")


def fenced(page: Path, kind: str) -> list[str]:
    """The page's fenced blocks of a kind."""
    return [body for named, body in FENCE.findall(page.read_text("utf-8")) if named == kind]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", page.read_text("utf-8"))


def example(language: str) -> Agreement:
    return load(data.folder("examples") / COMPANIES[language] / "agreement.yaml")


# --- links and pictures -------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The anchors that forges make of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere_and_every_picture_is_described(page: Path) -> None:
    for picture, words, target in LINK.findall(ANY_CODE.sub("", prose(page))):
        assert words, target
        path, _, anchor = target.partition("#")
        if path.startswith("https:"):
            continue
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), target
        assert not picture or file.stat().st_size < PICTURE_LIMIT, target


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["en"].stem)
def test_both_languages_have_the_same_parts(pair: dict[str, Path]) -> None:
    def shape(page: Path) -> list[str]:
        kinds = re.findall(r"^(#+) |^```(\w+)$|^(\|) ", page.read_text("utf-8"), re.MULTILINE)
        return ["".join(kind) for kind in kinds]

    assert shape(pair["ru"]) == shape(pair["en"])


def test_the_page_of_rules_holds_the_tables_that_the_rules_make(language: str) -> None:
    """When it fails: put what `sla rules --markdown` prints into the page again."""
    messages.use(language)
    assert rules_verb.table(language) in RULES[language].read_text("utf-8")


# --- commands -----------------------------------------------------------------------------------


def commands(page: Path) -> Iterator[list[str]]:
    """The commands of a page's shell blocks, as words."""
    for block in fenced(page, "sh"):
        yield from (shlex.split(line, comments=True) for line in block.splitlines())


def test_the_readmes_commands_run(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    agreement = fenced(READMES[language], "yaml")[0]
    tmp_path.joinpath("answers.yaml").write_text(agreement, encoding="utf-8")
    for words in commands(READMES[language]):
        if "run.py" in words and words[2] == "sla":
            words = words[2:]
        if words[:2] == ["sla", "new"]:
            start(words, language)
        elif words[0] == "sla":
            assert run(words[1:]) == 0, words
        else:
            assert words[:2] == ["python3", "run.py"] or "install" in words, words
    assert sorted(path.suffix for path in tmp_path.glob("my-sla/out/*")) == [".docx", ".md"]


def start(words: list[str], language: str) -> None:
    """Begins `my-sla`; the example stands in for what a person would have answered."""
    shutil.rmtree("my-sla", ignore_errors=True)
    if "--no-input" in words:
        assert run(words[1:]) == 0, words
        return
    assert run(words[1:]) == SlaWriterError.exit_code  # nobody is at the keyboard
    shutil.copytree(data.folder("examples") / COMPANIES[language], "my-sla")


def test_the_first_command_writes_the_example_agreements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    two_quarters(tmp_path / "examples" / "acme")
    monkeypatch.chdir(ROOT)
    found = importlib.util.spec_from_file_location("run_py", ROOT / "run.py")
    assert found
    assert found.loader
    run_py = importlib.util.module_from_spec(found)
    found.loader.exec_module(run_py)
    monkeypatch.setattr(run_py, "ROOT", tmp_path)
    monkeypatch.setattr(run_py, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(run_py, "set_up", lambda: None)
    assert run_py.main(["example"]) == 0
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert all(path.is_file() for path in written)
    kinds = {(path.name.partition("-")[0], *path.name.split(".")[-2:]) for path in written}
    forms = [*((COMPANIES["en"], form) for form in ("docx", "md", "html")), ("review", "html")]
    assert kinds >= {(name, code, form) for code in ("ru", "en") for name, form in forms}
    assert {path.name for path in written} >= {
        f"{name}.{code}.{form}"
        for code in ("ru", "en")
        for name, form in (("redline", "docx"), ("changes", "md"))
    }


def two_quarters(company: Path) -> None:
    """A company with a two-page agreement, and another revision of it instead of a new quarter."""
    shown = data.folder("examples") / COMPANIES["en"] / "agreement.yaml"
    first = shown.read_text("utf-8").replace("pack: b2b", "pack: short")
    company.mkdir(parents=True)
    (company / "agreement.yaml").write_text(first, encoding="utf-8")
    second = first.replace("within: 4 business hours", "within: 3 business hours")
    (company / "2027-Q1.yaml").write_text(second, encoding="utf-8")
    assert first != second


def test_the_templates_pages_commands_run(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(data.folder("examples") / COMPANIES[language], "my-sla")
    for words in commands(TEMPLATES[language]):
        assert run(words[1:]) == 0, words


def test_the_versions_pages_commands_run(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(data.folder("examples") / COMPANIES[language], "my-sla")
    for words in commands(VERSIONS[language]):
        assert run(words[1:]) == 0, words


def test_the_table_lists_every_command_with_options_that_it_has(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = re.findall(r"^\| `sla ?(\w*)[^`]*` \| (.*) \|$", prose(READMES[language]), re.MULTILINE)
    assert [name for name, _ in rows if name] == sorted(cli.VERBS, key=order(rows))
    for name, said in rows:
        options = {word for code in CODE.findall(said) for word in re.findall(r"--[\w-]+", code)}
        assert run([*([name] if name else []), "--help"]) == 0
        assert options <= set(re.findall(r"--[\w-]+", capsys.readouterr().out))


def order(rows: list[tuple[str, str]]) -> Any:
    listed = [name for name, _ in rows]
    return lambda verb: listed.index(verb) if verb in listed else len(listed)


def test_the_python_example_runs(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    exec(fenced(READMES[language], "python")[0], {})
    assert capsys.readouterr().out.strip()


# --- the agreement file -------------------------------------------------------------------------


def test_twenty_lines_are_an_agreement(language: str) -> None:
    text = fenced(READMES[language], "yaml")[0]
    assert len(text.splitlines()) == 20
    interview.from_answers(yaml_file.parse(text, "answers.yaml"), load_pack("short"))


def laid_over(old: Any, new: Any) -> Any:
    """A piece of a file laid over the whole; items of lists meet by their ids."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {name: laid_over(old.get(name), new.get(name, old.get(name))) for name in old | new}
    if isinstance(old, list) and isinstance(new, list) and all(isinstance(i, dict) for i in new):
        known = {item.get("id"): item for item in old}
        fresh = {item.get("id"): laid_over(known.get(item.get("id")), item) for item in new}
        return list({**known, **fresh}.values())
    return new


def test_the_guides_pieces_fit_into_the_example(language: str) -> None:
    file = yaml_file.load(data.folder("examples") / COMPANIES[language] / "agreement.yaml")
    pieces = fenced(GUIDES[language], "yaml")
    assert len(pieces) > 10
    for piece in pieces:
        whole = laid_over(file.data, yaml_file.parse(piece, "piece").data)
        assert from_file(YamlFile("piece", whole, {}, {}, [])) != example(language), piece


def test_the_guides_values_are_read_and_its_wrong_ones_refused(language: str) -> None:
    from sla_writer.agreement.calendars import Hours
    from sla_writer.agreement.record import _day as day
    from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter

    rows = re.findall(r"^\| [^|]+ \| (`.*) \| (`.*) \|$", prose(GUIDES[language]), re.MULTILINE)
    kinds = [each.parse for each in (Money, Percent, Duration, Count, Quarter)]
    for read, (good, bad) in zip([*kinds, day, Hours.parse], rows, strict=True):
        assert all(read(text) for text in CODE.findall(good))
        with pytest.raises(Exception, match="value-"):
            read(CODE.findall(bad)[0])


def test_mistakes_are_told_as_the_guide_shows(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    text = fenced(READMES[language], "yaml")[0]
    wrong = text.replace("40 %\n", "40\n").replace("deal_size", "deal_sise")
    tmp_path.joinpath("answers.yaml").write_text(wrong, encoding="utf-8")
    order = ["new", "my-sla", "--pack", "short", "--answers", "answers.yaml", "--no-input"]
    assert run(order) == SlaWriterError.exit_code
    assert capsys.readouterr().err == fenced(GUIDES[language], "text")[0]


# --- templates ----------------------------------------------------------------------------------


def one_page(folder: Path, language: str, page: str) -> Any:
    """A pack that has nothing but one section."""
    folder.joinpath(language).mkdir(parents=True, exist_ok=True)
    folder.joinpath("pack.yaml").write_text("sections: [page]\n", encoding="utf-8")
    folder.joinpath(language, "page.md").write_text(page, encoding="utf-8")
    return load_pack("page", folder)


def said(folder: Path, language: str, page: str) -> str:
    """The text that a section prints for the example."""
    blocks = document(example(language), one_page(folder, language, page), language).blocks
    return "".join(run.text for block in blocks for run in getattr(block, "runs", ()))


def test_the_templates_render(language: str, tmp_path: Path) -> None:
    for number, page in enumerate(fenced(TEMPLATES[language], "jinja")):
        folder = tmp_path / str(number)
        assert said(folder, language, page), page
        problems = template_check.check(load_pack("page", folder))
        assert {problem.key for problem in problems} <= {"error-pack-file"}, page


def rows_of(page: Path, sample: str) -> list[list[str]]:
    """The cells of the rows of the table in which `sample` stands."""
    tables = re.findall(r"(?:^\|.*\n)+", prose(page), re.MULTILINE)
    table = next(table for table in tables if sample in table)
    cut = [re.split(r"(?<!\\)\|", line.strip("|")) for line in table.splitlines()[2:]]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cut]


def test_every_filter_prints_what_the_page_says(language: str, tmp_path: Path) -> None:
    for number, (_, code, printed) in enumerate(rows_of(TEMPLATES[language], "sentences`")):
        found = said(tmp_path / str(number), language, CODE.findall(code)[0])
        quoted = re.search(r": (.+)$", printed) or re.search(r"([“«].+?[”»])", printed)
        assert quoted
        assert found.replace("\u00a0", " ") in quoted[1].replace("\u00a0", " ")


def test_what_the_page_calls_refused_is_refused(language: str, tmp_path: Path) -> None:
    refused = [code for row in rows_of(TEMPLATES[language], "__class__") for code in row[:1]]
    for number, template in enumerate(c for cell in refused for c in CODE.findall(cell)):
        with pytest.raises(PackError) as caught:
            parse(one_page(tmp_path / str(number), language, template), language, "page")
        assert caught.value.problems[0].key == "error-template-refused", template


@pytest.mark.parametrize("text", ["<b>x</b>", "> x", "```\nx\n```", "---", "#### x"])
def test_a_document_has_no_place_for(text: str, tmp_path: Path) -> None:
    with pytest.raises(SlaWriterError):
        said(tmp_path, "en", text)


def test_a_misspelt_field_is_told_as_the_page_shows(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    own = Path("my-templates", "b2b", language)
    own.mkdir(parents=True)
    own.joinpath("goals.md").write_text("\n\n{{ plan.sales_targt }}\n", encoding="utf-8")
    assert run(["templates", "check", "my-templates"]) == 1
    shown = fenced(TEMPLATES[language], "text")[-1]
    assert capsys.readouterr().err.replace("\\", "/") == shown


def test_the_pages_own_pack_is_fit_for_use(language: str, tmp_path: Path) -> None:
    folder = tmp_path / "onepage"
    for code in READMES:
        folder.joinpath(code).mkdir(parents=True)
        folder.joinpath(code, "questions.yaml").write_text("{}\n", encoding="utf-8")
        page = fenced(TEMPLATES[code], "jinja")[-1]
        folder.joinpath(code, "page.md").write_text(page, encoding="utf-8")
    settings = fenced(TEMPLATES[language], "yaml")[0]
    folder.joinpath("pack.yaml").write_text(settings, encoding="utf-8")
    assert run(["templates", "check", str(tmp_path), "--pack", "onepage"]) == 0
    pack = load_pack("onepage", tmp_path)
    assert all(pack.question_words(language)[question.id] for question in pack.questions)
    assert document(example(language), pack, language).blocks
