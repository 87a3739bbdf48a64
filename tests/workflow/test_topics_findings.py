"""Topics as they are asked for, compared, written, saved, reopened and applied."""

from dataclasses import replace

import numpy as np
import pytest
from docx import Document
from python_calamine import CalamineWorkbook

from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.exporters.document import Heading, Paragraph, Table
from qualcode.model import Corpus
from qualcode.readers.sheet import read_rows
from qualcode.settings import TopicSetting
from qualcode.topics.stability import RESAMPLES, SEEDS
from qualcode.workflow.code import code
from qualcode.workflow.codebook import load
from qualcode.workflow.intrusion import make_intrusion
from qualcode.workflow.read import read
from qualcode.workflow.topics_document import near_codes, topics_document
from qualcode.workflow.topics_findings import (
    FULL,
    Effort,
    TopicChoice,
    document_rules,
    find_topics,
    model_of,
)
from qualcode.workflow.topics_groups import Groups
from qualcode.workflow.topics_page import topics_page
from qualcode.workflow.topics_report import topics_report, topics_report_table
from qualcode.workflow.topics_saved import (
    apply_saved,
    documents_table,
    open_saved,
    people_table,
    reopen,
    save_topics,
    saved_models,
    saved_table,
    topic_headings,
)
from qualcode.workflow.topics_tables import named_tables, write_topics
from tests.factories import make_transcript
from tests.workflow.fields import make_fields


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Write the study of four fields."""
    return make_fields(tmp_path_factory.mktemp("fields"))


@pytest.fixture(scope="module")
def study(settings):
    """Return corpus, codebook and codings of the study."""
    corpus, book = read(settings).corpus, load(settings)
    return corpus, book, code(corpus, book)


@pytest.fixture(scope="module")
def given(study, settings):
    """Find its topics."""
    return find_topics(*study, settings)


@pytest.fixture(scope="module")
def shaky(given):
    """Return the same topics, the first one not stable."""
    first, *rest = given.found.topics
    unstable = replace(first, stability=replace(first.stability, state="unstable", seeds=0.25))
    return replace(given, found=replace(given.found, topics=(unstable, *rest)))


def test_the_call_goes_before_the_settings(study, settings):
    """Number, seeds, documents and polarity of the call are taken, and what it leaves out is that of the file."""
    found = find_topics(*study, settings, TopicChoice(number=3, seeds=1, documents="turn", polarity=False)).found
    assert (len(found.topics), found.stability.seeds, found.rules.kind, found.rules.polarity) == (3, 1, "turn", False)
    assert {topic.stability.state for topic in found.topics} == {"unknown"}
    assert document_rules(TopicChoice(), replace(settings, topic=TopicSetting(size=55))).size == 55


def test_as_many_resamples_as_seeds():
    """Twenty of each where nobody says anything, and one fit is one fit."""
    assert (FULL.seeds, FULL.resamples) == (SEEDS, RESAMPLES)
    assert [Effort.of(seeds) for seeds in (1, 4)] == [Effort(1, 0, 0), Effort(4, 4, 3)]


@pytest.mark.parametrize(("choice", "named", "model"), [
    (TopicChoice(), "", "gensim"), (TopicChoice(), "nmf", "nmf"), (TopicChoice(model="tomotopy"), "nmf", "tomotopy"),
    (TopicChoice(seed_codes=("a",)), "nmf", "keyword"),
    (TopicChoice(seed_codes=("a",)), "gensim-seeded", "gensim-seeded"),
    (TopicChoice(informed=("town",)), "", "keyword"), (TopicChoice(model="nmf", seed_codes=("a",)), "", "nmf")])
def test_the_model_can_do_what_is_asked_for(settings, choice, named, model):
    """What is named is taken; else keywords and covariates ask for a model that takes them."""
    assert model_of(choice, replace(settings, topic=TopicSetting(model=named))) == model


@pytest.mark.parametrize(("choice", "said"), [
    (TopicChoice(model="lda"), "no topic model lda; take one of"),
    (TopicChoice(documents="chapter"), "--documents chapter: write one of window, turn, interview"),
    (TopicChoice(size=3), "windows of 3 words"), (TopicChoice(by=("height",)), "height: no participant has"),
    (TopicChoice(informed=("height",)), "height: no participant has"),
    (TopicChoice(model="gensim", informed=("town",)), "cannot be told attributes"),
    (TopicChoice(seed_codes=("nothing",)), "no code or theme nothing"),
    (TopicChoice(model="nmf", seed_codes=("platform",)), "the model nmf takes no keywords")])
def test_what_cannot_be_asked_for_is_refused(study, settings, choice, said):
    """Each message says what is wrong and what there is."""
    with pytest.raises(UsageError, match=said):
        find_topics(*study, settings, choice)


@pytest.mark.parametrize(("choice", "said"), [
    (TopicChoice(number=200), "200 topics cannot be fitted to"),
    (TopicChoice(seed_codes=("unsaid",)), "none of the codes or themes has 2 keywords")])
def test_what_the_text_cannot_carry_is_refused(study, settings, choice, said):
    """Too many topics, and codes without keywords."""
    with pytest.raises(NotComputableError, match=said):
        find_topics(*study, settings, choice)


def test_topics_begin_with_the_words_of_codes(study, settings):
    """The seeded topics are called by their codes, are not tested with them, and say so."""
    choice = TopicChoice(model="gensim-seeded", seed_codes=("platform", "farming"))
    found = find_topics(*study, settings, choice)
    assert [topic.label for topic in found.found.topics] == ["platform", "farming", "", ""]
    blocks = topics_document(found).blocks
    heads = [block.text for block in blocks if isinstance(block, Heading)]
    assert any(head.endswith("(Platform)") for head in heads)
    assert near_codes(found.found.topics[0], found) == []


def test_topics_of_themes(study, settings):
    """The word themes makes topics of themes."""
    found = find_topics(*study, settings, TopicChoice(model="gensim-seeded", seed_codes=("themes",), seeds=1)).found
    assert found.topics[0].label == "village"


def test_groups_that_are_named_or_not(given, study, settings):
    """Town is compared; nobody has a role, which is a note where nobody asked for it."""
    assert [one.comparison.design.by for one in given.compared] == ["town"]
    assert [note.partition(":")[0] for note in given.notes] == ["A quick look", "role"]
    shares = Groups(given.compared[0]).shares(given.found.topics[0])
    assert [(share.group, len(share.people)) for share in shares] == [("大同镇", 4), ("平乐镇", 5)]
    assert shares[0].mean.value == pytest.approx(np.mean([value for _person, value in shares[0].people]))


def test_the_document_has_stable_topics_first_and_others_in_grey(shaky):
    """Headings come in that order; every run and row of the unstable topic is muted, none of the others is."""
    blocks = topics_document(shaky).blocks
    heads = [block.text for block in blocks if isinstance(block, Heading)]
    assert [head.split(":")[0] for head in heads] == [
        "Topic 2", "Topic 3", "Topic 4", "Topics that are not stable", "Topic 1", "Topics, codes and groups",
        "What was done"]
    at = blocks.index(Heading("Topics that are not stable"))
    last = next(place for place, block in enumerate(blocks)
                if isinstance(block, Heading) and block.text == "Topics, codes and groups")
    grey = [run.muted for block in blocks[at:last] if isinstance(block, Paragraph) for run in block.runs]
    plain = [run.muted for block in blocks[:at] if isinstance(block, Paragraph) for run in block.runs]
    assert (set(grey), set(plain)) == ({True}, {False})
    tables = [block for block in blocks[at:last] if isinstance(block, Table)]
    assert [sorted(table.muted) for table in tables] == [[0, 1]]
    assert sorted(blocks[1 + len(shaky.notes)].muted) == [3]


def test_excerpts_lead_back_to_the_words(given):
    """Every quote of the document is followed by an id of the corpus, and nobody is quoted twice before all were."""
    quotes = [block.runs[0].text for block in topics_document(given).blocks
              if isinstance(block, Paragraph) and block.style == "quote"]
    assert len(quotes) == sum(len(topic.excerpts) for topic in given.found.topics)
    for topic in given.found.topics:
        for one in topic.excerpts:
            assert given.corpus.by_name[one.transcript].text[one.start : one.end].strip() == one.quote
            assert any(f"—— {one.unit}, {one.participant};" in quote for quote in quotes)
        assert len({one.participant for one in topic.excerpts}) == len(topic.excerpts)


@pytest.mark.parametrize("ending", ["docx", "md", "html", "xlsx", "csv", "json", "parquet"])
def test_every_file_has_the_same_bytes_again(given, tmp_path, ending):
    """Two files of the same findings are equal."""
    first, second = (write_topics(given, tmp_path / f"{name}.{ending}").read_bytes() for name in "ab")
    assert first == second


def test_other_endings_are_refused(given, tmp_path):
    """The message lists those that there are."""
    with pytest.raises(UsageError, match=r"\.docx, \.md, \.html"):
        write_topics(given, tmp_path / "topics.pdf")


def test_a_workbook_has_every_table(shaky, tmp_path):
    """A sheet a table, and the notes last; headings are people's words."""
    book = CalamineWorkbook.from_path(write_topics(shaky, tmp_path / "topics.xlsx"))
    assert book.sheet_names == [
        "Topics", "Words", "Codes", "Codes without a topic", "Topics without a code", "By town", "Numbers of topics",
        "Left out of the vocabulary", "Notes"]
    rows = read_rows((tmp_path / "topics.xlsx").read_bytes(), "topics", ".xlsx")[0]
    assert rows[0][:5] == ["Topic", "Keywords of", "Words", "Words by FREX", "Mean share"]
    assert len(named_tables(shaky)["prevalence_town"]) == 4


