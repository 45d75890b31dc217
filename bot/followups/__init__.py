"""Follow-ups: what a turn of a conversation means after those before it. Rules only, and no index needed.

words → phrases → fragments → antecedents → pronouns → completion: each imports only those before it.
relative_time and at_hand stand beside them: time told from another time, and questions about the quote shown.
"""
