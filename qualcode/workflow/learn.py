"""``learn``: a model made from people's codings, kept as a file, and how good it is."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan, nan
from pathlib import Path
from typing import TYPE_CHECKING

from qualcode import __version__
from qualcode.errors import NotComputableError, ReadError, UsageError
from qualcode.exporters.atomic import write_bytes
from qualcode.i18n import _
from qualcode.learning.features import Encoder
from qualcode.learning.learner import Grams, Vectors
from qualcode.learning.measure import Limits, Measured, Verdict
from qualcode.workflow.material import Material, material
from qualcode.workflow.progress import Progress, silent
from qualcode.workflow.study import Study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qualcode.learning.curve import Curve
    from qualcode.learning.model import Learned, Model

#: Folder of the project for models.
FOLDER = "models"
#: How many models of a learner are kept, and what stands for the hash in their names.
KEPT, _NAMED = 3, re.compile(r"[0-9a-f]{12}")
#: Names of the learners, the default one first.
LEARNERS = ("vectors", "ngrams")


@dataclass(frozen=True)
class Learning:
    """What was learnt, and from what.

    Attributes:
        model: The model.
        material: What it was made from.
        path: Its file.
        fresh: Whether it was made now; a file for the same codings and texts is used again.
        learned: What it was measured on; None where the file was used again.
        curve: The learning curve, where it was asked for.
        measured: How each code of the codebook does, those without any example too.
    """

    model: "Model"
    material: Material
    path: Path
    fresh: bool
    measured: tuple[Measured, ...]
    learned: "Learned | None" = None
    curve: "Curve | None" = None


def learn(
    study: Study, *, learner: str = "", report: bool = False, progress: Progress = silent,
) -> Learning:
    """Learn from what people coded; the model is written to ``models/`` in the project's folder.

    Args:
        study: The study.
        learner: ``vectors`` or ``ngrams``; that of the settings by default.
        report: Whether to compute the learning curve, and with it what ten examples more would bring.
        progress: Told what is being done.

    Raises:
        UsageError: there is no such learner, or the coder codes blind.
        NotComputableError: nothing was accepted yet, or by one participant only.
        ReadError: vectors or an encoder that the settings name cannot be read.
        WriteError: the model cannot be written.
    """
    refuse_blind(study)
    name = learner or study.settings.learning.learner or LEARNERS[0]
    if name not in LEARNERS:
        raise UsageError(_("--learner {name}: write one of {known}").format(name=name, known=", ".join(LEARNERS)))
    given = material(study)
    if not given.examples.codes:
        raise NotComputableError(_(
            "nothing to learn from: no coding was accepted yet. `qualcode next` shows what to read first, `qualcode "
            "review` what the rules propose"))
    encoder = _encoder(study, name, given)
    sha = fingerprint(study, name, given, encoder)
    path = study.settings.root / FOLDER / f"{name}-{sha[:12]}.npz"
    kept = None if report else _kept(path, encoder, sha)
    if kept is not None:
        return Learning(kept, given, path, False, _all_codes(kept.measured, given))
    return _made(study, given, _learner(name, encoder, study.settings.seed), sha, path, report, progress)


def chances(study: Study) -> dict[str, dict[str, float]]:
    """Return how probable each code is on every unit of respondents' speech: unit id -> code -> in (0, 1).

    On units that people have read it is what was learnt from other participants. Empty where nothing can be learnt, and
    for a coder who codes blind.

    Raises:
        ReadError: vectors or an encoder that the settings name cannot be read.
    """
    if study.coder.blind:
        return {}
    try:
        learning = learn(study)
    except NotComputableError:
        return {}
    said = all_chances(study, learning)
    return {unit.id: dict(zip(learning.model.codes, row, strict=True))
            for unit, row in zip(learning.material.units, said, strict=True)}


def all_chances(study: Study, learning: Learning) -> list[list[float]]:
    """Return (units, codes): the probabilities of every unit; of those that were learnt from, the held-out ones."""
    from qualcode.learning.held_out import held_out

    given, model = learning.material, learning.model
    rows = learning.learned.rows if learning.learned else model.features.rows(given.speech)
    said = model.chances(given.speech, rows)
    if learning.learned:
        outside = learning.learned.held_out
    else:
        learner = Grams(model.features)
        weak = model.features.rows(given.weak.passages)
        outside = held_out(learner, rows[list(given.rows)], given.examples, given.weak, weak)
    said[list(given.rows)] = outside.chances
    numbers: list[list[float]] = said.tolist()
    return numbers


def fingerprint(study: Study, learner: str, given: Material, encoder: Encoder | None) -> str:
    """Return a hash of all that a model depends on: codings, texts, codebook, settings, version."""
    parts = [
        __version__, learner, encoder.sha if encoder else "", study.settings.seed,
        [study.settings.learning.at, study.settings.learning.precision], given.examples.codes,
        [[one.id, one.participant, one.text, one.around, sorted(one.proposed.items()), one.classes]
         for one in given.speech],
        given.rows, [] if given.examples.read is None else given.examples.read.tolist(), _plain(given.examples.labels),
        [[one.text, one.around, one.classes] for one in given.weak.passages], _plain(given.weak.labels),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _plain(labels: "NDArray[np.float64]") -> list[list[int | str]]:
    return [["?" if isnan(value) else int(value) for value in row] for row in labels.tolist()]


def limits_of(study: Study) -> Limits:
    """Return when a code is suggested, by the settings."""
    return Limits(study.settings.learning.at, study.settings.learning.precision)


def _kept(path: Path, encoder: Encoder | None, sha: str) -> "Model | None":
    """Return the model in a file, None where there is none that is sound and of the same codings: it is made anew."""
    from qualcode.learning.files import read_model

    try:
        model = read_model(path, encoder)
    except ReadError:
        return None
    return model if model.made_from == sha else None


def _made(
    study: Study, given: Material, learner: Grams, sha: str, path: Path, report: bool, progress: Progress,
) -> Learning:
    from qualcode.learning.curve import learning_curve, with_gains
    from qualcode.learning.files import model_bytes
    from qualcode.learning.model import learn as fit

    progress(_("learning"), 0, 0)
    learned = fit(learner, given.speech, given.examples, given.rows, given.weak, limits=limits_of(study), made_from=sha)
    curve = None
    if report:
        curve = learning_curve(
            learner, learned.rows[learned.example_rows], given.examples, given.weak, learned.weak_rows,
            whole=learned.held_out.chances, at=learned.model.limits.at,
            tell=lambda done, of: progress(_("learning curve"), done, of))
        learned = replace(learned, model=replace(learned.model, measured=with_gains(learned.model.measured, curve)))
    write_bytes(path, model_bytes(learned.model))
    _tidy(path)
    return Learning(learned.model, given, path, True, _all_codes(learned.model.measured, given), learned, curve)


def _tidy(written: Path) -> None:
    """Remove all but the newest models of the same learner: each is a megabyte, and any can be made again."""
    learner, _dash, _sha = written.stem.rpartition("-")
    found = [path for path in written.parent.glob(f"{learner}-*.npz") if _NAMED.fullmatch(path.stem.rpartition("-")[2])]
    found.sort(key=lambda path: (path == written, path.stat().st_mtime_ns), reverse=True)
    for path in found[KEPT:]:
        path.unlink(missing_ok=True)


def _all_codes(measured: Sequence[Measured], given: Material) -> tuple[Measured, ...]:
    """Return the measures of the codes that were learnt, and rows without figures for those that nobody gave yet."""
    none = (nan, nan)
    return (*measured, *(Measured(code, 0, 0, 0, 0, nan, nan, nan, none, none, Verdict.FEW) for code in given.empty))


def _learner(name: str, encoder: Encoder | None, seed: int) -> Grams:
    return Vectors(given=encoder, seed=seed) if name == "vectors" else Grams()


def _encoder(study: Study, name: str, given: Material) -> Encoder | None:
    """Return the encoder or the word vectors that the settings name, None where they name none."""
    chosen = study.settings.learning
    if name != "vectors":
        return None
    if chosen.encoder:
        from qualcode.learning.encoder import open_encoder

        return open_encoder(chosen.encoder)
    if chosen.vectors:
        from qualcode.learning.word_encoder import word_encoder, words
        from qualcode.learning.word_vectors import read

        wanted = {word for one in given.speech for word in words(one.text)}
        return word_encoder(given.speech, read(chosen.vectors, wanted))
    return None


def refuse_blind(study: Study) -> None:
    """Refuse to show a blind coder what was learnt from others.

    Raises:
        UsageError: the acting coder codes blind.
    """
    if study.coder.blind:
        raise UsageError(_(
            "{coder} codes blind, and a model is made of everybody's decisions; `qualcode agree` ends blindness, or "
            "say --as with another coder").format(coder=study.coder.name))
