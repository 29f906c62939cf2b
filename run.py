#!/usr/bin/env python3
"""Everything a newcomer or a developer runs, with nothing but Python: `python3 run.py` lists it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "set-up-for.txt"
LOCK = ROOT / "requirements.lock"
PACKAGES = ("pyproject.toml", "hatch_build.py", "requirements.lock")
CATALOGUES = "sla_writer/locale/*/LC_MESSAGES/*.po"
COMPANIES = "examples/*/agreement.yaml"
LANGUAGES = ("ru", "en")
OLDEST = (3, 11)
MOST_WORKERS = 4
LAYERS = "from importlinter.cli import lint_imports_command as layers; layers()"

SAID = {
    "en": {
        "usage": "python3 run.py VERB",
        "example": "write the example agreements into out/, quarter by quarter; say where they are",
        "test": "run the tests (--long: the large counts too; the rest goes to pytest)",
        "check": "format, lint, types, layers, tests (--no-tests: all but the tests)",
        "wheel": "build the wheel into dist/ and try it in a clean environment",
        "sla": "run sla itself: python3 run.py sla --help",
        "old": "Python {wanted} or newer is needed, and this is {found}. Get it from python.org.",
        "no-venv": "Python's venv module is incomplete. On Debian or Ubuntu: "
        "sudo apt install python3-venv. Then run the same command again.",
        "no-lock": "requirements.lock is missing; take it from the project again.",
        "setting-up": "Setting up .venv (once; about a minute) …",
        "uv-failed": "uv could not set it up; trying pip …",
        "failed": "Failed: {what}",
        "made": "{folder}: the last quarter’s documents, and what it changed:",
        "look": "Look at one of these folders yourself: python3 run.py sla log {folder}",
        "wheel-good": "{wheel} works outside the project.",
        "wheels-differ": "A wheel made from the sdist lacks: {files}",
    },
    "ru": {
        "usage": "python3 run.py КОМАНДА",
        "example": "создать соглашения-примеры в out/, квартал за кварталом, и назвать их файлы",
        "test": "выполнить тесты (--long: и долгие тоже; остальное передаётся pytest)",
        "check": "формат, линтер, типы, слои, тесты (--no-tests: всё, кроме тестов)",
        "wheel": "собрать wheel в dist/ и проверить его в чистом окружении",
        "sla": "запустить саму программу: python3 run.py sla --help",
        "old": "Нужен Python {wanted} или новее, а это {found}. Его можно взять на python.org.",
        "no-venv": "Модуль venv в этом Python неполон. В Debian и Ubuntu: "
        "sudo apt install python3-venv. Затем повторите команду.",
        "no-lock": "Нет файла requirements.lock; возьмите его из проекта заново.",
        "setting-up": "Готовлю .venv (один раз; около минуты) …",
        "uv-failed": "С помощью uv не получилось; пробую pip …",
        "failed": "Не удалось: {what}",
        "made": "{folder}: документы последнего квартала и то, что в нём изменилось:",
        "look": "Загляните в папку сами: python3 run.py sla log {folder}",
        "wheel-good": "{wheel} работает вне проекта.",
        "wheels-differ": "В wheel, собранном из sdist, не хватает: {files}",
    },
}


class Stop(Exception):
    """Ends the run with an exit code; what is wrong has been said."""


def language() -> str:
    names = ("SLA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    found = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "ru" if found.lower().startswith("ru") else "en"


def say(key: str, **params: object) -> None:
    print(SAID[language()][key].format(**params), file=sys.stderr, flush=True)


def stop(key: str, code: int = 2, **params: object) -> Stop:
    say(key, **params)
    return Stop(code)


def run(*command: object, cwd: Path | None = None) -> int:
    """The exit code of a program, as a shell would give it."""
    code = subprocess.run([str(part) for part in command], cwd=cwd, check=False).returncode
    return code if code >= 0 else 128 - code


def need(*command: object, cwd: Path | None = None) -> None:
    """Run a program that must not fail."""
    if code := run(*command, cwd=cwd):
        raise stop("failed", code, what=" ".join(map(str, command)))


# --- the environment ---------------------------------------------------------------------------


def interpreter(venv: Path) -> Path:
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


PYTHON = interpreter(VENV)


def digest(paths: list[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        content = path.read_bytes().replace(b"\r\n", b"\n")
        found.update(f"{path.name} {len(content)}\n".encode() + content)
    return found.hexdigest()


def wanted() -> tuple[str, str]:
    """What the environment must have been set up for: the packages, the message catalogues."""
    version = ".".join(map(str, sys.version_info[:3]))
    packages = digest([ROOT / name for name in PACKAGES])
    return f"{version} {ROOT} {packages}", digest(sorted(ROOT.glob(CATALOGUES)))


def set_up() -> None:
    """Make `.venv` what the project's files ask for; do nothing when it is that already."""
    if not LOCK.is_file():
        raise stop("no-lock")
    packages, catalogues = wanted()
    known = STAMP.read_text("utf-8").splitlines() if STAMP.is_file() and PYTHON.exists() else []
    if known == [packages, catalogues]:
        return
    if known[:1] == [packages]:
        need(PYTHON, ROOT / "hatch_build.py")
    else:
        say("setting-up")
        STAMP.unlink(missing_ok=True)
        install()
    STAMP.write_text(f"{packages}\n{catalogues}\n", "utf-8")


