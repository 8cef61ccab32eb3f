"""Files of regions: one CSV of codes and names per county, and counties.csv with province and city names."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from formserver.regions.codes import is_code, parent_of, tier_of
from formserver.regions.tree import County, Region, RegionsRejected, RegionTree

T = TypeVar("T", Region, County)


def read_regions(lines: Iterable[str]) -> list[Region]:
    """Rows with the columns code and name, and parent if given, which must then agree with the code.

    Raises RegionsRejected with the line's number.
    """
    return [_region(number, row) for number, row in _rows(lines, ("code", "name"))]


def read_counties(lines: Iterable[str]) -> list[County]:
    """Rows with the columns code, name, province and city; the city may be empty. Raises RegionsRejected."""
    return [_county(number, row) for number, row in _rows(lines, ("code", "name", "province", "city"))]


def load_tree(folder: Path) -> RegionTree:
    """The tree of a folder: counties.csv and one `<county code>.csv` for each county named there.

    Files are UTF-8, with or without BOM. Raises RegionsRejected with the file's name, OSError for a missing file.
    """
    counties = _from_file(folder / "counties.csv", read_counties)
    files = [folder / f"{county.code}.csv" for county in counties]
    return RegionTree([region for file in files for region in _from_file(file, read_regions)], counties)


def _from_file(file: Path, read: Callable[[Iterable[str]], list[T]]) -> list[T]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        try:
            return read(lines)
        except (RegionsRejected, UnicodeDecodeError) as problem:
            reason = str(problem) if isinstance(problem, RegionsRejected) else "不是 UTF-8 文本。"
            raise RegionsRejected("文件 %(file)s：%(reason)s", file=file.name, reason=reason) from None


def _rows(lines: Iterable[str], columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(lines, restval="")
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise RegionsRejected("缺少列：%(columns)s。", columns="、".join(missing))
    for row in reader:
        # Cells beyond the heading stand under the key None.
        yield reader.line_num, {column: cell.strip() for column, cell in row.items() if isinstance(cell, str)}


def _region(number: int, row: dict[str, str]) -> Region:
    code, parent = row["code"], row.get("parent", "")
    _check_code_and_name(number, row)
    if parent and parent != parent_of(code):
        raise RegionsRejected(
            "第 %(line)s 行：%(code)s 的上级不能是 %(parent)s。", line=number, code=code, parent=parent
        )
    return Region(code, row["name"])


def _county(number: int, row: dict[str, str]) -> County:
    _check_code_and_name(number, row)
    if tier_of(row["code"]) != "county":
        raise RegionsRejected("第 %(line)s 行：%(code)s 不是县级编码。", line=number, code=row["code"])
    if not row["province"]:
        raise RegionsRejected("第 %(line)s 行：%(code)s 没有省份名称。", line=number, code=row["code"])
    return County(row["code"], row["name"], row["province"], row["city"])


def _check_code_and_name(number: int, row: dict[str, str]) -> None:
    if not is_code(row["code"]):
        raise RegionsRejected(
            "第 %(line)s 行：“%(code)s”不是 6、9 或 12 位数字的区划编码。", line=number, code=row["code"]
        )
    if not row["name"]:
        raise RegionsRejected("第 %(line)s 行：%(code)s 没有名称。", line=number, code=row["code"])
