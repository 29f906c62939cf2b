"""A released version is there whole or not at all, and nobody changes it unseen."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from disks import Disk, Killed, Machine, lay_out, recorded, refusing, watched

from sla_writer import disk as disk_room
from sla_writer import store
from sla_writer.errors import SlaWriterError, StoreError

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES, errno.EDQUOT)
FILES = {
    "agreement.json": b'{"identity": {"id": "acme"}}\n',
    "document.ru.json": '["Соглашение"]\n'.encode(),
    "acme-2026-Q4-r1.ru.docx": bytes(range(256)) * 20,
    **{f"acme-2026-Q4-r1.{n}.md": f"# {n}\n".encode() for n in range(4)},
}
TOLD = {"quarter": "2026-Q4", "by": "Тимур"}


def files(number: int) -> dict[str, bytes]:
    return {**FILES, "agreement.json": f'{{"number": {number}}}\n'.encode()}


def released(root: Path, count: int) -> store.Version | None:
    """A folder with so many released versions, or with one more."""
    version = next(reversed(store.versions(root)), None)
    for number in range(1, count + 1):
        version = store.release(root, files(number), TOLD, version.seal if version else None)
    return version


def approve(root: Path) -> store.Approval:
    scan = (".pdf", b"%PDF-1.4 signed")
    return store.approve(root, store.versions(root)[-1], {"role": "cmo", "name": "Анна"}, scan)


def next_one(root: Path) -> store.Version:
    head = store.versions(root)
    return store.release(root, files(len(head) + 1), TOLD, head[-1].seal if head else None)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "acme-sla"
    folder.mkdir()
    released(folder, 2)
    approve(folder)
    return folder


def grave(root: Path) -> list[store.Trouble]:
    return [each for each in store.troubles(root) if not each.slight]


# --- release and read ----------------------------------------------------------------------------


def test_a_version_holds_the_bytes_that_were_released(root: Path) -> None:
    first, second = store.versions(root)
    assert [first.number, second.number] == [1, 2]
    assert {name: first.read(name) for name in FILES} == files(1)
    assert first.manifest == {**TOLD, "format": 1, "number": 1, "previous": None}
    assert second.manifest["previous"] == first.seal
    assert second.agreement_id == sha256(files(2)["agreement.json"]).hexdigest()
    assert list(store.troubles(root)) == []


def test_anybody_can_check_a_version_without_this_program(root: Path) -> None:
    for version in store.versions(root):
        subprocess.run(
            ["sha256sum", "--check", "--strict", "--quiet", store.SUMS],
            cwd=version.folder,
            check=True,
        )


def test_a_release_on_an_older_version_than_the_last_is_refused(root: Path) -> None:
    first, _ = store.versions(root)
    for base in (first.seal, None, "0" * 64):
        with pytest.raises(StoreError, match="released in the meantime"):
            store.release(root, files(3), TOLD, base)
    assert len(store.versions(root)) == 2


def test_a_damaged_store_takes_no_new_version(root: Path) -> None:
    (root / "versions/0001/agreement.json").write_bytes(b"{}")
    with pytest.raises(StoreError, match="no longer as it was"):
        next_one(root)


def test_a_newer_format_is_refused_not_guessed_at(root: Path) -> None:
    manifest = root / "versions/0002" / store.MANIFEST
    manifest.write_text(json.dumps({"format": 2}), encoding="utf-8")
    with pytest.raises(StoreError, match="newer sla_writer"):
        store.versions(root)


def test_a_decision_is_bound_to_the_version_and_never_written_over(root: Path) -> None:
    version = store.versions(root)[-1]
    approve(root)
    one, two = store.approvals(root, version.number)
    assert one.file != two.file
    assert one.said["seal"] == version.seal
    assert one.said["agreement"] == version.agreement_id
    assert one.scan
    assert one.scan.read_bytes() == b"%PDF-1.4 signed"


def test_git_leaves_every_byte_alone(root: Path, tmp_path: Path) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")

    def git(*args: str, cwd: Path = root) -> None:
        settings = ["-c", "user.name=x", "-c", "user.email=x@y.example", "-c", "core.autocrlf=true"]
        subprocess.run(["git", *settings, *args], cwd=cwd, check=True, capture_output=True)

    git("init")
    git("add", "--all")
    git("commit", "--message", "x")
    git("clone", str(root), str(tmp_path / "clone"), cwd=tmp_path)
    assert list(store.troubles(tmp_path / "clone")) == []
    assert store.versions(tmp_path / "clone")[-1].seal == store.versions(root)[-1].seal
    assert not (tmp_path / "clone/versions/.lock").exists()


# --- what is no longer as it was -----------------------------------------------------------------


def every_file(root: Path) -> list[Path]:
    return sorted(path for path in root.glob("versions/0*/*") if path.is_file())


def test_any_flipped_bit_is_found_in_its_file(root: Path) -> None:
    draw, tried = random.Random(4), 0
    for path in every_file(root):
        data = path.read_bytes()
        for place in draw.sample(range(len(data) * 8), min(len(data) * 8, 120)):
            flipped = bytearray(data)
            flipped[place // 8] ^= 1 << place % 8
            path.write_bytes(flipped)
            named = {each.file for each in grave(root)}
            assert path in named or (path.name == store.SUMS and named), path
            tried += 1
        path.write_bytes(data)
    assert tried > 1_000
    assert grave(root) == []


def test_any_cut_file_is_found(root: Path) -> None:
    for path in every_file(root):
        data = path.read_bytes()
        for length in {0, 1, len(data) // 2, len(data) - 1}:
            path.write_bytes(data[:length])
            assert grave(root)
        path.write_bytes(data)


def foreign(path: Path) -> None:
    path.write_bytes(b"x")


TAMPERED: dict[str, Callable[[Path], Any]] = {
    "a file more": lambda home: foreign(home / "0001/extra.txt"),
    "a file less": lambda home: (home / "0001/document.ru.json").unlink(),
    "no list of hashes": lambda home: (home / "0002/SHA256SUMS").unlink(),
    "no manifest": lambda home: (home / "0002/manifest.json").unlink(),
    "a folder inside": lambda home: (home / "0001/more").mkdir(),
    "a version less": lambda home: shutil.rmtree(home / "0001"),
    "a version renamed": lambda home: (home / "0002").rename(home / "0003"),
    "two versions exchanged": lambda home: exchange(home / "0001", home / "0002"),
    "a number written otherwise": lambda home: (home / "0002").rename(home / "00002"),
    "something else among the versions": lambda home: foreign(home / "notes.txt"),
    "a link for a file": lambda home: linked(home / "0001/agreement.json"),
    "a file and its hash edited": lambda home: forge(home / "0001"),
    "a decision on other bytes": lambda home: foreign(home.parent / "approvals/0002/cmo-1.json"),
    "another scan": lambda home: foreign(next(home.parent.glob("approvals/0002/cmo-1-*.pdf"))),
}


def exchange(one: Path, other: Path) -> None:
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def linked(path: Path) -> None:
    path.rename(path.parents[2] / "kept")
    path.symlink_to(path.parents[2] / "kept")


def forge(folder: Path) -> None:
    """An edit that mends the list of hashes too: only the next version's manifest can tell."""
    old = (folder / "agreement.json").read_bytes()
    (folder / "agreement.json").write_bytes(b"{}")
    sums = (folder / store.SUMS).read_text("utf-8")
    mended = sums.replace(sha256(old).hexdigest(), sha256(b"{}").hexdigest())
    (folder / store.SUMS).write_text(mended, encoding="utf-8")


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_done_to_a_version_is_found(root: Path, name: str) -> None:
    TAMPERED[name](root / "versions")
    assert grave(root)


