"""The command line as a whole."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("pandas", "numpy", "scipy", "gensim", "spacy", "matplotlib", "sklearn", "docx", "lxml", "ruamel", "networkx",
         "jieba", "rjieba", "opencc", "wordcloud", "xlsxwriter", "pypdfium2", "jinja2")


def qualcode(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command line in a process of its own, in English and with 80 columns."""
    return subprocess.run(
        [sys.executable, "-m", "qualcode", *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        check=False,
        env={**os.environ, "QUALCODE_LANG": "en", "PYTHONIOENCODING": "utf-8", "COLUMNS": "80", **environment})


def test_help_loads_no_heavy_library() -> None:
    """Asking for help must not wait for libraries that only the work needs."""
    script = ("import sys\nfrom qualcode.cli import main\nsys.argv = ['qualcode', '--help']\n"
              "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
              f"print('loaded:', [name for name in {HEAVY!r} if name in sys.modules])")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False,
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    assert done.stdout.splitlines()[-1] == "loaded: []"


def test_help_answers_at_once() -> None:
    """The best of three runs takes less than a second (about 0.25 s on the machine it was written on)."""
    times = []
    for _run in range(3):
        before = time.perf_counter()
        assert qualcode("--help").returncode == 0
        times.append(time.perf_counter() - before)
    assert min(times) < 1.0


def test_version() -> None:
    """``--version`` prints name and version."""
    from qualcode import __version__

    assert qualcode("--version").stdout == f"qualcode {__version__}\n"


def test_without_a_command_help_is_shown() -> None:
    """Somebody who types the name alone learns what there is."""
    assert "codebook" in qualcode().stdout


def test_help_speaks_chinese() -> None:
    """The language of the user is that of the help."""
    assert "编码本" in qualcode("--help", QUALCODE_LANG="zh").stdout


def test_outside_a_project_the_message_names_the_way_in(tmp_path: Path) -> None:
    """One line, exit code 1, and what to do."""
    done = qualcode("codebook", "show", "--project", str(tmp_path))
    assert (done.returncode, done.stderr) == (
        1, f"error: {tmp_path / 'qualcode.toml'}: not found; make a project with `qualcode new DIR`\n")


def test_a_narrow_code_page_does_not_break_the_output(tmp_path: Path) -> None:
    """A console that lacks Han shows question marks instead of failing."""
    qualcode("new", str(tmp_path / "p"))
    done = qualcode("codebook", "show", "--project", str(tmp_path / "p"), PYTHONIOENCODING="ascii", QUALCODE_LANG="zh")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(os.name == "nt", reason="signals work differently on Windows")
def test_a_reader_that_goes_away_is_no_error() -> None:
    """``qualcode … | head -1`` ends quietly."""
    done = subprocess.run(f'"{sys.executable}" -m qualcode --help | head -1', shell=True, cwd=ROOT,
                          capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="signals work differently on Windows")
def test_ctrl_c_ends_with_130() -> None:
    """An interrupt in the middle of a command is one line and exit code 130."""
    script = ("import time, typer\nimport qualcode.cli.app as app\n"
              "app.app.command('wait')(lambda: (print('ready', flush=True), time.sleep(30)))\n"
              "import sys\nsys.argv = ['qualcode', 'wait']\napp.main()")
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, encoding="utf-8", env={**os.environ, "QUALCODE_LANG": "en"})
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (130, "interrupted; nothing half-written is left\n")
