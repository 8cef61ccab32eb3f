"""What scripts show of a design: each answer names what stays, and the window shows what the page would show."""

from typing import Any
from xml.etree.ElementTree import Element

from html5lib import serialize

from tests.integration.test_designer_pages import apart, begun, chosen, main_of, revision, step
from tests.pages import CheckingClient, parse, token

SHEET, LISTS = "canvas", "lists"


class Window:
    """A window on a design, which works answers into what it shows as `static/designer/page.js` does."""

    def __init__(self, client: CheckingClient, url: str) -> None:
        self._client, self.base = client, url.partition("?")[0]
        self._headers = {"HX-Request": "true", "X-CSRFToken": token(client)}
        self.left_out: set[str] = set()
        self.look(url)

    def look(self, url: str) -> None:
        """Choose something, which draws everything."""
        self.shown = _designer(self._client.get(url).get_data(as_text=True))

    def take(self, do: str, **given: Any) -> Element:
        """Take a step as scripts do; gives the same page as it is drawn anew."""
        at = {"_revision": self.shown.get("data-revision"), "_shown": " ".join(map(str, self._at.values()))}
        posted = {"do": do, **self._at, **at, **given}
        answer = self._client.post(self.base, data=posted, headers=self._headers)
        assert answer.status_code == 200, main_of(answer.get_data(as_text=True))
        fresh, known = _designer(answer.get_data(as_text=True)), _named(self.shown)
        self.left_out = {name for name, node in _named(fresh).items() if node.get("data-same") is not None}
        for node in [node for node in fresh.iter() if any(inner.get("data-same") is not None for inner in node)]:
            node[:] = [known[str(inner.get("id"))] if inner.get("data-same") is not None else inner for inner in node]
        self.shown = fresh
        return _designer(self._client.get(answer.headers["HX-Replace-Url"]).get_data(as_text=True))

    @property
    def _at(self) -> dict[str, str | None]:
        return {"cell": self.shown.get("data-cell"), "field": self.shown.get("data-field")}

    def shows(self, page: Element) -> bool:
        """Whether the window shows the page, but for what scripts say of its forms themselves."""
        return _looks(self.shown) == _looks(page)


def _designer(page: str) -> Element:
    found = next(node for node in parse(apart(page)).iter("div") if node.get("id") == "designer")
    found[:] = [node for node in found if node.get("id") != "steps"]
    return found


def _named(page: Element) -> dict[str, Element]:
    return {str(node.get("id")): node for node in page.iter() if node.get("id")}


def _looks(page: Element) -> str:
    for node in page.iter("input"):
        if node.get("name") in ("_csrf", "_revision"):
            node.set("value", "")
    return "\n".join(
        line.strip() for line in str(serialize(page, omit_optional_tags=False)).splitlines() if line.strip()
    )


def test_what_the_sheet_and_the_lists_do_not_show_leaves_them_as_they_are(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    window = Window(gaofei, step(gaofei, url, "add", cell="0.1.1", kind="phone", label="电话"))
    for words in ({"to.help": "写手机号"}, {"to.required": "1"}, {"to.anew": "1"}, {"to.concept": "phone"}):
        page = window.take("change", **words)
        assert {SHEET, LISTS} <= window.left_out, words
        assert window.shows(page), words


def test_a_label_draws_its_own_row_and_the_lists(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    for label in ("子女电话", "邻居电话"):
        at = step(gaofei, url, "add", cell="0.1.1", kind="phone", label=label)
    window = Window(gaofei, at)
    page = window.take("change", **{"to.label": "邻居的电话"})
    assert window.shows(page)
    assert not {SHEET, LISTS} & window.left_out
    rows = {name for name in window.left_out if name.startswith("r-0-")}
    assert len(rows) == len([node for node in page.iter("tr")]) - 1


STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("options", {"act": "add", "new": "其他____"}),
    ("soft", {"level": "ask"}),
    ("section", {"title": "另一节"}),
    ("move", {"way": "up"}),
    ("title", {"title": "走访登记表"}),
    ("copies", {"holders": "县\n乡镇", "note": ""}),
    ("page", {"top": "18", "right": "15", "bottom": "15", "left": "15", "font_pt": "10", "title_pt": "18"}),
    ("add_table", {"rows": "1", "columns": "2", "where": "below"}),
    ("retype", {"kind": "multi_choice"}),
    ("change", {"to.at_most": "2"}),
    ("change", {"to.none.none": "1"}),
    ("change", {"to.concept": "categories"}),
    ("add_words", {"text": "填表说明", "where": "above"}),
)


def test_whatever_step_is_taken_the_window_shows_what_the_page_would(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    step(gaofei, url, "add", cell="0.1.1", kind="table", label="家庭成员")
    window = Window(gaofei, step(gaofei, url, "add", cell="0.1.1", kind="single_choice", label="情况"))
    place = window.shown.get("data-field")
    window.take("change", **{"to.required": "1"})
    for do, given in STEPS:
        assert window.shows(window.take(do, **given)), do
    window.look(f"{window.base}?field={place}")
    assert window.shows(window.take("remove"))


def test_another_place_or_an_older_state_gets_the_whole_page(gaofei: CheckingClient) -> None:
    url = begun(gaofei)
    at = step(gaofei, url, "add", cell="0.1.1", kind="phone", label="电话")
    asked = {"do": "change", "field": chosen(at), "cell": "", "to.help": "写手机号"}
    headers = {"HX-Request": "true", "X-CSRFToken": token(gaofei)}
    for shown in ("", "0.1.1 main.elsewhere"):
        asked |= {"_revision": revision(gaofei, url), "_shown": shown, "to.help": f"写{shown}"}
        page = gaofei.post(url, data=asked, headers=headers).get_data(as_text=True)
        assert "data-same" not in page
