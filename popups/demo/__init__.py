"""The demonstration town: a fictional, plausible Alūksne. Every person, owner, shop and number in it is invented."""
