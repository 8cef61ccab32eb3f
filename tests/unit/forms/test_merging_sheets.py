"""The printed sheet after two lines of change: rows of both, a grid that closes, cells that are locked."""

from typing import Any

from formserver.forms.document import Json
from formserver.forms.editions.conflicts import Conflict
from formserver.forms.editions.locking import broken_locks
from formserver.forms.editions.merging import Merged, merge
from formserver.forms.editions.sequences import in_order
from tests.locked_paper import Change, field, form
from tests.unit.forms.making import loaded


def rows(change: Any) -> Change:
    """A change of the rows of the one table."""

    def made(source: Json) -> None:
        found = change(source["x-paper"]["blocks"][0]["rows"])
        if found is not None:
            source["x-paper"]["blocks"][0]["rows"] = found

    return made


def printed(text: str, at: int | None = None) -> Change:
    """One more row, at the end or before another."""
    row = {"cells": [{"text": text}]}
    return rows(lambda found: found.append(row) if at is None else found.insert(at, row))


def reworded(at: int, text: str) -> Change:
    return rows(lambda found: found[at]["cells"][0].update(text=text))


def merged(upper: list[Change], own: list[Change], base: list[Change] | None = None, **chosen: str) -> Merged:
    first = base or []
    return merge(form(*first), form(*first, *upper), form(*first, *own), chosen)


def texts(made: Merged) -> list[str]:
    """The first cell of each row of a result that loads."""
    assert made.open == ()
    return [row["cells"][0].get("text", "") for row in loaded(made.text).paper["blocks"][0]["rows"]]


def places(made: Merged) -> list[str]:
    return [one.place for one in made.open]


PLAIN = ["姓名：{name}", "{care}", "{kin}", "{note}"]


def test_rows_of_both_sides_are_printed_those_of_the_upper_form_first() -> None:
    assert texts(merged([printed("上")], [printed("本")])) == [*PLAIN, "上", "本"]
    assert texts(merged([printed("上", 0)], [printed("本")])) == ["上", *PLAIN, "本"]
    assert texts(merged([printed("同")], [printed("同")])) == [*PLAIN, "同"]
    assert texts(merged([reworded(3, "备注：{note}")], [printed("本")])) == [*PLAIN[:3], "备注：{note}", "本"]
    assert texts(merged([printed("上", 3)], [reworded(3, "备注：{note}")])) == [*PLAIN[:3], "上", "备注：{note}"]


def test_different_cells_and_words_of_one_row_come_together() -> None:
    two: Change = rows(lambda found: found[3].update(cells=[{"text": "备注"}]))
    higher: Change = rows(lambda found: found[3].update(height_mm=12))
    bold: Change = rows(lambda found: found[3]["cells"][0].update(bold=True))
    made = loaded(merged([higher, two], [bold, field("name", title="名字")]).text)
    row = made.paper["blocks"][0]["rows"][3]
    assert row == {"height_mm": 12, "cells": [{"text": "备注", "bold": True}]}


def test_a_cell_both_wrote_anew_is_shown_side_by_side_with_its_place() -> None:
    sides = [reworded(0, "姓名{name}")], [reworded(0, "本人：{name}")]
    made = merged(*sides)
    assert made.open == (
        Conflict(
            "paper.blocks.1.rows.1.cells.1.text",
            "印出的表第1块第1行第1格",
            "文字",
            "姓名：{name}",
            "姓名{name}",
            "本人：{name}",
        ),
    )
    assert texts(merged(*sides, paper="own"))[0] == "本人：{name}"
    assert texts(merged(*sides, paper="upper"))[0] == "姓名{name}"


def test_a_choice_does_not_rename_the_places_behind_it() -> None:
    both = [[reworded(0, f"{who}{{name}}"), reworded(3, f"{who}{{note}}")] for who in ("上", "本")]
    assert places(merged(*both)) == [f"paper.blocks.1.rows.{n}.cells.1.text" for n in (1, 4)]
    neighbours = [[reworded(0, f"{who}{{name}}"), reworded(1, f"{who}{{care}}")] for who in ("上", "本")]
    assert places(merged(*neighbours)) == ["paper.blocks.1.rows.1.cells.1.text", "paper.blocks.1.rows.2.cells.1.text"]


def test_rows_one_side_took_out_and_the_other_changed_are_a_conflict() -> None:
    sides = [rows(lambda found: found.pop(1) and None)], [reworded(1, "等级：{care}")]
    made = merged(*sides)
    assert [(one.place, one.upper, one.own[:12]) for one in made.open] == [
        ("paper.blocks.1.rows.2", "[]", '[{"cells": [')
    ]
    assert texts(merged(*sides, paper="own"))[1] == "等级：{care}"
    assert texts(merged(*sides, paper="upper"))[1] == "{kin}"


