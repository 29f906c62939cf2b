"""Two versions side by side: nothing promised differently is missed, misplaced or misread."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from consistent import agreements, read
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from test_readme import COMPARING, commands
from test_schema import faults

from sla_writer import data, store, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import agreement_id, load
from sla_writer.agreement.sides import SideName
from sla_writer.changes import Effect, Weight
from sla_writer.cli.ending import run
from sla_writer.comparison import Comparison, Edition, compared
from sla_writer.document import Clause, Document, Table
from sla_writer.render.compared import FACES, shape, text
from sla_writer.render.text import columns
from sla_writer.workspace import Order, Workspace, document_in, releasing, verifying
from sla_writer.workspace.comparing import pair

PAIR = Path(__file__).parent / "compared"
"""Two small quarters, and what a comparison of them says, read by people (see `renew`)."""
EXAMPLE = data.folder("examples") / "ryadozor"
SAID = {"by": "Anna", "at": "2026-10-15T10:00:00+00:00", "note": ""}


def edition(agreement: Agreement, code: str, number: int | None = None) -> Edition:
    return Edition(
        "working", agreement_id(agreement), agreement, document_in(agreement, code), number
    )


@pytest.fixture(scope="module")
def small() -> tuple[Agreement, Agreement]:
    return load(PAIR / "old.yaml"), load(PAIR / "new.yaml")


@pytest.fixture(scope="module", params=["ru", "en"])
def quarters(request: pytest.FixtureRequest, small: tuple[Agreement, Agreement]) -> Comparison:
    """The two small quarters compared, in each language."""
    old, new = small
    return compared(edition(old, request.param, 1), edition(new, request.param, 2))


@pytest.fixture(scope="module")
def large() -> Comparison:
    """Two quarters of an example company: some eighty changes of every sort."""
    old, new = (load(EXAMPLE / name) for name in ("agreement.yaml", "2027-Q1.yaml"))
    return compared(edition(old, "ru", 1), edition(new, "ru", 2))


def shown(comparison: Comparison, width: int = 80, *, wording: bool = False) -> str:
    lines = text.render(comparison, width, wording=wording)
    return "".join("".join(piece.text for piece in line) + "\n" for line in lines)


# --- what it says --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["txt", "md", "json"])
def test_a_review_reads_what_was_read_before(quarters: Comparison, form: str) -> None:
    said = shown(quarters, wording=True) if form == "txt" else FACES[form](quarters)
    assert said == (PAIR / f"compared.{quarters.language}.{form}").read_text("utf-8")


def test_a_change_stands_where_its_item_is_agreed_on(large: Comparison) -> None:
    """Not in the key terms, not in a formula that reckons with it, not in the history."""
    placed = (place for entry in large.entries for place in (entry, *entry.repeats))
    blocks = {place.change.path: place.block for place in placed}
    assert blocks["kpis.mql.target"] == "kpis.mql"
    assert blocks["commitments.volume.amount"] == "commitments.volume"
    assert blocks["terms.mql.requirement"] == "terms.mql"
    assert blocks["plan.deal_size"] == blocks["stages.opportunity.rate"] == "s-funnel.plan"
    assert blocks["waivers.short-sample"] == "waivers.short-sample"  # it is gone
    assert not blocks["roles.sdr-lead.person"].startswith(("history", "reasons", "key"))


def test_every_place_is_there_in_the_redline(large: Comparison) -> None:
    blocks = large.redline.blocks
    rows = (row for block in blocks if isinstance(block, Table) for row in block.rows)
    ids = {each.id for each in (*blocks, *rows)}
    assert {entry.block for entry in large.entries} <= ids | {""}
    assert {each.block for entry in large.entries for each in entry.repeats} <= ids | {""}
    assert {block for _, block in large.reworded} <= ids
    keys = [entry.key for entry in large.entries]
    assert len(set(keys)) == len(keys)


def test_every_material_change_that_is_printed_has_its_comment(quarters: Comparison) -> None:
    material = [e for e in quarters.entries if e.change.weight is Weight.MATERIAL and e.block]
    comments = quarters.redline.comments
    whole = comments[: len(material)]
    assert [(each.at, each.paths) for each in whole] == [
        (each.block, (each.change.path,)) for each in material
    ]
    why = next(each for each in material if each.why)
    told = next(each for each in comments if each.paths == (why.change.path,))
    assert why.why in told.text


def test_a_repeated_number_points_to_where_it_is_explained(large: Comparison) -> None:
    """Who reads from the front meets the goal first, and must not look for a reason in vain."""
    pointers = {path: each for each in large.redline.comments for path in each.paths}
    again = [(entry, place) for entry in large.entries for place in entry.repeats if place.block]
    assert len(again) > 5
    for entry, place in again:
        pointer = pointers[place.change.path]
        assert pointer.at == place.block
        assert entry.where in pointer.text
        assert max(map(len, pointer.text.splitlines())) < 80
    balloons = {id(pointers[place.change.path]) for _, place in again}
    assert len(balloons) == len({place.block for _, place in again})


def test_one_side_reads_what_it_is_held_to(quarters: Comparison) -> None:
    ours = quarters.for_side(SideName.SALES)
    assert all(entry.sides & {SideName.SALES, None} for entry in ours.entries)
    assert all(SideName.MARKETING in e.sides for e in quarters.entries if e not in ours.entries)
    assert set(ours.balance) == {SideName.SALES}
    assert ours.balance[SideName.SALES] == quarters.balance[SideName.SALES]


def test_a_list_of_changes_needs_no_redline(small: tuple[Agreement, Agreement]) -> None:
    old, new = (edition(each, "en") for each in small)
    whole, listed = compared(old, new), compared(old, new, marked=False)
    assert replace(listed, redline=whole.redline) == whole
    assert listed.redline == new.document


# --- nothing, and only words ---------------------------------------------------------------------


def test_what_promises_the_same_differs_in_nothing(
    small: tuple[Agreement, Agreement], language: str
) -> None:
    old = edition(small[0], language, 1)
    again = edition(small[0].model_copy(update={"remarks": ()}), language, 2)
    found = compared(old, again)
    assert not found.differs
    assert not found.redline.comments
    same = "Both promise the same." if language == "en" else "Обе редакции обещают одно и то же."
    assert shown(found).splitlines()[1] == same
    assert same.rstrip(".") in FACES["md"](found)
    assert json.loads(FACES["json"](found))["differs"] is False


def test_another_quarter_alone_rewords_nothing(small: tuple[Agreement, Agreement]) -> None:
    """Days, version and id stand all over a document; nobody promised anything by them."""
    old = small[0]
    identity = old.identity.model_copy(update={"quarter": small[1].identity.quarter})
    new = old.model_copy(update={"identity": identity})
    found = compared(edition(old, "en"), edition(new, "en"))
    assert found.reworded == ()
    assert {entry.change.weight for entry in found.entries} == {Weight.MINOR}


def reworded_at(document: Document, place: int) -> tuple[Document, Clause]:
    """The document with the first text of a clause said otherwise, as a later template might."""
    block = document.blocks[place]
    assert isinstance(block, Clause)
    first, *others = block.runs
    runs = (replace(first, text=f"Hereby {first.text}"), *others)
    blocks = (*document.blocks[:place], replace(block, runs=runs), *document.blocks[place + 1 :])
    return replace(document, blocks=blocks), block


@given(data=st.data())
def test_what_only_templates_say_otherwise_is_reworded(
    data: st.DataObject, small: tuple[Agreement, Agreement]
) -> None:
    old = edition(small[0], "en")
    clauses = [i for i, block in enumerate(old.document.blocks) if isinstance(block, Clause)]
    place = data.draw(st.sampled_from(clauses))
    document, block = reworded_at(old.document, place)
    found = compared(old, replace(old, document=document), marked=False)
    every_quarter = any(each.startswith("identity") for each in block.runs[0].sources)
    assert found.entries == ()
    assert [each for _, each in found.reworded] == [block.id][every_quarter:]


@pytest.mark.long
@settings(max_examples=300)
@given(one=agreements(), other=agreements())
def test_any_two_can_be_compared(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Strangers too: whatever differs is said in lines that fit, in Markdown and as data."""
    old, new = read(one), read(other)
    code = old.identity.languages[0]
    if code in new.identity.languages:
        found = compared(edition(old, code), edition(new, code))
        assert max(map(columns, shown(found, 60, wording=True).splitlines())) <= 60
        assert FACES["md"](found)
        published = shape.schema(code)
        assert list(faults(json.loads(FACES["json"](found)), published, published)) == []


