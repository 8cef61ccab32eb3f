"""The code of a new form: free when it is made of a paper, seen and changed until the form is published."""

import re

from flask import Flask

from formserver.services import design_ending, designing, edition_drafts
from formserver.services.edition_drafts import Offer
from formserver.store import designs, forms
from formserver.store import edition_drafts as drafts
from tests.factories import COUNTY, person
from tests.integration.test_designer_pages import main_of, revision, said, step
from tests.offering import own_form
from tests.pages import CheckingClient

FROM_PAPER = f"/{COUNTY}/editions/from-paper"
UNTITLED = "姓名\t\n身体\t□好 □差"


def made(client: CheckingClient) -> str:
    """A draft of a paper without a title; gives its address."""
    answer = client.send(FROM_PAPER, {"text": UNTITLED})
    assert answer.status_code == 303
    return str(answer.headers["Location"]).partition("#")[0]


def code_of(client: CheckingClient, url: str) -> str:
    return str(re.findall(r"编码 ?((?:registration|visit_record)/\w+)", said(client, url))[0])


def recoded(client: CheckingClient, url: str, name: str) -> str:
    answer = client.send(url, {"_action": "recode", "name": name}, follow_redirects=True)
    return main_of(answer.get_data(as_text=True))


def test_papers_without_a_title_get_codes_of_their_own(gaofei: CheckingClient) -> None:
    urls = [made(gaofei) for _ in range(3)]
    codes = [code_of(gaofei, url) for url in urls]
    assert codes == ["registration/paper", "registration/paper_2", "registration/paper_3"]
    for url in urls:
        answer = gaofei.send(url, {"_action": "publish", "remark": "第一版"})
        assert answer.status_code == 303, main_of(answer.get_data(as_text=True))
    assert code_of(gaofei, made(gaofei)) == "registration/paper_4"


def test_the_code_is_changed_until_the_form_is_published(gaofei: CheckingClient, site: Flask) -> None:
    url, other = made(gaofei), made(gaofei)
    assert "改编码" in said(gaofei, url)
    for name, problem in (("走访", "写法不对"), ("paper_2", "已经有表在用"), ("2026", "写法不对"), ("", "写法不对")):
        page = recoded(gaofei, url, name)
        assert problem in page
        assert code_of(gaofei, url) == "registration/paper"
    assert "已改编码。" in recoded(gaofei, url, " tanfang_2026 ")
    assert code_of(gaofei, url) == "registration/tanfang_2026"
    assert '"$id": "urn:formserver:form:registration/tanfang_2026:v1.0"' in gaofei.get(f"{url}/file.json").text
    assert "已改编码。" in recoded(gaofei, url, "tanfang_2026")
    assert "已改编码。" in recoded(gaofei, other, "paper")
    gaofei.send(url, {"_action": "publish", "remark": "第一版"})
    assert "改编码" not in said(gaofei, url)
    assert "发布过的表，编码不能再改。" in recoded(gaofei, url, "other")
    with site.app_context():
        assert forms.find("registration/tanfang_2026") is not None


def test_what_was_typed_stays_beside_the_reason(gaofei: CheckingClient) -> None:
    answer = gaofei.send(made(gaofei), {"_action": "recode", "name": "走访 表"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="走访 表"' in page
    assert '<details class="act" id="code" open>' in page


def test_the_design_of_a_draft_is_called_as_the_draft_and_can_be_undone(gaofei: CheckingClient, site: Flask) -> None:
    url = made(gaofei)
    design = gaofei.send(f"/{COUNTY}/designs/new", {"draft": url.rpartition("/")[2]}).headers["Location"]
    again = gaofei.send(f"/{COUNTY}/designs/new", {"draft": url.rpartition("/")[2]}).headers["Location"]
    assert design == again
    step(gaofei, design, "title", title="走访登记表")
    recoded(gaofei, url, "zoufang")
    assert "已保存：把编码改为“registration/zoufang”。" in said(gaofei, design)
    step(gaofei, design, "undo")
    step(gaofei, design, "undo")
    step(gaofei, design, "redo")
    step(gaofei, design, "redo")
    at = step(gaofei, design, "hand_in", comment="新的表")
    assert code_of(gaofei, at) == "registration/zoufang"
    gaofei.send(at, {"_action": "publish", "remark": "第一版"})
    answer = gaofei.send(design, {"_revision": revision(gaofei, design), "do": "undo"})
    assert (answer.status_code, "编码不能再改" in main_of(answer.get_data(as_text=True))) == (422, True)


def test_a_code_that_a_county_designs_with_is_not_given_away(gaofei: CheckingClient, site: Flask) -> None:
    with site.app_context():
        who = person("gaofei")
        edition_drafts.offer_new(who, Offer(own_form("registration/paper"), "新的表"))
        design_id = designing.start_new(who, "registration", "走访表", "情况")
        design_ending.hand_in(who, design_id, 0, "")
        code = designs.get(COUNTY, design_id).form_code
        assert drafts.is_waiting("registration/paper")
        assert designs.is_open(code)
        assert not designs.is_open("registration/paper")
