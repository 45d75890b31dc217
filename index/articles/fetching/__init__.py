"""Fetching from the web: politely, and from nowhere but the public web unless the operator allows it."""

from index.articles.fetching.addresses import Network, networks
from index.articles.fetching.fetch import Fetched, Fetcher

__all__ = ["Fetched", "Fetcher", "Network", "networks"]
