"""Who may export what, who gets the file, and the note that is kept."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from formserver.clock import now
from formserver.errors import Forbidden
from formserver.extensions import db
from formserver.files.binding import objects
from formserver.ids import new_id
from formserver.models import Job, Record
from formserver.services import exporting, exports, jobs
from formserver.services.bundling import AccountClosed, FileNotKept
from formserver.services.exports import Wish
from formserver.services.jobs import FileOutOfReach
from formserver.services.rights import ROLE_RIGHTS
from formserver.store import jobs as rows
from tests import factories
from tests.exported_files import asked_for, content_of, exported, table
from tests.factories import COUNTY, NEXT_VILLAGE, REGISTRATION, person
from tests.printing_office import done, kept

pytestmark = [
    pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("printing_office"),
]


# rights ---------------------------------------------------------------------------------------------------------------
def test_everybody_gets_what_his_scope_shows() -> None:
    factories.hire("xulei")
    with pytest.raises(exports.ExportEmpty):
        asked_for("xulei")
    assert len(table(exported("zhaomin").worksheets[0])) == 4


def test_numbers_in_full_are_refused_to_who_may_not_see_them(take: Callable[..., None]) -> None:
    job = asked_for("zhaomin", full_numbers="1")
    take("zhaomin", "unmask")
    assert "*" in table(load_workbook(made_by_worker(job)).worksheets[0])[0]["身份证号"]
    with pytest.raises(Forbidden):
        asked_for("zhaomin", full_numbers="1")
    with pytest.raises(FileOutOfReach):
        jobs.file_of(person("zhaomin"), job.id)


def made_by_worker(job: Job) -> io.BytesIO:
    """The file of a finished job, whoever may fetch it."""
    key = done(job).object_key
    assert key is not None
    return io.BytesIO(objects.store.get(key))


def test_without_the_right_nothing_is_exported_and_no_file_is_given(take: Callable[..., None]) -> None:
    first, second = done(asked_for("zhaomin")), asked_for("zhaomin")
    take("zhaomin", "export")
    ended = done(second)
    assert (ended.state, ended.failure and ended.failure["key"]) == (rows.FAILED, AccountClosed.message_key)
    with pytest.raises(FileOutOfReach):
        jobs.file_of(person("zhaomin"), first.id)


def test_a_file_with_a_record_that_is_out_of_reach_by_now_is_not_given() -> None:
    job = done(asked_for("zhaomin"))
    moved = db.session.query(Record).filter_by(village_code=NEXT_VILLAGE).one()
    moved.township_code = "420703101"
    db.session.commit()
    with pytest.raises(FileOutOfReach):
        jobs.file_of(person("zhaomin"), job.id)


@pytest.fixture
def take(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Takes a right from the role that a person has."""

    def taken(user_name: str, right: str) -> None:
        role = factories.PEOPLE[user_name][1]
        held = ROLE_RIGHTS[role]
        monkeypatch.setitem(ROLE_RIGHTS, role, held - {right})

    return taken


# stopping -------------------------------------------------------------------------------------------------------------
def test_an_export_that_is_cancelled_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    job = asked_for()
    job_id = job.id
    ended = done(job, lambda: jobs.cancel(person("wangfang"), job_id))
    assert (ended.state, ended.object_key, kept()) == (rows.CANCELLED, None, [])


def test_an_export_that_has_to_stop_waits_for_the_next_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    assert (done(asked_for(), lambda: True).state, kept()) == (rows.WAITING, [])


def test_a_full_disk_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("formserver.files.tables.ExcelBook.close", full)
    ended = done(asked_for())
    assert (ended.state, ended.failure and ended.failure["key"]) == (rows.FAILED, FileNotKept.message_key)


# the note -------------------------------------------------------------------------------------------------------------
def test_a_finished_export_is_noted_for_who_sees_the_journal_of_the_county() -> None:
    done(asked_for("zhaomin", name="李桂芳"))
    asked_for("zhaomin")
    [line] = exports.noted(person("wangfang")).rows
    assert (line.user_name, line.records, line.asked.get("full_numbers")) == ("赵敏", 1, None)
    assert "李桂芳" not in line.title
    assert [one.id for one in exports.noted(person("qianhao")).rows] == [line.id]
    assert [one.id for one in exports.noted(person("zhaomin")).rows] == [line.id]
    assert exports.noted(person("sunli")).rows == []


def test_a_post_that_comes_twice_is_one_export() -> None:
    job_id = new_id()
    wish = Wish.read({"form": REGISTRATION})
    first = exports.ask(person("wangfang"), job_id, wish)
    assert exports.ask(person("wangfang"), job_id, wish).id == first.id == job_id


def test_long_lists_of_ids_are_asked_for_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("formserver.store.ledger._AT_ONCE", 3)
    job = done(asked_for())
    assert len(content_of(job)) > 0


def test_the_note_outlives_the_file_by_years() -> None:
    job_id = done(asked_for()).id
    with time_machine.travel(now() + timedelta(days=400), tick=False):
        assert jobs.sweep() == 1
        [line] = exports.noted(person("wangfang")).rows
        assert (line.id, rows.find(COUNTY, job_id).record_ids) == (job_id, [])  # type: ignore[union-attr]
    with time_machine.travel(now() + timedelta(days=3 * 366), tick=False):
        jobs.sweep()
        assert exports.noted(person("wangfang")).rows == []
