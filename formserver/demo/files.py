"""What is done with the files of persons in the demonstration: by the lead of the village, through the services."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from formserver.clock import today
from formserver.demo.people import People
from formserver.ids import new_id
from formserver.services import file_changing, file_rights
from formserver.services.acting import Asked, seen_of
from formserver.services.file_kinds.base import Typed
from formserver.services.file_kinds.registry import KINDS, REVIEWED
from formserver.services.file_state import FileState
from formserver.services.person import Person
from formserver.store import elders

Story = Callable[[Person, FileState, People], None]


def tend(person: Person, people: People) -> None:
    """Go through the registered persons of whoever leads a village: contacts, consent, classes, reviews in turn."""
    ids = [elder_id for elder_id in elders.all_ids(person.county_id) if _is_own(person, elder_id)]
    for index, elder_id in enumerate(ids):
        for story in _STORIES[index % len(_STORIES)]:
            found = elders.find(person.county_id, elder_id)
            assert found is not None
            story(person, FileState(found), people)


def _is_own(person: Person, elder_id: str) -> bool:
    found = elders.find(person.county_id, elder_id)
    is_registered = found is not None and found.state == elders.REGISTERED
    return is_registered and found is not None and file_rights.may_change(person, found, KINDS["level"].rights)


def _change(person: Person, state: FileState, name: str, **typed: str) -> None:
    kind = KINDS[name]
    if kind.offered(state):
        what: Typed = kind.fresh(state, unmasked=True) | typed
        file_changing.change(person, state.elder.id, kind, what, _asked(state))


def _asked(state: FileState) -> Asked:
    return Asked(new_id(), seen_of(state.elder.county_id, state.elder.id))


def _days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()


def _contacts(person: Person, state: FileState, people: People) -> None:
    """A neighbour is called first, and the village has named who looks in."""
    neighbour = people.younger()
    told = {"first_name": neighbour.name, "first_relation": "邻居", "first_phone": neighbour.phone}
    village = {"village_name": person.name, "contacts_note": "子女都在外地，由村委会和本人商定。"}
    _change(person, state, "contacts", **told, **village)


def _refused(person: Person, state: FileState, people: People) -> None:
    """Refused visits more than a year ago, and is to be asked again."""
    reason = "和儿子同住，平时有人照顾，不需要定期探访。"
    _change(
        person,
        state,
        "consent",
        consent="unwilling",
        consent_reason=reason,
        consent_signer="self",
        consent_day=_days_ago(400),
    )


def _willing(person: Person, state: FileState, people: People) -> None:
    _change(person, state, "consent", consent="willing", consent_signer="self", consent_day=_days_ago(30))


def _agreement(person: Person, state: FileState, people: People) -> None:
    """The care is entrusted to a relative."""
    child, carer = people.younger(), people.younger()
    names = {"agreement_obligor": child.name, "agreement_carer": carer.name, "agreement_relation": "侄女"}
    days = {"agreement_from": _days_ago(60), "agreement_filed": _days_ago(58)}
    _change(person, state, "agreement", **names, **days)


def _by_hand(person: Person, state: FileState, people: People) -> None:
    """Visited more often than the rule asks for, or put into another class where there are classes."""
    _change(person, state, "level", level="key", level_note="独自居住，今年摔倒过两次，村委会商定按重点对象探访。")
    _change(person, FileState(state.elder), "class", **{"class": "a" if state.elder.visit_class == "b" else "b"})


def _reviewed(person: Person, state: FileState, people: People) -> None:
    """Looked through: nothing has changed."""
    same = dict.fromkeys((*REVIEWED, file_changing.PAPER), file_changing.SAME)
    typed = {name: KINDS[name].fresh(state, unmasked=True) for name in REVIEWED}
    file_changing.review(person, state.elder.id, same, typed, _asked(state))


_STORIES: Final[tuple[tuple[Story, ...], ...]] = (
    (_contacts, _willing, _reviewed),
    (_refused,),
    (_by_hand, _agreement),
    (_willing,),
    (),
)