def install() -> None:
    """Every locked package, then the project itself as it stands in this folder."""
    uv = shutil.which("uv")
    locked = ("--require-hashes", "-r", LOCK)
    project = ("--no-deps", "--no-build-isolation", "-e", ROOT)
    fit = works(PYTHON, "import sys; print(sys.version)") == f"{sys.version}\n"
    if uv and (fit or not create(VENV, uv)) and not run(*pip(VENV, uv), *locked):
        need(*pip(VENV, uv), *project)
        return
    if uv:
        say("uv-failed")
    if not (fit and works(PYTHON, "import pip") is not None) and create(VENV, None):
        raise stop("failed", what="python3 -m venv")
    need(*pip(VENV, None), *locked)
    need(*pip(VENV, None), *project)


def works(python: Path, program: str) -> str | None:
    """What a line of Python prints there; None when it cannot be run."""
    try:
        done = subprocess.run([python, "-c", program], capture_output=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout.decode().replace("\r\n", "\n")


def create(venv: Path, uv: str | None) -> int:
    """An empty environment in the folder `venv`; the exit code of what made it."""
    if uv:
        return run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, venv)
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise stop("no-venv")
    return run(sys.executable, "-m", "venv", "--clear", venv)


def pip(venv: Path, uv: str | None) -> list[object]:
    """The command that installs quietly into `venv`."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", interpreter(venv)]
    return [interpreter(venv), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]


# --- the verbs ---------------------------------------------------------------------------------


def example(arguments: list[str]) -> int:
    """Every company's quarters, released one after the other, and what the last one changed."""
    companies = sorted(path.parent for path in ROOT.glob(COMPANIES))
    try:
        with ThreadPoolExecutor() as together:
            folders = list(together.map(quarters, companies))
            written = list(together.map(last_step, folders, repeat(arguments)))
    except subprocess.CalledProcessError as error:
        sys.stderr.buffer.write(error.stdout)
        return error.returncode
    for folder, files in zip(folders, written, strict=True):
        say("made", folder=folder.relative_to(ROOT))
        print(*files, sep="\n", flush=True)
    say("look", folder=folders[0].relative_to(ROOT))
    return 0


def quarters(company: Path) -> Path:
    """The folder in which a company has released one quarter after the other; made anew."""
    folder = ROOT / "out" / company.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for file in (company / "agreement.yaml", *sorted(company.glob("20*.yaml"))):
        shutil.copyfile(file, folder / "agreement.yaml")
        answer("release", folder)
    return folder


