"""Make a project: settings, an example codebook, a place for transcripts and one for results."""

from contextlib import suppress
from importlib import resources
from pathlib import Path

from qualcode.errors import ProjectError, WriteError
from qualcode.i18n import _
from qualcode.settings import FILE_NAME

#: What is made: path in the project -> name of the template; participants.csv gets a byte order mark for Excel.
_FILES = {
    FILE_NAME: "qualcode.toml",
    "codebooks/example.yaml": "example.yaml",
    "transcripts/README.txt": "README.txt",
    "transcripts/participants.csv": "",
    "outputs/.gitignore": "",
    ".gitignore": "",
}
_HEADER = "编号,文件,说话人,乡镇,村,身份,性别,年龄段,学历,访谈日期"


def new(folder: Path) -> list[Path]:
    """Make a project in ``folder``, which may exist; files that are there already stay as they are.

    Returns:
        The files that were made, in the order of the list above.

    Raises:
        ProjectError: there is a project already, or ``folder`` is a file.
        WriteError: the folder cannot be written.
    """
    if (folder / FILE_NAME).exists():
        raise ProjectError(
            _("{folder}: there is a project already ({file}); choose another folder, or work in this one").format(
                folder=folder, file=FILE_NAME))
    if folder.exists() and not folder.is_dir():
        raise ProjectError(_("{folder}: this is a file; name a folder for the project").format(folder=folder))
    made = []
    try:
        for place, template in _FILES.items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                made.append(path)
                path.write_bytes(_content(place, template))
    except OSError as error:
        for path in made:  # half a project would be taken for a whole one
            with suppress(OSError):
                path.unlink(missing_ok=True)
        message = _("{folder}: the project cannot be written ({why}); choose a folder that you may write to")
        raise WriteError(message.format(folder=folder, why=error.strerror or type(error).__name__)) from error
    return made


def _content(place: str, template: str) -> bytes:
    if template:
        text = resources.files("qualcode.workflow").joinpath("template", template).read_text(encoding="utf-8")
        # Notepad on old Windows shows a text without a mark in the local code page.
        return (text.replace("\n", "\r\n").encode("utf-8-sig")) if template.endswith(".txt") else text.encode()
    if place.endswith(".csv"):
        return f"{_HEADER}\r\n".encode("utf-8-sig")
    # The store is a database: what travels by git are the files of `qualcode codings export`.
    return b"qualcode.db*\nmodels/\n" if place == ".gitignore" else b"*\n!.gitignore\n"
