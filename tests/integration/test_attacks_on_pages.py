"""What somebody posts to the pages that carry answers, take reasons and hand out keys: refused, or mere words."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import select

from formserver.clock import today
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Grant, User
from formserver.services import drafting, filling, submission
from formserver.services.submission import EntryInvalid
from formserver.store import records
from tests.entry_forms import Typed, changed, opened, pairs_of, press
from tests.factories import (
    COUNTY,
    VISIT,
    approve_fully,
    furnish,
    hand_in,
    looking_as,
    person,
    register,
    visit_pairs,
)
from tests.pages import CheckingClient, parse

HOSTILE: Final = "'\"><script>alert(1)</script>{{7*7}}"
LATE: Final = {"returned_home_on": "2025-03-02", "visited_on": "2025-03-01"}


@pytest.fixture
def elder_id(site: Flask) -> str:
    """An elder with an approved visit, in whose words somebody wrote HTML."""
    with site.app_context():
        furnish()
        registration = register(person("liuyang"))
        approve_fully(registration)
        found = records.get(person("liuyang").scope, registration).elder_id or ""
        said = visit_pairs(place=HOSTILE)
        approve_fully(hand_in(person("liuyang"), VISIT, said, elder_id=found))
        return found


@pytest.fixture
def url(visitor: CheckingClient, elder_id: str) -> str:
    """The address of a new visit's draft."""
    return str(visitor.send(f"/{COUNTY}/fill", {"form": VISIT, "elder_id": elder_id}).location)


@pytest.fixture
def visitor(site: Flask, elder_id: str) -> CheckingClient:
    return looking_as(site, "liuyang")


def page(visitor: CheckingClient, url: str) -> Typed:
    return pairs_of(opened(visitor, url))


def has_scripts_of_ours_alone(text: str) -> bool:
    return all(node.get("src") and not node.text for node in parse(text).iter("script"))


# 与上次相同 -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "question",
    ["risk_grade", "visited_on", "visitor_phone", "signature", "photos", "visitor_name", "risk_grade.x", "*.*"],
)
def test_what_may_never_be_taken_over_is_not_by_a_forged_button(
    visitor: CheckingClient, url: str, question: str
) -> None:
    before = page(visitor, url)
    for action in (f"carry:{question}", f"uncarry:{question}"):
        assert press(visitor, url, page(visitor, url), action).status_code in (303, 400, 422)
    after = page(visitor, url)
    kept = [[pair for pair in pairs if pair[0][0] != "_"] for pairs in (before, after)]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("action", ["carry:*", "carry:place", "uncarry:place", "restore", "save", "submit", "add:x"])
def test_a_post_without_the_token_changes_nothing(visitor: CheckingClient, url: str, action: str) -> None:
    posted = [(name, text) for name, text in page(visitor, url) if name != "_csrf"]
    before = opened(visitor, url)
    assert press(visitor, url, changed(posted, hygiene="poor"), action).status_code == 400
    assert page_without_acts(before) == page_without_acts(opened(visitor, url))


def page_without_acts(text: str) -> Typed:
    return [(name, value) for name, value in pairs_of(text) if name not in ("_act", "_csrf")]


@pytest.mark.parametrize("name", ["_origin.place", "_origins", "_given.x", "_turn.x", "_reason.surprise", "_warning.x"])
def test_words_of_the_page_that_it_does_not_have_are_not_kept(
    site: Flask, visitor: CheckingClient, url: str, name: str
) -> None:
    assert press(visitor, url, [*page(visitor, url), (name, "carried")]).status_code == 303
    with site.app_context():
        draft = filling.opened(person("liuyang"), url.rpartition("/")[2])
        assert name not in draft.pairs


def test_the_draft_of_another_takes_nothing_over(site: Flask, visitor: CheckingClient, url: str) -> None:
    posted = page(visitor, url)
    other = looking_as(site, "heping")
    token = dict(pairs_of(opened(other, begun_by(other, url, site))))["_csrf"]
    assert press(other, url, changed(posted, _csrf=token), "carry:*").status_code == 404


def begun_by(other: CheckingClient, url: str, site: Flask) -> str:
    """A draft of his own, whose page has his token."""
    with site.app_context():
        elder_id = filling.opened(person("liuyang"), url.rpartition("/")[2]).draft.elder_id or ""
    return str(other.send(f"/{COUNTY}/fill", {"form": VISIT, "elder_id": elder_id}).location)


# words ----------------------------------------------------------------------------------------------------------------
def test_what_was_typed_last_time_and_for_a_reason_stays_words_wherever_it_is_shown(
    site: Flask, visitor: CheckingClient, url: str
) -> None:
    assert press(visitor, url, page(visitor, url), "carry:*").status_code == 303
    late = changed(page(visitor, url), **LATE, hygiene="good")
    asked = press(visitor, url, late, "submit").get_data(as_text=True)
    assert has_scripts_of_ours_alone(asked)
    typed = changed(pairs_of(asked), **{"_reason.returned_home_on": HOSTILE})
    done = press(visitor, url, typed, "submit")
    assert done.status_code == 303, done.get_data(as_text=True)
    for user_name in ("liuyang", "zhaomin", "heping"):
        text = opened(looking_as(site, user_name), str(done.location))
        assert has_scripts_of_ours_alone(text)
        assert "{{7*7}}" in text


def test_a_code_of_a_warning_is_no_html(visitor: CheckingClient, url: str) -> None:
    forged = {"_reason.returned_home_on": HOSTILE, "_warning.returned_home_on": HOSTILE}
    press(visitor, url, [*page(visitor, url), *forged.items()])
    text = opened(visitor, url)
    assert has_scripts_of_ours_alone(text)
    assert dict(pairs_of(text))["_warning.returned_home_on"] == HOSTILE


def test_a_reason_for_one_warning_is_none_for_another(site: Flask, elder_id: str) -> None:
    with site.app_context():
        author = person("liuyang")
        draft = drafting.start(author, VISIT, elder_id=elder_id)
        forged = {**LATE, "hygiene": "good", "_reason.returned_home_on": "好", "_warning.returned_home_on": "00000000"}
        pairs = filling.opened(author, draft.id).pairs.merged(forged.items())
        with pytest.raises(EntryInvalid):
            submission.submit(author, draft.id, pairs, revision=draft.revision, act_id=new_id())


# sessions -------------------------------------------------------------------------------------------------------------
def _role_ends(user: User) -> None:
    for grant in db.session.scalars(select(Grant).where(Grant.user_id == user.id)):
        grant.valid_to = today() - timedelta(days=1)


def _password_changes(user: User) -> None:
    user.fs_uniquifier = new_id()


def _account_closes(user: User) -> None:
    user.active = False


@pytest.mark.parametrize(
    ("change", "statuses"), [(_role_ends, {404}), (_password_changes, {401, 303}), (_account_closes, {401, 303})]
)
def test_what_is_taken_from_a_person_is_gone_at_the_next_request(
    site: Flask, visitor: CheckingClient, url: str, change: Callable[[User], None], statuses: set[int]
) -> None:
    assert visitor.get(url).status_code == 200
    with site.app_context():
        user = db.session.get_one(User, person("liuyang").user_id)
        change(user)
        db.session.commit()
    assert visitor.get(url).status_code in statuses
    assert (visitor.get("/account/copy-key").status_code == 200) is (change is _role_ends)


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_no_other_site_is_told_the_key_of_copies(visitor: CheckingClient, headers: Mapping[str, str]) -> None:
    answer = visitor.get("/account/copy-key", headers=headers)
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
