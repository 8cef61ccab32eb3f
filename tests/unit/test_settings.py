"""The settings: what each environment demands, what is refused, and that the table is complete."""

from pathlib import Path

import pytest

from formserver.config import Settings
from formserver.crypto import new_keys
from formserver.errors import SettingsInvalid

SECRETS = {
    "FORMSERVER_SECRET_KEY": "s" * 32,
    "FORMSERVER_PASSWORD_SALT": "p" * 16,
    **new_keys().as_settings(),
}
KEY_OF_ZEROS = f"k1:{'A' * 43}="
PRODUCTION = SECRETS | {"FORMSERVER_ENV": "production", "FORMSERVER_TRUSTED_HOSTS": "jz.example.cn, 10.0.0.7"}


def test_production_names_every_missing_variable_in_one_go() -> None:
    with pytest.raises(SettingsInvalid) as refused:
        Settings.from_environment({"FORMSERVER_ENV": "production"})
    needed = [str(row.metadata["variable"]) for row in Settings.table() if row.metadata["required"]]
    assert len(needed) == 6
    assert [name for name in needed if name not in str(refused.value)] == []


@pytest.mark.parametrize("variable", [row.metadata["variable"] for row in Settings.table() if row.metadata["required"]])
def test_production_does_not_start_without_a_required_variable(variable: str) -> None:
    with pytest.raises(SettingsInvalid, match=variable):
        Settings.from_environment(PRODUCTION | {variable: ""})


def test_production_does_not_read_the_secrets_of_the_demonstration(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("".join(f"{name}={text}\n" for name, text in SECRETS.items()))
    with pytest.raises(SettingsInvalid):
        Settings.from_environment({"FORMSERVER_ENV": "production", "FORMSERVER_INSTANCE": str(tmp_path)})


def test_the_demonstration_reads_its_secrets_from_the_instance(tmp_path: Path) -> None:
    lines = "".join(f"{name} = {text}\n" for name, text in SECRETS.items())
    (tmp_path / "secrets.env").write_text(f"# made once\n\n{lines}")
    settings = Settings.from_environment({"FORMSERVER_INSTANCE": str(tmp_path)})
    assert settings.env == "demo"
    assert settings.secret_key == SECRETS["FORMSERVER_SECRET_KEY"]


def test_the_environment_wins_over_the_secrets_file(tmp_path: Path) -> None:
    (tmp_path / "secrets.env").write_text("FORMSERVER_PUBLIC_URL=http://from.file\n")
    given = SECRETS | {"FORMSERVER_INSTANCE": str(tmp_path), "FORMSERVER_PUBLIC_URL": "http://from.environment"}
    assert Settings.from_environment(given).public_url == "http://from.environment"


def test_database_and_files_lie_in_the_instance_by_default(tmp_path: Path) -> None:
    settings = Settings.from_environment(SECRETS | {"FORMSERVER_INSTANCE": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/formserver.db"
    assert settings.files == f"{tmp_path}/files"
    assert settings.is_sqlite


def test_database_and_files_may_lie_elsewhere() -> None:
    elsewhere = {"FORMSERVER_DATABASE_URL": "postgresql+psycopg:///formserver", "FORMSERVER_FILES": "s3://photos"}
    settings = Settings.from_environment(PRODUCTION | elsewhere)
    assert (settings.files, settings.is_sqlite) == ("s3://photos", False)


def test_lists_and_numbers_are_read_from_their_text() -> None:
    settings = Settings.from_environment(PRODUCTION | {"FORMSERVER_MAX_BODY": "1000", "FORMSERVER_PROXIES": "1"})
    assert settings.trusted_hosts == ("jz.example.cn", "10.0.0.7")
    assert (settings.max_body, settings.proxies) == (1000, 1)
    assert settings.is_production


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("FORMSERVER_ENV", "staging"),
        ("FORMSERVER_MAX_BODY", "32 MB"),
        ("FORMSERVER_MAX_BODY", "٣"),
        ("FORMSERVER_INDEX_KEY", "not base64!"),
        ("FORMSERVER_INDEX_KEY", "c2hvcnQ="),
        ("FORMSERVER_DATA_KEYS", "without-a-colon"),
        ("FORMSERVER_DATA_KEYS", f"{KEY_OF_ZEROS},{KEY_OF_ZEROS}"),
        ("FORMSERVER_DATA_KEY_CURRENT", "k9"),
        ("FORMSERVER_PUBLISH_TWO_PERSONS", "yes"),
        ("FORMSERVER_DATABASE_URL", "mysql://u@db/x"),
        ("FORMSERVER_DATABASE_URL", "hello"),
        ("FORMSERVER_DATABASE_URL", "sqlite://"),
        ("FORMSERVER_DATABASE_URL", "sqlite:///:memory:"),
        ("FORMSERVER_DATABASE_URL", "postgresql+psycopg://u:a/b@db/x"),
        ("FORMSERVER_SECRET_KEY", "short"),
        ("FORMSERVER_PASSWORD_SALT", "short"),
    ],
)
def test_a_wrong_value_is_refused_by_name(variable: str, text: str) -> None:
    with pytest.raises(SettingsInvalid, match=variable):
        Settings.from_environment(PRODUCTION | {variable: text})


def test_a_misspelt_name_is_refused_with_the_one_that_was_meant() -> None:
    with pytest.raises(
        SettingsInvalid, match=r"FORMSERVER_DATABASE 有误：没有这个配置项，是不是 FORMSERVER_DATABASE_URL"
    ):
        Settings.from_environment(PRODUCTION | {"FORMSERVER_DATABASE": "postgresql://db/x"})


@pytest.mark.parametrize("name", ["FORMSERVER_NEW_PASSWORD", "FORMSERVER_SERVICE_HOST", "FORMSERVER_PORT"])
def test_what_others_read_or_a_platform_sets_is_no_setting(name: str) -> None:
    assert Settings.from_environment(PRODUCTION | {name: "x"}).is_production


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, False),
        ({"FORMSERVER_PUBLISH_TWO_PERSONS": "1"}, True),
        ({"FORMSERVER_ENV": "production", "FORMSERVER_TRUSTED_HOSTS": "jz.example.cn"}, True),
        (PRODUCTION | {"FORMSERVER_PUBLISH_TWO_PERSONS": "0"}, False),
    ],
)
def test_in_production_another_person_publishes_unless_it_is_said_otherwise(more: dict[str, str], wanted: bool) -> None:
    assert Settings.from_environment(SECRETS | more).publish_two_persons is wanted


def test_the_keys_of_a_keyring_survive_the_settings() -> None:
    ring = new_keys()
    settings = Settings.from_environment(SECRETS | ring.as_settings())
    assert (settings.data_key_current, settings.data_keys, settings.index_key) == (
        ring.current,
        ring.keys,
        ring.index_key,
    )


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = Settings.from_environment(PRODUCTION | {"FORMSERVER_DATABASE_URL": "postgresql://u:geheim@db/x"})
    shown = repr(settings)
    assert [text for text in (*SECRETS.values(), "geheim") if len(text) > 8 and text in shown] == []


def test_every_setting_says_its_variable_and_what_it_is_for() -> None:
    rows = [row.metadata for row in Settings.table()]
    assert all(row["variable"].startswith("FORMSERVER_") and row["about"] for row in rows)
    assert len({row["variable"] for row in rows}) == len(rows)
