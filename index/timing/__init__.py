"""Time: what a question asks of it, and what ties a quote to it.

expressions → asked → ties: each imports only those before it.
"""
