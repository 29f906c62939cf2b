"""Writing changes into a hand-written file: nobody loses a comment, an order or a layout by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer.errors import AgreementError
from sla_writer.text_gate import clean
from sla_writer.yaml_edit import edited
from sla_writer.yaml_file import parse

EXAMPLES = sorted(Path(__file__).parents[1].glob("examples/*/agreement.yaml"))
every_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)

Steps = tuple[str | int, ...]


def said(text: str) -> Any:
    return parse(text, "a.yaml").data


def changed(text: str, data: Any) -> str:
    """The edited text, which must say the data."""
    after = edited(text, "a.yaml", data)
    assert said(after) == data, after
    return after


# --- before and after -----------------------------------------------------------------------------

PAIRS = {
    "a changed value keeps the comment behind it": (
        "a: 1   # one\nb: two  # two\n",
        "a: 12   # one\nb: two  # two\n",
    ),
    "a value stays in its quotes": (
        """a: "x"  # c\nb: 'y'\n""",
        """a: "z"  # c\nb: 'it''s'\n""",
    ),
    "a value is quoted only where it must be": (
        "a: x\nb: x\nc: [x, y]\n",
        "a: 'x: y'\nb: x, y\nc: [x, 'y, z']\n",
    ),
    "an empty value is filled": ("a:  # soon\nb:\n", "a: 1  # soon\nb: 2\n"),
    "a value is emptied": ("a: 1  # c\nb: {c: 1}\n", "a: null  # c\nb: {c: null}\n"),
    "a text of several lines stays one": (
        "a: |  # prose\n  one\n  two\n\nb: 1\n",
        "a: |  # prose\n  one\n\n  three\n\nb: 1\n",
    ),
    "a folded text keeps the paragraphs that are the same": (
        "a: >\n  one goes\n  on\n\n  two goes on\n  and on\n# c\nb: 1\n",
        "a: >\n  one goes\n  on\n\n  two stops\n# c\nb: 1\n",
    ),
    "a line becomes several": ("a: x  # c\nb: [x]\n", 'a: |-  # c\n  x\n  y\nb: ["x\\ny"]\n'),
    "several lines become one": ("a: >2-  # c\n  x\n  y\nb: 1\n", "a: z  # c\nb: 1\n"),
    "a value broken over lines": ("a: x\n  y  # c\nb: 1\n", "a: z  # c\nb: 1\n"),
    "a key is added behind the last": (
        "a:\n    b: 1  # one\n    # tail of a\n\n# about c\nc: 2\n# end\n",
        "a:\n    b: 1  # one\n    d: 3\n    # tail of a\n\n# about c\nc: 2\n# end\n",
    ),
    "a section is added as far from the others as they are": (
        "# head\n\n# --- a ---\na: 1\n\n# --- b ---\nb: 2",
        "# head\n\n# --- a ---\na: 1\n\n# --- b ---\nb: 2\n\nc:\n  d:\n    - x\n    - y: 1",
    ),
    "a key is added in brackets": (
        "a: {b: 1, c: [x]}  # c\n",
        "a: {b: 1, c: [x, y], d: {e: f}}  # c\n",
    ),
    "a key in brackets is taken away": (
        "a: {b: 1, c: 2, d: 3}\ne: [x, y, z]\n",
        "a: {c: 2}\ne: [x, z]\n",
    ),
    "brackets over several lines": (
        "a: [\n  x,  # first\n  y,  # second\n  z  # third\n]\n",
        "a: [\n  x,  # first\n  z,  # third\n  w\n]\n",
    ),
    "a key goes with its comments, and nobody else's": (
        "a: 1\n\n# about b\nb:\n  c: 1  # c\n  # deep\n\n# aside\n\n# about d\nd: 1\n",
        "a: 1\n\n# aside\n\n# about d\nd: 1\n",
    ),
    "the first key goes, the head of the file stays": (
        "# yaml-language-server: $schema=agreement.json\na: 1\nb: 2\n",
        "# yaml-language-server: $schema=agreement.json\nb: 2\n",
    ),
    "the last key goes": ("a:\n  b: 1\n\n  # about c\n  c: 2\nd: 3", "a:\n  b: 1\nd: 3"),
    "the first key of an item goes": (
        "- b: x  # c\n  a: 1\n- b: y\n  # about a\n  a: 1\n",
        "- a: 1\n-\n  # about a\n  a: 1\n",
    ),
    "an item keeps its comments when others come and go": (
        "l:\n  # about x\n  - id: x\n    a: 1\n  # about y\n  - id: y  # why\n    a: 1\n",
        "l:\n  - id: w\n    a: 0\n  # about y\n  - id: y  # why\n    a: 2\n  - id: z\n",
    ),
    "an item moves with the comments above it": (
        "l:\n- id: x  # ex\n# about y\n# and more\n- id: y\n  a: 1  # one\n\n- id: z\nm: 1\n",
        "l:\n# about y\n# and more\n- id: y\n  a: 2  # one\n\n- id: z\n\n- id: x  # ex\nm: 1\n",
    ),
    "an item without an id is known by what it says": (
        "- x  # ex\n# about y\n- y  # why\n- z  # zed\n",
        "- new\n- z  # zed\n- x  # ex\n",
    ),
    "or else by its place": ("- x  # ex\n- y  # why\n", "- x  # ex\n- z  # why\n"),
    "an item whose id is changed is still the same": (
        "# head\n\n- id: x  # ex\n  a: 1  # one\n- id: y\n  a: 2\n",
        "# head\n\n- id: w  # ex\n  a: 1  # one\n- id: y\n  a: 2\n",
    ),
    "a new item looks like its neighbours": (
        "a:\n  - {id: x, n: {ru: и, en: x}}\nb:\n  - id: x\n    n: {ru: и, en: x}\n",
        "a:\n  - {id: x, n: {ru: и, en: x}}\n  - {id: y, n: {ru: й}}\n"
        "b:\n  - id: x\n    n: {ru: и, en: x}\n  - id: y\n    n:\n      ru: й\n",
    ),
    "the first item of an inner list": (
        "- - x  # ex\n  - y\n- - x\n  # about y\n  - y\n",
        "- - w\n  - x  # ex\n  - y\n-\n  # about y\n  - y\n",
    ),
    "a value becomes a mapping, a mapping a list": (
        "a: 1  # c\nb:  # d\n  c: 1\n  # gone\n  d: 2\n\ne: 3\n",
        "a:  # c\n  b: 1\n  c: []\nb:  # d\n  - x\n\ne: 3\n",
    ),
    "a mapping becomes a value": ("a:  # c\n  b: 1\nd: 1\n", "a: 2  # c\nd: 1\n"),
    "an item becomes a mapping": (
        "- x\n- y  # c\n- id: z\n  a: 1\n",
        "- a: 1\n  b: 2\n-  # c\n  c: 3\n- z\n",
    ),
    "kinds change in brackets": ("a: {b: 1, c: [x]}\n", "a: {b: [x, {y: z}], c: w}\n"),
    "a list is emptied and filled": (
        "a:  # c\n  - x\nb: []  # d\nc: {d: []}\n",
        "a: []  # c\nb:  # d\n  - y\nc: {d: [y]}\n",
    ),
    "Windows' line ends": (
        "a: 1  # c\r\n\r\n# about b\r\nb:\r\n  - x\r\nc: |\r\n  t\r\n",
        "a: 2  # c\r\n\r\n# about b\r\nb:\r\n  - x\r\n  - d: 1\r\n    e: 2\r\n"
        "c: |\r\n  u\r\n  v\r\n",
    ),
    "nothing but comments": ("# head\n\n# more", "# head\n\n# more\na:\n  - x\n"),
    "nothing of the old stays": ("# head\na: 1\n# tail\n", "# head\n- x\n- y\n# tail\n"),
    "what cannot be changed in place is written anew with its key": (
        "# head\na: 1  # c\nb: [c: 1, d]  # d\n",
        "# head\na: 1  # c\nb: [{c: 1, e: 2}, d]  # d\n",
    ),
    "an unusual file is written anew below its head": (
        "# head\n? a\n: b\n? c\n: d\ne: f\n",
        "# head\nc: d\ne: f\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)
def test_a_change_is_made_in_its_place(before: str, after: str) -> None:
    assert changed(before, said(after)) == after


@pytest.mark.parametrize("text", [text for pair in PAIRS.values() for text in pair])
def test_a_file_of_which_nothing_changed_is_the_same_to_the_byte(text: str) -> None:
    for same in (text, text.rstrip("\n"), text.replace("\n", "\r\n"), "\ufeff" + text):
        assert edited(same, "a.yaml", said(same)) == same


def test_numbers_and_yes_or_no_are_written_as_people_write_them() -> None:
    assert edited("a: no  # c\nb: 1\n", "a.yaml", {"a": True, "b": 12}) == "a: yes  # c\nb: 12\n"
    assert edited("a: yes\nb: '12'\n", "a.yaml", {"a": True, "b": 12}) == "a: yes\nb: '12'\n"


def test_what_a_file_may_not_say_is_refused_with_its_place() -> None:
    with pytest.raises(AgreementError) as caught:
        edited("a: 1\nb: 2\n", "a.yaml", {"a": "1", "b": "x\u202ey"})
    assert caught.value.key == "error-character"
    with pytest.raises(AgreementError):
        edited("a: &x 1\n", "a.yaml", {"a": "1"})


# --- the shipped examples -------------------------------------------------------------------------


def leaves(data: Any, path: Steps = ()) -> Iterator[Steps]:
    if isinstance(data, dict | list):
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from leaves(value, (*path, step))
    else:
        yield path


def at(data: Any, path: Steps) -> Any:
    for step in path:
        data = data[step]
    return data


def sample(items: list[Steps], count: int) -> list[Steps]:
    return Random(1).sample(items, count)


@every_example
def test_one_changed_value_of_an_example_changes_one_line(path: Path) -> None:
    text = path.read_text("utf-8")
    for *holder, step in sample(list(leaves(said(text))), 12):
        data = said(text)
        at(data, tuple(holder))[step] = "now, otherwise: 1"
        lines = zip(text.split("\n"), changed(text, data).split("\n"), strict=True)
        assert sum(before != after for before, after in lines) == 1, (holder, step)


@every_example
def test_all_changed_values_of_an_example_change_nothing_else(path: Path) -> None:
    text = path.read_text("utf-8")
    data = said(text)
    for *holder, step in leaves(said(text)):
        if step != "id":
            at(data, tuple(holder))[step] += "z"
    lines = zip(text.split("\n"), changed(text, data).split("\n"), strict=True)
    for before, after in lines:
        assert after.replace("z", "") == before.replace("z", "")
    assert changed(changed(text, data), said(text)) == text


@every_example
def test_what_goes_from_an_example_takes_its_lines_and_no_others(path: Path) -> None:
    text = path.read_text("utf-8")
    for holder, step in {path[:2] for path in sample(list(leaves(said(text))), 15)}:
        data = said(text)
        del data[holder][step]
        if not data[holder]:
            continue
        left = iter(text.split("\n"))
        assert all(line in left for line in changed(text, data).split("\n")), (holder, step)


# --- any file, any change -------------------------------------------------------------------------

WORDS = (
    "a", "b c", "x: y", "# no", "no", "5", "", "null", "~", "- q", "it's", 'say "hi"', "два\nслова",
    "a\n\nb\n  c", "лид, или", "[z", "{", "}", "a #b", "a:", "---", "? k", "!t", "*a", "&a", "%p",
    "@", "`", "|", ">", "long text " * 12 + "end", "1.10", "C:\\x", "tab\tx", "'", '"', "-", ",",
)  # fmt: skip
KEYS = ("a", "b", "c", "d e", "x: y", "no", "#k", "ключ", "-", "it's", "null", "{", "5")

words = (
    st.none() | st.sampled_from(WORDS) | st.text("aя \n:#-,'\"[{&|>\\\u00a0", max_size=9).map(clean)
)
seeds = st.integers(0, 2**32)


def holders(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    mappings = st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    items = st.builds(lambda own, rest: {"id": own, **rest}, st.sampled_from("pqrstuv"), mappings)
    return mappings | st.lists(inner, max_size=4) | st.lists(items, max_size=4, unique_by=_id)


def _id(item: Any) -> Any:
    return item["id"]


values = st.recursive(words, holders, max_leaves=12)
files = st.dictionaries(st.sampled_from(KEYS), values, min_size=1, max_size=5)


class Hand:
    """Writes data as one person might, and remembers which comment stands at what."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.comments: list[tuple[str, tuple[str, ...]]] = []
        self.step, self.shift = self.random.choice((2, 4)), self.random.choice((0, 2))
        self.talk, self.flat = self.random.choice((0, 0.3, 0.6)), self.random.choice((0, 0.5))

    def text(self, data: dict[str, Any]) -> str:
        head = self.random.choice(([], ["# head"], ["# head", "", "# more"]))
        lines = [*head, *self.block(data, ()), *self.random.choice(([], ["# end"]))]
        end = self.random.choice(("\n", "\n", "\r\n"))
        return end.join(lines) + self.random.choice((end, ""))

    def block(self, data: Any, path: tuple[str, ...]) -> list[str]:
        lines: list[str] = []
        for key, value in entries(data):
            if lines or path:
                lines += self.maybe([""]) + self.maybe([self.comment((*path, key))])
            head = f"{self.scalar(key)}:" if isinstance(data, dict) else "-"
            lines += self.entry(head, value, (*path, key))
        return lines

    def entry(self, head: str, value: Any, path: tuple[str, ...]) -> list[str]:
        nested = bool(value) and isinstance(value, dict | list)
        if head == "-" and nested and self.chance(0.7):
            inner = self.block(value, path)
            if not inner[0].startswith(("#", " ")) and inner[0]:
                return [f"- {inner[0]}", *shifted(inner[1:], 2)]
        last = "".join(self.maybe([f"  {self.comment(path)}"]))
        if nested and not self.chance(self.flat):
            by = self.shift if isinstance(value, list) and head != "-" else self.step
            return [head + last, *shifted(self.block(value, path), by)]
        if isinstance(value, str) and "\n" in value and self.chance(0.7):
            style = self.random.choice("|>")
            return [f"{head} {style}{last}", *shifted(value.split("\n"), self.step)]
        return [f"{head} {self.flow(value)}{last}"]

    def flow(self, value: Any) -> str:
        inside = [
            self.flow(each) if isinstance(value, list) else f"{self.scalar(key)}: {self.flow(each)}"
            for key, each in entries(value)
        ]
        comma = self.random.choice((", ", ", ", ", ", ",\n       ", ",  # aside\n       "))
        if isinstance(value, dict | list):
            return ("{%s}" if isinstance(value, dict) else "[%s]") % comma.join(inside)
        return self.scalar(value)

    def scalar(self, value: str | None) -> str:
        if value is None:
            return "null"
        single, double = "'" + value.replace("'", "''") + "'", json.dumps(value, ensure_ascii=False)
        plain = value if value.isalnum() and value != "null" else double
        return self.random.choice((plain, double, double if "\n" in value else single))

    def comment(self, path: tuple[str, ...]) -> str:
        self.comments.append((f"# comment {len(self.comments)}.", path))
        return self.comments[-1][0]

    def maybe(self, lines: list[str]) -> list[str]:
        return lines if self.chance(self.talk) else []

    def chance(self, part: float) -> bool:
        return self.random.random() < part


def entries(data: Any) -> Iterator[tuple[str, Any]]:
    """Every key or item of a value by its name; items without an id have none."""
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        for each in data:
            own = each.get("id") if isinstance(each, dict) else None
            yield own if isinstance(own, str) else "", each


def shifted(lines: list[str], by: int) -> list[str]:
    return [" " * by + line if line else line for line in lines]


def other(data: Any, new: Callable[[], Any], random: Random) -> Any:
    """The data with changes here and there."""
    if random.random() < 0.1:
        return new()
    if isinstance(data, dict):
        kept = {k: other(v, new, random) for k, v in data.items() if random.random() > 0.1}
        return {**kept, **({random.choice(KEYS): new()} if random.random() < 0.2 else {})}
    if isinstance(data, list):
        items = [other(each, new, random) for each in data if random.random() > 0.1]
        if random.random() < 0.2:
            random.shuffle(items)
        return items + ([new()] if random.random() < 0.2 else [])
    return data if random.random() < 0.7 else new()


@given(files, seeds)
def test_what_did_not_change_stays_to_the_byte(data: Any, seed: int) -> None:
    text = Hand(seed).text(data)
    assert edited(text, "a.yaml", deepcopy(said(text))) == text


@given(files, values, seeds)
def test_a_changed_file_says_what_it_should(data: Any, new: Any, seed: int) -> None:
    text = Hand(seed).text(data)
    random = Random(seed)
    changed(text, other(said(text), lambda: new, random))
    changed(text, new)


@given(files, values, seeds)
def test_comments_stay_with_what_stays_and_go_with_what_goes(
    data: Any, new: Any, seed: int
) -> None:
    hand = Hand(seed)
    text = hand.text(data)
    old = said(text)
    changes = other(old, lambda: new, Random(seed))
    now = {**changes, "z": "1"} if isinstance(changes, dict) else changes
    after = changed(text, now)
    for comment, path in hand.comments:
        if comment in text and (count := left(old, now, path)) is not None:
            assert after.count(comment) == count, (comment, after)


def left(old: Any, new: Any, path: tuple[str, ...]) -> int | None:
    """How often a comment on what stands at a path is left; None where that is open."""
    for step in path:
        if old == new:
            return 1
        if type(old) is not type(new) or not isinstance(old, dict | list):
            return 0
        before, now = dict(entries(old)), dict(entries(new))
        if isinstance(old, list) and (
            "" in before or len(before) < len(old) or len(now) < len(new) or set(now) - set(before)
        ):
            return None
        if step not in now:
            return 0
        old, new = before[step], now[step]
    return 1
