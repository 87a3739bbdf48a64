"""Every exception that qualcode raises on purpose.

QualcodeError               shown as one line on stderr, exit code 1
├── UsageError              the words of the call are off, exit code 2
├── ProjectError            no project here, or its settings cannot be read
├── ReadError               a transcript or attribute table cannot be read
│   ├── EncodingError       the bytes fit no encoding, or more than one
│   └── NotATranscriptError a summary, a scan, an empty file
├── CodebookError           problems in a codebook, all of them at once
│   └── RuleError           one rule has a syntax error, with its column
├── StoreError              the store of codings cannot be opened or changed
├── NotComputableError      a number or figure cannot be made, and why
└── WriteError              an output cannot be written; the last good one stays

Each message says what, which file, line or row, and what to do next. It never quotes what people said.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class QualcodeError(Exception):
    """Base of the tree. ``str(error)`` is one complete message with its remedy."""

    exit_code = 1


class UsageError(QualcodeError):
    """The words of the call are off."""

    exit_code = 2


class ProjectError(QualcodeError):
    """No project here, or its settings cannot be read."""


class ReadError(QualcodeError):
    """A transcript or attribute table cannot be read."""


class EncodingError(ReadError):
    """The bytes fit no encoding strictly, or more than one equally well."""


class NotATranscriptError(ReadError):
    """The file can be read but holds no interview: a summary, a scan without text, nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in a codebook: where it is, how bad it is and what to do.

    Attributes:
        path: File, as the user named it.
        line: 1-based line, or 0 if unknown.
        message: One sentence with its remedy.
        column: 1-based column, or 0 if unknown.
        code: Id of the code it belongs to, or "".
    """

    path: str
    line: int
    message: str
    column: int = 0
    code: str = ""

    def __str__(self) -> str:
        place = self.path + (f":{self.line}" if self.line else "") + (f":{self.column}" if self.column else "")
        return f"{place}: {self.message}"


class CodebookError(QualcodeError):
    """All the problems of one codebook at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleError(CodebookError):
    """A rule that cannot be parsed; ``column`` counts from 1 inside the rule's text."""

    def __init__(self, message: str, rule: str, column: int, path: str = "", line: int = 0) -> None:
        self.message, self.rule, self.column = message, rule, column
        super().__init__([Problem(path or "rule", line, message, column)])


class NotComputableError(QualcodeError):
    """A number, table or figure cannot be made; the message says why."""


class WriteError(QualcodeError):
    """An output cannot be written; the last good one stays."""


class StoreError(QualcodeError):
    """The store of codings cannot be opened or changed; what it holds is as it was."""
