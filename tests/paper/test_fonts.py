"""Rare characters on paper: they are drawn, or the print stops and says which character stands where."""

from typing import Any

import pypdfium2
import pytest

from formserver.forms.document import FormDocument
from formserver.printing.copies import print_record
from formserver.printing.glyphs import GlyphMissing
from formserver.printing.sheet import SheetMarks
from tests.paper.test_blank_papers import Documents
from tests.paper.test_filled_sheets import sheet
from tests.paper.test_locked_printing import NO_GLYPH, changed
from tests.zoo import zoo

RARE = "䶮㛃𬱖"
_SCALE = 4
_DARK = 100


def ink(content: bytes, character: str) -> int:
    """How many dark pixels stand where the page says the character is."""
    with pypdfium2.PdfDocument(content) as pdf:
        page = pdf[0]
        words = page.get_textpage()
        text = words.get_text_range()
        # pdfium counts characters beyond the first 65,536 twice
        index = len(text[: text.index(character)].encode("utf-16-le")) // 2
        left, bottom, right, top = words.get_charbox(index)
        height = page.get_height()
        edges = [edge * _SCALE for edge in (left, height - top, right, height - bottom)]
        cut = page.render(scale=_SCALE, grayscale=True).to_pil().crop(tuple(map(round, edges)))
        return sum(cut.histogram()[:_DARK])


def place_of_refusal(document: FormDocument, data: dict[str, Any], marks: SheetMarks | None = None) -> str:
    """How the refusal names the place of the character that no font has."""
    with pytest.raises(GlyphMissing, match=r"U\+30000") as refused:
        print_record(document, data, marks=marks or SheetMarks(), copies=False, pictures={})
    return refused.value.place


@pytest.mark.parametrize("character", RARE)
@pytest.mark.parametrize("field", ["visitor_name", "remarks"])
def test_a_rare_character_is_written_and_drawn(character: str, field: str, document: Documents) -> None:
    printed = sheet(document("visit_record/ezhou"), {field: f"王{character}"})
    assert f"王{character}" in printed.text
    assert ink(printed.content, character) > ink(printed.content, "一")


@pytest.mark.parametrize("character", RARE)
def test_a_rare_character_of_a_title_is_drawn(character: str, document: Documents) -> None:
    titled = changed(document("visit_record/ezhou"), lambda bundled: bundled.update(title=f"{character}表"))
    assert ink(sheet(titled, {}).content, character) > 500


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ({"a_text": NO_GLYPH}, "问题text"),
        ({"a_long_text": f"很长。{NO_GLYPH}"}, "问题long_text"),
        ({"a_table": [{"who": "王五"}, {"who": NO_GLYPH}]}, "问题table 第2行 姓名"),
        ({"a_table": [{"who": "王五"}] * 5 + [{"who": NO_GLYPH}]}, "问题table 第6行 姓名"),
        ({"a_opinion": {"text": "同意", "by": NO_GLYPH, "on": "2025-01-10"}}, "问题opinion"),
        ({"a_opinion": {"text": NO_GLYPH, "by": "王芳", "on": "2025-01-10"}}, "问题opinion"),
        ({"a_signature": {"by": NO_GLYPH}}, "问题signature"),
    ],
)
def test_an_answer_without_glyph_is_named_by_its_field_and_row(data: dict[str, Any], place: str) -> None:
    assert place_of_refusal(zoo(), {"main": data}) == place


def words(document: FormDocument, old: str) -> FormDocument:
    """The document with one of its words written with the character."""

    def change(bundled: dict[str, object]) -> None:
        for key, value in bundled.items():
            bundled[key] = _written(value, old)

    return changed(document, change)


def _written(node: Any, old: str) -> Any:
    if isinstance(node, str):
        return node.replace(old, f"{old}{NO_GLYPH}")
    if isinstance(node, list):
        return [_written(one, old) for one in node]
    return {key: _written(one, old) for key, one in node.items()} if isinstance(node, dict) else node


@pytest.mark.parametrize(
    ("code", "old"),
    [
        ("visit_record/ezhou", "留守老人服务记录"),  # the title
        ("visit_record/ezhou", "生活用品情况"),  # a label
        ("visit_record/ezhou", "完善"),  # an option
        ("registration/shuren", "户主"),  # the name of a row
        ("registration/fujian", "备注：此表"),  # the note below
    ],
)
def test_a_word_of_the_form_without_glyph_is_quoted(code: str, old: str, document: Documents) -> None:
    place = place_of_refusal(words(document(code), old), {})
    assert place.startswith("表样：")
    assert old in place


def test_a_word_of_an_attached_list_is_named_by_the_field(document: Documents) -> None:
    paper = words(document("registration/zaozhuang"), "拉祜族")
    chosen = next(option.code for option in _options(paper) if option.label.startswith("拉祜族"))
    assert place_of_refusal(paper, {"main": {"ethnic_group": chosen}}) == "民族"


def _options(paper: FormDocument) -> Any:
    field: Any = paper.first_part.group.fields["ethnic_group"]
    return field.options


def test_what_stands_around_the_form_is_named_so(document: Documents) -> None:
    marks = SheetMarks(number=f"1{NO_GLYPH}")
    assert place_of_refusal(document("visit_record/ezhou"), {}, marks) == "页边或附页"
