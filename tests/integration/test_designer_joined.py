"""The designer without scripts: all forms are one, so that what was typed in another one than was pressed is kept."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tests.integration.test_designer_pages import begun, chosen, main_of, said, step
from tests.pages import CheckingClient, parse

Pairs = list[tuple[str, str]]
FIELD = "?field=main.item_1"


def together(pairs: Pairs) -> dict[str, list[str]]:
    """Pairs as a test client sends them."""
    data: dict[str, list[str]] = {}
    for name, text in pairs:
        data.setdefault(name, []).append(text)
    return data


class Window:
    """A window without scripts: what its page holds is typed over and sent by one of its buttons."""

    def __init__(self, client: CheckingClient, url: str) -> None:
        self.client, self.base = client, url.partition("?")[0]
        self.show(client.get(url).get_data(as_text=True))

    def show(self, page: str) -> None:
        self.page, self.tree = page, parse(page)
        self.pairs = list(_pairs(self.tree))

    def name(self, do: str, word: str, **own: str) -> str:
        """What the input of a form is called."""
        marks = [name.partition("~")[0] for name, text in self.pairs if name.endswith("~do") and text == do]
        known = dict(self.pairs)
        found = [one for one in marks if all(known.get(f"{one}~{key}") == value for key, value in own.items())]
        assert len(found) == 1, (do, found)
        return f"{found[0]}~{word}"

    def held(self, name: str) -> str:
        return [text for known, text in self.pairs if known == name][-1]

    def type(self, name: str, text: str) -> None:
        assert name in dict(self.pairs)
        self.pairs = [(known, text if known == name else before) for known, before in self.pairs]

    def press(self, name: str, *pressed: tuple[str, str]) -> int:
        """Press the button of the form that an input stands in, "" for the Enter key; follows where it leads."""
        mark = f"{name.partition('~')[0]}~" if name else ""
        data = together([*self.pairs, *pressed])
        answer = self.client.send(f"{self.base}?_go={mark}" if mark else self.base, data)
        status = answer.status_code
        if status == 303:
            answer = self.client.get(answer.headers["Location"])
        self.show(answer.get_data(as_text=True))
        return status

    @property
    def words(self) -> str:
        return main_of(self.page)


def _pairs(tree: Element) -> Iterator[tuple[str, str]]:
    for one in tree.iter():
        name, text = one.get("name") or "", one.get("value") or ""
        if one.get("form") != "steps" and name not in ("_whole", "_revision", "cell", "field"):
            continue
        if one.tag == "textarea":
            yield name, "".join(one.itertext()).removeprefix("\n")
        elif one.tag == "select":
            options = list(one.iter("option"))
            shown = next((each for each in options if each.get("selected") is not None), options[0])
            yield name, shown.get("value") or ""
        elif one.tag == "input" and (one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None):
            yield name, text


def steps_of(client: CheckingClient, url: str) -> list[str]:
    return re.findall(r"[^。]*。", said(client, url).partition("做过的步骤")[2])


def test_what_was_typed_in_another_form_is_saved_along(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, url + FIELD)
    window.type(window.name("change", "to.label"), "老人姓名")
    window.type(window.name("title", "title"), "走访登记表")
    window.type(window.name("name_section", "title"), "情况")
    assert window.press(window.name("title", "title")) == 303
    assert window.held(window.name("change", "to.label")) == "老人姓名"
    assert window.held(window.name("name_section", "title")) == "情况"
    assert "已保存：把标题改为“走访登记表”。" in window.words
    for _ in range(3):
        step(gaofei, url, "undo")
    assert "独居老人走访表" in said(gaofei, url)


def test_forms_nobody_typed_in_change_nothing(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况")
    step(gaofei, url, "words", cell="0.2.1", text="　前　{x}".replace("{x}", "【身体情况】") + "\n后　")
    window = Window(gaofei, f"{url}?cell=0.2.1")
    assert window.press("") == 303
    assert "已保存：改了第3行第2格印的文字。" in window.words
    window.type(window.name("change", "to.help"), "写特别的情况")
    assert window.press("") == 303
    assert "已保存：把“身体情况”的填写说明改为“写特别的情况”。" in window.words


def test_the_enter_key_saves_and_adds_nothing_but_the_option_that_was_typed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况")
    window = Window(gaofei, at)
    window.type(window.name("options", "new"), "残疾")
    window.press("")
    assert "已保存：给“身体情况”加了“残疾”。" in window.words


def test_what_waits_for_its_own_button_is_shown_again_and_told(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, url + FIELD)
    window.type(window.name("add", "label"), "联系电话")
    window.type(window.name("change", "to.label"), "老人姓名")
    assert window.press(window.name("change", "to.label")) == 200
    assert "还有写了没有加上的 按它旁边的按钮才会加上：联系电话" in window.words
    assert window.held(window.name("add", "label")) == "联系电话"
    assert "已保存：把“姓名”的名称改为“老人姓名”。" in window.words
    window.type(window.name("add_line", "text"), "填报单位：")
    add = window.name("add", "label")
    assert window.press(add, (add.replace("label", "kind"), "phone")) == 200
    assert "“联系电话” 电话" in window.words
    assert window.held(window.name("add_line", "text")) == "填报单位："


def test_a_refusal_keeps_all_that_was_typed_and_does_nothing_more(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, url + FIELD)
    for name, text in (
        (window.name("change", "to.unit"), "长" * 20),
        (window.name("title", "title"), "走访登记表"),
        (window.name("add", "label"), "联系电话"),
        (window.name("hand_in", "comment"), "新的表"),
    ):
        window.type(name, text)
    assert window.press(window.name("hand_in", "comment")) == 422
    assert "写得太长，最多10个字。" in window.words
    assert window.held(window.name("change", "to.unit")) == "长" * 20
    assert window.held(window.name("title", "title")) == "走访登记表"
    assert window.held(window.name("add", "label")) == "联系电话"
    assert window.held(window.name("hand_in", "comment")) == "新的表"
    window.type(window.name("change", "to.unit"), "人")
    assert window.press(window.name("hand_in", "comment")) == 422
    assert "还有写了没有加上的：联系电话。" in window.words
    assert window.held(window.name("title", "title")) == "走访登记表"
    window.type(window.name("add", "label"), "")
    assert window.press(window.name("hand_in", "comment")) == 303
    assert "走访登记表" in window.words
    assert "待发布" in window.words


def test_further_choices_are_shown_and_what_was_typed_is_saved(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    place = chosen(step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况"))
    at = step(gaofei, url, "add", cell="0.2.1", kind="text", label="病史")
    window = Window(gaofei, at)
    window.type(window.name("change", "to.label"), "既往病史")
    looks = "g.rule~on"
    window.type(looks, place.partition(".")[2])
    assert window.press(looks) == 303
    assert "看“身体情况”" in window.words
    assert "已保存：把“病史”的名称改为“既往病史”。" in window.words
    assert window.name("rule", "on")


def test_a_window_that_is_late_overwrites_nothing_and_tells_what_was_typed(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, url + FIELD)
    step(gaofei, url, "change", field="main.item_1", **{"to.help": "写全名"})
    window.type(window.name("title", "title"), "走访登记表")
    window.type(window.name("add", "label"), "联系电话")
    window.type(window.name("change", "to.label"), "老人姓名")
    assert window.press(window.name("title", "title")) == 422
    assert "刚刚在别处改过" in window.words
    assert "您写的在这里，要用可以复制：老人姓名 撤销" in window.words
    assert window.held(window.name("title", "title")) == "走访登记表"
    assert window.held(window.name("add", "label")) == "联系电话"
    assert window.held(window.name("change", "to.help")) == "写全名"
    assert window.held(window.name("change", "to.label")) == "姓名"


def test_every_form_of_a_page_has_a_mark_of_its_own(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = step(gaofei, url, "add", cell="0.1.1", kind="multi_choice", label="身体情况")
    page = gaofei.get(at).get_data(as_text=True)
    marks = re.findall(r'name="([^"~]+)~do"', page)
    assert len(marks) == len(set(marks)) > 20
    forms = next(one for one in parse(page).iter("div") if one.get("id") == "designer")
    inputs = [one for form in forms.iter("form") for one in form.iter("input") if form.get("id") != "steps"]
    assert all(one.get("form") == "steps" for one in inputs)


def test_what_an_address_says_is_no_part_of_the_page(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    for sign in ('"><b id="bad">', "~", "' x", "&quot;"):
        given = {"field": "main.item_1", "effect": "show", "at": sign, "mode": sign, "how": sign, "check": sign}
        page = gaofei.get(url, query_string=given).get_data(as_text=True)
        assert all(one.get("id") != "bad" for one in parse(page).iter())
        marks = {name.partition("~")[0] for name in re.findall(r'name="([^"]*~[^"]*)"', page)}
        assert all(re.fullmatch(r"[A-Za-z0-9_.-]+", mark) for mark in marks)


def test_posts_no_page_of_ours_sends_are_refused_in_words(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    whole = {"_whole": "1", "_revision": "0"}
    for go, pairs in (
        ("zzz~", {}),
        ("", {"~": "x", "s.change~do": "change"}),
        ("a.exchange~", {"a.exchange~do": "exchange", "a.exchange~cell": "0.1.0"}),
        ("a.row_to~", {"a.row_to~do": "row_to", "a.row_to~cell": "0.1.0", "a.row_to~to": "x"}),
        ("a.undo~", {"a.undo~do": "undo"}),
        ("g.rule~", {"g.rule~on": "x", "g.rule~field": "main.gone"}),
        ("s.change~", {"s.change~": "x", "s.change~to.label": "甲"}),
    ):
        answer = gaofei.send(f"{url}?_go={go}", whole | pairs)
        assert answer.status_code in (303, 422), (go, answer.status_code)
    assert "还没有改动" in said(gaofei, url)
