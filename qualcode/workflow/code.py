"""Propose codings by the rules of a codebook."""

import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor

from qualcode.model import Codebook, Coding, Corpus, Transcript, UnitKind
from qualcode.rules import CompiledCodebook, apply_both, apply_to, compile_codebook
from qualcode.workflow.progress import Progress, silent

#: Batches for each process: enough to keep all busy to the end and to tell how far it is.
BATCHES = 8


def code(
    corpus: Corpus,
    codebook: Codebook,
    *,
    unit: str = "sentence",
    roles: Mapping[str, tuple[str, ...]] | None = None,
    contrary: bool = False,
    processes: int = 1,
    progress: Progress = silent,
) -> list[Coding]:
    """Propose codings for every transcript.

    Args:
        corpus: Transcripts with their participants.
        codebook: What proposes.
        unit: ``sentence``, ``turn`` or ``match``.
        roles: Further 身份 for the role groups, from the settings.
        contrary: Return what the codes' stance leaves out instead.
        processes: How many processes share the work; the result is the same. Each compiles the codebook and sends
            every coding back, so on two processors one is faster (``benchmarks/README.md``).
        progress: Told after each transcript, or after each batch of them.

    Returns:
        Codings by transcript and place; the same for the same input.

    Raises:
        CodebookError: the rules do not compile.
    """
    compiled = compile_codebook(codebook, roles)
    kind = UnitKind(unit)
    if min(processes, len(corpus.transcripts)) > 1:
        parts = _in_pool(compiled, corpus, kind, contrary, processes)
    else:
        parts = ((1, apply_to(compiled, corpus, one, unit=kind, contrary=contrary)) for one in corpus.transcripts)
    codings: list[Coding] = []
    done = 0
    for number, found in parts:
        codings += found
        done += number
        progress("code", done, len(corpus.transcripts))
    return codings


def code_both(
    corpus: Corpus, codebook: Codebook, *, unit: str = "sentence", roles: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[list[Coding], list[Coding]]:
    """Return what ``code`` proposes and what the codes' stance leaves out, in one pass over the transcripts."""
    compiled = compile_codebook(codebook, roles)
    proposed: list[Coding] = []
    left_out: list[Coding] = []
    for transcript in corpus.transcripts:
        here, not_here = apply_both(compiled, corpus, transcript, unit=UnitKind(unit))
        proposed += here
        left_out += not_here
    return proposed, left_out


def _in_pool(
    compiled: CompiledCodebook, corpus: Corpus, unit: UnitKind, contrary: bool, processes: int
) -> Iterator[tuple[int, list[Coding]]]:
    """Yield ``(number of transcripts, their codings)`` batch by batch, in the order of the corpus.

    Processes are spawned, as on Windows and macOS, so nothing is inherited by chance. A batch holds only its own
    transcripts, but all links, on which ids of units depend.
    """
    batches = _batches(corpus.transcripts, processes * BATCHES)
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), initializer=_start, initargs=(compiled, unit, contrary)
    )
    try:
        people = Corpus((), corpus.participants, corpus.links)
        waiting: list[tuple[int, Future[list[Coding]]]] = [
            (len(batch), pool.submit(_code_batch, batch, people)) for batch in batches
        ]
        for number, future in waiting:
            yield number, future.result()
    finally:
        # On Ctrl-C too: what has not begun is dropped, and no process outlives its batch.
        pool.shutdown(wait=True, cancel_futures=True)


def _batches(transcripts: Sequence[Transcript], wanted: int) -> list[tuple[Transcript, ...]]:
    """Cut the corpus into at most ``wanted`` stretches of about the same number of characters."""
    limit = sum(len(transcript.text) for transcript in transcripts) / wanted
    batches: list[list[Transcript]] = [[]]
    size = 0
    for transcript in transcripts:
        if batches[-1] and size >= limit * len(batches):
            batches.append([])
        batches[-1].append(transcript)
        size += len(transcript.text)
    return [tuple(batch) for batch in batches if batch]


#: What a process of the pool works with; set once when it starts.
_task: tuple[CompiledCodebook, UnitKind, bool]


def _start(compiled: CompiledCodebook, unit: UnitKind, contrary: bool) -> None:
    global _task  # noqa: PLW0603
    _task = compiled, unit, contrary


def _code_batch(transcripts: tuple[Transcript, ...], people: Corpus) -> list[Coding]:
    compiled, unit, contrary = _task
    corpus = Corpus(transcripts, people.participants, people.links)
    return [
        coding for one in transcripts for coding in apply_to(compiled, corpus, one, unit=unit, contrary=contrary)
    ]
