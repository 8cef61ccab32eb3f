"""Who settles what was found: who visits the person, else who leads the village."""

from formserver.clock import today
from formserver.models import Elder, Record
from formserver.services.deciders import VILLAGE
from formserver.services.rights import roles_with
from formserver.store import assignments, users


def at_village(village_code: str) -> dict[str, str]:
    """Who may settle something in a village, by id: their names; those who lead it first."""
    leads = users.holders(roles_with("approve_village"), village_code, today())
    others = users.holders(roles_with(*VILLAGE), village_code, today())
    return {user.id: user.full_name for user in (*leads, *others)}


def of_visit(record: Record, elder: Elder) -> str | None:
    """The id of who settles what a visit found: who stands in today for whom the person was given to, else that one as
    long as he visits there, else who made the visit, else who leads the village; only who works there today."""
    staff = at_village(elder.village_code)
    visitors = {user.id for user in users.holders(assignments.VISITING, elder.village_code, today())}
    given = [one for one in assignments.given_on(elder, today()) if one in visitors]
    return next((one for one in (*given, record.visitor_id, record.author_id, *staff) if one in staff), None)