def test_what_other_programs_leave_behind_is_said_but_harms_nothing(root: Path) -> None:
    foreign(root / "versions/.DS_Store")
    foreign(root / "versions/0001/.DS_Store")
    (root / "versions/.new-0003-abcd").mkdir()
    assert grave(root) == []
    assert next_one(root).number == 3
    assert not (root / "versions/.new-0003-abcd").exists()


# --- killed, refused, without power --------------------------------------------------------------

WORK: dict[str, Callable[[Path], Any]] = {"release": next_one, "approve": approve}
FIRST: dict[str, Callable[[Path], Any]] = {"first release": next_one}


def states(path: Path) -> list[str]:
    return [version.seal for version in store.versions(path)]


@pytest.mark.parametrize("work", [*WORK, *FIRST])
def test_killed_at_any_call_it_is_whole_and_goes_on(root: Path, tmp_path: Path, work: str) -> None:
    """Nothing has to be repaired by hand, and no half of anything is ever seen."""
    do = {**WORK, **FIRST}[work]
    start = root if work in WORK else tmp_path / "empty"
    start.mkdir(exist_ok=True)
    for at in killing_points(start, tmp_path, do):
        folder = copied(start, tmp_path / f"killed-{at}")
        before = states(folder)
        with watched(killed_at(at)), pytest.raises(Killed):
            do(folder)
        assert states(folder)[: len(before)] == before
        assert grave(folder) == []
        decided = len(store.approvals(folder, 2))
        do(folder)
        assert grave(folder) == []
        assert len(states(folder)) > len(before) or len(store.approvals(folder, 2)) > decided
        shutil.rmtree(folder)


