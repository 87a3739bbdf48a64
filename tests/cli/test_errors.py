"""What the user reads when something goes wrong."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from qualcode.cli.errors import Group
from qualcode.errors import (
    CodebookError,
    EncodingError,
    NotATranscriptError,
    NotComputableError,
    Problem,
    ProjectError,
    QualcodeError,
    ReadError,
    RuleError,
    UsageError,
    WriteError,
)

SECRET = "王书记说他从来不用"


def run(action: Callable[[], None]) -> Result:
    """Run a command that does ``action`` below our root group."""
    app = typer.Typer(cls=Group, add_completion=False, pretty_exceptions_enable=False)

    @app.command("go")
    def go() -> None:
        action()

    @app.callback()
    def root() -> None:
        pass

    return CliRunner().invoke(app, ["go"])


def raising(error: BaseException) -> Callable[[], None]:
    """Return an action that raises ``error``."""

    def action() -> None:
        raise error

    return action


@pytest.mark.parametrize(("error", "code"), [
    (QualcodeError("a b"), 1), (UsageError("a b"), 2), (ProjectError("a b"), 1), (ReadError("a b"), 1),
    (EncodingError("a b"), 1), (NotATranscriptError("a b"), 1), (NotComputableError("a b"), 1), (WriteError("a b"), 1),
    (WriteError("a\n   b"), 1),
])
def test_our_errors_are_one_line_and_their_exit_code(error: QualcodeError, code: int) -> None:
    """Every class of the tree becomes ``error: …`` on stderr, nothing on stdout."""
    result = run(raising(error))
    assert (result.exit_code, result.stderr, result.stdout) == (code, "error: a b\n", "")


def test_all_problems_of_a_codebook_are_lines() -> None:
    """One line for each problem, with its place."""
    result = run(raising(CodebookError([Problem("c.yaml", 3, "first", 5), Problem("c.yaml", 9, "second")])))
    assert (result.exit_code, result.stderr) == (1, "error: c.yaml:3:5: first\nerror: c.yaml:9: second\n")


def test_a_rule_error_is_a_line_too() -> None:
    """A syntax error in a rule names its column."""
    assert run(raising(RuleError("unexpected )", "A)", 2))).stderr == "error: rule:2: unexpected )\n"


def test_an_unforeseen_error_says_type_and_place_and_never_its_message() -> None:
    """The message of a foreign exception may quote an interview; it is not shown."""
    result = run(raising(ValueError(SECRET)))
    assert result.exit_code == 1
    assert result.stderr.startswith("error: unexpected ValueError at tests.cli.test_errors:")
    assert len(result.stderr.splitlines()) == 1
    assert SECRET not in result.output


def test_the_place_is_the_innermost_one_of_ours() -> None:
    """Where a library fails, the line of qualcode that called it is what helps."""
    from qualcode.model import canonical_key

    result = run(lambda: canonical_key(None))  # type: ignore[arg-type]
    assert result.stderr.startswith("error: unexpected AttributeError at qualcode.model.attributes:")


def test_debugging_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """With QUALCODE_DEBUG=1 the exception passes through."""
    monkeypatch.setenv("QUALCODE_DEBUG", "1")
    assert isinstance(run(raising(ValueError("x"))).exception, ValueError)


def test_an_interrupt_ends_with_130() -> None:
    """Ctrl-C is one line and the exit code that shells expect."""
    result = run(raising(KeyboardInterrupt()))
    assert (result.exit_code, result.stderr) == (130, "interrupted; nothing half-written is left\n")


def test_a_closed_pipe_is_quiet() -> None:
    """When the reader of the output has gone, nobody wants a message."""
    assert run(raising(BrokenPipeError(32, "Broken pipe"))).stderr == ""


def test_errors_of_the_call_stay_those_of_typer() -> None:
    """An unknown option is told by Typer, with exit code 2."""
    app = typer.Typer(cls=Group, add_completion=False)
    app.command("go")(lambda: None)
    app.callback()(lambda: None)
    result = CliRunner().invoke(app, ["go", "--nothing"])
    assert result.exit_code == 2
    assert "--nothing" in result.stderr
