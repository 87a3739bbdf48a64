"""Options that several commands share, and what they open."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import canonical_key
from qualcode.settings import Settings, find_project, read_settings

Project = Annotated[
    Path | None,
    typer.Option("--project", metavar="DIR", help=_("Folder of the project; found from here upwards by default.")),
]
CodebookFile = Annotated[
    Path | None,
    typer.Option("--codebook", metavar="FILE", help=_("Codebook to use instead of the one in qualcode.toml.")),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE",
                 help=_("Write the table to FILE (.csv, .xlsx, .json, .parquet) instead of the screen.")),
]
Codes = Annotated[
    list[str] | None, typer.Option("--code", metavar="ID", help=_("Only this code; may be given several times.")),
]
Polarities = Annotated[
    list[str] | None,
    typer.Option("--polarity", metavar="WORD",
                 help=_("Only codings that are affirmed, negated, weak or mixed; may be given several times.")),
]


Coders = Annotated[
    list[str] | None,
    typer.Option("--coder", metavar="NAME",
                 help=_("Only what this coder holds, `rules` being the codebook; may be given several times.")),
]
States = Annotated[
    list[str] | None,
    typer.Option("--states", metavar="WORD",
                 help=_("Count only codings that are accepted, proposed or rejected; may be given several times. "
                        "Accepted ones and undecided proposals count by default.")),
]
Acting = Annotated[
    str,
    typer.Option("--as", metavar="NAME",
                 help=_("Who is working; else QUALCODE_CODER, qualcode.toml, the name in the system.")),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print JSON, for programs."))]


def open_project(project: Path | None, codebook: Path | None = None) -> Settings:
    """Return the settings of the named project, or of the nearest one from here upwards.

    Raises:
        ProjectError: there is none, or its settings cannot be read.
    """
    settings = read_settings(project or find_project(Path.cwd()))
    if codebook is None:
        return settings
    own = settings.codebook is not None and settings.codebook.resolve() == codebook.resolve()
    return settings if own else replace(settings, codebook=codebook.resolve(), borrowed=True)


def unit_word(unit: str, known: tuple[str, ...] = ("sentence", "turn", "match")) -> str:
    """Return the name of a unit as given, "" included.

    Raises:
        UsageError: there is no such unit.
    """
    if unit and unit not in known:
        raise UsageError(_("--unit {unit}: write one of {known}").format(unit=unit, known=", ".join(known)))
    return unit


def condition(text: str, option: str) -> tuple[str, str]:
    """Return the canonical key and the value of ``KEY=VALUE``.

    Raises:
        UsageError: there is no ``=`` in it.
    """
    key, equals, value = text.partition("=")
    if not equals:
        raise UsageError(_("{option} {text}: write KEY=VALUE, such as town=大同镇").format(option=option, text=text))
    return canonical_key(key), value.strip()