def killing_points(start: Path, aside: Path, do: Callable[[Path], Any]) -> range:
    folder = copied(start, aside / "counted")
    with watched(Disk()) as counted:
        do(folder)
    shutil.rmtree(folder)
    assert counted.calls >= 15
    return range(1, counted.calls + 1)


def killed_at(at: int) -> Disk:
    disk = Disk(at)
    disk.then = disk.kill
    return disk


def copied(root: Path, to: Path) -> Path:
    shutil.copytree(root, to)
    return to


@pytest.mark.parametrize("number", ERRORS, ids=lambda number: errno.errorcode[number])
@pytest.mark.parametrize("work", WORK)
def test_refused_at_any_call_it_says_so_and_goes_on(
    root: Path, tmp_path: Path, work: str, number: int
) -> None:
    do = WORK[work]
    for at in killing_points(root, tmp_path, do):
        folder = copied(root, tmp_path / f"refused-{at}")
        before = states(folder)
        refused = ""
        with watched(Disk(at, refusing(number))):
            try:
                do(folder)
            except SlaWriterError as error:
                refused = f"{error.key}: {error}"
        key, _, said = refused.partition(": ")
        assert said != key or not refused
        assert not refused or len(states(folder)) == len(before) + (key == "error-store-unsure")
        assert states(folder)[: len(before)] == before
        assert grave(folder) == []
        do(folder)
        assert grave(folder) == []
        shutil.rmtree(folder)


def without_power(
    root: Path, aside: Path, most: int, do: Callable[[Path], Any]
) -> Iterator[tuple[bool, Path]]:
    """Every state that it may leave when the power fails, and whether it had returned."""
    machine = Machine(root)
    with recorded(root) as done:
        do(root)
    for at in range(len(done) + 1):
        for index, files in enumerate(machine.states(most, seed=at)):
            yield at == len(done), lay_out(files, aside / f"{at}-{index}")
        if at < len(done):
            machine.do(done[at])


def losses(
    root: Path, aside: Path, most: int, do: Callable[[Path], Any] = next_one
) -> Iterator[bool]:
    """For each state, whether something was lost or half-written in it."""
    before = kept(root)
    for returned, folder in without_power(root, aside, most, do):
        try:
            found = kept(folder)
            whole = all(map(found.__contains__, before)) and not grave(folder)
        except StoreError:
            found, whole = [], False
        yield not whole or (returned and len(found) <= len(before))
        shutil.rmtree(folder)


def kept(root: Path) -> list[str]:
    """Versions and decisions by their hashes."""
    return [*states(root), *(each.hash for each in store.approvals(root, 2))]


