"""The register, the index across counties, and sensitive answers inside stored data."""

import pytest
from flask import Flask
from sqlalchemy import text

from formserver.errors import DecryptionFailed, NotFound
from formserver.extensions import db
from formserver.store import elders, identities, sensitive
from formserver.store.scope import Scope
from tests.storage_app import (
    COUNTY,
    NEXT_VILLAGE,
    OTHER_COUNTY_VILLAGE,
    TOWNSHIP,
    VILLAGE,
    a_user,
    an_elder,
    eyes,
)

IDENTITY = "999999194001010014"
DATA = {"name": "李桂芳", "identity": IDENTITY, "family": [{"name": "李强", "phone": "10000000002"}, {"name": "李梅"}]}
PATHS = [("identity",), ("family", "*", "phone"), ("absent",), ("absent", "deeper"), ("name", "*")]


def test_identity_and_phone_are_readable_to_the_program_only(storage: Flask) -> None:
    elder = an_elder(identity=IDENTITY)
    db.session.commit()
    assert (elders.identity_of(elder), elders.phone_of(elder)) == (IDENTITY, "10000000001")
    row = db.session.execute(text("SELECT * FROM elders")).one()
    assert not [value for value in row if IDENTITY in str(value) or "10000000001" in str(value)]


def test_an_identity_moved_to_another_person_does_not_open(storage: Flask) -> None:
    one, other = an_elder(identity=IDENTITY), an_elder()
    other.identity_cipher = one.identity_cipher
    with pytest.raises(DecryptionFailed):
        elders.identity_of(other)


def test_a_person_without_identity_number_has_none(storage: Flask) -> None:
    elder = an_elder()
    assert (elders.identity_of(elder), elder.identity_index) == (None, None)


def test_an_elder_outside_the_scope_does_not_exist(storage: Flask) -> None:
    elder, user = an_elder(identity=IDENTITY), a_user()
    assert elders.get(eyes(user, TOWNSHIP), elder.id) is elder
    assert elders.find(COUNTY, elder.id) is elder
    for scope in (eyes(user, NEXT_VILLAGE), Scope("350581", ("350581",), user.id), Scope(COUNTY, (), user.id)):
        with pytest.raises(NotFound):
            elders.get(scope, elder.id)


def test_a_visitor_sees_the_elders_of_his_village(storage: Flask) -> None:
    here, there = an_elder(), an_elder(village=NEXT_VILLAGE)
    scope = eyes(a_user(), VILLAGE, own_only=True)
    assert elders.get(scope, here.id) is here
    with pytest.raises(NotFound):
        elders.get(scope, there.id)


def test_an_identity_number_belongs_to_the_first_who_claims_it_in_any_county(storage: Flask) -> None:
    first, second = an_elder(), an_elder(village=OTHER_COUNTY_VILLAGE)
    assert identities.claim(IDENTITY, first.county_id, first.id).elder_id == first.id
    found = identities.claim(IDENTITY, second.county_id, second.id)
    assert (found.county_id, found.elder_id) == (first.county_id, first.id)


def test_a_number_is_found_however_its_letter_is_written(storage: Flask) -> None:
    elder = an_elder()
    identities.claim("99999919400101002X", COUNTY, elder.id)
    assert identities.find("99999919400101002x") == identities.Whereabouts(COUNTY, elder.id)


def test_a_released_number_can_be_claimed_again(storage: Flask) -> None:
    first, second = an_elder(), an_elder()
    identities.claim(IDENTITY, COUNTY, first.id)
    identities.release(COUNTY, first.id)
    assert identities.find(IDENTITY) is None
    assert identities.claim(IDENTITY, COUNTY, second.id).elder_id == second.id


def test_sealed_data_open_to_what_they_were(storage: Flask) -> None:
    sealed = sensitive.seal(DATA, PATHS, COUNTY, "r")
    assert sensitive.open_(sealed, PATHS, COUNTY, "r") == DATA


def test_sealing_hides_the_sensitive_answers_and_nothing_else(storage: Flask) -> None:
    sealed = sensitive.seal(DATA, PATHS, COUNTY, "r")
    assert IDENTITY not in str(sealed)
    assert "10000000002" not in str(sealed)
    assert (sealed["name"], sealed["family"][1]) == ("李桂芳", {"name": "李梅"})


def test_sealing_leaves_the_original_as_it_was(storage: Flask) -> None:
    original = {"identity": IDENTITY}
    sensitive.seal(original, [("identity",)], COUNTY, "r")
    assert original == {"identity": IDENTITY}


@pytest.mark.parametrize("answer", ["999", 7, True, ["a", "b"], {"detail": "三江村 1 组"}])
def test_an_answer_of_any_kind_can_be_sealed(storage: Flask, answer: object) -> None:
    sealed = sensitive.seal({"x": answer}, [("x",)], COUNTY, "r")
    assert str(sealed["x"]).startswith("enc1:")
    assert sensitive.open_(sealed, [("x",)], COUNTY, "r") == {"x": answer}


@pytest.mark.parametrize(("county", "record"), [("350581", "r"), (COUNTY, "other")])
def test_sealed_data_open_in_their_own_record_only(storage: Flask, county: str, record: str) -> None:
    sealed = sensitive.seal(DATA, PATHS, COUNTY, "r")
    with pytest.raises(DecryptionFailed):
        sensitive.open_(sealed, PATHS, county, record)


def test_rows_exchanged_in_the_database_do_not_open(storage: Flask) -> None:
    rows = {"family": [{"phone": "1"}, {"phone": "2"}]}
    sealed = sensitive.seal(rows, PATHS, COUNTY, "r")
    sealed["family"].reverse()
    with pytest.raises(DecryptionFailed):
        sensitive.open_(sealed, PATHS, COUNTY, "r")


def test_a_number_put_where_a_sealed_answer_belongs_does_not_pass_for_one(storage: Flask) -> None:
    with pytest.raises(DecryptionFailed):
        sensitive.open_({"identity": 7}, [("identity",)], COUNTY, "r")


def test_tables_keyed_by_row_are_sealed_row_by_row(storage: Flask) -> None:
    rows = {"contacts": {"son": {"phone": "1"}, "daughter": {"phone": "2"}}}
    sealed = sensitive.seal(rows, [("contacts", "*", "phone")], COUNTY, "r")
    assert sealed["contacts"]["son"]["phone"].startswith("enc1:")
    assert sensitive.open_(sealed, [("contacts", "*", "phone")], COUNTY, "r") == rows
