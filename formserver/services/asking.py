"""Asking for a person what somebody else decides: one thing at a time, kept with the file's history."""

from collections.abc import Mapping
from typing import Any

from formserver.clock import now, today
from formserver.errors import FormserverError
from formserver.ids import new_id
from formserver.models import Elder, ElderRequest
from formserver.services.acting import LONGEST_NOTE, Turn
from formserver.services.typed_days import NOT_A_DAY, day_of
from formserver.store import elder_requests


class AlreadyAsked(FormserverError):
    """Something else is asked for the person and not decided yet; what is decided first may make it void."""

    status = 409
    message_key = "%(name)s已有一件申请在办，办完以后再提。"


def refuse_open(elder: Elder) -> None:
    """Raises AlreadyAsked where something is asked for the person; the file must be the caller's alone."""
    if elder_requests.open_of(elder.county_id, elder.id) is not None:
        raise AlreadyAsked(name=elder.name)


def add(turn: Turn, elder: Elder, kind: str, place_code: str, facts: Mapping[str, Any]) -> ElderRequest:
    """Ask, and write that to the file. ``place_code``: the place whose people decide. Raises AlreadyAsked."""
    refuse_open(elder)
    request = ElderRequest(
        county_id=elder.county_id,
        id=new_id(),
        elder_id=elder.id,
        kind=kind,
        state=elder_requests.ASKED,
        place_code=place_code,
        facts=dict(facts),
        asked_by=turn.person.user_id,
        asked_at=now(),
    )
    elder_requests.insert(request)
    turn.take(elder, f"ask_{kind}", {}, note=facts.get("note", ""), request=request.id, **_told(facts))
    return request


def _told(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name != "note"}


def problem_of_day(text: str, earliest: str = "") -> str:
    """What is wrong with a day that something happened on (YYYY-MM-DD), "" for nothing."""
    if day_of(text) is None:
        return NOT_A_DAY
    if text > today().isoformat():
        return "日期不能晚于今天"
    return "日期不能早于上一次迁移的日期" if text < earliest else ""


def problem_of_note(text: str, *, is_needed: bool) -> str:
    """What is wrong with an explanation, "" for nothing."""
    if is_needed and not text:
        return "请写明原因"
    return "说明最多500个字" if len(text) > LONGEST_NOTE else ""
