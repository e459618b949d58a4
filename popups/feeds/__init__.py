"""The register as files: what leaves the town hall, and in which form."""
