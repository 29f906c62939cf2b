"""Whatever is pushed through an entrance, mutated without mercy: it ends in an answer, in time."""

from __future__ import annotations

import io
import os
import random
import sys
import zipfile
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from entrances import ENTRANCES, EXAMPLE, TYPED, agreement, answer, example, small_document
from test_gates import GOOD, TEXTS, cases

from sla_writer import yaml_file
from sla_writer.agreement import reading
from sla_writer.cli.ending import FAULT, run
from sla_writer.document import to_json
from sla_writer.render import docx

SECONDS = 2
MEGABYTES = 300
SPICE = (
    "\0", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "\u2028", "\r", "\n", "\t", "\u0661", "½", "́",
    "{{", "{%", "%s", "{0.__class__}", "../", "&a", "*a", "!!x", "<<", "<!DOCTYPE", "|", "`", "~",
    "NaN", "1e999", "-", "9" * 40, "[" * 60, "{" * 60, '"', "'", "\\", "\\ud800", ": ", "- ", "# ",
)  # fmt: skip


def mutated(text: str, chance: random.Random) -> str:
    """The text with a few pieces cut, doubled, swapped, spiced or changed by a character."""
    for _ in range(chance.randint(1, 4)):
        one, other = sorted(chance.randint(0, len(text)) for _ in range(2))
        other = min(other, one + chance.choice((0, 1, 4, 40)))
        piece = chance.choice(
            (
                "",
                text[one:other] * 2,
                text[one:other][::-1],
                chance.choice(SPICE),
                chr(_code(chance)),
            )
        )
        text = text[:one] + piece + text[other:]
    return text


def _code(chance: random.Random) -> int:
    return chance.randrange(1 << chance.choice((7, 8, 11, 16, 20)))


def flipped(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, cut out or doubled."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(found))
        end = min(len(found), at + chance.choice((1, 1, 2, 8, 64)))
        found[at:end] = chance.choice(
            (chance.randbytes(end - at), b"", bytes(found[at:end]) * 2, b"\xff" * (end - at))
        )
        if not found:
            return b""
    return bytes(found)


def rezipped(chance: random.Random) -> bytes:
    """A good Word file of which one part was mutated inside, and its name perhaps."""
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(memory, "w") as new:
        names = old.namelist()
        hit = chance.choice(names)
        for name in names:
            data = old.read(name)
            if name == hit:
                data = flipped(data, chance)
                name = name if chance.random() < 0.8 else mutated(name, chance).replace("\0", "")
            new.writestr(name.encode("utf-8", "replace").decode(), data)
    return memory.getvalue()


# --- what is pushed -----------------------------------------------------------------------------


def _pieces() -> list[str]:
    """The example's parts, each as a small file of its own."""
    lines = example().split("\n")
    starts = [n for n, line in enumerate(lines) if line[:1].isalpha()] + [len(lines)]
    return ["\n".join(lines[a:b][:40]) for a, b in pairwise(starts)]


SEEDS = {name: [text for entrance, _, text in TEXTS if entrance == name] for name in ENTRANCES} | {
    name: [*kind.examples] for name, kind in TYPED.items() if hasattr(kind, "examples")
}
SEEDS["instant"] += [
    "2026-12-30 17:30",
    "30.12.2026 17:30 +03:00",
    "2026-12-30T17:30 Europe/Moscow",
]
SEEDS["yaml"] += _pieces()
SEEDS["document-json"] += [to_json(small_document())]
SEEDS["markdown"] += [
    "# A\n\n## B\n\n1. c **d** [e](https://f)\n\n| a | b |\n| --- | --- |\n| c | d |"
]
SEEDS["manifest"] += ['{"format": 1, "number": 1, "previous": null, "by": "x"}']
SEEDS["approval"] += ['{"role": "cmo", "seal": "ab", "scan": "cmo-1.pdf"}']
SEEDS["settings"] += [
    "sections: [a, b]\nquestions:\n  - {id: a, section: b, ask: yes}\npresets: {}"
]


def push_text(name: str) -> Callable[[random.Random], object]:
    """Mutates what an entrance takes, or was refused, and pushes it."""
    act, seeds = ENTRANCES[name], SEEDS[name]
    return lambda chance: act(mutated(chance.choice(seeds), chance))


def push_typed(chance: random.Random) -> object:
    name = chance.choice(list(TYPED))
    return ENTRANCES[name](mutated(chance.choice(SEEDS[name] or ["a"]), chance))


def push_answers(chance: random.Random) -> object:
    """The example as data, with some of its values and keys replaced by others and by nonsense."""
    data = yaml_file.parse(example(), "a").data
    for _ in range(chance.randint(1, 3)):
        _spoil(data, chance)
    return reading.from_file(yaml_file.YamlFile("a", data, {}, {}, []))


def _spoil(data: Any, chance: random.Random) -> None:
    holder = data
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(_length(holder)))
        key = chance.choice(keys) if keys else None
        if key is None:
            return
        inner = holder[key]
        if isinstance(inner, str) or inner is None or not inner or chance.random() < 0.2:
            others: list[object] = [None, "", [], {}, [[]], {"a": "b"}, 5, -1, True, 1e999, inner]
            spoilt = mutated(str(inner), chance) if chance.random() < 0.6 else chance.choice(others)
            holder[key] = spoilt
            return
        holder = inner


