"""The command line: `formserver` with one module per group of commands."""

from formserver.cli.main import main

__all__ = ["main"]
