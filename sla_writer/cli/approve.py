"""`sla approve`: writes down who agrees to a version, and shows who has and who has not yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages, store
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.cli.typed import NAME_LIMIT, typed
from sla_writer.errors import SlaWriterError
from sla_writer.messages import plural, text
from sla_writer.workspace import FILE, Workspace, document_in, read_bytes, root_of

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.store import Approval, Version
    from sla_writer.workspace.approving import Signer

DECISIONS = ("approved", "rejected", "withdrawn")
SCANS = (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff")
SCAN_LIMIT = 20_000_000
_SHOWN = 12


@named("approve")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--role", default="", metavar="role", help="help-approve-role")
@option("--name", default="", metavar="name", help="help-approve-name")
@option(
    "--decision", type=click.Choice(DECISIONS), default="approved", help="help-approve-decision"
)
@option("--comment", default="", metavar="text", help="help-approve-comment")
@option("--scan", type=click.Path(path_type=Path), metavar="file", help="help-approve-scan")
@option("--version", "which", default="latest", metavar="version", help="help-approve-version")
@json_option
def verb(
    path: Path,
    role: str,
    name: str,
    decision: str,
    comment: str,
    scan: Path | None,
    which: str,
    as_json: bool,
) -> None:
    from sla_writer.workspace.released import chosen

    root = root_of(path)
    versions = store.versions(root)
    version = chosen(versions, which)
    made = None
    if role or name:
        said = _said(role, typed("--name", name, NAME_LIMIT), decision, typed("--comment", comment))
        made = _decided(root, version, said, scan)
    if as_json:
        say_json(_plain(root, versions, version, made))
    else:
        _say(root, versions, version, made)


def _said(role: str, name: str, decision: str, comment: str) -> dict[str, str]:
    from sla_writer.cli.findings import now

    if not (role and name):
        raise SlaWriterError("error-approve-who")
    at = now().isoformat(timespec="seconds")
    return {"role": role, "name": name, "decision": decision, "comment": comment, "at": at}


def _decided(root: Path, version: Version, said: dict[str, str], scan: Path | None) -> Approval:
    from sla_writer.workspace.approving import decide

    if scan and scan.suffix.lower() not in SCANS:
        raise SlaWriterError("error-approve-scan", file=scan, known=", ".join(SCANS))
    attached = (scan.suffix.lower(), read_bytes(scan, SCAN_LIMIT)) if scan else None
    return decide(root, version, said, attached)


# --- how it stands -------------------------------------------------------------------------------


def _standing(
    root: Path, versions: tuple[store.Version, ...], version: Version
) -> tuple[Signer, ...]:
    from sla_writer.workspace.approving import signers

    return signers(root, versions, version, messages.language())


def _say(
    root: Path,
    versions: tuple[store.Version, ...],
    version: Version,
    made: Approval | None,
) -> None:
    from sla_writer.workspace.released import approved
    from sla_writer.workspace.upcasting import agreement_in

    agreement = agreement_in(version)
    if made:
        say(text("said-approval-written", file=made.file))
        say()
    state = "approved" if approved(root, version) else "proposed"
    look = painted(text(f"said-state-{state}"), fg="green" if state == "approved" else "yellow")
    say(painted(text("said-approvals-of", number=f"{version.number:04}"), bold=True), "  ", look)
    for signer in _standing(root, versions, version):
        _say_signer(signer, agreement)
    say()
    say(text("said-approvals-claimed"))
    moved = _moved_on(root, version)
    if moved:
        say(plural("said-approval-copy", len(moved), clauses=_listed(moved)))


def _say_signer(signer: Signer, agreement: Agreement) -> None:
    from sla_writer.finding import place_name
    from sla_writer.language import language

    title = place_name(agreement, f"roles.{signer.role}", language(messages.language()))
    if signer.decision:
        decision = str(signer.decision.said.get("decision"))
        good = decision == "approved"
        mark = painted("✓" if good else "✖", fg="green" if good else "red")
        say(
            "  ",
            mark,
            f" {title}: ",
            text(f"said-decision-{decision}"),
            f", {_who(signer.decision)}",
        )
    elif signer.before:
        say("  ", painted("…", fg="yellow"), f" {title}: ", _before(signer))
    else:
        say("  ", painted("…", fg="yellow"), f" {title}: ", text("said-approval-missing"))


def _before(signer: Signer) -> str:
    """An approval of an earlier version, and what it no longer covers."""
    assert signer.before
    number, who = signer.before.said.get("version"), _who(signer.before)
    if not signer.changed:
        return text("said-approval-before", number=number, who=who)
    count, clauses = len(signer.changed), _listed(signer.changed)
    return plural("said-approval-stale", count, number=number, who=who, clauses=clauses)


def _who(decision: Approval) -> str:
    """Who decided, when, what they said, and whether a scan lies beside it."""
    from sla_writer.cli.rows import said_day

    said = decision.said
    parts = [str(said.get("name")), said_day(str(said.get("at", "")))]
    parts += [_quoted(str(said["comment"])) if said.get("comment") else ""]
    parts += [decision.scan.name if decision.scan else ""]
    return ", ".join(filter(None, parts))


def _quoted(said: str) -> str:
    from sla_writer.glossary import glossary

    return glossary(messages.language()).word("quoted").format(text=said)


def _listed(clauses: tuple[str, ...]) -> str:
    more = len(clauses) - _SHOWN
    shown = "; ".join(clauses[:_SHOWN])
    return f"{shown}; … (+{more})" if more > 0 else shown


def _moved_on(root: Path, version: Version) -> tuple[str, ...]:
    """The clauses in which the working copy differs from a version; none where it can't be read."""
    from sla_writer.agreement.reading import agreement_id
    from sla_writer.workspace.approving import changed
    from sla_writer.workspace.upcasting import document_in as stored

    if not (root / FILE).is_file():
        return ()
    try:
        agreement = Workspace.at(root).agreement()
        if agreement_id(agreement) == version.agreement_id:
            return ()
        shown = document_in(agreement, messages.language())
    except SlaWriterError:
        return ()  # `sla check` says what is wrong with the file
    return tuple(changed(stored(version, shown.language), shown))


def _plain(
    root: Path,
    versions: tuple[store.Version, ...],
    version: Version,
    made: Approval | None,
) -> dict[str, Any]:
    from sla_writer.workspace.released import approved

    return {
        "version": version.number,
        "approved": approved(root, version),
        "written": str(made.file) if made else None,
        "signers": [_plain_signer(each) for each in _standing(root, versions, version)],
        "changed_in_working_copy": list(_moved_on(root, version)),
    }


def _plain_signer(signer: Signer) -> dict[str, Any]:
    return {
        "role": signer.role,
        "decision": dict(signer.decision.said) if signer.decision else None,
        "earlier": dict(signer.before.said) if signer.before else None,
        "changed_since": list(signer.changed),
    }
