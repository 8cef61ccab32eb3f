"""What a step changed of the sheet and of the lists, by two states of a paper."""

from formserver.forms.designing.differing import is_unseen, same_rows
from tests.designs import Design, read


def test_help_rules_and_marks_of_a_field_are_seen_in_its_panel_alone() -> None:
    design = Design()
    place = design.add("phone", "电话")
    before = read(design.text).bundled
    design.take("change", field=place, to={"help": "写手机号", "required": "1", "concept": "phone"})
    assert is_unseen(before, read(design.text).bundled)


def test_names_fields_and_what_is_said_of_the_whole_are_seen() -> None:
    design = Design()
    place = design.add("phone", "电话")
    for do, words in (
        ("change", {"field": place, "to": {"label": "邻居的电话"}}),
        ("change", {"field": place, "to": {"spoken": "邻居家的电话"}}),
        ("title", {"title": "另一张表"}),
        ("section", {"field": place, "title": "邻居"}),
        ("remove", {"field": place}),
    ):
        before = read(design.text).bundled
        design.take(do, **words)
        assert not is_unseen(before, read(design.text).bundled), do


def test_rows_that_say_the_same_in_the_same_place_are_known() -> None:
    design = Design()
    design.add("phone", "电话")
    place = design.add("phone", "手机")
    before = read(design.text).bundled
    design.take("change", field=place, to={"label": "手机号"})
    after = read(design.text).bundled
    assert list(same_rows(before, after, 0)).count(False) == 1
    design.take("remove", field=place)
    assert not any(same_rows(after, read(design.text).bundled, 0))
    design.take("add_words", cell="0.1.1", text="说明", where="above")
    assert not any(same_rows(after, read(design.text).bundled, 1))
