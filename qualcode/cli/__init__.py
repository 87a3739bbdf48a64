"""The command line: declares options, calls the workflow function of the same name, prints the result."""

from qualcode.cli.app import main

__all__ = ["main"]
