"""Why a code stands on a passage, and why not: every rule with what it found and where it failed."""

from collections.abc import Iterator
from dataclasses import dataclass

from qualcode.i18n import _
from qualcode.language.tokens import tokenize
from qualcode.model import Corpus, Polarity, Role
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.index import TextIndex
from qualcode.rules.matcher import Application
from qualcode.rules.nodes import (
    Asks,
    AtLeast,
    Both,
    Demand,
    Either,
    Match,
    Not,
    Part,
    Place,
    QuestionAnswer,
    Reference,
    Words,
)
from qualcode.rules.table import CompiledCode, CompiledRule
from qualcode.rules.tree import AtomKind, Scope
from qualcode.rules.windows import Together

SHOWN = 8


@dataclass(frozen=True, slots=True)
class PartReport:
    """What one part of a rule found.

    Attributes:
        label: What the part is, such as ``NEAR, at most 6 words``.
        holds: Whether it is true in the place.
        found: Surfaces, in text order.
        why: Why it is not true, or what came close; "" where there is nothing to say.
        parts: Reports of its parts.
    """

    label: str
    holds: bool
    found: tuple[str, ...] = ()
    why: str = ""
    parts: tuple["PartReport", ...] = ()


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What became of one rule.

    Attributes:
        rule: Id. text: As written. line: 1-based line in the codebook, 0 if unknown.
        proposes: Whether it proposes the code here.
        outcomes: For each match, its words and what became of it.
        root: The tree of what was found.
    """

    rule: str
    text: str
    line: int
    proposes: bool
    outcomes: tuple[tuple[str, str], ...]
    root: PartReport


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a code stands on a unit or does not.

    Attributes:
        code: Id of the code.
        unit: Id of the unit.
        quote: Its words.
        proposes: Whether any rule proposes the code.
        tokens: The words as the matcher cuts them.
        note: A reason that goes before all rules, such as that the interviewer speaks.
        rules: One report a rule.
    """

    code: str
    unit: str
    quote: str
    proposes: bool
    tokens: tuple[str, ...]
    note: str
    rules: tuple[RuleReport, ...]


def explain(compiled: CompiledCodebook, corpus: Corpus, transcript: str, sentence: int, code: str) -> Explanation:
    """Explain one code on one sentence.

    Args:
        compiled: The codebook.
        corpus: Holds the transcript.
        transcript: Its name.
        sentence: The number after ``#`` in the unit's id.
        code: Id of a code of the codebook.

    Raises:
        KeyError: there is no such transcript or code.
        IndexError: there is no such sentence.
    """
    application = Application(compiled, corpus, corpus.by_name[transcript])
    index = application.index
    number = sentence - 1
    if not 0 <= number < len(index.bounds):
        raise IndexError(sentence)
    start, end, turn = index.bounds[number]
    role = index.transcript.turns[turn].role
    index.ensure_tokens(range(len(index.bounds)))
    reports = _reports(application, code, number)
    proposes = any(report.proposes for report in reports)
    note = "" if role is Role.RESPONDENT else _("the speaker is no respondent; only respondents' words are evidence")
    for stronger in _stronger(compiled, code) if proposes else ():
        if any(report.proposes for report in _reports(application, stronger, number)):
            proposes = False
            note = _("{code} stands here and goes before it in an exclusive group").format(code=stronger)
            break
    return Explanation(
        code, f"{corpus.id_prefix(transcript)}#{sentence}", index.transcript.text[start:end],
        proposes, tuple(tokenize(index.speech[start:end])), note, tuple(reports),
    )


def _stronger(compiled: CompiledCodebook, code: str) -> Iterator[str]:
    """Yield the codes that go before a code in its exclusive groups."""
    for group in compiled.codebook.exclusive:
        if code in group:
            yield from group[: group.index(code)]


def _reports(application: Application, code: str, sentence: int) -> list[RuleReport]:
    turn = application.index.bounds[sentence][2]
    role = application.transcript.turns[turn].role
    compiled = application.compiled.codes[code]
    return [
        _Explainer(application, place, sentence, role).rule(compiled, rule)
        for rule in compiled.rules for place in _places(application, rule.scope, sentence, turn)
    ]


def _places(application: Application, scope: Scope, sentence: int, turn: int) -> Iterator[Place]:
    """Yield the place of each scope that holds the sentence."""
    number = {Scope.SENTENCE: sentence, Scope.TRANSCRIPT: 0}.get(scope, turn)
    if number in application.places.numbers(scope):
        yield application.places.place(scope, number)


