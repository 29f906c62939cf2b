"""A released version is what was agreed: anybody can tell, nobody can change it unseen."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from consistent import agreements, read
from disks import Disk, Killed, watched
from hypothesis import given, settings

from sla_writer import data, store
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import agreement_id, canonical, from_file, load, to_yaml
from sla_writer.cli.ending import run
from sla_writer.errors import StoreError
from sla_writer.workspace import Order, Workspace, releasing, render, upcasting
from sla_writer.workspace.conflicts import conflicts
from sla_writer.workspace.released import approved, chosen, editions
from sla_writer.workspace.upcasting import Step, agreement_in, document_in
from sla_writer.yaml_file import parse

EXAMPLE = data.folder("examples") / "fennimark" / "agreement.yaml"
FILE = "agreement.yaml"
KEPT = Path(__file__).parent / "versions"
"""A folder with versions of each schema that was ever used, never to be changed."""
QUESTION = "Whether a live chat with an agent counts as a high-intent action"
Answer = Callable[..., dict[str, Any]]


def change(folder: Path, old: str, new: str) -> None:
    file = folder / FILE
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, locks aside."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.name != ".lock")
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one version in two languages and a second one in English; made once."""
    folder = tmp_path_factory.mktemp("made") / "my-sla"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder)
    assert run(["release", str(folder), "--by", "Анна Шоу", "--note", "The first"]) == 0
    change(folder, "  languages: [en, ru]", "  languages: [en]  # for the board")
    change(folder, QUESTION, f"{QUESTION} at night")
    assert run(["release", str(folder), "--by", "Mark"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which we stand."""
    mine = tmp_path / "my-sla"
    shutil.copytree(made, mine)
    monkeypatch.chdir(mine)
    return Path()


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    """Runs a verb with --json and reads what it answered."""

    def ask(*args: str, code: int = 0) -> dict[str, Any]:
        capsys.readouterr()
        assert run([*args, "--json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


def approve(root: Path, number: int, *roles: str, **said: str) -> None:
    version = store.versions(root)[number - 1]
    for role in roles:
        store.approve(root, version, {"role": role, "decision": "approved", **said})


def again(
    root: Path, told: Mapping[str, Any] | None = None, files: Mapping[str, bytes] | None = None
) -> store.Version:
    """The last version once more as the next one, with some of its files or words exchanged."""
    last = store.versions(root)[-1]
    kept = {each.name: each.read_bytes() for each in last.folder.iterdir()}
    kept = {name: data for name, data in kept.items() if name not in (store.SUMS, store.MANIFEST)}
    manifest = {**last.manifest, "revision": last.manifest["revision"] + 1, **(told or {})}
    return store.release(root, {**kept, **(files or {})}, manifest, last.seal)


# --- release -------------------------------------------------------------------------------------


def test_a_version_holds_the_rendered_documents_and_the_agreement_by_its_id(
    folder: Path, tmp_path: Path
) -> None:
    version = store.versions(folder)[-1]
    agreement = load(folder / FILE)
    rendered = list(render(Workspace.at(folder), Order(out=tmp_path / "out")))
    assert len(rendered) == 2
    for path in rendered:
        assert version.read(path.name) == path.read_bytes()
    assert version.agreement_id == agreement_id(agreement)
    assert version.agreement_id.encode() in version.read("fennimark-sla-2026-Q4-r2.en.md")
    assert version.manifest["by"] == "Mark"
    assert version.manifest["previous"] == store.versions(folder)[0].seal
    assert store.versions(folder)[0].manifest["note"] == "The first"


def test_a_release_without_a_change_writes_nothing(
    folder: Path, language: str, answer: Answer
) -> None:
    before = tree(folder)
    assert answer("release") == {"version": 1, "released": False, "unchanged": True, "number": 2}
    assert tree(folder) == before


def test_the_next_revision_is_written_into_the_file_and_its_comments_stay(
    folder: Path, answer: Answer
) -> None:
    change(folder, f"{QUESTION} at night", f"{QUESTION} by day")
    before = (folder / FILE).read_text("utf-8")
    found = answer("release", "--dry-run")
    assert (found["number"], found["revision"], found["revision_raised"]) == (3, 3, True)
    assert (folder / FILE).read_text("utf-8") == before
    assert len(store.versions(folder)) == 2
    assert answer("release")["id"] == found["id"]
    after = (folder / FILE).read_text("utf-8")
    assert after == before.replace("  revision: 2\n", "  revision: 3\n")
    assert (folder / "versions/0003/fennimark-sla-2026-Q4-r3.en.docx").is_file()


def test_a_quarter_that_is_over_is_not_gone_back_to(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "  quarter: Q4 2026", "  quarter: Q3 2026")
    before = tree(folder)
    assert run(["release"]) == 2
    assert "2026-Q3" in capsys.readouterr().err
    assert tree(folder) == before


def test_what_the_rules_find_blocks_a_release_and_is_listed(folder: Path, answer: Answer) -> None:
    change(folder, "  review_by: 2027-01-22", "  review_by: 2027-05-22")
    before = tree(folder)
    found = answer("release", code=1)
    assert found["released"] is False
    assert found["findings"]
    assert tree(folder) == before
    assert run(["release"]) == 1
    assert tree(folder) == before


def test_what_is_undecided_may_be_released_and_is_said(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["release", "--dry-run"]) == 0  # nothing changed
    change(folder, f"{QUESTION} at night", QUESTION)
    capsys.readouterr()
    assert run(["release", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert ("still undecided" if language == "en" else "ещё не решен") in shown


def test_names_and_notes_are_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["--by", "A\u202eB"], ["--note", "\x1b[31m"], ["--by", "x" * 201]):
        assert run(["release", *words]) == 2
        assert words[0] in capsys.readouterr().err


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])
def test_a_release_killed_at_any_call_leaves_all_whole_and_goes_on(
    step: int, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the revision in the file to the last flush; the documents are rendered once before."""
    change(folder, f"{QUESTION} at night", QUESTION)
    found = releasing.candidate(Workspace.at(folder))
    files = releasing.frozen(found, Order())
    monkeypatch.setattr(releasing, "frozen", lambda *args: files)
    old = (folder / FILE).read_text("utf-8")
    new = old.replace("  revision: 2\n", "  revision: 3\n")

    def work(root: Path, disk: Disk) -> None:
        with watched(disk):
            releasing.release(Workspace.at(root), found, Order(), {"by": "x"})

    work(copied(folder, tmp_path / "counted"), counted := Disk())
    assert counted.calls > 30
    for at in range(1, counted.calls + 1, step):
        root = copied(folder, tmp_path / f"killed-{at}")
        disk = Disk(at)
        disk.then = disk.kill
        with pytest.raises(Killed):
            work(root, disk)
        assert (root / FILE).read_text("utf-8") in (old, new)
        assert grave(root) == []
        if len(store.versions(root)) == 2:
            work(root, Disk())
        assert [each.manifest["revision"] for each in store.versions(root)] == [1, 2, 3]
        assert (root / FILE).read_text("utf-8") == new
        assert grave(root) == []
        shutil.rmtree(root)


def copied(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to


def test_a_release_that_was_stopped_goes_on_with_its_revision(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder, f"{QUESTION} at night", QUESTION)

    def stopped(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "release", stopped)
        assert run(["release"]) == 130
    assert load(folder / FILE).identity.revision == 3
    assert run(["release"]) == 0
    assert [each.manifest["revision"] for each in store.versions(folder)] == [1, 2, 3]


def test_damaged_versions_take_no_new_one_and_the_file_stays(folder: Path) -> None:
    change(folder, f"{QUESTION} at night", QUESTION)
    (folder / "versions/0001/agreement.json").write_bytes(b"{}")
    before = tree(folder)
    assert run(["release"]) == 2
    assert tree(folder) == before


def test_a_companys_own_look_and_words_are_remembered_and_never_taken_for_damage(
    folder: Path, answer: Answer
) -> None:
    only_english(folder)
    change(folder, f"{QUESTION} at night", QUESTION)
    own = folder / "own" / "b2b" / "en"
    own.mkdir(parents=True)
    shipped = (data.folder("templates") / "b2b" / "en" / "calendars.md").read_text("utf-8")
    own.joinpath("calendars.md").write_text(shipped + "\nOur own words.\n", encoding="utf-8")
    brand = "versions/0001/fennimark-sla-2026-Q4-r2.en.docx"
    assert run(["release", "--brand", brand, "--templates", "own"]) == 0
    said = store.versions(folder)[-1].manifest
    assert said["brand"] == sha256((folder / brand).read_bytes()).hexdigest()
    assert said["templates"] != store.versions(folder)[0].manifest["templates"]
    assert outcome(answer)[0] == "other-maker"


# --- log and states ------------------------------------------------------------------------------


def states(root: Path) -> list[str]:
    return [each.state.value for each in editions(root, store.versions(root))]


def test_where_a_version_stands_follows_from_approvals_and_order(folder: Path) -> None:
    assert states(folder) == ["superseded", "proposed"]
    approve(folder, 1, "vp-marketing", "cro")
    assert states(folder) == ["approved", "proposed"]
    approve(folder, 2, "cro")
    assert states(folder) == ["approved", "proposed"]  # one signature is not both
    approve(folder, 2, "vp-marketing")
    assert states(folder) == ["superseded", "approved"]
    approve(folder, 2, "cro", decision="withdrawn")
    assert states(folder) == ["approved", "proposed"]
    for _ in range(9):
        approve(folder, 2, "cro")  # cro-10 and cro-11 come after cro-2
    approve(folder, 2, "cro", decision="rejected")
    assert not approved(folder, store.versions(folder)[1])


def test_without_signatories_the_heads_of_both_sides_sign(folder: Path) -> None:
    said = json.loads(store.versions(folder)[-1].read(store.AGREEMENT))
    heads = [said["sides"][side]["head"] for side in ("marketing", "sales")]
    del said["signatories"]
    version = again(folder, files={store.AGREEMENT: json.dumps(said).encode()})
    approve(folder, 3, heads[0])
    assert not approved(folder, version)
    approve(folder, 3, heads[1])
    assert approved(folder, version)


def test_an_approval_of_other_bytes_approves_nothing(folder: Path) -> None:
    approve(folder, 1, "vp-marketing", "cro")
    shutil.copytree(folder / "approvals/0001", folder / "approvals/0002")
    assert states(folder) == ["approved", "proposed"]
    assert run(["verify"]) == 2


def test_the_log_lists_versions_newest_first(
    folder: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer("log")
    assert [each["number"] for each in found["versions"]] == [2, 1]
    assert [each["by"] for each in found["versions"]] == ["Mark", "Анна Шоу"]
    assert found["working_copy"] == "same"
    change(folder, f"{QUESTION} at night", QUESTION)
    assert answer("log")["working_copy"] == "changed"
    with (folder / FILE).open("a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    assert answer("log")["working_copy"] == "broken"
    assert run(["log"]) == 0
    shown = capsys.readouterr().out
    assert all(each["id"][:8] in shown for each in found["versions"])
    assert "The first" in shown


def test_a_folder_without_versions_says_so(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("log", "verify"):
        assert run([verb, str(tmp_path)]) == 0
        assert "sla release" in capsys.readouterr().out
    assert run(["show", "latest", str(tmp_path)]) == 2
    assert run(["repair", str(tmp_path)]) == 2
    assert list(tmp_path.iterdir()) == []


# --- show and reading back -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("which", "number"),
    [("1", 1), ("0002", 2), ("latest", 2), ("2026-Q4", 2), ("Q4 2026", 2), ("2026-Q4-r1", 1)],
)
def test_a_version_is_called_by_number_quarter_or_latest(
    folder: Path, which: str, number: int
) -> None:
    assert chosen(store.versions(folder), which).number == number


@pytest.mark.parametrize("which", ["3", "2027-Q1", "2026-Q4-r9", "yesterday", ""])
def test_a_version_that_there_is_not_is_named_with_those_there_are(
    folder: Path, language: str, which: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", which]) == 2
    assert "2 (2026-Q4-r2)" in capsys.readouterr().err


def test_a_released_document_is_shown_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    version = store.versions(folder)[0]
    (folder / FILE).unlink()
    for code in ("en", "ru"):
        capsys.readouterr()
        assert run(["show", "1", "--lang", code, "--format", "md"]) == 0
        shown = capsys.readouterr().out
        assert shown == version.read(f"fennimark-sla-2026-Q4-r1.{code}.md").decode("utf-8")
    assert run(["show", "1", "--lang", "ru"]) == 0
    assert "═══" in capsys.readouterr().out
    assert run(["show", "1", "--lang", "ru", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["language"] == "ru"
    assert run(["show", "2", "--lang", "ru"]) == 2
    assert "en" in capsys.readouterr().err


def test_a_released_agreement_comes_back_as_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["show", "latest", "--format", "agreement"]) == 0
    shown = from_file(parse(capsys.readouterr().out, "shown"))
    assert shown == bare(load(folder / FILE))


def bare(agreement: Agreement) -> Agreement:
    """The agreement without the notes in its margin, which are never released."""
    return agreement.model_copy(update={"remarks": ()})


@given(agreements())
@settings(max_examples=25)
def test_what_is_released_reads_back_equal(found: dict[str, Any]) -> None:
    agreement = read(found)
    with tempfile.TemporaryDirectory() as place:
        files = {store.AGREEMENT: canonical(agreement).encode("utf-8")}
        version = store.release(Path(place), files, {"schema": 1}, None)
        back, named = agreement_in(version), version.agreement_id
    assert back == bare(agreement)
    assert named == agreement_id(agreement) == agreement_id(back)
    assert from_file(parse(to_yaml(back), "yaml")) == back


# --- older and newer -----------------------------------------------------------------------------


@pytest.mark.parametrize("schema", sorted(KEPT.iterdir()), ids=lambda path: path.name)
def test_whatever_was_ever_released_stays_sound_and_readable(schema: Path) -> None:
    """When it fails after a change of the model: write the step that raises the old data."""
    assert list(store.troubles(schema)) == []
    for each in store.versions(schema):
        assert f"v{each.manifest['schema']}" == schema.name
        assert agreement_in(each).identity.languages == ("ru",)
        assert document_in(each, "ru").reference == each.agreement_id
        assert run(["show", str(each.number), str(schema)]) == 0
    assert len(store.approvals(schema, 1)) == 1


def test_every_schema_has_versions_that_were_kept() -> None:
    assert [path.name for path in sorted(KEPT.iterdir())] == [
        f"v{n}" for n in range(1, upcasting.schema() + 1)
    ]


def test_an_older_version_is_raised_step_by_step_and_its_bytes_stay(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if “Q4 2026” had been called `period` in schema 1, and titles had been `heading`s."""

    def renamed(record: dict[str, Any], old: str, new: str) -> dict[str, Any]:
        return {new if name == old else name: value for name, value in record.items()}

    def told(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "identity": renamed(old["identity"], "period", "quarter")}

    last = store.versions(folder)[-1]
    agreement, document = agreement_in(last), document_in(last, "en")
    old = json.loads(last.read(store.AGREEMENT))
    old["identity"] = renamed(old["identity"], "quarter", "period")
    shown = renamed(json.loads(last.read("document.en.json")), "title", "heading")
    files = {store.AGREEMENT: old, "document.en.json": shown}
    version = again(folder, files={name: json.dumps(each).encode() for name, each in files.items()})
    with pytest.raises(StoreError, match="quarter"):
        agreement_in(version)
    step = Step(told, lambda document: renamed(document, "heading", "title"))
    monkeypatch.setattr(upcasting, "STEPS", (step,))
    before = tree(folder / "versions")
    assert agreement_in(version) == agreement
    assert document_in(version, "en") == document
    assert upcasting.schema() == 2
    assert tree(folder / "versions") == before


def test_a_newer_schema_is_refused_not_guessed_at(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    again(folder, {"schema": 2})
    assert run(["show", "latest"]) == 2
    assert "sla_writer" in capsys.readouterr().err
    assert run(["verify"]) == 0  # its bytes can be trusted all the same


def test_an_unknown_field_is_refused_never_dropped(folder: Path) -> None:
    said = json.loads(store.versions(folder)[-1].read(store.AGREEMENT))
    for place in (said, said["identity"], said["kpis"][0]):
        place["surprise"] = "1"
        version = again(folder, files={store.AGREEMENT: json.dumps(said).encode()})
        with pytest.raises(StoreError, match="surprise"):
            agreement_in(version)
        del place["surprise"]
    shown = json.loads(store.versions(folder)[-1].read("document.en.json"))
    shown["surprise"] = 1
    version = again(folder, files={"document.en.json": json.dumps(shown).encode()})
    with pytest.raises(StoreError):
        document_in(version, "en")


# --- verify --------------------------------------------------------------------------------------


def test_a_sound_folder_is_sound_and_the_last_version_named(
    folder: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer("verify")
    assert (found["sound"], found["versions"], found["troubles"]) == (True, 2, [])
    assert run(["verify"]) == 0
    assert found["last"]["id"] in capsys.readouterr().out


def test_every_edited_missing_or_foreign_file_is_named(
    folder: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    home = folder / "versions/0001"
    (home / "agreement.json").write_bytes((home / "agreement.json").read_bytes() + b" ")
    (home / "document.ru.json").unlink()
    (home / "notes.txt").write_text("x", encoding="utf-8")
    found = answer("verify", code=2)
    assert {(Path(each["file"]).name, each["key"]) for each in found["troubles"]} == {
        ("agreement.json", "said-store-edited"),
        ("document.ru.json", "said-store-missing"),
        ("notes.txt", "said-store-foreign"),
    }
    assert run(["verify"]) == 2
    shown = capsys.readouterr().out
    assert all(each["message"] in shown for each in found["troubles"])
    assert "sla repair" in shown


def test_what_harms_nothing_is_said_with_another_code(folder: Path, answer: Answer) -> None:
    (folder / "versions/.DS_Store").write_bytes(b"x")
    [found] = answer("verify", code=1)["troubles"]
    assert found["slight"] is True


def test_approvals_join_the_chain_with_the_next_version(folder: Path, answer: Answer) -> None:
    approve(folder, 2, "cro")
    change(folder, f"{QUESTION} at night", QUESTION)
    assert run(["release"]) == 0
    assert run(["verify"]) == 0
    decision = folder / "approvals/0002/cro-1.json"
    said = json.loads(decision.read_text("utf-8"))
    decision.write_text(json.dumps({**said, "decision": "rejected"}), encoding="utf-8")
    assert [each["key"] for each in answer("verify", code=2)["troubles"]] == ["said-store-edited"]
    decision.unlink()
    assert [each["key"] for each in answer("verify", code=2)["troubles"]] == ["said-store-missing"]


def only_english(folder: Path) -> None:
    """Leaves the second version alone, as the first of a folder of its own."""
    last = store.versions(folder)[-1]
    kept = {each.name: each.read_bytes() for each in last.folder.iterdir()}
    shutil.rmtree(folder / "versions")
    for name in (store.SUMS, store.MANIFEST, "changes.en.md", "redline.en.docx"):
        del kept[name]
    store.release(folder, kept, last.manifest, None)


def outcome(answer: Answer, code: int = 0) -> tuple[str, list[str]]:
    found = answer("verify", "--deep", code=code)["again"][-1]
    return found["outcome"], found["differing"]


def test_documents_that_do_not_follow_from_their_agreement_are_found(
    folder: Path, answer: Answer
) -> None:
    """Whoever writes the whole chain anew can seal it again, but not make the figures follow."""
    only_english(folder)
    assert outcome(answer) == ("same", [])
    name = "fennimark-sla-2026-Q4-r2.en.md"
    forged = store.versions(folder)[-1].read(name).replace(b"$3,780,000", b"$3,180,000")
    again(folder, {"revision": 2}, {name: forged})
    assert outcome(answer, code=2) == ("different", [name])


def test_what_another_program_made_differently_is_no_damage(
    folder: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    only_english(folder)
    name = "fennimark-sla-2026-Q4-r2.en.docx"
    with zipfile.ZipFile(folder / "versions/0001" / name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts["word/styles.xml"] += b" "
    older = {"tool": "sla_writer 0.0.9", "revision": 2}
    again(folder, older, {name: zipped(parts)})
    assert outcome(answer) == ("other-maker", [f"{name}: word/styles.xml"])
    assert run(["verify", "--deep"]) == 0
    assert "0.0.9" in capsys.readouterr().out


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


# --- which version a file is ---------------------------------------------------------------------


def test_a_file_is_told_from_any_other(
    folder: Path, tmp_path: Path, language: str, answer: Answer
) -> None:
    name = "fennimark-sla-2026-Q4-r1.ru.docx"
    mailed = tmp_path / "Соглашение (2).docx"
    shutil.copy(folder / "versions/0001" / name, mailed)
    found = answer("verify", str(mailed))
    assert (found["is"], found["name"], found["released"]["number"]) == ("released", name, 1)
    with zipfile.ZipFile(mailed) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    mailed.write_bytes(zipped(parts))
    found = answer("verify", str(mailed), code=1)
    assert (found["is"], found["released"]["number"]) == ("carries", 1)
    other = parts["customXml/item1.xml"].replace(b"150", b"151")
    mailed.write_bytes(zipped({**parts, "customXml/item1.xml": other}))
    found = answer("verify", str(mailed), code=1)
    assert (found["is"], found["released"]) == ("stranger", None)
    for other in (b"", b"PK", b"# SLA\n"):
        mailed.write_bytes(other)
        assert answer("verify", str(mailed), code=1)["is"] == "stranger"


@pytest.mark.parametrize("kind", ["released", "carries", "foreign", "stranger"])
def test_what_a_file_is_is_said_in_words(
    folder: Path, tmp_path: Path, language: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "x.docx"
    shutil.copy(folder / "versions/0001/fennimark-sla-2026-Q4-r1.en.docx", file)
    with zipfile.ZipFile(file) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    if kind == "foreign":
        parts["customXml/item1.xml"] = parts["customXml/item1.xml"].replace(b"150", b"151")
    if kind != "released":
        file.write_bytes(zipped(parts) if kind != "stranger" else b"x")
    capsys.readouterr()
    assert run(["verify", str(file)]) == (0 if kind == "released" else 1)
    shown = capsys.readouterr().out
    assert "x.docx" in shown
    known = sha256(store.versions(folder)[0].read(store.AGREEMENT)).hexdigest()[:8]
    assert (known in shown) == (kind in ("released", "carries"))


def test_a_file_is_not_vouched_for_by_damaged_versions(
    folder: Path, tmp_path: Path, answer: Answer
) -> None:
    file = tmp_path / "x.md"
    shutil.copy(folder / "versions/0002/fennimark-sla-2026-Q4-r2.en.md", file)
    (folder / "versions/0001/agreement.json").write_bytes(b"{}")
    assert answer("verify", str(file), code=2)["sound"] is False


def test_a_file_with_no_versions_near_says_where_to_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("x.docx").write_bytes(b"x")
    assert run(["verify", "x.docx"]) == 2
    assert "x.docx" in capsys.readouterr().err


# --- repair --------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three small versions, and a sound copy of them beside."""
    root = tmp_path / "small"
    root.mkdir()
    seal = None
    for number in range(1, 4):
        files = {"agreement.json": b'{"n": %d}' % number, "a.md": b"# a\n"}
        seal = store.release(root, files, {"quarter": "2026-Q4", "revision": number}, seal).seal
    shutil.copytree(root, tmp_path / "copy")
    return root


def forge(folder: Path) -> int:
    """An edit that mends the list of hashes too."""
    old = (folder / "a.md").read_bytes()
    (folder / "a.md").write_bytes(b"# b\n")
    sums = (folder / store.SUMS).read_text("utf-8")
    mended = sums.replace(sha256(old).hexdigest(), sha256(b"# b\n").hexdigest())
    return (folder / store.SUMS).write_text(mended, encoding="utf-8")


def grave(root: Path) -> list[store.Trouble]:
    return [each for each in store.troubles(root) if not each.slight]


def keys(steps: tuple[store.Repair, ...]) -> list[str]:
    return [each.key.removeprefix("said-repair-") for each in steps]


def test_leftovers_go_and_what_git_needs_comes_back(small: Path) -> None:
    (small / "versions/.new-0004-abcd").mkdir()
    (small / "versions/0001/.DS_Store").write_bytes(b"x")
    (small / "versions/.gitattributes").unlink()
    sealed = [each.seal for each in store.versions(small)]
    assert keys(store.repair(small)) == ["removed", "removed", "restored"]
    assert list(store.troubles(small)) == []
    assert [each.seal for each in store.versions(small)] == sealed
    assert store.repair(small) == ()


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "an edit": lambda home: (home / "0002/a.md").write_bytes(b"x"),
    "an edit of the last": lambda home: (home / "0003/a.md").write_bytes(b"x"),
    "a file less": lambda home: (home / "0002/manifest.json").unlink(),
    "a file more": lambda home: (home / "0001/more").write_bytes(b"x"),
    "a version less": lambda home: shutil.rmtree(home / "0002"),
    "an edit with its hash": lambda home: forge(home / "0002"),
    "edits all over": lambda home: forge(home / "0001") + (home / "0003/a.md").write_bytes(b"x"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_version_is_taken_from_a_sound_copy(
    small: Path, tmp_path: Path, name: str, language: str
) -> None:
    copy = tmp_path / "copy"
    DAMAGE[name](small / "versions")
    damaged = tree(small)
    assert grave(small)
    assert run(["repair", str(small)]) == 2
    assert {key: tree(small)[key] for key in damaged} == damaged
    assert run(["repair", str(small), "--from", str(copy)]) == 0
    assert grave(small) == []
    assert tree(small / "versions") == tree(copy / "versions")
    lost = set(damaged.values()) - set(tree(small).values())
    assert lost == set()  # what was damaged lies in quarantine


def test_a_copy_of_something_else_is_not_taken(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (small / "versions/0002/a.md").write_bytes(b"x")
    forge(copy / "versions/0002")
    before = tree(small)
    assert keys(store.repair(small, copy)) == ["copy-differs"]
    (copy / "versions/0002/a.md").write_bytes(b"y")
    assert keys(store.repair(small, copy)) == ["copy-differs"]
    shutil.rmtree(copy / "versions/0002")
    assert keys(store.repair(small, copy)) == ["not-in-copy"]
    assert tree(small) == before


def test_nothing_is_taken_where_no_seal_can_be_known(small: Path, tmp_path: Path) -> None:
    (small / "versions/0003/SHA256SUMS").unlink()
    assert keys(store.repair(small, tmp_path / "copy")) == ["no-anchor"]
    approve(tmp_path / "copy", 3, "cro")
    shutil.copytree(tmp_path / "copy/approvals", small / "approvals")
    assert keys(store.repair(small, tmp_path / "copy")) == ["exchanged"]  # the approval knows it


def test_a_repair_killed_at_any_call_loses_nothing_and_goes_on(small: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (small / "versions/0002/a.md").write_bytes(b"damaged")
    shutil.copytree(small, tmp_path / "counted")
    with watched(Disk()) as counted:
        store.repair(tmp_path / "counted", copy)
    assert counted.calls > 10
    for at in range(1, counted.calls + 1):
        root = tmp_path / f"killed-{at}"
        shutil.copytree(small, root)
        disk = Disk(at)
        disk.then = disk.kill
        with watched(disk), pytest.raises(Killed):
            store.repair(root, copy)
        assert b"damaged" in tree(root).values()
        store.repair(root, copy)
        assert tree(root / "versions") == tree(copy / "versions")
        assert b"damaged" in tree(root).values()
        shutil.rmtree(root)


# --- two copies that released at once ------------------------------------------------------------


def git(where: Path, *args: str, fails: bool = False) -> str:
    who = ["-c", "user.name=x", "-c", "user.email=x@y.example", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *who, *args], cwd=where, capture_output=True, text=True)
    assert bool(done.returncode) == fails, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def met(folder: Path, tmp_path: Path) -> Path:
    """Two clones that each released version 3, merged as far as git can."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    server, other = folder.absolute(), tmp_path / "other"
    for args in (["init"], ["add", "--all"], ["commit", "--message", "two versions"]):
        git(server, *args)
    git(tmp_path, "clone", str(server), str(other))
    for where, old, new, by in (
        (server, f"{QUESTION} at night", QUESTION, "Anna"),
        (other, "sdr-director, ceo]", "sdr-director]", "Тимур"),
    ):
        change(where, old, new)
        assert run(["release", str(where), "--by", by]) == 0
        git(where, "add", "--all")
        git(where, "commit", "--message", "the third")
    git(other, "pull", "--no-rebase", "--no-edit", fails=True)
    return other


def test_two_releases_of_one_number_are_told_and_settled(
    met: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    [found] = conflicts(met)
    assert found.ours
    assert found.theirs
    assert (found.ours.by, found.theirs.by) == ("Тимур", "Anna")
    assert found.ours.seal != found.theirs.seal
    assert answer("verify", str(met), code=2)["conflicts"] == [3]
    before = tree(met)
    assert run(["release", str(met)]) == 2
    assert tree(met) == before
    capsys.readouterr()
    assert run(["verify", str(met)]) == 2
    shown = capsys.readouterr().out
    assert "git checkout --theirs -- versions/0003" in shown
    assert "Anna" in shown
    git(met, "checkout", "--theirs", "--", "versions/0003")
    git(met, "add", "--all")
    git(met, "commit", "--no-edit")
    assert answer("verify", str(met))["last"]["seal"] == found.theirs.seal
    assert answer("release", str(met))["number"] == 4  # what only the other one said
    assert run(["verify", str(met)]) == 0


@pytest.mark.parametrize("left", ["marks", "a second folder"])
def test_without_git_a_meeting_is_told_by_what_it_left(folder: Path, left: str) -> None:
    if left == "marks":
        with (folder / "versions/0002/SHA256SUMS").open("a", encoding="utf-8") as file:
            file.write("<<<<<<< HEAD\n")
    else:
        shutil.copytree(folder / "versions/0002", folder / "versions/0002~HEAD")
    assert [each.number for each in conflicts(folder)] == [2]
    assert run(["release"]) == 2
    assert run(["verify"]) == 2
