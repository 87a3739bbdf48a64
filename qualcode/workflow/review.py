"""``review``: what a coder is to look at, one after the other, and what stands around it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.matrices import check_attribute
from qualcode.analysis.selection import Selection
from qualcode.analysis.tables import attribute_of
from qualcode.analysis.uncertainty import acceptance, uncertainty
from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.model import Coding, Origin, Span, State
from qualcode.store import CONSENSUS, Wanted, coders, held
from qualcode.store.codings import FUZZY, LOST, decided
from qualcode.store.trail import words_before
from qualcode.workflow.disputes import disputes
from qualcode.workflow.items import Item, Kind, in_any
from qualcode.workflow.sample import planned
from qualcode.workflow.seen import seen_units
from qualcode.workflow.study import Study, is_outdated, visible


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an item, as spans of the text of its transcript.

    Attributes:
        text: Of the transcript.
        question: The whole question that the turn answers, or None.
        before: The sentence before the words, or None: also where that is the question.
        after: The sentence after them, or None.
        marks: The matched words, some of which may stand in the question; merged where they touch.
        speaker: Name of the speaker. participant: Id, or "". town: 乡镇, or "". role: 身份, or "".
    """

    text: str
    question: Span | None
    before: Span | None
    after: Span | None
    marks: tuple[Span, ...]
    speaker: str
    participant: str
    town: str
    role: str


def queue(
    study: Study, *, codes: Sequence[str] = (), transcripts: Sequence[str] = (), where: Mapping[str, str] | None = None,
    uncertain: float | None = None, own: bool = False, sample: str = "", by_hand: bool = False,
    disagreements: bool = False, adrift: bool = False,
) -> list[Item]:
    """Return what the acting coder has not decided yet, in the order of the text.

    Without further options that is every proposal on which nobody has decided, as far as the coder may see: for a
    blind coder only the coder's own decisions count.

    Args:
        study: The study.
        codes: Only these codes; units of a sampling plan are shown in any case.
        transcripts: Only these transcripts.
        where: Attribute -> value; only participants who have it.
        uncertain: The most uncertain proposals first, and only those that are at least so uncertain, in [0, 1]. What
            was decided up to now counts.
        own: Whether others' decisions count for nothing.
        sample: Name of a sampling plan: every unit of it that the coder has not gone through, after the proposals in
            it, on all of which the coder decides alone.
        by_hand: Leave the proposals out of the sample.
        disagreements: What people differ on, for the coder ``consensus``, see ``workflow.disputes``; ``sample`` names
            a plan to which units that somebody did not code are looked for, by default in all plans.
        adrift: The coder's own codings whose words were corrected since, or are gone.

    Raises:
        UsageError: an option names something that does not exist, or options do not go together.
    """
    _check(study, codes, transcripts, where or {}, uncertain)
    _check_together(study, uncertain, sample, by_hand, disagreements, adrift)
    if disagreements:
        found = disputes(study, sample)
    elif adrift:
        found = _adrift(study)
    elif sample:
        found = _of_sample(study, sample, [] if by_hand else _proposals(study, codes, transcripts, own=True))
    else:
        found = _proposals(study, codes, transcripts, own=own)
    kept = [one for one in found if _is_asked(study, one, codes, transcripts, where or {})]
    if uncertain is None:
        return in_order(study, kept)
    chances = acceptance(_decisions(study))
    sure = [replace(one, uncertainty=uncertainty(one.coding, chances, one.chance)) for one in kept if one.coding]
    unsure = [one for one in sure if (one.uncertainty or 0.0) >= uncertain]
    return sorted(in_order(study, unsure), key=lambda one: -(one.uncertainty or 0.0))


