"""What was guessed of a paper, confirmed or changed while its form is designed: kept with the design, undone like any
step, told to whoever publishes."""

import re
from typing import Any

import pytest
from flask import Flask

from formserver.extensions import db
from formserver.forms.designing.base import Refused
from formserver.models import FormDesign
from formserver.services import design_ending, design_guesses, designing, edition_drafts, from_paper
from formserver.services.designing import DesignMoved
from formserver.services.from_paper import Source
from formserver.store import designs
from formserver.store import edition_drafts as drafts
from tests import factories
from tests.factories import COUNTY, person
from tests.pages import CheckingClient, parse, words

PAPER = "高龄津贴登记表\n姓名\t\n籍贯\t\n身体\t□好 □差\n说明\t请写清楚。\t照章办理。"


def begun() -> str:
    """The design of a paper that was brought in."""
    return designing.start_from_draft(person("gaofei"), from_paper.offer(person("gaofei"), Source(text=PAPER)))


def stored(design_id: str) -> FormDesign:
    db.session.rollback()
    return designs.get(COUNTY, design_id)


def labels(design_id: str) -> list[str]:
    return [one.said["label"] for one in design_guesses.waiting(stored(design_id))]


def numbers(design_id: str, *wanted: str) -> list[int]:
    return [one.number for one in design_guesses.waiting(stored(design_id)) if one.said["label"] in wanted]


# stored, on both databases --------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("storage")
class TestStored:
    @pytest.fixture(autouse=True)
    def county(self, storage: Flask) -> None:
        factories.furnish()

    def test_a_confirmed_guess_is_no_longer_open_until_that_is_undone(self) -> None:
        design_id = begun()
        assert labels(design_id) == ["籍贯", "照章办理。", "高龄津贴登记表", "身体"]
        design_guesses.confirm(person("gaofei"), design_id, 0, numbers(design_id, "籍贯"))
        assert labels(design_id) == ["照章办理。", "高龄津贴登记表", "身体"]
        designing.undo(person("gaofei"), design_id, 1)
        assert "籍贯" in labels(design_id)
        designing.redo(person("gaofei"), design_id, 2)
        assert "籍贯" not in labels(design_id)

    def test_asking_in_another_way_answers_the_guess_too(self) -> None:
        design_id = begun()
        designing.take(
            person("gaofei"), design_id, 0, {"do": "retype", "field": "main.shen_ti", "kind": "multi_choice"}
        )
        assert "身体" not in labels(design_id)
        designing.undo(person("gaofei"), design_id, 1)
        assert "身体" in labels(design_id)

    def test_several_are_confirmed_together_once(self) -> None:
        design_id = begun()
        both = numbers(design_id, "籍贯", "身体")
        design_guesses.confirm(person("gaofei"), design_id, 0, both)
        with pytest.raises(Refused, match="已经核对过了"):
            design_guesses.confirm(person("gaofei"), design_id, 1, both)
        with pytest.raises(DesignMoved):
            design_guesses.confirm(person("gaofei"), design_id, 0, numbers(design_id, "照章办理。"))

    def test_who_publishes_sees_what_nobody_confirmed(self) -> None:
        design_id = begun()
        design_guesses.confirm(person("gaofei"), design_id, 0, numbers(design_id, "籍贯", "身体"))
        draft_id = design_ending.hand_in(person("gaofei"), design_id, 1, "新表")
        told = [one["label"] for one in drafts.get(COUNTY, draft_id).guesses or ()]
        assert told == ["照章办理。", "高龄津贴登记表"]

    def test_the_next_edition_of_a_paper_tells_them_too(self) -> None:
        design_id = begun()
        edition_drafts.publish(
            person("gaofei"), design_ending.hand_in(person("gaofei"), design_id, 0, "新表"), "新表", two_persons=False
        )
        designing.take(person("gaofei"), design_id, 0, {"do": "title", "title": "津贴表"})
        draft_id = design_ending.hand_in(person("gaofei"), design_id, 1, "改了标题")
        assert [one["label"] for one in drafts.get(COUNTY, draft_id).guesses or ()] == ["籍贯", "照章办理。", "身体"]

    def test_a_design_of_no_paper_has_none(self) -> None:
        design_id = designing.start_new(person("gaofei"), "registration", "表", "节")
        assert labels(design_id) == []


