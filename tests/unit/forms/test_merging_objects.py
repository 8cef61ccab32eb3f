"""Options, order, headings, checks, locks and words of the document after two lines of change."""

from typing import Any

from formserver.forms.document import Json
from formserver.forms.editions.locking import broken_locks
from tests.locked_paper import Change, added, at, dropped, field, form
from tests.merged_paper import conflicts, merged, result
from tests.unit.forms.making import holder, loaded, options, spec


# options --------------------------------------------------------------------------------------------------------------
def test_options_come_together_by_their_codes() -> None:
    upper = [field("care", x_options=options("重点", "普通"))]
    own = [field("care", x_options=[*options("重点", "一般"), {"code": "z", "label": "本地的"}])]
    found = result(upper, own)["properties"]["care"]["x-options"]
    assert [(one["code"], one["label"]) for one in found] == [("a", "重点"), ("b", "普通"), ("z", "本地的")]
    gone = [field("care", x_options=options("重点"))]
    assert [one.place for one in merged(upper, gone).open] == ["main.care.x-options.b"]
    assert [one["code"] for one in result([field("care", title="级别")], gone)["properties"]["care"]["x-options"]] == [
        "a"
    ]


def test_options_put_in_another_order_on_both_sides_are_asked_for() -> None:
    three = [field("care", x_options=options("一", "二", "三"))]
    orders = [
        [field("care", x_options=list(map(options("一", "二", "三").__getitem__, order)))]
        for order in ((2, 1, 0), (1, 0, 2))
    ]
    assert [(one.place, one.word) for one in merged(orders[0], orders[1], three).open] == [
        ("main.care.x-options.order", "先后")
    ]
    found = result(orders[0], orders[1], three, main__care="own")["properties"]["care"]["x-options"]
    assert [one["code"] for one in found] == ["b", "a", "c"]


def test_a_renamed_option_and_a_renamed_blank_are_renamed_everywhere() -> None:
    blank = {"b": {"blanks": {"n": spec("text", title="空")}}}
    base = [
        field(
            "care",
            x_options=options("重点", "其他{n}", **blank),
            x_concept={"name": "care_level", "map": {"b": "ordinary"}},
        )
    ]
    other = {"z": {"x-was": ["b"], "blanks": {"m": {**spec("text", title="空"), "x-was": ["n"]}}}}
    choice = [{"code": "a", "label": "重点"}, {"code": "z", "label": "其他{m}", **other["z"]}]
    upper = [field("care", x_options=choice, x_concept={"name": "care_level", "map": {"z": "ordinary"}})]
    check = {"check": "holds", "cel": 'care != "b"', "message": "{care__b__n}不对", "at": "care", "level": "error"}
    own = [field("note", x_when={"show": {"field": "care", "is": "b"}}), at(x_checks=[check])]
    found = result(upper, own, base)
    assert found["properties"]["note"]["x-when"]["show"]["is"] == "z"
    assert (found["x-checks"][0]["cel"], found["x-checks"][0]["message"]) == ('care != "z"', "{care__z__m}不对")
    renamed = [
        field("care", x_options=[{"code": "a", "label": "重点"}, {"code": "c", "label": "一般", "x-was": ["b"]}])
    ]
    shown = [field("note", x_when={"show": {"field": "care", "is": "b"}})]
    assert result(renamed, shown)["properties"]["note"]["x-when"]["show"]["is"] == "c"
    assert result(own, upper, base)["properties"]["care"]["x-options"][1]["blanks"]["m"]["x-was"] == ["n"]


# order, headings, checks ----------------------------------------------------------------------------------------------
def test_the_order_is_that_of_the_side_that_changed_it() -> None:
    turned, more = at("x-sections", 0, fields=["care", "name"]), added("ours", 0)
    assert result([turned], [more])["x-sections"][0]["fields"] == ["care", "ours", "name"]
    assert result([more], [turned])["x-sections"][0]["fields"][:2] == ["care", "ours"]
    moved = at("x-sections", 1, fields=["note", "family"])
    assert result([turned], [turned, moved])["x-sections"][1]["fields"] == ["note", "family"]


