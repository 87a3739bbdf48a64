"""Topics beside codes: what a model found next to what people and rules coded."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from qualcode.model import Codebook, Coding, State
from qualcode.topics.documents import Document
from qualcode.topics.model import Fit
from qualcode.topics.results import CodeLink


def align(
    fit: Fit, documents: Sequence[Document], codebook: Codebook | None, codings: Iterable[Coding]
) -> tuple[CodeLink, ...]:
    """Compare topics with codes and themes over documents; a document counts once for a code.

    Args:
        fit: Fitted to ``documents``.
        documents: In the order of the fit's rows.
        codebook: Gives the themes; None for codes only.
        codings: Rejected ones are left out.

    Returns:
        One link for each topic and each code or theme that has codings, by topic, then in the codebook's order.
    """
    held = _coded_documents(documents, codings)
    themes: dict[str, set[int]] = defaultdict(set)
    for code, found in held.items():
        known = codebook.by_id.get(code) if codebook else None
        if known and known.theme:
            themes[known.theme] |= found
    order = list(codebook.by_id) + list(codebook.theme_by_id) if codebook else []
    keyed = [("code", code, found) for code, found in held.items()]
    keyed += [("theme", theme, found) for theme, found in themes.items()]
    keyed.sort(key=lambda row: (row[0], order.index(row[1]) if row[1] in order else len(order), row[1]))
    mean = fit.document_topic.mean(axis=0)
    links = []
    for topic in range(len(fit.topic_word)):
        for kind, code, found in keyed:
            shares = fit.document_topic[sorted(found), topic]
            lift = float(shares.mean() / mean[topic]) if mean[topic] > 0 else float("nan")
            people = {documents[index].participant for index in found}
            links.append(CodeLink(topic + 1, kind, code, len(found), len(people), float(shares.sum()), lift))
    return tuple(links)


def _coded_documents(documents: Sequence[Document], codings: Iterable[Coding]) -> dict[str, set[int]]:
    """Return code -> numbers of the documents that one of its codings touches."""
    by_unit: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, document in enumerate(documents):
        for turn in dict.fromkeys(piece.unit.turn for piece in document.pieces):
            by_unit[document.transcript, turn].append(index)
    held: dict[str, set[int]] = defaultdict(set)
    for coding in codings:
        if coding.state is State.REJECTED:
            continue
        for index in by_unit.get((coding.transcript, coding.unit.turn), ()):
            if any(piece.span.overlaps(coding.span) for piece in documents[index].pieces):
                held[coding.code].add(index)
    return held
