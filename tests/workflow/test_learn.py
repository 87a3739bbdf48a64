"""A model made from people's codings, and the file that it is kept in."""

import os
from math import isnan
from pathlib import Path

import pytest

from qualcode.errors import NotComputableError, ReadError, UsageError, WriteError
from qualcode.learning.measure import Limits, Verdict
from qualcode.settings import Settings
from qualcode.store import Coder
from qualcode.store.people import put_coder
from qualcode.workflow import decide
from qualcode.workflow.coder import rename
from qualcode.workflow.learn import Learning, all_chances, chances, fingerprint, learn
from qualcode.workflow.material import material
from tests.learning.make import TRUST, UNREAD
from tests.workflow.study import code_village, make_project, make_village, now, opened, rewrite, village


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of the village, coded."""
    return village(tmp_path / "village")


def told(learning: Learning) -> str:
    """Return every figure of a model."""
    model = learning.model
    return repr((model.learner, model.codes, model.limits, model.measured, model.calibration, model.total,
                 model.passages, model.people, model.assumed, learning.measured))


def test_a_model_is_kept_and_used_again(settings: Settings) -> None:
    """The second call reads the file and says the same, to the last bit, of people who were held out too."""
    study = opened(settings)
    first = learn(study)
    assert (first.fresh, first.path.parent, first.path.name) == (
        True, settings.root / "models", f"ngrams-{first.model.made_from[:12]}.npz")
    body = first.path.read_bytes()
    second = learn(opened(settings))
    assert (second.fresh, second.path, told(second)) == (False, first.path, told(first))
    assert all_chances(study, second) == all_chances(study, first)
    assert first.path.read_bytes() == body


def test_what_was_learnt_with_vectors_is_the_same_again(settings: Settings) -> None:
    """Vectors of words are in the file, and not trained again."""
    study = opened(settings)
    first, second = learn(study, learner="vectors"), learn(study, learner="vectors")
    assert (first.fresh, second.fresh, second.model.learner) == (True, False, "vectors")
    assert all_chances(study, second) == all_chances(study, first)
    assert first.path.name.startswith("vectors-")


def test_figures_are_of_people_held_out(settings: Settings) -> None:
    """Both things that the village says are found; a code without examples has a row and no figures."""
    found = learn(opened(settings))
    assert [(one.code, one.examples, one.people, one.verdict) for one in found.measured] == [
        ("literacy", 13, 9, Verdict.ON), ("trust", 14, 9, Verdict.ON), ("convenience", 0, 0, Verdict.FEW)]
    assert isnan(found.measured[2].precision)
    assert (found.model.passages, found.model.people, found.curve) == (72, 9, None)
    assert (found.material.examples.labels == 1).sum() == 27


def test_a_new_decision_makes_another_model(settings: Settings) -> None:
    """What it was made from is another; the old file stays."""
    study = opened(settings)
    first = learn(study)
    (key,) = [one.coding.id for one in now(study, coders=("rules",), codes=("literacy",))
              if one.coding.transcript == "访11"]
    decide.reject(study, [key])
    second = learn(study)
    assert (second.fresh, second.path != first.path) == (True, True)
    assert first.path.exists()
    decide.accept(study, [key])
    assert learn(study).path not in {first.path, second.path}


def test_a_corrected_transcript_makes_another_model(settings: Settings) -> None:
    """Of the read and of the unread: the words are weighed by all speech."""
    first = learn(opened(settings))
    rewrite(settings, "访12", UNREAD, "今年天干得很。")
    assert learn(opened(settings)).path != first.path


def test_labels_do_not_depend_on_who_coded_in_which_order(settings: Settings, tmp_path: Path) -> None:
    """Another name of the coder, and the same codings made backwards: the same file, to the last byte."""
    study = opened(settings)
    first = learn(study)
    rename(study.store, study.coder, "王芳", "王方")
    renamed = opened(settings, "王方")
    assert (learn(renamed).fresh, learn(renamed).path) == (False, first.path)
    other = opened(make_village(tmp_path / "backwards"))
    code_village(other, backwards=True)
    second = learn(other)
    assert (second.path.name, second.path.read_bytes()) == (first.path.name, first.path.read_bytes())


def test_a_counter_example_of_the_codebook_is_no_example(settings: Settings) -> None:
    """The same words on the other side make another model."""
    book = settings.root / "book.yaml"
    plain = book.read_text(encoding="utf-8")
    shas = []
    for key in ("examples", "counter_examples"):
        more = plain.replace("definition: 没有词，只由人编码。}", f"definition: d, {key}: [交给他我放心。]}}")
        book.write_text(more, encoding="utf-8")
        study = opened(settings)
        shas.append(fingerprint(study, "ngrams", material(study), None))
    assert shas[0] != shas[1]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 half a zip", b"x" * 1000])
def test_a_damaged_file_is_made_again(settings: Settings, damage: bytes) -> None:
    """It holds nothing that cannot be learnt anew."""
    first = learn(opened(settings))
    body = first.path.read_bytes()
    first.path.write_bytes(damage)
    second = learn(opened(settings))
    assert (second.fresh, second.path, second.path.read_bytes()) == (True, first.path, body)


def test_where_models_cannot_be_kept_it_is_told(settings: Settings) -> None:
    """Something else stands where the folder is to be."""
    (settings.root / "models").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match="a file stands where a folder is needed"):
        learn(opened(settings))


def test_a_report_has_the_curve_and_what_ten_more_would_bring(settings: Settings) -> None:
    """It is computed anew; the next call has the gains from the file."""
    study, steps = opened(settings), list[str]()
    learn(study)
    found = learn(study, report=True, progress=lambda step, *_numbers: steps.append(step))
    assert found.curve is not None
    assert [point.passages for point in found.curve.points] == [18, 36, 54, 72]
    assert found.curve.points[-1].micro_f1 == found.model.total.micro_f1
    assert all(0 <= one.gain <= 1 - one.f1 for one in found.model.measured)
    assert (found.fresh, steps[0], set(steps)) == (True, "learning", {"learning", "learning curve"})
    again = learn(study)
    assert (again.fresh, [one.gain for one in again.model.measured]) == (
        False, [one.gain for one in found.model.measured])


# -- settings ----------------------------------------------------------------------------------------------------------


def test_the_settings_say_when_a_code_is_suggested(tmp_path: Path) -> None:
    """From which probability on, and what share must be right; the model is another one."""
    settings = village(tmp_path / "village", "at = 0.999\nprecision = 0.9\n")
    found = learn(opened(settings))
    assert (found.model.limits, found.model.on) == (Limits(0.999, 0.9), set())
    assert found.path != learn(opened(village(tmp_path / "other"))).path


def test_vectors_of_the_users_own_are_read(tmp_path: Path) -> None:
    """Named in the settings; the model carries what it needs of them."""
    settings = village(tmp_path / "village", 'vectors = "own.vec"\n')
    (settings.root / "own.vec").write_text("我 1 0\n的 0 1\n信得过 0.5 -1\n", encoding="utf-8")
    study = opened(settings)
    found = learn(study, learner="vectors")
    assert found.model.learner == "vectors (own.vec)"
    assert all_chances(study, learn(study, learner="vectors")) == all_chances(study, found)
    (settings.root / "own.vec").write_text("我 1 0\n的 1 1\n信得过 0.5 -1\n", encoding="utf-8")
    assert learn(study, learner="vectors").path != found.path


@pytest.mark.parametrize("line", ['vectors = "none.vec"\n', 'encoder = "none"\n'])
def test_what_the_settings_name_and_is_not_there_is_told(tmp_path: Path, line: str) -> None:
    """Only where it is needed."""
    study = opened(village(tmp_path / "village", line))
    assert learn(study).model.learner == "ngrams"
    with pytest.raises(ReadError, match="none"):
        learn(study, learner="vectors")


# -- what cannot be learnt from ----------------------------------------------------------------------------------------


def test_without_codings_there_is_nothing_to_learn(tmp_path: Path) -> None:
    """The message says how to begin; nobody's chances are asked for."""
    study = opened(make_project(tmp_path / "study"))
    with pytest.raises(NotComputableError) as caught:
        learn(study)
    assert str(caught.value) == (
        "nothing to learn from: no coding was accepted yet. `qualcode next` shows what to read first, `qualcode "
        "review` what the rules propose")
    assert chances(study) == {}


