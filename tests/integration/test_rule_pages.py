"""What the entry page makes of rules, without scripts: read-only answers, jumps, questions that wait for others."""

from typing import Any

import pytest
from flask import Flask

from tests.entry_forms import by_htmx, changed, opened, pairs_of, press, problem_at
from tests.entry_site import begin_paper
from tests.pages import CheckingClient, parse, words
from tests.rule_zoo import rule_zoo


@pytest.fixture
def visitor(site: Flask) -> CheckingClient:
    """A visitor of a county that uses the paper of all rules."""
    client, url = begin_paper(site, rule_zoo())
    client.url = url  # type: ignore[attr-defined]
    return client


def url_of(visitor: CheckingClient) -> str:
    return str(visitor.url)  # type: ignore[attr-defined]


def keep(visitor: CheckingClient, **typed: str | list[str]) -> str:
    """Types and keeps; gives the page as it is drawn then."""
    pairs = changed(pairs_of(opened(visitor, url_of(visitor))), **typed)
    assert press(visitor, url_of(visitor), pairs).status_code == 303
    return opened(visitor, url_of(visitor))


def place(text: str, name: str) -> Any:
    """The row of a question; where it is asked by one input, that one has the id."""
    rows = [node for node in parse(text).iter("div") if (node.get("class") or "").startswith("sheet-row")]
    return next(row for row in reversed(rows) if f"f-{name}" in {node.get("id") for node in row.iter()})


def is_hidden(text: str, name: str) -> bool:
    return place(text, name).get("data-hidden") is not None


def value_of(text: str, name: str) -> str | None:
    node = next(node for node in parse(text).iter("input") if node.get("name") == name)
    return node.get("value")


def test_a_read_only_answer_is_shown_and_takes_no_input(visitor: CheckingClient) -> None:
    text = keep(visitor, number="甲一", consent="yes")
    (fieldset,) = place(text, "number").iter("fieldset")
    assert (value_of(text, "number"), fieldset.get("disabled") is not None) == ("甲一", True)
    assert "是否同意选了“是”时不能改。" in words(place(text, "number"))
    assert "number" not in dict(pairs_of(text))


def test_a_read_only_answer_stays_whatever_is_posted(visitor: CheckingClient) -> None:
    keep(visitor, number="甲一", consent="yes")
    assert value_of(keep(visitor, number="另一个"), "number") == "甲一"
    assert value_of(keep(visitor, consent="no", number="另一个"), "number") == "甲一"
    assert value_of(keep(visitor, number="乙二"), "number") == "乙二"


def test_a_read_only_answer_stays_when_the_page_is_submitted(visitor: CheckingClient) -> None:
    text = keep(visitor, number="甲一", consent="yes")
    refused = press(visitor, url_of(visitor), changed(pairs_of(text), number="另一个"), "submit")
    assert refused.status_code == 422
    assert value_of(opened(visitor, url_of(visitor)), "number") == "甲一"


def test_a_save_tells_the_open_page_what_is_read_only(visitor: CheckingClient) -> None:
    pairs = changed(pairs_of(opened(visitor, url_of(visitor))), consent="yes", number="甲一")
    first = by_htmx(visitor, url_of(visitor), pairs).get_data(as_text=True)
    assert 'data-read-only-ids="f-number"' in first
    assert "data-reload" not in first
    over = changed(pairs, number="另一个", _revision=str(int(dict(pairs)["_revision"]) + 1))
    assert "data-reload" in by_htmx(visitor, url_of(visitor), over).get_data(as_text=True)


def test_the_page_says_where_to_go_on(visitor: CheckingClient) -> None:
    asked = place(opened(visitor, url_of(visitor)), "smokes")
    (jump,) = [node for node in asked.iter("p") if node.get("class") == "jump"]
    (link,) = jump.iter("a")
    assert (words(jump), link.get("href")) == ("是否吸烟选了“否”：跳到“患病”", "#f-ills")


def test_what_is_jumped_over_is_not_asked(visitor: CheckingClient) -> None:
    between = ("cigarettes", "many", "some")
    for answer, hidden in (("no", [True] * 3), ("yes", [False, True, True])):
        text = keep(visitor, smokes=answer)
        assert [is_hidden(text, name) for name in between] == hidden


def test_a_question_that_must_stay_empty_says_when(visitor: CheckingClient) -> None:
    text = opened(visitor, url_of(visitor))
    assert "体温不大于36时不要填写。" in words(place(text, "fever"))
    refused = press(visitor, url_of(visitor), changed(pairs_of(text), heat="36", fever="咳嗽"), "submit")
    assert problem_at(refused.get_data(as_text=True), "fever") == "发热原因不用填写（因为体温不大于36）"


def test_what_waits_for_an_open_question_is_not_counted_as_open(visitor: CheckingClient) -> None:
    before, after = opened(visitor, url_of(visitor)), keep(visitor, consent="yes", smokes="no", ills=["a", "b"])
    assert is_hidden(before, "plan")
    assert not is_hidden(after, "plan")
    totals = [int(text.rpartition("/")[2]) for page in (before, after) for text in counts(page)]
    # plan, pair, sugar and strain are asked now; what lies under the jump is asked neither before nor after
    assert totals[1] - totals[0] == 4


def counts(text: str) -> list[str]:
    return [words(node) for node in parse(text).iter("span") if node.get("class") == "progress-count"]


def test_a_row_obeys_the_head_on_the_page(visitor: CheckingClient) -> None:
    for consent, hidden in (("no", True), ("yes", False)):
        assert is_hidden(keep(visitor, consent=consent, **{"family.0.age": "60"}), "family-0-contact") == hidden


def test_a_hidden_answer_of_a_row_is_kept_in_the_draft_but_in_no_record(visitor: CheckingClient) -> None:
    keep(visitor, consent="yes", **{"family.0.age": "60", "family.0.contact": "电话"})
    text = keep(visitor, consent="no")
    assert value_of(text, "family.0.contact") == "电话"
    answers = {"name": "王秀兰", "family.0.age": "60", "family.0.away": "yes", "alone": "有人照料"}
    done = press(visitor, url_of(visitor), changed(pairs_of(text), **answers), "submit")
    assert done.status_code == 303, problems(done.get_data(as_text=True))
    assert done.location is not None
    record = opened(visitor, done.location)
    assert "有人照料" in record
    assert "联系方式" not in record


def problems(text: str) -> list[str]:
    return [words(node) for node in parse(text).iter("li")]


def test_the_list_of_problems_names_the_row_of_each(visitor: CheckingClient) -> None:
    text = keep(visitor, **{"family.0.age": "十七", "family.1.age": "十八"})
    refused = press(visitor, url_of(visitor), pairs_of(text), "submit").get_data(as_text=True)
    links = [words(node) for node in parse(refused).iter("a") if (node.get("href") or "").endswith("-age")]
    assert [link.partition("：")[0] for link in links] == ["第1行", "第2行"]
