"""Every setting, in one tree: what it means and what it is; `setting_origins` tells where that came from.

A value comes from the command line, else from an environment variable (`PULLQUOTE_TOP=5`, nested with two
underscores: `PULLQUOTE_DISCORD__TOKEN=…`), else from a `.env` file in the working folder, else from here.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, LiteralString, get_args

from platformdirs import user_data_path, user_state_path
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from bot.setting_values import Address, FoldersInOne, HomePath, Listed, Networks, ServersInOne
from index import Milvus
from index.errors import PullquoteError

PREFIX = "PULLQUOTE_"
NESTED = "__"
DOTENV = ".env"


class BadSetting(PullquoteError):
    """A setting has a value that it cannot take."""


class DiscordSettings(BaseModel):
    """The Discord client's part of the tree."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: SecretStr | None = Field(
        default=None, description="the bot's token, from Discord's developer portal"
    )
    message_content: bool = Field(
        default=False,
        description="ask for the privileged message-content intent, which ask channels, threads and replies need",
    )
    max_question: int = Field(default=500, ge=20, le=2000, description="characters in a question, at most")
    max_words: int = Field(default=100, ge=5, le=500, description="words in a question, at most")
    curating_guilds: ServersInOne = Field(
        default=(),
        description="ids of the servers whose managers may change the articles; none unless some are named",
    )
    private_folders: FoldersInOne = Field(
        default_factory=dict,
        description="folders of the corpus that only some servers see, each with these servers' ids",
    )
    workers: int = Field(default=2, ge=1, le=64, description="how many questions are answered at once")
    queue: int = Field(default=50, ge=0, description="how many more may wait; further ones are turned away")
    limit_seconds: float = Field(default=60, gt=0, description="the span in which the next two limits count")
    per_person: int = Field(default=10, ge=1, description="questions of one person in that span, at most")
    per_guild: int = Field(default=60, ge=1, description="questions of one server in that span, at most")
    keep_days: int = Field(
        default=90,
        ge=0,
        description="days for which questions, answers and comments are kept; 0 keeps nothing",
    )
    keep_people: bool = Field(
        default=True, description="keep who asked and judged, as keyed hashes of user ids; false keeps nobody"
    )
    ledger: HomePath | None = Field(
        default=None,
        description="the folder of the ledger and its key, for a data folder that is read-only; else that",
    )
    ledger_key: SecretStr | None = Field(
        default=None, description="the key of those hashes; by default one is made beside the ledger"
    )
    log_questions: bool = Field(default=False, description="put the text of questions into the log")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least that is logged"
    )
    metrics_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="the port of the Prometheus endpoint; off unless set",
    )
    metrics_address: Address = Field(
        default="127.0.0.1",
        description="the address on which that port is opened; by default for this machine alone, 0.0.0.0 for all",
    )
    restarts: int = Field(
        default=5,
        ge=0,
        description="crashes within ten minutes after which the bot gives up instead of starting again",
    )


_ADDRESS: LiteralString = "must be http(s)://HOST:PORT, or a file name that ends in .db"


