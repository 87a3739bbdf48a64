"""Tables on the screen and in files."""

import math
from pathlib import Path

import pytest

from qualcode.cli.output import cell_text, is_number, put, say, show


def test_a_table_on_the_screen_counts_han_as_two_columns(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns line up, numbers stand right, and nothing is folded where there is no terminal."""
    show(["code", "n"], [("用户流失", 3), ("a" * 120, 12)])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]
    assert lines == [
        "code" + " " * 116 + "    n",
        "─" * 125,
        "用户流失" + " " * 112 + "    3",
        "a" * 120 + "   12",
    ]


def test_words_in_brackets_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """``[停顿]`` and ``[bold]`` are what people said, not commands to the screen."""
    show(["quote"], [("[停顿] 没得 [bold]x[/bold]",)])
    say("[red]x[/red]")
    assert "[停顿] 没得 [bold]x[/bold]" in (out := capsys.readouterr().out)
    assert out.endswith("[red]x[/red]\n")


@pytest.mark.parametrize(("cell", "expected"), [
    (3, "3"), (0.5, "0.5"), (0.123456, "0.1235"), (2.0, "2"), (1234567.0, "1234567"), (math.nan, "–"), (None, "–"),
    ("群", "群"), (True, "True"), (math.inf, "inf"),
])
def test_cells_are_shown_short(cell: object, expected: str) -> None:
    """A missing value is a dash and never 0; shares have four significant digits."""
    assert cell_text(cell) == expected


def test_missing_values_of_pandas_are_dashes_in_a_column_of_numbers() -> None:
    """NA and NaT are missing too."""
    import pandas as pd

    assert [cell_text(cell) for cell in (pd.NA, pd.NaT, pd.Series([1.5])[0])] == ["–", "–", "1.5"]
    assert [is_number(cell) for cell in (pd.NA, 3, pd.Series([1])[0], True, "3")] == [True, True, True, False, False]


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "parquet"])
def test_a_table_goes_to_the_file_that_its_ending_names(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file is written, the screen stays empty, stderr says where it is."""
    import pandas as pd

    path = tmp_path / f"table.{ending}"
    put(pd.DataFrame({"code": ["用户流失"], "n": [3]}), path)
    captured = capsys.readouterr()
    assert path.stat().st_size > 0
    assert (captured.out, captured.err) == ("", f"1 rows written to {path}\n")
