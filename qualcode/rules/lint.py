"""What is wrong, risky or idle in a codebook, judged on the corpus that it is meant for."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from pathlib import Path

from qualcode.i18n import _
from qualcode.language.layers import script_layer, speech_layer
from qualcode.language.tokens import LOOSE, tokenize
from qualcode.model import Code, Coding, Corpus, Rule
from qualcode.rules.compiler import CompiledCodebook
from qualcode.rules.grammar import parse_rule, parse_term
from qualcode.rules.index import TextIndex
from qualcode.rules.matcher import apply
from qualcode.rules.tree import AllOf, Answer, AnyOf, Atom, AtomKind, Count, Node, Polar, Window
from qualcode.rules.trial import try_examples

LINES = 3
WIDTH = 14
ALIKE = 0.8
ALIKE_LEAST = 5


class Kind(StrEnum):
    """What sort of finding it is."""

    NEVER_OCCURS = "never-occurs"
    NEVER_MATCHES = "never-matches"
    INSIDE_ANOTHER = "inside-another"
    SINGLE_CHARACTER = "single-character"
    SUBSTRING = "substring"
    NEVER_TRUE = "never-true"
    CONTRADICTION = "contradiction"
    SAME_EVIDENCE = "same-evidence"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Attributes:
        path: The codebook's file. line: 1-based line in it, 0 if unknown.
        code: Id of the code.
        rule: Id of the rule, or "".
        kind: What sort of finding.
        message: One sentence with its remedy.
        context: Up to three lines: from the interviews where the words stand, else from the codebook.
    """

    path: str
    line: int
    code: str
    rule: str
    kind: Kind
    message: str
    context: tuple[str, ...] = ()


def lint(compiled: CompiledCodebook, corpus: Corpus, codings: Iterable[Coding] | None = None) -> list[Finding]:
    """Check a codebook on a corpus.

    Args:
        compiled: The codebook.
        corpus: The interviews; may be empty, then only what needs no text is checked.
        codings: What the codebook proposes on the corpus, if that is known already.

    Returns:
        Findings by line of the codebook.
    """
    proposed = list(codings) if codings is not None else apply(compiled, corpus)
    checks = _Checks(compiled, corpus, proposed)
    findings = [*checks.definitions(), *checks.terms(), *checks.trials()]
    if corpus.transcripts:
        findings += [*checks.rules(), *checks.alike()]
    return sorted(findings, key=lambda finding: (finding.line, finding.code, finding.rule, finding.kind))


