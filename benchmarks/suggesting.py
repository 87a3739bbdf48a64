"""How long learning and suggesting take: 3,000 codings of 30 codes, and 10 MB of interviews.

    python benchmarks/suggesting.py [--megabytes 10] [--codings 3000] [--codes 30]

A project is made of the sample's exchanges, shuffled; of what the shipped codebook proposes, a part is taken as
accepted by one coder, on the first interviews. Each figure is of a fresh process. The peer is scikit-learn alone:
tf-idf of one to three characters and one logistic regression a code on the same passages, fitted once; learning here
fits six times, as every figure is of participants held out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from material import CODEBOOK, exchanges, make_corpus, sample_corpus
from measure import megabytes, peak_memory

from qualcode.model import Coding
from qualcode.settings import read_settings
from qualcode.store import Held
from qualcode.store.codings import put_codings
from qualcode.store.texts import text_sha
from qualcode.workflow.decide import new_coding
from qualcode.workflow.study import open_study, records, register

SETTINGS = f"""[project]
codebook = "{CODEBOOK.as_posix()}"
"""
_OPEN = """
import sys, time
from pathlib import Path
from qualcode.settings import read_settings
from qualcode.workflow.study import open_study
study = open_study(read_settings(Path(sys.argv[1])), coder="A")
"""
WORKS = {
    "open": "",
    "learn": """
from qualcode.workflow.learn import learn
started = time.perf_counter()
learn(study, learner=sys.argv[2])
print(time.perf_counter() - started, file=sys.stderr)
""",
    "suggest": """
from qualcode.workflow.suggest import suggest
started = time.perf_counter()
suggest(study, learner=sys.argv[2])
print(time.perf_counter() - started, file=sys.stderr)
""",
    "peer": """
from qualcode.workflow.material import material
given = material(study)
started = time.perf_counter()
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
import numpy as np
vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
everything = vectorizer.fit_transform([one.text for one in given.speech])
rows = everything[list(given.rows)]
one = LogisticRegression(C=10, solver="liblinear", class_weight="balanced")
said = [one.fit(rows, column).predict_proba(everything)
        for column in np.nan_to_num(given.examples.labels).T if 0 < column.sum() < len(column)]
print(time.perf_counter() - started, file=sys.stderr)
""",
}


def make_project(folder: Path, size: float, codings: int, codes: int) -> str:
    """Write interviews and accept what rules propose on the first of them; return what was made, for the table."""
    (folder / "transcripts").mkdir(parents=True)
    (folder / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    corpus = make_corpus(exchanges(sample_corpus()), size)
    for one in corpus.transcripts:
        (folder / "transcripts" / f"{one.name}.txt").write_text(one.text, encoding="utf-8")
    study = open_study(read_settings(folder), coder="A")
    proposals = records(study, [study.rules])
    wanted = [code for code, _n in Counter(one.code for one in proposals).most_common(codes)]
    chosen: list[Coding] = [one for one in proposals if one.code in wanted][:codings]
    with study.store.writing("A", "add", {}) as operation:
        register(operation, study.coder)
        put_codings(operation, [
            Held(new_coding(study, one.code, one.transcript, one.unit.span),
                 text_sha(study.corpus.by_name[one.transcript].text)) for one in chosen])
    people = len({one.participant for one in chosen})
    return (f"{size:g} MB, {len(corpus.transcripts)} interviews; {len(chosen)} codings of "
            f"{len({one.code for one in chosen})} codes by {people} participants; {len(proposals)} proposals of rules")


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--codings", type=int, default=3000)
    parser.add_argument("--codes", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qualcode-") as name:
        folder = Path(name) / "project"
        print(make_project(folder, options.megabytes, options.codings, options.codes), flush=True)
        seconds = {}
        for learner in ("vectors", "ngrams"):
            for work in ("open", "peer", "learn", "suggest") if learner == "vectors" else ("learn", "suggest"):
                for model in (folder / "models").glob("*") if work == "suggest" else ():
                    model.unlink()  # suggesting learns too
                seconds[work, learner] = _run(WORKS[work], folder, learner)
                print(f"{work:8} {learner:8} " + json.dumps(seconds[work, learner]), flush=True)
        for learner in ("vectors", "ngrams"):
            ratio = seconds["suggest", learner]["work"] / seconds["peer", "vectors"]["work"]
            print(f"suggest with {learner}: {ratio:.1f} x scikit-learn alone")
        for learner in ("vectors", "ngrams"):
            peak = peak_memory(_OPEN + WORKS["suggest"], str(folder), learner)
            print(f"memory, suggest with {learner}: {megabytes(peak)}", flush=True)


def _run(work: str, folder: Path, learner: str) -> dict[str, float]:
    """Return seconds of the work, and of the whole process with reading and the store."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", _OPEN + work, str(folder), learner], check=True,
                          capture_output=True, text=True)
    said = done.stderr.split()
    return {"work": round(float(said[-1]), 1) if said else 0.0, "process": round(time.perf_counter() - started, 1)}


if __name__ == "__main__":
    main()
