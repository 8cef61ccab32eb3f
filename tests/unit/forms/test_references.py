"""Who uses a field, in one line each, and which fields would go while somebody outside reads them."""

from formserver.forms.document import FormDocument
from formserver.forms.editions import references
from formserver.forms.editions.references import Reader
from formserver.forms.telling import Sentence
from tests.unit.forms.making import holder, loaded, spec, written

NAME = spec("text", title="姓名", x_concept="name")
SEX = spec("yes_no", title="性别", x_concept={"name": "sex", "map": {"yes": "male", "no": "female"}})
OPINION = spec("opinion", title="镇里的意见", x_step="township")
FILE = spec("section", title="档案", **holder({"birth": spec("date", title="出生", x_concept="birth")}))
ROWS = spec("table", title="家庭", items=holder({"name": NAME}), x_rows={"printed": 1})
READERS = [
    Reader(Sentence("名单"), concept="name", is_needed=True),
    Reader(Sentence("性别的统计"), concept="sex"),
    Reader(Sentence("镇里的一步"), steps=frozenset({"check", "township"})),
    Reader(Sentence("走访表抄去"), place=("main", "file")),
    Reader(Sentence("第几次"), counts=True),
    Reader(Sentence("出生年月"), concept="birth"),
    Reader(Sentence("没有的"), concept="phone"),
]


def paper(**fields: object) -> FormDocument:
    return loaded(written({code: dict(field) for code, field in fields.items() if isinstance(field, dict)}))


FULL = {"name": NAME, "sex": SEX, "opinion": OPINION, "file": FILE, "times": spec("counter", title="次"), "rows": ROWS}


def lost(after: FormDocument) -> list[tuple[str, str]]:
    found = references.unsettled(paper(**FULL), after, READERS)
    return [(".".join(one.place), str(one.told)) for one in found]


def without(*codes: str, **more: object) -> FormDocument:
    return paper(**{code: field for code, field in FULL.items() if code not in codes}, **more)


def test_the_same_paper_loses_nothing() -> None:
    assert lost(paper(**FULL)) == []
    assert lost(without(more=spec("text"))) == []


def test_each_reader_of_what_goes_is_named_with_the_field_it_read() -> None:
    assert lost(without("name", "sex", "opinion", "file", "times")) == [
        ("main.name", "“姓名”还有1处在用：名单"),
        ("main.sex", "“性别”还有1处在用：性别的统计"),
        ("main.opinion", "“镇里的意见”还有1处在用：镇里的一步"),
        ("main.file", "“档案”还有1处在用：走访表抄去"),
        ("main.file.birth", "“出生”还有1处在用：出生年月"),
        ("main.times", "“次”还有1处在用：第几次"),
    ]
    assert [one.is_needed for one in references.unsettled(paper(**FULL), without("name", "sex"), READERS)] == [
        True,
        False,
    ]


def test_all_readers_of_one_field_are_told_together() -> None:
    twice = [*READERS, Reader(Sentence("页面标题"), concept="name"), Reader(Sentence("名单"), concept="name")]
    found = references.unsettled(paper(**FULL), without("name"), twice)
    assert [str(one.told) for one in found] == ["“姓名”还有2处在用：名单；页面标题"]


def test_who_reads_by_meaning_follows_it_to_another_field_and_who_reads_by_code_does_not() -> None:
    assert lost(without("name", full_name=NAME | {"x-was": ["name"]})) == []
    assert lost(without("file", folder=FILE | {"x-was": ["file"]})) == [("main.file", "“档案”还有1处在用：走访表抄去")]
    assert lost(without("opinion", box=spec("opinion", title="意见", x_step="check"))) == []


def test_a_field_that_only_loses_its_meaning_is_lost_too() -> None:
    assert lost(without("name", name=spec("text", title="姓名"))) == [("main.name", "“姓名”还有1处在用：名单")]


def test_a_part_that_goes_takes_its_fields_along() -> None:
    source = written({"name": NAME})
    source["x-parts"].append({"code": "more", "title": "其他"})
    source["properties"]["more"] = holder({"sex": SEX})
    found = references.unsettled(loaded(source), paper(name=NAME), READERS)
    assert [one.place for one in found] == [("more", "sex")]


def test_the_lines_of_a_field_are_those_of_the_paper_and_its_readers() -> None:
    fields = FULL | {"note": spec("text", title="备注", x_when={"show": {"field": "sex", "is": "yes"}})}
    form = written(fields, rows=[{"cells": [{"text": "{sex}"}]}])
    found = references.lines(loaded(form), ("main", "sex"), READERS)
    assert found == [
        "“备注”显示的条件（$.properties.main.properties.note.x-when.show.field）",
        "“备注”显示的条件（$.properties.main.properties.note.x-when.show.is）",
        "印出的表第1块第1行第1格（$.x-paper.blocks[0].rows[0].cells[0].text）",
        "性别的统计",
    ]
