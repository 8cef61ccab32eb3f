"""A new edition of the upper form and one's own changes in one document; what both changed is a person's to decide."""

import json
from typing import Any, Final

from hypothesis import HealthCheck, given, settings

from formserver.errors import DocumentInvalid
from formserver.forms import canonical
from formserver.forms.document import FormDocument, Json
from formserver.forms.editions.locking import broken_locks
from formserver.forms.editions.merging import merge
from tests import generated, generated_editions, generated_merges
from tests.locked_paper import Change, added, at, dropped, field, form
from tests.merged_paper import conflicts, merged, result
from tests.unit.forms.making import loaded, spec

UPPER: Final = {"form": "registration/upper", "edition": "1.0"}
RUNS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def text(document: FormDocument) -> str:
    return canonical.dumps(json.loads(document.text))


# laws -----------------------------------------------------------------------------------------------------------------
@RUNS
@given(generated_editions.pairs())
def test_what_one_side_did_is_the_result_and_so_is_what_both_did(pair: tuple[FormDocument, FormDocument]) -> None:
    before, after = pair
    for sides in ((before, before, after), (before, after, before), (before, after, after)):
        made = merge(*sides)
        assert (made.open, made.settled, made.text) == ((), (), text(after))


@RUNS
@given(generated_merges.threes())
def test_a_result_is_in_the_one_layout_and_keeps_the_locks(
    three: tuple[FormDocument, FormDocument, FormDocument],
) -> None:
    _, upper, _ = three
    for side in ("upper", "own"):
        made = merge(*three, {"main": side})
        assert made.open == ()
        assert canonical.canonical(made.text, file="merged") == made.text
        try:
            document = generated.load(json.loads(made.text))
        except DocumentInvalid:
            continue  # what fits no longer is told when it is loaded
        assert broken_locks(upper, document) == []


def test_the_result_stays_ones_own_form_and_follows_the_new_edition() -> None:
    def own(made: Json) -> Any:
        return made.update(
            {
                "$id": "urn:formserver:form:registration/own:v3.2",
                "x-upper": {"form": "registration/sample", "edition": "1.0"},
            }
        )

    def newer(made: Json) -> Any:
        return made.update({"$id": "urn:formserver:form:registration/sample:v2.1"})

    document = loaded(merged([newer, field("name", title="名字")], [own]).text)
    assert (document.code, document.edition) == ("registration/own", (3, 2))
    assert document.bundled["x-upper"] == {"form": "registration/sample", "edition": "2.1"}
    assert document.bundled["properties"]["main"]["properties"]["name"]["title"] == "名字"


# words of fields ------------------------------------------------------------------------------------------------------
def test_different_words_of_one_field_come_together() -> None:
    found = result([field("name", title="名字")], [field("name", maxLength=9), field("note", description="本地的说明")])
    assert found["properties"]["name"] == {"title": "名字", "x-kind": "text", "maxLength": 9}
    assert found["properties"]["note"]["description"] == "本地的说明"


def test_the_same_word_changed_in_two_ways_is_shown_side_by_side_and_chosen() -> None:
    sides = [field("name", title="名字")], [field("name", title="本人姓名")]
    assert conflicts(merged(*sides)) == [("main.name.title", "名字·名称", "姓名", "名字", "本人姓名")]
    for place in ("main__name__title", "main__name", "main"):
        assert result(*sides, **{place: "own"})["properties"]["name"]["title"] == "本人姓名"
        assert result(*sides, **{place: "upper"})["properties"]["name"]["title"] == "名字"
    nearest = result(*sides, main="upper", main__name="own")
    assert nearest["properties"]["name"]["title"] == "本人姓名"
    assert merged(*sides, main="own").settled == merged(*sides).open


def test_a_field_one_side_took_out_and_the_other_changed_is_a_conflict() -> None:
    sides = [dropped("care", 0, 1)], [field("care", title="级别")]
    assert [(one.place, one.word) for one in merged(*sides).open] == [("main.care", "一边去掉，一边改过")]
    assert "care" not in result(*sides, main__care="upper")["properties"]
    assert result(*sides, main__care="own")["properties"]["care"]["title"] == "级别"
    assert conflicts(merged(sides[1], sides[0]))[0][3:] == (conflicts(merged(*sides))[0][4], "（无）")


def test_fields_go_and_come_on_either_side() -> None:
    found = result([dropped("care", 0, 1), added("theirs", 1)], [added("ours", 1), dropped("note", 1, 3)])
    assert set(found["properties"]) == {"name", "family", "theirs", "ours"}
    assert found["x-sections"][1]["fields"] == ["family", "theirs", "ours"]


def test_a_field_both_added_alike_is_there_once_and_unlike_is_asked_for() -> None:
    assert result([added("same", 1)], [added("same", 1)])["x-sections"][1]["fields"] == ["family", "note", "same"]
    other = [added("same", 1), field("same", title="另一个名称")]
    assert [one.place for one in merged([added("same", 1)], other).open] == ["main.same.title"]


def sentence(text: str, **inner: Json) -> Change:
    """One more field, whose answer stands in blanks."""

    def change(made: Json) -> None:
        added("same", 1)(made)
        words = {"x-text": text, "type": "object", "properties": inner}
        made["properties"]["main"]["properties"]["same"] = spec("sentence", title="几次", **words)

    return change


