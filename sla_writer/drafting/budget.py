"""How much drafting may cost: seconds, tokens and tries, counted over everything that was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Usage:
    """What was used so far, failed tries too; `known` says whether the server counted it all."""

    requests: int = 0
    prompt: int = 0
    reply: int = 0
    seconds: float = 0.0
    known: bool = True

    @property
    def tokens(self) -> int:
        """Tokens in both directions."""
        return self.prompt + self.reply

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.prompt + other.prompt,
            self.reply + other.reply,
            self.seconds + other.seconds,
            self.known and other.known,
        )


@dataclass(frozen=True, slots=True)
class Budget:
    """What one question, or a whole run of them, may use.

    Seconds on the wall, tokens in both directions, bytes of one reply; `tries` and the first
    `pause` between them (in seconds, doubled each time) hold for each question.
    """

    seconds: float = 120.0
    tokens: int = 20_000
    bytes: int = 1_000_000
    tries: int = 3
    pause: float = 0.5

    def less(self, usage: Usage) -> Budget:
        """What is left after `usage`."""
        return replace(
            self, seconds=self.seconds - usage.seconds, tokens=self.tokens - usage.tokens
        )
