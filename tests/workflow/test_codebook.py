"""Work on a codebook: load, lint, test and explain it."""

from pathlib import Path

import pytest

from qualcode.errors import CodebookError, UsageError
from qualcode.settings import Settings
from qualcode.workflow.codebook import explain, lint, load
from qualcode.workflow.codebook import test as run_examples
from tests.factories import make_codebook, make_corpus
from tests.rules.build import code

BOOK = make_codebook()


def test_explain_a_unit_by_participant_or_transcript() -> None:
    """The id before # is the participant's, as in codings.csv, or the transcript's name."""
    for unit in ("DT-V02#2", "大同访谈2#2", " DT-V02#2 "):
        (made,) = explain(BOOK, "literacy", unit=unit, corpus=make_corpus())
        assert (made.unit, made.quote) == ("DT-V02#2", "我不会用智能手机。")


def test_explain_a_text_sentence_by_sentence() -> None:
    """One explanation for each sentence of the answer, none for the question."""
    made = explain(BOOK, "user_loss", text="早就卸载了。平台还在。", question="平台呢？还用吗？")
    assert [(one.quote, one.proposes) for one in made] == [("早就卸载了。", True), ("平台还在。", False)]


def test_explain_with_attributes() -> None:
    """Who says the words can be told."""
    from qualcode.model import Codebook

    book = Codebook("b", (code(rules=["WHO(role=villager) & 填表"]),))
    assert explain(book, "c", text="填表。", attributes={"role": "村民"})[0].proposes
    assert not explain(book, "c", text="填表。", attributes={"role": "镇干部"})[0].proposes
    assert explain(book, "c", text="填表。", attributes={"role": "寨老"}, roles={"villager": ("寨老",)})[0].proposes


@pytest.mark.parametrize("question", ["", "平台呢？"])
def test_explain_needs_words(question: str) -> None:
    """White space is no text."""
    with pytest.raises(UsageError, match="give the words to explain"):
        explain(BOOK, "literacy", text=" \n", question=question)


def test_explain_text_of_punctuation() -> None:
    """A text without any word has a sentence without any proposal."""
    assert [one.proposes for one in explain(BOOK, "literacy", text="……")] == [False]


@pytest.mark.parametrize("unit", ["DT-V02", "DT-V02#", "DT-V02#x", "nobody#3", "#3", "DT-V02@2",
                                  "DT-V02#0", "DT-V02#99"])
def test_unknown_units(unit: str) -> None:
    """A unit that does not exist is the caller's mistake, told with what ids look like."""
    with pytest.raises(UsageError, match="ids look like DT-C03#128"):
        explain(BOOK, "literacy", unit=unit, corpus=make_corpus())


def test_unknown_code_and_missing_corpus() -> None:
    """Each message says what to do."""
    with pytest.raises(UsageError, match="nobody is no code of"):
        explain(BOOK, "nobody", text="用")
    with pytest.raises(UsageError, match="a unit needs the project's transcripts"):
        explain(BOOK, "literacy", unit="DT-V02#2")


def test_load(tmp_path: Path) -> None:
    """The codebook asked for goes before the project's; inside the project it is shown by its relative path."""
    (tmp_path / "b.yaml").write_text("codes: [{id: a, name: 甲, terms: [会用]}]", encoding="utf-8")
    inside = Settings(root=tmp_path, codebook=tmp_path / "b.yaml")
    assert load(inside).path == "b.yaml"
    assert load(Settings(root=tmp_path / "other"), tmp_path / "b.yaml").path == str(tmp_path / "b.yaml")
    with pytest.raises(UsageError, match="no codebook"):
        load(Settings(root=tmp_path))
    with pytest.raises(CodebookError, match="cannot be read"):
        load(inside, tmp_path / "none.yaml")


def test_lint_and_test_report_rules_that_do_not_compile() -> None:
    """Both stop with all the problems of the rules."""
    from qualcode.model import Codebook, Corpus

    book = Codebook("b", (code(rules=["NEAR(", "@nowhere"]),))
    with pytest.raises(CodebookError) as caught:
        lint(book, Corpus(()))
    assert len(caught.value.problems) == 2
    with pytest.raises(CodebookError):
        run_examples(book)
    assert run_examples(BOOK).misses == ()
    assert lint(BOOK, Corpus(())) != []
