"""What was learnt proposes codings, and what becomes of them when people, files and codes change."""

from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.analysis.standing import made_of
from qualcode.errors import UsageError
from qualcode.model import Coding, Origin, State
from qualcode.settings import Settings, read_settings
from qualcode.store import Coder, coders
from qualcode.store.history import entries
from qualcode.store.people import MODEL, SUGGESTER, put_coder
from qualcode.workflow import decide
from qualcode.workflow.exchange import export
from qualcode.workflow.history import undo
from qualcode.workflow.learn import all_chances
from qualcode.workflow.listing import listing
from qualcode.workflow.restructure import merge, rename
from qualcode.workflow.review import queue
from qualcode.workflow.study import Study, records, standing_codings
from qualcode.workflow.suggest import Suggestions, suggest, withdraw
from tests.learning.make import UNREAD
from tests.workflow.study import make_project, now, opened, rewrite, summary, village

UNREAD_FILES = {"访10", "访11", "访12"}


@pytest.fixture(scope="module")
def suggested(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Suggestions]:
    """Return the village with its suggestions; nobody changes it."""
    study = opened(village(tmp_path_factory.mktemp("learn") / "village"))
    return study, suggest(study)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a village of one's own."""
    return village(tmp_path / "village")


def there(study: Study) -> dict[str, Coding]:
    """Return the suggestions that the store holds, by id."""
    return {one.coding.id: one.coding for one in now(study, coders=(SUGGESTER,))}


def unread(study: Study, code: str = "") -> list[Coding]:
    """Return the suggestions on what nobody has read, in the order of the text."""
    return [one for one in there(study).values() if one.transcript in UNREAD_FILES and code in {"", one.code}]


def shown(study: Study, **options: object) -> list[tuple[str, str]]:
    """Return (code, words) of what ``review`` shows."""
    return [(one.code, one.coding.quote) for one in queue(study, **options) if one.coding]  # type: ignore[arg-type]


def add_coder(study: Study, name: str, **more: bool) -> None:
    """Add a coder to the study."""
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder(name, **more))


# -- what is suggested -------------------------------------------------------------------------------------------------


def test_suggestions_are_proposals_of_the_model(suggested: tuple[Study, Suggestions]) -> None:
    """With a probability, on whole units, and of a coder who is no person; what is returned is what the store holds."""
    study, found = suggested
    assert {(one.origin, one.coder, one.state) for one in found.codings} == {
        (Origin.MODEL, SUGGESTER, State.PROPOSED)}
    assert {one.id: one for one in found.codings} == there(study)
    assert all(one.span == one.unit.span and one.participant == one.unit.id[:3] for one in found.codings)
    assert all(one.weight >= 0.4 for one in found.codings)
    weights = [one.weight for one in found.codings]
    assert weights == sorted(weights, reverse=True)
    assert found.added.total() == len(found.codings)
    assert (found.gone.total(), found.again) == (0, 0)
    with study.store.reading() as connection:
        assert coders(connection)[SUGGESTER] == Coder(SUGGESTER, MODEL)
        entry = entries(connection)[-1]
    assert (entry.id, entry.verb, entry.coder, dict(entry.detail)) == (
        found.operation, "suggest", "王芳", {"model": found.learning.model.made_from[:12], "learner": "ngrams"})


def test_the_weight_is_the_chance(suggested: tuple[Study, Suggestions]) -> None:
    """Rounded to three places and never certain; all that are probable enough are suggested, and nothing else."""
    study, found = suggested
    rows, codes = all_chances(study, found.learning), found.learning.model.codes
    expected = {(unit.id, code, min(round(chance, 3), 0.999))
                for unit, row in zip(found.learning.material.units, rows, strict=True)
                for code, chance in zip(codes, row, strict=True) if chance >= 0.4}
    assert {(one.unit.id, one.code, one.weight) for one in found.codings} == expected


def test_unread_sentences_are_found_with_the_words_that_speak(suggested: tuple[Study, Suggestions]) -> None:
    """What people of whom nothing was read say on either thing; the words lie in the quote."""
    study, found = suggested
    words = {}
    for one in found.codings:
        text = study.corpus.by_name[one.transcript].text
        spans = [span for piece in one.evidence for span in piece.spans]
        assert {piece.rule for piece in one.evidence} == {SUGGESTER}
        assert all(one.span.contains(span) for span in spans)
        if one.transcript in UNREAD_FILES:
            words[one.code, one.quote] = [span.of(text) for span in spans]
    assert words["trust", "我信得过村主任。"] == ["信得过村主任"]
    assert words["literacy", "我不会用那个。"] == ["不会用那个"]
    assert words["trust", UNREAD] == ["信得过"]
    assert {quote for code, quote in words if code == "literacy"} == {
        "我不会用那个。", "老人家不会用。", "扫码我硬是搞不来。", "那个软件我搞不来。"}


