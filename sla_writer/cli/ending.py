"""How `sla` ends: one place where errors become messages and exit codes.

0 done · 1 findings or nothing found · 2 a mistake in the file or the command · 3 a tool is
missing · 70 a mistake of ours · 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import click

from sla_writer import messages
from sla_writer.cli import VERBS
from sla_writer.cli.screen import painted, prepare, tell, width
from sla_writer.errors import InterviewLeft, Place, Problem, SlaWriterError, reason
from sla_writer.messages import text

INTERRUPTED = 130
FAULT = 70
WIDEST = 200
_MARGIN = 8  # what stands before the line: its number and a bar
_DOCUMENT_LANGUAGES = ("render", "show")


def run(args: Sequence[str]) -> int:
    """Run `sla` with `args` and return its exit code; every message has been shown."""
    # pydantic would look for plugins in every installed package, at each start.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    messages.use(language_asked(args))
    prepare()
    from sla_writer.cli.group import sla

    try:
        return sla.main(list(args), prog_name="sla", standalone_mode=False) or 0
    except SlaWriterError as error:
        complain(error)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        tell(text("said-interrupted"))
        return INTERRUPTED
    except OSError as error:
        _say_error(text("error-system", why=reason(error), file=error.filename or "sla"))
        return SlaWriterError.exit_code
    except Exception as error:
        return _fault(error)


def language_asked(args: Sequence[str]) -> str:
    """The screen's language: `--lang` where it means the screen, else what the system says."""
    verb = ""
    for index, arg in enumerate(args):
        verb = verb or (arg if arg in VERBS else "")
        name, _, value = arg.partition("=")
        if name == "--lang" and verb not in _DOCUMENT_LANGUAGES:
            asked = value or "".join(args[index + 1 : index + 2])
            if asked in messages.LANGUAGES:
                return asked
    return _system_language()


def _system_language() -> str:
    """What the environment says; where it says nothing on Windows, the language of its windows."""
    if sys.platform == "win32" and not any(map(os.environ.get, ("SLA_LANG", "LC_ALL", "LANG"))):
        import ctypes  # untested: no Windows here

        russian = ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x19
        return "ru" if russian else "en"
    return messages.preferred()


def complain(error: SlaWriterError) -> None:
    """Show an error: each place with the line and a caret, or its one sentence; leaving is none."""
    if isinstance(error, InterviewLeft):
        tell(str(error))
        return
    problems: Sequence[Problem] = getattr(error, "problems", ())
    if not problems or not any(problem.place for problem in problems):
        _say_error(str(error))
        return
    for problem in problems:
        show(problem)


def show(problem: Problem) -> None:
    """Show one problem of a file: place and message, then the line with its caret."""
    head = str(problem).partition("\n")[0]
    place = str(problem.place or "")
    tell(painted(place, bold=True), head.removeprefix(place))
    if problem.place:
        for line in _caret(problem.place, width(sys.stderr) or WIDEST):
            tell(painted(line, dim=True))


def _caret(place: Place, most: int) -> Iterator[str]:
    """The line and the caret under it, cut to what `most` characters can show."""
    lines = place.caret().split("\n")
    if len(lines) == 2 and len(lines[1]) <= len(lines[0]) + 1:
        cut = max(0, len(lines[1]) - most + _MARGIN)
        yield from (line[:_MARGIN] + line[_MARGIN + cut :][: most - _MARGIN] for line in lines)


def _say_error(said: str) -> None:
    tell(painted(text("said-error"), fg="red", bold=True), " ", said)


def _fault(error: Exception) -> int:
    """A mistake of ours: say so, and keep the traceback for whoever asks for it."""
    if os.environ.get("SLA_DEBUG"):
        raise error
    _say_error(text("error-fault", kind=type(error).__name__, what=str(error)[:300]))
    return FAULT
