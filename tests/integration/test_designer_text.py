"""The expert's page without scripts: every fault with its line, the way from a cell to its line and back."""

import json
import re
from typing import Any

from formserver.forms import canonical
from formserver.web.headers import POLICY
from tests.integration.test_designer_pages import begun, main_of, said, step, typed_text
from tests.pages import CheckingClient, parse


def box(client: CheckingClient, url: str) -> dict[str, Any]:
    """What the editor is told, by name."""
    area = next(
        one for one in parse(client.get(url).get_data(as_text=True)).iter("textarea") if one.get("id") == "text"
    )
    return {name: area.get(f"data-{name}") for name in ("line", "faults", "phrases", "nonce")}


def test_all_faults_are_told_at_once_each_with_its_line(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    document = json.loads(typed_text(gaofei, url))
    part = document["properties"]["main"]
    part["properties"]["item_1"]["x-text"] = "写错了地方"
    part["required"] = ["nothing"]
    part["properties"]["two"] = {"title": "二", "x-kind": "text", "x-when": {"show": {"field": "gone", "is": "a"}}}
    typed = json.dumps(document, ensure_ascii=False, indent=2)
    answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": typed})
    assert answer.status_code == 422
    page = main_of(answer.get_data(as_text=True))
    assert "还有4处问题，所以没有用上；您写的都留着，改好再保存。" in page
    lines = typed.splitlines()
    for words, reason in (
        ('"required"', "没有名为 nothing 的项"),
        ('"x-text"', "x-text 只用于"),
        ('"x-sections"', "有出入的是 two"),
    ):
        line = next(number for number, one in enumerate(lines, start=1) if words in one)
        assert f"第{line}行：" in page
        assert reason in page.partition(f"第{line}行：")[2][:60]
    told = json.loads(box(gaofei, f"{url}/text")["faults"])
    assert len(told) == 4
    assert "这里有一份还没有用上的文字" in said(gaofei, f"{url}/text")


def test_text_that_is_no_json_names_its_line(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": '{\n  "title": "写了一半'})
    assert "第2行：不是有效的JSON：第2行第12列" in main_of(answer.get_data(as_text=True))
    answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": "[]"})
    assert "应是一个JSON对象" in main_of(answer.get_data(as_text=True))


def test_a_cell_leads_to_its_line_and_a_line_to_its_cell(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="0.1.1", kind="phone", label="电话")
    lines = typed_text(gaofei, url).strip("\n").splitlines()
    assert 'field=main.item_1"' in gaofei.get(f"{url}?cell=0.1.1").get_data(as_text=True)
    line = box(gaofei, f"{url}/text?field=main.item_1")["line"]
    assert lines[int(line) - 1].strip() == '"item_1": {'
    assert f"您来的那一格在第{line}行。" in said(gaofei, f"{url}/text?field=main.item_1")
    assert lines[int(box(gaofei, f"{url}/text?cell=0.1.1")["line"])].strip() == '"text": "{item_1}",'
    for wanted, address in ((line, "?field=main.item_1"), ("1", ""), ("x", ""), ("", ""), ("9" * 10, "")):
        answer = gaofei.get(f"{url}/text/at?line={wanted}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{url}{address}")
    gaofei.send(f"{url}/text", {"_revision": "1", "text": "{"})
    assert box(gaofei, f"{url}/text?field=main.item_1")["line"] == ""


def test_a_save_after_another_window_is_told_with_what_changed_there(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    typed = typed_text(gaofei, url).replace("独居老人走访表", "专家的表")
    step(gaofei, url, "add", cell="0.1.1", kind="phone", label="电话")
    answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": typed})
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    page = main_of(text)
    assert "这张表刚刚在别处改过" in page
    assert "别处最近改的 加了一项“电话”。" in page
    assert text.count("专家的表") == 1
    assert text.count("独居老人走访表") == 1
    assert "检查并保存" not in page


def test_another_window_is_overwritten_by_choice_alone(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    typed = typed_text(gaofei, url).replace("独居老人走访表", "专家的表")
    step(gaofei, url, "add", cell="0.1.1", kind="phone", label="电话")
    for _ in range(2):
        answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": typed})
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert re.findall(r'name="_revision" value="(\d+)"', text) == ["0"]
    over = re.findall(r'name="over" value="(\d+)"', text)[0]
    step(gaofei, url, "title", title="第三个人的表")
    answer = gaofei.send(f"{url}/text", {"_revision": "0", "text": typed, "over": over})
    assert answer.status_code == 422
    assert "第三个人的表" in answer.get_data(as_text=True)
    over = re.findall(r'name="over" value="(\d+)"', answer.get_data(as_text=True))[0]
    assert gaofei.send(f"{url}/text", {"_revision": "0", "text": typed, "over": over}).status_code == 303
    assert "专家的表" in said(gaofei, url)


def test_the_document_is_downloaded_as_it_is_stored(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    answer = gaofei.get(f"{url}/document.json")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=registration.own_")
    assert answer.get_data(as_text=True).strip() == typed_text(gaofei, url).strip()
    assert canonical.canonical(answer.get_data(as_text=True), file="") == answer.get_data(as_text=True)
    assert f'href="{url}/document.json"' in gaofei.get(url).get_data(as_text=True)


def test_only_this_page_allows_the_styles_of_its_editor(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    first, second = (gaofei.get(f"{url}/text") for _ in range(2))
    policy = first.headers["Content-Security-Policy"]
    nonce = re.search("'nonce-([^']+)'", policy)
    assert nonce
    assert policy.replace(f" 'nonce-{nonce[1]}'", "") == POLICY
    assert f'data-nonce="{nonce[1]}"' in first.get_data(as_text=True)
    assert second.headers["Content-Security-Policy"] != policy
    assert gaofei.get(url).headers["Content-Security-Policy"] == POLICY
