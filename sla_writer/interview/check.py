"""Whether a pack's questions fit the agreement: known fields, and words in every language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sla_writer import paths, yaml_file
from sla_writer.errors import Problem
from sla_writer.interview import shape
from sla_writer.interview.script import FORM, Script, Step, words_ids
from sla_writer.pack import Pack
from sla_writer.yaml_file import YamlFile

_DECISION = ("Decision.who", "Decision.by", "Decision.between")


def check(pack: Pack) -> Iterator[Problem]:
    """Every mistake in a pack's questions, placed; a pack that asks nothing has none."""
    if not pack.questions:
        return
    wrong = list(_unknown(pack))
    yield from wrong
    if not wrong:
        for language in pack.languages:
            yield from _wordless(pack, language)
            yield from _unused(pack, language)


def _unknown(pack: Pack) -> Iterator[Problem]:
    """Questions and conditions of fields that the agreement hasn't got."""
    file = yaml_file.load(pack.file("pack.yaml"))
    for number, question in enumerate(pack.questions):
        for path in (question.id, *question.when):
            if not _known(path):
                place = file.place(("questions", number, "id"))
                yield Problem("ask-unknown-field", {"path": path}, place=place)


def _known(path: str) -> bool:
    try:
        return bool(shape.at(path))
    except KeyError:
        return False


def _asked(pack: Pack) -> Iterator[Step]:
    """Every step that the pack can come to, with `*` for an item."""
    tops = [question.id for question in pack.questions if "*" not in question.id]
    for top in tops:
        yield Step(top, top, "", "", shape.at(top))
    for path, field in shape.leaves():
        if field.name != "id" and any(paths.within(path, top) for top in tops):
            yield Step(path, path, "", "", field)
    for section in Script(pack).sections:
        yield Step(f"{FORM}.{section}", f"section.{section}", section, "form")


def _wordless(pack: Pack, language: str) -> Iterator[Problem]:
    known = pack.question_words(language)
    file = _words_file(pack, language)
    for step in _asked(pack):
        if not known.keys() & set(words_ids(step)):
            params: dict[str, object] = {"path": step.pattern, "language": language}
            yield Problem("ask-no-words", params, place=file.place(()))


def _unused(pack: Pack, language: str) -> Iterator[Problem]:
    """Words in the pack's own file that no question of it can come to."""
    file = _words_file(pack, language)
    used = {name for step in _asked(pack) for name in words_ids(step)} | set(_DECISION)
    for name in file.data if isinstance(file.data, dict) else ():
        if name not in used:
            place = file.place((name,), of_key=True)
            yield Problem("ask-unused-words", {"path": name}, place=place)


def _words_file(pack: Pack, language: str) -> YamlFile:
    path: Path = pack.file(f"{language}/questions.yaml")
    return yaml_file.load(path)
