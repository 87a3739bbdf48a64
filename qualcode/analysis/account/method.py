"""How a study was coded, as its method chapter tells it: rules, people, what they decided, and what is counted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qualcode.analysis.account.words import listed, whole
from qualcode.analysis.standing import is_disputed
from qualcode.i18n import _
from qualcode.model import Code, Codebook, Coding, Origin, State

_MACHINES = frozenset({Origin.RULE, Origin.MODEL})


@dataclass(frozen=True, slots=True)
class Work:
    """What a person did to codings.

    Attributes:
        name: Of the coder.
        accepted: Codings that the person holds. added: Those of them that no machine proposed.
        rejected: Proposals that the person refused.
    """

    name: str
    accepted: int
    added: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What became of proposals.

    Attributes:
        by_rules: Proposals of the rules in use. by_model: Of what was learnt from people's codings.
        accepted: Standing codings that people accepted and a machine had proposed.
        added: Standing codings that people made themselves.
        rejected: Passages and codes that people refused.
        open: Proposals that nobody has decided on. disputed: Those on which people differ.
        learnt: Of all these, made by what was learnt.
        people: What each person did, most codings first.
    """

    by_rules: int = 0
    by_model: int = 0
    accepted: int = 0
    added: int = 0
    rejected: int = 0
    open: int = 0
    disputed: int = 0
    learnt: int = 0
    people: tuple[Work, ...] = ()


def measure_decisions(records: Iterable[Coding], standing: Iterable[Coding]) -> Decisions:
    """Count what became of proposals.

    Args:
        records: As the store holds them: proposals, and people's codings and decisions.
        standing: The same put together, each passage and code once (``analysis.standing``).
    """
    kinds, learnt = Counter[str](), 0
    for one in standing:
        kinds[_fate(one)] += 1
        learnt += one.origin is Origin.MODEL
    proposed, work = Counter[Origin](), Counter[tuple[str, str]]()
    for one in records:
        if one.state is State.PROPOSED:
            proposed[one.origin] += 1
        else:
            work[one.coder, one.state.value] += 1
            work[one.coder, "added"] += one.state is State.ACCEPTED and one.origin not in _MACHINES
    names = sorted({name for name, _what in work},
                   key=lambda name: (-work[name, "accepted"] - work[name, "rejected"], name))
    people = tuple(Work(name, work[name, "accepted"], work[name, "added"], work[name, "rejected"]) for name in names)
    return Decisions(proposed[Origin.RULE], proposed[Origin.MODEL], kinds["accepted"], kinds["added"],
                     kinds["rejected"], kinds["open"], kinds["disputed"], learnt, people)


def reading_sentences(version: str, python: str, interviews: int, refused: int | None) -> list[str]:
    """Return with what was read, and what was not: ``refused`` files, None where nothing was looked at."""
    said = [_("Reading, coding and counting were done with qualcode {version} (Python {python}).").format(
        version=version, python=python)]
    if refused is None or not interviews:
        said.append(_("No transcript has been read yet."))
    elif refused:
        said.append(_("Transcripts read: {n}; files that could not be read: {refused} (qualcode import says why)."
                      ).format(n=whole(interviews), refused=refused))
    else:
        said.append(_("Transcripts read: {n}; every file could be read.").format(n=whole(interviews)))
    return said


def codebook_sentences(book: Codebook, name: str, versions: int) -> list[str]:
    """Return what the codebook is.

    Args:
        book: The codebook.
        name: What it is called in the language of messages.
        versions: Versions of it that the store knows.
    """
    said = [_("The codebook is {name}, version {version} (SHA-256 {sha}).").format(
        name=name, version=book.version, sha=book.sha256) if book.version
        else _("The codebook is {name} (SHA-256 {sha}); it names no version.").format(name=name, sha=book.sha256)]
    ruled = sum(bool(code.terms or code.rules) for code in book.codes)
    said.append(_("Codes: {codes}; levels of their tree: {levels}; themes above them: {themes}; codes with rules of "
                  "their own: {ruled}.").format(
                      codes=len(book.codes), levels=depth(book.codes), themes=len(book.themes), ruled=ruled))
    declared = Counter(code.level for code in book.codes if code.level)
    if declared:
        words = {"open": _("open"), "axial": _("axial"), "selective": _("selective")}
        said.append(_("By step of coding: {steps}.").format(steps=listed(
            _("{name} (n = {n})").format(name=words.get(level, level), n=n) for level, n in declared.items())))
    if versions > 1:
        said.append(_("It was changed while the study went on: the store knows {n} versions, and which codings each of "
                      "them proposed.").format(n=versions))
    return said


def unit_sentence(unit: str) -> str:
    """Return what rules propose and numbers are counted over; ``unit`` as in the settings."""
    return {
        "turn": _("Rules propose turns of respondents, people may code any stretch of words; what interviewers say is "
                  "no evidence and is not counted. Numbers are counted over sentences."),
        "match": _("Rules propose the words that they match, people may code any stretch; what interviewers say is no "
                   "evidence and is not counted. Numbers are counted over sentences."),
    }.get(unit, _("The unit of coding is the sentence of a respondent; people may code any stretch of words. What "
                  "interviewers say is no evidence and is not counted."))


def decision_sentences(found: Decisions) -> list[str]:
    """Return what rules proposed and what people made of it."""
    said = [_("The codebook's rules propose so many codings: {n}.").format(n=whole(found.by_rules)) if found.by_rules
            else _("The codebook's rules propose no coding.")]
    if not found.people:
        said.append(_("Nobody has decided on a proposal or coded anything; review the proposals with qualcode review."
                      ))
    else:
        said.append(_("With everybody's codings put together, each passage and code once: proposals accepted "
                      "{accepted}, rejected {rejected}, not decided on {open}, disputed {disputed}; codings that "
                      "people added themselves {added}.").format(
                          accepted=whole(found.accepted), rejected=whole(found.rejected), open=whole(found.open),
                          disputed=whole(found.disputed), added=whole(found.added)))
        said.append(_("Who decided: {coders}.").format(coders=_("; ").join(map(_coder, found.people))))
    if found.learnt or found.by_model:
        said.append(_("Suggestions learnt from people's codings took part: codings of this kind that stand or wait: "
                      "{n}.").format(n=whole(found.learnt)))
    else:
        said.append(_("No suggestions learnt from people's codings took part."))
    return said


def depth(codes: Sequence[Code]) -> int:
    """Return how many levels the tree of codes has, 0 without codes."""
    above: Mapping[str, str | None] = {code.id: code.parent for code in codes}
    deepest = 0
    for code in codes:
        chain = [code.id]
        while (parent := above.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        deepest = max(deepest, len(chain))
    return deepest


def _coder(one: Work) -> str:
    return _("{name} (accepted {accepted}, of these added {added}; rejected {rejected})").format(
        name=one.name, accepted=whole(one.accepted), added=whole(one.added), rejected=whole(one.rejected))


def _fate(one: Coding) -> str:
    if one.state is State.ACCEPTED:
        return "accepted" if one.origin in _MACHINES else "added"
    if one.state is State.REJECTED:
        return "rejected"
    return "disputed" if is_disputed(one) else "open"