@pytest.mark.parametrize(
    ("most", "least"), [(14, 300), pytest.param(600, 2_000, marks=pytest.mark.long)]
)
def test_without_power_at_any_moment_nothing_is_lost_or_half_there(
    root: Path, tmp_path: Path, most: int, least: int
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    lost = list(losses(empty, tmp_path, most))
    lost += losses(copied(root, tmp_path / "again"), tmp_path, most, approve)
    lost += losses(root, tmp_path, most)
    assert len(lost) >= least
    assert not any(lost)


def unflushed(path: Path, data: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    os.write(file, data)
    os.close(file)


@pytest.mark.parametrize("left_out", ["files", "staged folder", "folder of versions"])
def test_the_power_test_misses_no_flush_that_is_left_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    flush = disk_room.flush_folder

    def some(path: Path) -> None:
        if path.name.startswith(".new-") != (left_out == "staged folder"):
            flush(path)

    if left_out == "files":
        monkeypatch.setattr(disk_room, "write_new", unflushed)
    else:
        monkeypatch.setattr(disk_room, "flush_folder", some)
    assert any(losses(root, tmp_path, most=5))


# --- several writers, and people without rights --------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from sla_writer import store
from sla_writer.errors import StoreError
root, count = Path(sys.argv[1]), int(sys.argv[2])
while count:
    head = store.versions(root)
    try:
        made = store.release(root, {"agreement.json": b"{}"}, {"by": sys.argv[3]}, head[-1].seal)
    except StoreError as error:
        if error.key != "error-store-moved":
            raise
        continue
    print(made.number, flush=True)
    count -= 1
"""


def writers(root: Path, many: int, count: int) -> list[subprocess.Popen[str]]:
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(root), str(count), str(n)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(many)
    ]


@pytest.mark.parametrize(("many", "count"), [(4, 5), pytest.param(8, 100, marks=pytest.mark.long)])
def test_writers_side_by_side_lose_nothing(root: Path, many: int, count: int) -> None:
    numbers = [int(n) for each in writers(root, many, count) for n in each.communicate()[0].split()]
    assert sorted(numbers) == list(range(3, 3 + many * count))
    assert grave(root) == []


ROUNDS = [(0, 6), *(pytest.param(seed, 100, marks=pytest.mark.long) for seed in range(10))]


@pytest.mark.parametrize(("seed", "rounds"), ROUNDS)
def test_a_writer_killed_at_random_loses_nothing_that_was_acknowledged(
    tmp_path: Path, seed: int, rounds: int
) -> None:
    draw = random.Random(seed)
    for start in range(0, rounds, 20):
        root = tmp_path / str(start)
        root.mkdir()
        released(root, 1)
        numbers = [each for _ in range(min(rounds, 20)) for each in acknowledged(root, draw)]
        assert grave(root) == []
        assert len(numbers) == len(set(numbers))
        assert set(numbers) <= {each.number for each in store.versions(root)}


def acknowledged(root: Path, draw: random.Random) -> list[int]:
    """The versions of two writers that were told to be there before both were killed."""
    one, other = writers(root, 2, 1_000_000)
    assert one.stdout
    numbers = [int(one.stdout.readline()) for _ in range(draw.randrange(1, 4))]
    for each in (one, other):
        each.kill()
        numbers += map(int, each.communicate()[0].split())
    return numbers


def as_nobody(do: Callable[[], object]) -> str:
    """What comes of it for somebody without rights of their own: root may do everything."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            os.write(writer, str(do()).encode())
        except SlaWriterError as error:
            os.write(writer, error.key.encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as said:
        return said.read()


RELEASE = """
import sys
from pathlib import Path
from sla_writer import store
from sla_writer.errors import SlaWriterError
root = Path(sys.argv[1])
try:
    store.release(root, {"agreement.json": b"{}"}, {}, store.versions(root)[-1].seal)
except SlaWriterError as error:
    print(error.key)
"""


def test_reading_needs_no_right_to_write_and_writing_says_what_it_lacks(root: Path) -> None:
    with tempfile.TemporaryDirectory() as shared:
        folder = copied(root, Path(shared, "acme-sla"))
        every = (Path(shared), folder, *folder.rglob("*"))
        for path in every:
            path.chmod(0o555 if path.is_dir() else 0o444)
        assert as_nobody(lambda: (len(states(folder)), len(grave(folder)))) == "(2, 0)"
        assert as_nobody(lambda: next_one(folder)) == "error-write"
        for path in every:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_on_a_full_disk_nothing_is_released_and_nothing_is_lost(root: Path) -> None:
    """A limit on the size of files stands for the full disk: it can be met without mounting one."""
    program = (
        "import resource, signal\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\n" + RELEASE
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", program, str(root)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "error-write\n"
    assert len(store.versions(root)) == 2
    assert grave(root) == []
    assert next_one(root).number == 3
