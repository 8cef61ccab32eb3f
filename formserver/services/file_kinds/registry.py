"""All things of a file that may be changed by hand, by name."""

from typing import Final

from formserver.services.file_kinds.base import Kind
from formserver.services.file_kinds.people import Agreement, Consent, Contacts
from formserver.services.file_kinds.standing import Ability, Categories, Level, VisitClass

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind for kind in (Level(), VisitClass(), Categories(), Ability(), Contacts(), Consent(), Agreement())
}
REVIEWED: Final = ("categories", "contacts", "consent", "agreement")
"""What a half-yearly review goes through besides the answers of the registration."""
