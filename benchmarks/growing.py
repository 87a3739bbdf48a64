"""What ``codebook grow`` suggests on some participants' coded interviews, measured on other participants'.

    python benchmarks/growing.py [--statements] [--splits 10] [--top 5] [--min-precision 0.6] [--from-nothing] [--shown]

Hand codings are put into a copy of the project, in which every passage is read. The first ``--top`` candidates of each
code are taken as they come, the senseless with the good, and tried on participants that they were not grown on.

The sample: its 1,906 sentences (``tests/data/sample_codings.jsonl``). Each split grows on ten participants, five of
each town, and measures on the six others. ``--statements``: grown on the statements of ``statements_learn.jsonl`` (40
people), measured on those of ``statements_test.jsonl`` (22 others), once.

A candidate must find accepted passages that the shipped rules miss; with ``--from-nothing`` the codes have neither
terms nor rules, so that candidates may find anything.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qualcode.analysis.growth import Idea
from qualcode.analysis.growth_choice import Candidate, Check, Standing, Tried
from qualcode.codebook import read_codebook
from qualcode.model import UnitKind
from qualcode.settings import read_settings
from qualcode.store import Held
from qualcode.store.codings import put_codings
from qualcode.store.texts import text_sha
from qualcode.workflow.decide import new_coding
from qualcode.workflow.ground import Ground, ground, try_ideas
from qualcode.workflow.grow import LEAST_PRECISE, grow
from qualcode.workflow.seen import mark_seen
from qualcode.workflow.study import Study, open_study, register

ROOT = Path(__file__).parents[1]
#: Statements to grow on, and those to measure on.
STATEMENTS = ("statements_learn", "statements_test")
ROLES = {"villager": "普通村民", "village_cadre": "村支书/主任", "township_cadre": "乡镇干部",
         "platform_staff": "平台企业人员"}
SETTINGS = """[project]
codebook = "codebooks/digital_governance.yaml"
participants = "transcripts/participants.csv"

