"""What the free texts say: words that promise nothing, terms without a definition, slips."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from sla_writer.agreement.record import Undecided
from sla_writer.agreement.terms import Term
from sla_writer.glossary import Entry, glossary, measures
from sla_writer.rules.rule import Case, Finding, Prose, Severity, rule
from sla_writer.spotting import Spotter, Use
from sla_writer.spotting.forbidden import forbidden
from sla_writer.spotting.hours import bare_hours
from sla_writer.spotting.personal import personal
from sla_writer.spotting.slips import slips
from sla_writer.spotting.studies import misquoted
from sla_writer.spotting.weak import weak_words as empty_words

ASIDE = ("history", "open_questions", "reasons", "remarks", "waivers")
"""Parts that promise nothing: what was, what is open, why something is as it is."""
PROMISING = ("definition", "formula", "note", "statement")
"""Fields whose text is part of a promise; names and labels only call it something."""
STAGES_OF_A_LEAD = ("lead", "mql", "sal", "sql", "sao", "pql", "mqa", "tgl", "sgl", "icp")
"""Terms of the trade that mean something else in every company."""
_BETWEEN = "\n\0\n"
"""Stands between two texts: no word, phrase or sentence goes over it."""


@dataclass(frozen=True, slots=True)
class _Page:
    """Texts of one language, one below the other, so that they are searched at once."""

    language: str
    texts: tuple[Prose, ...]
    starts: tuple[int, ...]
    text: str

    @classmethod
    def of(cls, language: str, texts: Sequence[Prose]) -> _Page:
        lengths = (len(each.text) + len(_BETWEEN) for each in texts)
        starts = tuple(accumulate(lengths, initial=0))
        return cls(language, tuple(texts), starts, _BETWEEN.join(each.text for each in texts))

    def at(self, place: int) -> tuple[Prose, int]:
        """The text that holds a place of the page, and where it begins there."""
        index = bisect_right(self.starts, place) - 1
        return self.texts[index], self.starts[index]


def _pages(texts: Iterable[Prose]) -> Iterator[_Page]:
    by_language: dict[str, list[Prose]] = {}
    for each in texts:
        by_language.setdefault(each.language, []).append(each)
    return (_Page.of(language, several) for language, several in by_language.items())


def _agreed(case: Case) -> Iterator[Prose]:
    """The texts that both sides agree on."""
    return (each for each in case.prose if each.path.partition(".")[0] not in ASIDE)


def _promising(case: Case) -> Iterator[Prose]:
    for each in _agreed(case):
        steps = each.path.split(".")
        if steps[-1] in PROMISING or steps[-2] in PROMISING:
            yield each


def _spotted(
    texts: Iterable[Prose], spot: Callable[[str, str], Iterator[Use]]
) -> Iterator[Finding]:
    """One finding a text, with everything that was spotted in it."""
    found: dict[str, dict[str, None]] = {}
    for page in _pages(texts):
        for use in spot(page.text, page.language):
            found.setdefault(page.at(use.start)[0].path, {})[use.text] = None
    return (Finding(path, {"words": tuple(words)}) for path, words in found.items())


def weak_words(case: Case) -> Iterator[Finding]:
    """A promise has a number instead of a word such as "promptly"."""
    return _spotted(_promising(case), empty_words)


def hours_unqualified(case: Case) -> Iterator[Finding]:
    """A time in a text says whether business or calendar hours or days are meant."""
    return _spotted(_promising(case), bare_hours)


def study_misquoted(case: Case) -> Iterator[Finding]:
    """A study is quoted with the figures that it found."""
    for page in _pages(_agreed(case)):
        for use in misquoted(page.text, page.language):
            path = page.at(use.start)[0].path
            yield Finding(path, {"words": use.text}, variant=use.key)


def personal_data(case: Case) -> Iterator[Finding]:
    """An agreement names roles; people's addresses and telephone numbers stay out of it."""
    return _spotted(_agreed(case), lambda text, _: personal(text))


def forbidden_translation(case: Case) -> Iterator[Finding]:
    """Terms are called what the trade calls them."""
    for page in _pages(_agreed(case)):
        for use in forbidden(page.text, page.language):
            right = glossary(page.language).term(use.key).name
            path = page.at(use.start)[0].path
            yield Finding(path, {"words": use.text, "right": right})


