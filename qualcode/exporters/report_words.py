"""Every word on the page of the report that is not the project's own, in the language of messages."""

from qualcode.i18n import _


def words() -> dict[str, str]:
    """Return key -> text; placeholders in braces are filled on the page."""
    return _sections() | _overview() | _matrices() | _passages() | _search() | _themes() | _codebook() | _values()


def columns() -> dict[str, str]:
    """Return the headings of columns that only this page has; all others are called as in every table."""
    return {
        "source": _("File"), "layout": _("Layout"), "encoding": _("Encoding"), "speakers": _("Who speaks"),
        "unread": _("Lines not understood"), "refused": _("Refused because"), "warnings": _("Warnings"),
        "path": _("File"), "line_number": _("Line"), "message": _("Finding"), "topic": _("Topic"),
        "terms": _("Words"), "frex_terms": _("Distinctive words (FREX)"), "share": _("Share"),
        "documents": _("Documents"), "npmi": _("NPMI"), "stability": _("Stability"),
        "code_lift": _("Lift of the code"), "theme": _("Theme"), "theme_lift": _("Lift of the theme"),
        "excerpts": _("Excerpts"), "role_group": _("Group of roles"),
    }


def _sections() -> dict[str, str]:
    return {
        "title": _("Coding report"), "skip": _("Skip to the content"), "contents": _("Contents"),
        "overview": _("Overview"), "reading": _("What was read"), "people": _("Participants"),
        "matrices": _("Codes by group"), "themes": _("Themes"), "figures": _("Figures"), "topics": _("Topics"),
        "unstable": _("not stable"),
        "excerpts": _("Excerpts"), "codebook": _("Codebook"), "findings": _("Findings in the codebook"),
        "run": _("Run record"),
        "confidential": _("This file holds the full text of the interviews. Keep it as safe as the interviews."),
        "noscript": _("Tables of codes and excerpts need JavaScript, which is switched off in this browser."),
    }


def _overview() -> dict[str, str]:
    return {
        "date": _("Date of the run"), "no_date": _("not recorded"), "version": _("Version"),
        "hash": _("SHA-256"), "n_transcripts": _("transcripts"), "n_participants": _("participants"),
        "n_turns": _("turns"), "n_respondent_turns": _("{n} by respondents"),
        "n_characters": _("respondents' characters"), "n_codings": _("codings"), "n_codes": _("codes used"),
        "of_codes": _("of {n}"), "sizes": _("Size of the groups"),
        "not_counted": _("Not counted: {left_out} codings on words of interviewers or bystanders, {lost} in "
                         "transcripts that are not here, {rejected} that people rejected."),
    }


def _matrices() -> dict[str, str]:
    return {
        "by": _("by {attribute}"), "measure": _("Show"), "references": _("References"), "covered": _("People covered"),
        "share": _("Share of people"), "rate": _("References per 1,000 characters"), "all": _("All"),
        "code": _("Code"), "hide_unused": _("Hide codes without references"), "code_filter": _("Filter codes"),
        "legend_zero": _("0 = could have said it and did not"), "legend_not_asked": _("— = not asked"),
        "legend_missing": _("× = asked, and said nothing"), "legend_undefined": _("? = cannot be computed"),
        "small": _("n < 10: read the counts, not the percentages"),
        "grid_help": _("Arrow keys move between cells, Enter opens the excerpts behind a number."),
        "group_size": _("{people} people, {transcripts} transcripts, {characters} characters"),
        "cell_summary": _("{references} references, {people} of {asked} people, {rate} per 1,000 characters"),
        "own_only": _("A parent shows its own codings, not its children's."), "frequent": _("Most frequent first"),
        "nothing_here": _("No coding here."), "n": _("n = {n}"),
        "began_elsewhere": _("begins in another person's words and is counted there"),
    }


def _passages() -> dict[str, str]:
    return {
        "close": _("Close"), "back": _("Back"), "open_transcript": _("Open in the transcript"),
        "open_text": _("Transcript:"),
        "rule": _("Rule"), "line": _("line {n}"), "by_person": _("coded by {coder}"), "more": _("Show more ({n} left)"),
        "place": _("characters {start}–{end}"), "only_code": _("Mark only"), "all_codes": _("all codes"),
        "numbers": _("Sentence numbers"), "uncounted": _("not counted: not a respondent's words"),
        "unknown_link": _("This link leads to nothing in this report."),
        "preamble": _("Before the first turn"), "note_mark": _("nobody said this"), "unread_mark": _("not understood"),
    }


def _search() -> dict[str, str]:
    return {
        "search": _("Search in the coded words"), "any": _("any"), "polarity": _("Polarity"),
        "found": _("{n} excerpts, {people} people, {transcripts} transcripts"), "nothing_found": _("Nothing found."),
        "reset": _("Reset"),
    }


def _themes() -> dict[str, str]:
    return {
        "people_of": _("{n} of {all} people"), "n_references": _("{n} references"), "dispersion": _("dispersion (DP)"),
        "typical": _("Typical"), "contrary": _("Contrary"), "silent": _("Does not speak of it"),
        "neighbours": _("Stands together with"), "related_topic": _("Related topic"),
        "not_stated": _("not stated"), "by_code": _("Code by code"),
    }


def _codebook() -> dict[str, str]:
    return {
        "definition": _("Definition"), "include": _("Include"), "exclude": _("Exclude"), "terms": _("Terms"),
        "rules": _("Rules"), "except": _("Except"), "examples": _("Examples"),
        "counter_examples": _("Counter-examples"), "unknown_code": _("no longer in the codebook"),
    }


def _values() -> dict[str, str]:
    """Words for the values of the model, by the value."""
    return {
        "affirmed": _("affirmed"), "negated": _("negated"), "weak": _("weakly negated"), "mixed": _("mixed"),
        "proposed": _("proposed"), "accepted": _("accepted"), "rejected": _("rejected"),
        "interviewer": _("interviewer"), "respondent": _("respondent"), "other": _("bystander"),
        "reported": _("reported speech"), "echo": _("repeats the question"), "hypothetical": _("hypothetical"),
    }
