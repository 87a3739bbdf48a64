"""Topic models: documents, vocabulary, coherence, choice, alignment, tables."""

import random
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from qualcode.errors import NotComputableError, UsageError
from qualcode.language.speech import iter_speech
from qualcode.language.stopwords import stop_words
from qualcode.model import Code, Codebook, Corpus, Participant, Rule, State
from qualcode.topics.alignment import align, coded_documents, told_pairs
from qualcode.topics.choose import candidates, check_number, choose_number
from qualcode.topics.coherence import Windows, exclusivity, mean_npmi, topic_exclusivity
from qualcode.topics.describe import frex_scores
from qualcode.topics.documents import SIZE, make_documents
from qualcode.topics.fits import Texts
from qualcode.topics.gensim_lda import GensimLda
from qualcode.topics.model import Fit
from qualcode.topics.results import CodeLink, best_link
from qualcode.topics.start import _largest_singular, count_matrix, expected_counts, factorise
from qualcode.topics.summary import summary
from qualcode.topics.tables import (
    candidates_table,
    links_table,
    topic_terms_table,
    topics_table,
    trials_table,
    unfound_table,
)
from qualcode.topics.vocabulary import make_vocabulary
from qualcode.workflow.topic_model import Keywords
from qualcode.workflow.topics import link, topics
from tests.factories import make_codebook, make_coding, make_corpus, make_transcript

#: One field a line, its own words apart.
FIELDS = {words.split()[0]: words.split() for words in """
平台 手机 下载 打卡 积分 截图 通知 账号 密码 流量 网络 软件 更新 验证码 注册 界面 字体 功能 按钮 视频
水稻 化肥 收成 拖拉机 除草 雨水 种子 大棚 价格 柑橘 茶叶 猪 鸡 农药 土壤 灌溉 收割 仓库 销路 果园
医院 医生 报销 药 血压 老年 体检 住院 护士 门诊 社保 手术 救护车 康复 疫苗 诊所 病历 挂号 检查 针灸
学校 老师 学生 作业 考试 课本 操场 食堂 校车 家长 宿舍 学费 成绩 幼儿园 高中 数学 英语 铅笔 黑板 寒假
""".strip().splitlines()}
#: Words outside the fields, so that the vocabulary is large enough.
REST = [f"w{number}" for number in range(180)]


def field_study(people=9, turns=12, seed=3):
    """Build a corpus in which everybody's turns speak of one of four fields each."""
    chance = random.Random(seed)
    transcripts, participants, links = [], [], {}
    for person in range(people):
        lines = []
        for turn in range(turns):
            words = FIELDS[list(FIELDS)[(turn + person) % 4]]
            said = ["、".join(chance.choices(words, k=3) + chance.choices(REST, k=3)) for _ in range(9)]
            lines += [("问", "还有呢？"), ("答", "，".join(said[:5]) + "。" + "，".join(said[5:]) + "。")]
        name = f"访谈{person:02d}"
        transcripts.append(make_transcript(name, lines))
        participants.append(Participant(f"V{person:02d}", {"town": "大同镇" if person % 2 else "平乐镇"}))
        links[name, "答"] = f"V{person:02d}"
    return Corpus(tuple(transcripts), tuple(participants), links)


CORPUS = field_study()
#: So few fits as tests can wait for.
FEW = {"seeds": 3, "resamples": 4, "shuffles": 1, "shifts": 499}
FIELD = Path(__file__).resolve().parents[3] / "shared" / "data" / "tours"


@pytest.fixture(scope="module")
def modelled():
    """Fit the study once."""
    return topics(CORPUS, number=4, **FEW)


def test_documents_are_one_speakers_neighbouring_sentences():
    """Short turns merge up to the size, nobody's words mix, and every kept word is in exactly one document."""
    speech = list(iter_speech(CORPUS))
    stop = stop_words()
    documents = make_documents(CORPUS, speech, stop)
    kept = [word for turn in speech for word in turn.words() if word not in stop and not word.isdigit()]
    assert sorted(word for document in documents for word in document.words) == sorted(kept)
    assert all(len({piece.unit.transcript for piece in document.pieces}) == 1 for document in documents)
    assert len(documents) > 2 * len(CORPUS.transcripts)
    assert max(len(document.words) for document in documents) < 3 * SIZE


