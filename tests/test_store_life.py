"""A year of an agreement, killed and refused at every call on its files: it goes on by itself.

Four quarters are released, with a correction in one, and approved by three people, one with a scan;
the working copy is written anew for each. Whatever happens in between, no version and no decision
that was acknowledged is lost, nothing half-written is seen, and simply doing it again ends as if
nothing had happened.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from disks import Disk, Killed, refusing, watched

from sla_writer import atomic, store
from sla_writer.errors import SlaWriterError

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT)
NAMES = ("2027-Q1-r1", "2027-Q2-r1", "2027-Q2-r2", "2027-Q3-r1", "2027-Q4-r1")
SIGNERS = ("ceo", "cmo", "rop")
Step = Callable[[Path], None]


def released_files(name: str) -> dict[str, bytes]:
    """As many files as a release in two languages has."""
    documents = {
        f"acme-{name}.{code}.{ending}": f"{name} {code} {ending}".encode() * 40
        for code in ("ru", "en")
        for ending in ("docx", "md")
    }
    data = {f"document.{code}.json": f'["{name}"]'.encode() for code in ("ru", "en")}
    return {"agreement.json": f'{{"quarter": "{name}"}}'.encode(), **documents, **data}


def working_copy(name: str) -> Step:
    return lambda root: atomic.write(root / "agreement.yaml", f"quarter: {name}\n".encode())


def released(number: int, name: str) -> Step:
    def step(root: Path) -> None:
        found = store.versions(root)
        if len(found) < number:
            base = found[-1].seal if found else None
            store.release(root, released_files(name), {"quarter": name}, base)

    return step


def approved(number: int, role: str) -> Step:
    def step(root: Path) -> None:
        if not any(each.said["role"] == role for each in store.approvals(root, number)):
            scan = (".pdf", b"%PDF") if role == "ceo" else None
            said = {"role": role, "decision": "approved"}
            store.approve(root, store.versions(root)[number - 1], said, scan)

    return step


YEAR: tuple[Step, ...] = tuple(
    step
    for number, name in enumerate(NAMES, 1)
    for step in (
        working_copy(name),
        released(number, name),
        *(approved(number, role) for role in SIGNERS),
    )
)


def live(root: Path) -> Path:
    for step in YEAR:
        step(root)
    return root


def ends(root: Path) -> dict[str, str]:
    """What lies in the folder at the end: every file by its hash, locks aside."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(root)): sha256(path.read_bytes()).hexdigest() for path in files}


def grave(root: Path) -> list[store.Trouble]:
    return [each for each in store.troubles(root) if not each.slight]


def calls(folder: Path) -> int:
    folder.mkdir()
    with watched(Disk()) as disk:
        live(folder)
    return disk.calls


def interrupted(folder: Path, disk: Disk) -> None:
    """Live until the disk stops it, and look at what is there then."""
    folder.mkdir()
    with watched(disk), suppress(Killed, SlaWriterError):
        live(folder)
    assert grave(folder) == []
    copy = folder / "agreement.yaml"
    assert not copy.exists() or copy.read_text("utf-8").strip().endswith(NAMES)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, str]]:
    """How many calls a year takes, and what it ends in."""
    folder = tmp_path_factory.mktemp("whole") / "year"
    return calls(folder), ends(folder)


def killed(whole: tuple[int, dict[str, str]], aside: Path, points: Iterator[int]) -> int:
    count = 0
    for at in points:
        disk = Disk(at)
        disk.then = disk.kill
        folder = aside / f"killed-{at}"
        interrupted(folder, disk)
        assert ends(live(folder)) == whole[1]
        shutil.rmtree(folder)
        count += 1
    return count


def refused(
    whole: tuple[int, dict[str, str]], aside: Path, points: Iterator[tuple[int, int]]
) -> int:
    count = 0
    for at, number in points:
        folder = aside / f"refused-{at}-{number}"
        interrupted(folder, Disk(at, refusing(number)))
        assert ends(live(folder)) == whole[1]
        shutil.rmtree(folder)
        count += 1
    return count


def test_killed_now_and_then_a_year_ends_the_same(
    whole: tuple[int, dict[str, str]], tmp_path: Path
) -> None:
    assert killed(whole, tmp_path, iter(range(1, whole[0] + 1, 17))) >= 20


def test_refused_now_and_then_a_year_ends_the_same(
    whole: tuple[int, dict[str, str]], tmp_path: Path
) -> None:
    points = ((at, ERRORS[at % 5]) for at in range(1, whole[0] + 1, 17))
    assert refused(whole, tmp_path, points) >= 20


@pytest.mark.long
def test_killed_at_every_call_a_year_ends_the_same(
    whole: tuple[int, dict[str, str]], tmp_path: Path
) -> None:
    assert killed(whole, tmp_path, iter(range(1, whole[0] + 1))) >= 300


@pytest.mark.long
def test_refused_at_every_call_in_five_ways_a_year_ends_the_same(
    whole: tuple[int, dict[str, str]], tmp_path: Path
) -> None:
    points = ((at, number) for at in range(1, whole[0] + 1) for number in ERRORS)
    assert refused(whole, tmp_path, points) >= 500