class _Explainer:
    def __init__(self, application: Application, place: Place, sentence: int, role: Role) -> None:
        self.application, self.place, self.sentence, self.role = application, place, sentence, role
        self.index: TextIndex = application.index
        keys = application.compiled.lexicon.keys
        self.words = {number: (kind, words) for (kind, words), number in keys.items()}

    def rule(self, code: CompiledCode, rule: CompiledRule) -> RuleReport:
        matches = rule.part.find(self.place) or []
        outcomes = tuple((self.surface(match), self.outcome(code, rule, match)) for match in matches)
        kept = self.application.kept(code, self.place, self.rivals(code, rule))
        proposes = self.is_heard(rule) and any(one.rule is rule and self.is_here(one.match) for one in kept)
        root = self.part(rule.part, self.place)
        return RuleReport(rule.rule.id, rule.rule.text, rule.rule.line, proposes, outcomes, root)

    def is_heard(self, rule: CompiledRule) -> bool:
        return self.role is Role.RESPONDENT or rule.anyone

    def is_here(self, match: Match) -> bool:
        """Tell whether a match leads to a coding of the sentence that is asked about."""
        alone = len(self.place.sentences) == 1
        return alone or self.sentence in self.application.sentences_of(match, self.place)

    def rivals(self, code: CompiledCode, rule: CompiledRule) -> list[tuple[CompiledRule, Match]]:
        """Return what the rule and all the code's rules of its scope find, as the matcher compares them."""
        rules = [one for one in code.rules if one is rule or (one.scope is rule.scope and self.is_heard(one))]
        return [(one, match) for one in rules for match in one.part.find(self.place) or ()]

    def outcome(self, code: CompiledCode, rule: CompiledRule, match: Match) -> str:
        """Say what becomes of one match, in the order in which the matcher decides."""
        if (rule, match) not in self.application.longest(self.rivals(code, rule)):
            return _("inside a longer match of this code")
        if not self.application.outside_exceptions(code, self.place, [(rule, match)]):
            return _("swallowed by an exception")
        judged = match.judged or self.index.judge(match.spans, self.place.answer_from)
        cue = self.index.transcript.text[slice(*judged.cue)] if judged.cue else ""
        if judged.asked:
            return _("asked, not said")
        if match.context:
            return _("a condition of the rule, which goes with its first part")
        if not self.application.kept(code, self.place, [(rule, match)]):
            return _("left out by the code's stance: {polarity}, because of {cue}").format(
                polarity=judged.polarity, cue=cue or "-")
        if not self.is_here(match):
            return _("proposes, but for another sentence")
        if judged.polarity is not Polarity.AFFIRMED:
            return _("proposes; {polarity}, because of {cue}").format(polarity=judged.polarity, cue=cue)
        return _("proposes")

    def surface(self, match: Match) -> str:
        return " … ".join(self.index.transcript.text[start:end] for start, end in match.spans)

    def part(self, part: Part, place: Place) -> PartReport:
        found = part.find(place)
        surfaces = tuple(dict.fromkeys(self.surface(match) for match in found or ()))
        label, inner = self.describe(part, place)
        why = self.close_calls(part, place) if found is None and isinstance(part, Words) else ""
        if found is None and isinstance(part, Together) and all(report.holds for report in inner):
            why = _("all parts are there, but not together in such a window")
        return PartReport(label, found is not None, surfaces, why, tuple(inner))

    def describe(self, part: Part, place: Place) -> tuple[str, list[PartReport]]:
        match part:
            case Words():
                return self.listed(part), []
            case Either():
                return "|", [self.part(one, place) for one in part.parts]
            case Both():
                return "&", [self.part(one, place) for one in part.parts]
            case Not():
                return "!", [self.part(part.part, place)]
            case Demand():
                return "NEG" if part.negated else "AFF", [self.part(part.part, place)]
            case AtLeast():
                return "COUNT", [self.part(part.part, place)]
            case Together():
                return self.window(part), [self.part(one, place) for one in part.wanted]
            case QuestionAnswer():
                asked = place.part(place.question)
                answered = place.part(range(place.answer_from, place.sentences.stop))
                return "QA", [self.part(part.question, asked), self.part(part.answer, answered)]
            case Reference():
                return f"#{part.code}", []
            case Asks():
                return f"{'WHO' if part.about_speaker else 'META'} {part.key}{part.operator}{'|'.join(part.values)}", []
        raise TypeError(type(part).__name__)

    def window(self, part: Together) -> str:
        if part.size == 0:
            return "ADJ"
        unit = _("characters") if part.characters else _("words")
        return _("{name}, at most {size} {unit}").format(
            name="SEQ" if part.ordered else "NEAR", size=part.size, unit=unit)

    def listed(self, part: Words) -> str:
        words = [self.words[number][1] for number in sorted(part.numbers)]
        words += [f"/{expression.pattern.pattern}/" for expression in part.expressions]
        return " | ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")

    def close_calls(self, part: Words, place: Place) -> str:
        """Name words whose letters are there, though not as words."""
        speech = "\n".join(self.index.speech[slice(*self.index.bounds[one][:2])] for one in place.sentences)
        close = [
            self.words[number][1] for number in sorted(part.numbers)
            if self.words[number][0] in {AtomKind.PHRASE, AtomKind.EXACT, AtomKind.PREFIX}
            and self.words[number][1] in speech
        ]
        if not close:
            return ""
        return _("{words}: the letters are there, but inside other words").format(words=" ".join(close[:SHOWN]))