# a grid that closes ---------------------------------------------------------------------------------------------------
def beside(source: Json) -> None:
    """A label at the side that reaches down over all rows."""
    table = source["x-paper"]["blocks"][0]
    table["columns_mm"] = [20, 158]
    table["rows"] = [{"cells": [{"text": "{name}"}]}, {"cells": [{"text": "{note}"}]}]
    table["rows"][0]["cells"].insert(0, {"text": "情况", "rowspan": 2, "label": True})


def longer(text: str) -> Change:
    """One more row, with the label reaching down over it."""

    def change(found: list[Json]) -> None:
        found.append({"cells": [{"text": text}]})
        found[0]["cells"][0]["rowspan"] += 1

    return rows(change)


def test_a_label_beside_rows_of_both_sides_reaches_over_all_of_them() -> None:
    made = merged([longer("上")], [longer("本")], [beside])
    assert texts(made) == ["情况", "{note}", "上", "本"]
    assert loaded(made.text).paper["blocks"][0]["rows"][0]["cells"][0]["rowspan"] == 4
    twice = merged([longer("上"), longer("上二")], [longer("本"), reworded(1, "备注{note}")], [beside])
    assert loaded(twice.text).paper["blocks"][0]["rows"][0]["cells"][0]["rowspan"] == 5


def other_columns(*widths: float) -> Change:
    def change(source: Json) -> None:
        table = source["x-paper"]["blocks"][0]
        table["columns_mm"] = list(widths)
        for row in table["rows"]:
            row["cells"][-1]["colspan"] = len(widths) - 1

    return change


def test_grids_that_do_not_fit_are_chosen_as_a_whole() -> None:
    sides = [other_columns(20, 100, 58)], [longer("本"), reworded(1, "备注{note}")]
    made = merged(*sides, [beside])
    assert [(one.place, one.word) for one in made.open] == [("paper.blocks.1", "格子合不拢，两边只能选一边")]
    assert texts(merged(*sides, [beside], paper="own")) == ["情况", "备注{note}", "本"]
    assert texts(merged(*sides, [beside], paper="upper")) == ["情况", "{note}"]


def test_lines_and_the_page_come_together() -> None:
    def line(source: Json) -> Any:
        return source["x-paper"]["blocks"].append({"part": "main", "line": "{name}"})

    def page(source: Json) -> Any:
        return source["x-paper"]["page"].update(font_pt=9)

    def other(source: Json) -> Any:
        return source["x-paper"]["page"].update(title_pt=16)

    made = loaded(merged([line, page], [other]).text)
    assert len(made.paper["blocks"]) == 2
    assert (made.paper["page"]["font_pt"], made.paper["page"]["title_pt"]) == (9, 16)

    def longer_line(source: Json) -> Any:
        return source["x-paper"]["blocks"][1].update(line=["{name}", "{note}"])

    def bold(source: Json) -> Any:
        return source["x-paper"]["blocks"][1].update(bold=True)

    assert loaded(merged([longer_line], [bold], [line]).text).paper["blocks"][1] == {
        "part": "main",
        "line": ["{name}", "{note}"],
        "bold": True,
    }


# locks ----------------------------------------------------------------------------------------------------------------
LOCK = field("name", x_locked=["print"])


def test_a_locked_cell_is_that_of_the_upper_form() -> None:
    own = [reworded(0, "本人：{name}"), printed("本", 1)]
    made = merged([LOCK], own)
    assert texts(made) == [PLAIN[0], "本", *PLAIN[1:]]
    assert made.followed == ("印出的表第1块第1行第1格",)
    assert broken_locks(form(LOCK), loaded(made.text)) == []
    assert merged([LOCK, reworded(3, "上{note}")], [printed("本")]).followed == ()


def test_locked_rows_that_one_took_out_come_back() -> None:
    made = merged([LOCK], [rows(lambda found: found.pop(0) and None)])
    assert texts(made)[0] == PLAIN[0]
    assert made.followed == ("印出的表第1块第1行",)
    repeat = field("family", x_locked=["print"])
    own = [rows(lambda found: found[2].update(height_mm=20))]
    assert broken_locks(form(repeat), loaded(merged([repeat], own).text)) == []


def test_a_code_that_only_the_base_has_and_a_choice_brings_back_stands_where_it_stood() -> None:
    orders = (["a", "b", "c"], ["a", "c"], ["c", "a"])
    assert in_order(orders, {"a", "b", "c"}, lambda: "upper") == ["c", "a", "b"]


def test_what_both_put_behind_one_code_stands_there_the_upper_form_s_first() -> None:
    orders = (["a", "b"], ["b", "a", "u"], ["a", "o", "b"])
    assert in_order(orders, {"a", "b", "u", "o"}, lambda: "own") == ["b", "a", "u", "o"]
