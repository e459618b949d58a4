"""The verbs: everything that changes what was asked for or given.

Each is keyword-only, knows by whom, and runs in one transaction:
lock, look again at the rules, write, leave a history row; letters leave after the commit.
"""
