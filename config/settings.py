"""All settings of Cordon: every environment variable is read here, once; nothing set is a working, safe laptop."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(environment.text("CORDON_DATA_DIR") or BASE_DIR / "var").resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = environment.flag("DEBUG", default=False)
BIND = environment.text("BIND", "127.0.0.1")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
if not environment.is_loopback(BIND) and not (ALLOWED_HOSTS and environment.text("SECRET_KEY")):
    raise ImproperlyConfigured(f"BIND={BIND} is reachable from outside: set SECRET_KEY and ALLOWED_HOSTS first.")
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
SECRET_KEY = environment.secret_key(DATA_DIR)
IS_PUBLIC = not environment.is_loopback(BIND)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "csp",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "sanctions",
    "cases",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.addresses.storable",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ],
        },
    }
]

# The owner of the tables migrates; the application's own role need not be able to alter them.
DATABASES = {
    "default": environment.database(environment.text("DATABASE_URL"), sqlite_path=DATA_DIR / "cordon.sqlite3"),
}
MIGRATE_DATABASE_URL = environment.text("MIGRATE_DATABASE_URL")
if MIGRATE_DATABASE_URL:
    DATABASES["owner"] = environment.database(MIGRATE_DATABASE_URL, sqlite_path=DATA_DIR / "cordon.sqlite3")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = IS_PUBLIC
CSRF_COOKIE_SECURE = IS_PUBLIC
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Limits at the door: a supplier file is the largest thing anybody sends.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# The API speaks JSON only, to machines with a key only; nobody's browser session opens it.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["cases.api.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["cases.api.authentication.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["sanctions.api.bodies.StrictJSON"],
    "DEFAULT_PAGINATION_CLASS": "sanctions.api.pages.KeysetPages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "sanctions.api.problems.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
    "COMPACT_JSON": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cordon",
    "DESCRIPTION": "What a restricted-party list means for each supplier, and who decided what about it.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "VersionState": "sanctions.api.schema.VERSION_STATES",
        "EntityKind": "sanctions.api.schema.KINDS",
        "CaseState": "cases.api.schema.CASE_STATES",
        "DecisionState": "cases.api.schema.DECISION_STATES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sanctions.api.schema.with_problems",
    ],
}

# Where publishers keep their files. A source that is not named here is loaded by hand from files.
_OFAC = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports"
LIST_ADDRESSES: dict[str, list[str]] = {
    "us-csl": ["https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv"],
    "us-ofac-sdn": [f"{_OFAC}/SDN.XML"],
    "us-ofac-cons": [f"{_OFAC}/CONSOLIDATED.XML"],
    "us-dhs-uflpa": ["https://www.dhs.gov/uflpa-entity-list"],
    "un-sc": ["https://scsanctions.un.org/resources/xml/en/consolidated.xml"],
    **environment.lists_of_words("LIST_ADDRESSES"),
}
FETCH_LISTS = environment.words("FETCH_LISTS")
LIST_HOSTS = environment.words("LIST_HOSTS")
LIST_PRIVATE_HOSTS = environment.words("LIST_PRIVATE_HOSTS")

# The database holds the work; a message only wakes a worker. Without Redis the broker is a folder.
REDIS_URL = environment.text("REDIS_URL")
BROKER_DIR = DATA_DIR / "broker"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "plan outstanding screening": {"task": "cases.tasks.plan_and_work", "schedule": 30.0},
}
if FETCH_LISTS:
    CELERY_BEAT_SCHEDULE["fetch lists"] = {"task": "cases.tasks.fetch_lists", "schedule": 3600.0}
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # kombu restores messages of a dead worker only on some of its ticks: both options make it every second.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 1,
        "unacked_restore_throttle": 1,
    }
else:
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
    }

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"cordon": {"level": "INFO"}},
}
