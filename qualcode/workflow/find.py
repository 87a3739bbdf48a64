"""``find``: the units on which a query is true, with who says them and which codes stand there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from qualcode.analysis.excerpts import Excerpt, make_excerpts
from qualcode.analysis.selection import Selection
from qualcode.analysis.standing import JOINT
from qualcode.errors import RuleError, UsageError
from qualcode.i18n import _
from qualcode.language.sentences import sentence_spans
from qualcode.model import Codebook, Coding, Corpus, Evidence, Polarity, Role, Span, State
from qualcode.rules.query import Answers, Hit
from qualcode.rules.query import find as look
from qualcode.rules.query_grammar import parse_query
from qualcode.rules.query_tree import Filter, Query, Standing
from qualcode.rules.tree import Scope

#: Between several values in one cell.
AND = "; "
#: What queries can ask of every speaker and transcript, whatever the attribute table says.
_GIVEN = frozenset({"is", "name", "role_group"})


@dataclass(frozen=True, slots=True)
class Found:
    """One unit on which a query is true.

    Attributes:
        excerpt: Its words, with what was matched, what stands around it, and who says it. Of a transcript the words are
            the sentences in which something was matched, a line each.
        speaker: Name of the speaker, "" for a transcript.
        codes: Ids of all codes that stand on it.
    """

    excerpt: Excerpt
    speaker: str
    codes: tuple[str, ...]

    @property
    def matched(self) -> list[str]:
        """The matched words, in text order."""
        return [span.of(self.excerpt.text) for span in self.excerpt.evidence]

    def marked(self, before: str = "«", after: str = "»") -> str:
        """Return its words with the matched ones between two marks."""
        words, at, pieces = self.excerpt.text, 0, []
        for span in self.excerpt.evidence:
            pieces += [words[at : span.start], before, span.of(words), after]
            at = span.end
        return "".join([*pieces, words[at:]])


@dataclass(frozen=True, slots=True)
class FindResult:
    """What a query found.

    Attributes:
        query: As read.
        units: In text order.
        answers: The same as the matcher returned them, with how many units were looked at.
        notes: How the query was read, where that may surprise.
        caption: What was looked for, where, and of whose codings, in sentences.
    """

    query: Query
    units: tuple[Found, ...]
    answers: Answers
    notes: tuple[str, ...]
    caption: str


def find(
    corpus: Corpus, codebook: Codebook, codings: Iterable[Coding], query: str, *, unit: str = "",
    states: Iterable[str] = (), coders: Iterable[str] = (), everyone: bool = False,
    roles: Mapping[str, tuple[str, ...]] | None = None,
) -> FindResult:
    """Look for units by words and codings.

    Args:
        corpus: The transcripts.
        codebook: Its codes, themes and lists are what the query can name.
        codings: What stands of everybody's codings, the rejected ones included.
        query: In the language of rules, see ``rules.query_grammar``.
        unit: ``sentence`` or ``turn``; what the query says by default, else the sentence.
        states: Words such as ``accepted`` for codes of which the query says nothing; none means everything but what
            people rejected.
        coders: Names, likewise.
        everyone: Whether interviewers' and bystanders' units are looked at too.
        roles: Further 身份 for the role groups.

    Raises:
        UsageError: the query cannot be read, with the column, or an option is off.
    """
    selection = Selection.parse(codebook, states=states, coders=coders)
    standings = [Standing(coding, frozenset(coding.coder.split(JOINT))) for coding in codings]
    usual = [Filter("state", frozenset(state.value for state in selection.states))]
    if selection.coders:
        usual.append(Filter("coder", selection.coders))
    try:
        read = _with_unit(parse_query(query, codebook), unit)
        answers = look(read, codebook, corpus, standings, roles=roles, everyone=everyone, usual=usual)
    except RuleError as error:
        raise UsageError(_("query, column {column}: {message}").format(
            column=error.column, message=error.message)) from error
    held = frozenset(name for standing in standings for name in standing.coders)
    strangers = [_("{name} holds none of these codings").format(name=name) for name in sorted(read.coders - held)]
    units = tuple(_found(corpus, read, answers.hits))
    everybody = everyone or read.asks_who_is
    caption = _caption(read, answers, _people(corpus, read, answers.hits), everybody)
    if read.codes:
        counted = [one for one in selection.of(standing.coding for standing in standings) if one.code in read.codes]
        caption += " " + selection.caption(counted)
    return FindResult(read, units, answers, (*read.notes, *strangers, *_unknown_attributes(corpus, read)), caption)


def _unknown_attributes(corpus: Corpus, query: Query) -> list[str]:
    """Say which attributes of the query nobody has, for the 0 that they give is mostly a slip of the pen."""
    known = corpus.attribute_keys
    has = {*known, *_GIVEN, *(key for transcript in corpus.transcripts for key in transcript.attributes)}
    return [_("No participant has the attribute {key}; known attributes: {known}.").format(
        key=key, known=", ".join(known) or _("none")) for key in sorted(query.attributes - has)]


def _with_unit(query: Query, unit: str) -> Query:
    if not unit or unit == query.scope:
        return query
    if query.scope is not Scope.SENTENCE:
        raise UsageError(_("the query ends with @{scope}, the call says --unit {unit}; leave one of them out").format(
            scope=query.scope, unit=unit))
    return replace(query, scope=Scope(unit))


def _found(corpus: Corpus, query: Query, hits: Sequence[Hit]) -> Iterator[Found]:
    if query.scope is Scope.TRANSCRIPT:
        for hit in hits:
            yield Found(_whole(corpus, hit), "", hit.codes)
        return
    excerpts = make_excerpts(corpus, [_as_coding(corpus, hit) for hit in hits])
    for hit, excerpt in zip(hits, excerpts, strict=True):
        turn = corpus.by_name[hit.unit.transcript].turns[hit.unit.turn]
        asked = turn.role is not Role.RESPONDENT  # a transcript's header speaks of the respondent
        yield Found(replace(excerpt, town="", role="") if asked else excerpt, turn.speaker, hit.codes)


def _as_coding(corpus: Corpus, hit: Hit) -> Coding:
    """Return a hit in the shape of which excerpts are made."""
    transcript = corpus.by_name[hit.unit.transcript]
    speaker = transcript.turns[hit.unit.turn].speaker
    return Coding(
        "", "", transcript.name, hit.unit.span, hit.unit, speaker, _person(corpus, transcript.name, speaker),
        evidence=(Evidence("", hit.spans),))


def _whole(corpus: Corpus, hit: Hit) -> Excerpt:
    """Return the sentences of a transcript in which something was matched."""
    transcript = corpus.by_name[hit.unit.transcript]
    words, marks = "", []
    sentences = [span for turn in transcript.turns for span in sentence_spans(transcript.text, turn.body)]
    for sentence in sentences:
        inside = [Span(max(one.start, sentence.start), min(one.end, sentence.end))
                  for one in hit.spans if one.overlaps(sentence)]
        if inside:
            words += "\n" if words else ""
            marks += [one.shifted(len(words) - sentence.start) for one in inside]
            words += sentence.of(transcript.text)
    attributes = corpus.attributes_of(transcript.name)
    town, role = (str(attributes.get(key) or "") for key in ("town", "role"))
    people = AND.join(person.id for person in corpus.participants_in(transcript.name))
    return Excerpt("", "", hit.unit.id, transcript.name, people, town, role, hit.unit.span, words, "", "", "",
                   Polarity.AFFIRMED, tuple(marks), "", State.PROPOSED)


def _person(corpus: Corpus, transcript: str, speaker: str) -> str:
    """Return the id of who speaks; "" for interviewers and bystanders."""
    known = corpus.links.get((transcript, speaker))
    roles = {one.name: one.role for one in corpus.by_name[transcript].speakers}
    if known or roles.get(speaker) is not Role.RESPONDENT:
        return known or ""
    return f"{transcript}/{speaker}"


def voice_of(corpus: Corpus, query: Query, hit: Hit) -> tuple[str, str]:
    """Return the transcript and the speaker of a unit, as ``Answers.searched`` counts them."""
    if query.scope is Scope.TRANSCRIPT:
        return hit.unit.transcript, ""
    return hit.unit.transcript, corpus.by_name[hit.unit.transcript].turns[hit.unit.turn].speaker


def people_of(corpus: Corpus, transcript: str, speaker: str) -> list[str]:
    """Return the participants that a unit counts for."""
    if not speaker:
        return [person.id for person in corpus.participants_in(transcript)]
    person = _person(corpus, transcript, speaker)
    return [person] if person else []


def _people(corpus: Corpus, query: Query, hits: Iterable[Hit]) -> set[str]:
    voices = {voice_of(corpus, query, hit) for hit in hits}
    return {person for voice in voices for person in people_of(corpus, *voice)}


def _caption(query: Query, answers: Answers, people: set[str], everyone: bool) -> str:
    kinds = {
        Scope.SENTENCE: _("sentences"), Scope.TURN: _("turns"), Scope.QA: _("turns that answer a question"),
        Scope.TRANSCRIPT: _("transcripts"),
    }
    speech = _("what everybody says") if everyone else _("what respondents say")
    return _("Query: `{query}`. Units: {kind}, in {speech}. Found: {n} of {searched} units, {people} people, "
             "{transcripts} transcripts.").format(
                 query=query.text.strip(), kind=kinds[query.scope], speech=speech, n=len(answers.hits),
                 searched=sum(answers.searched.values()), people=len(people),
                 transcripts=len({hit.unit.transcript for hit in answers.hits}))
