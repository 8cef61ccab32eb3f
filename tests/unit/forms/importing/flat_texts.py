"""Six papers as flat texts, the way converters write Word files: a cell a line, some boxes lost or turned into other
signs. By the code of the shipped document."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "flat"
FLAT = {path.stem.replace("-", "/"): path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.txt"))}
