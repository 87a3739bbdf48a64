"""Which format a file gets: the one that is asked for, or that of the file's ending, and never two that differ."""

from collections.abc import Mapping
from pathlib import Path

from qualcode.errors import UsageError
from qualcode.i18n import _


def chosen_format(said: str, path: Path | None, formats: Mapping[str, str]) -> str:
    """Return the format that is asked for, else that of the ending of ``path``, else the first.

    Args:
        said: As ``--format`` has it, "" where it is left out.
        path: Where the file goes, None for the usual place.
        formats: Format -> ending of its files.

    Raises:
        UsageError: there is no such format, no format with this ending, or the ending is that of another one.
    """
    if said and said not in formats:
        raise UsageError(_("{word}: choose among {known}").format(word=said, known=", ".join(formats)))
    if path is None:
        return said or next(iter(formats))
    found = [form for form, ending in formats.items() if ending == path.suffix.lower()]
    if said and said in (found or [said]):
        return said
    if said:
        raise UsageError(_("{path}: a file in the format {form} does not end so; end it in {ending}, or leave out "
                           "--format").format(path=path, form=said, ending=formats[said]))
    if not found:
        raise UsageError(_("{path}: no format has this ending; use one of {endings}, or say --format").format(
            path=path, endings=", ".join(formats.values())))
    return found[0]