def test_a_sentence_has_its_order_in_its_text() -> None:
    sentence = spec("sentence", x_text="{n}次", **{"type": "object", "properties": {"n": spec("integer", title="次")}})
    base: list[Change] = [field("note", **{**sentence, "title": "备注"})]
    upper = [field("note", x_text="共{n}次")]
    inner = at("properties", "note", "properties", "n", maximum=9)
    found = result(upper, [inner, field("note", title="附注")], base)["properties"]["note"]
    assert (found["x-text"], found["title"], found["properties"]["n"]["maximum"]) == ("共{n}次", "附注", 9)


def test_two_new_orders_and_two_new_headings_are_asked_for() -> None:
    three = [added("x", 0)]
    orders = [at("x-sections", 0, fields=list(one)) for one in (("x", "care", "name"), ("care", "name", "x"))]
    assert [one.place for one in merged([orders[0]], [orders[1]], three).open] == ["main.basic.order"]
    found = result([orders[0]], [orders[1]], three, main__basic="own")
    assert found["x-sections"][0]["fields"] == ["care", "name", "x"]
    titles = [at("x-sections", 0, title=title) for title in ("情况", "本地情况")]
    assert conflicts(merged([titles[0]], [titles[1]])) == [
        ("main.basic.title", "情况·名称", "基本情况", "情况", "本地情况")
    ]


def test_a_field_moved_to_two_headings_is_asked_for() -> None:
    def third(made: Json) -> Any:
        return made["properties"]["main"]["x-sections"].append({"code": "third", "fields": ["x"]})

    base = [at("properties", x={"title": "X", "x-kind": "text"}), third]
    upper = [at("x-sections", 0, fields=["name"]), at("x-sections", 1, fields=["care", "family", "note"])]
    own = [at("x-sections", 0, fields=["name"]), at("x-sections", 2, fields=["care", "x"])]
    assert [one.place for one in merged(upper, own, base).open][-1] == "main.care.section"
    found = result(upper, own, base, main="own")["x-sections"]
    assert [one["fields"] for one in found] == [["name"], ["family", "note"], ["care", "x"]]


def plain(*order: str) -> Change:
    def change(made: Json) -> None:
        part = made["properties"]["main"]
        part.pop("x-sections", None)
        part["x-order"] = list(order)

    return change


def test_headings_come_and_go_on_one_side() -> None:
    flat = plain("name", "care", "family", "note")

    def more(made: Json) -> Any:
        return made["properties"]["main"]["properties"].update(ours=spec("text", title="本地的"))

    own = [more, plain("name", "ours", "care", "family", "note")]

    def headed(made: Json) -> Any:
        return made["properties"]["main"].update(
            {"x-sections": form().bundled["properties"]["main"]["x-sections"]}
        ) or made["properties"]["main"].pop("x-order")

    found = result([headed], own, [flat])["x-sections"]
    assert [one["fields"] for one in found] == [["name", "ours", "care"], ["family", "note"]]
    assert result([flat], [flat, field("note", title="附注")])["x-order"] == ["name", "care", "family", "note"]


def test_checks_are_told_apart_by_what_they_are_about() -> None:
    base = form().bundled["properties"]["main"]["x-checks"]
    ours = {"check": "holds", "cel": 'note != "无"', "message": "备注不对", "at": "note", "level": "warning"}
    found = result([at(x_checks=[{**base[0], "message": "姓名不能是无"}])], [at(x_checks=[*base, ours])])
    assert [one["message"] for one in found["x-checks"]] == ["姓名不能是无", "备注不对"]
    sides = [[at(x_checks=[{**base[0], "message": message}])] for message in ("甲", "乙")]
    assert [one.place for one in merged(*sides).open] == ["main.x-checks.holds-name-1"]
    assert "x-checks" not in result([at(x_checks=None)], [field("note", title="附注")])


# locks ----------------------------------------------------------------------------------------------------------------
def test_what_is_locked_now_follows_the_upper_form() -> None:
    own = [
        field("name", title="名字", maxLength=9, description="本地的说明"),
        at(required=["name"]),
        dropped("note", 1, 3),
    ]
    lock = [field("name", x_locked=True), field("note", x_locked=["code"])]
    made = merged(lock, own)
    assert made.open == ()
    assert made.followed == ("姓名", "备注")
    document = loaded(made.text)
    found = document.bundled["properties"]["main"]
    assert found["properties"]["name"] == {
        "title": "姓名",
        "x-kind": "text",
        "x-locked": True,
        "description": "本地的说明",
    }
    assert "required" not in found
    assert broken_locks(form(*lock), document) == []


