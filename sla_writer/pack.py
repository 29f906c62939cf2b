"""A template pack: the sections, words and questions that make one kind of agreement.

A pack is a folder of data (`templates/<pack>/`). A user's own folder overlays a shipped pack file
by file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from sla_writer import data, kept, yaml_file
from sla_writer.errors import AgreementError, PackError, Place, Problem
from sla_writer.text_gate import read_file, wrong_character


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the interview; `id` is the path of the field that its answer fills.

    A `*` in the id stands for every item of a list. `when` names answers that must be so for the
    question to be asked; `default` is offered with it, and `otherwise` taken where nobody is asked
    and no default is known. When an answer in `rests_on` changes, it is put again. With `ask` it is
    put even though a preset answers it, with `detail` only on demand, with `quick` in the shortest
    interview too, with `quarterly` whenever a quarter begins. `side` says who answers it when both
    sides are asked by themselves: `marketing`, `sales` or `both`.
    """

    id: str
    section: str = ""
    kind: str = ""
    when: Mapping[str, Any] = field(default_factory=dict)
    default: Any = None
    otherwise: Any = None
    rests_on: tuple[str, ...] = ()
    ask: bool = False
    detail: bool = False
    quick: bool = False
    quarterly: bool = False
    side: str = ""

    @classmethod
    def read(cls, entry: Any, file: Path) -> Question:
        """The question that an entry of `pack.yaml` declares; PackError when it is none."""
        known = (
            {name: entry[name] for name in _QUESTION if name in entry}
            if isinstance(entry, dict)
            else {}
        )
        shaped = all(_is(known.get(name), kind) for name, kind in _KINDS.items())
        sided = shaped and known.get("side", BOTH) in (*SIDES, BOTH)
        if not known.get("id") or len(known) != len(entry) or not sided:
            raise missing("error-pack-question", str(file), entry=str(entry)[:80])
        flags = {name: known.get(name) == "yes" for name in _FLAGS}
        lists = {"when": known.get("when") or {}, "rests_on": tuple(known.get("rests_on") or ())}
        return cls(**{**known, **lists, **flags})


SIDES = ("marketing", "sales")
BOTH = "both"
_FLAGS = ("ask", "detail", "quick", "quarterly")
_QUESTION = (
    "id", "section", "kind", "when", "default", "otherwise", "rests_on", "side", *_FLAGS,
)  # fmt: skip
_KINDS = {
    **dict.fromkeys(("id", "section", "kind", "side", *_FLAGS), str),
    "when": dict, "rests_on": list,
}  # fmt: skip
_SHAPE = {"questions": list, "presets": dict, "words_from": str}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
"""What a pack, a section and a language may be called: a name, never a way to another folder."""


def _is(value: Any, kind: type[Any]) -> bool:
    return value is None or isinstance(value, kind)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


@dataclass(frozen=True)
class Pack:
    """The files of one kind of agreement; `folders` are looked through in order."""

    name: str
    folders: tuple[Path, ...]

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What `pack.yaml` says; PackError when a part of it has not the shape that it must."""
        found = self.yaml("pack.yaml")
        wrong = [each for each, kind in _SHAPE.items() if not _is(found.get(each), kind)]
        sections = found.get("sections")
        if not isinstance(sections, list) or not all(map(_is_name, sections)):
            wrong.append("sections")
        if wrong:
            raise missing("error-pack-shape", str(self.file("pack.yaml")), name=wrong[0])
        return found

    @property
    def sections(self) -> tuple[str, ...]:
        """The ids of the sections, in the order of the document."""
        return tuple(self.settings["sections"])

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order in which they are asked."""
        file = self.file("pack.yaml")
        return tuple(Question.read(entry, file) for entry in self.settings.get("questions") or ())

    @property
    def presets(self) -> dict[str, Any]:
        """What holds unless somebody says otherwise, in the shape of an agreement file."""
        return self.settings.get("presets") or {}

    def question_words(self, language: str) -> dict[str, dict[str, str]]:
        """Text, help and example of every question by its id.

        `words_from` in `pack.yaml` names another pack, whose words hold where this one has none.
        """
        other = self.settings.get("words_from")
        lent = load(str(other)).question_words(language) if other else {}
        own = self.yaml(f"{language}/questions.yaml")
        if not all(isinstance(each, dict | str) for each in own.values()):
            raise missing("error-mapping", str(self.file(f"{language}/questions.yaml")), text="")
        return {**lent, **own}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages that the pack has templates in."""
        found = {p.name for f in self.folders if f.is_dir() for p in f.iterdir() if p.is_dir()}
        return tuple(sorted(found))

    def file(self, relative: str) -> Path:
        """The file at a path inside the pack, the overlay's first; PackError when nobody has it."""
        for folder in self.folders:
            if (folder / relative).is_file():
                return folder / relative
        raise missing("error-pack-file", relative, pack=self.name)

    def template(self, language: str, section: str) -> str:
        """The template text of a section in a language."""
        path = self.file(f"{language}/{section}.md")
        text = read_file(path)
        if wrong := wrong_character(text, str(path)):
            raise PackError(wrong)
        return text

    def yaml(self, relative: str) -> dict[str, Any]:
        """The data of a YAML file of the pack."""
        path = self.file(relative)
        try:
            found = self._data(path)
        except AgreementError as error:
            raise PackError(*error.problems) from None
        if not isinstance(found, dict):
            raise missing("error-mapping", str(path), text="")
        return found

    def _data(self, path: Path) -> Any:
        text = read_file(path)
        ours = path.is_relative_to(data.folder("templates"))
        return (kept.mapping(path, text) if ours else None) or yaml_file.parse(text, str(path)).data


def missing(key: str, file: str, **params: object) -> PackError:
    """The error of a pack's file that is not there or not as it must be."""
    return PackError(Problem(key, {"file": file, **params}, place=Place(file, 1, 1)))


def shipped() -> Iterator[str]:
    """The names of the packs that come with the product."""
    yield from sorted(p.name for p in data.folder("templates").iterdir() if p.is_dir())


def load(name: str, overlay: Path | None = None) -> Pack:
    """The pack called `name`, with a user's folder `overlay` in front of the shipped one.

    The overlay may hold the pack itself (`pack.yaml` or language folders in it) or a folder of
    packs. Raises PackError when there is no such pack.
    """
    if not _is_name(name):
        raise missing("error-pack", name[:80], known=", ".join(shipped()))
    own = data.folder("templates") / name
    folders = [own] if own.is_dir() else []
    if overlay is not None:
        if not overlay.is_dir():
            raise missing("error-overlay", str(overlay))
        folders.insert(0, overlay / name if (overlay / name).is_dir() else overlay)
    if not any((folder / "pack.yaml").is_file() for folder in folders):
        raise missing("error-pack", name, known=", ".join(shipped()))
    return Pack(name, tuple(folders))