def _length(holder: Any) -> int:
    return len(holder) if isinstance(holder, list) else 0


def push_version(chance: random.Random) -> object:
    return reading.from_json(mutated(_canonical(), chance))


def _canonical() -> str:
    if not _KEPT:
        _KEPT.append(reading.canonical(agreement(example())))
    return _KEPT[0]


_KEPT: list[str] = []


def push_copy(chance: random.Random) -> object:
    data = flipped(GOOD, chance) if chance.random() < 0.5 else rezipped(chance)
    return docx.read_embedded(data, "copy.docx")


def push_brand(chance: random.Random) -> object:
    return docx.brand_report(rezipped(chance), "brand.docx")


VERBS = (
    "check", "calc", "deadline", "explain", "glossary", "recover", "render", "rules", "schema",
    "templates", "status", "calendar", "waive", "reconcile",
)  # fmt: skip


def push_arguments(chance: random.Random) -> object:
    """A verb with what could stand behind it; what it says is thrown away."""
    words = [each for _, said in cases("arguments", 2) for each in said.split("  ")]
    args = [chance.choice(words) for _ in range(chance.randint(0, 4))]
    if chance.random() < 0.5:
        args = [mutated(each, chance) for each in args]
    args = [_handed_over(each) for each in args if "/dev/" not in each]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        code = run([chance.choice(VERBS), *args])
    assert code != FAULT, args
    return code


def _handed_over(text: str) -> str:
    """An argument as the system hands it over: bytes up to the first null."""
    return os.fsdecode(text.encode("utf-8", "surrogatepass").partition(b"\0")[0])


# --- the run ------------------------------------------------------------------------------------

TARGETS: dict[str, tuple[Callable[[random.Random], object], int]] = {
    "typed values": (push_typed, 60_000),
    "instants": (push_text("instant"), 20_000),
    "YAML": (push_text("yaml"), 30_000),
    "answers as data": (push_answers, 1_500),
    "JSON": (push_text("json"), 30_000),
    "agreements of versions": (push_version, 2_000),
    "documents of versions": (push_text("document-json"), 20_000),
    "manifests": (push_text("manifest"), 5_000),
    "approvals": (push_text("approval"), 5_000),
    "packs": (push_text("settings"), 5_000),
    "Markdown": (push_text("markdown"), 20_000),
    "Word copies": (push_copy, 5_000),
    "brand files": (push_brand, 1_500),
    "arguments": (push_arguments, 1_500),
}
"""What is pushed, and how often in the long run."""

SAMPLE = 100
"""The default run is this part of the long one."""


def fuzz(name: str, count: int, seed: str) -> None:
    """Pushes so often; every failure tells the seed that brings it back."""
    push, _ = TARGETS[name]
    for number in range(count):
        chance = random.Random(f"{seed} {name} {number}")
        began = process_time()
        try:
            answer(lambda chance=chance: push(chance))  # type: ignore[misc]
        except Exception as error:
            pytest.fail(f"{seed} {name} {number}: {type(error).__name__}: {error}"[:500])
        assert process_time() - began < SECONDS, f"{seed} {name} {number}"


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "agreement.yaml").write_bytes(EXAMPLE.read_bytes())
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", TARGETS)
def test_a_sample_of_the_long_run_ends_in_answers(name: str) -> None:
    fuzz(name, TARGETS[name][1] // SAMPLE, "sample")


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="memory is counted by another call there")
@pytest.mark.parametrize("name", TARGETS)
def test_the_long_run_ends_in_answers_and_takes_no_memory(name: str) -> None:
    fuzz(name, 50, "warm")
    before = _peak()
    fuzz(name, TARGETS[name][1], "long")
    assert _peak() - before < MEGABYTES


def test_the_long_run_is_long() -> None:
    assert len(TARGETS) >= 6
    assert sum(count for _, count in TARGETS.values()) >= 100_000


def _peak() -> float:
    """The most memory that this process has taken, in megabytes."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1_000_000
