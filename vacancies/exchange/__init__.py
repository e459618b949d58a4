"""What our own files look like: popups.feeds writes them and vacancies.imports reads them, so both look here.

The words are not in the catalogues: a file that was written in one language must be read in every other, and years later.
"""
