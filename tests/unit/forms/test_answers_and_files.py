"""What pages, papers and the object store ask of fields and documents: ranks, lines, files in rows, titles."""

from formserver.forms import answers, document
from formserver.forms.document import FormDocument
from formserver.forms.pairs import Pairs
from formserver.resources import root
from tests.unit.forms.making import field_of, loaded, options, part_of, spec, written

LINES = {"rows": [{"code": "hearing", "label": "听力"}, {"code": "sight", "label": "视力"}]}


def shipped(name: str) -> FormDocument:
    """A shipped document by the end of its code."""
    found, _ = document.read_folder(root() / "schemas")
    return next(one for one in found if one.code.endswith(name))


def test_ranks_are_read_in_their_order_without_the_empty_ones() -> None:
    field = field_of("ranked_choice", x_options=options("甲", "乙", "丙"))
    typed = Pairs([("answer.3", "a"), ("answer.1", "c"), ("answer.2", "")])
    assert field.decode("answer", typed) == ["c", "a"]
    assert field.decode("answer", Pairs([])) is None


def test_the_lines_of_a_matrix_are_read_as_far_as_they_are_answered() -> None:
    field = field_of("matrix", x_options=options("好", "差"), x_rows=LINES)
    assert field.decode("answer", Pairs([("answer.sight", "b"), ("answer.hearing", "")])) == {"sight": "b"}
    assert field.decode("answer", Pairs([])) is None


def test_a_rank_and_a_line_are_inputs_of_their_own_by_the_names_they_are_read_by() -> None:
    ranked = field_of("ranked_choice", x_options=options("甲", "乙", "丙"), maxItems=2)
    matrix = field_of("matrix", x_options=options("好", "差"), x_rows=LINES)
    assert [name for name, _ in ranked.inputs("answer", Pairs([]))] == ["answer.1", "answer.2"]
    assert [name for name, _ in matrix.inputs("answer", Pairs([]))] == ["answer.hearing", "answer.sight"]


def test_a_field_without_options_has_no_mark_to_print() -> None:
    field = field_of("text")
    assert not field.knows_mark("a")
    assert list(field.mark({"answer": "甲"}, "a")) == []


def test_the_files_of_a_part_are_named_with_their_places_inside_rows_too() -> None:
    row = {"type": "object", "x-order": ["signed"], "properties": {"signed": spec("signature")}}
    fields = {"photos": spec("photos"), "people": spec("table", items=row, x_rows={"printed": 2})}
    data = {
        "photos": ["one", "two"],
        "people": [{"signed": {"paper": True}}, {"signed": {"by": "张三", "file": "three"}}],
    }
    assert list(answers.files(part_of(fields).group, data)) == [
        (("photos",), "one"),
        (("photos",), "two"),
        (("people", 1, "signed"), "three"),
    ]
    assert list(answers.files(part_of(fields).group, {})) == []


def test_only_the_parts_of_a_paper_with_several_have_titles_of_their_own() -> None:
    assert loaded(written({"name": spec("text")})).part_title("main") == ""
    several = shipped("visit_record/shuren")
    assert [several.part_title(code) for code in several.parts] == [part.title for part in several.parts.values()]
