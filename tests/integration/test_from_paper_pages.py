"""从纸质表开始: a file or a pasted table becomes a draft with its guesses; what cannot be read loses nothing typed."""

from io import BytesIO

from flask import Flask

from formserver.forms.document import read_folder
from formserver.resources import root
from formserver.services import documents, editions
from formserver.services.from_paper import from_text
from formserver.store import edition_drafts, forms
from formserver.web.locale import COOKIE
from tests.factories import COUNTY
from tests.pages import CheckingClient, parse, words
from tests.paper_grids import as_typed, word_file

NEW = f"/{COUNTY}/editions/from-paper"
FUJIAN = next(one for one in read_folder(root() / "schemas")[0] if one.code == "registration/fujian")
TABLE = "高龄津贴登记表\n姓名\t\n籍贯\t\n身体\t□好 □差"


def said(text: str) -> str:
    return words(next(parse(text).iter("main")))


def page(client: CheckingClient, url: str) -> str:
    return said(client.get(url.partition("#")[0]).get_data(as_text=True))


def pasted(client: CheckingClient, text: str, **more: str) -> str:
    """Paste a table; gives the address of its draft."""
    answer = client.send(NEW, {"text": text, **more})
    assert answer.status_code == 303, said(answer.get_data(as_text=True))
    return answer.headers["Location"]


def refused(client: CheckingClient, **fields: object) -> str:
    answer = client.send(NEW, fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    return str(answer.get_data(as_text=True))


def test_a_word_file_becomes_the_draft_of_a_new_form(gaofei: CheckingClient, site: Flask) -> None:
    assert "从纸质表开始" in page(gaofei, f"/{COUNTY}/forms")
    assert "Word 文件（.docx）" in page(gaofei, NEW)
    file = (BytesIO(word_file(as_typed(FUJIAN))), "登记表.docx")
    answer = gaofei.send(NEW, {"file": file, "text": ""}, content_type="multipart/form-data")
    draft = page(gaofei, answer.headers["Location"])
    assert "特殊困难老年人信息登记表" in draft
    assert "没有把握 1处" in draft
    assert "经济情况：单选 表1第8行第2格；有方框；方框没有说明可以选几项" in draft
    with site.app_context():
        (kept,) = edition_drafts.waiting(COUNTY)
        assert (kept.form_code, kept.based_on) == ("registration/te_shu_kun_nan_lao_nian", None)
        assert forms.find(kept.form_code) is None


def test_what_is_least_sure_stands_first(gaofei: CheckingClient) -> None:
    draft = page(gaofei, pasted(gaofei, TABLE))
    places = [draft.index(one) for one in ("籍贯：一行文字", "身体：单选", "姓名：一行文字")]
    assert places == sorted(places)


def test_the_draft_prints_its_blank_paper(gaofei: CheckingClient) -> None:
    url = pasted(gaofei, TABLE).partition("#")[0]
    assert gaofei.get(f"{url}/blank.pdf").data.startswith(b"%PDF")


def test_codes_are_free_unless_they_are_chosen(gaofei: CheckingClient, site: Flask) -> None:
    assert "registration/ours" in page(gaofei, pasted(gaofei, TABLE, code="registration/ours"))
    with site.app_context():
        assert forms.find("registration/fujian") is not None
    assert "编码“registration/fujian”已经有表在用" in refused(gaofei, text=TABLE, code="registration/fujian")
    assert "编码“Ours”的写法不对" in refused(gaofei, text=TABLE, code="Ours")


def test_a_code_that_is_taken_gets_a_number(gaofei: CheckingClient, site: Flask) -> None:
    with site.app_context():
        editions.load_shipped([documents.read(from_text(TABLE).text, file="paper")], [])
    assert "registration/gao_ling_jin_tie_deng_ji_2" in page(gaofei, pasted(gaofei, TABLE))


def test_nothing_given_is_asked_for_again(gaofei: CheckingClient) -> None:
    assert "请选择 Word 文件，或把表格粘贴在下面。" in refused(gaofei, text=" ")


def test_what_cannot_be_read_is_told_and_what_was_pasted_stays(gaofei: CheckingClient) -> None:
    answer = refused(gaofei, text="没有表格的一段话", code="registration/ours")
    assert "没有找到表格" in answer
    assert "没有表格的一段话" in answer
    assert "registration/ours" in answer
    assert "旧格式" in refused(gaofei, file=(BytesIO(b"\xd0\xcf\x11\xe0"), "旧表.doc"), text="")


def test_one_of_several_papers_is_chosen(gaofei: CheckingClient) -> None:
    both = f"{TABLE}\n\n走访记录\n\n日期\t"
    answer = refused(gaofei, text=both)
    assert "请选一张：1 高龄津贴登记表；2 走访记录。" in answer
    assert "要哪一张表" in answer
    assert "走访记录" in page(gaofei, pasted(gaofei, both, paper="2"))
    assert "文件里只有2张表。" in refused(gaofei, text=both, paper="3")
    assert "请选一张" in refused(gaofei, text=both, paper="²")


def test_guesses_are_told_in_english_too(gaofei: CheckingClient) -> None:
    url = pasted(gaofei, TABLE)
    gaofei.set_cookie(COOKIE, "en")
    draft = page(gaofei, url)
    assert "籍贯: One line of text" in draft
    assert "the label does not say what is asked" in draft
    assert "table 1, row 2, cell 2" in draft


def test_the_draft_goes_on_in_the_designer(gaofei: CheckingClient) -> None:
    draft = pasted(gaofei, TABLE).partition("#")[0].rpartition("/")[2]
    begun = gaofei.send(f"/{COUNTY}/designs/new", {"draft": draft})
    assert begun.status_code == 303
    assert "籍贯" in page(gaofei, begun.headers["Location"])
