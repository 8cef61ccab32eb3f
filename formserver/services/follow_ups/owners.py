"""Who settles what was found: who visits the person, else who leads the village."""

from collections.abc import Sequence

from formserver.clock import today
from formserver.models import Elder, Record
from formserver.services.deciders import VILLAGE
from formserver.services.rights import roles_with
from formserver.store import assignments, users


def at_village(village_code: str) -> dict[str, str]:
    """Who may settle something in a village, by id: their names; those who lead it first."""
    return _settling(users.roles_at(village_code, today()))


def of_visit(record: Record, elder: Elder) -> str | None:
    """The id of who settles what a visit found: who stands in today for whom the person was given to, else that one as
    long as he visits there, else who made the visit, else who leads the village; only who works there today."""
    held = users.roles_at(elder.village_code, today())
    staff, visitors = _settling(held), {user_id for user_id, _, role in held if role in assignments.VISITING}
    given = [one for one in assignments.given_on(elder, today()) if one in visitors]
    return next((one for one in (*given, record.visitor_id, record.author_id, *staff) if one in staff), None)


def _settling(held: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    leading, all_roles = roles_with("approve_village"), roles_with(*VILLAGE)
    leads = {user_id: name for user_id, name, role in held if role in leading}
    return leads | {user_id: name for user_id, name, role in held if role in all_roles}
