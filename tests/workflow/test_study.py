"""Opening a study: the store in step with the files, and decisions that stay whatever rules and texts become."""

from pathlib import Path

import pytest

from qualcode.errors import StoreError, UsageError
from qualcode.model import Span, State
from qualcode.settings import Settings
from qualcode.store import Coder
from qualcode.store.history import entries, last_operation
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.study import Study, records, standing_codings
from tests.workflow.study import make_project, now, opened, rewrite, summary


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """Return the settings of the small study."""
    return make_project(tmp_path / "study")


def edit(settings: Settings, old: str, new: str) -> None:
    """Change the codebook."""
    path = settings.root / "book.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def proposal(study: Study, quote: str) -> str:
    """Return the id of the proposal on some words."""
    return next(one.coding.id for one in now(study, coders=("rules",)) if quote in one.coding.quote)


PROPOSALS = [
    ("literacy", "老人家不会用。", "rules", "proposed"), ("convenience", "年轻人方便。", "rules", "proposed"),
    ("literacy", "我用不来。", "rules", "proposed"), ("convenience", "娃儿会用，方便得很。", "rules", "proposed"),
    ("convenience", "坐车也方便。", "rules", "proposed"),
]


def test_proposals_come_into_the_store_once(project: Settings) -> None:
    """The second opening finds nothing to do and writes nothing."""
    first = opened(project)
    assert summary(first) == PROPOSALS
    with first.store.reading() as connection:
        written = last_operation(connection)
    second = opened(project)
    with second.store.reading() as connection:
        assert (second.renewal.any, second.renewal.operation, last_operation(connection)) == (False, 0, written)


def test_a_decision_is_a_record_of_its_own_and_stays(project: Settings) -> None:
    """Rejected stays rejected and accepted accepted when the rules are tried anew; the proposals are still there."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    decide.reject(study, [proposal(study, "坐车")])
    edit(project, "terms: [方便]", "terms: [方便, 信得过]")
    again = opened(project)
    assert dict(again.renewal.added) == {"convenience": 1}
    assert summary(again, coders=("王芳",)) == [
        ("literacy", "我用不来。", "王芳", "accepted"), ("convenience", "坐车也方便。", "王芳", "rejected")]
    standing = [(one.quote, one.state.value) for one in standing_codings(again)]
    assert standing == [("老人家不会用。", "proposed"), ("年轻人方便。", "proposed"), ("我用不来。", "accepted"),
                        ("娃儿会用，方便得很。", "proposed"), ("坐车也方便。", "rejected"),
                        ("村上的人我信得过。", "proposed")]


def test_what_rules_no_longer_find_goes_and_decisions_on_it_stay(project: Settings) -> None:
    """The renewal says how many decisions have lost their proposal."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    edit(project, "不会用, 用不来", "不会用")
    again = opened(project)
    assert (dict(again.renewal.gone), dict(again.renewal.orphaned)) == ({"literacy": 1}, {"accepted": 1})
    assert summary(again, codes=("literacy",)) == [
        ("literacy", "老人家不会用。", "rules", "proposed"), ("literacy", "我用不来。", "王芳", "accepted")]


def test_a_proposal_that_comes_back_is_the_same_and_still_decided(project: Settings) -> None:
    """Taking a term out and putting it back leaves the decision where it was."""
    study = opened(project)
    key = proposal(study, "用不来")
    decide.reject(study, [key])
    edit(project, "不会用, 用不来", "不会用")
    opened(project)
    edit(project, "terms: [不会用]", "terms: [不会用, 用不来]")
    again = opened(project)
    assert (proposal(again, "用不来"), again.renewal.decided) == (key, 1)
    assert [one.state for one in standing_codings(again) if one.quote == "我用不来。"] == [State.REJECTED]