def test_the_same_again_writes_nothing(settings: Settings) -> None:
    """No operation, also in another process's study."""
    first = suggest(opened(settings))
    second = suggest(opened(settings))
    assert (second.operation, second.added.total(), second.gone.total()) == (0, 0, 0)
    assert second.codings == first.codings
    assert (first.learning.fresh, second.learning.fresh) == (True, False)


def test_a_code_that_is_off_is_not_suggested(tmp_path: Path) -> None:
    """What was suggested while it was on is withdrawn."""
    settings = village(tmp_path / "village")
    n = len(suggest(opened(settings)).codings)
    toml = settings.root / "qualcode.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "at = 0.9999\n", encoding="utf-8")
    found = suggest(opened(read_settings(settings.root)))
    assert (found.codings, found.gone.total(), found.learning.model.on) == ((), n, set())


# -- decisions ---------------------------------------------------------------------------------------------------------


def test_a_rejected_suggestion_is_decided(settings: Settings) -> None:
    """It is learnt from and not shown again, though it may be suggested again."""
    study = opened(settings)
    suggest(study)
    one = unread(study, "trust")[0]
    assert (one.code, one.quote) in shown(study, transcripts=[one.transcript])
    decide.reject(study, [one.id])
    assert (one.code, one.quote) not in shown(study, transcripts=[one.transcript])
    again = suggest(study)
    assert (again.learning.material.examples.labels == 1).sum() == 27
    assert (one.code, one.quote) not in shown(study, transcripts=[one.transcript])
    (stands,) = [each for each in standing_codings(study) if (each.code, each.span, each.transcript) == (
        one.code, one.span, one.transcript)]
    assert (stands.state, stands.coder, stands.origin) == (State.REJECTED, "王芳", Origin.MODEL)


def test_an_accepted_suggestion_says_where_it_comes_from(settings: Settings) -> None:
    """A record of the person's own, with origin, evidence and basis; the weight is the person's."""
    study = opened(settings)
    suggest(study)
    one = unread(study, "trust")[0]
    (made,) = decide.accept(study, [one.id]).codings
    assert (made.origin, made.basis, made.coder, made.state, made.evidence, made.weight) == (
        Origin.MODEL, one.id, "王芳", State.ACCEPTED, one.evidence, 1.0)
    again = suggest(study)
    assert (again.learning.material.examples.labels == 1).sum() == 28
    assert (made.code, made.quote) not in shown(study, transcripts=[made.transcript])
    assert made.id in {each.id for each in standing_codings(study)}


def test_what_was_read_without_the_code_is_told(settings: Settings) -> None:
    """A suggestion on a passage that somebody read and left without the code is counted as one to look at again."""
    study = opened(settings)
    (one,) = [each.coding for each in now(study, coders=("王芳",), codes=("trust",))
              if each.coding.transcript == "访06" and each.coding.quote == "村上的人我信得过。"]
    decide.reject(study, [one.id])
    found = suggest(study)
    assert found.again == 1


def test_suggestions_on_what_people_have_coded_are_not_shown(settings: Settings) -> None:
    """Held-out suggestions on read passages agree with people, and so there is nothing to decide there."""
    study = opened(settings)
    suggest(study)
    read = [one for one in queue(study) if one.transcript not in UNREAD_FILES]
    assert {(one.code, one.coding.origin) for one in read if one.coding} == {("convenience", Origin.RULE)}


def test_undo_takes_decisions_back_and_leaves_suggestions(settings: Settings) -> None:
    """What was suggested follows from decisions, and is no deed of the person who asked for it."""
    study = opened(settings)
    found = suggest(study)
    one = unread(study)[0]
    decision = decide.accept(study, [one.id])
    with pytest.raises(UsageError, match=r"suggested by what was learnt\) follows from files and cannot be taken back"):
        undo(study.store, settings, study.coder, number=found.operation)
    suggest(study)
    taken = undo(study.store, settings, study.coder)
    assert (taken.entry.id, taken.entry.verb) == (decision.operation, "accept")
    assert (one.code, one.quote) in shown(study, transcripts=[one.transcript])


def test_suggestions_are_taken_back_and_decisions_stay(settings: Settings) -> None:
    """Withdrawn, they are gone from review and tables; suggesting again brings them back under their ids."""
    study = opened(settings)
    suggest(study)
    keys = set(there(study))
    one = unread(study)[0]
    decide.accept(study, [one.id])
    assert withdraw(study) == len(keys)
    assert (there(study), withdraw(study)) == ({}, 0)
    assert not [each for each in standing_codings(study) if each.state is State.PROPOSED and
                each.origin is Origin.MODEL]
    assert (one.code, one.quote, "王芳", "accepted") in summary(study, coders=("王芳",))
    suggest(study)
    assert set(there(study)) & keys


