"""`sla render`: the agreement as documents to read, send and sign."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer.cli.screen import say, tell, working
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text
from sla_writer.workspace import FORMATS, Order, Workspace, read_bytes, render

_FOLDER = click.Path(path_type=Path, file_okay=False)


def _formats(ctx: click.Context, param: click.Parameter, given: str) -> tuple[str, ...]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    for name in names:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise click.BadParameter(text("error-format", name=name, known=known), ctx, param)
    return tuple(dict.fromkeys(names))


@named("render")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option(
    "--format",
    "formats",
    default="docx,md",
    callback=_formats,
    metavar="formats",
    help="help-render-format",
)
@option("--lang", "languages", multiple=True, metavar="language", help="help-render-lang")
@option("--brand", type=click.Path(path_type=Path), metavar="file", help="help-render-brand")
@option("--templates", type=_FOLDER, metavar="dir", help="help-render-templates")
@option("--page-numbers", is_flag=True, help="help-render-page-numbers")
@option("--no-embed", is_flag=True, help="help-render-no-embed")
@option("-o", "--out", type=_FOLDER, metavar="dir", help="help-render-out")
def verb(
    path: Path,
    formats: tuple[str, ...],
    languages: tuple[str, ...],
    brand: Path | None,
    templates: Path | None,
    page_numbers: bool,
    no_embed: bool,
    out: Path | None,
) -> None:
    if brand is not None:
        _tell_styles(brand)
    order = Order(
        formats=formats,
        languages=tuple(dict.fromkeys(languages)),
        out=out,
        templates=templates,
        brand=brand,
        embed=not no_embed,
        page_numbers=page_numbers,
    )
    for written in render(
        Workspace.at(path), order, lambda name: working(text("said-making", name=name))
    ):
        say(str(written))


def _tell_styles(brand: Path) -> None:
    """Say which style of the company's Word file each part of the document gets."""
    from sla_writer.render.docx import brand_report

    report = brand_report(read_bytes(brand), brand)
    tell(text("said-styles", file=brand))
    for role, style, origin in report:
        tell("  ", text(f"said-style-{origin}", role=role, style=style))
