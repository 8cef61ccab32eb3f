"""Lists of persons that somebody keeps under a name of his own, to look at them again."""

from collections.abc import Sequence
from typing import Final

from formserver.errors import FormserverError
from formserver.extensions import db
from formserver.models import KeptList
from formserver.services.choosing_persons import ChosenPersons
from formserver.services.person import Person
from formserver.store import kept_lists

LONGEST: Final = 40


class TitleNeeded(FormserverError):
    """A kept list needs a short name, and something it is narrowed by."""

    status = 422
    message_key = "请给这个名单起个名字，最多%(limit)s个字。"


class NothingChosen(FormserverError):
    """A list of everybody is always there."""

    status = 422
    message_key = "请先选好条件查询，再保存为常用名单。"


class TooMany(FormserverError):
    """More than somebody would look through."""

    status = 422
    message_key = "最多保存%(limit)s个常用名单，请先删除不用的。"


def of(person: Person) -> Sequence[KeptList]:
    """What the person keeps, the oldest first."""
    return kept_lists.of_user(person.county_id, person.user_id)


def keep(person: Person, title: str, chosen: ChosenPersons) -> None:
    """Keep what was chosen; a list of the same name is replaced. Raises TitleNeeded, NothingChosen, TooMany."""
    title = " ".join(title.split())
    if not title or len(title) > LONGEST:
        raise TitleNeeded(limit=LONGEST)
    if not chosen.given:
        raise NothingChosen
    known = {one.title for one in of(person)}
    if title not in known and len(known) >= kept_lists.MOST:
        raise TooMany(limit=kept_lists.MOST)
    kept_lists.keep(person.county_id, person.user_id, title, chosen.given)
    db.session.commit()


def drop(person: Person, list_id: str) -> None:
    """Keep a list no longer."""
    kept_lists.drop(person.county_id, person.user_id, list_id)
    db.session.commit()
