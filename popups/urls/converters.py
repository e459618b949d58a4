"""Public references in addresses: read as people type them, and nothing else reaches the database."""


class ReferenceConverter:
    """U-7KQ4; in small letters too, since references are told on the phone."""

    regex = "[A-Za-z]-[0-9A-Za-z]{4,10}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