class _Checks:
    def __init__(self, compiled: CompiledCodebook, corpus: Corpus, codings: list[Coding]) -> None:
        self.compiled, self.codebook, self.codings = compiled, compiled.codebook, codings
        self.indexes = [TextIndex(transcript, compiled.lexicon) for transcript in corpus.transcripts]
        self.matched = Counter(
            number for index in self.indexes for hits in index.hits.values()
            for number, pairs in hits.items() for _pair in pairs
        )
        self.source = _lines(self.codebook.path)

    def finding(
        self, code: Code, rule: Rule | None, kind: Kind, message: str, context: Iterable[str] = ()
    ) -> Finding:
        line = rule.line if rule else code.line
        lines = tuple(context)[:LINES] or tuple(self.source[max(line - 2, 0) : line + 1] if line else ())
        return Finding(self.codebook.path, line, code.id, rule.id if rule else "", kind, message, lines)

    # -- checks --------------------------------------------------------------------------------------------------

    def definitions(self) -> Iterator[Finding]:
        for code in self.codebook.codes:
            missing = [name for name in ("definition", "include", "exclude") if not getattr(code, name).strip()]
            if missing:
                message = _("{code}: no {missing}; two coders will draw the line differently").format(
                    code=code.id, missing=", ".join(missing))
                yield self.finding(code, None, Kind.UNDEFINED, message)

    def terms(self) -> Iterator[Finding]:
        for code in self.codebook.codes:
            atoms = [(rule, atom) for rule in (*code.terms, *code.rules) for atom in _atoms(rule)]
            for rule, atom in atoms:
                yield from self.term(code, rule, atom)
            plain = [(rule, atom) for rule, atom in atoms if rule.is_term and atom.kind is AtomKind.PHRASE]
            for rule, atom in plain:
                inside = [other.text for _rule, other in plain if atom.text in other.text and atom.text != other.text]
                if inside:
                    message = _("{term} is inside {others}; where both stand the longer one counts").format(
                        term=atom.text, others=" ".join(inside[:LINES]))
                    yield self.finding(code, rule, Kind.INSIDE_ANOTHER, message)

    def term(self, code: Code, rule: Rule, atom: Atom) -> Iterator[Finding]:
        if atom.kind is AtomKind.REGEX:
            return
        bare = speech_layer(script_layer(atom.text))
        number = self.compiled.lexicon.number(atom.kind, atom.text)
        cut = [part for token in tokenize(bare) for part in ((token[0], token[1:]) if token in LOOSE else (token,))]
        if atom.kind is AtomKind.EXACT and len(cut) > 1:
            message = _("={term} can never match: the tokenizer cuts it into {cut}; drop the =").format(
                term=atom.text, cut="/".join(cut))
            yield self.finding(code, rule, Kind.NEVER_MATCHES, message)
            return
        if rule.is_term and len(bare) == 1:
            message = _("{term} is a single character; {n} matches here, look at them").format(
                term=atom.text, n=self.matched[number])
            yield self.finding(code, rule, Kind.SINGLE_CHARACTER, message, self.lines(bare))
        if atom.kind is AtomKind.SUBSTRING:
            message = _("~{term} also matches inside other words; {n} matches here, look at them").format(
                term=atom.text, n=self.matched[number])
            yield self.finding(code, rule, Kind.SUBSTRING, message, self.lines(bare))
        if self.indexes and rule.is_term and not self.matched[number]:
            yield self.unmatched(code, rule, atom, bare)

    def unmatched(self, code: Code, rule: Rule, atom: Atom, bare: str) -> Finding:
        letters = sum(index.speech.count(bare) for index in self.indexes)
        if not letters:
            return self.finding(code, rule, Kind.NEVER_OCCURS, _("{term} never occurs in these interviews").format(
                term=atom.text))
        message = _("{term} occurs {n} times, but always inside other words; write ~{term} if you mean those").format(
            term=atom.text, n=letters)
        return self.finding(code, rule, Kind.NEVER_MATCHES, message, self.lines(bare))

    def rules(self) -> Iterator[Finding]:
        used = {evidence.rule for coding in self.codings for evidence in coding.evidence}
        for code in self.codebook.codes:
            for rule in code.rules:
                if rule.id not in used:
                    yield self.finding(code, rule, Kind.NEVER_TRUE, _("rule {rule} proposes nothing here").format(
                        rule=rule.id))

    def trials(self) -> Iterator[Finding]:
        for miss in try_examples(self.compiled).misses:
            code = self.codebook.by_id[miss.code]
            if miss.expected:
                message = _("line {line}: an example that no rule finds").format(line=miss.example.line)
            else:
                message = _("line {line}: a counter-example that {rules} finds").format(
                    line=miss.example.line, rules=" ".join(miss.rules))
            yield self.finding(code, None, Kind.CONTRADICTION, message, [miss.example.text])

    def alike(self) -> Iterator[Finding]:
        units: dict[str, set[str]] = defaultdict(set)
        for coding in self.codings:
            units[coding.code].add(coding.unit.id)
        for one, other in combinations(sorted(units), 2):
            both, either = len(units[one] & units[other]), len(units[one] | units[other])
            if both >= ALIKE_LEAST and both / either >= ALIKE:
                message = _("{one} and {other} stand on nearly the same units ({both} of {either})").format(
                    one=one, other=other, both=both, either=either)
                yield self.finding(self.codebook.by_id[one], None, Kind.SAME_EVIDENCE, message)

    def lines(self, bare: str) -> list[str]:
        """Return concordance lines for some letters, from different interviews as far as possible."""
        found = []
        for index in self.indexes:
            for match in re.finditer(re.escape(bare), index.speech):
                before = index.transcript.text[max(match.start() - WIDTH, 0) : match.start()]
                after = index.transcript.text[match.end() : match.end() + WIDTH]
                key = index.transcript.text[match.start() : match.end()]
                found.append(" ".join(f"{before}【{key}】{after}".split()))
                break
        return found[:LINES]


def _atoms(rule: Rule) -> Iterator[Atom]:
    """Yield the atoms that a rule itself writes; lists are looked at where they are defined."""
    tree = parse_term(rule.text) if rule.is_term else parse_rule(rule.text)
    yield from _inside(tree.root)


def _inside(node: Node) -> Iterator[Atom]:
    match node:
        case Atom():
            yield node
        case AnyOf() | AllOf() | Window():
            for part in node.parts:
                yield from _inside(part)
        case Polar() | Count():
            yield from _inside(node.part)
        case Answer():
            yield from _inside(node.question)
            yield from _inside(node.answer)


def _lines(path: str) -> list[str]:
    try:
        return [line.strip() for line in Path(path).read_text("utf-8-sig").splitlines()]
    except OSError:  # a codebook made in memory has no file to show
        return []
