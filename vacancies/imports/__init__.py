"""Reading the town's own register, in steps with plain data between them.

recognise → decode → delimited or workbooks (a Table of rows) → survey → columns → rows → plan → compare → apply

Nothing here prints, and nothing before `apply` writes: a command or a page makes a plan, shows it, applies it.
"""
