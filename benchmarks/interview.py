"""How fast the interview answers: CPU time to the first prompt, and from Enter to the next one.

`interview.py [--rounds 5]`, on Linux: the kernel tells what the program at the terminal has used.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from terminal import Terminal  # noqa: E402

SLA = (sys.executable, "-m", "sla_writer", "--lang", "ru")
COMPLETE = ROOT / "examples" / "ryadozor"
FIRST = "Быстро: около 20 вопросов"


def used(terminal: Terminal) -> float:
    """The CPU milliseconds that the program at the terminal has used so far, all its threads."""
    tasks = Path(f"/proc/{terminal.pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e6


def first_prompt(folder: Path) -> float:
    """From the start of `sla new` until its first prompt stands."""
    with Terminal([*SLA, "new", str(folder / "new")], 100, 30) as terminal:
        terminal.wait_for(FIRST)
        return used(terminal)


def next_prompts(folder: Path) -> list[float]:
    """From each Enter to the next prompt, in the interview of a new quarter on a complete file."""
    argv = [*SLA, "new", str(folder / "next"), "--from", str(COMPLETE)]
    spent = []
    with Terminal(argv, 100, 30) as terminal:
        terminal.wait_for("^S")
        terminal.settle()
        for _ in range(25):
            before = used(terminal)
            terminal.press("ENTER")
            terminal.settle(0.15)
            spent.append(used(terminal) - before)
    return spent


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--rounds", type=int, default=5)
    starts: list[float] = []
    steps: list[float] = []
    for _ in range(wanted.parse_args().rounds):
        folder = Path(tempfile.mkdtemp())
        try:
            starts.append(first_prompt(folder))
            steps += next_prompts(folder)
        finally:
            shutil.rmtree(folder)
    print(f"first prompt: median {median(starts):.0f} ms CPU, most {max(starts):.0f} (350 wanted)")
    ranked = sorted(steps)
    print(
        f"Enter to next prompt: median {median(steps):.0f} ms CPU, "
        f"95th of 100 {ranked[len(ranked) * 95 // 100]:.0f}, most {ranked[-1]:.0f} (50 wanted)"
    )


if __name__ == "__main__":
    main()