class Settings(BaseSettings):
    """All settings. Read them with `load_settings`, which reports a bad one in a sentence."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=NESTED,
        env_file=DOTENV,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    corpus: HomePath = Field(
        default=Path("corpus"), description="the folder of articles: .txt, .md and .html files"
    )
    data: HomePath | None = Field(
        default=None,
        description="the folder that holds the index; by default one for each corpus, among the user's data",
    )
    model: str = Field(
        default="all-MiniLM-L6-v2",
        min_length=1,
        description="the sentence-transformers model that encodes passages: a name, a hub id or a folder",
    )
    models: HomePath | None = Field(
        default=None,
        description="the folder of exported encoders, shared by every index; by default beside the index",
    )
    index_uri: str | None = Field(
        default=None,
        description="where passages are kept: http(s)://HOST:PORT of a Milvus, or a file name ending in .db for "
        "milvus-lite; by default in the data folder",
    )
    index_token: SecretStr | None = Field(
        default=None, description="what that Milvus asks for: an API key, or user:password"
    )
    index_ca: HomePath | None = Field(
        default=None, description="a PEM file of certificates to trust when reaching it by https"
    )
    reader: str | None = Field(
        default=None,
        min_length=1,
        description="a question-answering model of your own that reads passages: a folder or a hub id of "
        "transformers; by default the one in the package",
    )
    top: int = Field(default=3, ge=1, le=20, description="how many quotes an answer shows at most")
    keep: int = Field(
        default=2, ge=1, le=1000, description="how many generations of the index are kept to go back to"
    )
    strictness: Literal["normal", "strict", "lenient"] = Field(
        default="normal",
        description="how sure to be before answering: strict refuses more, lenient answers more",
    )
    allowed_networks: Networks = Field(
        default=(),
        description="addresses that are not public but may be fetched from, such as 10.0.0.0/8; none unless named",
    )
    feeds: Listed = Field(
        default=(), description="the feeds whose articles are added while the corpus is watched"
    )
    feed_minutes: float = Field(
        default=15, gt=0, description="minutes between two looks at the feeds while the corpus is watched"
    )
    watch: bool = Field(
        default=False,
        description="let the Discord bot watch the corpus and the feeds, and index what changes",
    )
    history: HomePath = Field(
        default_factory=lambda: user_state_path("pullquote") / "history",
        description="the file that keeps the questions typed in `pullquote chat`",
    )
    discord: DiscordSettings = Field(default_factory=DiscordSettings, description="the Discord client")

    @field_validator("index_uri")
    @classmethod
    def _is_an_address(cls, given: str | None) -> str | None:
        try:
            if given is not None:
                Milvus(given)
        except ValueError:
            raise PydanticCustomError("address", _ADDRESS) from None
        return given

    @property
    def milvus(self) -> Milvus | None:
        """Where passages are kept; None where that is the data folder."""
        if self.index_uri is None:
            return None
        return Milvus(
            self.index_uri, self.index_token.get_secret_value() if self.index_token else "", self.index_ca
        )

    @property
    def data_folder(self) -> Path:
        """`data` where it is set, else the folder among the user's data that belongs to this corpus."""
        if self.data is not None:
            return self.data
        corpus = self.corpus.resolve()
        mark = hashlib.sha256(os.fsencode(corpus)).hexdigest()[:8]
        return user_data_path("pullquote") / f"{corpus.name or 'corpus'}-{mark}"

    @property
    def ledger_folder(self) -> Path:
        """Where the bot keeps its ledger: `discord.ledger` where it is set, else the data folder."""
        return self.discord.ledger or self.data_folder

    @property
    def models_folder(self) -> Path:
        """`models` where it is set, else a folder beside the index: inside `data` where that is set."""
        beside = user_data_path("pullquote") if self.data is None else self.data
        return self.models or beside / "encoders"

    @property
    def readers_folder(self) -> Path:
        """The folder of exported readers: inside `data` where that is set, else shared by every index."""
        return (user_data_path("pullquote") if self.data is None else self.data) / "readers"


def load_settings(**command_line: Any) -> Settings:
    """The settings as they stand; `command_line` wins over everything else. Raises BadSetting."""
    try:
        return Settings(**command_line)
    except ValidationError as error:
        raise BadSetting(_sentence(error, command_line)) from None
    except (SettingsError, UnicodeDecodeError, OSError) as error:
        raise BadSetting(f"The settings cannot be read: {error}.") from None


def _sentence(error: ValidationError, command_line: Mapping[str, Any]) -> str:
    """One sentence for the first fault, with the value at fault unless it could be a secret, and what set it."""
    fault = error.errors(include_url=False)[0]
    place = tuple(str(part) for part in fault["loc"])
    path, field = _field_at(place)
    name = ".".join(path)
    secret = field is None or SecretStr in get_args(field.annotation)
    given = "" if secret else f", not {fault['input']!r}"
    requirement = fault["msg"][0].lower() + fault["msg"][1:]
    if is_set(command_line, path):
        return f"The option --{name} is wrong: {requirement}{given}."
    return f"The setting {name} is wrong: {requirement}{given} ({variable(path)} sets it)."


def _field_at(place: tuple[str, ...]) -> tuple[tuple[str, ...], FieldInfo | None]:
    """The setting that a place in the tree is, or lies in, with its field; the place itself where it is in none."""
    model: type[BaseModel] = Settings
    for depth, name in enumerate(place, 1):
        field = model.model_fields.get(name)
        if field is None or field.annotation is not DiscordSettings:
            return place[: depth if field else None], field
        model = DiscordSettings
    return place, None


def variable(path: tuple[str, ...]) -> str:
    """The environment variable that sets the field at `path`."""
    return PREFIX + NESTED.join(path).upper()


def is_set(values: Any, path: tuple[str, ...]) -> bool:
    """Whether nested names hold one for the field at `path`."""
    for part in path:
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True
