"""Propose codings by the rules of a codebook."""

from collections.abc import Mapping

from qualcode.model import Codebook, Coding, Corpus, UnitKind
from qualcode.rules import apply, compile_codebook
from qualcode.workflow.progress import Progress, silent


def code(
    corpus: Corpus,
    codebook: Codebook,
    *,
    unit: str = "sentence",
    roles: Mapping[str, tuple[str, ...]] | None = None,
    contrary: bool = False,
    progress: Progress = silent,
) -> list[Coding]:
    """Propose codings for every transcript.

    Args:
        corpus: Transcripts with their participants.
        codebook: What proposes.
        unit: ``sentence``, ``turn`` or ``match``.
        roles: Further 身份 for the role groups, from the settings.
        contrary: Return what the codes' stance leaves out instead.
        progress: Told after each transcript.

    Returns:
        Codings by transcript and place; the same for the same input.

    Raises:
        CodebookError: the rules do not compile.
    """
    compiled = compile_codebook(codebook, roles)
    codings: list[Coding] = []
    for done, transcript in enumerate(corpus.transcripts, start=1):
        codings += apply(compiled, corpus.subset([transcript.name]), unit=UnitKind(unit), contrary=contrary)
        progress("code", done, len(corpus.transcripts))
    return codings