def test_word_shows_what_is_not_stable_in_grey(shaky, tmp_path):
    """The row of the table at a glance is grey in the file, too."""
    word = Document(str(write_topics(shaky, tmp_path / "topics.docx")))
    rows = [{run.font.color.rgb for cell in row.cells for run in cell.paragraphs[0].runs}
            for row in word.tables[0].rows]
    assert [{str(colour) for colour in row} for row in rows] == [{"None"}] * 4 + [{"606060"}]


def test_the_page_has_its_words_and_places(shaky):
    """Topics in the order of the document, each with its words; occurrences of a word sum to its count."""
    page = topics_page(shaky)
    assert [topic.number for topic in page.topics] == [2, 3, 4, 1]
    assert [topic.stable for topic in page.topics] == [True, True, True, False]
    for word in page.words:
        assert sum(word.said) == pytest.approx(word.count)
    assert len({word.text for word in page.words}) == len(page.words)
    assert all(len(topic.words) >= 20 for topic in page.topics)
    likeliest = max(page.words, key=lambda word: word.weights[0]).text
    assert likeliest in page.topics[0].title


def test_the_report_has_a_paragraph_a_topic(shaky):
    """The table has grey rows, the unstable topic is last, and every quote leads to its transcript."""
    table, told = topics_report_table(shaky), topics_report(shaky)
    assert [row[0] for row in table.rows] == [2, 3, 4, 1]
    assert table.muted == {3}
    assert [one.stable for one in told] == [True, True, True, False]
    assert all(quote.transcript in shaky.corpus.by_name for one in told for quote in one.quotes)


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Return the settings of a project without models."""
    return replace(settings, root=tmp_path)


def test_a_saved_model_comes_back(given, elsewhere):
    """It is listed, shown with its words and states, and described as before where the interviews are the same."""
    path = save_topics(given, elsewhere, "四")
    assert path.name == "topics-四.npz"
    assert [(one.name, one.problem) for one in saved_models(elsewhere)] == [("四", "")]
    saved = open_saved(elsewhere, "四")
    assert saved_table(saved)["state"].tolist() == [topic.stability.state for topic in given.found.topics]
    again = reopen(saved, given.corpus)
    assert [topic.terms[0].word for topic in again.topics] == [topic.terms[0].word for topic in given.found.topics]
    assert [[one.unit for one in topic.excerpts] for topic in again.topics] == [
        [one.unit for one in topic.excerpts] for topic in given.found.topics]
    ours, theirs = (make_intrusion(one, given.corpus).items for one in (given.found, again))
    assert [(one.id, one.options, one.intruder) for one in theirs] == [
        (one.id, one.options, one.intruder) for one in ours]
    assert save_topics(given, elsewhere, "四").read_bytes() == path.read_bytes()


def test_a_saved_model_is_found_in_new_interviews(given, elsewhere):
    """Words of one field make its topic the largest; a word that the model does not know is counted and named."""
    saved = open_saved(elsewhere, str(save_topics(given, elsewhere, "new")))
    assert apply_saved(saved, given.corpus).same
    second = given.found.topics[1]
    said = [*(term.word for term in second.terms[:4]), "火星"]
    corpus = Corpus((make_transcript("新", [("答", "，".join(said * 9) + "。")]),))
    found = apply_saved(saved, corpus)
    rows = documents_table(found)
    assert rows.filter(like="topic_").idxmax(axis=1).tolist() == ["topic_2"] * len(rows)
    assert (rows["words"].sum(), found.applied.unknown, found.same) == (36, 9, False)
    assert "火星" in found.caption[0] and "knows 80%" in found.caption[0]
    assert people_table(found)["documents"].sum() == len(rows)
    assert topic_headings(saved)["topic_2"] == "Topic 2: " + " ".join(term.word for term in second.terms[:3])
    shaky = replace(saved, stable=(True, False, True, True))
    assert topic_headings(shaky)["topic_2"].endswith(" (not stable)")
    assert any(line.endswith("not to be relied on: 2.") for line in apply_saved(shaky, corpus).caption)
    assert not any("relied on" in line for line in found.caption)
    with pytest.raises(UsageError, match="not those that this model was fitted to"):
        reopen(saved, corpus)
    with pytest.raises(NotComputableError, match="no word that the model knows"):
        apply_saved(saved, Corpus((make_transcript("空", [("答", "火星，" * 30)]),)))


def test_models_that_are_not_there_or_damaged(given, elsewhere):
    """A name that cannot be one, one that nobody saved, and a file that is none: each says what to do."""
    for name in ("../x", "", ".x", "a b", "x.npz", "x.NPZ", "话" * 67, "x\n"):
        with pytest.raises(UsageError, match="letters, digits, hyphens and dots"):
            save_topics(given, elsewhere, name)
    with pytest.raises(UsageError, match="no saved model nothing; there are: –"):
        open_saved(elsewhere, "nothing")
    damaged = elsewhere.root / "models" / "topics-bad.npz"
    damaged.parent.mkdir(exist_ok=True)
    damaged.write_bytes(b"PK")
    with pytest.raises(ReadError, match="cannot be read as topics"):
        open_saved(elsewhere, "bad")
    assert [(one.name, one.saved) for one in saved_models(elsewhere)] == [("bad", None)]


def test_a_result_without_its_model_cannot_be_drawn_or_saved(given, settings):
    """The message says to fit again."""
    bare = replace(given, found=replace(given.found, fitted=None))
    for act in (topics_page, lambda one: save_topics(one, settings, "x")):
        with pytest.raises(NotComputableError, match="fit the topics again"):
            act(bare)