# --- faces ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [60, 72, 80, 100, 120])
def test_lines_fit_the_terminal(large: Comparison, quarters: Comparison, width: int) -> None:
    for each in (large, quarters):
        lines = shown(each, width, wording=True).splitlines()
        assert max(map(columns, lines)) <= width
        assert not any(line != line.rstrip() for line in lines)


def test_signs_say_without_colour_what_colours_say(quarters: Comparison) -> None:
    begun = [line[2] for line in shown(quarters).splitlines() if line[2:4] in ("▲ ", "▼ ", "● ")]
    signs = {Effect.TIGHTENED: "▲", Effect.RELAXED: "▼", Effect.NEUTRAL: "●"}
    told = [each for each in quarters.entries if each.change.weight is not Weight.WORDING]
    assert begun == [signs[each.change.effect] for each in told]


@pytest.mark.parametrize("code", ["ru", "en"])
def test_data_are_as_the_schema_says(
    code: str, large: Comparison, quarters: Comparison, capsys: pytest.CaptureFixture[str]
) -> None:
    published = shape.schema(code)
    for each in (large, quarters):
        assert list(faults(json.loads(FACES["json"](each)), published, published)) == []
    assert run(["schema", "comparison", "--lang", code]) == 0
    assert json.loads(capsys.readouterr().out) == published
    fields = [f for each in published["definitions"].values() for f in each["properties"].values()]
    assert all(field.get("description") for field in fields)


