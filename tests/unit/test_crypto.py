"""Sensitive answers at rest: they open only where they belong, and never after a change."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from formserver.config import Settings
from formserver.crypto import Keyring, is_encrypted, key_id_of, new_keys
from formserver.errors import DecryptionFailed, SettingsInvalid

NUMBER = "99999919480305123X"
PLACE = {"county": "420703", "record": "01a204a4-2fdc-72ea-a162-b5d785bbf638", "path": "/identity_number"}
KEY, OTHER_KEY, INDEX_KEY = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))


@pytest.fixture
def keyring() -> Keyring:
    return Keyring("k1", {"k1": KEY}, INDEX_KEY)


@pytest.mark.parametrize("text", [NUMBER, "", "张桂兰", "enc1:k1:AAAA", "𠮷" * 1000])
def test_an_answer_opens_where_it_was_closed(keyring: Keyring, text: str) -> None:
    assert keyring.decrypt(keyring.encrypt(text, **PLACE), **PLACE) == text


def test_the_stored_value_is_ascii_names_its_key_and_hides_the_answer(keyring: Keyring) -> None:
    value = keyring.encrypt(NUMBER, **PLACE)
    assert re.fullmatch(r"enc1:k1:[A-Za-z0-9_-]+", value)
    assert NUMBER not in value


def test_the_same_answer_never_looks_the_same_twice(keyring: Keyring) -> None:
    assert keyring.encrypt(NUMBER, **PLACE) != keyring.encrypt(NUMBER, **PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [{"county": "350581"}, {"record": "01a204a4-2fdc-72ea-a162-b5d80f3f0e29"}, {"path": "/phone"}],
    ids=["county", "record", "path"],
)
def test_a_value_swapped_to_another_place_does_not_open(keyring: Keyring, elsewhere: Mapping[str, str]) -> None:
    value = keyring.encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(value, **{**PLACE, **elsewhere})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("12", "3", "4"), ("1", "23", "4")),
        (('1","2', "3", "4"), ("1", '2","3', "4")),
        (("", "1", "2"), ("1", "", "2")),
    ],
)
def test_no_two_places_are_taken_for_each_other(
    keyring: Keyring, one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    value = keyring.encrypt(NUMBER, county=one[0], record=one[1], path=one[2])
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(value, county=other[0], record=other[1], path=other[2])


def test_a_change_of_any_one_character_is_refused(keyring: Keyring) -> None:
    value = keyring.encrypt(NUMBER, **PLACE)
    opened = [at for at in range(len(value)) if opens(keyring, value[:at] + other_than(value[at]) + value[at + 1 :])]
    assert opened == []


def test_a_shortened_or_lengthened_value_is_refused(keyring: Keyring) -> None:
    value = keyring.encrypt(NUMBER, **PLACE)
    assert not any(opens(keyring, value[:end]) for end in range(len(value)))
    assert not any(opens(keyring, value + more) for more in ("A", "AAAA", "=", "\n", " "))


def test_a_second_spelling_of_the_same_bytes_is_refused(keyring: Keyring) -> None:
    # One byte of text leaves 29 bytes: the last sign carries bits that mean nothing, and they must be zero.
    value = keyring.encrypt("1", **PLACE)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    respelt = value[:-1] + alphabet[alphabet.index(value[-1]) + 1]
    assert not opens(keyring, respelt)


@pytest.mark.parametrize("value", ["", NUMBER, "enc1:k1:", "enc1:k1:AAAA", "enc1:k1:AAAAA", "enc2:k1:" + "A" * 60])
def test_what_was_never_encrypted_is_refused(keyring: Keyring, value: str) -> None:
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(value, **PLACE)


def test_a_value_under_an_unknown_key_is_refused(keyring: Keyring) -> None:
    value = Keyring("k2", {"k2": KEY}, INDEX_KEY).encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionFailed):
        keyring.decrypt(value, **PLACE)


def test_a_value_under_another_key_of_the_same_name_is_refused(keyring: Keyring) -> None:
    value = Keyring("k1", {"k1": OTHER_KEY}, INDEX_KEY).encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionFailed) as refusal:
        keyring.decrypt(value, **PLACE)
    assert NUMBER not in repr(refusal.value)


def test_the_name_of_the_key_is_bound_to_the_value() -> None:
    keyring = Keyring("k1", {"k1": KEY, "k2": OTHER_KEY}, INDEX_KEY)
    renamed = keyring.encrypt(NUMBER, **PLACE).replace("enc1:k1:", "enc1:k9:")
    with pytest.raises(DecryptionFailed):
        Keyring("k9", {"k9": KEY}, INDEX_KEY).decrypt(renamed, **PLACE)


def test_encrypted_values_are_told_from_plain_answers(keyring: Keyring) -> None:
    assert is_encrypted(keyring.encrypt("", **PLACE))
    assert not any(
        is_encrypted(text) for text in ("", NUMBER, "enc1:", "enc1:k1:张", "xenc1:k1:AAAA", "enc1:k1:AAAA\n")
    )


def test_rotation_moves_a_value_to_the_current_key(keyring: Keyring) -> None:
    old = keyring.encrypt(NUMBER, **PLACE)
    renewed = keyring.with_new_key()
    value = renewed.rotate(old, **PLACE)
    assert (key_id_of(old), key_id_of(value)) == ("k1", "k2")
    assert Keyring("k2", {"k2": renewed.keys["k2"]}, INDEX_KEY).decrypt(value, **PLACE) == NUMBER


def test_old_values_open_until_they_are_rotated(keyring: Keyring) -> None:
    old = keyring.encrypt(NUMBER, **PLACE)
    assert keyring.with_new_key().decrypt(old, **PLACE) == NUMBER


def test_rotation_leaves_alone_what_is_already_current(keyring: Keyring) -> None:
    value = keyring.encrypt(NUMBER, **PLACE)
    assert keyring.rotate(value, **PLACE) == value


def test_rotation_does_not_carry_a_value_to_another_place(keyring: Keyring) -> None:
    old = keyring.encrypt(NUMBER, **PLACE)
    with pytest.raises(DecryptionFailed):
        keyring.with_new_key().rotate(old, **{**PLACE, "path": "/phone"})


def test_a_new_key_takes_the_next_free_number() -> None:
    keyring = Keyring("main", {"main": KEY, "k7": OTHER_KEY}, INDEX_KEY)
    assert keyring.with_new_key().current == "k8"
    assert Keyring("main", {"main": KEY}, INDEX_KEY).with_new_key().current == "k1"


def test_rotation_leaves_the_blind_index_as_it_is(keyring: Keyring) -> None:
    assert keyring.with_new_key().blind_index(NUMBER) == keyring.blind_index(NUMBER)


@pytest.mark.parametrize(
    "typed", ["99999919480305123x", "９９９９９９１９４８０３０５１２３Ｘ", "９９９９９９１９４８０３０５１２３ｘ"]
)
def test_full_width_digits_and_small_letters_have_the_same_blind_index(keyring: Keyring, typed: str) -> None:
    assert keyring.blind_index(typed) == keyring.blind_index(NUMBER)


def test_other_numbers_have_other_blind_indexes(keyring: Keyring) -> None:
    assert keyring.blind_index("999999194803051231") != keyring.blind_index(NUMBER)


def test_the_blind_index_is_a_keyed_digest_in_hex(keyring: Keyring) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", keyring.blind_index(NUMBER))
    assert new_keys().blind_index(NUMBER) != keyring.blind_index(NUMBER)


def test_every_installation_gets_keys_of_its_own() -> None:
    one, other = new_keys(), new_keys()
    assert len({one.keys["k1"], one.index_key, other.keys["k1"], other.index_key}) == 4


def test_keys_written_as_settings_are_read_back(tmp_path: Path) -> None:
    keyring = new_keys().with_new_key()
    settings = Settings.from_environment(
        {
            "FORMSERVER_ENV": "test",
            "FORMSERVER_INSTANCE": str(tmp_path),
            "FORMSERVER_SECRET_KEY": "s" * 32,
            "FORMSERVER_PASSWORD_SALT": "s" * 16,
            **keyring.as_settings(),
        }
    )
    assert Keyring(settings.data_key_current, settings.data_keys, settings.index_key) == keyring


def test_a_keyring_does_not_show_its_keys(keyring: Keyring) -> None:
    assert repr(keyring) == "Keyring(current='k1')"


def test_the_keys_of_a_keyring_do_not_change_behind_its_back() -> None:
    keys = {"k1": KEY}
    keyring = Keyring("k1", keys, INDEX_KEY)
    keys["k1"] = OTHER_KEY
    assert keyring.keys["k1"] == KEY


@pytest.mark.parametrize(
    ("current", "keys", "index_key", "setting"),
    [
        ("k2", {"k1": KEY}, INDEX_KEY, "FORMSERVER_DATA_KEY_CURRENT"),
        ("k1", {}, INDEX_KEY, "FORMSERVER_DATA_KEY_CURRENT"),
        ("k:1", {"k:1": KEY}, INDEX_KEY, "FORMSERVER_DATA_KEYS"),
        ("", {"": KEY}, INDEX_KEY, "FORMSERVER_DATA_KEYS"),
        ("k1", {"k1": KEY[:16]}, INDEX_KEY, "FORMSERVER_DATA_KEYS"),
        ("k1", {"k1": KEY}, INDEX_KEY[:31], "FORMSERVER_INDEX_KEY"),
        ("k1", {"k1": KEY}, KEY, "FORMSERVER_DATA_KEYS"),
        ("k1", {"k1": KEY, "k2": KEY}, INDEX_KEY, "FORMSERVER_DATA_KEYS"),
    ],
)
def test_a_keyring_that_cannot_work_is_refused_by_the_setting_at_fault(
    current: str, keys: Mapping[str, bytes], index_key: bytes, setting: str
) -> None:
    with pytest.raises(SettingsInvalid) as refusal:
        Keyring(current, keys, index_key)
    assert refusal.value.setting == setting


def opens(keyring: Keyring, value: str) -> bool:
    try:
        keyring.decrypt(value, **PLACE)
    except DecryptionFailed:
        return False
    return True


def other_than(sign: str) -> str:
    return "A" if sign != "A" else "B"
