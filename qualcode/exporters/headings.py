"""What a column is called where people read it; csv and parquet keep the identifiers."""

from functools import lru_cache

from qualcode.i18n import _, language
from qualcode.model import HEADINGS


def heading(column: str) -> str:
    """Return the heading of a column in the language of messages; an unknown column keeps its name.

    Attributes are called as the researchers' own tables call them.
    """
    spoken = language()
    known = _known(spoken)
    if column in known:
        return known[column]
    key = column.removesuffix("_attr")
    if key in HEADINGS:
        return HEADINGS[key][0] if spoken == "zh" else key.replace("_", " ")
    return column


@lru_cache(maxsize=2)
def _known(spoken: str) -> dict[str, str]:
    """Return every known heading in the language of messages, which ``spoken`` names: a table asks for many."""
    return _who_and_where() | _counts() | _lists() | _history() | _measures() | _comparison() | _descriptions() | {
        **_topics(),
        **_thesis(),
        "coding_id": _("Coding ID"), "code": _("Code ID"), "code_name": _("Code"), "text": _("Text"),
        "polarity": _("Polarity"), "rule": _("Rule"), "evidence": _("Evidence"), "coder": _("Coder"),
        "origin": _("Origin"), "state": _("State"), "flags": _("Flags"), "before": _("Before"), "after": _("After"),
        "question": _("Question"), "left": _("Left"), "key": _("Keyword"), "right": _("Right"),
        "status": _("Status"), "note": _("Note"),
        "found": _("Matched words"), "codes": _("Codes"),
    }


def _who_and_where() -> dict[str, str]:
    return {
        "transcript": _("Transcript"), "participant": _("Participant"), "speaker": _("Speaker"),
        "speaker_role": _("Role in the interview"), "unit_id": _("Unit ID"), "turn": _("Turn"), "start": _("Start"),
        "end": _("End"), "listed": _("In the attribute table"), "turns": _("Turns"), "by": _("Grouped by"),
        "group": _("Group key"), "group_label": _("Group"),
    }


def _counts() -> dict[str, str]:
    return {
        "characters": _("Characters"), "n_participants": _("People in the group"), "n_asked": _("People asked"),
        "n_transcripts": _("Transcripts in the group"), "n_units": _("Units in the group"),
        "n_characters": _("Characters in the group"), "participants": _("People covered"),
        "transcripts": _("Sources"), "references": _("References"), "units_coded": _("Units coded"),
        "share_participants": _("Share of people"), "share_units": _("Share of units"),
        "rate_per_1000": _("References per 1,000 characters"), "code_a": _("Code A"), "code_b": _("Code B"),
        "n_a": _("Units with A"), "n_b": _("Units with B"), "n_both": _("Units with both"), "jaccard": _("Jaccard"),
        "name_a": _("Name A"), "name_b": _("Name B"), "pmi": _("PMI (log2)"), "c_coefficient": _("c-coefficient"),
        "word_a": _("Word A"), "word_b": _("Word B"), "people_both": _("People with both"),
        "n_with": _("Units with it"), "degree": _("Degree"), "strength": _("Units shared"),
        "closeness": _("Closeness"), "betweenness": _("Betweenness"), "community": _("Community"),
    }


def _lists() -> dict[str, str]:
    """Columns of word lists, topics and the read report."""
    return {
        "rank": _("Rank"), "word": _("Word"), "form": _("Counted form"), "pos": _("Part of speech"),
        "frequency": _("Frequency"), "documents": _("Documents"), "per_1000": _("Per 1,000 words"),
        "per_million": _("Per million words"), "dispersion": _("Dispersion (DP)"), "term": _("Term"),
        "cut": _("Cut into"), "cohesion": _("Cohesion"),
        "left_entropy": _("Left entropy"), "right_entropy": _("Right entropy"), "topic": _("Topic"),
        "terms": _("Words"), "frex_terms": _("Words by FREX"), "share": _("Mean share"), "npmi": _("NPMI"),
        "stability": _("Stability"), "theme": _("Theme"), "layout": _("Layout"),
        "encoding": _("Encoding"), "speakers": _("Who speaks"), "unread": _("Lines not understood"),
    }


def _history() -> dict[str, str]:
    """Columns of codings as the store keeps them, of memos and of the history."""
    return {
        "memo": _("Memo"), "weight": _("Weight"), "anchor": _("Place after a correction"), "basis": _("Decides on"),
        "time": _("Time"), "memo_id": _("Memo ID"), "about": _("About"), "target": _("Of what"),
        "operation": _("No."), "verb": _("What was done"), "thing": _("What"), "thing_id": _("ID"),
        "quote": _("Quote"), "field": _("Field"), "outcome": _("Outcome"), "similarity": _("Similarity"),
        "reason": _("Reason"), "old_start": _("Old start"), "old_end": _("Old end"), "old_text": _("Old words"),
    }


def _measures() -> dict[str, str]:
    """Columns of samples, evaluation and agreement; coefficients are called by their symbols in every language."""
    return {
        "stratum": _("Stratum"), "n_drawn": _("Units drawn"), "level": _("Level"), "gold": _("Gold"),
        "tested": _("Tested"), "tp": _("Found (tp)"), "fp": _("False hits (fp)"), "fn": _("Missed (fn)"),
        "precision": _("Precision"), "precision_low": _("Precision, low"), "precision_high": _("Precision, high"),
        "recall": _("Recall"), "recall_low": _("Recall, low"), "recall_high": _("Recall, high"), "f1": _("F1"),
        "shared": _("Share of characters"), "others": _("Other codes there"), "partial": _("Same code, not counted"),
        "rules": _("Rules"), "hits": _("Hits"), "false_hits": _("False hits"), "low": _("Low"), "high": _("High"),
        "scope": _("Scope"), "n": "n", "percent": _("Agreement"), "has": _("Coded by"), "lacks": _("Not coded by"),
        "examples": _("Examples"), "suggested": _("Suggested"), "gain": _("Gain by ten more"), "verdict": _("Verdict"),
        "passages": _("Labelled passages"), "micro_f1": _("Micro-F1"), "micro_low": _("Micro-F1, low"),
        "micro_high": _("Micro-F1, high"), "macro_f1": _("Macro-F1"), "macro_low": _("Macro-F1, low"),
        "macro_high": _("Macro-F1, high"), "cells": _("Cells"), "said": _("Probability"), "true": _("Share coded so"),
        "quotes": _("What each coded"), "coder_a": _("Coder A"), "coder_b": _("Coder B"),
    }


