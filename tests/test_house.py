"""The house is as its documents say."""

import importlib
import inspect
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

import qualcode
from qualcode import errors
from qualcode.cli.app import app
from qualcode.codebook import parse_codebook
from qualcode.rules import compile_codebook

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")
MODULES = sorted(path for path in (ROOT / "qualcode").rglob("*.py"))
PACKAGES = sorted(module.name for module in pkgutil.walk_packages(qualcode.__path__, "qualcode.") if module.ispkg)
#: Folders of the project whose files people read; results and caches are no part of it.
ENDINGS = {".py", ".md", ".toml", ".yaml", ".yml", ".txt", ".po", ".csv", ".tsv", ".j2", ".css", ".js", ""}
TEXTS = [path for folder in ("qualcode", "tests", "codebooks", "transcripts", "benchmarks", ".ci")
         for path in sorted((ROOT / folder).rglob("*"))
         if path.suffix in ENDINGS and path.is_file() and "__pycache__" not in path.parts]
TEXTS += [path for path in sorted(ROOT.iterdir()) if path.suffix in {".md", ".toml"}]


def commands(group: Any, before: str = "qualcode") -> Iterator[str]:
    """Yield the full name of every command; a group that does something by itself is one too."""
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            if command.invoke_without_command:
                yield f"{before} {name}"
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}"


def blocks(readme: str, language: str) -> list[str]:
    """Return the code blocks of a language in a document."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("readme", READMES)
def test_the_documents_list_the_commands_that_there_are(readme: str) -> None:
    """The table of commands in each language is that of the command line, in its order."""
    rows = re.findall(r"^\| `(qualcode [a-z ]*[a-z])", (ROOT / readme).read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("readme", READMES)
def test_the_documents_name_options_that_exist(readme: str) -> None:
    """Every ``--option`` beside a command in the table is one of that command."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    for name, rest in re.findall(r"^\| `qualcode ([a-z ]*[a-z])[^`]*` \|(.*)", text, re.MULTILINE):
        command: Any = typer.main.get_command(app)
        for word in name.split():
            command = command.commands[word]
        known = {option for param in command.params for option in param.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, name


@pytest.mark.parametrize("readme", READMES)
def test_the_codebook_of_the_documents_compiles(readme: str) -> None:
    """What people copy from the page works."""
    (text,) = blocks(readme, "yaml")
    book = parse_codebook(text.encode(), readme)
    compile_codebook(book, None)
    assert [code.id for code in book.codes] == ["user_loss", "praise"]


@pytest.mark.parametrize("readme", READMES)
def test_the_settings_of_the_documents_are_toml(readme: str) -> None:
    """Chinese labels are in quotes."""
    (text,) = blocks(readme, "toml")
    assert tomllib.loads(text)["speakers"]["DT-C03"]["说话人 1"] == "interviewer"


@pytest.mark.parametrize("readme", READMES)
def test_the_documents_name_the_file_endings_that_can_be_read(readme: str) -> None:
    """A reader that is added or dropped is told to the people who read."""
    from qualcode.readers import EXTENSIONS

    named = re.findall(r"`(\.\w+)`", (ROOT / readme).read_text(encoding="utf-8"))
    assert sorted(set(EXTENSIONS) - set(named)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_exported_name_is_there(package: str) -> None:
    """``__all__`` promises nothing that cannot be imported, and is sorted without repeats."""
    module = importlib.import_module(package)
    exported = list(getattr(module, "__all__", []))
    assert [name for name in exported if not hasattr(module, name)] == []
    assert len(exported) == len(set(exported))


def test_the_exception_tree_is_drawn_as_it_is() -> None:
    """Every class stands in the docstring, below its base, and nothing else does."""
    classes = {name: kind for name, kind in inspect.getmembers(errors, inspect.isclass)
               if issubclass(kind, errors.QualcodeError)}
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"^([│├└─ ]*)(\w+Error)\b", line)
        if found:
            depth = len(found[1]) // 4
            above = [*above[:depth], found[2]]
            drawn[found[2]] = above[depth - 1] if depth else "Exception"
    assert drawn == {name: kind.__bases__[0].__name__ for name, kind in classes.items()}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path: Path) -> None:
    """A module of 450 lines wants to be two."""
    assert len(path.read_text(encoding="utf-8").splitlines()) < 450


def test_no_file_names_a_machine() -> None:
    """Nothing depends on where it was written or on one package index."""
    private = re.compile(r"/(?:home|root|Users|work)/\w|[A-Z]:\\+Users|index-url|extra-index|pypi[\w.-]*/simple")
    here = Path(__file__).name
    found = [f"{path.relative_to(ROOT)}:{number}" for path in TEXTS if path.name != here
             for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
             if private.search(line)]
    assert found == []


def test_every_test_has_a_docstring() -> None:
    """The sentence says what breaks when the test does."""
    found = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.relative_to(ROOT)}: {name}"
                  for name in re.findall(r"^def (test_\w+)\((?:[^)]*)\)[^:]*:\n(?!\s+r?\"\"\")", text, re.MULTILINE)]
    assert found == []


def test_the_version_is_one() -> None:
    """Package, project and change log agree."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    log = re.search(r"^## \[(\d[\d.]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert log is not None
    assert (project, log[1]) == (qualcode.__version__, qualcode.__version__)