[coding]
unit = "turn"
"""
CODER = "gold"
#: Fewest codings of a code, and participants of each town that are grown on.
LEAST, GROWN_ON = 15, 5


@dataclass
class Sums:
    """What candidates find on held-out participants, over codes and splits.

    Attributes:
        right: Accepted passages found. found: All passages found. there: All accepted passages.
        each_right: The same, each candidate for itself. each_found: Likewise.
        seen_right: What they found where they were grown. seen_found: Likewise.
        candidates: How many. codes: Codes, of each split, that got any. idle: Codes that got none.
    """

    right: int = 0
    found: int = 0
    there: int = 0
    each_right: int = 0
    each_found: int = 0
    seen_right: int = 0
    seen_found: int = 0
    candidates: int = 0
    codes: int = 0
    idle: int = 0
    passages: int = 0

    def add(self, candidates: Sequence[Candidate], tried: Iterable[Tried], held_out: Ground) -> None:
        """Count one code of one split."""
        right: set[str] = set()
        wrong: set[str] = set()
        for one in tried:
            right |= one.right
            wrong |= one.wrong
            self.each_right += len(one.right)
            self.each_found += len(one.right) + len(one.wrong)
        self.seen_right += sum(one.accepted for one in candidates)
        self.seen_found += sum(one.accepted + one.rejected + one.other for one in candidates)
        self.right += len(right)
        self.found += len(right) + len(wrong)
        self.there += len(held_out.of(Standing.ACCEPTED))
        self.passages += len(held_out.units)
        self.candidates += len(candidates)
        self.codes += bool(candidates)
        self.idle += not candidates

    def row(self, name: str) -> str:
        """Return a line of the table."""
        return (f"{name:26}{self.candidates:6}{_share(self.seen_right, self.seen_found):>17}"
                f"{_share(self.each_right, self.each_found):>17}{_share(self.right, self.found):>17}"
                f"{_share(self.right, self.there):>17}{self.there / max(self.passages, 1):8.1%}")


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {part / whole:.2f}" if whole else "-"


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--statements", action="store_true", help="statements instead of the sample")
    parser.add_argument("--splits", type=int, default=10)
    parser.add_argument("--top", type=int, default=5, help="candidates that are accepted, of each code")
    parser.add_argument("--participants", type=int, default=3)
    parser.add_argument("--min-precision", type=float, default=LEAST_PRECISE)
    parser.add_argument("--from-nothing", action="store_true", help="codes without terms and rules")
    parser.add_argument("--shown", action="store_true", help="print the candidates of the first split")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qualcode-") as name:
        gold = (statements_project if options.statements else sample_project)(Path(name))
        study = make_study(Path(name), gold, bare=options.from_nothing)
        counts = Counter(code for codes in gold.values() for code in codes)
        parts = [of_files(study)] if options.statements else [halves(study, seed) for seed in range(options.splits)]
        measure(study, [code for code, n in counts.most_common() if n >= LEAST], parts, options)


def measure(
    study: Study, codes: Sequence[str], parts: Sequence[tuple[set[str], set[str]]], options: argparse.Namespace,
) -> None:
    """Grow every code on the first of each pair of participants, and print what its candidates find on the second."""
    sums: dict[str, Sums] = defaultdict(Sums)
    seconds, checked = [], Check(0, 0, 0)
    for number, (grown_on, held_out) in enumerate(parts):
        for code in codes:
            began = time.perf_counter()
            growth = grow(study, code, participants=options.participants, min_precision=options.min_precision,
                          people=grown_on)
            seconds.append(time.perf_counter() - began)
            checked = Check(checked.candidates + growth.check.candidates, checked.right + growth.check.right,
                            checked.found + growth.check.found)
            taken = growth.candidates[: options.top]
            known = ground(study, code, held_out)
            ideas = [Idea(one.kind, one.text, one.is_rule) for one in taken]
            tried = try_ideas(study, known, study.codebook.by_id[code], ideas)
            for name in (code, "all"):
                sums[name].add(taken, tried, known)
            for kind in dict.fromkeys(one.kind for one in taken):
                chosen = [place for place, one in enumerate(taken) if one.kind == kind]
                sums[f"  {kind}"].add([taken[place] for place in chosen], [tried[place] for place in chosen], known)
            if options.shown and not number:
                show(code, taken, tried)
    print(f"{'':26}{'number':>6}{'seen':>17}{'held out, each':>17}{'together':>17}{'recall':>17}{'base':>8}")
    for name in sorted(sums, key=lambda name: (name not in codes, name != "all", name)):
        print(sums[name].row(name))
    print(f"foretold by leaving people out: {_share(checked.right, checked.found)}")
    print(f"codes with candidates: {sums['all'].codes} of {sums['all'].codes + sums['all'].idle}; "
          f"{sum(seconds) / len(seconds):.2f} s a code, at most {max(seconds):.2f} s")


def show(code: str, candidates: Sequence[Candidate], tried: Sequence[Tried]) -> None:
    """Print candidates with what they find on both sides."""
    for one, other in zip(candidates, tried, strict=True):
        read = one.accepted + one.rejected + one.other
        print(f"  {code} {one.kind} {one.text}: z {one.z:.1f}, {one.people} people, seen {one.accepted}/{read}, "
              f"held out {len(other.right)}/{len(other.right) + len(other.wrong)}")


def halves(study: Study, seed: int) -> tuple[set[str], set[str]]:
    """Return participants to grow on, the same number of each town, and the others."""
    towns: dict[str, list[str]] = defaultdict(list)
    for person in study.corpus.participants:
        towns[str(person.attributes.get("town"))].append(person.id)
    chance = random.Random(seed)
    grown_on = {name for town in sorted(towns) for name in chance.sample(sorted(towns[town]), GROWN_ON)}
    return grown_on, {name for people in towns.values() for name in people} - grown_on


def of_files(study: Study) -> tuple[set[str], set[str]]:
    """Return the participants of the two files of statements."""
    grown_on, held_out = ({one.id for one in study.corpus.participants if one.attributes.get("town") == name}
                          for name in STATEMENTS)
    return grown_on, held_out


def sample_project(folder: Path) -> dict[str, list[str]]:
    """Copy the sample project, and return sentence -> codes."""
    for name in ("transcripts", "codebooks"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "qualcode.toml", folder)
    return {row["unit"]: row["codes"] for row in read_rows("sample_codings")}


def statements_project(folder: Path) -> dict[str, list[str]]:
    """Write labelled statements as interviews of one person each, and return turn -> codes.

    Every statement is one answer; the town of a participant is the file that the statement is from.
    """
    gold, people = {}, ["编号,文件,说话人,乡镇,身份"]
    (folder / "transcripts").mkdir()
    shutil.copytree(ROOT / "codebooks", folder / "codebooks")
    for name in STATEMENTS:
        by_person: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in read_rows(name):
            by_person[row["participant"]].append(row)
        for person, rows in by_person.items():
            lines = [f"问：还有呢？\n答：{row['text']}\n" for row in rows]
            (folder / "transcripts" / f"{person}.txt").write_text("".join(lines), encoding="utf-8")
            people.append(f"{person},{person},答,{name},{ROLES[rows[0]['role']]}")
            gold |= {f"{person}@{2 * number}": row["codes"] for number, row in enumerate(rows, start=1)}
    (folder / "transcripts" / "participants.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    (folder / "qualcode.toml").write_text(SETTINGS, encoding="utf-8")
    return gold


def make_study(folder: Path, gold: dict[str, list[str]], *, bare: bool) -> Study:
    """Open a project, code every passage by hand, and go through all of them."""
    settings = read_settings(folder)
    if bare and settings.codebook:
        codes = read_codebook(settings.codebook).codes
        lines = [f'  - {{id: {one.id}, name: "{one.name_en or one.name_zh}", stance: {one.stance}}}' for one in codes]
        settings.codebook.write_text("codes:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    study = open_study(settings, coder=CODER)
    units = {unit.id: unit for one in study.corpus.transcripts for kind in (UnitKind.SENTENCE, UnitKind.TURN)
             for unit in study.places.units(one.name, kind)[0]}
    shas = {one.name: text_sha(one.text) for one in study.corpus.transcripts}
    made = [new_coding(study, code, units[key].transcript, units[key].span) for key, codes in gold.items()
            for code in codes if code in study.codebook.by_id]
    with study.store.writing(CODER, "add", {}) as operation:
        register(operation, study.coder)
        put_codings(operation, [Held(one, shas[one.transcript]) for one in made])
    for key in gold:
        mark_seen(study, "", units[key])
    return study


def read_rows(name: str) -> list[dict[str, Any]]:
    """Read a file of labels, one JSON object a line."""
    text = (ROOT / "tests" / "data" / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


if __name__ == "__main__":
    main()
