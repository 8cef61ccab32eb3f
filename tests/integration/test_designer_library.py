"""从资料库添加, on its pages: looked up, looked at, taken in by name or as a copy, a newer edition taken, undone."""

import re

from flask import Flask

from formserver.extensions import db
from formserver.models import FormDesign
from formserver.services import designing, documents
from tests.factories import COUNTY, person
from tests.integration.test_designer_pages import begun, chosen, main_of, refused, revision, said, shown, step
from tests.pages import CheckingClient

ETHNIC = "urn:formserver:list:ethnic_group:v1"
MARRIED = "urn:formserver:shared:marital_status:v1"


def taken(client: CheckingClient, url: str, name: str, **given: str) -> str:
    """Take an entry in at the second row; gives the address it leads to."""
    words = {"_revision": revision(client, url), "entry": name, "cell": "0.1.1", "label": "", **given}
    answer = client.send(f"{url}/library", words)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_the_library_is_looked_through_and_searched(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    assert "从资料库添加" in said(gaofei, f"{url}?cell=0.1.1")
    page = said(gaofei, f"{url}/library?cell=0.1.1")
    assert "人员 4" in page
    assert "民族 一份清单，共58项。 出处：国家标准 GB/T 3304-1991" in page
    page = said(gaofei, f"{url}/library?cell=0.1.1&q=丧偶")
    assert "婚姻状况 单选：未婚、已婚、丧偶、离婚、未说明。" in page
    assert "家庭成员" not in page
    assert "没有找到“龙门阵”" in said(gaofei, f"{url}/library?q=龙门阵")
    assert gaofei.get(f"{url}/library?entry=urn:x").status_code == 404


def test_every_entry_shows_what_it_gives(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    links = re.findall(r'href="([^"]*entry=[^"]*)"', shown(gaofei, f"{url}/library?cell=0.1.1"))
    assert len(links) == 20
    for link in links:
        assert "填写页上的样子" in said(gaofei, link.replace("&amp;", "&"))
    page = said(gaofei, f"{url}/library?cell=0.1.1&entry={MARRIED}")
    assert "□未婚" in page
    assert "（资料库第1版）" in page


def test_without_a_chosen_cell_an_entry_comes_at_the_end(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    names = re.findall(r"entry=([^\"&]*)", shown(gaofei, f"{url}/library"))
    assert len(names) == 20
    for name in names:
        assert "会加在表的最后" in said(gaofei, f"{url}/library?entry={name}")
        place = chosen(taken(gaofei, url, name, cell="", label=f"末项{names.index(name)}"))
        assert "“末项" in said(gaofei, f"{url}?field={place}")
    fields = said(gaofei, f"{url}?cell=0.0.0").partition("按填写的次序")[2]
    assert list(dict.fromkeys(re.findall(r"末项\d+", fields)))[:20] == [f"末项{number}" for number in range(20)]


def test_an_entry_is_taken_in_by_name_and_made_ones_own(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = taken(gaofei, url, MARRIED, label="婚否", **{"as": "reference"})
    page = said(gaofei, at)
    assert "来自资料库：婚姻状况（第1版）。" in page
    assert "已保存：从资料库加了“婚否”。" in page
    place = chosen(at)
    assert "“婚姻状况”来自资料库，这一处不能单独改。" in refused(
        gaofei, url, "options", field=place, **{"labels.10": "x"}
    )
    assert all(words not in shown(gaofei, at) for words in ('id="options"', 'name="to.least"'))
    assert 'name="to.label"' in shown(gaofei, at)
    step(gaofei, url, "own", field=place)
    assert "来自资料库" not in said(gaofei, at)
    assert 'id="options"' in shown(gaofei, at)
    step(gaofei, url, "options", field=place, **{"labels.10": "没有结婚"})
    step(gaofei, url, "undo")
    step(gaofei, url, "undo")
    assert "来自资料库" in said(gaofei, at)


def test_a_refusal_shows_the_entry_again_with_what_was_typed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    words = {"entry": MARRIED, "cell": "0.9.1", "label": "婚否", "as": "copy"}
    answer = gaofei.send(f"{url}/library", {"_revision": "0", **words})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "这一格已经不在表上" in main_of(page)
    assert 'value="婚否"' in page
    assert re.search(r'value="copy" checked', page)
    assert gaofei.send(f"{url}/library", {"_revision": "0", "entry": "urn:x", "cell": "0.1.1"}).status_code == 404


def test_a_list_of_ones_own_is_written_line_by_line(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = taken(gaofei, url, "urn:formserver:list:ethnic_group:v2", **{"as": "copy"})
    assert "清单里的各项 58" in said(gaofei, at)
    page = refused(gaofei, url, "items", field=chosen(at), text="汉族")
    assert "第1行要写成“代码 名称”的样子" in page
    assert "汉族</textarea>" in page
    step(gaofei, url, "items", field=chosen(at), text="01 汉族\n02 蒙古族")
    assert "清单里的各项 2" in said(gaofei, at)


def test_a_newer_edition_is_told_compared_and_taken(gaofei: CheckingClient, site: Flask) -> None:
    url = begun(gaofei)
    at = taken(gaofei, url, "urn:formserver:list:ethnic_group:v2")
    place = chosen(at)
    assert "资料库有新版" not in said(gaofei, at)
    assert gaofei.get(f"{url}/renew?field={place}").status_code == 404
    with site.app_context():
        _as_in_the_former_edition(url.rpartition("/")[2])
    assert "“民族”现在用第1版，看新版有哪些不同" in said(gaofei, url)
    page = said(gaofei, f"{url}/renew?field={place}")
    assert "这张表现在用第1版，资料库已有第2版。" in page
    assert "外国血统中国籍人士" in page
    step(gaofei, url, "renew", field=place)
    assert "已保存：“民族”换成了资料库第2版。" in said(gaofei, url)
    assert gaofei.get(f"{url}/renew?field=main.item_1").status_code == 404
    assert gaofei.get(f"{url}/renew?field=main.x").status_code == 422


def _as_in_the_former_edition(design_id: str) -> None:
    """The design as it was before the list had another edition."""
    assert ETHNIC in documents.library()
    design = db.session.get(FormDesign, design_id)
    assert design is not None
    designing.rewrite(person("gaofei"), design_id, design.revision, design.text.replace(f"{ETHNIC[:-1]}2", ETHNIC))


def test_a_table_of_the_library_prints_as_many_rows_as_the_form_says_and_its_columns_are_those_of_the_library(
    gaofei: CheckingClient,
) -> None:
    url = begun(gaofei)
    at = taken(gaofei, url, "urn:formserver:shared:household_members:v1")
    page = shown(gaofei, at)
    assert 'name="to.printed"' in page
    page = shown(gaofei, f"{url}?field={chosen(at)}.name")
    assert "来自资料库：家庭成员（第1版）。" in main_of(page)
    assert 'name="to.label"' not in page


def test_what_a_form_takes_of_the_library_is_handed_in_by_name(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    taken(gaofei, url, MARRIED)
    taken(gaofei, url, ETHNIC)
    answer = gaofei.send(url, {"_revision": revision(gaofei, url), "do": "hand_in", "comment": "新表"})
    assert answer.status_code == 303
    draft = str(answer.headers["Location"])
    again = gaofei.send(f"/{COUNTY}/designs/new", {"draft": draft.rpartition("/")[2]})
    assert str(again.headers["Location"]) == url
    assert gaofei.get(f"{url}/sheet.pdf?sample=1").status_code == 200
    assert gaofei.get(f"{url}/preview?sample=1").status_code == 200
