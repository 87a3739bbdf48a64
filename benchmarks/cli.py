"""How long ``qualcode --help`` takes in a fresh process.

Usage: python benchmarks/cli.py [--repeats 15]
"""

import argparse
import sys
from statistics import median

import measure

BOUND = 0.5


def main() -> None:
    """Print the median."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    command = [sys.executable, "-m", "qualcode", "--help"]
    bare = [sys.executable, "-c", ""]
    measure.process(command)  # compiled files are there from now on
    pairs = [(measure.process(command), measure.process(bare)) for _repeat in range(repeats)]
    taken, empty = (median(column) for column in zip(*pairs, strict=True))
    verdict = "within" if taken < BOUND else "over"
    print(f"qualcode --help {taken:.3f} s, Python alone {empty:.3f} s: {verdict} {BOUND} s")


if __name__ == "__main__":
    main()
