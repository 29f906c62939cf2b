"""The document of an agreement: a pack's templates filled with facts, and cross-referenced.

Everything a template prints is a marker that carries its sources; text under a condition or in a
loop is marked with what the condition or the loop depends on. The Markdown reader turns the markers
into `Run.sources`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import agreement_id
from sla_writer.agreement.record import Undecided
from sla_writer.defined_terms import marker
from sla_writer.document import Block, Document, Run, Runs, map_runs
from sla_writer.document.markdown import read, resolve
from sla_writer.errors import PackError, Place, Problem, SlaWriterError
from sla_writer.facts import Facts, facts
from sla_writer.glossary import glossary
from sla_writer.pack import Pack
from sla_writer.templating import Printer, render

WORDS = ("table", "figure", "annex", "contents", "page", "of", "clause")


def document(agreement: Agreement, pack: Pack, language: str) -> Document:
    """The agreement as a document in a language.

    Raises PackError with the template's file and line when a template can't be used.
    """
    known = facts(agreement, language)
    words = {name: glossary(language).word(name) for name in WORDS}
    return Document(
        language=language,
        title=known.root.field("identity").get("title").text,
        version=known.root.get("version").text,
        reference=agreement_id(agreement),
        stamp=_stamp(agreement),
        blocks=tuple(_blocks(known, pack)),
        paper=agreement.identity.paper.value,
        words=words,
        subject=known.root.get("parties").text,
    )


def _stamp(agreement: Agreement) -> str:
    """The date that stands for "when" in file properties: the agreement's first day."""
    first = agreement.identity.effective_from
    return "2000-01-01" if isinstance(first, Undecided) else first.isoformat()


def _blocks(facts: Facts, pack: Pack) -> Iterator[Block]:
    printer = Printer(facts)
    code = facts.language.code
    texts = [render(pack, code, section, printer) for section in pack.sections]
    try:
        blocks = read("\n\n".join(texts), traces=printer.traces, language=code)
        blocks = resolve(blocks, code)
    except SlaWriterError as error:
        raise _placed(error, pack, code, texts) from None
    defined = {term.id for term in facts.agreement.terms}
    mark = marker(facts.agreement.terms, facts.glossary)
    for block in blocks:
        yield mark(map_runs(block, lambda runs: tuple(_edited(runs, defined))))


def _placed(error: SlaWriterError, pack: Pack, language: str, texts: list[str]) -> PackError:
    """The error with its place: the template whose output it is in, and the line that says so."""
    wanted, section, start = int(str(error.params.get("line", 0))), pack.sections[0], 1
    for each, text in zip(pack.sections, texts, strict=True):
        section = each if start <= wanted else section
        start += text.count("\n") + 2
    said = str(error.params.get("text") or error.params.get("id", ""))
    lines = pack.template(language, section).split("\n")
    line = next((n for n, each in enumerate(lines, 1) if said[:20] in each), 1)
    place = Place(str(pack.file(f"{language}/{section}.md")), line, 1)
    return PackError(Problem(error.key, error.params, place=place))


def _edited(runs: Runs, defined: set[str]) -> Iterator[Run]:
    """The runs with term marks only on defined terms, and one full stop where two would meet."""
    before = ""
    for run in runs:
        if run.term is not None and run.term not in defined:
            run = replace(run, term=None)
        if before.endswith(".") and run.text.startswith(".") and not run.text.startswith(".."):
            run = replace(run, text=run.text[1:])
        before = run.text or before
        if run.text or run.control:
            yield run
