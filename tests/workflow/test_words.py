"""What ``words`` finds, and what the codebook changes in it."""

from qualcode.analysis.broken_terms import BrokenTerm
from qualcode.model import Code, Codebook, Rule
from qualcode.workflow.words import compare, frequencies, words
from tests.analysis.test_new_words import village
from tests.factories import make_corpus

CORPUS = make_corpus()


def test_the_workflow_protects_the_codebook():
    """A codebook's stop word is counted, its broken term is listed, and its own words are no new words."""
    codebook = Codebook("c", (Code("a", terms=(Rule("a/t1", "我"), Rule("a/t2", "不会用"), Rule("a/t3", "川善治"))),))
    plain, kept = words(CORPUS), words(CORPUS, codebook)
    assert "我" not in {word.form for word in plain.frequencies.words}
    assert "我" in {word.form for word in kept.frequencies.words}
    assert kept.broken == (BrokenTerm("不会用", "不会|用", 2, 2),)
    assert "川善治" not in {word.word for word in words(village(4), codebook).candidates}
    assert "我" in {word.form for word in words(CORPUS, all_words=True).frequencies.words}


def test_frequencies_alone_are_those_of_the_whole():
    """The cloud's list is the list of ``words``, with the codebook's terms counted."""
    codebook = Codebook("c", (Code("a", terms=(Rule("a/t1", "我"),)),))
    assert frequencies(CORPUS, codebook, top=5) == words(CORPUS, codebook, top=5).frequencies


def test_groups_are_compared_by_their_words():
    """The codebook protects its terms, and all words can be listed."""
    codebook = Codebook("c", (Code("a", terms=(Rule("a/t1", "我"),)),))
    listed = {one.form for one in compare(CORPUS, by="town", least=1).words}
    protected = {one.form for one in compare(CORPUS, codebook, by="town", least=1).words}
    assert ("我" in listed, "我" in protected) == (False, True)
    assert "我" in {one.form for one in compare(CORPUS, by="town", least=1, all_words=True, top=0).words}
    assert compare(CORPUS, by="town", least=1, top=2).by == "town"
