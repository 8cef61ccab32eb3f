"""Files that are due: to be looked through again, or their persons to be asked again."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from formserver.extensions import db
from formserver.models import Elder
from formserver.store.elders import REGISTERED
from formserver.store.scope import Scope, visible


def count_due(scope: Scope, on: date, *, refused_until: date) -> tuple[int, int]:
    """How many registered persons' files are due to be looked through on a day, and how many refused visits so long ago
    that they are asked again: on the day ``refused_until`` or before. One query."""
    due = Elder.review_due_on <= on.isoformat()
    refused = (Elder.consent == "unwilling") & (Elder.consent_on <= refused_until.isoformat())
    counts: tuple[Any, ...] = (func.count().filter(due), func.count().filter(refused))
    counted = select(*counts).select_from(Elder)
    row = db.session.execute(visible(counted.where(Elder.state == REGISTERED), Elder, scope)).one()
    return int(row[0]), int(row[1])
