"""What the columns of a list mean, by the names people give them; where in a sheet its header stands."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from formserver.files.reading_tables import Table, filled

MEANINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("姓名", "老人姓名", "残疾人姓名", "服务对象姓名", "户主姓名"),
    "identity": (
        "身份证号",
        "身份证号码",
        "公民身份号码",
        "居民身份证号码",
        "身份证",
        "身份号码",
        "证件号码",
        "证件号",
    ),
    "sex": ("性别",),
    "birth": ("出生日期", "出生年月", "出生年月日", "生日"),
    "township": ("乡镇（街道）", "乡镇", "街道", "镇街", "乡镇街道", "镇办", "所属乡镇", "所在乡镇"),
    "village": ("村（社区）", "村", "社区", "村社区", "村居", "行政村", "居委会", "村委会", "所属村", "所在村", "村名"),
    "residence": ("住址", "地址", "家庭住址", "居住地址", "现住址", "现居住地", "详细地址", "户籍地址"),
    "phone": ("电话", "联系电话", "手机", "手机号", "手机号码", "电话号码", "联系方式"),
    "card": ("残疾证号", "残疾人证号", "残疾证号码", "残疾证", "残疾人证"),
    "disability_kind": ("残疾类别", "残疾类型", "残疾种类"),
    "disability_grade": ("残疾等级", "残疾级别", "残疾程度"),
    "relief": (
        "低保、特困类别",
        "低保特困类别",
        "救助类别",
        "低保类别",
        "特困类别",
        "救助类型",
        "保障类别",
        "困难类型",
    ),
    "ability": ("能力等级", "失能等级", "评估等级", "能力评估等级", "失能程度", "评估结果"),
    "kind": ("对象类型", "对象类别", "人员类别", "老人类型", "类别", "类型"),
    "since": ("发证日期", "认定日期", "确认日期", "评估日期", "享受日期", "起始日期", "批准日期"),
    "note": ("备注", "说明"),
}
"""What a column can be -> the names it goes by, as `plain` writes them; the first is what pages call it."""

_LOOKED_AT: Final = 20
_HIGHEST: Final = 3
_ASIDE: Final = re.compile(r"[（(\[【][^（()）\]】]*[）)\]】]")
_SIGNS: Final = re.compile(r"[\s/、，,：:*·.。;；_\-]")
_KNOWN: Final = {words: meaning for meaning, names in MEANINGS.items() for words in names}
_SHORTEST_PART: Final = 2


@dataclass(frozen=True)
class Header:
    """The header of a sheet: ``headings`` of its columns in order ("" for none), of so many rows (``height``);
    ``below``: index of the first row under it."""

    headings: Sequence[str]
    height: int
    below: int


def header_of(table: Table) -> Header:
    """The one to three rows whose names of columns are known best; the first row that is not blank where none is."""
    top = list(filled(table, _LOOKED_AT + _HIGHEST))
    width = max(map(len, top), default=0)
    places = ((row, height) for row in range(min(len(top), _LOOKED_AT)) for height in _heights(top, row))
    tried = [_header(top, row, height, width) for row, height in places]
    # of equally good ones that without the title above it
    best = max(tried, key=lambda header: (len(recognised(header.headings)), -header.height))
    if recognised(best.headings):
        return best
    first = next(row for row, cells in enumerate(top) if any(cells))
    return _header(top, first, 1, width)


def _heights(top: Sequence[Sequence[str]], row: int) -> range:
    return range(1, min(_HIGHEST, len(top) - row) + 1)


def _header(top: Sequence[Sequence[str]], row: int, height: int, width: int) -> Header:
    """The words above each other in a column are one heading: 证件 号码."""
    lines = [[*cells, *[""] * (width - len(cells))] for cells in top[row : row + height]]
    headings = [" ".join(dict.fromkeys(filter(None, words))) for words in zip(*lines, strict=True)]
    return Header(headings, height, row + height)


def recognised(headings: Sequence[str]) -> dict[str, int]:
    """Meaning -> column, for the columns whose name is known; of two columns the one that is named better, then the
    first."""
    found: dict[str, tuple[int, int]] = {}
    for column, heading in enumerate(headings):
        rank, meaning = _meaning(heading)
        if meaning and (meaning not in found or rank < found[meaning][0]):
            found[meaning] = rank, column
    return {meaning: column for meaning, (_, column) in found.items()}


def _meaning(heading: str) -> tuple[int, str]:
    """How well a heading names a meaning (0: by the very words), and which; "" for none."""
    whole = plain(heading)
    for text in (whole, plain(heading.split(" ")[-1])):
        if text in _KNOWN:
            return 0, _KNOWN[text]
    # 本人身份证号码: the longest known name in it; a single sign such as 村 is in too many words
    inside = [name for name in _KNOWN if len(name) >= _SHORTEST_PART and whole.endswith(name)]
    return (1, _KNOWN[max(inside, key=len)]) if inside else (2, "")


def plain(heading: str) -> str:
    """A heading without what is in brackets, signs and spaces: 身 份 证 号（18位）is 身份证号; 村（社区）is 村."""
    text = unicodedata.normalize("NFKC", heading)
    return _SIGNS.sub("", _ASIDE.sub("", text)) or _SIGNS.sub("", text)
