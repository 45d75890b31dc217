"""A question-answering model as transformers loads it, with what its export must know. Imports torch."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tokenizers import Tokenizer

from index.errors import ReaderError
from index.reading.own.description import is_path
from index.reading.reader import MAX_TOKENS

if TYPE_CHECKING:
    from transformers import PreTrainedModel

HEAD = "QuestionAnswering"
"""What the names of all architectures with the head have in them."""
LEAST_KNOWN = 5
"""Different tokens in a sentence of ten words, at least."""
_WORDS = "The old bridge was opened by a queen in July 1981"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


@dataclass(frozen=True, slots=True)
class QuestionAnswering:
    """A model with a question-answering head.

    `no_answer` is the id of its classifying token, which SQuAD 2.0's recipe has stand for no answer, if there is one.
    """

    name: str
    model: PreTrainedModel
    tokenizer: Tokenizer
    inputs: tuple[str, ...]
    no_answer: int | None
    question_first: bool
    max_tokens: int


def load(name: str) -> QuestionAnswering:
    """Load a folder or a hub id. Raises ReaderError; never runs code that comes with a model."""
    model = _model(name)
    tokenizer = _tokenizer(name)
    takes = inspect.signature(model.forward).parameters
    return QuestionAnswering(
        name=name,
        model=model,
        tokenizer=tokenizer.backend_tokenizer,
        inputs=tuple(one for one in INPUTS if one in takes and one in tokenizer.model_input_names),
        no_answer=next(
            (id for id in (tokenizer.cls_token_id, tokenizer.bos_token_id) if id is not None), None
        ),
        question_first=tokenizer.padding_side == "right",
        max_tokens=min(MAX_TOKENS, int(tokenizer.model_max_length), _positions(model)),
    )


def _model(name: str) -> PreTrainedModel:
    from transformers import AutoConfig, AutoModelForQuestionAnswering

    try:
        config = AutoConfig.from_pretrained(name)
    except Exception as error:
        raise _cannot_be_loaded(name, error) from error
    built_as = list(config.architectures or ())
    if built_as and not any(HEAD in architecture for architecture in built_as):
        raise _no_head(name, f"it is a {built_as[0]}")
    try:
        model, told = AutoModelForQuestionAnswering.from_pretrained(name, output_loading_info=True)
    except Exception as error:
        raise _cannot_be_loaded(name, error) from error
    missing = sorted(told["missing_keys"])
    body = f"{model.base_model_prefix}."
    if head := [key for key in missing if not key.startswith(body)]:
        raise _no_head(name, f"its weights lack {head[0]}")
    if missing:
        raise ReaderError(f"The reader {name!r} is not whole: its weights lack {missing[0]}. Fetch it again.")
    loaded: PreTrainedModel = model.float().eval()
    return loaded


def _no_head(name: str, why: str) -> ReaderError:
    return ReaderError(
        f"The model {name!r} has no question-answering head ({why}). Give --reader (or PULLQUOTE_READER) a model that "
        "was trained for extractive question answering, on SQuAD 2.0 for example."
    )


def _cannot_be_loaded(name: str, error: Exception) -> ReaderError:
    why = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if is_path(name):
        return ReaderError(f"The reader in {name} cannot be loaded by transformers: {why}")
    return ReaderError(
        f"The reader {name!r} cannot be fetched: it is no folder here, it is not in the hub's cache, and the hub does "
        f"not give it ({why}). Fetch it where there is a network, and give --reader (or PULLQUOTE_READER) its folder."
    )


def _tokenizer(name: str) -> Any:
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True)
    except Exception as error:
        raise _no_fast_tokenizer(name, next(iter(str(error).splitlines()), "")) from error
    if not getattr(tokenizer, "is_fast", False):
        raise _no_fast_tokenizer(name, f"{type(tokenizer).__name__} has none")
    words = tokenizer.backend_tokenizer.encode(_WORDS, add_special_tokens=False).ids
    if len(set(words)) < LEAST_KNOWN:  # transformers makes up an empty one where there are no files of one
        raise _no_fast_tokenizer(name, "what it has knows no words: its files are missing")
    return tokenizer


def _no_fast_tokenizer(name: str, why: str) -> ReaderError:
    return ReaderError(
        f"The reader {name!r} has no fast tokenizer ({why}), without which no words can be quoted. Put a "
        "tokenizer.json into its folder, or give --reader another model."
    )


def _positions(model: PreTrainedModel) -> int:
    """The longest input that a model has places for; those that count from behind the padding have fewer."""
    longest = int(getattr(model.config, "max_position_embeddings", None) or 0)
    if longest <= 0:  # relative places, without a limit
        return MAX_TOKENS
    for place, module in model.named_modules():
        if place.endswith("position_embeddings") and getattr(module, "padding_idx", None) is not None:
            return longest - int(module.padding_idx) - 1
    return longest