def language_slip(case: Case) -> Iterator[Finding]:
    """A number and its noun agree, and set phrases are written as they are."""
    for page in _pages(case.prose):
        for slip in slips(page.text, page.language):
            said, begin = page.at(slip.start)
            mended = said.text[: slip.start - begin] + slip.right + said.text[slip.end - begin :]
            yield Finding(said.path, {"words": slip.text, "right": slip.right}, (), mended)


def translation_missing(case: Case) -> Iterator[Finding]:
    """What is said in one of the document's languages is said in all of them."""
    languages = case.agreement.identity.languages
    said: dict[str, set[str]] = {}
    for each in _agreed(case):
        if each.path.endswith(f".{each.language}"):
            said.setdefault(each.path[:-3], set()).add(each.language)
    for path, there in said.items():
        for language in languages:
            if language not in there:
                yield Finding(path, {"language": glossary(language).name})


# --- terms ---------------------------------------------------------------------------------------


def term_undefined(case: Case) -> Iterator[Finding]:
    """A term that means something else in every company is defined where it is used."""
    undefined = [each for each in STAGES_OF_A_LEAD if not _defined(each, case.agreement.terms)]
    named: set[str] = set()
    for page in _pages(_with_measures(case)) if undefined else ():
        for use in _of_the_trade(page.language).uses(page.text):
            if use.key in undefined and use.key not in named:
                named.add(use.key)
                entry = glossary(page.language).term(use.key)
                params = {"words": use.text, "term": _called(entry)}
                yield Finding(page.at(use.start)[0].path, params)


def _defined(term_id: str, terms: tuple[Term, ...]) -> bool:
    """Whether a term of the agreement is this one of the trade, by id, abbreviation or name."""
    for term in terms:
        if term.id == term_id:
            return True
        for language, name in term.name.said:
            entry = glossary(language or "en").term(term_id)
            names = {each.lower() for each in (entry.name, *entry.accepted)}
            if name.lower() in names or (term.abbreviation or "") == entry.abbreviation != "":
                return True
    return False


def _called(entry: Entry) -> str:
    return entry.abbreviation or entry.name


def _with_measures(case: Case) -> Iterator[Prose]:
    """The texts, and what the catalogue calls the KPIs."""
    yield from _agreed(case)
    for kpi in case.agreement.kpis:
        if kpi.measure in measures():
            for language in case.agreement.identity.languages:
                name = glossary(language).kpi(str(kpi.measure)).name
                yield Prose(f"kpis.{kpi.id}.measure", language, name)


@cache
def _of_the_trade(language: str) -> Spotter:
    entries = map(glossary(language).term, STAGES_OF_A_LEAD)
    return Spotter.of(
        {
            each.id: [*filter(None, (each.name, each.abbreviation)), *each.accepted]
            for each in entries
        },
        language,
    )


def term_unused(case: Case) -> Iterator[Finding]:
    """A definition of the company's own is there because something rests on it."""
    own = {each.id: each for each in case.agreement.terms if each.id not in _trade()}
    referred = {each.term for each in case.agreement.stages}
    unused = own.keys() - referred - (_used(case, own) if own else set())
    for term_id, term in own.items():
        if term_id in unused and not isinstance(term.definition, Undecided):
            yield Finding(f"terms.{term_id}", {"term": term.name})


def _trade() -> set[str]:
    return {each.id for each in glossary("en").terms}


def _used(case: Case, terms: dict[str, Term]) -> set[str]:
    """The terms that some text outside their own definition uses."""
    spotters = {
        language: Spotter.of({key: _names(each, language) for key, each in terms.items()}, language)
        for language in case.agreement.identity.languages
    }
    return {
        use.key
        for page in _pages(_agreed(case))
        for use in spotters[page.language].uses(page.text)
        if not page.at(use.start)[0].path.startswith(f"terms.{use.key}.")
    }


def _names(term: Term, language: str) -> list[str]:
    return [each for each in (term.name.get(language), term.abbreviation) if each]


RULES = (
    rule(weak_words, Severity.ERROR, reads_words=True),
    rule(hours_unqualified, Severity.ERROR, reads_words=True),
    rule(term_undefined, Severity.ERROR, reads_words=True),
    rule(term_unused, Severity.ADVICE, reads_words=True),
    rule(forbidden_translation, Severity.ERROR, reads_words=True),
    rule(language_slip, Severity.ERROR, reads_words=True, safe=True),
    rule(study_misquoted, Severity.WARNING, reads_words=True),
    rule(personal_data, Severity.WARNING, reads_words=True),
    rule(translation_missing, Severity.WARNING),
)
