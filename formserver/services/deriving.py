"""A county's or township's own form, derived from an upper form: the same paper under another code, following it."""

import json
import re
from typing import Final

from formserver.errors import Forbidden, FormserverError
from formserver.extensions import db
from formserver.forms import canonical
from formserver.forms.document import FormDocument
from formserver.models import Form, FormEdition
from formserver.regions.codes import COUNTY_DIGITS, TOWNSHIP_DIGITS
from formserver.services import adopting, ownership, publishing
from formserver.services.documents import form_document
from formserver.services.ownership import OwnedElsewhere
from formserver.services.person import Person
from formserver.store import forms, regions

_CODE: Final = re.compile(r"(?:registration|visit_record)/[a-z][a-z0-9_]{0,59}")


class CodeRefused(FormserverError):
    """The new form cannot have that code."""

    status = 422
    message_key = (
        "“%(code)s”不能作为新表的代码：要写作 %(category)s/名称，名称用小写字母、数字和下划线，并且还没有表用它。"
    )


class NoSuchCounty(FormserverError):
    """The region is none that forms belong to."""

    status = 422
    message_key = "没有代码为 %(region)s 的县（区）或乡镇。"


def derive(upper_code: str, code: str, region: str, *, by_user_id: str | None = None) -> Form:
    """Make a form of a county or a township out of an upper form: edition 1.0 says what the upper one in force says.

    `region`: the county or township that looks after the form. Raises NotFound, CodeRefused, NoSuchCounty,
    OwnedElsewhere.
    """
    upper = forms.get(upper_code)
    if region not in regions.names([region]) or not COUNTY_DIGITS <= len(region) <= TOWNSHIP_DIGITS:
        raise NoSuchCounty(region=region)
    if upper.owner_region is not None and not region.startswith(upper.owner_region):
        raise OwnedElsewhere(region=upper.owner_region)
    if not _CODE.fullmatch(code) or not code.startswith(f"{upper.category}/") or forms.find(code) is not None:
        raise CodeRefused(code=code, category=upper.category)
    edition = forms.active_edition(upper_code)
    made = derived(edition, code)
    words = {"title": made.title, "category": made.category, "owner_region": region, "upper_code": upper_code}
    form = forms.add(Form(code=code, **words))
    publishing.add(form, made, f"由 {upper_code} {edition.major}.{edition.minor} 派生", by_user_id)
    db.session.commit()
    return form


def derive_for(person: Person, upper_code: str, code: str, region: str) -> Form:
    """Derive a form for a place the person edits forms of. Raises NotFound, Forbidden, CodeRefused."""
    upper = ownership.known(person, upper_code)
    if region not in adopting.places_to_derive_for(person, upper):
        raise Forbidden
    return derive(upper_code, code.strip(), region, by_user_id=person.user_id)


def derived(edition: FormEdition, code: str) -> FormDocument:
    """The document of an edition as the first one of a form derived from it."""
    source, bundled = json.loads(edition.source), dict(form_document(edition.id).bundled)
    words = {
        "$id": f"urn:formserver:form:{code}:v1.0",
        "x-upper": {"form": edition.form_code, "edition": f"{edition.major}.{edition.minor}"},
    }
    return FormDocument(canonical.dumps({**source, **words}), {**bundled, **words})
