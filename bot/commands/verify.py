"""`pullquote verify`: are the quotes that were given still in the articles, to the character?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from bot.options import current_settings, folder_options

_SHOWN = 'pullquote ask --json "how many guns were seized?" | pullquote verify'


@click.command(context_settings={"allow_extra_args": True})
@folder_options
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Read what `ask --json` wrote from standard input and check each quote against the article as it is now.

    FOUND: the article has these words in this place. CHANGED: it has them no longer; told are the sentence that is most
    like them now, and which text was quoted and which one replaced it, by their hashes and dates. GONE: there is no
    such article any more.

    Exit codes: 0 when every quote was found, 1 when one was not, 2 for input that is not such JSON.
    """
    from bot.terminal import say
    from index.adding.known import catalogue_of
    from index.building.verify import verify as verify_quote

    if ctx.args or sys.stdin is None or sys.stdin.isatty():
        raise click.UsageError(f"The quotes are read from standard input: {_SHOWN}")
    settings = current_settings(ctx)
    corpus = settings.corpus if "corpus" in settings.model_fields_set else None
    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise _not_answers("is empty")
    lost = False
    with catalogue_of(settings.data_folder, settings.corpus) as catalogue:
        for quote in _quotes(text):
            try:
                found = verify_quote(quote, corpus, catalogue)
            except ValueError:
                raise _not_answers("holds something else than quotes") from None
            lost = lost or found.verdict != "FOUND"
            source = _source(quote["citation"], found.detail)
            say(f"“{_short(found.quote)}” {source}", label=f"{found.verdict:<8}")
    ctx.exit(1 if lost else 0)


def _quotes(text: str) -> Iterator[dict[str, Any]]:
    """Every quote of every answer, the nearest passages of refusals among them."""
    for answer in _values(text):
        match answer:
            case {"quotes": list(quotes), "nearest": list(nearest)}:
                yield from quotes
                yield from nearest
            case {"error": str()}:
                pass
            case _:
                raise _not_answers("holds something else than answers")


def _values(text: str) -> Iterator[Any]:
    """JSON values one after the other, with any white space between them."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            line = text.count("\n", 0, at) + 1
            raise _not_answers(f"is not JSON from line {line} on") from None
        yield value


def _not_answers(why: str) -> click.UsageError:
    return click.UsageError(f"Standard input {why}. A JSON object for each answer was expected: {_SHOWN}")


def _short(text: str) -> str:
    """The quote's beginning, enough to know it by."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"


def _source(citation: dict[str, Any], detail: str) -> str:
    where = f"{citation.get('title') or citation['article']}, paragraph {citation.get('paragraph', '?')}"
    return f"{where} ({detail})" if detail else where
