"""Sheets with a record: answers stand where the hand would write them, ticks are drawn, nothing is lost."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from formserver.forms.document import FormDocument
from formserver.printing.copies import print_record
from formserver.printing.sheet import SheetMarks
from tests.paper.reading import NUMBER, Sheet
from tests.paper.samples import PICTURE, Samples
from tests.paper.test_blank_papers import Documents, Sheets
from tests.paper.ticks import ticked

Data = dict[str, object]


def sheet(document: FormDocument, data: Data, *, state: str = "", pictures: dict[str, bytes] | None = None) -> Sheet:
    """The sheet of a paper of one part."""
    part = document.first_part.code
    marks = SheetMarks(number=NUMBER, edition="1.0", state=state)
    return Sheet(print_record(document, {part: data}, marks=marks, copies=False, pictures=pictures or {}))


def photo(kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, kind)
    return buffer.getvalue()


def test_number_and_edition_stand_in_the_margin(filled: Sheets) -> None:
    assert f"编号：{NUMBER}版本：1.0" in filled("visit_record/ezhou").text


def test_a_ticked_box_gets_a_tick(document: Documents, blank: Sheets) -> None:
    chosen = {"daily_supplies": "fair", "relationships": "fair"}
    boxes, before = sheet(document("visit_record/ezhou"), dict(chosen)).boxes, blank("visit_record/ezhou").boxes
    assert (set(before), boxes.count("☑"), len(boxes)) == ({"□"}, len(chosen), len(before))


def test_round_boxes_are_ticked_too(document: Documents, blank: Sheets) -> None:
    assert set(blank("registration/zaozhuang").boxes) == {"○"}
    data = Samples(1).document(document("registration/zaozhuang"))
    printed = Sheet(
        print_record(document("registration/zaozhuang"), data, marks=SheetMarks(), copies=False, pictures={})
    )
    assert set(printed.boxes) == {"○", "◉"}


def test_a_blank_inside_an_option_prints_in_place(document: Documents) -> None:
    data = {"disease": "worse", "disease__worse__disease": "高血压"}
    assert "严重疾病名称：高血压转好" in sheet(document("visit_record/fujian"), dict(data)).text


def test_a_blank_inside_a_sentence_prints_in_place(document: Documents) -> None:
    data: Data = {"children": {"total": 3, "male": 1, "female": 2}}
    assert "子女数量3个，其中：男1个，女2个" in sheet(document("registration/ezhou"), data).text


def test_numbers_inside_ticked_options_print_in_place(document: Documents) -> None:
    change = {"household_change": ["increased", "decreased"]}
    blanks = {"household_change__increased__count": 2, "household_change__decreased__count": 1}
    printed = sheet(document("visit_record/fujian"), {**change, **blanks})
    assert "无变化增加2人减少1人" in printed.text
    assert [word[:2] for word in ticked(printed.content)] == ["增加", "减少"]


@pytest.mark.parametrize(
    ("code", "data", "said"),
    [
        ("visit_record/fujian", {"visit_date": "2025-01-08"}, "2025年1月8日"),
        ("visit_record/ezhou", {"visited_on": "2025-01"}, "服务时间2025年1月服务地点"),
        ("visit_record/ezhou", {"visited_on": "2025-01-08"}, "服务时间2025年1月8日服务地点"),
        ("registration/zaozhuang", {"obligors": [{"away_since": "2023"}]}, "外出时间2023年是"),
        ("registration/zaozhuang", {"obligors": [{"away_since": "2023-04"}]}, "外出时间2023年4月是"),
        ("registration/ezhou", {"children_away": [{"last_visit_month": "2024-02"}]}, "探望时间2024年2月，每年"),
    ],
)
def test_a_date_prints_as_exactly_as_it_was_answered(code: str, data: Data, said: str, document: Documents) -> None:
    assert said in sheet(document(code), data).text


def test_answers_kept_of_hidden_questions_do_not_print(document: Documents, blank: Sheets) -> None:
    kept: Data = {"physical_condition": ["healthy"], "disability_kind": "visual", "disability_grade": "grade_1"}
    assert ticked(sheet(document("registration/ezhou"), kept).content) == ["健康"]
    measures: Data = {"risk_grade": "low", "risk_measures": "每日探访。"}
    assert "每日探访" not in sheet(document("visit_record/ezhou"), measures).text


def test_an_answer_kept_in_the_blank_of_another_option_does_not_print(document: Documents) -> None:
    kept: Data = {"disease": "better", "disease__worse__disease": "高血压"}
    assert "高血压" not in sheet(document("visit_record/fujian"), kept).text


def test_an_identity_number_stands_in_eighteen_boxes(document: Documents) -> None:
    data: Data = {"file": {"identity_number": "999999194401015671"}}
    assert "999999194401015671" in sheet(document("registration/jiangsu"), data).text


def test_rare_characters_of_names_print(document: Documents) -> None:
    assert "䶮㛃𬱖" in sheet(document("visit_record/ezhou"), {"visitor_name": "䶮㛃𬱖"}).text


@pytest.mark.parametrize("state", ["草稿", "未审核"])
def test_a_sheet_that_is_not_good_says_so_across_every_page(state: str, document: Documents) -> None:
    for page in sheet(document("registration/zaozhuang"), {"name": "张三"}, state=state).pages:
        assert set(state) <= set(page.replace("张三", ""))


def test_a_good_sheet_bears_no_mark_of_state(filled: Sheets) -> None:
    assert "稿" not in filled("visit_record/ezhou").text


def unbroken(printed: Sheet) -> str:
    """The words without the margins, so that a sentence that goes over to the next page is whole."""
    total = len(printed.pages)
    return "".join(page.replace(f"第{number}页共{total}页", "") for number, page in enumerate(printed.pages, 1))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_stands_in_its_cell(kind: str, document: Documents) -> None:
    printed = sheet(document("visit_record/ezhou"), {"photos": [PICTURE]}, pictures={PICTURE: photo(kind)})
    assert printed.pictures == 1
    assert len(printed.pages) == 1


def test_six_photos_stay_on_the_page(document: Documents) -> None:
    ids = [f"01980000-0000-7000-8000-00000000000{number}" for number in range(6)]
    printed = sheet(document("visit_record/ezhou"), {"photos": list(ids)}, pictures=dict.fromkeys(ids, photo()))
    assert (printed.pictures, len(printed.pages)) == (6, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff no picture",
        b"\x89PNG\r\n\x1a\n no picture",
        b"RIFF0000WEBP",
    ],
)
def test_what_is_no_photo_is_named_as_missing(content: bytes, document: Documents) -> None:
    printed = sheet(document("visit_record/ezhou"), {"photos": [PICTURE]}, pictures={PICTURE: content})
    assert printed.pictures == 0
    assert "（照片另附）" in printed.text


def test_a_signature_given_on_a_screen_is_drawn(document: Documents) -> None:
    data: Data = {"visitor_signature": {"by": "赵六", "on": "2025-03-08", "file": PICTURE}}
    assert sheet(document("visit_record/fujian"), data, pictures={PICTURE: photo("PNG")}).pictures == 1


def test_a_signature_without_picture_prints_the_name(document: Documents) -> None:
    data: Data = {"visitor_signature": {"by": "赵六", "on": "2025-03-08", "file": PICTURE}}
    assert "服务人员（签字）赵六" in sheet(document("visit_record/fujian"), data).text


def test_the_same_record_prints_the_same_bytes(document: Documents) -> None:
    first, second = (sheet(document("visit_record/ezhou"), {"visitor_name": "李四"}).content for _ in range(2))
    assert first == second


def copies_of(document: FormDocument) -> Sheet:
    return Sheet(print_record(document, {}, marks=SheetMarks(), copies=True, pictures={}))


def test_the_set_of_copies_is_one_document_with_a_mark_on_each(document: Documents) -> None:
    pages = copies_of(document("registration/fujian")).pages
    assert ["第1联县级民政部门存档" in page for page in pages] == [True, False]
    assert ["第2联乡镇（街道）存档" in page for page in pages] == [False, True]
    assert all("第1页共1页" in page for page in pages)


def test_a_paper_without_copies_prints_once(document: Documents) -> None:
    printed = copies_of(document("visit_record/ezhou"))
    assert len(printed.pages) == 1
    assert "存档" not in printed.text


def test_a_single_sheet_bears_no_mark_of_a_copy(blank: Callable[[str], Sheet]) -> None:
    assert "第1联" not in blank("registration/fujian").text
