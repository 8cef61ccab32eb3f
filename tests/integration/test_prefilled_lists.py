"""Sheets to be written on by hand for a list of persons: choosing them, the file, its codes, and what goes wrong."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from formserver.errors import ActConflict, NotFound
from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import Adoption, Elder, Grant, Job, PrefilledPaper
from formserver.printing.glyphs import GlyphMissing
from formserver.services import bundling, jobs, prefilled, prefilled_lists, volumes
from formserver.services.jobs import FileOutOfReach
from formserver.services.prefilled_lists import NobodyThere, PaperNeeded, PapersTooMany, Wanted
from formserver.store import elders
from formserver.store import jobs as rows
from tests import factories
from tests.acting import fields
from tests.factories import COUNTY, NEXT_VILLAGE, VILLAGE, VISIT, identity_number, looking_as, person
from tests.pages import CheckingClient, parse, words
from tests.paper.reading import Sheet
from tests.printing_office import never

LIST, PAPERS = f"/{COUNTY}/elders", f"/{COUNTY}/elders/papers"
NAMES = {"周德顺": "liuyang", "吴秀英": "chenjie", "李桂芳": "liuyang"}


@pytest.fixture
def persons(site: Flask) -> dict[str, str]:
    """Three registered persons of two villages: name -> id."""
    with site.app_context():
        factories.furnish()
        for serial, (name, author) in enumerate(NAMES.items(), 1):
            factories.register(person(author), name, identity_number(serial))
        return {elder.name: elder.id for elder in db.session.query(Elder)}


@pytest.fixture
def client(site: Flask, persons: dict[str, str]) -> CheckingClient:
    """赵敏 of the township."""
    return looking_as(site, "zhaomin")


def text_of(page: TestResponse) -> str:
    return words(next(parse(page.get_data(as_text=True)).iter("main")))


def asked_for(user_name: str = "zhaomin", **asked: str) -> Job:
    """A job that waits."""
    return prefilled_lists.ask(person(user_name), new_id(), Wanted.read({"form": VISIT, **asked}))


def done(job: Job, site_address: str = "") -> Job:
    """The job after a worker has had it."""
    job_id = job.id
    db.session.rollback()
    bundling.run(COUNTY, job_id, never, site=site_address, days_kept=7)
    found = rows.find(COUNTY, job_id)
    assert found is not None
    return found


def codes() -> dict[str, str]:
    """The codes that open something: code -> whose sheet it is."""
    return {paper.code: paper.elder_id for paper in db.session.query(PrefilledPaper)}


def sheet_of(job: Job, user_name: str = "zhaomin") -> Sheet:
    return Sheet(jobs.file_of(person(user_name), job.id).content)


# the file -------------------------------------------------------------------------------------------------------------
def test_everybody_of_the_list_has_a_sheet_with_a_code_of_its_own_in_the_order_of_a_ledger(
    site: Flask, persons: dict[str, str]
) -> None:
    with site.app_context():
        job = done(asked_for())
        sheet, kept = sheet_of(job), codes()
        order = ["李桂芳", "周德顺", "吴秀英"]
        assert (job.state, job.done, job.problems) == (rows.DONE, 3, [])
        assert [name in page for name, page in zip(order, sheet.pages[1:], strict=True)] == [True] * 3
        found = [re.search("纸号：([0-9A-Z-]{19})", page) for page in sheet.pages[1:]]
        printed = [one[1] for one in found if one]
        assert [kept[code.replace("-", "")] for code in printed] == [persons[name] for name in order]
        # the list in front names each with its code and page
        listed = "".join(sheet.pages[0].split())
        assert [f"{code}{page}" in listed for page, code in enumerate(printed, 2)] == [True] * 3
        assert [sheet.pages[0].index(name) for name in order] == sorted(sheet.pages[0].index(name) for name in order)


def test_a_code_of_the_list_leads_to_the_person_as_one_printed_alone_does(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        done(asked_for(name="李桂芳"))
        [code] = codes()
    page = looking_as(site, "liuyang").get(f"/p/{code}").get_data(as_text=True)
    assert "录入李桂芳的纸质表" in page


def test_the_list_is_narrowed_by_place_name_and_state(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        for asked, count in (
            ({"place": NEXT_VILLAGE}, 1),
            ({"name": "秀英"}, 1),
            ({"state": "registered"}, 0),
            ({}, 3),
        ):
            assert prefilled_lists.plan(person("zhaomin"), Wanted.read(asked)).persons == count
        # a visitor sees his own village
        assert prefilled_lists.plan(person("liuyang"), Wanted.read({})).persons == 2


def test_who_has_left_gets_no_sheet(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        elders.change(elders.get(person("zhaomin").scope, persons["周德顺"]), {"state": elders.LEFT})
        db.session.commit()
        assert prefilled_lists.plan(person("zhaomin"), Wanted.read({})).persons == 2
        with pytest.raises(NobodyThere):
            asked_for(state="left")


# what cannot be printed -----------------------------------------------------------------------------------------------
def test_a_person_who_cannot_have_a_sheet_is_named_and_the_others_have_theirs(
    site: Flask, persons: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        elder = elders.get(person("zhaomin").scope, persons["周德顺"])
        elders.change(elder, {"name": "周\U00030000顺"})
        db.session.commit()
        job = done(asked_for())
        assert [(one["elder_id"], one["key"]) for one in job.problems] == [
            (persons["周德顺"], GlyphMissing(character="x", place="x").message_key)
        ]
        assert job.record_ids == [persons["李桂芳"], persons["吴秀英"]]
        assert set(codes().values()) == set(job.record_ids)
        sheet = sheet_of(job)
        assert (len(sheet.pages), "未能打印：" in sheet.pages[0]) == (3, True)
        job_id = job.id
    page = parse(looking_as(site, "zhaomin").get(f"/{COUNTY}/jobs/{job_id}").get_data(as_text=True))
    assert f"{LIST}/{persons['周德顺']}" in [link.get("href") for link in page.iter("a")]


def test_a_fault_of_the_program_takes_one_sheet_only(
    site: Flask, persons: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = prefilled.known

    def broken(asker: object, part: object, elder: Elder) -> object:
        if elder.name == "李桂芳":
            raise ValueError(elder.name)
        return known(asker, part, elder)  # type: ignore[arg-type]

    monkeypatch.setattr(prefilled, "known", broken)
    with site.app_context():
        job = done(asked_for())
        assert [one["title"] for one in job.problems] == ["李桂芳"]
        assert len(codes()) == 2


def test_a_file_that_comes_to_nothing_leaves_no_codes(
    site: Flask, persons: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        with monkeypatch.context() as patched:
            patched.setattr(volumes, "MOST_BYTES", 1024)
            job = done(asked_for())
            assert (job.state, codes()) == (rows.FAILED, {})
        assert jobs.retry(person("zhaomin"), job.id)
        assert (done(job).state, len(codes())) == (rows.DONE, 3)


def test_a_cancelled_file_leaves_no_codes(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        job = asked_for()
        job_id = job.id

        def cancelled() -> bool:
            db.session.rollback()
            jobs.cancel(person("zhaomin"), job_id)
            return False

        bundling.run(COUNTY, job_id, cancelled, site="", days_kept=7)
        found = rows.find(COUNTY, job_id)
        assert found is not None
        assert (found.state, codes()) == (rows.CANCELLED, {})


def test_more_persons_than_one_file_may_hold_are_refused_with_smaller_lists(
    client: CheckingClient, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prefilled_lists, "MOST_SHEETS", 2)
    page = client.get(f"{PAPERS}?form={VISIT}")
    said = text_of(page)
    assert "一共要打印 3 张，一次最多 2 张。请按村（社区）分几次打印。" in said
    assert "开始打印" not in said
    links = [link.get("href") or "" for link in parse(page.get_data(as_text=True)).iter("a")]
    smaller = [dict(parse_qsl(urlsplit(link).query)) for link in links if "place=" in link]
    assert smaller == [{"form": VISIT, "place": VILLAGE}, {"form": VISIT, "place": NEXT_VILLAGE}]
    assert "2人，每人一张" in text_of(client.get(f"{PAPERS}?form={VISIT}&place={VILLAGE}"))
    with site.app_context(), pytest.raises(PapersTooMany):
        asked_for()


def test_more_than_when_it_was_asked_for_are_refused_too(
    site: Flask, persons: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        job = asked_for()
        monkeypatch.setattr(prefilled_lists, "MOST_SHEETS", 2)
        failure = done(job).failure
        assert failure == {"key": PapersTooMany.message_key, "params": {"sheets": "3", "most": "2"}}


def test_a_paper_given_up_meanwhile_is_said(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        job = asked_for()
        job.asked = {**job.asked, "form": "visit_record/no"}
        db.session.commit()
        failure = done(job).failure
        assert failure is not None
        assert failure["key"] == PaperNeeded.message_key


# asking and rights ----------------------------------------------------------------------------------------------------
def test_the_register_leads_to_the_printing_with_its_own_choices(client: CheckingClient) -> None:
    page = client.get(f"{LIST}?place={VILLAGE}&name=李").get_data(as_text=True)
    [address] = [link.get("href") or "" for link in parse(page).iter("a") if words(link) == "打印纸质表"]
    assert dict(parse_qsl(urlsplit(address).query)) == {"place": VILLAGE, "name": "李"}
    page_of_choice = client.get(address)
    assert "请选择要打印哪张表。" in text_of(page_of_choice)
    said = text_of(client.get(f"{address}&form={VISIT}"))
    assert "段店镇三江村" in said
    assert "1人，每人一张" in said


def test_the_button_has_the_sheets_made(client: CheckingClient, site: Flask) -> None:
    page = client.get(f"{PAPERS}?form={VISIT}").get_data(as_text=True)
    forms = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    posted = next(fields(form) for form in forms if form.get("action") == PAPERS)
    answer = client.send(PAPERS, posted)
    assert answer.status_code == 303
    with site.app_context():
        job = rows.find(COUNTY, answer.headers["Location"].rsplit("/", 1)[1])
        assert job is not None
        assert (job.kind, job.total, job.asked) == ("papers", 3, {"form": VISIT})
        assert job.title == "留守老人服务记录（待手写）"


def test_where_one_paper_is_in_use_it_need_not_be_chosen(client: CheckingClient, site: Flask) -> None:
    with site.app_context():
        db.session.query(Adoption).filter(Adoption.form_code.not_in(("registration/ezhou", VISIT))).delete()
        db.session.commit()
    assert "3人，每人一张" in text_of(client.get(PAPERS))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"place": "99999999", "form": VISIT}, "没有看懂“99999999”，请重新选择月份或所在地。"),
        ({"name": "无此人", "form": VISIT}, NobodyThere.message_key),
        ({}, PaperNeeded.message_key),
        ({"form": "registration/ezhou"}, PaperNeeded.message_key),
    ],
)
def test_what_cannot_be_printed_is_said_and_offers_no_button(
    client: CheckingClient, asked: dict[str, str], said: str
) -> None:
    page = text_of(client.get(f"{PAPERS}?{urlencode(asked)}"))
    assert said in page
    assert "开始打印" not in page
    posted = client.send(PAPERS, {"_job": new_id(), **asked})
    assert (posted.status_code, said in text_of(posted)) == (422, True)


def test_a_post_without_its_number_is_refused(client: CheckingClient) -> None:
    assert client.send(PAPERS, {"form": VISIT}).status_code == 400


def test_the_same_post_twice_is_one_job_and_another_is_refused(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        job_id, wanted = new_id(), Wanted.read({"form": VISIT})
        for _ in range(2):
            assert prefilled_lists.ask(person("zhaomin"), job_id, wanted).id == job_id
        with pytest.raises(ActConflict):
            prefilled_lists.ask(person("zhaomin"), job_id, Wanted.read({"form": VISIT, "place": VILLAGE}))


def test_the_file_is_for_who_sees_every_person_of_it(site: Flask, persons: dict[str, str]) -> None:
    with site.app_context():
        job = done(asked_for())
        with pytest.raises(NotFound):
            jobs.file_of(person("wangfang"), job.id)
        db.session.query(Grant).filter_by(user_id=person("zhaomin").user_id).one().region_code = VILLAGE
        db.session.commit()
        with pytest.raises(FileOutOfReach):
            jobs.file_of(person("zhaomin"), job.id)