def test_another_codebook_for_one_call_leaves_the_own_proposals_alone(project: Settings) -> None:
    """Its rules are a coder of their own, and only they count in that call."""
    from dataclasses import replace

    opened(project)
    other = project.root / "other.yaml"
    other.write_text("codebook: {id: other}\ncodes: [{id: bus, name: 坐车, terms: [坐车]}]\n", encoding="utf-8")
    borrowed = opened(replace(project, codebook=other, borrowed=True))
    assert [(one.coder, one.code) for one in records(borrowed)] == [("rules:other", "bus")]
    assert summary(opened(project), coders=("rules",)) == PROPOSALS


def test_codings_follow_a_corrected_text(project: Settings) -> None:
    """Inserted words move them, corrected words are fuzzy, deleted ones lost and still there."""
    study = opened(project)
    decide.accept(study, [proposal(study, "坐车"), proposal(study, "用不来")])
    span = study.corpus.by_name["甲"].text.index("村上的人我信得过。")
    decide.add(study, "trust", "甲", Span(span, span + 9))
    rewrite(project, "甲", "我用不来。", "嗯，这个嘛。我用不来的。")
    rewrite(project, "甲", "村上的人我信得过。", "")
    again = opened(project)
    assert again.carried.counts == {"same": 0, "moved": 1, "fuzzy": 1, "lost": 1}
    people = {one.coding.quote: (one.anchor, one.coding.id) for one in now(again, coders=("王芳",))}
    assert {quote: anchor for quote, (anchor, _key) in people.items()} == {
        "我用不来的。": "fuzzy", "坐车也方便。": "", "村上的人我信得过。": "lost"}
    assert [one.quote for one in standing_codings(again) if one.code == "trust"] == []
    decide.keep(again, [people["我用不来的。"][1]])
    assert {one.anchor for one in now(again, coders=("王芳",))} == {"", "lost"}
    with pytest.raises(UsageError, match="its words are gone"):
        decide.keep(again, [people["村上的人我信得过。"][1]])


def test_a_lost_coding_comes_back_with_its_words(project: Settings) -> None:
    """When the sentence is typed in again, elsewhere even, the coding stands on it."""
    study = opened(project)
    span = study.corpus.by_name["甲"].text.index("村上的人我信得过。")
    made = decide.add(study, "trust", "甲", Span(span, span + 9)).codings[0]
    rewrite(project, "甲", "村上的人我信得过。", "")
    opened(project)
    rewrite(project, "甲", "我用不来。", "村上的人我信得过。我用不来。")
    again = opened(project)
    (one,) = now(again, keys=(made.id,))
    assert (one.coding.quote, one.coding.unit.id) == ("村上的人我信得过。", "DT-V01#2")


def test_an_older_text_is_not_taken_back_silently(project: Settings) -> None:
    """A colleague's old file would move everybody's codings; it has to be said."""
    path = project.transcripts / "甲.txt"
    old = path.read_text(encoding="utf-8")
    opened(project)
    rewrite(project, "甲", "我用不来。", "我呢，用不来。")
    opened(project)
    path.write_text(old, encoding="utf-8")
    with pytest.raises(StoreError, match="an older text of 甲"):
        opened(project)
    assert opened(project, older=True).carried.transcripts == ("甲",)


def test_a_renamed_file_keeps_its_codings(project: Settings) -> None:
    """The same text under another name is the same transcript."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    (project.transcripts / "甲.txt").rename(project.transcripts / "甲2.txt")
    again = opened(project)
    assert (dict(again.carried.renamed), again.carried.missing) == ({"甲": "甲2"}, ())
    assert [one.coding.transcript for one in now(again, coders=("王芳",))] == ["甲2"]


def test_a_missing_file_is_told_and_nothing_of_it_is_lost(project: Settings) -> None:
    """Its codings wait in the store, and do not count."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    path = project.transcripts / "甲.txt"
    path.rename(project.root / "aside.txt")
    again = opened(project)
    assert (again.carried.missing, [one.transcript for one in standing_codings(again)]) == (("甲",), ["乙", "乙"])
    (project.root / "aside.txt").rename(path)
    assert summary(opened(project), coders=("王芳",)) == [("literacy", "我用不来。", "王芳", "accepted")]


