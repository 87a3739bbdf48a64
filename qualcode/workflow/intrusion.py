"""``topics intrusion``: sheets on which people look for intruders, and what the filled ones say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode.analysis.reliability import Coefficient, krippendorff_alpha, percent_agreement
from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.exporters.atomic import write_text
from qualcode.exporters.xlsx import Sheet, write_xlsx
from qualcode.i18n import _
from qualcode.model import Corpus
from qualcode.readers.sheet import read_sheets
from qualcode.readers.source import load
from qualcode.topics.intrusion import ITEMS, MOST_ITEMS, Item, Scores, answer_place, score, topic_items, word_items
from qualcode.topics.intrusion_tables import key_of, key_text, scores_table, topic_sheet, word_sheet
from qualcode.topics.results import TopicModelling

if TYPE_CHECKING:
    import pandas as pd

#: What names of files may say besides who answered.
_NAMES = re.compile("intrusion|(?<![^_])(?:words|topics)(?![A-Za-z0-9])")
#: People who answer where nobody says how many.
RATERS = 2
#: What ids of items look like.
_ITEM = re.compile(r"[WT]\d+")
_ENDINGS = (".xlsx", ".xls", ".csv", ".tsv")


@dataclass(frozen=True)
class Intrusion:
    """Both sheets with their key.

    Attributes:
        items: Word items, then topic items.
        key: Text of the key.
        note: Why there are no topic items, or "".
    """

    items: tuple[Item, ...]
    key: str
    note: str = ""


@dataclass(frozen=True)
class Agreed:
    """How far raters name the same options in items of one kind.

    Attributes:
        kind: ``word`` or ``topic``. items: That two raters answered.
        percent: Share of pairs of raters that agree. alpha: Krippendorff's, nominal, of the options' places, which are
            in random order.
    """

    kind: str
    items: int
    percent: Coefficient
    alpha: Coefficient


@dataclass(frozen=True)
class IntrusionScore:
    """What filled sheets say.

    Attributes:
        raters: Who filled them.
        scores: Model precision and topic log odds.
        agreed: For each kind of item; empty with one rater.
        states: Topic -> whether it is stable.
    """

    raters: tuple[str, ...]
    scores: Scores
    agreed: tuple[Agreed, ...]
    states: Mapping[int, str]

    @property
    def table(self) -> "pd.DataFrame":
        """One row a topic and one over all, see ``topics.intrusion_tables``."""
        return scores_table(self.scores, self.states)


def make_intrusion(found: TopicModelling, corpus: Corpus, *, items: int = ITEMS, seed: int = 7) -> Intrusion:
    """Make word and topic items of a model.

    Args:
        found: Of ``workflow.topics.topics``.
        corpus: What it was found in.
        items: Items of each topic on each sheet, 1 to 4.
        seed: Another one makes others.

    Raises:
        UsageError: ``items`` is out of range.
        NotComputableError: the result has lost its model, or there are fewer than two topics.
    """
    if not 1 <= items <= MOST_ITEMS:
        raise UsageError(_("{n} items of each topic; ask for 1 to {most}").format(n=items, most=MOST_ITEMS))
    if found.fitted is None:
        raise NotComputableError(_("the result holds no model to make items of; fit the topics again"))
    words, note = word_items(found.fitted, items=items, seed=seed), ""
    topics: tuple[Item, ...] = ()
    try:
        topics = topic_items(found.fitted, corpus, items=items, seed=seed)
    except NotComputableError as error:
        note = str(error)
    about = {"model": found.model, "seed": found.seed, "topics": len(found.topics), "items_seed": seed}
    states = {topic.number: topic.stability.state for topic in found.topics}
    return Intrusion((*words, *topics), key_text((*words, *topics), about, states), note)


def write_intrusion(made: Intrusion, path: Path, *, raters: int = RATERS) -> tuple[Path, ...]:
    """Write two workbooks for each rater, and the key apart as json; give people the workbooks only.

    Words and topics are apart because the lists of the topic items would give away the intruders among the words.

    Args:
        made: Of ``make_intrusion``.
        path: ``sheets.xlsx`` makes ``sheets_1_words.xlsx``, ``sheets_1_topics.xlsx``, ``sheets_2_words.xlsx`` and so
            on, and ``sheets_key.json``; a name without ending is a folder, in which they are called ``intrusion``.
        raters: How many people will answer.

    Raises:
        UsageError: the ending is another, or a file is there already: it may hold answers.
        WriteError: a file cannot be written; the last good one stays.
    """
    path = sheets_path(path)
    sheets = _sheets(made)
    books = {path.with_name(f"{path.stem}_{number}_{kind}{path.suffix}"): sheet
             for number in range(1, raters + 1) for kind, sheet in sheets.items()}
    key = path.with_name(f"{path.stem}_key.json")
    if taken := [one for one in (*books, key) if one.exists()]:
        raise UsageError(_("{path}: is there already, and may hold answers; move it away, or take another name").format(
            path=taken[0]))
    return (*(write_xlsx([sheet], book) for book, sheet in books.items()), write_text(key, made.key))


def sheets_path(path: Path) -> Path:
    """Return the workbook that a name means, a folder's own one for a name without ending.

    Raises:
        UsageError: it is the name of something else.
    """
    if path.suffix == "":
        return path / "intrusion.xlsx"
    if path.suffix.lower() != ".xlsx":
        raise UsageError(_("{path}: sheets are workbooks; let the name end with .xlsx").format(path=path))
    return path


def _sheets(made: Intrusion) -> dict[str, Sheet]:
    """Return the sheets that have items, by what the names of their files say."""
    words = _("Write into the last column which of the six words does not belong to the others: its number, 1 to 6. "
              "Finish this workbook before you open the one with topics.")
    topics = _("Write into the last column which of the four lists of words does not belong to the passage: its "
               "number, 1 to 4.")
    tables = (("words", _("Words"), word_sheet(made.items), words),
              ("topics", _("Topics"), topic_sheet(made.items), topics))
    return {kind: Sheet(name, table, _headings(table), note) for kind, name, table, note in tables if len(table)}


def _headings(table: "pd.DataFrame") -> dict[str, str]:
    """Return headings that say what to do where nobody looks at the notes."""
    known = {"item": _("Item"), "passage": _("Passage"), "answer": _("Which does not belong? (its number)")}
    return {column: known.get(column, str(column).rpartition("_")[2]) for column in map(str, table.columns)}


def score_intrusion(files: Sequence[Path], key: Path) -> IntrusionScore:
    """Score filled sheets.

    Who filled a sheet is told by what its name has besides ``intrusion``, as in ``intrusion_王.xlsx``, else by its
    folder.

    Args:
        files: Filled sheets, xlsx or csv.
        key: The key that was written with them.

    Raises:
        ReadError: a file cannot be read, or is no such sheet or key.
        UsageError: a sheet belongs to another key, an answer names no option, or somebody answered an item twice.
    """
    said = key_of(load(key, key.name).decode("utf-8", errors="replace"))
    if said is None:
        raise ReadError(_("{name}: no key of an intrusion test; give the file that ends with {ending} and was written "
                          "with the sheets").format(name=key.name, ending="_key.json"))
    items, states = said
    if not files:
        raise UsageError(_("no filled sheet was given; name the files"))
    answers: dict[str, dict[str, int]] = {}
    for path in files:
        mine = answers.setdefault(rater_of(path), {})
        for item, place in _read(path, {one.id: one for one in items}).items():
            if mine.get(item) and place:
                raise UsageError(_("{name}: {item} was answered in another file of the same person; rename one of them "
                                   "as in {example}").format(name=path.name, item=item, example="intrusion_A.xlsx"))
            mine[item] = mine.get(item) or place
    kinds = dict.fromkeys(item.kind for item in items)
    agreed = tuple(_agreed(kind, items, answers) for kind in kinds) if len(answers) > 1 else ()
    return IntrusionScore(tuple(answers), score(items, answers), agreed, states)


def rater_of(path: Path) -> str:
    """Return who filled a sheet.

    >>> rater_of(Path("sheets/intrusion_王_words.xlsx")), rater_of(Path("李/intrusion_topics.xlsx"))
    ('王', '李')
    """
    return _NAMES.sub("", path.stem).strip(" _-.()（）") or path.absolute().parent.name


def _read(path: Path, items: Mapping[str, Item]) -> dict[str, int]:
    """Return item -> the place that was named, 0 where nothing was."""
    if path.suffix.lower() not in _ENDINGS:
        raise ReadError(_("{name}: a filled sheet is one of {endings}").format(
            name=path.name, endings=", ".join(_ENDINGS)))
    found: dict[str, int] = {}
    for rows in read_sheets(load(path, path.name), path.name, path.suffix.lower()):
        for item, (row, place) in _answers(rows, path, items).items():
            if found.get(item):
                raise _twice(path, row, item)
            found[item] = place
    if not found:
        raise ReadError(_("{name}: no sheet of an intrusion test; give a filled workbook of `qualcode topics intrusion`"
                          ).format(name=path.name))
    return found


def _twice(path: Path, row: int, item: str) -> UsageError:
    return UsageError(_("{name}: row {row}: {item} stands there a second time; leave one of the two rows").format(
        name=path.name, row=row, item=item))


def _answers(rows: Sequence[Sequence[str]], path: Path, items: Mapping[str, Item]) -> dict[str, tuple[int, int]]:
    """Return item -> its row, and the place that was named."""
    found: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(rows, start=1):
        name = row[0].strip().lstrip("\ufeff") if row else ""
        item = items.get(name)
        if item is None:
            if _ITEM.fullmatch(name):
                raise UsageError(_("{name}: row {row}: the key has no item {item}; give the key that was written with "
                                   "this sheet, and leave all columns but the last as they are").format(
                                       name=path.name, row=number, item=name))
            continue
        first = 2 if item.kind == "topic" else 1
        last = first + len(item.options)
        if [cell.strip() for cell in row[first:last]] != [option.strip() for option in item.options]:
            raise UsageError(_("{name}: row {row} is not as the key has it; give the key that was written with this "
                               "sheet, and leave all columns but the last as they are").format(
                                   name=path.name, row=number))
        place = answer_place(item, row[last] if len(row) > last else "")
        if place is None:
            raise UsageError(_("{name}: row {row}: the answer is none of the options; write a number from 1 to {most}"
                               ).format(name=path.name, row=number, most=len(item.options)))
        if item.id in found:
            raise _twice(path, number, item.id)
        found[item.id] = number, place
    return found


def _agreed(kind: str, items: Sequence[Item], answers: Mapping[str, Mapping[str, int]]) -> Agreed:
    ratings = [[row.get(item.id) or -1 for row in answers.values()] for item in items if item.kind == kind]
    both = sum(sum(place > 0 for place in row) > 1 for row in ratings)
    return Agreed(kind, both, percent_agreement(ratings), krippendorff_alpha(ratings))
