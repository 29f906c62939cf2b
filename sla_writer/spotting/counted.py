"""Numbers with a noun in a form that no such number takes: «5 рабочих часа», "1 hours"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from sla_writer.agreement.values import Unit
from sla_writer.glossary import Glossary, Noun, glossary
from sla_writer.language import language as language_of
from sla_writer.spotting.folded import Folded, equal_spelling
from sla_writer.spotting.grammar import Grammar, grammar, is_abbreviation
from sla_writer.spotting.measured import either

_NUMBER = re.compile(
    r"(?<![\w.,:/#№$€₽£×+-])(?:\d+[-–])?(?P<whole>\d{1,3}(?: \d{3})+|\d+)(?P<part>[.,]\d+)?"
    r"(?=(?: +|\n)(?P<first>[^\W\d]\w*)(?:\s+(?P<second>[^\W\d]\w*))?(?:\s+(?P<third>\w+))?)"
)
_BEFORE = re.compile(r"(\w+|[№#])[\s.]*$")
_YEARS = range(1990, 2100)
_TIMES = frozenset({*Unit, "quarter", "period"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun of the glossary behind a number, and the word that follows it."""

    name: str
    noun: Noun
    form: str
    start: int
    end: int
    following: str

    def agrees(self, category: str) -> bool:
        """Whether some case has the form behind a number of a plural category."""
        forms = {_folded(self.noun.form(case, category)) for case in self.noun.forms}
        return self.form in forms | set(self._mixed(category))

    def _mixed(self, category: str) -> Iterator[str]:
        """«2 потенциальных сделки» is as right as «2 потенциальные сделки»."""
        if category == "few" and "genitive" in self.noun.forms:
            adjective, gap, _ = self.noun.form("genitive", category).partition(" ")
            last = self.noun.form("nominative", category).partition(" ")[2]
            yield _folded(adjective + gap + last)

    def is_singular(self) -> bool:
        """Whether the form is one of the singular and none of the plural."""
        rows = self.noun.forms.values()
        several = {_folded(row[each]) for row in rows for each in row if each in {"few", "many"}}
        return self.form in {_folded(row["one"]) for row in rows} - several


@dataclass(frozen=True, slots=True)
class _Known:
    """The counted nouns of a language by form, and the words round a number that matter."""

    whole: Mapping[str, tuple[str, Noun]]
    last: Mapping[str, tuple[str, Noun]]
    has_cases: bool
    adjectives: tuple[str, ...]
    followers: frozenset[str]
    short: frozenset[str]
    named: frozenset[str]
    governed: Mapping[str, re.Pattern[str]]


def miscounted(folded: Folded, language: str) -> Iterator[tuple[int, int, int, str]]:
    """Where a number and its noun disagree: start, start of the noun, end, the noun as it must be.

    Right is every form that some case takes behind that number. A number that is a name («этап 2
    сделки», "tier 1 leads", «3 квартал») and a noun before another one ("a 5 business hour limit")
    are left alone. Raises PackError when the language has no glossary.
    """
    known, speech = _known(language), language_of(language)
    for found in _NUMBER.finditer(folded.lower):
        category = speech.plural(_number(found))
        counted = None if _is_name(found, known) else next(_counted(found, category, known), None)
        if counted and not (counted.agrees(category) or _is_other(counted, category, known)):
            right = counted.noun.form(_case(found, known), category)
            yield found.start("whole"), counted.start, counted.end, right


def _number(found: re.Match[str]) -> Decimal:
    return Decimal((found["whole"] + (found["part"] or "")).replace(" ", "").replace(",", "."))


def _is_name(found: re.Match[str], known: _Known) -> bool:
    """Whether the number names something: «этап 2», «№ 5», "tier 1", a year."""
    before = _BEFORE.search(found.string[max(0, found.start() - 40) : found.start()])
    year = found["whole"].isdigit() and int(found["whole"]) in _YEARS and not found["part"]
    return year or bool(before and before[1] in known.named)


def _counted(found: re.Match[str], category: str, known: _Known) -> Iterator[Counted]:
    """What the number may count, the likeliest first."""
    first, second, third = (found[name] or "" for name in ("first", "second", "third"))
    both = f"{first} {second}"
    if both in known.whole:
        yield Counted(*known.whole[both], both, found.start("first"), found.end("second"), third)
    if first in known.last:
        yield Counted(*known.last[first], first, *found.span("first"), second)
    if category != "one" and second in known.last and first.endswith(known.adjectives):
        yield Counted(*known.last[second], second, *found.span("second"), third)


def _is_other(counted: Counted, category: str, known: _Known) -> bool:
    """Whether the form may have another reason than the number.

    An ordinal («5 рабочий день»), an abbreviation left as it is ("120 MQL"), a noun before another.
    """
    if known.has_cases:
        return counted.name in _TIMES and counted.is_singular() and category != "other"
    if category == "one":
        return False
    return counted.form in known.short or counted.following not in {"", *known.followers}


def _case(found: re.Match[str], known: _Known) -> str:
    before = found.string[max(0, found.start() - 40) : found.start()].rstrip()
    return next(
        (case for case, word in known.governed.items() if word.search(before)), "nominative"
    )


@cache
def _known(language: str) -> _Known:
    words, forms = glossary(language), grammar(language)
    said, nouns = words.part("slips"), {name: words.noun(name) for name in words.part("nouns")}
    bare = {name: _bare(noun) for name, noun in nouns.items()}
    governed = said["governed"].items()
    return _Known(
        whole=_by_form(nouns, Noun.every_form),
        last=_by_form(bare, lambda noun: _met(noun, forms)),
        has_cases=any(len(noun.forms) > 1 for noun in nouns.values()),
        adjectives=forms.adjective_endings,
        short=frozenset(map(_folded, _abbreviations(nouns))),
        followers=forms.links | forms.joints | frozenset(said["followers"]),
        named=frozenset(_names(said["numbered"], words, forms)),
        governed={case: re.compile(rf"(?<!\w){either(before)}$") for case, before in governed},
    )


def _bare(noun: Noun) -> Noun:
    """The noun without the adjectives before it: «час» of «рабочий час»."""
    return Noun(
        {
            case: {category: form.rsplit(" ", 1)[-1] for category, form in row.items()}
            for case, row in noun.forms.items()
        }
    )


def _by_form(
    nouns: Mapping[str, Noun], met: Callable[[Noun], set[str]]
) -> dict[str, tuple[str, Noun]]:
    return {_folded(form): (name, noun) for name, noun in nouns.items() for form in met(noun)}


def _met(noun: Noun, forms: Grammar) -> set[str]:
    """The forms in which people put a noun behind a number, «лиды» among them."""
    nominative = noun.form("nominative", "one")
    more = forms.every(_folded(nominative)) if len(noun.forms) > 1 else ()
    return noun.every_form() | set(more)


def _names(numbered: list[str], words: Glossary, forms: Grammar) -> Iterator[str]:
    """What a number behind it names: «разделе 5», "1 March" and "March 1"."""
    yield from "№#"
    for each in numbered:
        yield from forms.every(_folded(each)) if len(each) > 2 else [each]
    yield from (_folded(month) for month in words.formats["months"])


def _abbreviations(nouns: Mapping[str, Noun]) -> Iterator[str]:
    """Nouns in capitals, which people leave as they are behind any number: "120 MQL"."""
    for noun in nouns.values():
        yield from filter(is_abbreviation, noun.every_form())


def _folded(text: str) -> str:
    return equal_spelling(text).lower()
