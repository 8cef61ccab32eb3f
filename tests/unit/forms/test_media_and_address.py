"""Signatures, photos and addresses."""

from typing import Any

import pytest

from formserver.forms import entry
from formserver.forms.kinds.address import Address
from formserver.forms.kinds.media import Photos, SignatureField
from formserver.forms.pairs import Pairs
from formserver.forms.pieces import Answer, Photo, Signature, Words
from tests.unit.forms.making import field_of, messages, part_of, spec

FILE = "01890000-0000-7000-8000-00000000000"
SIGN = spec("signature", title="签字", x_seal=True)
PHOTOS = spec("photos", title="照片", maxItems=2)
HOME = spec("address", title="地址", x_tiers=["detail", "village", "township"])
PRINTED = HOME | {"x-text": "鄂州（{township}）乡/镇（{village}）村/社区{detail}"}


@pytest.mark.parametrize(
    ("definition", "answer"),
    [
        (SIGN, {"paper": True}),
        (SIGN, {"by": "王兰", "on": "2025-01-08", "file": FILE + "1"}),
        (SIGN, {"by": "王兰"}),
        (PHOTOS, [FILE + "2", FILE + "1"]),
        (HOME, {"township": "段店镇", "township_code": "420703100", "detail": "1号"}),
    ],
)
def test_a_valid_answer_survives_page_and_schema(definition: dict[str, Any], answer: Any) -> None:
    part = part_of({"answer": definition})
    pairs = entry.to_pairs(part, {"answer": answer})
    assert entry.to_data(part, pairs) == {"answer": answer}
    assert entry.unknown_names(part, pairs) == []
    assert messages(part, {"answer": answer}) == []


@pytest.mark.parametrize(
    ("definition", "answer", "sentence"),
    [
        (SIGN, {"on": "2025-01-08"}, "签字填了日期，请再填写签字人，或勾选“签在纸上”"),
        (SIGN, {"by": "王兰", "on": "昨天"}, "签字的签字日期应填写为 2025-01-08 这样的日期"),
        (SIGN, {"by": "王" * 51}, "签字的签字人最多50个字"),
        (SIGN, {"by": "王兰", "on": "2025-02-30"}, "签字填的日期不存在：2025-02-30"),
        (SIGN, {"paper": True, "by": "王兰"}, "签字填写有误"),
        (SIGN, "王兰", "签字填写有误"),
        (PHOTOS, [FILE + str(i) for i in range(3)], "照片最多2张，请先删除多余的照片"),
        (PHOTOS, ["a.jpg"], "照片里有一张照片没有保存好，请删除后重新添加"),
        (HOME, {"village": "村" * 101}, "地址每一空最多100个字"),
        (HOME, {"village_code": "420703100200"}, "地址填写有误"),
    ],
)
def test_a_wrong_answer_is_explained(definition: dict[str, Any], answer: Any, sentence: str) -> None:
    assert messages(part_of({"answer": definition}), {"answer": answer}) == [sentence]


def test_a_signature_on_paper_wins_over_a_typed_name() -> None:
    posted = Pairs([("answer.paper", "y"), ("answer.by", "王兰")])
    assert field_of("signature").decode("answer", posted) == {"paper": True}
    assert field_of("signature").decode("answer", Pairs()) is None
    assert field_of("signature").decode("answer", Pairs([("answer.file", FILE)])) is None


def test_a_signature_reads_and_prints() -> None:
    field = part_of({"answer": SIGN}).group.fields["answer"]
    assert isinstance(field, SignatureField)
    assert field.has_seal
    assert field.text({"answer": {"paper": True}}) == "签在纸上"
    assert field.text({"answer": {"by": "王兰", "on": "2025-01-08"}}) == "王兰 2025年1月8日"
    assert field.text({}) == ""
    assert field.pieces({"answer": {"by": "王兰", "file": "f"}}, "sign") == [Signature("王兰", "f")]


def test_photos_read_and_print() -> None:
    field = part_of({"answer": PHOTOS}).group.fields["answer"]
    assert isinstance(field, Photos)
    data = {"answer": ["f", "g"]}
    assert (field.text(data), field.text({}), field.files(data)) == ("2张", "", ("f", "g"))
    assert field.pieces(data) == [Photo("f"), Photo("g")]
    assert field_of("text").files(data) == ()


def test_an_address_is_asked_from_large_to_small() -> None:
    field = part_of({"answer": HOME}).group.fields["answer"]
    assert isinstance(field, Address)
    assert field.tiers == ("township", "village", "detail")
    assert field.tier_label("village") == "村（社区）"
    assert field.text({"answer": {"village": "三江村", "township": "段店镇"}}) == "段店镇三江村"


@pytest.mark.parametrize(
    ("township", "village", "written"),
    [
        ("段店镇", "三江村民委员会", ("段店", "三江")),
        ("段店乡", "牛山社区居民委员会", ("段店", "牛山")),
        ("樊口街道", "张村村", ("樊口街道", "张村")),
        ("镇", "社区", ("镇", "社区")),
        ("段店", "三江", ("段店", "三江")),
    ],
)
def test_a_printed_ending_is_not_written_twice(township: str, village: str, written: tuple[str, str]) -> None:
    data = {"answer": {"township": township, "village": village}}
    pieces = part_of({"answer": PRINTED}).group.fields["answer"].pieces(data)
    assert pieces == [
        Words("鄂州（"),
        Answer(written[0], 5),
        Words("）乡/镇（"),
        Answer(written[1], 5),
        Words("）村/社区"),
        Answer("", 8),
    ]


def test_one_tier_of_an_address_can_be_printed_alone() -> None:
    field = part_of({"answer": PRINTED}).group.fields["answer"]
    assert field.pieces({"answer": {"township": "段店镇"}}, "township") == [Answer("段店", 5)]
    assert (field.knows_style("township"), field.knows_style("city")) == (True, False)


def test_an_address_without_printed_words_is_written_as_a_whole() -> None:
    field = part_of({"answer": HOME | {"x-none": ["none"]}}).group.fields["answer"]
    assert field.pieces({"answer": {"township": "段店镇", "village": "三江村"}}) == [Answer("段店镇三江村")]
    assert field.pieces({"answer__none": "none"}) == [Answer("无")]
    tight = part_of({"answer": HOME | {"x-text": "{township}{village}"}}).group.fields["answer"]
    assert tight.pieces({"answer": {"township": "段店镇"}}) == [Answer("段店镇", 5), Answer("", 5)]
