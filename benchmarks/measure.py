"""Time and memory of code in this process and of whole processes."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

#: Prints the largest memory that a process ever had, in bytes: Linux counts in KiB, macOS in bytes.
_PEAK = "import resource, sys; peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss; " \
        "print(peak * (1 if sys.platform == 'darwin' else 1024))"


def seconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes once, with the garbage of what came before already gone."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_turns(works: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, list[float]]:
    """Run all the works one after the other, again and again, so that a busy machine slows all of them alike."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()  # what is loaded once is not measured
    for _repeat in range(repeats):
        for name, work in works.items():
            times[name].append(seconds(work))
    return times


def ratio(times: Mapping[str, Sequence[float]], name: str, base: str) -> float:
    """Return the median of the ratios of neighbouring runs."""
    return median(a / b for a, b in zip(times[name], times[base], strict=True))


def process(arguments: Sequence[str], folder: Path | None = None) -> float:
    """Return how long a fresh process takes from start to end, in seconds."""
    started = time.perf_counter()
    subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def peak_memory(script: str, *arguments: str, folder: Path | None = None) -> int:
    """Run Python code in a fresh process and return the largest memory that it ever had, in bytes."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    done = subprocess.run([sys.executable, "-c", f"{script}\n{_PEAK}", *arguments], cwd=folder, env=environment,
                          check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1])


def megabytes(count: int) -> str:
    """Return a number of bytes for people."""
    return f"{count / 1e6:.0f} MB"


def read_json(path: Path) -> Any:
    """Return what a JSON file holds."""
    return json.loads(path.read_text(encoding="utf-8"))
