"""A file that a command writes: whole, or not at all."""

from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO


def write_whole(file: BinaryIO, output: Path) -> None:
    """Write what the open file holds; what was there before stays until all is written."""
    unfinished = output.with_name(f".{output.name}.part")
    try:
        with unfinished.open("wb") as target:
            copyfileobj(file, target)
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
