"""`pullquote discord`: run the bot; `invite` prints its link, `sync` tells Discord its commands."""

from __future__ import annotations

import asyncio

import click

from bot.options import current_settings, folder_options


@click.group(invoke_without_command=True)
@folder_options
@click.pass_context
def discord(ctx: click.Context) -> None:
    """Run the Discord bot until it is stopped (Ctrl-C or SIGTERM).

    It needs PULLQUOTE_DISCORD__TOKEN, in the environment or in .env, and nothing else. Where there is no index
    yet, it is built first.
    """
    if ctx.invoked_subcommand is not None:
        return
    from bot.building import open_archive
    from bot.discord.running.run import run, token_of

    settings = current_settings(ctx)
    token_of(settings)
    with open_archive(settings) as archive:
        run(settings, archive)


@discord.command(short_help="Print the link that invites the bot.")
@click.option("--account", is_flag=True, help="The link by which people add it to their own account instead.")
@click.pass_context
def invite(ctx: click.Context, *, account: bool) -> None:
    """Print the link that invites the bot to a server, with exactly the permissions it needs."""
    from bot.discord.running.invite import invite_link
    from bot.discord.running.run import token_of

    click.echo(asyncio.run(invite_link(token_of(current_settings(ctx)), to_account=account)))


@discord.command
@click.pass_context
def sync(ctx: click.Context) -> None:
    """Tell Discord the bot's commands, whether or not they have changed."""
    from bot.building import open_archive
    from bot.discord.running.logs import configure
    from bot.discord.running.run import open_ledger, sync_now, token_of

    settings = current_settings(ctx)
    token_of(settings)
    configure(settings.discord)
    with open_archive(settings) as archive, open_ledger(settings) as ledger:
        count = asyncio.run(sync_now(settings, archive, ledger))
    click.echo(f"Discord knows {count} commands now.")
