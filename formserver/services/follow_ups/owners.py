"""Who settles what was found: who visits the person, else who leads the village."""

from formserver.clock import today
from formserver.models import Elder, Record
from formserver.services.deciders import VILLAGE
from formserver.services.rights import roles_with
from formserver.store import follow_ups, users


def at_village(village_code: str) -> dict[str, str]:
    """Who may settle something in a village, by id: their names; those who lead it first."""
    leads = users.holders(roles_with("approve_village"), village_code, today())
    others = users.holders(roles_with(*VILLAGE), village_code, today())
    return {user.id: user.full_name for user in (*leads, *others)}


def of_visit(record: Record, elder: Elder, day: str) -> str | None:
    """The id of who settles what a visit found: who visits the person on that day (YYYY-MM-DD), else who made the
    visit, else who leads the village; only who works there today."""
    staff = at_village(elder.village_code)
    assigned = follow_ups.assigned_visitor(elder.county_id, elder.id, day)
    for user_id in (assigned, record.visitor_id, record.author_id):
        if user_id in staff:
            return user_id
    return next(iter(staff), None)
