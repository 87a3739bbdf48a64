"""What the history calls things, in the language of the user: verbs, kinds of things, fields, times."""

from datetime import datetime
from functools import lru_cache

from qualcode.i18n import _, language
from qualcode.model import State
from qualcode.store.codings import FUZZY, LOST, SURE


def verb_word(verb: str) -> str:
    """Return the words for a verb of the history; an unknown one, of a newer version, stays as it is."""
    return _verbs(language()).get(verb, verb)


def thing_word(table: str) -> str:
    """Return what a thing in the history is called."""
    return _things(language()).get(table, table)


def field_word(field: str) -> str:
    """Return what a field of a thing in the history is called."""
    return _fields(language()).get(field, field)


def state_word(state: str) -> str:
    """Return the word for what was decided about a coding."""
    return _outcomes(language()).get(state, state)


def origin_word(origin: str) -> str:
    """Return the word for what made a coding."""
    return _origins(language()).get(origin, origin)


def kind_word(kind: str) -> str:
    """Return the word for what a coder is."""
    return _origins(language()).get(kind, kind)


def anchor_word(anchor: str) -> str:
    """Return the word for what became of a coding's place when its transcript was corrected."""
    return _outcomes(language()).get(anchor, anchor)


def outcome_word(outcome: str) -> str:
    """Return the word for how a coding came over to a corrected transcript."""
    return _outcomes(language()).get(outcome, outcome)


def local_time(at: str) -> str:
    """Return a time of the store, which is UTC, as the clock on the wall says it: ``2026-11-25 21:10``."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M") if at else ""


# A trail asks for some hundred thousand words: each list is made once for a language, which ``spoken`` names.


@lru_cache(maxsize=2)
def _verbs(spoken: str) -> dict[str, str]:
    return {
        "code": _("proposed by rules"), "suggest": _("suggested by what was learnt"),
        "carry": _("noted new or corrected transcripts"),
        "accept": _("accepted"), "reject": _("rejected"), "recode": _("recoded"), "add": _("coded by hand"),
        "move": _("moved"), "keep": _("confirmed on changed words"), "remove": _("removed"),
        "memo": _("wrote a memo"), "memo-remove": _("removed a memo"), "seen": _("looked through a unit"),
        "undo": _("took back"), "redo": _("did again"), "restore": _("brought back an earlier state"),
        "coder-add": _("added a coder"), "coder-rename": _("renamed a coder"), "coder-blind": _("changed blind coding"),
        "sample": _("drew a sample"), "agree": _("asked for agreement"), "merge": _("merged others' work"),
        "codebook-rename": _("renamed a code"), "codebook-merge": _("merged codes"),
        "codebook-split": _("split a code"), "codebook-move": _("moved a code"),
        "codebook-grow": _("added terms that codings suggested"),
    }


@lru_cache(maxsize=2)
def _things(spoken: str) -> dict[str, str]:
    return {
        "coding": _("coding"), "memo": _("memo"), "coder": _("coder"), "codebook": _("codebook"),
        "transcript": _("transcript"), "sample": _("sampling plan"), "proposed": _("proposals"), "code": _("code"),
        "participant": _("participant"), "project": _("project"),
    }


@lru_cache(maxsize=2)
def _fields(spoken: str) -> dict[str, str]:
    return {
        "state": _("state"), "code": _("code"), "transcript": _("transcript"), "span": _("place"),
        "quote": _("quote"), "coder": _("coder"), "memo": _("memo"), "weight": _("weight"), "polarity": _("polarity"),
        "anchor": _("place after a correction"), "body": _("memo"), "about": _("about"), "target": _("about"),
        "blind": _("codes blind"), "kind": _("kind"), "text": _("version"), "plan": _("plan"),
    }


@lru_cache(maxsize=2)
def _origins(spoken: str) -> dict[str, str]:
    return {
        "rule": _("by rule"), "human": _("by hand"), "model": _("by model"), "import": _("imported"),
        "person": _("person"), "rules": _("rule set"), "consensus": _("consensus"),
    }


@lru_cache(maxsize=2)
def _outcomes(spoken: str) -> dict[str, str]:
    return {
        State.PROPOSED.value: _("proposed"), State.ACCEPTED.value: _("accepted"), State.REJECTED.value: _("rejected"),
        SURE: _("sure"), FUZZY: _("fuzzy"), LOST: _("lost"), "same": _("in its place"),
        "moved": _("moved with its words"),
    }