def test_short_turns_merge_and_a_long_sentence_is_cut():
    """Ten answers of one word make one document; a sentence of 200 words without a stop makes five."""
    short = make_transcript("s", [line for _ in range(10) for line in (("问", "还有呢？"), ("答", "手机。"))])
    long = make_transcript("l", [("答", "手机，" * 200)])
    corpus = Corpus((long, short))
    documents = make_documents(corpus, list(iter_speech(corpus)), stop_words())
    assert [(document.transcript, len(document.words)) for document in documents] == [("l", 40)] * 5 + [("s", 10)]
    assert "".join(piece.span.of(long.text) for doc in documents[:5] for piece in doc.pieces) == "手机，" * 200


def test_far_apart_turns_are_not_joined():
    """A speaker who is silent for long begins a new document."""
    lines = [("甲", "手机。"), *[("乙", "平台。")] * 8, ("甲", "打卡。")]
    corpus = Corpus((make_transcript("g", lines),))
    documents = make_documents(corpus, list(iter_speech(corpus)), stop_words())
    assert [document.words for document in documents] == [("手机",), ("平台",) * 8, ("打卡",)]


def test_too_little_text_says_how_little_and_what_to_do():
    """The message carries both numbers and a way on."""
    with pytest.raises(NotComputableError, match=r"4 documents.*30.*0 different words.*200.*read more transcripts"):
        topics(make_corpus())


def test_the_vocabulary_rules_are_reported():
    """Rare words, words of one person and words of everywhere go, each with its rule."""
    documents = make_documents(CORPUS, list(iter_speech(CORPUS)), stop_words())
    vocabulary = make_vocabulary(documents)
    assert [rule.rule for rule in vocabulary.dropped] == [
        "negation and ability, which say nothing apart from the word they belong to",
        "in fewer than 3 documents", "said by fewer than 2 participants", "in more than 20% of documents"]
    everything = {word for document in documents for word in document.words}
    assert len(vocabulary.words) + sum(rule.words for rule in vocabulary.dropped) == len(everything)


def test_what_is_left_out_is_said(modelled):
    """Stop words and numbers come first in the list of what was dropped."""
    assert modelled.dropped[0].rule == "stop words and numbers"
    assert len(modelled.dropped) == 5


def test_npmi_agrees_with_gensim_on_a_toy():
    """Our NPMI over sliding windows equals gensim's c_npmi (whose counter loses words repeated inside a window)."""
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    chance = random.Random(5)
    texts = [chance.sample("abcdefgh", chance.randint(3, 8)) for _ in range(40)]
    dictionary = Dictionary(texts)
    groups = [["a", "b", "c", "h"], ["d", "e", "f", "g"]]
    theirs = CoherenceModel(topics=groups, texts=texts, dictionary=dictionary, coherence="c_npmi", window_size=5,
                            processes=1).get_coherence_per_topic()
    windows = Windows.over([[dictionary.token2id[word] for word in text] for text in texts], len(dictionary), size=5)
    ours = [windows.npmi([dictionary.token2id[word] for word in group]) for group in groups]
    assert ours == pytest.approx(theirs)


def test_npmi_has_its_bounds():
    """Words that always stand together have 1, words that never do have -1, and one word has none."""
    windows = Windows.over([[0, 1], [0, 1], [2], [3]], 4)
    assert windows.npmi([0, 1]) == pytest.approx(1)
    assert windows.npmi([0, 2]) == pytest.approx(-1, abs=0.1)
    assert np.isnan(windows.npmi([0]))


def fit_of(rows, documents=((1.0,),)):
    """Make a fit from topic-word rows."""
    return Fit(np.array(rows, dtype=float), np.array(documents, dtype=float), 0)