def test_fields_both_added_under_one_code_are_merged_if_they_are_of_one_kind() -> None:
    number = spec("integer", title="次")
    assert [(one.place, one.word) for one in merged([added("same", 1)], [sentence("{n}次", n=number)]).open] == [
        ("main.same", "填写方式")
    ]
    both = [sentence("{n}次", n=number)], [sentence("{n}次", n=number | {"maximum": 9})]
    assert [one.place for one in merged(*both).open] == ["main.same.n.maximum"] or result(*both)
    chosen = result([added("same", 1)], [sentence("{n}次", n=number)], main__same="own")
    assert chosen["properties"]["same"]["x-kind"] == "sentence"


def test_what_is_demanded_follows_who_changed_it() -> None:
    found = result([at(required=["name"])], [at(required=["note", "care"])], [at(required=["care"])])
    assert found["required"] == ["name", "note"]
    assert "required" not in result([at(required=None)], [field("name", title="名字")], [at(required=["name"])])


def test_fields_inside_tables_are_fields() -> None:
    inner: Change = at("properties", "family", "items", "properties", "kin", maxLength=9)

    def age(made: Json) -> Any:
        return (
            made["properties"]["main"]["properties"]["family"]["items"]["properties"].update(
                age=spec("integer", title="年龄")
            ),
            made["properties"]["main"]["properties"]["family"]["items"]["x-order"].append("age"),
        )

    found = result([inner], [age, field("family", title="家人")])["properties"]["family"]
    assert found["items"]["properties"]["kin"]["maxLength"] == 9
    assert (found["title"], found["items"]["x-order"]) == ("家人", ["kin", "age"])
    gone = [lone, field("family", x_kind="text", items=None, x_rows=None)]
    assert {one.place for one in merged(gone, [inner]).open} == {"main.family"}


def lone(made: Json) -> None:
    made["x-paper"]["blocks"][0]["rows"][2] = {"cells": [{"text": "{family}"}]}


# renamed --------------------------------------------------------------------------------------------------------------
def renamed(old: str, new: str) -> Change:
    """A field under another code, wherever the paper speaks of it."""

    def change(made: Json) -> None:
        text = json.dumps(made, ensure_ascii=False).replace(f'"{old}"', f'"{new}"').replace(f"{{{old}", f"{{{new}")
        made.update(json.loads(text))
        made["properties"]["main"]["properties"][new]["x-was"] = [old]

    return change


def test_a_renamed_field_is_renamed_in_the_words_of_the_other_side() -> None:
    own = [field("note", x_when={"show": {"field": "care", "is": "a"}}), field("care", title="级别")]
    found = result([renamed("care", "grade")], own)
    assert found["properties"]["note"]["x-when"]["show"] == {"field": "grade", "is": "a"}
    assert found["properties"]["grade"]["title"] == "级别"
    assert found["properties"]["grade"]["x-was"] == ["care"]
    assert result([field("care", title="级别")], [renamed("care", "grade")])["properties"]["grade"]["title"] == "级别"


def test_a_field_renamed_on_one_side_and_taken_out_on_the_other() -> None:
    assert "care" not in result([dropped("care", 0, 1)], [at(title="登记")])["properties"]
    made = merged([renamed("care", "grade")], [dropped("care", 0, 1)])
    assert [one.place for one in made.open] == ["main.grade"]
    made = merged([dropped("care", 0, 1)], [renamed("care", "grade")])
    assert [one.place for one in made.open] == ["main.grade"]


def test_two_new_codes_are_asked_for_unless_the_upper_one_is_locked() -> None:
    sides = [renamed("care", "grade")], [renamed("care", "level")]
    assert ("main.care", "等级·代码", "care", "grade", "level") in conflicts(merged(*sides))
    found = result(*sides, main="own")["properties"]
    assert found["level"]["x-was"] == ["care"]
    made = merged([renamed("care", "grade"), field("grade", x_locked=["code"])], [renamed("care", "level")])
    assert "grade" in loaded(made.text).bundled["properties"]["main"]["properties"]
    assert result([renamed("care", "level")], [renamed("care", "level")])["properties"]["level"]


def test_a_new_code_that_hits_another_field_is_asked_for() -> None:
    def other(made: Json) -> Any:
        made["properties"]["main"]["properties"].update(grade=spec("text", title="本地的"))

    sides = [renamed("care", "grade")], [other, at("x-sections", 1, fields=["family", "note", "grade"])]
    assert ("main.grade", "填写方式") in [(one.place, one.word) for one in merged(*sides).open]


def test_a_newer_edition_of_the_form_itself_locks_nothing_for_it() -> None:
    def derived(change: Change, edition: str) -> FormDocument:
        return form(change, lambda made: made.update({"x-upper": UPPER | {"edition": edition}}))

    base = derived(field("name", x_locked=True), "1.0")
    newest = derived(field("name", x_locked=True, description="照身份证"), "2.0")
    own = derived(field("name", title="姓　名"), "1.0")
    made = merge(base, newest, own, is_one_form=True)
    assert (made.open, made.followed) == ((), ())
    result = json.loads(made.text)
    assert result["x-upper"] == UPPER | {"edition": "2.0"}
    name = result["properties"]["main"]["properties"]["name"]
    assert name == {"title": "姓　名", "description": "照身份证", "x-kind": "text"}
