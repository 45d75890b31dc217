"""The Discord client: one feature, one module. Importing this package does not import discord.py."""