def in_order(study: Study, items: Iterable[Item]) -> list[Item]:
    """Return items in the order of the text, codes on the same words in the codebook's; a unit after all in it."""
    rank = {one.name: number for number, one in enumerate(study.corpus.transcripts)}
    order = {code.id: number for number, code in enumerate(study.codebook.codes)}

    def place(one: Item) -> tuple[int, int, int, int, str]:
        start = one.span.end - 1 if one.kind is Kind.UNIT else one.span.start
        return (rank.get(one.transcript, len(rank)), max(start, 0), one.kind is Kind.UNIT,
                order.get(one.code, len(order)), one.coding.id if one.coding else "")

    return sorted(items, key=place)


def context(study: Study, item: Item) -> Context:
    """Return what stands around an item, and who speaks."""
    transcript = study.corpus.by_name[item.transcript]
    coding = item.coding
    turn = transcript.turns[item.unit.turn] if not item.lost and transcript.turns else None
    speaker = coding.speaker if coding and turn is None else turn.speaker if turn else ""
    person = participant(study, item)
    town, role = (attribute_of(study.corpus, item.transcript, person, key) for key in ("town", "role"))
    question = transcript.turns[turn.answers].body if turn and turn.answers is not None else None
    before, after = (None, None) if item.lost else _neighbours(study, item, question)
    marks = () if item.lost or coding is None else _merged(span for piece in coding.evidence for span in piece.spans)
    return Context(transcript.text, question, before, after, marks, speaker, person,
                   "" if town is None else str(town), "" if role is None else str(role))


def participant(study: Study, item: Item) -> str:
    """Return the id of who speaks, "" for interviewers and bystanders."""
    if item.coding is not None:
        return item.coding.participant
    turn = study.corpus.by_name[item.transcript].turns[item.unit.turn]
    return study.corpus.links.get((item.transcript, turn.speaker), "")


def _neighbours(study: Study, item: Item, question: Span | None) -> tuple[Span | None, Span | None]:
    units, ends = study.places.units(item.transcript)
    first = bisect_right(ends, item.span.start) - 1
    before = units[first].span if first >= 0 else None
    if before and question and question.overlaps(before):
        before = None
    following = bisect_left(units, item.span.end, key=lambda unit: unit.span.start)
    return before, units[following].span if following < len(units) else None


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    made: list[Span] = []
    for span in sorted(set(spans)):
        if made and span.start <= made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, span.end))
        else:
            made.append(span)
    return tuple(made)


def _proposals(study: Study, codes: Sequence[str], transcripts: Sequence[str], *, own: bool) -> list[Item]:
    whose = () if not own and not study.coder.blind else (study.coder.name,)
    with study.store.reading() as connection:
        names = visible(study, coders(connection), ())
        found = held(connection, Wanted(tuple(codes), tuple(names), tuple(transcripts), (State.PROPOSED,)))
        ids, places = decided(
            connection, Wanted(tuple(codes), whose, tuple(transcripts), (State.ACCEPTED, State.REJECTED)))
    open_ones = [
        one.coding for one in found
        if one.anchor != LOST and one.coding.transcript in study.corpus.by_name and one.coding.id not in ids
        and (one.coding.transcript, one.coding.code, one.coding.span.start, one.coding.span.end) not in places
        and not is_outdated(study, one.coding)
    ]
    return _with_chances(open_ones, places)


def _with_chances(proposals: Sequence[Coding], decided_on: Iterable[tuple[str, str, int, int]]) -> list[Item]:
    """Return items of proposals: what rules and what was learnt propose of one code on the same words is one item.

    What was learnt is left out where people decided on the code, on a part of the words or on more than they.
    """
    by_rules = [_item(Kind.PROPOSAL, one) for one in proposals if one.origin is not Origin.MODEL]
    learnt = [one for one in proposals if one.origin is Origin.MODEL]
    if not learnt:
        return by_rules
    at: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, item in enumerate(by_rules):
        at[item.transcript, item.code].append(number)
    closed: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for transcript, code, start, end in decided_on:
        closed[transcript, code].append(Span(start, end))
    alone = []
    for one in learnt:
        place = one.transcript, one.code
        same = [number for number in at[place] if by_rules[number].span.overlaps(one.span)]
        for number in same:  # a rule's passage may hold several sentences: the best of them counts
            by_rules[number] = replace(by_rules[number], chance=max(one.weight, by_rules[number].chance or 0.0))
        if not same and not any(one.span.overlaps(span) for span in closed[place]):
            alone.append(replace(_item(Kind.PROPOSAL, one), chance=one.weight))
    return [*by_rules, *alone]


