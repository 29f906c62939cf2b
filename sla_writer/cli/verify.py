"""`sla verify`: whether the released versions are as they were released, and what a file is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json, working
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import StoreError
from sla_writer.messages import plural, text
from sla_writer.workspace import FILE, read_bytes, root_of

if TYPE_CHECKING:
    from sla_writer.render.docx.tracked.proof import Side
    from sla_writer.render.docx.tracked.proving import Proven
    from sla_writer.store import Trouble, Version
    from sla_writer.workspace.conflicts import Conflict, Copy
    from sla_writer.workspace.verifying import Backing, Identified, Rendered

DAMAGED, SLIGHT = 2, 1


@named("verify")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path-or-file")
@option("--deep", is_flag=True, help="help-verify-deep")
@json_option
def verb(path: Path, deep: bool, as_json: bool) -> int:
    if path.is_file() and path.name != FILE:
        return _one_file(path, as_json)
    state = Standing(root_of(path))
    again = state.rendered_again() if deep else ()
    if as_json:
        say_json({**state.plain(), "again": [_plain_again(each) for each in again]})
    else:
        _say(state, again)
    return max(state.code, *(_code(each) for each in again), 0)


@dataclass(frozen=True)
class Standing:
    """What is wrong with the released versions of a folder, and how grave it is."""

    root: Path

    @cached_property
    def troubles(self) -> tuple[Trouble, ...]:
        """Everything that is not as it was released."""
        from sla_writer import store

        return tuple(store.troubles(self.root))

    @cached_property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The numbers that two copies gave at once."""
        from sla_writer.workspace.conflicts import conflicts

        return conflicts(self.root)

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """The versions, as far as their manifests can be read."""
        from sla_writer import store

        try:
            return store.versions(self.root)
        except StoreError:
            return ()

    @property
    def grave(self) -> bool:
        """Whether a version is damaged."""
        return any(not each.slight for each in self.troubles)

    @property
    def code(self) -> int:
        """0 sound, 1 only slight troubles, 2 damaged."""
        if self.grave or self.conflicts:
            return DAMAGED
        return SLIGHT if self.troubles else 0

    def rendered_again(self) -> tuple[Rendered, ...]:
        """Each version compared with what its agreement gives today."""
        from sla_writer.workspace.verifying import rendered_again

        with working(text("said-verify-rendering")):
            before = (None, *self.versions)
            return tuple(map(rendered_again, self.versions, before))

    def plain(self) -> dict[str, Any]:
        """The same as a program reads it."""
        return {
            "folder": str(self.root),
            "sound": not self.code,
            "versions": len(self.versions),
            "last": _plain_version(self.versions[-1]) if self.versions else None,
            "troubles": [_plain_trouble(each) for each in self.troubles],
            "conflicts": [each.number for each in self.conflicts],
        }


def _plain_version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "quarter": version.manifest.get("quarter"),
        "revision": version.manifest.get("revision"),
        "id": version.agreement_id,
        "seal": version.seal,
    }


def _plain_trouble(each: Trouble) -> dict[str, Any]:
    return {
        "key": each.key,
        "message": _words(each),
        "file": str(each.file),
        "slight": each.slight,
    }


def _plain_again(each: Rendered) -> dict[str, Any]:
    return {
        "number": each.number,
        "outcome": each.outcome.value,
        "differing": list(each.differing),
        "tool": each.tool,
    }


def _words(trouble: Trouble) -> str:
    return text(trouble.key, **{**trouble.params, "file": trouble.file})


def _code(again: Rendered) -> int:
    """What differs although program and templates are the same is damage."""
    return {"different": DAMAGED, "impossible": SLIGHT}.get(again.outcome.value, 0)


# --- words --------------------------------------------------------------------------------------


def _say(state: Standing, again: tuple[Rendered, ...]) -> None:
    for each in state.troubles:
        sign = painted("!", fg="yellow") if each.slight else painted("✖", fg="red")
        say(sign, " ", _words(each))
    for conflict in state.conflicts:
        _say_conflict(conflict)
    if state.grave:
        say()
        say(text("said-verify-damaged"))
    elif not state.versions:
        say(text("said-no-versions"))
    elif not state.conflicts:
        _say_sound(state.versions)
    for rendered in again:
        _say_again(rendered)
    if state.versions:
        say()
        say(painted(text("said-verify-limits"), dim=True))


def _say_sound(versions: tuple[Version, ...]) -> None:
    last = versions[-1]
    say(painted(plural("said-verify-sound", len(versions)), fg="green"))
    say(text("said-verify-last", **_named(last), id=last.agreement_id))


def _named(version: Version) -> dict[str, Any]:
    from sla_writer.language import language
    from sla_writer.workspace.released import dated

    quarter, revision = dated(version)
    said = language(messages.language()).quarter(quarter)
    return {"number": version.number, "quarter": said, "revision": revision}


