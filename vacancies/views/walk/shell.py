"""What makes the walk an app: the page as the phone keeps it, the worker that keeps it, and the manifest."""

from functools import lru_cache
from hashlib import sha256
from json import dumps
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

STYLES = ("css/app.css", "vendor/designsystemet/theme.css", "vendor/designsystemet/designsystemet.css", "css/parts.css",
          "vendor/leaflet/leaflet.css", "css/street.css", "css/map.css", "css/walk.css")
# Modules name each other without a hash, so they are kept under their plain names as well.
MODULES = ("js/map.js", *(f"js/walk/{name}.js" for name in (
    "page", "draft", "kept", "list", "photo", "place", "pin", "placing", "queue", "queue-view", "send", "server", "sheet", "taps", "toast", "units", "words")))
OTHERS = ("vendor/leaflet/leaflet.js", "vendor/inter/inter-latin-wght-normal.woff2",
          "vendor/inter/inter-latin-ext-wght-normal.woff2", "vendor/tabler/icons.svg", "img/mark.svg", "img/walk-192.png",
          "img/aluksne-schematic.geojson")
WORKER = "js/walk/worker.js"
PAGE = Path(settings.BASE_DIR) / "templates/vacancies/walk"


def shell_urls() -> list[str]:
    """Every file that the page needs where there is no network."""
    plain = [f"{settings.STATIC_URL}{name}" for name in MODULES]
    plain = [url if url.startswith("/") else f"/{url}" for url in plain]
    return list(dict.fromkeys([*map(static, (*STYLES, *MODULES, *OTHERS)), *plain]))


def version() -> str:
    """Changes with any file of the shell, so that page, styles and scripts on a phone are always of one release."""
    return _version() if not settings.DEBUG else _version.__wrapped__()


@lru_cache(maxsize=1)
def _version() -> str:
    digest = sha256(repr((settings.TOWN_NAME, settings.IS_DEMO, settings.MAP_CENTRE)).encode())
    words = (path for folder in settings.LOCALE_PATHS for path in sorted(Path(folder).rglob("*.mo")))
    for path in (*map(finders.find, (*STYLES, *MODULES, *OTHERS, WORKER)), *sorted(PAGE.glob("*.html")), *words):
        digest.update(Path(str(path)).read_bytes())
    return digest.hexdigest()[:16]


def worker_text(page: str) -> str:
    """The list first, then the worker itself. Any change of the list makes the browser fetch everything anew."""
    shell = dumps({"version": version(), "page": page, "files": shell_urls()})
    return f"self.SHELL = {shell};\nimportScripts({dumps(static(WORKER))});\n"