def test_a_speaker_fix_changes_who_and_not_where(project: Settings) -> None:
    """Participants and unit ids follow the table; spans stay."""
    study = opened(project)
    made = decide.accept(study, [proposal(study, "用不来")]).codings[0]
    table = project.transcripts / "participants.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace("DT-V01", "DT-V09"), encoding="utf-8-sig")
    (one,) = now(opened(project), coders=("王芳",))
    assert (one.coding.participant, one.coding.unit.id, one.coding.span) == ("DT-V09", "DT-V09#2", made.span)


def test_recoding_rejects_the_old_and_codes_anew(project: Settings) -> None:
    """The proposal does not come back, and the passage has the other code."""
    study = opened(project)
    decide.recode(study, proposal(study, "坐车"), "trust")
    assert summary(study, coders=("王芳",)) == [
        ("convenience", "坐车也方便。", "王芳", "rejected"), ("trust", "坐车也方便。", "王芳", "accepted")]
    with pytest.raises(UsageError, match="has the code trust already"):
        decide.recode(study, now(study, codes=("trust",))[0].coding.id, "trust")


def test_nobody_changes_what_another_coded(project: Settings) -> None:
    """Moving, removing and describing are for one's own codings; accepting is a record of one's own."""
    study = opened(project)
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷"))
    made = decide.add(study, "trust", "乙", Span(12, 18)).codings[0]
    other = opened(project, "李雷")
    for call in (lambda: decide.remove(other, [made.id]), lambda: decide.move(other, made.id, Span(12, 14)),
                 lambda: decide.describe(other, made.id, memo="x")):
        with pytest.raises(UsageError, match="belongs to 王芳"):
            call()
    decide.reject(other, [made.id])
    (one,) = [one for one in standing_codings(other) if one.code == "trust"]
    assert (one.coder, one.state) == ("李雷; 王芳", State.PROPOSED)


def test_a_blind_coder_sees_rules_only(project: Settings) -> None:
    """What others coded is neither listed nor found by its id."""
    study = opened(project)
    with study.store.writing("王芳", "coder") as operation:
        put_coder(operation, Coder("王芳"))
        put_coder(operation, Coder("李雷", blind=True))
    made = decide.add(study, "trust", "乙", Span(12, 18)).codings[0]
    blind = opened(project, "李雷")
    assert {one.coder for one in records(blind)} == {"rules"}
    with pytest.raises(UsageError, match="codes blind"):
        records(blind, ["王芳"])
    with pytest.raises(UsageError, match="codes blind"):
        decide.accept(blind, [made.id])


def test_a_slip_of_the_pen_is_no_new_coder(project: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a study has coders, others must be added; the first one is taken as is."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    with pytest.raises(UsageError, match="not a coder of this study; there are 王芳"):
        opened(project, "王方")
    monkeypatch.setenv("QUALCODE_CODER", "王方")
    with pytest.raises(UsageError, match="qualcode coder add 王方"):
        opened(project, "")


def test_nobody_works_as_the_rules(project: Settings) -> None:
    """Before there is a store as after: what rules propose is not for them to accept."""
    for name in ("rules", "rules:other"):
        with pytest.raises(UsageError, match="is what the codebook proposes as"):
            opened(project, name)
    opened(project)
    with pytest.raises(UsageError, match="is what the codebook proposes as"):
        opened(project, "rules")


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), float("-inf")])
def test_a_weight_is_a_number(project: Settings, weight: float) -> None:
    """What is none could not be written into a file of codings."""
    study = opened(project)
    with pytest.raises(UsageError, match="--weight"):
        decide.add(study, "trust", "乙", Span(3, 4), weight=weight)
    made = decide.add(study, "trust", "乙", Span(3, 4)).codings[0]
    with pytest.raises(UsageError, match="--weight"):
        decide.describe(study, made.id, weight=weight)
    assert [one.coding.weight for one in now(study, codes=("trust",))] == [1.0]