def _say_conflict(conflict: Conflict) -> None:
    number = f"{conflict.number:04}"
    say(painted("✖", fg="red"), " ", text("said-conflict", number=number))
    for key, side in (
        ("said-conflict-ours", conflict.ours),
        ("said-conflict-theirs", conflict.theirs),
    ):
        if side:
            say("    ", text(key, **_side(side)))
    for key in ("keep", "clean", "again"):
        say("  ", text(f"said-conflict-{key}", number=number))


def _side(side: Copy) -> dict[str, str]:
    return {"seal": side.seal[:8], "by": side.by, "at": side.at}


def _say_again(each: Rendered) -> None:
    key = f"said-again-{each.outcome.value}"
    say(text(key, number=each.number, tool=each.tool, why=each.why))
    for name in each.differing:
        say("    ", name)


# --- one file -----------------------------------------------------------------------------------


def _one_file(path: Path, as_json: bool) -> int:
    from sla_writer.workspace.verifying import backing, home_of, redline_in

    root, data = home_of(path), read_bytes(path)
    redline = redline_in(data, path)
    if root is None and redline is None:
        raise StoreError("error-verify-nowhere", file=path)
    backed = backing(root, redline) if root and redline else None
    if root:
        return _at_home(path, data, root, redline, backed, as_json)
    assert redline is not None
    if as_json:
        say_json({"file": str(path), "redline": _plain_redline(redline, None)})
    else:
        _say_redline(path, redline, None)
    return _altered(redline, None)


def _at_home(
    path: Path,
    data: bytes,
    root: Path,
    redline: Proven | None,
    backed: Backing | None,
    as_json: bool,
) -> int:
    """A file held against the versions of a folder."""
    from sla_writer.workspace.verifying import identified

    found, state = identified(root, data, path), Standing(root)
    plain = _plain_file(path, found, state)
    if as_json and redline:
        plain["redline"] = _plain_redline(redline, backed)
    if as_json:
        say_json(plain)
    else:
        _say_file(path, found, state, redline, backed)
    if state.code == DAMAGED:
        return DAMAGED
    return _altered(redline, backed) if redline else int(found.kind.value != "released")


def _altered(redline: Proven, backed: Backing | None) -> int:
    """Whether a redline says more than its changes, or stands for texts that it has no right to."""
    forged = backed is not None and backed.forged is not None
    return int(redline.standing.value == "altered" or forged)


def _plain_redline(redline: Proven, backed: Backing | None) -> dict[str, Any]:
    old, new = (backed.old, backed.new) if backed else (None, None)
    return {
        "is": redline.standing.value,
        "from": _plain_side(redline.old, old),
        "to": _plain_side(redline.new, new),
        "forged": backed.forged.number if backed and backed.forged else None,
        "where": redline.where or None,
    }


def _plain_side(side: Side, version: Version | None) -> dict[str, Any]:
    number = version.number if version else None
    return {"version": side.version, "id": side.id, "number": number}


def _plain_file(path: Path, found: Identified, state: Standing) -> dict[str, Any]:
    return {
        "file": str(path),
        "folder": str(state.root),
        "is": found.kind.value,
        "name": found.name or None,
        "id": found.id or None,
        "released": _plain_version(found.version) if found.version else None,
        "sound": state.code != DAMAGED,
    }


def _called(side: Side, other: Side) -> str:
    """A redline's version, with its id where the other is called the same: a copy in work is."""
    if side.version != other.version:
        return side.version
    return text("said-redline-version", version=side.version, short=side.id[:8])


def _say_redline(path: Path, redline: Proven, backed: Backing | None) -> None:
    """Which two versions a redline stands between, what became of it, and who says so."""
    said = {"file": path, "old": _called(redline.old, redline.new)}
    said["new"] = _called(redline.new, redline.old)
    say(text("said-redline", **said))
    colour = "red" if redline.standing.value == "altered" else "green"
    words = text(f"said-redline-{redline.standing.value}", **said, where=redline.where)
    say(painted(words, fg=colour))
    if backed and backed.forged:
        say(painted(text("said-redline-forged", number=backed.forged.number), fg="red"))
    elif backed and backed.old and backed.new:
        say(text("said-redline-known", old=backed.old.number, new=backed.new.number))
    else:
        say(painted(text("said-redline-unknown"), dim=True))


def _say_file(
    path: Path,
    found: Identified,
    state: Standing,
    redline: Proven | None,
    backed: Backing | None,
) -> None:
    named = _named(found.version) if found.version else {"number": 0, "quarter": "", "revision": 0}
    said = {"file": path, "name": found.name, "id": found.id, "short": found.id[:8], **named}
    key = "foreign" if found.kind.value == "stranger" and found.id else found.kind.value
    if redline:
        _say_redline(path, redline, backed)
    if not redline or key == "released":
        say(text(f"said-file-{key}", **said))
    if state.code == DAMAGED:
        say(painted(text("said-file-damaged", folder=state.root), fg="red"))