def last_step(folder: Path, arguments: list[str]) -> list[Path]:
    """The last quarter's documents, its redline, its list of changes and the review's page."""
    everything = [part for code in LANGUAGES for part in ("--lang", code)]
    answer("render", folder, *everything, "--format", "docx,md,html", *arguments)
    for code in LANGUAGES:
        answer("diff", "latest", folder, "--format", "html", "--language", code, fine=(0, 1))
    version = max((folder / "versions").iterdir())
    told = [*version.glob("redline.*"), *version.glob("changes.*")]
    return [*sorted((folder / "out").iterdir()), *sorted(told)]


def answer(*arguments: object, fine: tuple[int, ...] = (0,)) -> None:
    """Runs `sla`; CalledProcessError, with what it said, when it fails."""
    command = [str(part) for part in (PYTHON, "-m", "sla_writer", *arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode not in fine:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout)


def test(arguments: list[str]) -> int:
    several = []
    if not set(arguments) - {"--long"}:
        several = ["-n", min(MOST_WORKERS, os.cpu_count() or 1), "--dist", "loadfile"]
    return run(PYTHON, "-m", "pytest", *several, *arguments, cwd=ROOT)


def check(arguments: list[str]) -> int:
    codes = [
        run(PYTHON, "-m", "ruff", "format", "--check", ".", cwd=ROOT),
        run(PYTHON, "-m", "ruff", "check", ".", cwd=ROOT),
        run(PYTHON, "-m", "mypy", cwd=ROOT),
        run(PYTHON, "-c", LAYERS, cwd=ROOT),
    ]
    if "--no-tests" not in arguments:
        codes.append(test([]))
    return next(filter(None, codes), 0)


def wheel(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="sla wheel ", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        built = build(ROOT, "wheel", ROOT / "dist")
        compare(built, build(unpacked(folder), "wheel", folder / "again"))
        try_out(built, folder)
    say("wheel-good", wheel=built.relative_to(ROOT))
    return 0


def build(source: Path, target: str, dist: Path) -> Path:
    """The file that hatchling makes of `source`."""
    need(PYTHON, "-m", "hatchling", "build", "-t", target, "-d", dist, cwd=source)
    return max(dist.iterdir(), key=lambda path: path.stat().st_mtime_ns)


def unpacked(folder: Path) -> Path:
    """The sdist's own folder."""
    with tarfile.open(build(ROOT, "sdist", folder / "sdist")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    return next((folder / "unpacked").iterdir())


def compare(built: Path, again: Path) -> None:
    """A wheel made from the sdist must hold what the checkout's wheel holds."""
    lacking = set(names(built)) - set(names(again))
    if lacking:
        raise stop("wheels-differ", 1, files=", ".join(sorted(lacking)))


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def try_out(built: Path, folder: Path) -> None:
    """Install the wheel as a user would, and write an example with it, from another folder."""
    uv, venv = shutil.which("uv"), folder / "venv"
    if create(venv, uv):
        raise stop("failed", what="venv")
    need(*pip(venv, uv), built)
    sla = interpreter(venv).parent / "sla"
    for arguments in (["--version"], ["--help", "--lang", "ru"], ["templates", "list"]):
        need(sla, *arguments, cwd=folder)
    company = next(iter(sorted(ROOT.glob(COMPANIES)))).parent
    order = ("--lang", "ru", "--lang", "en", "-o", folder / "out")
    need(sla, "render", company, *order, cwd=folder)


def sla(arguments: list[str]) -> int:
    return run(PYTHON, "-m", "sla_writer", *arguments)


VERBS = {"example": example, "test": test, "check": check, "wheel": wheel, "sla": sla}


def usage() -> None:
    say("usage")
    for name in VERBS:
        print(f"  {name:<9}{SAID[language()][name]}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        found, needed = (".".join(map(str, version[:2])) for version in (sys.version_info, OLDEST))
        raise stop("old", wanted=needed, found=found)
    verb = VERBS.get(arguments[0]) if arguments else None
    if verb is None:
        usage()
        return 0 if arguments[:1] in ([], ["--help"], ["-h"]) else 2
    set_up()
    return verb(arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stopped:
        sys.exit(stopped.args[0])
    except KeyboardInterrupt:
        sys.exit(130)
