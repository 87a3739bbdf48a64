"""Topic models by name."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import import_module
from typing import Any

from qualcode.errors import UsageError
from qualcode.i18n import _
from qualcode.topics.model import TopicModel
from qualcode.topics.seeds import Seeds


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a model's class is, imported when it is made, and whether it is made with seeds."""

    module: str
    made: str
    seeded: bool = False


_KINDS: Mapping[str, _Kind] = {
    "gensim": _Kind("gensim_lda", "GensimLda"),
    "gensim-seeded": _Kind("gensim_lda", "GensimLda", seeded=True),
    "tomotopy": _Kind("tomotopy_lda", "TomotopyLda"),
    "tomotopy-seeded": _Kind("tomotopy_lda", "TomotopyLda", seeded=True),
    "nmf": _Kind("nmf", "Nmf"),
    "keyword": _Kind("keyword_model", "KeywordModel", seeded=True),
}
#: Names of all models.
MODELS = tuple(_KINDS)
#: What is fitted where nobody names a model: of the models with probabilities and without keywords the one whose topics
#: come back best where participants are left out (benchmarks/topics.py).
DEFAULT = "gensim"


def takes_seeds(name: str) -> bool:
    """Tell whether a model is made with keywords.

    Raises:
        UsageError: there is no such model.
    """
    return _kind(name).seeded


def make_model(name: str = DEFAULT, seeds: Seeds | None = None, **options: Any) -> TopicModel:
    """Return a model.

    Args:
        name: One of ``MODELS``.
        seeds: Keywords, for the models that take them.
        options: Fields of the model's class.

    Raises:
        UsageError: there is no such model or option, or the model wants keywords and has none, or the other way round.
    """
    kind = _kind(name)
    if kind.seeded and seeds is None:
        raise UsageError(_("the model {name} begins with keywords of the codebook; name codes that have some, or take "
                           "another model").format(name=name))
    if seeds is not None and not kind.seeded:
        raise UsageError(_("the model {name} takes no keywords; take one of {others}").format(
            name=name, others=", ".join(one for one, other in _KINDS.items() if other.seeded)))
    made = getattr(import_module(f"qualcode.topics.{kind.module}"), kind.made)
    known = {field.name for field in fields(made)} - {"seeds"}
    if unknown := sorted(set(options) - known):
        raise UsageError(_("the model {name} has no option {option}; it has {known}").format(
            name=name, option=unknown[0], known=", ".join(sorted(known))))
    model: TopicModel = made(**options, **({"seeds": seeds} if kind.seeded else {}))
    return model


def name_of(model: TopicModel) -> str:
    """Return the name that makes such a model, "" for one from elsewhere."""
    kind, seeded = type(model), getattr(model, "seeds", None) is not None
    found = (name for name, one in _KINDS.items()
             if (f"qualcode.topics.{one.module}", one.made) == (kind.__module__, kind.__qualname__)
             and one.seeded == seeded)
    return next(found, "")


def _kind(name: str) -> _Kind:
    if name not in _KINDS:
        raise UsageError(_("there is no topic model {name}; take one of {models}").format(
            name=name, models=", ".join(MODELS)))
    return _KINDS[name]
