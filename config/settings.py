"""All settings, from the environment only. Unknown or malformed values refuse to start with a sentence."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.conf import global_settings
from django.utils.translation import gettext_lazy as _

from config.environment import Environment, origin_of, refuse_unsafe
from config.media import media_storage

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

_is_development = env.switch("DEBUG")
IS_DEMO = env.switch("IS_DEMO")
# Whoever looks at a demonstration shall see our own pages for errors, not the framework's.
DEBUG = _is_development and not IS_DEMO
SECRET_KEY = env.text("SECRET_KEY", default="only-for-development" if _is_development else "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if _is_development else [])

# What belongs to one town
TOWN_NAME = env.text("SKATLOGS_TOWN_NAME", default="Alūksne")
SITE_URL = env.site("SKATLOGS_SITE_URL", default="http://127.0.0.1:8000")
OFFICE_EMAIL = env.email_address("SKATLOGS_OFFICE_EMAIL", default="skatlogs@example.org")
OFFER_DAYS = env.number("SKATLOGS_OFFER_DAYS", default=10, least=1, most=365)
HOST_REMINDER_DAYS = env.number("SKATLOGS_HOST_REMINDER_DAYS", default=4, least=1, most=60)  # until a host who was asked about an event is reminded
NOTICE_DAYS = env.number("SKATLOGS_NOTICE_DAYS", default=30, least=0, most=365)
RECHECK_DAYS = env.number("SKATLOGS_RECHECK_DAYS", default=90, least=1, most=3650)
ANSWER_DAYS = env.number("SKATLOGS_ANSWER_DAYS", default=30, least=1, most=365)  # the town answers: after the sending, or after a call closed
OBJECTION_DAYS = env.number("SKATLOGS_OBJECTION_DAYS", default=30, least=1, most=365)  # to object to the result of a call
PLAY_FROM = env.number("SKATLOGS_PLAY_FROM", default=10, least=0, most=23)  # the hours of performances, where a unit has none of its own
PLAY_UNTIL = env.number("SKATLOGS_PLAY_UNTIL", default=22, least=PLAY_FROM + 1, most=24)
CHANGEOVER_MINUTES = env.number("SKATLOGS_CHANGEOVER_MINUTES", default=30, least=0, most=240)  # between two performances in one unit
REPORT_DAYS = env.number("SKATLOGS_REPORT_DAYS", default=180, least=7, most=3650)  # how long a reporter's e-mail is kept
# For how many days what people gave us is kept, by kind (popups/rules/retention.py says from when they are counted)
KEEP_DRAFT_DAYS = env.number("SKATLOGS_KEEP_DRAFT_DAYS", default=180, least=30, most=3650)
KEEP_NOT_SELECTED_DAYS = env.number("SKATLOGS_KEEP_NOT_SELECTED_DAYS", default=365, least=31, most=3650)
KEEP_WITHDRAWN_DAYS = env.number("SKATLOGS_KEEP_WITHDRAWN_DAYS", default=180, least=1, most=3650)
KEEP_TENANCY_DAYS = env.number("SKATLOGS_KEEP_TENANCY_DAYS", default=1826, least=365, most=36500)
KEEP_EVENT_DAYS = env.number("SKATLOGS_KEEP_EVENT_DAYS", default=730, least=31, most=36500)
KEEP_PAPER_DAYS = env.number("SKATLOGS_KEEP_PAPER_DAYS", default=90, least=31, most=3650)
KEEP_LETTER_DAYS = env.number("SKATLOGS_KEEP_LETTER_DAYS", default=730, least=90, most=3650)
KEEP_MESSAGE_DAYS = env.number("SKATLOGS_KEEP_MESSAGE_DAYS", default=730, least=90, most=3650)
KEEP_LOOK_DAYS = env.number("SKATLOGS_KEEP_LOOK_DAYS", default=730, least=90, most=3650)
KEEP_ACCOUNT_DAYS = env.number("SKATLOGS_KEEP_ACCOUNT_DAYS", default=730, least=90, most=3650)
MAP_CENTRE = env.point("SKATLOGS_MAP_CENTRE", default="57.4247,27.0464")
GEOCODER_URL = env.geocoder("SKATLOGS_GEOCODER_URL")
MAP_BASE = env.geojson("SKATLOGS_MAP_BASE")
MAP_TILES_URL = env.tiles("SKATLOGS_MAP_TILES_URL")
MAP_TILES_ATTRIBUTION = env.text("SKATLOGS_MAP_TILES_ATTRIBUTION")
# A program that looks into each paper; it is given the file's name and answers 0 (clean) or 1 (infected). Empty: none.
PAPER_SCAN_COMMAND = env.text("SKATLOGS_PAPER_SCAN_COMMAND")
STREETS_FILE = env.text("SKATLOGS_STREETS_FILE")  # empty: the streets of the first town, vacancies/streets/aluksne.csv

INSTALLED_APPS = [
    "popups",
    "vacancies",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "simple_history",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",  # so far out that a refused host gets the policy too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.drop_odd_cookies",
    "config.middleware.read_as_utf8",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.keep_private",
    "config.middleware.refuse_nul",
    "config.middleware.NulIsBlank",
    "allauth.account.middleware.AccountMiddleware",
    "popups.middleware.AccountPages",
    "popups.middleware.PrivatePages",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "popups.context.page",
            ],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
_db = DATABASES["default"]
if _db["ENGINE"].endswith("sqlite3"):
    # Immediate transactions: a check and the insert after it can never interleave with another writer's.
    # synchronous=FULL: an acknowledged row survives a power cut. Django itself switches foreign keys on.
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
    }
    # A file, not memory: tests with several threads need one database that all of them see.
    _db["TEST"] = {"NAME": f"{_db['NAME']}.test"}
else:
    _db["CONN_HEALTH_CHECKS"] = True
    # Our lists ask short questions in many words. Compiling them takes PostgreSQL seconds, answering milliseconds. It also
    # takes them for so dear that any join looks as good as the next: then it compares each row with each of a kept table.
    _options = _db.setdefault("OPTIONS", {})
    _options["options"] = f"-c jit=off -c enable_material=off {_options.get('options', '')}".strip()
# The development server has a new thread for each request, where a kept connection would only be lost.
_db["CONN_MAX_AGE"] = env.number("CONN_MAX_AGE", default=0 if _is_development else 600, least=0, most=86400)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "popups.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if IS_DEMO:
    # Passwords made in a demonstration open nothing elsewhere: only a demonstration knows their hasher.
    PASSWORD_HASHERS = ["popups.demo.hasher.DemoPasswordHasher", *global_settings.PASSWORD_HASHERS]
LOGIN_URL = "popups:sign-in"
LOGIN_REDIRECT_URL = "popups:after-sign-in"
LOGOUT_REDIRECT_URL = "popups:home"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
SESSION_COOKIE_SAMESITE = "Lax"

# Sign-in: applicants by a code in a letter, staff by password and second factor (docs/decisions/0030)
ACCOUNT_ADAPTER = "popups.adapter.Adapter"
ACCOUNT_FORMS = {"reset_password": "popups.forms.applicant.signing_in.ResetPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # what the log-in page of staff asks for
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An applicant proves the address with the code; the town itself enters those of its staff.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 2
ACCOUNT_LOGIN_TIMEOUT = 20 * 60  # longer than the code, so that who comes too late is told so
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,3/m/key,12/h/key",
    "confirm_login_code": "30/m/ip,10/m/key,40/h/key",
    "start_application": "20/d/user",
    "begin_draft": "20/h/ip,60/d/ip",
    "write_message": "30/h/user",
    "answer_together": "10/d/key",  # yes or no of a co-applicant; each is a letter
    "open_owner_link": "30/m/ip",
    "open_group_link": "30/m/ip",
    "send_idea": "10/h/ip,30/d/ip,300/d/key",
    "support_idea": "60/h/ip",
    "ask_alert": "10/h/ip,30/d/ip,300/d/key",
    "send_report": "20/h/ip,60/d/ip,400/d/key",
    # By sender first: twenty wrong passwords from anywhere must not shut an officer out for long.
    "login_failed": "10/m/ip,20/5m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = _is_development  # localhost
MFA_TOTP_ISSUER = f"Skatlogs {TOWN_NAME}"

LANGUAGE_CODE = "lv"
LANGUAGES = [("lv", _("Latvian")), ("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Riga"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STORAGES = {
    "default": media_storage(env.text("MEDIA_STORAGE")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _is_development
        else "config.static_files.NamedOnce"
    },
}
# As in production, but for files that were never collected and may change at any time.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = _is_development
WHITENOISE_MAX_AGE = 0 if _is_development else 60
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

vars().update(env.mail("EMAIL_URL", default="consolemail://"))
if IS_DEMO and not env.has("EMAIL_URL"):
    EMAIL_BACKEND = "popups.demo.mail.EmailBackend"  # codes for signing in appear where the server runs
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = OFFICE_EMAIL

DATA_UPLOAD_MAX_NUMBER_FIELDS = 1200  # a register may have a thousand columns, each with a field; questions about them come besides

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *origin_of(MAP_TILES_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The rate limits of sign-in are counted in the cache, so several processes must share one.
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://skatlogs" if _is_development else "dbcache://cache")}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_secrets": {"()": "config.logs.WithoutSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "without_secrets"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # Django's own handlers speak only while developing, or by e-mail; the system's journal hears everything from here.
    # popups.viewed: which member of staff read which application.
    "loggers": {"django": {"handlers": [], "level": "INFO", "propagate": True}, "popups.viewed": {"level": "INFO"}},
}

if not _is_development:
    refuse_unsafe(secret_key=SECRET_KEY, hosts=ALLOWED_HOSTS, site=SITE_URL, has_mail=env.has("EMAIL_URL"))
# proxy: nginx or Caddy speaks HTTPS and sets X-Forwarded-Proto itself; direct: the server has the certificate.
HTTPS = env.choice("SKATLOGS_HTTPS", "proxy", "direct", *(["off"] if _is_development else []), default="off" if _is_development else "")
PROXIES = env.number("SKATLOGS_PROXIES", default=1, least=1, most=5)
HSTS_SECONDS = env.number("SKATLOGS_HSTS_SECONDS", default=31536000, least=3600, most=63072000)
HSTS_SUBDOMAINS = env.switch("SKATLOGS_HSTS_SUBDOMAINS", default=True)
if HTTPS == "proxy":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
if HTTPS != "off":
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = HSTS_SECONDS
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_SUBDOMAINS
    # Off where other hosts under the same name do not speak HTTPS; then the two warnings about it are answered.
    SILENCED_SYSTEM_CHECKS = [] if HSTS_SUBDOMAINS else ["security.W005", "security.W021"]
LANGUAGE_COOKIE_HTTPONLY = SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

env.refuse_unknown()
