"""Where a setting comes from, and what is said of a bad one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.setting_origins import Setting, describe, unknown_variables
from bot.settings import BadSetting, Settings, load_settings, variable
from index import Milvus


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings but the test's own: an empty working folder and no variables."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("PULLQUOTE_")]:
        monkeypatch.delenv(name)


def shown(name: str, **command_line: object) -> Setting:
    """One line of `pullquote settings`."""
    lines = describe(load_settings(**command_line), command_line)
    return next(line for line in lines if line.name == name)


def test_each_source_wins_over_the_next(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert shown("top")[1::2] == ("3", "default")
    (tmp_path / ".env").write_text("PULLQUOTE_TOP=4\n")
    assert shown("top")[1::2] == ("4", ".env (PULLQUOTE_TOP)")
    monkeypatch.setenv("PULLQUOTE_TOP", "5")
    assert shown("top")[1::2] == ("5", "environment variable PULLQUOTE_TOP")
    assert shown("top", top=6)[1::2] == ("6", "command line")


def test_every_setting_says_what_it_means() -> None:
    lines = list(describe(load_settings(), {}))
    assert {line.name for line in lines} >= {"corpus", "data", "model", "top", "history", "discord.token"}
    assert all(line.meaning for line in lines)
    assert all(line.origin == "default" for line in lines)


def test_a_nested_secret_is_read_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable(("discord", "token")), "hush-hush")
    token = load_settings().discord.token
    assert token is not None
    assert token.get_secret_value() == "hush-hush"
    line = shown("discord.token")
    assert line.origin == "environment variable PULLQUOTE_DISCORD__TOKEN"
    assert "hush" not in "".join(line)


def test_one_server_needs_no_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    for written, guilds in (("123456789012345678", (123456789012345678,)), ("[1, 2]", (1, 2))):
        monkeypatch.setenv(variable(("discord", "curating_guilds")), written)
        assert load_settings().discord.curating_guilds == guilds


def test_networks_are_listed_as_people_write_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for written in ("10.0.0.0/8, ::1", "10.0.0.0/8 ::1", "10.0.0.0/8,::1", '["10.0.0.0/8", "::1"]'):
        monkeypatch.setenv(variable(("allowed_networks",)), written)
        assert load_settings().allowed_networks == ("10.0.0.0/8", "::1")
    monkeypatch.setenv(variable(("allowed_networks",)), "10.0.0.0/8, home")
    with pytest.raises(BadSetting, match="'home' does not appear to be"):
        load_settings()


@pytest.mark.parametrize(
    "written",
    [
        '["https://a.example/?tags=x,y", "https://b.example/feed"]',
        "https://a.example/?tags=x,y, https://b.example/feed",
        "https://a.example/?tags=x,y https://b.example/feed",
        "https://a.example/?tags=x,y,https://b.example/feed",
    ],
)
def test_an_address_keeps_its_commas(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv(variable(("feeds",)), written)
    assert load_settings().feeds == ("https://a.example/?tags=x,y", "https://b.example/feed")


def test_a_secret_is_not_in_the_sentence_about_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_DISCORD", '{"tokn": "hush-hush"}')
    with pytest.raises(BadSetting) as caught:
        load_settings()
    assert "discord.tokn" in str(caught.value)
    assert "hush" not in str(caught.value)
    monkeypatch.setenv("PULLQUOTE_DISCORD", '{"token": ["hush-hush"]}')
    with pytest.raises(BadSetting) as caught:
        load_settings()
    assert "discord.token" in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PULLQUOTE_TOP", "none", "'none'"),
        ("PULLQUOTE_TOP", "0", "greater than or equal to 1"),
        ("PULLQUOTE_STRICTNESS", "severe", "'normal', 'strict' or 'lenient'"),
        ("PULLQUOTE_DISCORD", "not JSON", "discord"),
        ("PULLQUOTE_DISCORD__QUEUE", "many", "discord.queue is wrong"),
        (
            "PULLQUOTE_DISCORD__PRIVATE_FOLDERS",
            "{bad",
            "discord.private_folders is wrong: must be folders with ids",
        ),
        (
            "PULLQUOTE_DISCORD__PRIVATE_FOLDERS",
            "{bad",
            """, not '{bad' (PULLQUOTE_DISCORD__PRIVATE_FOLDERS sets""",
        ),
        (
            "PULLQUOTE_DISCORD__PRIVATE_FOLDERS",
            '{"x": ["y"]}',
            "not 'y' (PULLQUOTE_DISCORD__PRIVATE_FOLDERS sets",
        ),
        (
            "PULLQUOTE_DISCORD__CURATING_GUILDS",
            "abc",
            "discord.curating_guilds is wrong: must be ids of servers",
        ),
        ("PULLQUOTE_DISCORD__CURATING_GUILDS", "[1", "not '[1' (PULLQUOTE_DISCORD__CURATING_GUILDS sets it)"),
        (
            "PULLQUOTE_DISCORD__CURATING_GUILDS",
            '["abc"]',
            "not 'abc' (PULLQUOTE_DISCORD__CURATING_GUILDS sets it)",
        ),
    ],
)
def test_a_bad_value_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=r"^The setting") as caught:
        load_settings()
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_value_from_the_command_line_names_its_option(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_TOP", "5")
    with pytest.raises(BadSetting, match=r"^The option --top is wrong: .* 1, not 0\.$"):
        load_settings(top=0)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_TOP", "")
    assert load_settings().top == 3


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PULLQUOTE_CORPUS", "~/news")
    assert load_settings().corpus == tmp_path / "news"


def test_a_dotenv_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"PULLQUOTE_TOP=\xff\n")
    with pytest.raises(BadSetting, match="cannot be read"):
        load_settings()


def test_a_dotenv_file_that_may_not_be_read_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("PULLQUOTE_TOP=2\n")

    def refusing(path: object, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refusing)  # whoever runs the tests: root may read everything
    with pytest.raises(BadSetting, match="Permission denied"):
        load_settings()


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "TPO", "TOP", "DISCORD_QUEUE", "DISCORD__QUEUE", "DISCORD__PRIVATE_FOLDERS__X", "TEST_IMAGE", "DISCORD_OPENAPI",
    ):  # fmt: skip
        monkeypatch.setenv(f"PULLQUOTE_{name}", "4")
    monkeypatch.setenv("PULLQUOTE_DISCORD", "{}")
    (tmp_path / ".env").write_text("PULLQUOTE_STRICTNES=strict\nOTHER=1\n")
    assert list(unknown_variables()) == [
        ("PULLQUOTE_DISCORD_QUEUE", "PULLQUOTE_DISCORD__QUEUE"),
        ("PULLQUOTE_STRICTNES", "PULLQUOTE_STRICTNESS"),
        ("PULLQUOTE_TPO", "PULLQUOTE_TOP"),
    ]


def test_each_corpus_has_a_data_folder_of_its_own(tmp_path: Path) -> None:
    here, there = Settings(corpus=tmp_path / "a" / "news"), Settings(corpus=tmp_path / "b" / "news")
    assert here.data_folder != there.data_folder
    assert here.data_folder.name.startswith("news-")
    assert here.data_folder == Settings(corpus=tmp_path / "a" / ".." / "a" / "news").data_folder


def test_a_data_folder_that_is_set_holds_everything(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path / "d")
    assert settings.data_folder == tmp_path / "d"
    assert settings.models_folder == tmp_path / "d" / "encoders"
    assert load_settings(models=tmp_path / "m").models_folder == tmp_path / "m"


def test_where_passages_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().milvus is None
    monkeypatch.setenv("PULLQUOTE_INDEX_URI", "https://milvus.example.org:19530")
    monkeypatch.setenv("PULLQUOTE_INDEX_TOKEN", "root:secret")
    settings = load_settings(index_ca="~/ca.pem")
    assert settings.milvus == Milvus(
        "https://milvus.example.org:19530", "root:secret", Path.home() / "ca.pem"
    )
    assert "secret" not in "".join(str(setting) for setting in describe(settings, {}))
    monkeypatch.setenv("PULLQUOTE_INDEX_URI", "milvus:19530")
    with pytest.raises(
        BadSetting, match=r"index_uri is wrong: must be http\(s\)://HOST:PORT.*'milvus:19530'"
    ):
        load_settings()


def test_the_ledger_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert load_settings(data=tmp_path).ledger_folder == tmp_path
    monkeypatch.setenv("PULLQUOTE_DISCORD__LEDGER", str(tmp_path / "ledger"))
    assert load_settings(data=tmp_path).ledger_folder == tmp_path / "ledger"
