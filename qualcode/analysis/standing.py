"""What stands: the codings of rules and people put together, each passage and code once.

People do not overwrite each other and nobody overwrites the rules: everybody's decision is a record of its own. What a
table counts is put together here, by one rule for all tables:

* What the team settled (the coder ``consensus``) stands.
* Else what all people who decided agree on stands: accepted or rejected.
* Where they differ it is *disputed*, which is undecided: it counts as a proposal.
* What nobody decided on stays a proposal. What a model suggests stands only where nothing else does: not where people
  decided on the same code, on the same words or others, nor where a rule proposes it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from qualcode.i18n import _, prose
from qualcode.model import Coding, Origin, Span, State

#: Between the names of several people who hold the same.
JOINT = "; "
_Key = tuple[str, str, Span]


def standing(records: Iterable[Coding], *, settled_by: str, coders: Collection[str] = ()) -> list[Coding]:
    """Put everybody's codings together.

    Args:
        records: As the store holds them: proposals, and people's codings and decisions.
        settled_by: Name of the coder whose decisions stand for all.
        coders: Only what these coders say; all by default.

    Returns:
        One coding a passage and code, in the order of the text. ``coder`` names all who hold it, joined by ``"; "``.
    """
    chosen = [one for one in records if not coders or one.coder in coders]
    decided = {one.basis for one in chosen if one.basis}
    groups: dict[_Key, list[Coding]] = {}
    for one in chosen:
        if one.state is not State.PROPOSED or one.id not in decided:
            groups.setdefault((one.transcript, one.code, one.span), []).append(one)
    made = _without_doubles([_one_of(group, settled_by) for group in groups.values()])
    return sorted(made, key=lambda one: (one.transcript, one.span, one.code, one.id))


def is_disputed(coding: Coding) -> bool:
    """Return whether people decided differently on a standing coding, and nothing was settled."""
    return coding.state is State.PROPOSED and JOINT in coding.coder


def made_of(codings: Sequence[Coding]) -> str:
    """Return a sentence for captions: how many standing codings people accepted, and how many are proposals."""
    accepted = [one for one in codings if one.state is State.ACCEPTED]
    disputed = sum(map(is_disputed, codings))
    parts = [_("Of {n} codings, {accepted} are accepted by people ({machine} of these proposed by a machine) and "
               "{open} are proposals that nobody has decided on.").format(
                   n=len(codings), accepted=len(accepted),
                   machine=sum(one.origin in {Origin.RULE, Origin.MODEL} for one in accepted),
                   open=sum(one.state is State.PROPOSED for one in codings) - disputed)]
    suggested = sum(map(_is_suggested, codings))
    if suggested:
        parts.append(_("Of these proposals, {n} are suggestions of a model.").format(n=suggested))
    if disputed:
        parts.append(_("Disputed, counted as undecided: {n}.").format(n=disputed))
    return prose(parts)


def _is_suggested(coding: Coding) -> bool:
    return coding.state is State.PROPOSED and coding.origin is Origin.MODEL and not is_disputed(coding)


def _without_doubles(codings: list[Coding]) -> list[Coding]:
    """Leave out suggestions of a model that share words with another coding of the same code."""
    if not any(map(_is_suggested, codings)):
        return codings
    taken: dict[tuple[str, str], list[Span]] = {}
    for one in codings:
        if not _is_suggested(one):
            taken.setdefault((one.transcript, one.code), []).append(one.span)
    return [one for one in codings if not _is_suggested(one) or not any(
        one.span.overlaps(span) for span in taken.get((one.transcript, one.code), ()))]


def _one_of(group: list[Coding], settled_by: str) -> Coding:
    if len(group) == 1:
        return group[0]
    people = sorted((one for one in group if one.state is not State.PROPOSED), key=lambda one: one.coder)
    settled = next((one for one in people if one.coder == settled_by), None)
    if settled is not None or not people:
        return settled or min(group, key=lambda one: (one.origin is Origin.MODEL, one.id))
    names = JOINT.join(dict.fromkeys(one.coder for one in people))
    agreed = len({one.state for one in people}) == 1
    first = next((one for one in people if one.evidence), people[0])
    return replace(first, coder=names, state=first.state if agreed else State.PROPOSED)
