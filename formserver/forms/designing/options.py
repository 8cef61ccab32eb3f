"""Options of choices, and the lines of tables with fixed rows: named, added, ordered, taken out."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from formserver.forms.designing import sums
from formserver.forms.designing.base import Do, Json, Refused, Said, Sketch, Words, called, told_at
from formserver.forms.designing.blanks import filled, opened
from formserver.forms.designing.grid import Slot, Table, set_span, tables, words_of
from formserver.forms.designing.meanings import forget
from formserver.forms.designing.printed import printed_at, without
from formserver.forms.editions.references import users

OPTIONS: Final = "options"
LINES: Final = "lines"
COLUMNS: Final = "columns"
_CODES: Final = {OPTIONS: "option", LINES: "line", COLUMNS: "column"}
_MOST: Final = {OPTIONS: 500, LINES: 100, COLUMNS: 60}  # as the meta-schema has it
_POINTS: Final = re.compile("-?[0-9]{1,3}")
_PLACED: Final = re.compile("at[0-9]{1,4}")


def listed(spec: Json, which: str) -> list[Json]:
    """The options of a field, or of every cell of a grid; the lines it prints, the columns; empty where it has none."""
    if which == OPTIONS:
        found = spec.get("x-options") or spec.get("x-cell", {}).get("x-options")
    else:
        found = spec.get("x-rows", {}).get("rows") if which == LINES else spec.get("x-columns")
    return found if isinstance(found, list) else []


class Named(NamedTuple):
    """An option, a line or a column: `words` with ____ for blanks; `is_alone`: it excludes all others; `points`: what
    it counts; `group`: of which only one can be chosen, "" for none."""

    code: str
    words: str
    is_alone: bool
    points: str
    group: str


def labelled(spec: Json, which: str) -> list[Named]:
    """The options of a field, its lines or its columns."""
    found = listed(spec, which)
    return [
        Named(
            one["code"],
            opened(one["label"]),
            bool(one.get("exclusive")),
            str(one.get("points", "")),
            str(one.get("group", "")),
        )
        for one in found
    ]


def groups_of(spec: Json) -> list[str]:
    """The groups of options in the order of the options, and one more that is new."""
    known = list(dict.fromkeys(one["group"] for one in listed(spec, OPTIONS) if "group" in one))
    return [*known, next(name for number in range(1, len(known) + 2) if (name := f"group_{number}") not in known)]


def edit(sketch: Sketch, words: Words) -> Said:
    """Options, lines or columns (`list`) of a `field`: their `labels`, `points` and `groups` by code, those
    `exclusive`; then one
    `act`: `up:code`, `down:code`, `remove:code`, `at2:code` (now the one of that number, from 0), or `add` with the
    words `new`."""
    place, which = words.needed("field"), words.text("list") or OPTIONS
    spec = sketch.field(place)
    found = listed(spec, which)
    if not found:
        raise Refused()
    _write(sketch, place, spec, words, which)
    act, _, code = words.text("act").partition(":")
    if act == "" and words.text("new"):
        act = "add"
    named = {"label": called(spec)}
    if act == "add":
        append(sketch, place, spec, found, words.needed("new", limit=200), which)
        return Said("给“%(label)s”加了“%(option)s”。", named | {"option": words.text("new")})
    if act:
        return _act(sketch, place, found, act, code, which)
    return Said(_CHANGED[which], named)


_CHANGED: Final = {
    OPTIONS: "改了“%(label)s”的选项。",
    LINES: "改了“%(label)s”的各行。",
    COLUMNS: "改了“%(label)s”的各列。",
}


def _act(sketch: Sketch, place: str, found: list[Json], act: str, code: str, which: str) -> Said:
    chosen = next((one for one in found if one["code"] == code), None)
    if chosen is None:
        raise Refused("这一项已经不在表上，请看最新的样子。")
    named = {"label": called(sketch.field(place)), "option": opened(chosen["label"])}
    if act == "remove":
        _remove(sketch, place, found, chosen, which)
        return Said("从“%(label)s”删除了“%(option)s”。", named)
    at = found.index(chosen)
    to = int(act[2:]) if _PLACED.fullmatch(act) else at - 1 if act == "up" else at + 1
    if not 0 <= to < len(found):
        raise Refused("已经到头了。")
    found.insert(to, found.pop(at))
    return Said("移动了“%(label)s”的“%(option)s”。", named)


def _write(sketch: Sketch, place: str, spec: Json, words: Words, which: str) -> None:
    labels = words.group("labels")
    for one in listed(spec, which):
        if one["code"] in labels.given:
            typed = labels.text(one["code"], limit=200)
            if not typed:
                raise Refused("选项不能空着；不要的请点“删除”。", at=f"labels.{one['code']}")
            if typed != opened(one["label"]):
                with told_at(f"labels.{one['code']}"):
                    rename(sketch, place, one, typed, which)
        _mark(one, words)


def _mark(one: Json, words: Words) -> None:
    """What an option counts, its group, and whether it excludes all others; what was not posted stays."""
    code, points, groups = one["code"], words.group("points"), words.group("groups")
    if code in points.given:
        with told_at(f"points.{code}"):
            set_points(one, points.text(code))
    if code in groups.given:
        _set(one, "group", groups.text(code))
    if "exclusive" in words.given:
        _set(one, "exclusive", code in words.texts("exclusive"))


def _set(one: Json, word: str, value: str | bool) -> None:
    one.pop(word, None)
    if value:
        one[word] = value


def set_points(one: Json, typed: str) -> None:
    """What an option counts; nothing typed: nothing. Raises Refused."""
    one.pop("points", None)
    if typed:
        if not _POINTS.fullmatch(typed):
            raise Refused("分数要写整数，例如 2。")
        one["points"] = int(typed)


def _name(sketch: Sketch, spec: Json, one: Json, typed: str) -> None:
    one["label"], blanks = filled(sketch, typed, one.get("label", ""), one.pop("blanks", {}), called(spec))
    if blanks:
        one["blanks"] = blanks


def rename(sketch: Sketch, place: str, one: Json, typed: str, which: str) -> None:
    """Call an option, a line or a column of a field otherwise, on the sheet too. Raises Refused."""
    _name(sketch, sketch.field(place), one, typed)
    if which == LINES:
        _reprint(sketch, place, one)


def _reprint(sketch: Sketch, place: str, line: Json) -> None:
    """The sheet names a line in the cell before its boxes."""
    for table, slot in printed_at(sketch, f"{place}.{line['code']}"):
        before = [one for one in table.in_row(slot.row) if one.index == slot.index - 1]
        if before and not before[0].names():
            before[0].cell["text"] = line["label"]


def append(sketch: Sketch, place: str, spec: Json, found: list[Json], typed: str, which: str) -> None:
    """Add an option, a line or a column behind those of a field, on the sheet too. Raises Refused."""
    refuse_many(len(found), 1, which)
    one: Json = {"code": sketch.fresh_code(_CODES[which])}
    _name(sketch, spec, one, typed)
    last = found[-1]
    found.append(one)
    if which == LINES:
        _print_line(sketch, place, last, one)
    elif which == COLUMNS:
        _print_column(sketch, place, last["code"], one["code"])
        sums.follow(sketch, place)


def refuse_many(there: int, new: int, which: str) -> None:
    """Raises Refused where a field has no room for so many new ones."""
    if there + new > _MOST[which]:
        raise Refused("最多%(most)s个：已有%(there)s个，这次写了%(new)s个。", most=_MOST[which], there=there, new=new)


def _print_line(sketch: Sketch, place: str, last: Json, line: Json) -> None:
    """A line with a row of its own on the sheet gets one below that of the line before."""
    cells = printed_at(sketch, f"{place}.{last['code']}")
    if not cells:
        return
    table, slot = cells[0]
    new = [_like(cell, last, line) for cell in table.rows[slot.row]["cells"] if cell.get("rowspan", 1) == 1]
    for one in [one for one in table.in_row(slot.row) if one.down > 1 and one.inner is None]:
        raise Refused("“%(label)s”的行里有跨行的格，请先拆开。", label=one.cell.get("text", ""))
    table.add_row(slot.row + 1, {**table.rows[slot.row], "cells": new})


def _print_column(sketch: Sketch, place: str, last: str, code: str) -> None:
    """A column on the sheet beside that of the column before, with its heading."""
    grid = place.rpartition(".")[2]
    found = column_cells(sketch, place, last)
    if not found:
        return
    table, slot = found[0]
    table.add_column(slot.column + slot.across - 1)
    for _, one in column_cells(sketch, place, last):
        set_span(one.cell, "colspan", one.across - 1)
        text = one.cell["text"].replace(f"{{{last}}}", f"{{{code}}}")
        for mark in (f"{grid}.{last}", f"{grid}.total.{last}"):
            text = text.replace(f"{{{mark}}}", f"{{{mark.removesuffix(last)}{code}}}")
        new = {**words_of(one.cell), "text": text}
        table.cells_of(one).insert(one.index + 1, new)


def column_cells(sketch: Sketch, place: str, column: str) -> list[tuple[Table, Slot]]:
    """The cells that print a column of a grid: its answers, its heading, its sum or the empty one in its place."""
    grid = place.rpartition(".")[2]
    marks = {f"{grid}.{column}", f"{grid}.total.{column}"}
    cells = [(table, slot) for table in tables(sketch) for slot in table.slots()]
    answers = [
        (table, slot) for table, slot in cells if table.rows[slot.row].get("repeat") == grid and column in slot.names()
    ]
    columns = {(table.number, slot.column) for table, slot in answers}
    beside = [
        (table, slot)
        for table, slot in cells
        if marks & {*slot.names()}
        or (slot.is_empty and (table.number, slot.column) in columns and sums.is_row_of_sums(table, slot.row, grid))
    ]
    return [*answers, *beside]


def _like(cell: Json, last: Json, line: Json) -> Json:
    if cell.get("text") == last["label"]:
        return {**cell, "text": line["label"]}
    return {
        word: value.replace(f".{last['code']}", f".{line['code']}") if isinstance(value, str) else value
        for word, value in cell.items()
    }


def refuse_used(sketch: Sketch, place: str, option: Json) -> None:
    """Raises Refused, naming the users, where something else than the field itself speaks of its option or line."""
    own = tuple(place.split("."))
    found = users(sketch.document, (*own, f"#{option['code']}"))
    using = [use.said for use in found if use.owner and use.owner != own]
    if using:
        said = "、".join(dict.fromkeys(using))
        raise Refused("“%(label)s”还有别处在用：%(users)s。请先改那里。", label=option["label"], users=said)


def _remove(sketch: Sketch, place: str, found: list[Json], chosen: Json, which: str) -> None:
    if len(found) == 1:
        raise Refused("至少要留一个。")
    refuse_used(sketch, place, chosen)
    if which == COLUMNS and chosen["code"] in sketch.field(place).get("x-totals", {}).get("of", ()):
        using = f"“{called(sketch.field(place))}”的合计"
        raise Refused("“%(label)s”还有别处在用：%(users)s。请先改那里。", label=chosen["label"], users=using)
    _ungrade(sketch.field(place), chosen["code"])
    found.remove(chosen)
    if which == LINES:
        _unprint(sketch, place, chosen)
    elif which == COLUMNS:
        for _, slot in column_cells(sketch, place, chosen["code"]):
            for name in slot.names():
                without(slot.cell, name)


def _ungrade(spec: Json, code: str) -> None:
    """An option that goes has no band, no place in the order and no meaning any more."""
    forget(spec, [code])
    bands = [one for one in spec.pop("x-bands", ()) if one["code"] != code]
    order = [one for one in spec.pop("x-scale", {}).get("order", ()) if one != code]
    spec.update({"x-bands": bands} if bands else {})
    spec.update({"x-scale": {"order": order}} if order else {})


def _unprint(sketch: Sketch, place: str, line: Json) -> None:
    for table, slot in printed_at(sketch, f"{place}.{line['code']}"):
        if _is_alone(table, slot.row):
            table.drop_row(slot.row)
        else:
            without(slot.cell, slot.names()[0])


def _is_alone(table: Table, row: int) -> bool:
    return len([one for one in table.in_row(row) if one.names()]) == 1


STEPS: Final[dict[str, Do]] = {"options": edit}
