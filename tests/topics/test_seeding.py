"""Keywords from terms and codings, and which codes get a topic."""

from dataclasses import replace

import numpy as np
import pytest

from qualcode.errors import NotComputableError, UsageError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Code, Codebook, Corpus, Rule, State, Theme
from qualcode.topics.documents import DocumentKind, DocumentRules, as_word, make_documents
from qualcode.topics.seeding import codebook_seeds
from qualcode.topics.seeds import Seeds
from qualcode.topics.vocabulary import Vocabulary
from qualcode.workflow.seeding import seeding
from tests.factories import make_coding, make_transcript


def code(name, *terms, theme=""):
    """Make a code with terms."""
    made = tuple(Rule(f"{name}/t{number}", term, is_term=True) for number, term in enumerate(terms))
    return Code(name, terms=made, theme=theme)


BOOK = Codebook("b", (
    code("phone", "手机", "=下載", "打卡接龍", "~密码", "不会用", theme="things"),
    code("farm", "水稻", "化肥", "没人说过", theme="things"),
    code("net", "莫得信号", "手机", theme="nature"),
    code("empty", "手机"),
), themes=(Theme("things"), Theme("nature")), path="codebooks/b.yaml")
LINES = [("甲", "手机不会用，下载密码。水稻化肥。"), ("乙", "手机不会用，下载密码。莫得信号。"),
         ("甲", "水稻化肥收成。"), ("乙", "水稻收成仓库。")]
CORPUS = Corpus((make_transcript("访谈", LINES),))
DOCUMENTS = make_documents(CORPUS, list(iter_speech(CORPUS)), stop_words(), DocumentRules(DocumentKind.TURN))
VOCABULARY = Vocabulary(tuple("水稻 手机 不会_用 下载 密码 化肥 收成 没有_信号 仓库".split()), ())
CODINGS = [make_coding(CORPUS, "farm", "访谈", words) for words in ("水稻化肥收成。", "水稻收成仓库。")]


def seeds_of(**options):
    """Choose keywords with the project's own log-odds."""
    return seeding(BOOK, VOCABULARY, DOCUMENTS, **{"codings": CODINGS, "number": 4, **options})


def test_terms_that_are_one_word_become_keywords():
    """Marks are taken off, script and dialect do not matter, phrases are left out; a denied word counts as one word."""
    found = seeds_of(names=["phone", "farm"], source="terms")
    assert found.keywords == (("下载", "不会_用", "密码"), ("水稻", "化肥"))
    assert found.seeds == Seeds(("phone", "farm"), ((2, 3, 4), (0, 5)))
    assert found.left_out == ()


def test_a_word_that_three_codes_claim_is_nobodys():
    """The telephone is a term of three codes and a keyword of none; two codes may share a word."""
    book = replace(BOOK, codes=BOOK.codes[:3])
    found = codebook_seeds(book, VOCABULARY, DOCUMENTS, number=4, stands_out=lambda here, there: {},
                           names=["phone", "net"], source="terms")
    assert found.keywords == (("下载", "不会_用", "密码", "手机"), ("手机", "没有_信号"))


def test_words_of_codings_stand_out_and_come_after_terms():
    """What is said where the code stands and hardly elsewhere is a keyword, if two people say it there."""
    found = codebook_seeds(BOOK, VOCABULARY, DOCUMENTS, CODINGS, number=4, names=["farm"], source="codings",
                           stands_out=lambda here, there: {word: 3.0 - there[word] for word in here})
    assert found.keywords == (("收成", "水稻"),)
    both = codebook_seeds(BOOK, VOCABULARY, DOCUMENTS, CODINGS, number=4, names=["farm"],
                          stands_out=lambda here, there: {word: 3.0 - there[word] for word in here})
    assert both.keywords == (("水稻", "化肥", "收成"),)


def test_rejected_codings_speak_for_nothing():
    """A coding that somebody rejected gives no keyword."""
    rejected = [replace(coding, state=State.REJECTED) for coding in CODINGS]
    with pytest.raises(NotComputableError, match="none of the codes or themes has 2 keywords"):
        seeds_of(codings=rejected, names=["farm"], source="codings")


def test_without_names_coded_labels_with_three_keywords_are_taken():
    """The code with codings has two terms only and says so; the theme has the words of all its codes."""
    assert seeds_of().seeds is None
    assert [(one.label, one.keywords) for one in seeds_of().left_out] == [("farm", ("水稻", "化肥"))]
    assert "2 keywords" in seeds_of().left_out[0].reason
    found = seeds_of(themes=True)
    assert found.seeds.labels == ("things",)
    assert found.keywords == (("水稻", "下载", "不会_用", "化肥", "密码", "手机"),)


def test_two_topics_stay_free_and_the_rest_is_named():
    """Of more labels than topics less two, those whose keywords are said most often are taken."""
    codings = [*CODINGS, make_coding(CORPUS, "phone", "访谈", "手机不会用，下载密码。")]
    book = replace(BOOK, codes=(BOOK.codes[0], code("farm", "水稻", "化肥", "收成")))
    found = codebook_seeds(book, VOCABULARY, DOCUMENTS, codings, number=3, stands_out=lambda here, there: {},
                           source="terms")
    assert found.seeds.labels == ("phone",)
    assert [(one.label, one.reason) for one in found.left_out] == [
        ("farm", "others have keywords that are said more often, and two topics stay free")]


def test_names_are_known_and_fit_into_the_topics():
    """A code that is not in the codebook, or more codes than topics, end with what to do."""
    with pytest.raises(UsageError, match=r"codebooks/b.yaml: there is no code or theme health"):
        seeds_of(names=["health"])
    with pytest.raises(NotComputableError, match="2 topics have keywords, but only 1 were asked for"):
        seeds_of(names=["phone", "farm"], source="terms", number=1)


@pytest.mark.parametrize(("term", "word"), [
    ("手机", "手机"), ("不会用", "不会_用"), ("用不来", "不_用"), ("莫得信号", "没有_信号"), ("打卡接龙", ""),
    ("没人说过", ""), ("老年人不会", ""), ("不", "不"), ("😀", "😀"),
])
def test_a_term_as_a_word_of_documents(term, word):
    """One token is itself, one denied word is the word that documents have, and everything else is none."""
    assert as_word(term) == word


def test_seeds_as_a_matrix():
    """A keyword is true in its topics, also where two share it."""
    held = Seeds(("a", "b"), ((0, 2), (2,))).matrix(3, 4)
    assert held.tolist() == [[True, False, True, False], [False, False, True, False], [False] * 4]
    assert held.dtype == np.bool_