def test_a_locked_code_keeps_the_kind_and_the_options_of_the_upper_form() -> None:
    lock = [field("care", x_locked=["code"])]
    own = field("care", x_options=[{"code": "a", "label": "重点"}, {"code": "z", "label": "本地"}])
    assert [one["code"] for one in result(lock, [own])["properties"]["care"]["x-options"]] == ["a", "b", "z"]
    made = merged(lock, [own, field("care", x_kind="multi_choice")])
    assert made.followed == ("等级",)
    assert loaded(made.text).bundled["properties"]["main"]["properties"]["care"]["x-kind"] == "single_choice"


def test_what_holds_something_locked_comes_back() -> None:
    lock = [at("properties", "family", "items", "properties", "kin", x_locked=["code"])]
    made = merged(lock, [dropped("family", 1, 2)])
    assert made.followed == ("家庭",)
    assert "family" in loaded(made.text).bundled["properties"]["main"]["properties"]


def test_locks_of_both_sides_hold_and_those_given_up_above_are_gone() -> None:
    def locks(upper: Any, own: Any, base: Any = None) -> Any:
        above, beside, before = ([field("name", x_locked=one)] for one in (upper, own, base))
        return result(above, beside, before)["properties"]["name"].get("x-locked")

    assert locks(["code"], ["print"]) == ["code", "print"]
    assert locks(["code", "order"], ["meaning", "print"]) is True
    assert locks(None, ["code", "print"], ["code"]) == ["print"]
    assert locks(None, ["code"], ["code"]) is None


def test_a_locked_order_is_that_of_the_upper_form_and_a_locked_part_stays() -> None:
    lock = [at("x-sections", 0, x_locked=["order"])]
    turned = [at("x-sections", 0, fields=["care", "name"])]
    made = merged(lock, turned)
    assert made.followed == ("登记的先后",)
    assert loaded(made.text).bundled["properties"]["main"]["x-sections"][0]["fields"] == ["name", "care"]
    moved = [at("x-sections", 0, fields=["care"]), at("x-sections", 1, fields=["name", "family", "note"])]
    assert broken_locks(form(*lock), loaded(merged(lock, moved).text)) == []


def test_parts_come_together() -> None:
    def more(made: Json) -> None:
        made["x-parts"].append({"code": "more", "title": "关爱"})
        made["properties"]["more"] = holder({"x": spec("text", x_locked=["code"])})

    def without(made: Json) -> None:
        made["x-parts"].pop()
        del made["properties"]["more"]

    def titled(made: Json) -> Any:
        return made["x-parts"][0].update(title="建档")

    made = loaded(merged([more], [titled]).text)
    assert [part.title for part in made.parts.values()] == ["建档", "关爱"]

    def renamed_(made: Json) -> Any:
        return made["properties"]["more"]["properties"]["x"].update(title="改名")

    assert merged([renamed_], [without], [more]).followed == ("关爱",)


# the document ---------------------------------------------------------------------------------------------------------
def words(**words: Any) -> Change:
    return lambda made: made.update({word.replace("x_", "x-", 1): value for word, value in words.items()})


def test_words_of_the_document() -> None:
    copies = {"note": "一式两份", "holders": ["县", "乡"]}
    upper = [words(title="新表名", x_copies={**copies, "note": "一式三份"}, x_dropped=["main.old", "main.care"])]
    own = [words(description="本地的说明", x_copies={**copies, "holders": ["县", "村"]}, x_dropped=["main.gone"])]
    made = loaded(
        merged(
            [dropped("care", 0, 1), *upper],
            [*own, field("care", title="级别")],
            [words(x_copies=copies)],
            main__care="own",
        ).text
    )
    assert (made.title, made.bundled["description"]) == ("新表名", "本地的说明")
    assert made.bundled["x-copies"] == {"note": "一式三份", "holders": ["县", "村"]}
    assert made.bundled["x-dropped"] == ["main.old", "main.gone"]
    assert conflicts(merged([words(title="甲")], [words(title="乙")])) == [("title", "这张表·名称", "样表", "甲", "乙")]


def test_long_values_are_shown_shortened() -> None:
    long = [field("name", description="长" * 300)], [field("name", description="说明")]
    assert merged(*long).open[0].upper == "长" * 200 + "…"