def test_a_span_must_be_a_passage(project: Settings) -> None:
    """Empty, beyond the end, or in no transcript: said, and nothing is written."""
    study = opened(project)
    for transcript, span in (("乙", Span(3, 3)), ("乙", Span(5, 999)), ("丙", Span(0, 1))):
        with pytest.raises(UsageError):
            decide.add(study, "trust", transcript, span)
    with pytest.raises(UsageError, match="no code of"):
        decide.add(study, "nothing", "乙", Span(3, 4))
    with study.store.reading() as connection:
        assert [one.verb for one in entries(connection)] == ["carry", "code"]


def test_another_encoding_is_the_same_text(project: Settings) -> None:
    """Saved as GB18030 with other line ends, the transcript is what it was."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    path = project.transcripts / "甲.txt"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode("gb18030"))
    again = opened(project)
    assert (again.carried.transcripts, summary(again, coders=("王芳",))) == (
        (), [("literacy", "我用不来。", "王芳", "accepted")])


def test_traditional_characters_take_the_codings_along(project: Settings) -> None:
    """The whole file converted: every coding is surely in its place, on the words as they are written now."""
    from opencc import OpenCC

    study = opened(project)
    for quote in ("用不来", "娃儿会用", "坐车"):
        decide.accept(study, [proposal(study, quote)])
    path = project.transcripts / "甲.txt"
    path.write_text(OpenCC("s2t").convert(path.read_text(encoding="utf-8")), encoding="utf-8")
    again = opened(project)
    counts = again.carried.counts
    assert (counts["same"] + counts["moved"], counts["fuzzy"], counts["lost"]) == (3, 0, 0)
    assert [(one.coding.quote, one.anchor) for one in now(again, coders=("王芳",))] == [
        ("我用不來。", ""), ("娃兒會用，方便得很。", ""), ("坐車也方便。", "")]


def test_swapped_questions_take_their_codings_along(project: Settings) -> None:
    """A block that was moved is found where it stands now."""
    study = opened(project)
    for quote in ("用不来", "坐车"):
        decide.accept(study, [proposal(study, quote)])
    path = project.transcripts / "甲.txt"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[2:], *lines[:2]]), encoding="utf-8")
    again = opened(project)
    assert again.carried.counts["lost"] == 0
    assert [one.coding.quote for one in now(again, coders=("王芳",))] == ["坐车也方便。", "我用不来。"]


def test_codes_that_the_codebook_lacks_are_told(project: Settings) -> None:
    """A code taken out by hand leaves its codings in the store, and every command says so."""
    study = opened(project)
    decide.accept(study, [proposal(study, "用不来")])
    book = (project.root / "book.yaml").read_text(encoding="utf-8")
    edit(project, next(line for line in book.splitlines(keepends=True) if "literacy" in line), "")
    again = opened(project)
    assert dict(again.unknown_codes) == {"literacy": 1}
    assert [one.code for one in standing_codings(again) if one.state is State.ACCEPTED] == ["literacy"]


def test_one_passage_has_a_code_once_a_coder(project: Settings) -> None:
    """Moving a coding onto words that have the code already is refused; adding it again keeps the weight."""
    study = opened(project)
    one = decide.add(study, "trust", "乙", Span(12, 18), weight=3).codings[0]
    two = decide.add(study, "trust", "乙", Span(2, 4)).codings[0]
    with pytest.raises(UsageError, match="have the code trust on these words already"):
        decide.move(study, two.id, Span(12, 18))
    assert decide.add(study, "trust", "乙", Span(12, 18), memo="又一次").codings[0].weight == 3
    assert decide.move(study, one.id, Span(12, 18)).codings[0].id == one.id