def test_both_languages_have_the_same_words() -> None:
    def names(said: object, path: str = "") -> Iterator[str]:
        if isinstance(said, dict):
            for name, each in said.items():
                yield from names(each, f"{path}.{name}")
        else:
            yield path

    folder = data.folder("glossaries") / "compared"
    ru, en = (yaml_file.load(folder / f"{code}.yaml").data for code in ("ru", "en"))
    assert list(names(ru)) == list(names(en))


HOSTILE = st.text(st.sampled_from("|*_`<>[]()#&\\!~-+ \"'${}ab1"), min_size=1, max_size=30)


@settings(max_examples=15)
@given(name=HOSTILE.filter(str.strip))
def test_what_people_type_stays_text_in_markdown(
    name: str, small: tuple[Agreement, Agreement]
) -> None:
    """A KPI called `[x](y) | **z**` neither links nor breaks the table that it stands in."""
    old, new = (edition(each, "en") for each in small)
    called = [each.model_copy(update={"name": Text((("", name),))}) for each in small[1].kpis]
    new = replace(new, agreement=small[1].model_copy(update={"kpis": tuple(called)}))
    tokens = parsed(FACES["md"](compared(old, new, marked=False)))
    assert not kinds(tokens) & {
        "html_inline", "html_block", "link_open", "image", "code_inline", "fence", "em_open",
    }  # fmt: skip
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len([token for token in tokens if token.type == "td_open"]) == (len(rows) - 1) * 7


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(text)


def kinds(tokens: list[Token]) -> set[str]:
    return {each.type for token in tokens for each in (token, *(token.children or ()))}


