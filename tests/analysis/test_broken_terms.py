"""Terms that the tokenizer cuts."""

from qualcode.analysis.broken_terms import BrokenTerm, broken_terms, broken_terms_table
from qualcode.language.speech import iter_speech
from qualcode.model import Corpus
from tests.factories import make_transcript


def test_broken_terms_need_token_boundaries():
    """积分制 is cut in two and found; 台账 inside 平台账号 is not."""
    corpus = Corpus((make_transcript("t", [("答", "积分制来了。平台账号丢了。積分制走了。")]),))
    found = broken_terms(list(iter_speech(corpus)), ["积分制", "台账", "平台"])
    assert found == (BrokenTerm("积分制", "积分|制", 2, 1),)
    assert broken_terms_table(found).to_dict("records") == [
        {"term": "积分制", "cut": "积分|制", "frequency": 2, "participants": 1}]
    assert broken_terms([], []) == ()
