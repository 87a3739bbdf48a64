"""Work on a codebook: read it, lint it, test it on its own examples, explain what it does."""

import re
from collections.abc import Mapping
from pathlib import Path

from qualcode.codebook import read_codebook
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.language.sentences import iter_units
from qualcode.model import Codebook, Corpus, Example, Role, Transcript, UnitKind
from qualcode.rules import (
    Explanation,
    Finding,
    Trial,
    compile_codebook,
    example_corpus,
    try_examples,
)
from qualcode.rules import explain as explain_code
from qualcode.rules import lint as lint_codebook
from qualcode.settings import Settings

Roles = Mapping[str, tuple[str, ...]]
_UNIT = re.compile(r"(?P<prefix>.+)#(?P<number>[0-9]+)")


def load(settings: Settings, codebook: Path | None = None) -> Codebook:
    """Read the codebook that was asked for, or the project's.

    Raises:
        UsageError: neither is named.
        CodebookError: all problems of the file.
    """
    path = codebook or settings.codebook
    if path is None:
        raise UsageError(_("no codebook: name one in qualcode.toml, [project] codebook, or with --codebook FILE"))
    inside = path.is_relative_to(settings.root)
    return read_codebook(path, display=path.relative_to(settings.root).as_posix() if inside else str(path))


def lint(codebook: Codebook, corpus: Corpus, *, roles: Roles | None = None) -> list[Finding]:
    """Check a codebook on a corpus, which may be empty.

    Raises:
        CodebookError: the rules do not compile.
    """
    return lint_codebook(compile_codebook(codebook, roles), corpus)


def test(codebook: Codebook, *, roles: Roles | None = None) -> Trial:
    """Run a codebook's examples and counter-examples.

    Raises:
        CodebookError: the rules do not compile.
    """
    return try_examples(compile_codebook(codebook, roles))


def explain(
    codebook: Codebook, code: str, *, text: str = "", question: str = "", unit: str = "", corpus: Corpus | None = None,
    attributes: Mapping[str, str] | None = None, roles: Roles | None = None,
) -> list[Explanation]:
    """Explain why a code stands on a text or on a unit of the corpus, and why not.

    Args:
        codebook: The codebook.
        code: Id of the code.
        text: What a respondent says; or else ``unit``.
        question: The question before ``text``.
        unit: Id of a sentence such as ``DT-C03#128``.
        corpus: Where ``unit`` is looked up.
        attributes: Who says ``text``, for rules that ask.
        roles: Further 身份 for the role groups.

    Returns:
        One explanation a sentence of ``text``, or one for ``unit``.

    Raises:
        UsageError: no such code or unit, or neither text nor unit.
        CodebookError: the rules do not compile.
    """
    if code not in codebook.by_id:
        raise UsageError(_("{code} is no code of {path}; `qualcode codebook show` lists them").format(
            code=code, path=codebook.path))
    compiled = compile_codebook(codebook, roles)
    if unit:
        transcript, number = _find_unit(corpus, unit)
        return [explain_code(compiled, _known(corpus), transcript.name, number, code)]
    if not text.strip():
        raise UsageError(_("give the words to explain, or a unit with --unit"))
    made = example_corpus({"text": Example(text, question, dict(attributes or {}))})
    transcript = made.by_name["text"]
    return [
        explain_code(compiled, made, "text", sentence.number, code)
        for sentence in iter_units(transcript, UnitKind.SENTENCE, "")
        if transcript.turns[sentence.turn].role is Role.RESPONDENT
    ]


def _known(corpus: Corpus | None) -> Corpus:
    if corpus is None:
        raise UsageError(_("a unit needs the project's transcripts; run this inside the project"))
    return corpus


def _find_unit(corpus: Corpus | None, unit: str) -> tuple[Transcript, int]:
    """Return the transcript and the number of a sentence."""
    found = _UNIT.fullmatch(unit.strip())
    for transcript in _known(corpus).transcripts if found else ():
        prefix = _known(corpus).id_prefix(transcript.name)
        if found and found["prefix"] in {transcript.name, prefix}:
            number = int(found["number"])
            if any(number == sentence.number for sentence in iter_units(transcript, UnitKind.SENTENCE, prefix)):
                return transcript, number
    raise UsageError(_("no unit {unit}; ids look like DT-C03#128, see codings.csv").format(unit=unit))