# -- beside rules ------------------------------------------------------------------------------------------------------


def test_rule_and_model_on_one_sentence_are_one_thing_to_decide(settings: Settings) -> None:
    """The rule's proposal, with the chance; a rule that nothing learnt stands behind has none."""
    study = opened(settings)
    suggest(study)
    items = [one for one in queue(study, transcripts=["访11"]) if one.coding]
    both = [one for one in items if one.coding and one.coding.quote == "老人家不会用。"]
    assert [(one.code, one.coding.origin) for one in both if one.coding] == [("literacy", Origin.RULE)]
    (suggestion,) = [one for one in unread(study, "literacy") if one.quote == "老人家不会用。"]
    assert both[0].chance == suggestion.weight
    alone = [one for one in items if one.coding and one.coding.origin is Origin.MODEL]
    assert [one.chance for one in alone] == [one.coding.weight for one in alone if one.coding]
    assert {one.chance for one in queue(study, codes=["convenience"])} == {None}


def test_the_most_uncertain_chances_come_first(settings: Settings) -> None:
    """1 - |2p - 1| of what was learnt, where there is one."""
    study = opened(settings)
    suggest(study)
    items = queue(study, uncertain=0.0, codes=["trust", "literacy"])
    assert [one.uncertainty for one in items] == sorted((one.uncertainty or 0.0 for one in items), reverse=True)
    assert all(one.uncertainty == pytest.approx(1 - abs(2 * one.chance - 1)) for one in items if one.chance)
    assert items[0].coding is not None
    assert items[0].coding.quote == UNREAD
    unsure = [one for one in items if (one.uncertainty or 0.0) >= 0.5]
    assert queue(study, uncertain=0.5, codes=["trust", "literacy"]) == unsure


def test_tables_count_a_place_once_and_captions_say_how_many(settings: Settings) -> None:
    """A suggestion beside a rule or a decision is no second coding."""
    study = opened(settings)
    before = standing_codings(study)
    suggest(study)
    after = standing_codings(study)
    assert [one for one in after if one.origin is not Origin.MODEL] == before
    more = [one for one in after if one.origin is Origin.MODEL]
    with_rules = {(one.code, one.transcript, one.span) for one in before}
    expected = [one for one in unread(study) if (one.code, one.transcript, one.span) not in with_rules]
    assert sorted(one.id for one in more) == sorted(one.id for one in expected)
    n, left = len(after), sum(one.state is State.PROPOSED for one in after)
    assert made_of(after) == (
        f"Of {n} codings, 27 are accepted by people (3 of these proposed by a machine) and {left} are proposals that "
        f"nobody has decided on. Of these proposals, {len(more)} are suggestions of a model.")


# -- files and codes change --------------------------------------------------------------------------------------------


def test_suggestions_move_with_a_corrected_text(settings: Settings) -> None:
    """With their evidence; those on changed words end, and the next call suggests what there is now."""
    suggest(opened(settings))
    rewrite(settings, "访11", "问：平时怎么样？", "问：您老人家平时过得怎么样？")
    rewrite(settings, "访12", "那个软件我搞不来。", "那些软件嘛硬是搞不来。")
    study = opened(settings)
    text = study.corpus.by_name["访11"].text
    moved = [one for one in there(study).values() if one.transcript == "访11"]
    assert [one.quote for one in moved] == [one.span.of(text) for one in moved]
    assert all(one.span.contains(span) for one in moved for piece in one.evidence for span in piece.spans)
    assert ("literacy", "那个软件我搞不来。") not in [(one.code, one.quote) for one in unread(study)]
    found = suggest(study)
    assert {(one.code, one.quote) for one in unread(study)} >= {("literacy", "那些软件嘛硬是搞不来。")}
    assert len(found.codings) == len(there(study)) == len(
        {(one.transcript, one.code, one.span) for one in found.codings})
    assert suggest(opened(settings)).operation == 0


def test_a_renamed_code_takes_its_suggestions_along(settings: Settings) -> None:
    """They have the new code, are decided under it, and the next call finds them in place, under their ids."""
    study = opened(settings)
    suggest(study)
    before = {key: one.quote for key, one in there(study).items() if one.code == "trust"}
    rename(study, "trust", "faith")
    study = opened(settings)
    assert {key: one.quote for key, one in there(study).items() if one.code == "faith"} == before
    assert "trust" not in {code for code, _words in shown(study)}
    found = suggest(study)
    assert (found.operation, found.learning.model.codes) == (0, ("literacy", "faith"))
    assert {one.id for one in found.codings if one.code == "faith"} == set(before)
    one = unread(study, "faith")[0]
    decide.accept(study, [one.id])
    assert (suggest(study).learning.material.examples.labels == 1).sum() == 28


