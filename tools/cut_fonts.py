#!/usr/bin/env python3
"""Cuts the print fonts down to the characters of a repertoire file.

The shipped faces come from the TrueType files of Noto Serif SC (14.8 MB each), which are not kept here:

    tools/cut_fonts.py tools/repertoire.txt formserver/static/fonts Regular.ttf Bold.ttf

Each face is written under its PostScript name. Hinting goes, since paper is printed at a resolution that does not need
it; vertical and alternate forms go, since no paper sets text vertically. Boxes are drawn in and the outlines made
lighter (glyph_outlines.py). Letters stand in the order of the repertoire. Names stay, as the licence asks. The same
input gives the same bytes.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.reorderGlyphs import reorderGlyphs
from glyph_outlines import draw_boxes, lighten

CODE_POINTS = re.compile(r"U\+([0-9A-F]{4,6})(?:-([0-9A-F]{4,6}))?")
FEATURES_KEPT = ["ccmp", "kern", "mark", "mkmk"]
TABLES_DROPPED = ["BASE", "STAT", "DSIG", "vhea", "vmtx", "gasp"]
POSTSCRIPT_NAME = 6


def characters(repertoire: Path) -> Iterator[int]:
    """Code points named by a repertoire file, in its order; some more than once.

    A line is `# comment`, `U+0020`, `U+0020-007E`, or a run of the characters themselves.
    """
    for line in repertoire.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if span := CODE_POINTS.fullmatch(line):
            yield from range(int(span[1], 16), int(span[2] or span[1], 16) + 1)
        else:
            yield from map(ord, line)


def options() -> Options:
    """What a cut face keeps beside its outlines."""
    kept = Options()
    kept.hinting = False
    kept.layout_features = FEATURES_KEPT
    kept.drop_tables += TABLES_DROPPED
    kept.name_IDs = ["*"]
    kept.name_languages = ["*"]
    kept.notdef_outline = True
    kept.recalc_timestamp = False
    return kept


def in_order(font: TTFont, wanted: Iterable[int]) -> None:
    """Number the glyphs of a face in the order of these code points; all others follow.

    A cut for a sheet has an entry for each number up to its last, so its last should be low.
    """
    glyphs, codes = font.getGlyphOrder(), font.getBestCmap()
    reorderGlyphs(font, list(dict.fromkeys([glyphs[0], *(codes[code] for code in wanted), *glyphs])))


def cut(source: Path, wanted: Sequence[int], folder: Path) -> Path:
    """Write the cut of one face into the folder and return its path.

    Raises ValueError if the face lacks a wanted character: a hanzi missing in every font prints as nothing, and no
    error says so.
    """
    with TTFont(source, recalcTimestamp=False) as font:
        missing = set(wanted) - set(font.getBestCmap())
        if missing:
            raise ValueError(f"{source.name} lacks {' '.join(f'U+{code:04X}' for code in sorted(missing))}")
        subsetter = Subsetter(options())
        subsetter.populate(unicodes=wanted)
        subsetter.subset(font)
        lighten(font)
        in_order(font, [*draw_boxes(font), *wanted])
        target = folder / f"{font['name'].getDebugName(POSTSCRIPT_NAME)}.ttf"
        font.save(target)
    return target


def main() -> int:
    """Cut every face named on the command line; 0 when all were written."""
    parser = argparse.ArgumentParser(description="Cut fonts down to the characters of a repertoire file.")
    parser.add_argument("repertoire", type=Path)
    parser.add_argument("folder", type=Path, help="where the cut faces are written")
    parser.add_argument("faces", type=Path, nargs="+", help="TrueType files to cut")
    arguments = parser.parse_args()
    wanted = list(dict.fromkeys(characters(arguments.repertoire)))
    for face in arguments.faces:
        target = cut(face, wanted, arguments.folder)
        print(f"{target}: {len(wanted)} characters, {target.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
