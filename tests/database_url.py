"""The address of the database under test, for processes of its own that a test starts."""

from urllib.parse import quote


def database_url(connection) -> str:
    """SQLite: the file. PostgreSQL: user and folder of the socket, as tests/postgres.py starts it, or a host."""
    values = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{values['NAME']}"
    password = f":{quote(values['PASSWORD'])}" if values.get("PASSWORD") else ""
    person = f"{quote(values['USER'])}{password}"
    if values["HOST"].startswith("/"):
        return f"postgres://{person}@/{values['HOST']}/{values['NAME']}"
    port = f":{values['PORT']}" if values.get("PORT") else ""
    return f"postgres://{person}@{values['HOST']}{port}/{values['NAME']}"