def test_frex_is_the_harmonic_mean_of_two_ranks():
    """The most frequent and most exclusive word of a topic has 1."""
    frex, exclusive = frex_scores(np.array([[0.6, 0.3, 0.1], [0.1, 0.3, 0.6]]))
    assert exclusive[0].tolist() == pytest.approx([6 / 7, 0.5, 1 / 7])
    assert frex[0].tolist() == pytest.approx([1, 2 / 3, 1 / 3])


def test_the_start_keeps_the_counts_and_factorises():
    """Expected counts sum to the words' counts; two separate blocks are told apart."""
    bags = [[0, 1, 1], [0, 1], [2, 3, 3], [2, 3], [0, 1, 0], [2, 2, 3]]
    expected = expected_counts(bags, 4, 2)
    assert expected.sum(axis=0).tolist() == pytest.approx(count_matrix(bags, 4).toarray().sum(axis=0).tolist())
    left, right = factorise(count_matrix(bags, 4), 2)
    assert np.linalg.norm(left @ right - count_matrix(bags, 4).toarray()) < 2
    assert len({int(row.argmax()) for row in left[[0, 1, 4]]}) == 1


def test_the_largest_singular_values_are_those_of_a_dense_decomposition():
    """Values and products of vectors agree with numpy's, and vectors have length one."""
    dense = np.random.default_rng(4).poisson(0.6, (14, 9)).astype(float)
    left, values, right = _largest_singular(csr_matrix(dense), 3)
    expected_left, expected, expected_right = np.linalg.svd(dense)
    assert sorted(values.tolist(), reverse=True) == pytest.approx(expected[:3].tolist())
    assert np.allclose(left * values @ right, expected_left[:, :3] * expected[:3] @ expected_right[:3])
    assert np.allclose(np.linalg.norm(right, axis=1), 1)


def test_four_fields_are_found_and_the_same_seed_gives_the_same_topics(modelled):
    """Each topic's top words lie in one field; fitting again gives equal results."""
    found = []
    for topic in modelled.topics:
        top = {term.word for term in topic.terms[:8]}
        found.append(max(FIELDS, key=lambda field: len(top & set(FIELDS[field]))))
        assert len(top & set(FIELDS[found[-1]])) >= 6
    assert sorted(found) == sorted(FIELDS)
    again = topics(CORPUS, number=4, **FEW)
    # Written out, for what was not measured is NaN, which equals nothing.
    parts = [(one.topics, one.links, one.stability) for one in (again, modelled)]
    assert repr(parts[0]) == repr(parts[1])


def test_shares_sum_to_one_and_topics_are_ordered(modelled):
    """Shares are means over documents; the largest comes first."""
    shares = [topic.share for topic in modelled.topics]
    assert sum(shares) == pytest.approx(1)
    assert shares == sorted(shares, reverse=True)
    assert sum(topic.documents for topic in modelled.topics) == modelled.documents
    assert [topic.stable for topic in modelled.topics] == [True] * 4


def test_excerpts_lead_back_to_the_words_of_different_people(modelled):
    """An excerpt is the transcript's text at its offsets, and no participant comes twice before all had a turn."""
    for topic in modelled.topics:
        assert len({excerpt.participant for excerpt in topic.excerpts}) == len(topic.excerpts) == 5
        for excerpt in topic.excerpts:
            assert CORPUS.by_name[excerpt.transcript].text[excerpt.start : excerpt.end] == excerpt.quote
            assert excerpt.unit.startswith(excerpt.participant + "#")


def test_the_rule_chooses_the_smallest_number_near_the_best():
    """Four fields are best told by four topics; the trials say why."""
    result = topics(CORPUS, **FEW)
    chosen = [trial for trial in result.trials if trial.chosen]
    assert len(chosen) == 1
    assert chosen[0].number == len(result.topics) == 4
    best = max(result.trials, key=lambda trial: trial.score)
    assert chosen[0].score >= best.score - best.error
    assert [trial.score for trial in result.trials] == pytest.approx(
        [trial.npmi - trial.instability for trial in result.trials])
    assert sum(trial.chosen for trial in result.trials) == 1
    assert trials_table(result)["chosen"].tolist() == [trial.chosen for trial in result.trials]


