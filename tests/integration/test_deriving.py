"""A county's own form out of an upper one: the same paper, whose locks hold wherever an edition comes in."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from formserver.cli import documents, main
from formserver.errors import FormserverError, NotFound
from formserver.forms.document import FormDocument
from formserver.forms.editions.locking import Upper, upper_of
from formserver.services import deriving, editions, inheritance, merging, publishing
from formserver.services.documents import form_document
from formserver.services.inheritance import LocksBroken, UpperLost, UpperOlder, UpperUnknown
from formserver.services.ownership import OwnedElsewhere
from formserver.store import forms
from tests import factories
from tests.databases import sqlite_url, variables
from tests.factories import COUNTY, OTHER_COUNTY, REGISTRATION

Json = dict[str, Any]
OWN = "registration/huarong"
Change = Callable[[Json], Any]


@pytest.fixture
def county(storage: Flask) -> None:
    """A county at work."""
    factories.furnish()


Offer = Callable[..., FormDocument]


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    """Makes a change of the edition in force of a form."""

    def made(code: str, change: Change) -> FormDocument:
        source = json.loads(forms.active_edition(code).source)
        change(source)
        path = tmp_path / "offered.json"
        path.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
        return documents.from_file(path)

    return made


def field(code: str, **words: Any) -> Change:
    named = {word.replace("x_", "x-", 1): value for word, value in words.items()}
    return lambda source: source["properties"]["main"]["properties"][code].update(named)


def lock_name(offer: Offer) -> None:
    """The upper form locks the name."""
    publishing.publish(offer(REGISTRATION, field("name", x_locked=True)), comment="锁定姓名")


def publish(document: FormDocument) -> None:
    publishing.publish(document, comment="本地的改动")


def standing(code: str) -> str:
    """The number of a newer upper edition."""
    found = merging.standing(code)
    assert found is not None
    return found.newer


# deriving -------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("county")
def test_a_derived_form_says_the_same_under_a_code_and_an_owner_of_its_own(offer: Offer) -> None:
    lock_name(offer)
    made = deriving.derive(REGISTRATION, OWN, COUNTY)
    assert (made.owner_region, made.upper_code) == (COUNTY, REGISTRATION)
    own, upper = forms.active_edition(OWN), forms.active_edition(REGISTRATION)
    document = form_document(own.id)
    assert (document.code, document.edition, upper_of(document)) == (OWN, (1, 0), Upper(REGISTRATION, (1, 1)))
    assert document.parts["main"].schema == form_document(upper.id).parts["main"].schema
    source, other = json.loads(own.source), json.loads(upper.source)
    assert {word for word in source if source[word] != other.get(word)} == {"$id", "x-upper"}
    editions.adopt(COUNTY, OWN)
    assert standing(OWN) == ""


@pytest.mark.usefixtures("county")
def test_a_form_is_derived_for_a_township() -> None:
    assert deriving.derive(REGISTRATION, OWN, factories.TOWNSHIP).owner_region == factories.TOWNSHIP


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    ("upper", "code", "region", "error"),
    [
        ("registration/nowhere", OWN, COUNTY, NotFound),
        (REGISTRATION, REGISTRATION, COUNTY, deriving.CodeRefused),
        (REGISTRATION, "registration/Own", COUNTY, deriving.CodeRefused),
        (REGISTRATION, "visit_record/own", COUNTY, deriving.CodeRefused),
        (REGISTRATION, OWN, "999999", deriving.NoSuchCounty),
    ],
)
def test_what_cannot_be_derived_is_refused(upper: str, code: str, region: str, error: type[FormserverError]) -> None:
    with pytest.raises(error):
        deriving.derive(upper, code, region)
    assert forms.find(OWN) is None


@pytest.mark.usefixtures("county")
def test_the_form_of_another_county_is_not_derived() -> None:
    forms.get(REGISTRATION).owner_region = OTHER_COUNTY
    with pytest.raises(OwnedElsewhere):
        deriving.derive(REGISTRATION, OWN, COUNTY)


# locks ----------------------------------------------------------------------------------------------------------------
@pytest.mark.usefixtures("county")
def test_an_edition_that_breaks_a_lock_does_not_come_in(offer: Offer) -> None:
    lock_name(offer)
    deriving.derive(REGISTRATION, OWN, COUNTY)
    changed = offer(OWN, field("name", title="名字"))
    with pytest.raises(LocksBroken) as caught:
        publish(changed)
    assert "“姓名”的含义由上级锁定，不能改：名称由“姓名”改为“名字”" in str(caught.value)
    assert "1.1 版" in str(caught.value)
    assert [one.label for one in inheritance.broken(changed)] == ["姓名"]
    free = offer(OWN, field("phone", title="电话"))
    assert inheritance.broken(free) == []
    publish(free)
    assert forms.active_edition(OWN).minor == 1


@pytest.mark.usefixtures("county")
def test_nobody_gets_rid_of_the_form_above(offer: Offer) -> None:
    deriving.derive(REGISTRATION, OWN, COUNTY)
    for change in (
        lambda source: source.pop("x-upper"),
        lambda source: source.update({"x-upper": {"form": "registration/fujian", "edition": "1.0"}}),
    ):
        with pytest.raises(UpperLost):
            publish(offer(OWN, change))
    with pytest.raises(UpperUnknown):
        publish(offer(OWN, lambda source: source["x-upper"].update(edition="9.0")))
    unknown = offer(OWN, lambda source: source["x-upper"].update(edition="9.0"))
    assert inheritance.broken(unknown) == []


@pytest.mark.usefixtures("county")
def test_nobody_goes_back_before_the_edition_he_began_with(offer: Offer) -> None:
    lock_name(offer)
    deriving.derive(REGISTRATION, OWN, COUNTY)
    with pytest.raises(UpperOlder):
        publish(offer(OWN, lambda source: source["x-upper"].update(edition="1.0")))


@pytest.mark.usefixtures("county")
def test_a_newer_edition_above_is_known(offer: Offer) -> None:
    deriving.derive(REGISTRATION, OWN, COUNTY)
    lock_name(offer)
    assert standing(OWN) == "1.1"
    assert merging.standing(REGISTRATION) is None


@pytest.mark.usefixtures("county")
def test_files_come_in_with_their_upper_form_first_and_their_locks_kept(offer: Offer) -> None:
    def named(code: str, upper: str, **words: Any) -> Change:
        def change(source: Json) -> None:
            source["$id"] = f"urn:formserver:form:registration/{code}:v1.0"
            source["x-upper"] = {"form": upper, "edition": "1.0"}
            field("name", **words)(source)

        return change

    middle = offer(REGISTRATION, named("middle", REGISTRATION, x_locked=True))
    below = offer(REGISTRATION, named("below", "registration/middle", x_locked=True))
    editions.load_shipped([below, middle], [])
    assert forms.get("registration/below").upper_code == "registration/middle"
    bad = offer(REGISTRATION, named("bad", "registration/middle"))
    with pytest.raises(LocksBroken):
        editions.load_shipped([bad], [])
    alone = offer(REGISTRATION, named("alone", "registration/nowhere"))
    with pytest.raises(UpperUnknown):
        editions.load_shipped([alone], [])


# commands -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def env(sqlite_template: Path, tmp_path: Path) -> dict[str, str]:
    """The settings of a database with the shipped documents and one county."""
    database = tmp_path / "formserver.db"
    database.write_bytes(sqlite_template.read_bytes())
    settings = variables(sqlite_url(database), tmp_path)
    regions = tmp_path / "regions.csv"
    regions.write_text("code,name\n420703,华容区\n", "utf-8")
    for arguments in (["forms", "load"], ["regions", "import", str(regions)]):
        assert CliRunner().invoke(main, arguments, env=settings).exit_code == 0
    return settings


def run(env: dict[str, str], *arguments: str) -> Result:
    result = CliRunner().invoke(main, [*arguments], env=env)
    assert "Traceback" not in result.output
    return result


def test_deriving_on_the_command_line_says_the_next_step(env: dict[str, str], tmp_path: Path) -> None:
    refused = run(env, "forms", "derive", REGISTRATION, OWN, "--region", "990101")
    assert "没有代码为 990101 的县（区）或乡镇" in refused.output
    assert refused.exit_code == 1
    made = run(env, "forms", "derive", REGISTRATION, OWN, "--region", COUNTY)
    assert made.output == f"已由 {REGISTRATION} 派生 {OWN} 1.0，由 420703 管理。用 formserver forms adopt 启用。\n"
    assert f"{OWN}  1.0  鄂州市" in run(env, "forms", "list").output
    out = tmp_path / "own.json"
    run(env, "forms", "export", OWN, "-o", str(out))
    assert documents.from_file(out).code == OWN
    assert run(env, "forms", "format", "--check", str(out)).exit_code == 0
