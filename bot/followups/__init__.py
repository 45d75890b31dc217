"""Follow-ups: what a turn of a conversation means after those before it.

A few readings are proposed cheaply and the evidence chooses: how likely each is before anything is asked, and what the
articles have for it. words → topics, times → readings → signals → choosing; at_hand answers from the quote shown.
"""