def test_few_documents_carry_two_topics_without_trials():
    """Forty documents are too few for six topics or even for a choice."""
    bags = [[0, 1], [2, 3]] * 20
    assert choose_number(GensimLda(), Texts(bags, 4, ["a"] * 40), Windows.over(bags, 4), 1) == (2, ())


@pytest.mark.parametrize(("documents", "seeded", "numbers"), [
    (29, 0, [2]), (60, 0, [3, 4]), (5000, 0, [3, 4, 6, 8, 12, 16, 20]), (100, 2, [5, 6]), (30, 4, [6])])
def test_documents_and_keywords_say_which_numbers_are_tried(documents, seeded, numbers):
    """Fifteen documents a topic, of at most 400; topics with keywords are there in any case."""
    assert candidates(documents, seeded) == numbers


@pytest.mark.parametrize(("number", "documents"), [(1, 100), (21, 100)])
def test_a_number_that_cannot_be_carried_is_refused(number, documents):
    """The message names the largest number that can."""
    with pytest.raises(NotComputableError, match="2 to 20"):
        check_number(number, documents)


def coded_corpus():
    """Code every passage on health of the study, one of them rejected."""
    codings = []
    for transcript in CORPUS.transcripts:
        for word in ("医院", "住院", "体检", "护士"):
            if word in transcript.text:
                codings.append(make_coding(CORPUS, "literacy", transcript.name, word))
    rejected = make_coding(CORPUS, "burden", "访谈00", "手机", state=State.REJECTED)
    return [*codings, rejected]


def test_topics_stand_beside_codes_and_themes():
    """The topic on health is the one that goes with the code on health and its theme; rejected codings do not count."""
    result = topics(CORPUS, make_codebook(), coded_corpus(), number=4, **FEW)
    health = max(result.topics, key=lambda topic: len(set(FIELDS["医院"]) & {term.word for term in topic.terms[:8]}))
    assert (health.code, health.theme) == ("literacy", "causes")
    assert [topic.code for topic in result.topics if topic is not health] == ["", "", ""]
    link = result.topic_of("literacy")
    assert link is not None
    assert link.topic == health.number
    assert link.lift > 1
    assert result.topic_of("burden") is None
    assert {link.code for link in result.links} == {"literacy", "causes"}
    assert link.q == pytest.approx(4 * link.p) == pytest.approx(4 / 500)
    assert link.within > 1
    assert result.unfound_codes == ()
    assert [topic.number for topic in result.unnamed_topics] == [
        topic.number for topic in result.topics if topic is not health]
    table = links_table(result, {"literacy": "数字素养"})
    assert table[table["named"]]["code_name"].tolist() == ["数字素养", "causes"]
    assert candidates_table(result)["topic"].nunique() == 3
    assert "A candidate" not in summary(health, result, {})
    assert "goes with the code 数字素养" in summary(health, result, {"literacy": "数字素养"})
    assert "candidate for a new code" in summary(result.unnamed_topics[0], result, {})


def test_a_topic_that_is_not_stable_is_tested_with_no_code():
    """Its lifts are told, and nothing else; q is over the stable topics alone, and no code is called unfound for it."""
    result = topics(CORPUS, make_codebook(), coded_corpus(), number=4, **FEW)
    health = result.topic_of("literacy").topic
    fitted = result.fitted
    for stable in ([topic.number != health for topic in result.topics], [False] * 4):
        links = link(fitted.measured.reference, fitted.documents, make_codebook(), coded_corpus(), shifts=499,
                     stable=stable)
        tested = {one.topic for one in links if not np.isnan(one.p)}
        assert tested == {place for place, came in enumerate(stable, start=1) if came}
        assert [one.named for one in links if one.topic == health] == [False, False]
        assert all(one.lift > 1 and np.isnan([one.within, one.q]).all() for one in links if one.topic == health)


