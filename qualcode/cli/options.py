"""Options that several commands share, and what they open."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.settings import Settings, find_project, read_settings

if TYPE_CHECKING:
    from qualcode.model import Codebook

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


def open_project(project: Path | None, codebook: Path | None = None) -> Settings:
    """Return the settings of the named project, or of the nearest one from here upwards.

    Raises:
        ProjectError: there is none, or its settings cannot be read.
    """
    settings = read_settings(project or find_project(Path.cwd()))
    return replace(settings, codebook=codebook.resolve()) if codebook else settings


def open_codebook(settings: Settings) -> "Codebook":
    """Read the project's codebook.

    Raises:
        UsageError: the settings name none.
        CodebookError: it has problems.
    """
    from qualcode.codebook import read_codebook

    if settings.codebook is None:
        raise UsageError(_("no codebook: name one with --codebook FILE, or in qualcode.toml as project.codebook"))
    return read_codebook(settings.codebook, display=shown(settings.codebook, settings.root))


def shown(path: Path, root: Path) -> str:
    """Return how messages name a path: relative to the project where it lies inside, with forward slashes."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
