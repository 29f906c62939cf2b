"""Asks a model one question until it is answered or the budget is spent, and never hides a try."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from sla_writer.drafting.budget import Budget, Usage
from sla_writer.drafting.faults import Answer, Failed, Fault
from sla_writer.drafting.ladder import Ladder
from sla_writer.drafting.reply import Reply, guessed, read
from sla_writer.drafting.request import Request, Way, body
from sla_writer.drafting.settings import Settings

Send = Callable[[bytes, float, int], Answer | Fault]
"""Sends a body within seconds and takes back at most so many bytes; raises nothing."""


class Model(Protocol):
    """Whatever answers questions: a server, or the record of one."""

    def ask(self, request: Request, budget: Budget) -> Reply:
        """The model’s reply. Raises DraftingError when there is none within the budget."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A model on a server; `wait` is called with seconds before another try and lets them pass."""

    settings: Settings
    send: Send
    ladder: Ladder
    wait: Callable[[float], object] = time.sleep

    def ask(self, request: Request, budget: Budget) -> Reply:
        """The model’s reply, its usage counted over all tries.

        Raises Failed, with what was used, when there is none within the budget.
        """
        outcome, usage = self._last(request, budget)
        if isinstance(outcome, Reply):
            return replace(outcome, usage=usage)
        raise Failed(outcome.key, usage, host=self.settings.host, **outcome.params)

    def _last(self, request: Request, budget: Budget) -> tuple[Reply | Fault, Usage]:
        """What the last try ended with, and what all of them used."""
        begun, usage, way = time.monotonic(), Usage(), self.ladder.way(self.settings)
        outcome: Reply | Fault | None = None
        for number in range(budget.tries):
            left = _left(budget, usage, begun)
            if spent := _spent(request, left):
                return outcome or spent, usage
            outcome, took = self._try(request, way, left)
            usage = replace(usage + took, seconds=time.monotonic() - begun)
            following = self._after(outcome, way, request)
            if isinstance(outcome, Reply) or following is None or number + 1 == budget.tries:
                break
            pause = _pause(outcome, budget.pause * 2**number) if following == way else 0.0
            if pause >= _left(budget, usage, begun).seconds:
                return _too_late(outcome), usage
            if pause:
                self.wait(pause)
            way = following
        return outcome or Fault("error-draft-time"), usage

    def _try(self, request: Request, way: Way, left: Budget) -> tuple[Reply | Fault, Usage]:
        sent = body(request, self.settings.model, way)
        answer = self.send(sent, left.seconds, left.bytes)
        if isinstance(answer, Fault):
            return answer, guessed(request) if answer.sent else Usage(requests=1)
        outcome, usage = read(answer, request, self.settings)
        if isinstance(outcome, Reply):
            self._learn(request, way, outcome)
        return outcome, usage

    def _after(self, fault: Reply | Fault, way: Way, request: Request) -> Way | None:
        """How to ask the next time; None when asking again is no use."""
        if isinstance(fault, Reply):
            return None
        if fault.newer and not way.newer:
            return replace(way, newer=True)
        below = way.rung.below() if request.schema is not None and fault.lower else None
        if below and not (fault.again and self.ladder.knows(self.settings)):
            return replace(way, rung=below)
        return way if fault.again else None

    def _learn(self, request: Request, way: Way, reply: Reply) -> None:
        """A server that answered, but not in the shape alone, doesn’t do what it was asked for."""
        below = None if reply.exact else way.rung.below()
        if request.schema is not None or way.newer:
            self.ladder.learn(self.settings, replace(way, rung=below or way.rung))


def _left(budget: Budget, usage: Usage, begun: float) -> Budget:
    return budget.less(replace(usage, seconds=time.monotonic() - begun))


def _spent(request: Request, left: Budget) -> Fault | None:
    """Why nothing may be sent any more."""
    if left.seconds <= 0:
        return Fault("error-draft-time")
    if request.least_tokens() + request.max_tokens > left.tokens:
        return Fault("error-draft-tokens")
    return None


def _pause(fault: Fault, usual: float) -> float:
    return usual if fault.wait is None else fault.wait


def _too_late(fault: Fault) -> Fault:
    """The server wants more patience than the budget has."""
    if fault.wait is None:
        return fault
    return Fault("error-draft-busy-long", params={"seconds": math.ceil(fault.wait)})