def test_a_code_that_stands_anywhere_is_found_by_no_topic():
    """A code on every third answer of everybody goes with no topic, and the table says which came nearest."""
    codings = [make_coding(CORPUS, "burden", transcript.name, transcript.turns[turn].body.of(transcript.text)[:12])
               for transcript in CORPUS.transcripts for turn in range(1, 24, 6)]
    result = topics(CORPUS, make_codebook(), codings, number=4, **FEW)
    assert result.unfound_codes == ("burden",)
    assert [topic.code for topic in result.topics] == [""] * 4
    table = unfound_table(result, {})
    assert table["code"].tolist() == ["burden"]
    assert table["best_q"][0] > 0.05
    assert table["best_q"][0] >= table["best_p"][0] > 0


@pytest.mark.parametrize("options", [{"seeds": 0}, {"resamples": -1}, {"shifts": -1}])
def test_numbers_out_of_range_are_refused(options):
    """No seed at all, or fewer than none of anything else, is a usage error."""
    with pytest.raises(UsageError):
        topics(CORPUS, number=4, **options)


def test_covariates_are_given_to_a_model_that_takes_them():
    """Every value of an attribute but the first is a column, and the result says what the model was told."""
    seen = []

    class Told:
        name = "told"

        def fit(self, bags, words, number, seed, *, covariates):
            seen.append(covariates)
            return GensimLda().fit(bags, words, number, seed)

    result = topics(CORPUS, number=4, model=Told(), informed=["town"], seeds=1, resamples=0,
                    shuffles=0)
    assert result.informed == ("town",)
    (covariates,) = seen
    towns = [CORPUS.by_id[one.participant].attributes["town"] for one in result.fitted.documents]
    assert covariates.ravel().tolist() == [float(town == "平乐镇") for town in towns]
    with pytest.raises(UsageError):
        topics(CORPUS, number=4, model=Told(), informed=["village"])


def test_a_model_begins_with_the_words_of_the_codebook():
    """The topic of the code on health is there first, bears its name, and is not tested with it."""
    health = Code("health", "看病", terms=tuple(Rule(f"health/t{number}", word, is_term=True)
                                           for number, word in enumerate(FIELDS["医院"])))
    codebook = Codebook("fields", (health,))
    codings = [make_coding(CORPUS, "health", one.name, "医院") for one in CORPUS.transcripts if "医院" in one.text]
    result = topics(CORPUS, codebook, codings, number=4, model="tomotopy-seeded", keywords=Keywords(source="terms"),
                    **FEW)
    first = result.topics[0]
    assert result.seeding.seeds.labels == ("health",)
    assert first.label == "health"
    assert len(set(FIELDS["医院"]) & {term.word for term in first.terms[:8]}) >= 6
    told = [link for link in result.links if link.told]
    assert [(link.topic, link.code, np.isnan(link.p)) for link in told] == [(1, "health", True)]
    assert "given the keywords of 看病" in summary(first, result, {"health": "看病"})
    assert first not in result.unnamed_topics


@pytest.mark.parametrize(("model", "options"), [
    ("none", {}), ("gensim", {"keywords": Keywords(("literacy",))}), ("keyword", {})])
def test_a_model_that_cannot_be_made_is_refused(model, options):
    """A name that is none, keywords for a model without, and a model with keywords but no codebook."""
    with pytest.raises(UsageError, match=model):
        topics(CORPUS, number=4, model=model, **options)


def test_without_a_test_links_have_no_p():
    """Nought shifts leave lifts alone."""
    result = topics(CORPUS, make_codebook(), coded_corpus(), number=4, **{**FEW, "shifts": 0})
    assert all(np.isnan([link.p, link.q, link.within]).all() for link in result.links)
    assert result.topic_of("literacy") is not None


def test_a_link_needs_documents_people_and_lift():
    """Two documents, one person or a lift below 1 name no link."""
    good = CodeLink(1, "code", "a", 3, 2, 2.0, 1.5)
    assert best_link([good]) == good
    thin = [CodeLink(1, "code", "a", 2, 2, 2.0, 1.5), CodeLink(1, "code", "a", 3, 1, 2.0, 1.5),
            CodeLink(1, "code", "a", 3, 2, 2.0, 0.9), CodeLink(1, "code", "a", 3, 2, 2.0, float("nan")),
            CodeLink(1, "code", "a", 3, 2, 2.0, 1.5, 1.2, 0.04, 0.06)]
    assert best_link(thin) is None


