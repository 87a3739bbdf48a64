"""What each theme and code amounts to: who speaks of it, how often, on which side, and who does not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from qualcode.analysis.account.words import listed, whole
from qualcode.analysis.compare.captions import attribute_name
from qualcode.analysis.themes import NAMED, GroupCount, Summary
from qualcode.analysis.thesis.table import DASH
from qualcode.i18n import _, prose
from qualcode.model import Coding, Polarity

#: more groups than this are a table and no sentence, and so small that they point to single people
_GROUPS = 4


def number_sentences(summary: Summary, characters: int) -> list[str]:
    """Return who speaks of a theme or code and how often, and by town and role where these make a few groups.

    Args:
        summary: With at least one reference.
        characters: Spoken by all respondents, for the rate.
    """
    rate = f"{1000 * summary.references / characters:.2f}" if characters else DASH
    text = _("People who speak of it: {people} of {n}; references: {references}; per 1,000 spoken characters: {rate}.")
    if len(summary.codes) > 1:
        text = _("People who speak of it: {people} of {n}; sentences with one of its codes: {references}; per 1,000 "
                 "spoken characters: {rate}.")
    said = [text.format(people=summary.participants, n=summary.n_participants, references=whole(summary.references),
                        rate=rate)]
    said += [_groups(key, groups) for key, groups in (("town", summary.towns), ("role", summary.roles))
             if 1 < sum(bool(one.group) for one in groups) <= _GROUPS]
    return said


def polarity_sentence(codings: Iterable[Coding]) -> str:
    """Return on which side the matched words of a code stand, "" where all stand on one side.

    Only codings with evidence are counted: of what people coded by hand nobody said whether it is negated.
    """
    sides = Counter(one.polarity for one in codings if one.evidence)
    if len(sides) < 2:
        return ""
    return _("Of the codings that rest on matched words, the words are affirmed in {affirmed}, negated in {negated}, "
             "weakly negated in {weak}, mixed in {mixed}.").format(
                 affirmed=sides[Polarity.AFFIRMED], negated=sides[Polarity.NEGATED], weak=sides[Polarity.WEAK],
                 mixed=sides[Polarity.MIXED])


def contrary_sentence(summary: Summary, labels: Mapping[str, str], *, measured: bool) -> str:
    """Return that no passage has the opposite polarity, and in whose words the code was not found; "" where one has.

    Args:
        summary: Of the code.
        labels: Participant -> what the person is called in print.
        measured: Whether any of its codings rests on matched words, so that there is a polarity.
    """
    if summary.contrary:
        return ""
    opposite = (_("No passage has the opposite polarity.") if measured
                else _("These codings rest on no matched words, so that nobody looked for passages that say the "
                       "opposite."))
    return prose([opposite, _silent(summary, labels)])


def nobody_sentence(names: Sequence[str]) -> str:
    """Return which codes nobody speaks of, "" where there are none."""
    if not names:
        return ""
    return _("Codes of which no words were found: {codes}. That nobody says a thing is a finding only where people "
             "were asked about it.").format(codes=listed(names))


def by_people(summaries: Iterable[Summary]) -> list[Summary]:
    """Return the summaries that have references, those that most people speak of first; ties in their order."""
    return sorted((one for one in summaries if one.references), key=lambda one: (-one.participants, -one.references))


def _silent(summary: Summary, labels: Mapping[str, str]) -> str:
    others = summary.n_participants - summary.participants
    if not others:
        return _("It was found in everybody's words.")
    if summary.silent:
        some = listed(labels.get(one, DASH) for one in summary.silent[:NAMED]) + " …" * (len(summary.silent) > NAMED)
        return _("People of the same towns or roles in whose words it was not found: {n} ({people}).").format(
            n=len(summary.silent), people=some)
    if any(one.group and one.participants for one in (*summary.towns, *summary.roles)):
        return _("It was found in the words of everybody of the same towns and roles.")
    return _("People in whose words it was not found: {n}; no town or role of the others is known.").format(n=others)


def _groups(key: str, groups: Sequence[GroupCount]) -> str:
    return _("By {attribute}: {groups}.").format(attribute=attribute_name(key), groups=listed(
        _("{name} {people} of {n}").format(name=one.group or _("not stated"), people=one.participants, n=one.n)
        for one in groups))