# --- which two -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory, small: tuple[Agreement, Agreement]) -> Path:
    """A folder with the two quarters released, and the working copy as the second."""
    folder = tmp_path_factory.mktemp("released")
    for name in ("old.yaml", "new.yaml"):
        shutil.copy(PAIR / name, folder / "agreement.yaml")
        workspace = Workspace.at(folder)
        releasing.release(workspace, releasing.candidate(workspace), Order(), SAID)
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which we stand."""
    mine = tmp_path / "acme"
    shutil.copytree(released, mine)
    monkeypatch.chdir(mine)
    return Path()


FIRST, SECOND = "2026-Q4-r1", "2027-Q1-r1"


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ((), (FIRST, SECOND)),
        (("1", "2"), (FIRST, SECOND)),
        (("0002", "0001"), (SECOND, FIRST)),
        (("2026-Q4", "latest"), (FIRST, SECOND)),
        (("1",), (FIRST, SECOND)),
        (("latest",), (FIRST, SECOND)),
        (("2", "working"), (SECOND, "working")),
        (("versions/0001/agreement.json",), ("agreement.json", SECOND)),
        (
            ("1", "versions/0002/acme-sla-2027-Q1-r1.ru.docx"),
            (FIRST, "acme-sla-2027-Q1-r1.ru.docx"),
        ),
    ],
)
def test_two_are_named_as_people_speak_of_them(
    folder: Path, names: tuple[str, ...], wanted: tuple[str, str]
) -> None:
    old, new = pair(folder, names)
    assert (old.name, new.name) == wanted


def test_two_folders_files_are_told_apart(folder: Path) -> None:
    names = "mine/agreement.yaml", "theirs/agreement.yaml"
    for name, told in zip(names, ("old", "new"), strict=True):
        Path(name).parent.mkdir()
        shutil.copy(PAIR / f"{told}.yaml", name)
    assert tuple(each.name for each in pair(Path("nowhere"), names)) == names


def test_what_was_never_released_comes_last(folder: Path) -> None:
    file = folder / "agreement.yaml"
    file.write_text(file.read_text("utf-8").replace("1 business hour", "30 minutes"), "utf-8")
    for names in ((), ("latest",), ("working",), ("agreement.yaml",)):
        old, new = pair(folder, names)
        assert (old.name, new.version) == (SECOND, None), names
    assert [each.name for each in pair(folder, ("1",))] == [FIRST, "working"]


def test_a_released_file_is_the_version_that_it_came_from(folder: Path) -> None:
    """A mailed Word copy is compared as it was printed, not made anew from today's templates."""
    old, _ = pair(folder, ("versions/0001/acme-sla-2026-Q4-r1.en.docx", "2"))
    assert old.version
    assert old.version.number == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("3",), "1 (2026-Q4-r1), 2 (2027-Q1-r1)"),
        (("1", "2", "3"), "“3”"),
        (("nowhere.yaml",), "nowhere.yaml"),
        (("1", "2", "--language", "de"), "ru"),
    ],
)
def test_a_name_that_means_nothing_is_said(
    folder: Path, names: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", *names]) == 2
    assert said in capsys.readouterr().err


def test_what_has_no_language_in_common_is_said(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for code in ("ru", "en"):
        one = (PAIR / "old.yaml").read_text("utf-8")
        both = "  languages:\n    - en\n    - ru\n"
        (tmp_path / f"{code}.yaml").write_text(
            one.replace(both, f"  languages: [{code}]\n"), "utf-8"
        )
    assert run(["diff", str(tmp_path / "ru.yaml"), str(tmp_path / "en.yaml")]) == 2
    told = capsys.readouterr().err
    assert "ru.yaml: ru" in told
    assert "en.yaml: en" in told
    assert "“”" not in told


@pytest.mark.parametrize("name", ["agreement.json", "document.en.json", "manifest.json"])
def test_nothing_is_said_of_a_version_that_was_changed(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure that somebody put into a released file is no figure that was agreed."""
    file = folder / "versions" / "0001" / name
    data = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(data.replace(b"0", b"1", 1))
    assert run(["diff", "1", "2"]) == 2
    assert name in capsys.readouterr().err


def test_a_file_is_at_home_where_its_versions_are(
    released: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Called from elsewhere with the agreement's file, or with a Word file out of its folder."""
    shutil.copytree(released, tmp_path / "acme")
    monkeypatch.chdir(tmp_path)
    assert run(["diff", "acme/agreement.yaml"]) == 1
    assert "1 → Q1" in capsys.readouterr().out
    assert run(["diff", "1", "acme/versions/0001/acme-sla-2026-Q4-r1.ru.docx"]) == 0


def test_without_a_version_there_is_nothing_to_compare_with(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(PAIR / "old.yaml", tmp_path / "agreement.yaml")
    assert run(["diff", str(tmp_path)]) == 2
    assert "sla release" in capsys.readouterr().err
    assert run(["diff", str(PAIR / "old.yaml"), str(PAIR / "new.yaml"), str(tmp_path)]) == 1


# --- the command ---------------------------------------------------------------------------------


def test_the_exit_code_says_whether_anything_differs(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff"]) == 1
    said = capsys.readouterr()
    assert "--wording" in said.err
    assert run(["diff", "--wording"]) == 1
    assert len(capsys.readouterr().out) > len(said.out)
    assert run(["diff", "1", "1"]) == 0
    assert run(["diff", "2", "working"]) == 0


def test_formats_go_to_the_screen_or_into_files(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for form in ("md", "json"):
        assert run(["diff", "--format", form, "--language", "ru"]) == 1
        said = capsys.readouterr().out
        assert run(["diff", "--format", form, "--language", "ru", "-o", f"to/file.{form}"]) == 1
        assert Path(f"to/file.{form}").read_text("utf-8").strip() == said.strip()
        capsys.readouterr()
    for form, name in (("html", "review"), ("docx", "redline")):
        assert run(["diff", "--format", form]) == 1
        written = Path(capsys.readouterr().out.strip())
        assert written == Path(f"out/{name}-acme-sla-2026-Q4-r1-2027-Q1-r1.en.{form}")
        assert written.is_file()


def test_the_ending_of_a_file_says_its_format(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A Word file that holds plain text opens nowhere."""
    assert run(["diff", "-o", "it.docx"]) == 1
    assert Path("it.docx").read_bytes().startswith(b"PK")
    assert run(["diff", "-o", "it.md"]) == 1
    assert Path("it.md").read_text("utf-8").startswith("# ")
    assert run(["diff", "--format", "md", "-o", "it.docx"]) == 2
    assert "md" in capsys.readouterr().err
    assert Path("it.docx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "name", ["agreement.yaml", "versions/0001/agreement.json", "versions/0002/new.md", "copy.yaml"]
)
def test_a_comparison_takes_the_place_of_no_agreement(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy("agreement.yaml", "copy.yaml")
    before = Path(name).read_bytes() if Path(name).exists() else None
    form = "json" if name.endswith("json") else "text"
    assert run(["diff", "1", "copy.yaml", "--format", form, "-o", name]) == 2
    assert name in capsys.readouterr().err
    assert (Path(name).read_bytes() if Path(name).exists() else None) == before


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
def test_a_pipe_is_written_into_and_stays_one(folder: Path) -> None:
    """Whoever sends the page to /dev/null must not lose /dev/null."""
    os.mkfifo("pipe")
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert run(["diff", "--side", "sales", "-o", "pipe"]) == 1
        assert os.read(reader, 1 << 16).startswith(b"Q4")
    finally:
        os.close(reader)
    assert Path("pipe").is_fifo()


def test_a_redline_of_what_has_one_name_tells_both_by_their_ids(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A working copy has its version's quarter and revision until it is released."""
    file = Path("agreement.yaml")
    file.write_text(file.read_text("utf-8").replace("1 business hour", "30 minutes"), "utf-8")
    assert run(["diff", "-o", "it.docx"]) == 1
    capsys.readouterr()
    run(["verify", "it.docx"])
    told = capsys.readouterr().out
    old, new = (store.versions(folder)[-1].agreement_id, agreement_id(load(file)))
    assert told.count(f" {old[:8]}”" if language == "en" else f" {old[:8]}»") == 2
    assert told.count(f" {new[:8]}”" if language == "en" else f" {new[:8]}»") == 2


def test_a_release_keeps_what_it_changed(folder: Path) -> None:
    """Whoever signs gets the list with the version, in each language; the first has none."""
    first, second = store.versions(folder)
    assert not any(each.name.startswith(("changes", "redline")) for each in first.folder.iterdir())
    for code in ("ru", "en"):
        kept = second.read(f"changes.{code}.md").decode("utf-8")
        assert kept == (PAIR / f"compared.{code}.md").read_text("utf-8")
        assert second.read(f"redline.{code}.docx").startswith(b"PK")


def rendered_again(folder: Path) -> tuple[str, tuple[str, ...]]:
    """What `sla verify --deep` finds of the last version."""
    *_, before, last = store.versions(folder)
    found = verifying.rendered_again(last, before)
    return found.outcome.value, found.differing


def exchanged(folder: Path, wanted: Callable[[str], bool], **files: bytes) -> None:
    """Release the last version again with those files that are wanted, and with some others."""
    *_, before, last = store.versions(folder)
    kept = {each.name: each.read_bytes() for each in last.folder.iterdir() if wanted(each.name)}
    shutil.rmtree(last.folder)
    for name in (store.SUMS, store.MANIFEST):
        kept.pop(name)
    store.release(folder, {**kept, **files}, last.manifest, before.seal)


def test_a_forged_list_of_changes_is_found_out(folder: Path) -> None:
    """Both sides read the list, not ten pages; whoever seals it anew can't make it follow."""
    assert rendered_again(folder) == ("same", ())
    said = store.versions(folder)[-1].read("changes.en.md")
    exchanged(folder, lambda _: True, **{"changes.en.md": said.replace(b"360", b"300")})
    assert rendered_again(folder) == ("different", ("changes.en.md",))


def test_versions_released_before_there_were_lists_of_changes_stay_sound(folder: Path) -> None:
    exchanged(folder, lambda name: not name.startswith(("changes.", "redline.")))
    assert rendered_again(folder) == ("same", ())


def test_the_list_of_changes_is_shown(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", "latest", "--format", "changes"]) == 0
    kept = store.versions(folder)[-1].read(f"changes.{language}.md").decode("utf-8")
    assert capsys.readouterr().out.strip() == kept.strip()
    assert run(["show", "1", "--format", "changes"]) == 2
    assert "sla diff" in capsys.readouterr().err


def test_the_pages_commands_run(
    released: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(released, tmp_path / "my-sla")
    monkeypatch.chdir(tmp_path)
    for words in commands(COMPARING[language]):
        same = words[2:] in (["latest", "working", "my-sla"],)
        assert run(words[1:]) == int(not same), words


def test_side_and_output_of_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["diff", "--side", "marketing", "--output", "changes.txt"]) == 1
    said = Path("changes.txt").read_text("utf-8")
    assert "Marketing: " in said
    assert "Sales: " not in said
    assert "\x1b" not in said


# --- why -----------------------------------------------------------------------------------------


@pytest.fixture
def at_the_keyboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody types at each question, in this order, then nothing more."""
    answers: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: answers.pop(0) if answers else "")
    return answers


def test_reasons_that_are_missing_are_asked_for_and_kept(
    folder: Path, at_the_keyboard: list[str]
) -> None:
    """Next quarter nobody remembers; what was written in the file stays as it was written."""
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8").replace("1 business hour", "30 minutes  # who is on duty?")
    file.write_text(text.replace("amount: 80 %", "amount: 85 %"), "utf-8")
    before = file.read_text("utf-8")
    at_the_keyboard += ["Sales asked for it.", ""]
    assert run(["diff", "--explain"]) == 1
    after = file.read_text("utf-8")
    assert "# who is on duty?" in after
    [added] = [
        each for each in load(file).reasons if each.reason.get("en") == "Sales asked for it."
    ]
    assert added.path == "commitments.lead-quality.amount"
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    assert run(["diff", "--format", "md", "-o", "said.md"]) == 1
    assert "Why: Sales asked for it." in Path("said.md").read_text("utf-8")


@pytest.mark.parametrize(("answer", "material"), [("да", False), ("yes", False), ("", True)])
def test_it_is_asked_whether_a_definition_only_reads_better(
    folder: Path, at_the_keyboard: list[str], answer: str, material: bool
) -> None:
    """A mended sentence must not cost the sides the comparison with last quarter."""
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8").replace("who has shown interest", "who showed interest")
    file.write_text(text, "utf-8")
    at_the_keyboard += ["It is shorter.", answer]
    assert run(["diff", "--explain"]) == 1
    assert at_the_keyboard == []
    assert run(["diff", "--format", "json", "--language", "en", "-o", "said.json"]) == 1
    said = json.loads(Path("said.json").read_text("utf-8"))
    [change] = [each for each in said["changes"] if each["path"] == "terms.lead.definition"]
    assert change["reason"] == "It is shorter."
    assert (change["weight"], bool(change["breaks"])) == (
        "material" if material else "wording",
        material,
    )


def test_a_definition_with_another_test_is_never_said_to_mean_the_same(
    folder: Path, at_the_keyboard: list[str]
) -> None:
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8").replace("who has shown interest", "who showed interest")
    file.write_text(text.replace("- match: any", "- match: all", 1), "utf-8")
    at_the_keyboard += ["It is shorter.", "", "never asked"]
    assert run(["diff", "--explain"]) == 1
    assert at_the_keyboard == ["never asked"]


def test_nobody_signs_that_another_test_means_the_same(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document would say it above both signatures."""
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8").replace("who has shown interest", "who showed interest")
    reason = "  - {id: lead, path: terms.lead.definition, reason: Shorter., same_meaning: yes}\n"
    file.write_text(text.replace("\nreasons:\n", f"\nreasons:\n{reason}", 1), "utf-8")
    assert run(["release", "--dry-run"]) == 0
    file.write_text(file.read_text("utf-8").replace("- match: any", "- match: all", 1), "utf-8")
    capsys.readouterr()
    assert run(["release", "--dry-run"]) == 2
    assert "terms.lead.definition" in capsys.readouterr().err


def test_a_released_version_takes_no_reasons(
    folder: Path, language: str, at_the_keyboard: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["diff", "1", "2", "--explain"]) == 2
    assert "working" in capsys.readouterr().err


def test_reasons_are_asked_of_people_only(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = folder / "agreement.yaml"
    file.write_text(file.read_text("utf-8").replace("amount: 80 %", "amount: 85 %"), "utf-8")
    assert run(["diff", "--explain"]) == 2
    assert "reasons" in capsys.readouterr().err


def renew() -> None:
    """Write anew what the small quarters' comparison says, to be read before it is committed:
    `python tests/test_comparing.py` does it."""
    agreements = load(PAIR / "old.yaml"), load(PAIR / "new.yaml")
    for code in ("ru", "en"):
        old, new = (edition(each, code, at) for at, each in enumerate(agreements, 1))
        found = compared(old, new)
        every = {"txt": shown(found, wording=True), **{f: FACES[f](found) for f in ("md", "json")}}
        for form, said in every.items():
            (PAIR / f"compared.{code}.{form}").write_text(said, encoding="utf-8")


if __name__ == "__main__":
    renew()