def test_a_topic_that_was_given_a_codes_words_is_not_tested_with_it():
    """Neither with the code, nor its theme, nor, for the words of a theme, with the theme's codes."""
    codebook, shares = make_codebook(), np.full((2, 3), 1 / 3)
    documents = make_documents(CORPUS, list(iter_speech(CORPUS)), stop_words())
    coded = coded_documents(documents, codebook, coded_corpus())
    fit = Fit(np.full((3, 4), 0.25), shares, 0, ("literacy", "causes", ""))
    assert coded.keys == (("code", "literacy"), ("theme", "causes"))
    assert told_pairs(fit, coded, codebook).tolist() == [[True, True, False], [True, True, False]]


def test_who_carries_a_topic_is_told(modelled):
    """Nine people of two towns speak of every topic alike, and nobody has most of one."""
    for topic in modelled.topics:
        assert (topic.participants, topic.towns) == (9, 2)
        assert 1 / 9 <= topic.largest_person < 0.2
        assert topic.document_share == topic.documents / modelled.documents
        assert topic.person_share == pytest.approx(1 / 9, abs=0.04)


def test_exclusive_words_belong_to_one_topic():
    """A word of one topic alone has 1, one of two alike a half, one of none 0."""
    shares = exclusivity(np.array([[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0]]))
    assert shares.tolist() == [[1, 0.5, 0, 0], [0, 0.5, 1, 0]]
    eye = np.kron(np.eye(3), np.ones(10)) / 10
    assert topic_exclusivity(fit_of(eye)).tolist() == [1, 1, 1]


def test_expected_counts_of_an_alignment_are_shares():
    """A code on one document takes exactly that document's topic shares."""
    corpus = make_corpus()
    documents = make_documents(corpus, list(iter_speech(corpus)), stop_words())
    shares = np.full((len(documents), 2), 0.5)
    shares[0] = 0.9, 0.1
    coded = coded_documents(documents, None, [make_coding(corpus, "formalism", "大同访谈1", "上面要求天天打卡。")])
    links = align(Fit(np.full((2, 3), 1 / 3), shares, 0), coded)
    assert [(link.topic, link.documents, link.expected) for link in links] == [(1, 1, 0.9), (2, 1, pytest.approx(0.1))]


def test_tables_have_fixed_columns(modelled):
    """The columns that exporters and readers of csv files rely on."""
    assert list(topics_table(modelled).columns) == [
        "topic", "label", "terms", "frex_terms", "share", "documents", "document_share", "participants", "towns",
        "person", "largest_person", "person_share", "npmi", "exclusivity", "state", "stability", "stability_seeds",
        "stability_seeds_sd", "stability_resamples", "stability_resamples_sd", "stability_without",
        "code", "code_lift", "code_q", "theme",
        "theme_lift", "theme_q", "excerpts"]
    assert list(topic_terms_table(modelled).columns) == [
        "topic", "state", "rank", "word", "weight", "exclusivity", "frex"]
    assert len(topic_terms_table(modelled)) == 4 * 20


def test_mean_npmi_is_the_mean_over_topics():
    """Two topics, one perfect and one impossible, average out."""
    windows = Windows.over([[0, 1], [0, 1], [2], [3]], 4)
    fit = fit_of([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    expected = (windows.npmi(fit.top(0)) + windows.npmi(fit.top(1))) / 2
    assert mean_npmi(fit, windows) == pytest.approx(expected)


@pytest.mark.slow
@pytest.mark.skipif(not FIELD.is_dir(), reason="the field data folder is not beside the project")
def test_real_meetings_give_the_same_topics_twice():
    """On ten real transcripts topics repeat exactly, and most of them come back when documents are left out."""
    from qualcode.workflow.read import read

    corpus = read(None, paths=sorted(FIELD.glob("*.md"))[:10]).corpus
    first, second = topics(corpus, number=6, **FEW), topics(corpus, number=6, **FEW)
    assert first == second
    assert sum(topic.stability.value for topic in first.topics) / 6 > 0.4
    assert len({topic.terms[0].word for topic in first.topics}) == 6
