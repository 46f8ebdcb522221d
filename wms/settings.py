"""One settings module; every choice comes from the environment.  With nothing set it runs the demo."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import dj_database_url
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

env = os.environ.get
BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("WMS_VAR_DIR") or BASE_DIR / "var")
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)
PRODUCTION = env("WMS_ENV", "demo") == "production"
DEBUG = env("WMS_DEBUG", "0") == "1"


def _missing(name: str) -> NoReturn:
    raise ImproperlyConfigured(f"{name} must be set when WMS_ENV=production")


def _secret_key() -> str:
    if (key := env("WMS_SECRET_KEY")) or PRODUCTION:
        return key or _missing("WMS_SECRET_KEY")
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env("WMS_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env("WMS_CSRF_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_filters",
    "csp",
    "axes",
    "wms.core",
    "wms.inventory",
    "wms.documents",
    "wms.ledger",
    "tracking",
    "warehouse",
]
MIDDLEWARE = [
    "wms.core.middleware.RequestId",
    "csp.middleware.CSPMiddleware",  # so far out that refusals, redirects and static files have it too
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "wms.core.middleware.RefuseNulCharacters",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "wms.core.middleware.NameOrigin",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wms.core.middleware.TellRunningOut",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wms.core.middleware.VaryOnHtmx",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "wms.urls"
WSGI_APPLICATION = "wms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
X_FRAME_OPTIONS = "DENY"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wms.core.context.frame",
            ],
            "builtins": ["wms.core.templatetags.wms"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(env("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'wms.sqlite3'}")
}
_db = DATABASES["default"]
if _db["ENGINE"].endswith("sqlite3"):
    _db["ENGINE"] = "wms.core.sqlite"
    _db["TEST"] = {
        "NAME": ":memory:"
    }  # said aloud, as pytest-django knows Django's own engine alone
    # IMMEDIATE: a transaction that will write takes its lock at BEGIN, and waits for its turn.
    # FULL: a posting that was confirmed survives a power cut.
    _db["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
    }
else:
    _db["ENGINE"] = "wms.core.postgresql"
    if _pool := int(
        env("WMS_DB_POOL", "0")
    ):  # web processes only: Celery closes it after every task
        _db["OPTIONS"] = {"pool": {"min_size": 1, "max_size": _pool, "timeout": 10}}

REDIS_URL = env("REDIS_URL") or (_missing("REDIS_URL") if PRODUCTION else "")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
        }
    }
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = not REDIS_URL
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_RESULT_BACKEND = REDIS_URL or "cache+memory://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TRACK_STARTED = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_RESULT_EXPIRES = 86400
CELERY_BEAT_SCHEDULE = {
    "interrupted-jobs": {"task": "core.mark_interrupted_jobs", "schedule": 30.0},
    "ledger": {"task": "ledger.check_ledger", "schedule": crontab(hour=2, minute=30)},
}

# Who fails to log in too often from one address waits; the page says until when.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
WMS_BEHIND_PROXY = PRODUCTION and env("WMS_BEHIND_PROXY") == "1"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=10)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "wms.core.views.lockout.locked_out"
AXES_CLIENT_IP_CALLABLE = "wms.core.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that the page named stays true
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"
WHITENOISE_USE_FINDERS = not PRODUCTION  # the demo serves static files without collectstatic
if PRODUCTION:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    if WMS_BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = env("WMS_HTTPS", "1") == "1"
    SECURE_HSTS_SECONDS = int(env("WMS_HSTS_SECONDS", "3600"))
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    # Whether every other host of the domain speaks TLS is not ours to promise: subdomains, preload list.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

_self = ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": _self,
        "style-src": _self,
        "img-src": ["'self'", "data:"],
        "connect-src": _self,
        "font-src": _self,
        "form-action": _self,
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
USE_TZ = True
TIME_ZONE = env("WMS_TIME_ZONE", "UTC")
LANGUAGE_CODE = "en-us"

# Uploads are bounded: a request larger than this is refused before it is read (SCAN-041).
WMS_UPLOAD_MAX_BYTES = 10 * 1024 * 1024
WMS_UPLOAD_MAX_ROWS = 20_000
WMS_REQUEST_MAX_BYTES = WMS_UPLOAD_MAX_BYTES + 1024 * 1024  # the file, and the form around it
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# One JSON line a record in production, plain words in the demo.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "wms.core.logs.JsonLines"},
        "plain": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "plain",
        }
    },
    "root": {"handlers": ["stderr"], "level": "INFO" if PRODUCTION else "WARNING"},
    # what is not found or not permitted is in the access log; django's own handlers are not needed
    "loggers": {
        "django": {"handlers": []},
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