def test_of_one_person_nothing_is_learnt(tmp_path: Path) -> None:
    """Nobody is left to measure on."""
    study = opened(make_village(tmp_path / "village"))
    code_village(study, read=1)
    with pytest.raises(NotComputableError, match="codings of at least two participants are needed"):
        learn(study)
    assert chances(study) == {}


def test_an_unknown_learner_is_refused(settings: Settings) -> None:
    """The known ones are named."""
    with pytest.raises(UsageError, match="--learner nonsense: write one of vectors, ngrams"):
        learn(opened(settings), learner="nonsense")


def test_who_codes_blind_learns_nothing_of_the_others(settings: Settings) -> None:
    """No model and no chance; the message says how blindness ends."""
    study = opened(settings)
    with study.store.writing("王芳", "coder-add") as operation:
        put_coder(operation, Coder("李雷", blind=True))
    blind = opened(settings, "李雷")
    with pytest.raises(UsageError, match="李雷 codes blind, and a model is made of everybody's decisions"):
        learn(blind)
    assert chances(blind) == {}
    assert not (settings.root / "models").exists()


# -- chances -----------------------------------------------------------------------------------------------------------


def test_chances_of_read_units_are_by_what_others_said(settings: Settings) -> None:
    """Of every unit of respondents; where people have read, those that were held out."""
    study = opened(settings)
    found, learning = chances(study), learn(study, report=True)
    assert list(found) == [unit.id for unit in learning.material.units]
    assert learning.learned is not None
    ids = [one.id for one in learning.material.examples.passages]
    assert [[found[name][code] for code in ("literacy", "trust")] for name in ids] == (
        learning.learned.held_out.chances.tolist())
    said = {unit.id: unit.span.of(study.corpus.by_name[unit.transcript].text) for unit in learning.material.units}
    unread = [name for name in found if name not in ids]
    assert min(found[name]["trust"] for name in unread if said[name] in TRUST) > 0.9
    assert max(found[name]["trust"] for name in unread if "信得过" not in said[name]) < 0.1


def test_the_last_three_models_of_a_learner_are_kept(settings: Settings) -> None:
    """What somebody put beside them stays, and so do another learner's."""
    folder = settings.root / "models"
    folder.mkdir()
    names = [f"ngrams-{number:012x}.npz" for number in range(4)]
    others = ["vectors-0123456789ab.npz", "ngrams-mine.npz", "notes.txt"]
    for number, name in enumerate([*names, *others]):
        (folder / name).write_bytes(b"")
        os.utime(folder / name, ns=(number, number))
    made = learn(opened(settings))
    assert sorted(path.name for path in folder.iterdir()) == sorted([made.path.name, *names[2:], *others])