def _of_sample(study: Study, sample: str, proposals: Sequence[Item]) -> list[Item]:
    asked = planned(study, sample)
    seen = seen_units(study, asked, study.coder.name).get(study.coder.name, set())
    units = [unit for unit in asked.units if unit not in seen]
    name = asked.plan.name if asked.plan else ""
    inside = in_any(units)
    return [*(one for one in proposals if inside(one.transcript, one.span)),
            *(Item(Kind.UNIT, unit.transcript, unit.span, unit, plan=name) for unit in units)]


def _adrift(study: Study) -> list[Item]:
    with study.store.reading() as connection:
        found = held(connection, Wanted(coders=(study.coder.name,), anchors=(FUZZY, LOST)))
        was = words_before(connection, [one.coding.id for one in found if one.anchor == FUZZY])
    return [
        replace(_item(Kind.ADRIFT, one.coding), lost=one.anchor == LOST,
                was=str(was[one.coding.id]["quote"]) if one.coding.id in was else one.coding.quote)
        for one in found if one.coding.transcript in study.corpus.by_name]


def _item(kind: Kind, coding: Coding) -> Item:
    return Item(kind, coding.transcript, coding.span, coding.unit, coding.code, coding)


def _decisions(study: Study) -> list[Coding]:
    with study.store.reading() as connection:
        names = visible(study, coders(connection), ())
        found = held(connection, Wanted(coders=tuple(names), states=(State.ACCEPTED, State.REJECTED)))
    return [one.coding for one in found if one.coding.evidence]


def _is_asked(
    study: Study, one: Item, codes: Sequence[str], transcripts: Sequence[str], where: Mapping[str, str],
) -> bool:
    if (codes and one.code and one.code not in codes) or (transcripts and one.transcript not in transcripts):
        return False
    person = participant(study, one) if where else ""
    return all(_shown(attribute_of(study.corpus, one.transcript, person, key)) == value for key, value in where.items())


def _shown(value: object) -> str:
    return "" if value is None else str(value)


def _check(
    study: Study, codes: Sequence[str], transcripts: Sequence[str], where: Mapping[str, str], uncertain: float | None,
) -> None:
    Selection.parse(study.codebook, codes=codes)
    for name in transcripts:
        if name not in study.corpus.by_name:
            raise UsageError(_("{name}: no such transcript; `qualcode import` shows them").format(name=name))
    for key in where:
        check_attribute(study.corpus, key)
    if uncertain is not None and not 0 <= uncertain <= 1:
        raise UsageError(_("--uncertain {number}: give a number from 0 to 1").format(number=uncertain))


def _check_together(
    study: Study, uncertain: float | None, sample: str, by_hand: bool, disagreements: bool, adrift: bool,
) -> None:
    chosen = [name for name, given in (("--adrift", adrift), ("--disagreements", disagreements),
                                       ("--sample", bool(sample) and not disagreements)) if given]
    if len(chosen) > 1 or (chosen and uncertain is not None):
        names = [*chosen, *(["--uncertain"] if uncertain is not None else [])]
        raise UsageError(_("{options}: these do not go together; choose one").format(options=" ".join(names)))
    if by_hand and not (sample and not disagreements):
        raise UsageError(_("--by-hand is about a sampling plan; name it with --sample"))
    if disagreements and study.coder.name != CONSENSUS:
        raise UsageError(_("disagreements are settled by the coder {name}, whose decisions stand for all; say "
                           "--as {name}").format(name=CONSENSUS))
