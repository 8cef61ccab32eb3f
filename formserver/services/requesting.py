"""What is asked for persons: whom it waits for, what a page of it shows, agreed to, declined or withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formserver.clock import now
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import Elder, ElderRequest
from formserver.services import acting, asking, deciders, file_pictures, file_rights, leaving, places, relocating
from formserver.services.acting import Asked, Incomplete, Turn
from formserver.services.deciders import Staff
from formserver.services.file_kinds.pictures import EXIT as EXIT_PAPER
from formserver.services.file_pictures import Shown
from formserver.services.person import Person
from formserver.services.rights import roles_with
from formserver.store import elder_lists, elder_requests, elders, users
from formserver.store.elder_requests import AGREED, ASKED, DECLINED, EXIT, MOVE, WITHDRAWN

KINDS: Final = {EXIT: "离册", MOVE: "迁移"}
STATES: Final = {ASKED: "待办理", AGREED: "已同意", DECLINED: "不同意", WITHDRAWN: "已撤回"}
_SHOWN: Final = 50
_AGREE: Final[Mapping[str, Callable[[Turn, Elder, ElderRequest, str], None]]] = {
    EXIT: leaving.agree,
    MOVE: relocating.agree,
}
_STATES: Final = {"agree": AGREED, "decline": DECLINED, "withdraw": WITHDRAWN}


class AlreadyDecided(FormserverError):
    """Somebody else decided, or the asker took it back, while the page was open."""

    status = 409
    message_key = "这件申请刚刚已由别人办理或撤回，没有再办。"


@dataclass(frozen=True)
class RequestView:
    """A request, ready to show. ``name``: the person's, or what the asker calls one he does not see; ``open_id``: the
    person's id where the reader may open the file; ``waits_for``: the names of those who decide; ``seen`` as in
    `acting.Asked`."""

    request: ElderRequest
    name: str
    open_id: str
    where: Mapping[str, str]
    asker: str
    decider: str
    waits_for: Sequence[str]
    may_decide: bool
    may_withdraw: bool
    seen: str = ""


def waiting(person: Person) -> list[RequestView]:
    """What waits for the person to decide, the longest waiting first."""
    found, staff = _waiting(person)
    return [_view(person, request, staff) for request in found]


def waiting_count(person: Person) -> int:
    """How many requests wait for the person; one query as long as nothing is asked."""
    return len(_waiting(person)[0])


def asked_by(person: Person) -> list[RequestView]:
    """The last that the person asked for."""
    found = elder_requests.asked_by(person.county_id, person.user_id, _SHOWN)
    staff = Staff(person.county_id)
    return [_view(person, request, staff) for request in found]


def of_elder(person: Person, elder: Elder) -> RequestView | None:
    """What is asked for a person whose file the reader sees, and not decided yet."""
    found = elder_requests.open_of(elder.county_id, elder.id)
    return None if found is None else _view(person, found, Staff(person.county_id))


def view(person: Person, request_id: str) -> RequestView:
    """One request. Raises NotFound, also for whoever neither asked nor decides nor sees the person's file."""
    request = elder_requests.get(person.county_id, request_id)
    shown = _view(person, request, Staff(person.county_id))
    if not (shown.open_id or shown.may_decide or person.user_id in (request.asked_by, request.decided_by)):
        raise NotFound
    return shown


def papers(person: Person, view: RequestView) -> Shown | None:
    """The pictures of the papers of an exit, where the reader sees the file and they are of this very request."""
    is_exit = view.request.kind == EXIT and view.request.state in (ASKED, AGREED)
    elder = elders.find(person.county_id, view.open_id) if is_exit and view.open_id else None
    if elder is None or (view.request.state == AGREED and not leaving.has_left(elder)):
        return None
    return file_pictures.of_file(elder, file_rights.changeable_now(person, elder))[EXIT_PAPER.name]


def act(person: Person, request_id: str, asked: Asked, action: str, note: str) -> ElderRequest:
    """``action``: agree, decline or withdraw.

    Raises NotFound, Forbidden, Incomplete, AlreadyDecided, NotLeaving or NotMoving where it became impossible,
    StaleFile, ActConflict.
    """
    request = view(person, request_id).request
    if action not in _STATES:
        raise Forbidden
    typed = {"request": request_id, "action": action, "note": note}
    turn = acting.begin(person, asked, "decide", typed, request.elder_id)
    if turn.done is not None:
        return request
    db.session.refresh(request)
    if request.state != ASKED:
        raise AlreadyDecided
    _refuse(person, request, action, note)
    (elder,) = turn.elders
    if not elder_requests.decide(request, _STATES[action], user_id=person.user_id, at=now(), note=note):
        raise AlreadyDecided
    if action == "agree":
        _AGREE[request.kind](turn, elder, request, note)
    else:
        nothing_to_prove = {EXIT_PAPER.place: None} if request.kind == EXIT else {}
        turn.take(elder, f"{action}_{request.kind}", nothing_to_prove, note=note, request=request.id)
    db.session.commit()
    return request


def _refuse(person: Person, request: ElderRequest, action: str, note: str) -> None:
    if action == "withdraw":
        may = person.user_id == request.asked_by
    else:
        may = person.user_id in Staff(person.county_id).deciding(request.place_code, request.asked_by)
    if not may:
        raise Forbidden
    if problem := asking.problem_of_note(note, is_needed=action == "decline"):
        raise Incomplete({"note": problem})


def _waiting(person: Person) -> tuple[list[ElderRequest], Staff]:
    rights = deciders.VILLAGE | deciders.TOWNSHIP | deciders.COUNTY
    held = sorted({code for role in roles_with(*rights) for code in person.regions_of(role)})
    found = elder_requests.waiting(person.county_id, held) if held else ()
    if not found:
        return [], Staff(person.county_id)
    staff = Staff(person.county_id)
    own = [one for one in found if person.user_id in staff.deciding(one.place_code, one.asked_by)]
    return own, staff


def _view(person: Person, request: ElderRequest, staff: Staff) -> RequestView:
    elder = elders.find(request.county_id, request.elder_id)
    assert elder is not None  # files are never deleted
    is_open = request.state == ASKED
    decides = staff.deciding(request.place_code, request.asked_by) if is_open else {}
    sees = elder_lists.count_visible(person.scope, (elder.id,)) == 1
    facts: Mapping[str, Any] = request.facts
    knows = sees or person.user_id in decides or not facts.get("called")
    return RequestView(
        request=request,
        name=elder.name if knows else facts["called"],
        open_id=elder.id if sees else "",
        where={name: places.full_name(facts[name]) for name in ("from", "to") if name in facts},
        asker=users.get(request.asked_by).full_name,
        decider=users.get(request.decided_by).full_name if request.decided_by else "",
        waits_for=tuple(decides.values()),
        may_decide=person.user_id in decides,
        may_withdraw=is_open and person.user_id == request.asked_by,
        seen=acting.seen_of(request.county_id, elder.id) if is_open else "",
    )
