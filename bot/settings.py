"""Every setting, in one tree: what it means, what it is, and where that came from.

A value comes from the command line, else from an environment variable (`PULLQUOTE_TOP=5`, nested with two
underscores: `PULLQUOTE_DISCORD__TOKEN=…`), else from a `.env` file in the working folder, else from here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from ipaddress import ip_address, ip_network
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, LiteralString, NamedTuple, get_args

from platformdirs import user_data_path, user_state_path
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from index import Milvus
from index.errors import PullquoteError

PREFIX = "PULLQUOTE_"
NESTED = "__"
DOTENV = ".env"


HomePath = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which a leading ~ is the home folder, also where no shell has seen it."""


class BadSetting(PullquoteError):
    """A setting has a value that it cannot take."""


def _several(given: Any) -> Any:
    """A number alone stands for a list of one."""
    return (given,) if isinstance(given, int) else given


def _listed(given: Any) -> Any:
    """Several values as people write them: apart by spaces or commas, or as JSON has it."""
    if not isinstance(given, str):
        return given
    with suppress(ValueError):
        if isinstance(listed := json.loads(given), list):
            return tuple(listed)
    # A comma in an address is its own, unless another one begins there.
    pieces = (piece.strip(",") for piece in given.translate(_LIST_MARKS).split())
    parts = (re.split(r",(?=\w+://)" if "://" in piece else ",", piece) for piece in pieces)
    return tuple(part for piece in parts for part in piece if part)


_LIST_MARKS = str.maketrans(dict.fromkeys("[]\"'", " "))
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]
"""Values in one variable: `a, b` or `["a", "b"]`."""


def _networks(given: tuple[str, ...]) -> tuple[str, ...]:
    for text in given:
        ip_network(text, strict=False)
    return given


def _folder(given: str) -> str:
    """A folder's path inside the corpus."""
    path = PurePosixPath(given.strip("/"))
    if not path.parts or ".." in path.parts:
        raise ValueError("a folder is named by its path inside the corpus, for example club/minutes")
    return path.as_posix()


def _address(given: str) -> str:
    """An address of this machine, in figures."""
    return str(ip_address(given.strip()))


def _json(form: LiteralString) -> BeforeValidator:
    """What one variable has as JSON; where it has not, that is said of this very setting, with its form."""

    def read(given: Any) -> Any:
        try:
            return json.loads(given) if isinstance(given, str) else given
        except ValueError:
            raise PydanticCustomError("json", form) from None

    return BeforeValidator(read)


Servers = Annotated[tuple[int, ...], BeforeValidator(_several)]
"""Ids of servers."""
ServersInOne = Annotated[Servers, NoDecode, _json("must be ids of servers, such as [123456789012345678]")]
FoldersInOne = Annotated[
    dict[Annotated[str, AfterValidator(_folder)], Servers],
    NoDecode,
    _json('must be folders with ids of servers, such as {"club/minutes": [123456789012345678]}'),
]
"""The same, and folders with them, in one variable."""


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
    metrics_address: Annotated[str, AfterValidator(_address)] = Field(
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
    allowed_networks: Annotated[Listed, AfterValidator(_networks)] = Field(
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
    if _has(command_line, path):
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


class Setting(NamedTuple):
    """One line of `pullquote settings`. `value` is masked where it is secret."""

    name: str
    value: str
    meaning: str
    origin: str


def describe(settings: Settings, command_line: Mapping[str, Any]) -> Iterator[Setting]:
    """Every setting of the tree with its meaning, value and origin."""
    environment, dotenv = _sources()
    worked_out = {
        "data": settings.data_folder,
        "models": settings.models_folder,
        "discord.ledger": settings.ledger_folder,
    }
    for path, meaning, value in _leaves(settings, ()):
        if _has(command_line, path):
            origin = "command line"
        elif _has(environment, path):
            origin = f"environment variable {variable(path)}"
        elif _has(dotenv, path):
            origin = f"{DOTENV} ({variable(path)})"
        else:
            origin = "default"
        name = ".".join(path)
        shown = worked_out.get(name, value)
        yield Setting(name, "not set" if shown is None else str(shown), meaning, origin)


def set_variables() -> set[str]:
    """The names of settings' variables that the environment or the .env file set, if only to nothing."""
    from pydantic_settings import DotEnvSettingsSource

    file = DotEnvSettingsSource(Settings, env_ignore_empty=False).env_vars
    return {name.upper() for name in (*os.environ, *file) if name.upper().startswith(PREFIX)}


def unknown_variables() -> Iterator[tuple[str, str]]:
    """Variables that look like settings but name none, most likely misspelt, each with the nearest that there is."""
    known = [variable(path) for path, _, _ in _leaves(Settings.model_construct(), ())]
    parts = (
        PREFIX + "DISCORD",
        variable(("discord", "private_folders", "")),
    )  # these may be set part by part
    for name in sorted(set_variables().difference(known)):
        if name != parts[0] and not name.startswith((parts[1], *_ELSEWHERE)):
            yield name, get_close_matches(name, known, n=1, cutoff=0)[0]


_ELSEWHERE = (PREFIX + "TEST_", PREFIX + "DISCORD_OPENAPI")
"""How variables begin that are no settings: what tests are told."""


def _sources() -> tuple[dict[str, Any], dict[str, Any]]:
    """What the environment and the .env file set, as nested names."""
    from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource

    return EnvSettingsSource(Settings)(), DotEnvSettingsSource(Settings)()


def _leaves(model: BaseModel, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, (*path, name))
        else:
            yield (*path, name), field.description or "", value


def _has(values: Any, path: tuple[str, ...]) -> bool:
    for part in path:
        if not isinstance(values, Mapping) or part not in values:
            return False
        values = values[part]
    return True
