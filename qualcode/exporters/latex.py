r"""Documents as LaTeX for XeLaTeX: ctex for Chinese, booktabs for three-line tables, longtable for long ones.

Everything that people said is escaped. ``\\`` is never followed by ``[`` or ``*``, which LaTeX would take for its
options, and no dashes or quotation marks join into others.
"""

import re
from pathlib import Path

from qualcode.exporters.atomic import write_text
from qualcode.exporters.cells import xml_text
from qualcode.exporters.document import Document, Heading, Paragraph, Run, Table

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", '"': r"\textquotedbl{}",
    "[": "{[}", "*": "{*}", "\t": " ", "\r": " ", "\x7f": "", "\u2028": " ", "\u2029": " ", "\ufeff": "",
    "δ": r"\ensuremath{\delta}",  # which the Latin fonts of TeX lack
}
_ESCAPES = str.maketrans(_SPECIAL)
_SIDEWAYS = "\\begin{landscape}\n"
#: two of these in a row would become one sign
_LIGATURE = re.compile(r"([-',<>])(?=\1)")
#: 三线表: lines of 1.5 and .75 points, 五号 in the table and 小五 below it; a free Times where there is no other
PREAMBLE = r"""% !TeX program = xelatex
\documentclass[UTF8,a4paper]{ctexart}
\usepackage[margin=25mm]{geometry}
\usepackage{array,booktabs,longtable,pdflscape,caption,xcolor}
\IfFontExistsTF{Times New Roman}{\setmainfont{Times New Roman}}{%
  \IfFontExistsTF{TeX Gyre Termes}{\setmainfont{TeX Gyre Termes}}{}}
\setlength{\heavyrulewidth}{1.5pt}
\setlength{\lightrulewidth}{.75pt}
\setlength{\tabcolsep}{3pt}
\captionsetup{labelformat=empty,labelsep=none,font=bf,skip=4pt}
\AtBeginDocument{\setlength{\LTcapwidth}{\textwidth}}
\newcolumntype{L}[1]{>{\raggedright}p{\dimexpr#1\linewidth-2\tabcolsep\relax}}
\newcolumntype{C}[1]{>{\centering}p{\dimexpr#1\linewidth-2\tabcolsep\relax}}
\newcommand{\tablenote}[1]{\par\noindent{\zihao{-5}#1\par}\bigskip}
\setlength{\emergencystretch}{2em}
"""


def write_latex(document: Document, path: Path) -> Path:
    """Write a document as UTF-8 LaTeX. The same document gives the same bytes.

    Raises:
        WriteError: the file cannot be written; the last good one stays.
    """
    return write_text(path, to_latex(document))


def to_latex(document: Document) -> str:
    """Return a document as a LaTeX source that compiles by itself."""
    title = rf"\section*{{{_line(document.title)}}}"
    blocks = [_block(block) for block in document.blocks]
    if blocks and blocks[0].startswith(_SIDEWAYS):  # else the title would have a page to itself
        title, blocks[0] = "", f"{_SIDEWAYS}{title}\n{blocks[0].removeprefix(_SIDEWAYS)}"
    return "\n".join([
        PREAMBLE, r"\begin{document}", title, *(f"{block}\n" for block in blocks), r"\end{document}"]) + "\n"


def escape(words: str) -> str:
    r"""Return a text, line breaks kept, in which nothing is a command any more.

    >>> escape("50% of $x_1 -- [好]")
    '50\\% of \\$x\\_1 -{}- {[}好]'
    """
    return _LIGATURE.sub(r"\1{}", xml_text(words).translate(_ESCAPES))


def _line(words: str) -> str:
    """Return a text on one line."""
    return " ".join(escape(words).split())


def _lines(words: str) -> str:
    r"""Return a text whose line breaks are ``\\``; no line is empty, for LaTeX has none there to end."""
    return r" \\ ".join(line for line in map(str.strip, escape(words).split("\n")) if line)


def _block(block: Heading | Paragraph | Table) -> str:
    if isinstance(block, Heading):
        command = ("section", "subsection", "subsubsection", "paragraph")[min(block.level, 4) - 1]
        return rf"\{command}*{{{_line(block.text)}}}"
    if isinstance(block, Table):
        return _table(block)
    words = r"\\ ".join(_run_lines(block))
    if block.style == "quote":
        return f"\\begin{{quote}}\n{words}\n\\end{{quote}}"
    return rf"\tablenote{{{words}}}" if block.style == "note" else words


def _run_lines(block: Paragraph) -> list[str]:
    """Return the lines of a paragraph, each made of its runs."""
    lines = [""]
    for run in block.runs:
        first, *rest = run.text.split("\n")
        lines[-1] += _run(run, first)
        lines += [_run(run, line) for line in rest]
    return [line for line in lines if line.strip()]


def _run(run: Run, words: str) -> str:
    made = escape(words)
    if made and (run.bold or run.marked):
        made = rf"\textbf{{{made}}}"
    return rf"\textcolor{{gray}}{{{made}}}" if made and run.muted else made


def _table(table: Table) -> str:
    note = rf"\tablenote{{{_line(table.note)}}}" if table.note else ""
    if not table.header:
        return rf"\begin{{center}}\bfseries {_line(table.caption)}\end{{center}}" + f"\n{note}"
    columns = "".join(f"{'C' if number in table.numbers else 'L'}{{{share:.4f}}}"
                      for number, share in enumerate(table.shares))
    head = " & ".join(rf"\multicolumn{{1}}{{C{{{share:.4f}}}}}{{\bfseries {_lines(words)}}}"
                      for share, words in zip(table.shares, table.header, strict=True)) + r" \tabularnewline"
    caption = rf"\caption{{{_line(table.caption)}}} \tabularnewline" if table.caption else ""
    body = [" & ".join(map(_lines, row)) + r" \tabularnewline" for row in table.rows]
    made = "\n".join([
        r"{\zihao{5}", rf"\begin{{longtable}}{{{columns}}}", caption, r"\toprule", head, r"\midrule", r"\endfirsthead",
        r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endfoot", *body, r"\end{longtable}}", note,
    ])
    return f"{_SIDEWAYS}{made}\n\\end{{landscape}}" if table.wide else made
