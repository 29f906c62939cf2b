"""Two studies of how fast leads are answered that are often quoted wrongly.

MIT and InsideSales.com, 2007 (six firms, over 15,000 leads): between 5 and 30 minutes the odds of
contact fall 100 times, of qualifying 21 times. Harvard Business Review, 2011: answered within an
hour, a lead is nearly 7 times as likely to qualify as an hour later, 60 times as a day later; 37 %
of firms answered within an hour and 23 % never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.apart import apart
from sla_writer.spotting.folded import Folded
from sla_writer.spotting.measured import either, forms
from sla_writer.spotting.spotter import Spotter, Use

MIT, HBR = "mit-2007", "hbr-2011"
FIGURES = {"100": (MIT, "contact"), "21": (MIT, "qualify"), "7": (HBR, "qualify")} | {
    "60": (HBR, "qualify")
}
_TOLD = frozenset({"100", "21"})  # figures that tell the study by themselves
_CLAIMS = ("contact", "qualify", "convert")
_NEVER = re.compile(r"(?<![\d.,])63\s*%")
_LOOK_CLOSER = re.compile(rf"(?<!\d)(?:63|{'|'.join(FIGURES)})(?!\d)")
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says: its figures, what they are claimed of, the sources that it names."""

    figures: Sequence[Place]
    claims: Sequence[Place]
    sources: Sequence[Place]
    nevers: Sequence[Place]

    def claim_of(self, at: int) -> Place | None:
        """What a figure is claimed of: in order when there are as many, else what is nearest.

        What follows is nearer than what stands before: "answer … and you are 21x more likely to …".
        """
        if len(self.figures) == len(self.claims):
            return self.claims[at]
        _, start, end = self.figures[at]
        return min(
            self.claims, key=lambda each: max(each[1] - end, 2 * (start - each[2])), default=None
        )


def misquoted(text: str, language: str) -> Iterator[Use]:
    """Where a text quotes one of the studies wrongly; the key is the study that it should quote.

    A figure is wrong beside another claim ("21x more likely to convert") or another source
    ("Harvard: 100x"), and so is "63 % never respond". Raises PackError when there is no glossary.
    """
    return apart(_misquoted(text, language)) if _LOOK_CLOSER.search(text) else iter(())


def _misquoted(text: str, language: str) -> Iterator[Use]:
    folded = Folded.of(text)
    for sentence in _SENTENCE.finditer(folded.lower):
        part = Folded.of(folded.cased[slice(*sentence.span())])
        for key, start, end in _wrong(_said(part, language)):
            begin, close = folded.span(start + sentence.start(), end + sentence.start())
            yield Use(key, begin, close, text[begin:close])


def _said(sentence: Folded, language: str) -> _Said:
    spotter, figure = _known(language)
    found = list(spotter.places(sentence))
    return _Said(
        figures=[
            (each[1], *each.span())
            for each in figure.finditer(sentence.lower)
            if each[1] in FIGURES
        ],
        claims=[each for each in found if each[0] in _CLAIMS],
        sources=[each for each in found if each[0] in {MIT, HBR}],
        nevers=[
            (HBR, min(share.start(), each[1]), max(share.end(), each[2]))
            for share in _NEVER.finditer(sentence.lower)
            for each in found
            if each[0] == "never"
        ],
    )


def _wrong(said: _Said) -> Iterator[Place]:
    yield from said.nevers
    named = {key for key, _, _ in said.sources}
    for at, figure in enumerate(said.figures):
        study, right = FIGURES[figure[0]]
        claim = said.claim_of(at)
        if named and study not in named:
            yield _whole(study, figure, *said.sources)
        elif claim and claim[0] != right and (named or figure[0] in _TOLD):
            yield _whole(study, figure, claim)


def _whole(key: str, *places: Place) -> Place:
    return key, min(each[1] for each in places), max(each[2] for each in places)


@cache
def _known(language: str) -> tuple[Spotter, re.Pattern[str]]:
    """What finds claims and sources, and what a multiple looks like ("100x", «в 100 раз»)."""
    said = dict(glossary(language).part("studies"))
    times = either([*forms(said.pop("times"), language), "×"])
    return Spotter.of(said, language), re.compile(rf"(?<![\w.,])(\d+)[\s-]*{times}(?!\w)")