def test_another_code_may_take_the_old_name(settings: Settings) -> None:
    """Ids of suggestions stay apart, though they are made of the names."""
    study = opened(settings)
    suggest(study)
    rename(study, "trust", "faith")
    rename(opened(settings), "literacy", "trust")
    study = opened(settings)
    found = suggest(study)
    assert {(one.code, one.quote) for one in found.codings if one.transcript in UNREAD_FILES} >= {
        ("faith", "我信得过村主任。"), ("trust", "我不会用那个。")}
    assert suggest(opened(settings)).operation == 0


def test_merged_codes_have_one_suggestion_a_place(settings: Settings) -> None:
    """The rules, the codings and the suggestions are the other code's now."""
    study = opened(settings)
    suggest(study)
    merge(study, "trust", "literacy")
    study = opened(settings)
    assert {one.code for one in there(study).values()} == {"literacy"}
    found = suggest(study)
    assert found.learning.model.codes == ("literacy",)
    assert {one.code for one in found.codings} == {"literacy"}


def test_suggestions_of_a_code_that_is_gone_are_not_shown(settings: Settings) -> None:
    """The codebook was changed by hand: they count nowhere, and the next call takes them away."""
    study = opened(settings)
    count = suggest(study).added["trust"]
    book = settings.root / "book.yaml"
    lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    book.write_text("".join(line for line in lines if "id: trust" not in line), encoding="utf-8")
    study = opened(settings)
    assert "trust" not in {code for code, _words in shown(study)}
    assert not [one for one in records(study) if one.code == "trust" and one.state is State.PROPOSED]
    found = suggest(study)
    assert found.gone["trust"] == count
    assert {one.code for one in there(study).values()} == {"literacy"}


# -- who sees and who may ----------------------------------------------------------------------------------------------


def test_who_codes_blind_sees_and_makes_no_suggestion(settings: Settings) -> None:
    """What was learnt from others is not shown, counted or taken away."""
    study = opened(settings)
    n = len(suggest(study).codings)
    add_coder(study, "李雷", blind=True)
    blind = opened(settings, "李雷")
    assert Origin.MODEL not in {one.coding.origin for one in queue(blind) if one.coding}
    assert {one.chance for one in queue(blind)} == {None}
    assert {one.origin for one in records(blind)} == {Origin.RULE}
    assert {one.coding.origin for one in listing(blind.store, blind.coder)} == {Origin.RULE}
    with pytest.raises(UsageError, match="what model coded is hidden"):
        records(blind, [SUGGESTER])
    for call in (suggest, withdraw):
        with pytest.raises(UsageError, match="李雷 codes blind, and a model is made of everybody's decisions"):
            call(blind)
    assert len(there(study)) == n


def test_a_borrowed_codebook_pushes_no_suggestions_out(settings: Settings) -> None:
    """They are of the project's own codes; another codebook is tried with ``learn``, which proposes nothing."""
    before = {one.id for one in suggest(opened(settings)).codings}
    other = settings.root / "other.yaml"
    other.write_text((settings.root / "book.yaml").read_text(encoding="utf-8").replace(
        "id: trust", "id: faith").replace("id: small", "id: other"), encoding="utf-8")
    borrowed = opened(replace(settings, codebook=other, borrowed=True))
    with pytest.raises(UsageError, match="only the project's own codebook gets suggestions"):
        suggest(borrowed)
    assert (len(before), set(there(opened(settings)))) == (38, before)


def test_nobody_works_as_the_model(suggested: tuple[Study, Suggestions], tmp_path: Path) -> None:
    """Before there are suggestions, and after."""
    study, _found = suggested
    for settings in (study.settings, make_project(tmp_path / "fresh")):
        with pytest.raises(UsageError, match="model is what learnt suggestions are made as, and nobody to work as"):
            opened(settings, SUGGESTER)


def test_a_person_called_like_the_model_keeps_what_is_theirs(settings: Settings) -> None:
    """Nothing of it is taken for a suggestion; the message says what to do."""
    study = opened(settings)
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder(SUGGESTER))
    person = opened(settings, SUGGESTER)
    proposal = now(person, coders=("rules",))[0]
    decide.accept(person, [proposal.coding.id])
    for call in (suggest, withdraw):
        with pytest.raises(UsageError, match="model codes in this study, and what was learnt suggests under the same"):
            call(person)
    assert [one[3] for one in summary(person, coders=(SUGGESTER,))] == ["accepted"]


def test_suggestions_are_not_exported(suggested: tuple[Study, Suggestions], tmp_path: Path) -> None:
    """The same codings suggest the same elsewhere; everybody's work is that of people."""
    study, _found = suggested
    with pytest.raises(UsageError, match="model: proposals are not exported"):
        export(study, names=[SUGGESTER], output=tmp_path / "model.jsonl")
    assert [one.coder for one in export(study, everyone=True, output=tmp_path / "all")] == ["王芳"]
