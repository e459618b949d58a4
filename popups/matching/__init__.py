"""Matching: plain data in, a plan with its bound and its reasons out. Nothing in here knows of Django or of the database."""
