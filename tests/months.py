"""A village's month brought up the stairs and down: what the tests of months begin with."""

from typing import Final

import time_machine

from formserver.extensions import db
from formserver.ids import new_id
from formserver.models import MonthEvent, MonthReport
from formserver.services.months import explaining, keeping
from formserver.services.months.explaining import Said
from formserver.services.months.keeping import Asked
from formserver.store import months
from formserver.store.months import Key
from tests.factories import COUNTY, VILLAGE, act, person
from tests.visiting import NOVEMBER

MONTH: Final = Key(COUNTY, NOVEMBER, VILLAGE)
IN_TIME: Final = "2026-12-10T10:00:00+08:00"
LATE: Final = "2026-12-21T00:00:00+08:00"
LAST_SECOND: Final = "2026-12-20T23:59:59+08:00"


def report() -> MonthReport:
    """The month as it is stored."""
    db.session.expire_all()
    found = months.find(MONTH)
    assert found is not None
    return found


def asked(action: str, note: str = "", record_id: str = "") -> Asked:
    """What a page drawn now would post."""
    db.session.expire_all()
    found = months.find(MONTH)
    return Asked(action, new_id(), found.revision if found else 0, note, record_id)


def do(user_name: str, action: str, note: str = "", record_id: str = "", at: str = IN_TIME) -> MonthEvent:
    """Somebody does something with the month."""
    with time_machine.travel(at, tick=False):
        return keeping.act(person(user_name), NOVEMBER, VILLAGE, asked(action, note, record_id))


def explain(elder_id: str, code: str, note: str = "", by: str = "heping", at: str = IN_TIME) -> int:
    """Somebody says why a person was not visited; gives how many persons' reasons changed."""
    with time_machine.travel(at, tick=False):
        return explaining.explain(person(by), NOVEMBER, VILLAGE, {elder_id: Said(code, note)}).changed


def acts_on(record_id: str, user_name: str, action: str, remark: str = "", at: str = IN_TIME) -> None:
    """Somebody acts on a record at that instant."""
    with time_machine.travel(at, tick=False):
        act(person(user_name), record_id, action, remark)


def approved(record_id: str, at: str = IN_TIME) -> None:
    """Township and county approve a record."""
    acts_on(record_id, "zhaomin", "approve", at=at)
    acts_on(record_id, "wangfang", "approve", at=at)
