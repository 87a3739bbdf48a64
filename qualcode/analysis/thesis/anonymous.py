"""What people and interviews are called in print: ids, never names.

An id of the attribute table is printed as it is. Somebody without a row there is known by the name of a file or a
speaker, which may be a person's: such a name is printed only if it looks like an id (``DT-V01``), and is a number else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qualcode.model import Corpus

#: a few capital letters and a number are an id, and nobody's name
_ID = re.compile(r"[A-Z]{0,3}(?:[-_][A-Z]{0,3})?[-_]?\d{1,5}(?:#\d+)?")


@dataclass(frozen=True)
class Anonymous:
    """Labels of people and interviews.

    Attributes:
        corpus: Whose people and interviews they are.
        people: Participant -> label.
        transcripts: Name of a transcript -> label; where unit ids begin with a participant's id, that person's.
        hidden: Label -> the name that it stands for, where the two differ: for the researcher only.
    """

    corpus: Corpus
    people: Mapping[str, str]
    transcripts: Mapping[str, str]
    hidden: Mapping[str, str]

    def unit(self, transcript: str, unit_id: str) -> str:
        """Return the id of a unit with the label of its transcript: ``DT-C03#128``."""
        return self.transcripts[transcript] + unit_id.removeprefix(self.corpus.id_prefix(transcript))


def anonymous(corpus: Corpus) -> Anonymous:
    """Return the labels: ``R01``, ``R02`` … for people, ``I01`` … for interviews that are known by names only.

    They are numbered in the order of the corpus, so the same corpus has the same labels.
    """
    taken = {person.id for person in corpus.participants} | set(corpus.by_name)
    people = _labels({person.id: person.listed for person in corpus.participants}, "R", taken)
    prefixes = {one.name: corpus.id_prefix(one.name) for one in corpus.transcripts}
    others = _labels({name: False for name, prefix in prefixes.items() if prefix not in people}, "I", taken)
    transcripts = {name: people.get(prefix) or others[name] for name, prefix in prefixes.items()}
    hidden = {label: name for name, label in [*people.items(), *others.items()] if label != name}
    return Anonymous(corpus, people, transcripts, hidden)


def _labels(names: Mapping[str, bool], letter: str, taken: set[str]) -> dict[str, str]:
    """Return name -> label; the names that are true, and those that look like ids, are their own."""
    labels, number = {}, 0
    for name, is_id in names.items():
        if is_id or _ID.fullmatch(name):
            labels[name] = name
            continue
        number += 1
        while f"{letter}{number:02}" in taken:
            number += 1
        labels[name] = f"{letter}{number:02}"
    return labels
