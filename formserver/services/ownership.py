"""Who looks after a form: the county or township it belongs to. A shipped form has no owner until a county takes it.

Only form administrators of the owner edit and publish a form; what the program ships goes on for those it leaves alone.
"""

from collections.abc import Sequence
from typing import Final, TypeVar

from formserver.clock import today
from formserver.errors import Forbidden, FormserverError, NotFound
from formserver.extensions import db
from formserver.models import EditionDraft, Form, FormDesign
from formserver.regions.codes import TOWNSHIP_DIGITS, covers
from formserver.regions.names import display_name
from formserver.services.person import Person
from formserver.services.rights import ROLE_RIGHTS, rights_within
from formserver.store import adoptions, form_events, forms, regions

EDITS: Final = "edit_forms"
PUBLISHES: Final = "publish_forms"
ADOPTS: Final = "adopt_forms"


class NotOwned(Forbidden):
    """The form came with the program and no county looks after it."""

    message_key = "这张表还没有由本县（区）管理，不能改版本。请先在表单页点“由本县（区）管理”。"


class UsedElsewhere(FormserverError):
    """Another county uses the form: one alone must not change it."""

    status = 409
    message_key = "别的县（区）也在用这张表，不能由一个县（区）管理。可以另建一张本县（区）的表。"


class OwnedElsewhere(FormserverError):
    """The form belongs to another county or township, and only places below its owner use it."""

    status = 409
    message_key = "这张表由%(region)s管理，别的地方不能启用。"


class HasOwnEditions(FormserverError):
    """The county changed the form: what is in force is its own and nobody else would look after it."""

    status = 409
    message_key = "本县（区）发布过这张表的版本，不能再交还。"


def may(person: Person, right: str, form: Form) -> bool:
    """Whether the person holds a right over a form of his county: for the whole place it belongs to."""
    return is_within(person.county_id, form) and holds(person, right, form.owner_region)


def may_publish(person: Person, form: Form) -> bool:
    """Whether the person may publish editions of a form."""
    return may(person, PUBLISHES, form)


def holds(person: Person, right: str, region: str | None = None) -> bool:
    """Whether the person holds a right for a whole region, not only for a part of it; by default for the county."""
    return any(right in ROLE_RIGHTS.get(role, ()) for role in person.roles_at(region or person.county_id))


OfForm = TypeVar("OfForm", EditionDraft, FormDesign)


def within_reach(person: Person, found: Sequence[OfForm], *rights: str) -> list[OfForm]:
    """What is of forms over which the person holds one of the rights, be they there or only to come."""
    return [one for one in found if any(holds(person, right, one.region_code) for right in rights)]


def places(person: Person, right: str, inside: str) -> dict[str, str]:
    """Code and name of the county and of its townships, as far as they lie inside a region and the person holds the
    right there; the county first."""
    found = [regions.get(person.county_id), *regions.children(person.county_id, today())]
    near = (one for one in found if len(one.code) <= TOWNSHIP_DIGITS and covers(inside, one.code))
    return {one.code: display_name(one.name) for one in near if holds(person, right, one.code)}


def places_of_new(person: Person) -> dict[str, str]:
    """For which places the person may begin a form of their own, by code. Raises Forbidden where there is none."""
    found = places(person, EDITS, person.county_id)
    if not found:
        raise Forbidden
    return found


def may_begin(person: Person) -> bool:
    """Whether there is any place for which the person may begin a form: told by what he holds, without asking where."""
    own = (grant.region_code for grant in person.grants if covers(person.county_id, grant.region_code))
    return any(holds(person, EDITS, region) for region in (person.county_id, *own) if len(region) <= TOWNSHIP_DIGITS)


def place_of_new(person: Person, region: str) -> str:
    """The place a new form will belong to: the one asked for, with none the county or the first township of the
    person. Raises Forbidden."""
    found = places_of_new(person)
    wanted = region or next(iter(found))
    if wanted not in found:
        raise Forbidden
    return wanted


def is_within(region: str, form: Form) -> bool:
    """Whether a form belongs to a region or a place in it."""
    return form.owner_region is not None and covers(region, form.owner_region)


def owned(person: Person, code: str, right: str, *, locked: bool = False) -> Form:
    """A form of the person's county, or of a township in it, over which he holds the right.

    Raises NotFound for one of another county or one that is not used here, NotOwned, Forbidden.
    """
    form = known(person, code, locked=locked)
    if form.owner_region is None:
        raise NotOwned
    if not may(person, right, form):
        raise Forbidden
    return form


def known(person: Person, code: str, *, locked: bool = False) -> Form:
    """A form that is there for the person's county: of itself or its townships, or one nobody owns that it uses, or
    may take into use. Raises NotFound."""
    form = forms.get(code, locked=locked)
    if form.owner_region is not None and not is_within(person.county_id, form):
        raise NotFound
    if form.owner_region is None and not (is_in_charge(person) or adoptions.is_used(person.county_id, code, today())):
        raise NotFound
    return form


def is_in_charge(person: Person) -> bool:
    """Whether the person may take forms into use, in the county or in a part of it."""
    return ADOPTS in rights_within(person.grants, person.county_id, today())


def take_over(person: Person, code: str) -> None:
    """From now on the person's county looks after a shipped form; doing so twice changes nothing.

    Raises NotFound, Forbidden, UsedElsewhere.
    """
    form = known(person, code, locked=True)
    if not holds(person, PUBLISHES):
        raise Forbidden
    if form.owner_region is None:
        if adoptions.used_elsewhere(code, person.county_id, today()):
            raise UsedElsewhere
        form.owner_region = person.county_id
        _note(person, code, form_events.TAKEN_OVER)
    db.session.commit()


def give_back(person: Person, code: str) -> None:
    """Leave a form to the program again while the county has not changed it. Raises NotFound, Forbidden, NotOwned,
    HasOwnEditions."""
    form = owned(person, code, PUBLISHES, locked=True)
    if has_own_editions(form):
        raise HasOwnEditions
    form.owner_region = None
    _note(person, code, form_events.GIVEN_BACK)
    db.session.commit()


def has_own_editions(form: Form) -> bool:
    """Whether the owner published an edition since it took the form over, or made the form itself."""
    last = form_events.last(form.code, (form_events.TAKEN_OVER, form_events.PUBLISHED))
    return last is None or last.action == form_events.PUBLISHED


def _note(person: Person, code: str, action: str) -> None:
    form_events.note(code, action, region_code=person.county_id, user_id=person.user_id)