def _descriptions() -> dict[str, str]:
    """Columns of what describes participants, and of the tables made of their attributes."""
    return {
        "attribute": _("Attribute"), "value": _("Value"), "n_group": _("People in the group"),
        "share_all": _("Share of all"), "share_stated": _("Share of those stated"), "missing": _("Not stated"),
        "mean": _("Mean"), "sd": _("SD"), "median": _("Median"), "minimum": _("Minimum"), "maximum": _("Maximum"),
        "role_position": _("Role or position"), "minutes": _("Length (minutes)"),
        "row": _("Row"), "column": _("Column"), "n_row": _("People in the row"), "n_column": _("People in the column"),
        "share_row": _("Row %"), "share_column": _("Column %"), "expected": _("Expected count"),
        "interview_order": _("Order"), "n_codes": _("Codes there"), "n_new": _("New codes"),
        "new_codes": _("Which are new"),
        "cumulative": _("Codes so far"), "share_found": _("Share of all found"),
        "mean_curve": _("Mean of random orders"), "held_out": _("Held out"), "base_size": _("Base"),
        "base_codes": _("Codes of the base"), "run_length": _("Run"), "threshold": _("Threshold"),
        "saturated_at": _("Reached at"), "run_from": _("Run from"), "run_to": _("Run to"),
        "new_in_run": _("New in the run"), "new_share": _("New, share of the base"),
        "followed": _("A, then B"), "share_followed": _("Share of A"), "lift": _("Lift"),
        "z": "z", "log_odds": _("Log-odds ratio"), "frequency_rest": _("Frequency elsewhere"),
        "per_1000_rest": _("Per 1,000 words elsewhere"), "participants_rest": _("People elsewhere"),
        "n_participants_rest": _("People in the other groups"),
    }


def _comparison() -> dict[str, str]:
    """Columns of comparisons of groups."""
    return {
        "mentioning": _("People who mention it"), "group_a": _("First group"), "group_b": _("Second group"),
        "mean_a": _("Mean, first"), "mean_b": _("Mean, second"), "difference": _("Difference"),
        "difference_low": _("Difference, low"), "difference_high": _("Difference, high"),
        "method": _("Kind of interval"), "ratio": _("Ratio"),
        "ratio_low": _("Ratio, low"), "ratio_high": _("Ratio, high"), "cliff_delta": _("Cliff's delta"),
        "delta_low": _("Cliff's delta, low"), "delta_high": _("Cliff's delta, high"), "p": "p", "q": "q",
        "eta_squared": "η²", "p_holm": _("p (Holm)"), "test": _("Test"), "arrangements": _("Arrangements tried"),
        "detectable": _("Detectable difference"), "units": _("Units"),
    }


def _topics() -> dict[str, str]:
    """Columns of topics and of what they are made of."""
    return {
        "label": _("Keywords of"), "document_share": _("Share of documents"), "towns": _("Towns"),
        "person": _("Who has most of it"), "largest_person": _("That person's share of it"),
        "person_share": _("That person's share of all"), "exclusivity": _("Exclusivity"),
        "stability_seeds": _("Stability over seeds"), "stability_seeds_sd": _("SD over seeds"),
        "stability_resamples": _("Stability over participants"), "stability_resamples_sd": _("SD over participants"),
        "stability_without": _("Stability without the person who has most"),
        "code_lift": _("Lift of the code"), "code_q": _("q of the code"), "theme_lift": _("Lift of the theme"),
        "theme_q": _("q of the theme"), "excerpts": _("Excerpts"), "frex": "FREX", "kind": _("Kind"),
        "within": _("Lift within people"), "named": _("Goes with it"), "told": _("Has its keywords"),
        "best_topic": _("Nearest topic"), "best_lift": _("Its lift"), "best_within": _("Its lift within people"),
        "best_p": _("Its p"), "best_q": _("Its q"), "unit": _("Unit ID"), "between_seeds": _("SD between seeds"),
        "instability": _("Instability"), "score": _("Score"), "error": _("Standard error"),
        "chosen": _("Chosen"), "words": _("Different words"), "occurrences": _("Occurrences"),
    }


def _thesis() -> dict[str, str]:
    """Columns of the tables that theses print."""
    return {
        "statement": _("Original words (with id)"), "concept": _("Initial concept"), "category": _("Initial category"),
        "main_category": _("Main category"), "matching_category": _("Category"),
        "meaning": _("What the category means"),
        "relation": _("Typical relation"), "relation_meaning": _("What the relation means"),
        "representative": _("Representative words of respondents"), "share_of_references": _("Share (%)"),
        "share_percent": _("Share (%)"), "interview": _("Interview"), "n_new_categories": _("New categories"),
        "mean_of_orders": _("Mean of random orders [band]"),
        "definition": _("Definition"), "include": _("Include"), "exclude": _("Exclude"),
        "typical": _("Typical words"), "negative_example": _("Negative example"),
    }