# on the page ----------------------------------------------------------------------------------------------------------
class TestPages:
    @pytest.fixture
    def url(self, gaofei: CheckingClient) -> str:
        """The design of a paper that was pasted."""
        draft = gaofei.send(f"/{COUNTY}/editions/from-paper", {"text": PAPER}).headers["Location"]
        begin = {"draft": draft.partition("#")[0].rpartition("/")[2]}
        return str(gaofei.send(f"/{COUNTY}/designs/new", begin).headers["Location"])

    def test_open_guesses_stand_in_a_list_at_their_cell_and_beside_handing_in(
        self, gaofei: CheckingClient, url: str
    ) -> None:
        text = gaofei.get(url).get_data(as_text=True)
        assert text.count("（待核对）") == 3
        assert "核对从纸质表认的 4" in shown(text)
        assert "籍贯：一行文字" in shown(text)
        assert "还要做的 核对从纸质表认的4处" in shown(text)
        assert "还有4处从纸质表认的没有核对。也可以交" in shown(text)
        chosen = shown(gaofei.get(f"{url}?field=main.shen_ti").get_data(as_text=True))
        at = chosen.index("从纸质表认出来的，请核对")
        assert "身体：单选纸上印的：□好□差较有把握；有方框" in chosen[at:].replace(" ", ""), chosen[at : at + 200]

    def test_one_is_confirmed_another_changed_and_the_likely_ones_together(
        self, gaofei: CheckingClient, url: str
    ) -> None:
        first = re.findall(r'id="b-confirm-(\d+)"', gaofei.get(f"{url}?field=main.ji_guan").get_data(as_text=True))
        answer = take(gaofei, url, "confirm", guesses=first[:1], field="main.ji_guan")
        assert answer.endswith("?field=main.ji_guan")
        assert "核对了“籍贯”，认得对。" in page(gaofei, url)
        take(gaofei, url, "retype", field="main.shen_ti", kind="multi_choice")
        assert "核对从纸质表认的 2" in page(gaofei, url)
        likely = [str(number) for number in range(9)]
        take(gaofei, url, "confirm", guesses=likely)
        assert "核对了认出来的2处，认得对。" in page(gaofei, url)
        assert "没有了。试填一遍" in page(gaofei, url)
        text = gaofei.send(url, {"do": "confirm", "_revision": "3", "guesses": ["1", "²"]}).get_data(as_text=True)
        assert "这几处已经核对过了" in shown(text)

    def test_the_kind_of_any_answer_can_be_changed(self, gaofei: CheckingClient) -> None:
        begin = {"category": "registration", "title": "表", "section": "节"}
        url = gaofei.send(f"/{COUNTY}/designs/new", begin).headers["Location"]
        assert "换一种填法" in page(gaofei, f"{url}?field=main.item_1")
        assert "核对从纸质表认的" not in page(gaofei, url)
        take(gaofei, url, "retype", field="main.item_1", kind="long_text")
        assert "把“姓名”改成了多行文字。" in page(gaofei, url)
        take(gaofei, url, "add", cell="0.1.1", kind="table", label="成员")
        assert "换一种填法" not in page(gaofei, f"{url}?cell=1.1.0")


def shown(text: str) -> str:
    return words(next(parse(text).iter("main")))


def page(client: CheckingClient, url: str) -> str:
    return shown(client.get(url).get_data(as_text=True))


def take(client: CheckingClient, url: str, do: str, **given: Any) -> str:
    """Take a step on the newest state; gives the address it leads to."""
    newest = re.findall(r'name="_revision" value="(\d+)"', client.get(url).get_data(as_text=True))[0]
    answer = client.send(url, {"_revision": newest, "do": do, **given})
    assert answer.status_code == 303, shown(answer.get_data(as_text=True))
    return str(answer.headers["Location"])
