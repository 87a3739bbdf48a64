"""``codebook grow``: terms and rules that accepted passages suggest, tried on what was read, written when accepted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from qualcode.analysis.growth import Idea, ideas
from qualcode.analysis.growth_choice import Candidate, Check, Doubtful, Standing, choose, doubtful
from qualcode.analysis.keyness import Totals
from qualcode.analysis.new_words import new_words
from qualcode.codebook import open_document
from qualcode.codebook.edit import with_entry
from qualcode.errors import NotComputableError, UsageError
from qualcode.i18n import _
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import codebook_words, stop_words
from qualcode.model import Code
from qualcode.workflow.ground import Ground, ground, passages, try_ideas
from qualcode.workflow.restructure import write_codebook
from qualcode.workflow.study import Study

#: Lowest precision of what is offered: on statements of other people such candidates were right 62 times in a hundred,
#: with 0.5 it was 56 and with 0.7 67, and they found a third more or less (``benchmarks/growing.py``).
LEAST_PRECISE = 0.6
#: Parts of the participants that are left out in turn.
FOLDS = 4
#: With fewer other read passages than this, accepted ones are set apart from all other speech of respondents.
FEW = 200


@dataclass(frozen=True)
class Growth:
    """What a code could grow by.

    Attributes:
        code: Its id.
        candidates: Terms and rules that may be added, numbered.
        doubtful: Terms and rules of the code that people mostly reject.
        accepted: Accepted passages of respondents. people: How many say them.
        read: Other read passages. unread: The rest of respondents' passages.
        against: ``read`` or ``all``: whether accepted passages were set apart from the other read ones, or from all
            others since few are read.
        tried: How many ideas were tried.
        check: How such candidates do on people whom they were not found with.
        notes: What belongs under the list, a sentence each.
    """

    code: str
    candidates: tuple[Candidate, ...]
    doubtful: tuple[Doubtful, ...]
    accepted: int
    people: int
    read: int
    unread: int
    against: str
    tried: int
    check: Check
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grown:
    """What was added.

    Attributes:
        operation: Its number in the history.
        added: The candidates that were written.
    """

    operation: int
    added: tuple[Candidate, ...]


def grow(
    study: Study, code: str, *, participants: int = 3, min_precision: float = LEAST_PRECISE,
    people: Collection[str] = (),
) -> Growth:
    """Find what sets the accepted passages of a code apart, and which of its rules people mostly reject.

    A passage is a sentence, or a turn where the study codes turns. Of people's codings what stands counts
    (``analysis.standing``); a passage of which some words are coded is accepted as a whole. Read is every passage on
    which anybody has decided anything, or that was gone through, as for what is learnt (``workflow.material``). One
    where people differ on the code, or where a proposal of it waits, counts as not read.

    Args:
        study: The study.
        code: Id of the code.
        participants: Fewest people in whose accepted passages a candidate stands.
        min_precision: Lowest share of accepted passages among the read ones that a candidate finds, in [0, 1].
        people: Only what these participants say; everybody by default.

    Raises:
        UsageError: there is no such code, or an option is out of range.
        NotComputableError: nothing is accepted, and too little rejected to tell anything of a rule.
    """
    if code not in study.codebook.by_id:
        raise UsageError(_("{code} is no code of {path}; `qualcode codebook show` lists them").format(
            code=code, path=study.codebook.path))
    if participants < 1 or not 0 <= min_precision <= 1:
        raise UsageError(_("--participants takes a number from 1 on, --min-precision one from 0 to 1"))
    known = ground(study, code, people)
    bad = _doubtful(study.codebook.by_id[code], known)
    right, wrong = known.of(Standing.ACCEPTED), known.of(Standing.REJECTED, Standing.OTHER)
    if not right and not bad:
        raise NotComputableError(
            _("{code}: no accepted codings to learn from; {rejected} passages are rejected, {open} wait. Accept some "
              "with `qualcode review --code {code}`, or find more to read with `qualcode next`").format(
                  code=code, rejected=len(known.of(Standing.REJECTED)), open=len(known.waiting)))
    speakers = {known.units[unit][1] for unit in right}
    found, tried, check = list[Candidate](), 0, Check(0, 0, 0)
    if len(speakers) >= participants:
        grower = _Grower(study, study.codebook.by_id[code], known, participants, min_precision)
        found, tried = grower.candidates(known), len(grower.tried)
        check = grower.check() if found else check
    made = Growth(code, tuple(found), tuple(bad), len(right), len(speakers), len(wrong),
                  len(known.units) - len(right) - len(wrong), "read" if len(wrong) >= FEW else "all", tried, check)
    return replace(made, notes=tuple(_notes(made, participants)))


def accept(study: Study, growth: Growth, chosen: Sequence[str]) -> Grown:
    """Write candidates into the codebook, file and store together: terms and rules at the end of the code's lists.

    Args:
        study: The study.
        growth: What ``grow`` found.
        chosen: Numbers of candidates, or their texts.

    Raises:
        UsageError: no candidate has this number or text, or the codebook is borrowed.
        WriteError: the layout of the file leaves no sure place.
    """
    if study.settings.borrowed or study.settings.codebook is None:
        raise UsageError(_("only the project's own codebook changes together with the codings; leave --codebook out"))
    added = list({one.number: one for one in (_candidate(growth, words) for words in chosen)}.values())
    document = open_document(study.settings.codebook)
    for one in added:
        document = with_entry(document, growth.code, one.text, key="rules" if one.is_rule else "terms",
                              provenance=_provenance(study, one))
    detail: dict[str, object] = {"code": growth.code, "added": [one.text for one in added]}
    number = write_codebook(study, "codebook-grow", detail, document, lambda _operation: None)
    return Grown(number, tuple(added))


class _Grower:
    """Finds candidates for one code, on all passages and without a part of the people.

    Every idea that any of these comes upon is tried once, on all passages.
    """

    def __init__(self, study: Study, code: Code, known: Ground, participants: int, min_precision: float) -> None:
        self._known, self._people, self._least = known, participants, min_precision
        self._cut = passages(study, known)
        self._terms = [term.text for term in code.terms if term.text.isalnum()]
        self._stop = stop_words(codebook_words(study.codebook))
        self._strings = self._new_words(study)
        self._read = len(known.of(Standing.REJECTED, Standing.OTHER)) >= FEW
        self._parts = self._left_out()
        everybody = {one.participant for one in self._cut.values()}
        self._grounds = [known.only(everybody - part, read=self._read) for part in self._parts]
        self._ideas = [self._ideas_of(ground) for ground in (known, *self._grounds)]
        every = list(dict.fromkeys(idea for some in self._ideas for idea in some))
        self.tried = {one.idea: one for one in try_ideas(study, known, code, every)}

    def candidates(self, known: Ground, number: int = 0) -> list[Candidate]:
        """Return candidates on all passages, or on those that have the number of a ground."""
        tried = [self.tried[idea] for idea in self._ideas[number]]
        if number:
            people = {who for _unit, who in known.units.values()}
            tried = [one.among(people, read=self._read) for one in tried]
        totals = Totals(len(known.of(Standing.ACCEPTED)), len(self._others(known)), len(known.units))
        return choose(tried, totals, known.covered, participants=self._people, min_precision=self._least)

    def check(self) -> Check:
        """Count what candidates find, in what is read, with the people who were left out for them."""
        number = right = found = 0
        by_text = {(idea.text, idea.is_rule): one for idea, one in self.tried.items()}
        for place, (part, known) in enumerate(zip(self._parts, self._grounds, strict=True), start=1):
            for candidate in self.candidates(known, place):
                there = by_text[candidate.text, candidate.is_rule].among(part, read=True)
                number, right = number + 1, right + len(there.right)
                found += len(there.right) + len(there.wrong)
        return Check(number, right, found)

    def _left_out(self) -> list[set[str]]:
        """Return a quarter of the people after the other, the same share of those who say what is accepted in each."""
        heard = {self._cut[unit].participant for unit in self._known.of(Standing.ACCEPTED)}
        speakers = sorted(heard)
        silent = sorted({one.participant for one in self._cut.values()} - heard)
        return [{*speakers[part::FOLDS], *silent[part::FOLDS]} for part in range(FOLDS)]

    def _new_words(self, study: Study) -> list[str]:
        people = {one.participant for one in self._cut.values()}
        speech = [turn for turn in iter_speech(study.corpus) if turn.participant in people]
        found = new_words(speech, self._stop, participants=self._people, frequency=self._people, top=len(self._cut))
        return [word.word for word in found]

    def _others(self, known: Ground) -> list[str]:
        """Return the passages that accepted ones are set apart from."""
        if self._read:
            return known.of(Standing.REJECTED, Standing.OTHER)
        return known.of(*set(Standing) - {Standing.ACCEPTED})

    def _ideas_of(self, known: Ground) -> list[Idea]:
        accepted, apart, everything = ([self._cut[unit] for unit in units] for units in (
            known.of(Standing.ACCEPTED), self._others(known), known.units))
        return ideas(accepted, apart, everything, stop=self._stop, strings=self._strings, terms=self._terms,
                     participants=self._people)


def _doubtful(code: Code, known: Ground) -> list[Doubtful]:
    rules: Mapping[str, tuple[str, int]] = {rule.id: (rule.text, rule.line) for rule in (*code.terms, *code.rules)}
    return doubtful(rules, known.finds, known.decided)


def _notes(growth: Growth, participants: int) -> list[str]:
    """Return what a reader must know of the figures."""
    notes = [_("{accepted} accepted passages of {people} people, {read} other passages read, {unread} not read").format(
        accepted=growth.accepted, people=growth.people, read=growth.read, unread=growth.unread)]
    if growth.people < participants:
        notes.append(_("candidates must stand in accepted passages of {n} people; code more, or lower --participants"
                       ).format(n=participants))
    if growth.against == "all":
        notes.append(_("few other passages are read, so that accepted ones were set apart from all other speech, and "
                       "precision rests on little: read on, and go through what has no code too"))
    if growth.candidates:
        notes.append(_check_note(growth.check))
    return notes


def _check_note(check: Check) -> str:
    if not check.found:
        return _("precision is seen on the passages that suggested the words: expect less of it elsewhere. How much "
                 "less cannot be told: with a quarter of the people left out in turn, candidates found nothing there")
    low, high = check.interval
    return _("precision is seen on the passages that suggested the words. With a quarter of the people left out in "
             "turn, candidates were right in {right} of {found} passages of those people: {precision:.2f} [{low:.2f}, "
             "{high:.2f}]").format(right=check.right, found=check.found, precision=check.precision, low=low, high=high)


def _candidate(growth: Growth, words: str) -> Candidate:
    by_text = {one.text: one for one in growth.candidates}
    by_number = {str(one.number): one for one in growth.candidates}
    bare = words.strip()
    if bare not in by_number and bare not in by_text:
        raise UsageError(_("{words}: no candidate for {code} has this number or text; `qualcode codebook grow {code}` "
                           "lists them").format(words=words, code=growth.code))
    return by_number.get(bare) or by_text[bare]


def _provenance(study: Study, one: Candidate) -> str:
    """Return the comment that stands beside a new entry."""
    read = one.accepted + one.rejected + one.other
    name = "".join(sign if sign.isprintable() else " " for sign in study.coder.name)
    return _("grown {date} by {coder}: {accepted} of {read} read passages, {people} people").format(
        date=date.today().isoformat(), coder=name, accepted=one.accepted, read=read, people=one.people)
