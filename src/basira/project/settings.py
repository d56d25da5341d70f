"""
Django's settings. What may be set from outside says its unit, its reader and its reason; everything else is fixed.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.conf import locale
from django.utils.translation import gettext_lazy as _

from basira.project import environment

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Threads of NumPy's algebra, which reads this when it is loaded (ADR-0026): more of them spin on a busy machine, and add up otherwise."""

DATA = environment.data_folder()
"""Folder of the embedded database, sealed files and secrets (BASIRA_DATA). Read by gateways through these settings."""

EVIDENCE_FOLDER = DATA / "evidence"
BASEMAP_FILE = Path(environment.text("BASIRA_BASEMAP") or DATA / "basemap.geojson")
"""GeoJSON that replaces the shipped ground of the map, where it exists (BASIRA_BASEMAP): borders are political."""
DERIVATIVES_FOLDER = DATA / "derivatives"
EVIDENCE_KEY_FILE = DATA / "keys" / "evidence.key"
PROGRAMME_PUBLIC_KEY_FILE = environment.public_key_file(DATA)
PROGRAMME_PRIVATE_KEY_FILE = Path(named) if (named := environment.text(environment.PRIVATE_KEY_VARIABLE)) else None
"""The half that opens originals (BASIRA_PROGRAMME_KEY_FILE). Only the worker is told of it; others seal, and open none (ADR-0021)."""
DATABASE_FOLDER = Path(named) if (named := environment.text(environment.DATABASE_FOLDER_VARIABLE)) else None
"""Folder of the embedded database (BASIRA_DATABASE_FOLDER, set by the start); None with one of your own. Read by fieldwork.stores."""
DATABASE_RESERVE_BYTES = 64 * 1024 * 1024
"""Left for the database on its disk: phones are told to keep their visits before that. A log that cannot grow (16 MiB a step) ends it."""
HEARTBEAT_FILE = DATA / "run" / "worker-heartbeat"
VAULT_SOCKET = environment.vault_socket(DATA)
"""Door of the vault's process (BASIRA_VAULT_SOCKET). Read by programme.panel; this side holds nothing else of the vault."""
WORKER_SILENCE_LIMIT_S = 120.0
"""
Seconds without a beat after which /healthz calls the worker dead. It beats after each task, of which those that read files are
limited to 60 s; before each mail; and beside a run of scores for as long as that may take (`results.tasks.RUN_LIMIT_S`).
"""

DEBUG = environment.flag("BASIRA_DEBUG")
SECRET_KEY = environment.secret_key(DATA)
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = [*environment.words("BASIRA_HOSTS", ""), *LOOPBACK]
"""Host names that are answered (BASIRA_HOSTS, comma-separated), and ourselves: the start asks /healthz over loopback."""

CSRF_TRUSTED_ORIGINS = environment.words("BASIRA_ORIGINS", "")
"""Origins behind a proxy, such as https://basira.example (BASIRA_ORIGINS)."""

DATABASES = {"default": environment.database(environment.text("DATABASE_URL"))}
if PORTAL_DATABASE := environment.text("BASIRA_PORTAL_DATABASE_URL"):
    # The bodies' own role, which sees the rows of one body at a time (ADR-0014). Only the web process is handed it;
    # without it the portal refuses everybody.
    DATABASES["portal"] = environment.database(PORTAL_DATABASE) | {"TEST": {"MIRROR": "default"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "basira.surfaces.shared",
    "basira.surfaces.public",
    "basira.surfaces.console",
    "basira.surfaces.portal",
    "basira.surfaces.openrosa",
    "basira.surfaces.field",
    "basira.surfaces.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "basira.programme.journal",
    "basira.programme.people",
    "basira.programme.registry",
    "basira.programme.standards",
    "basira.programme.instruments",
    "basira.programme.recruiting",
    "basira.programme.panel",
    "basira.programme.training",
    "basira.programme.waves",
    "basira.programme.fieldwork",
    "basira.programme.safety",
    "basira.programme.review",
    "basira.programme.results",
    "basira.programme.journeys",
    "basira.programme.findings",
    "basira.programme.commissions",
    "basira.programme.plans",
    "basira.programme.selfassessment",
    "basira.programme.workspace",
    "basira.programme.publishing",
    "basira.programme.retention",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "basira.surfaces.openrosa.lane.PhonesLane",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "basira.surfaces.shared.compression.PageCompression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "basira.surfaces.shared.idleness.IdlenessMiddleware",
    "basira.surfaces.shared.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "basira.surfaces.shared.post_limits.PostLimits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "basira.surfaces.shared.nul.NoNulMiddleware",
    "basira.surfaces.shared.actor.ActorMiddleware",
    "basira.surfaces.shared.factors.FactorMiddleware",
    "basira.surfaces.shared.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "basira.project.urls"
WSGI_APPLICATION = "basira.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "basira.surfaces.shared.context.programme",
            ],
        },
    }
]

# Accounts: no sign-up, no mail; people are invited. allauth's own rate limits guard the door.
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "basira.surfaces.shared.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "basira.surfaces.shared.accounts.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"letter": "10/m/ip,120/m/key", "apply": "240/m/key", "send-people": "100/d/key"}
"""
Beside allauth's own: checks of a letter of authority, from one address and from all together (surfaces.public.letter); what
applicants send, from all together alone, so that no address of theirs is kept (surfaces.public.applying); persons whom one company
sends a day, known or not (surfaces.console.providers.own).
"""
MFA_ADAPTER = "basira.surfaces.shared.accounts.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "login_webauthn": "basira.surfaces.shared.factors.PasskeyLoginForm",
    "reauthenticate_webauthn": "basira.surfaces.shared.factors.CarefulReauthenticateForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
"""Steps of 30 s by which a phone's clock may be off; a code is taken once all the same."""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "public:home"
SESSION_COOKIE_AGE = 30 * 60
"""Seconds of idleness after which staff sign in again (security.md §2)."""
SESSION_COOKIE_SAMESITE = "Lax"

# Language: the msgids are English, so English is gettext's fallback; Arabic comes first by our own middleware.
LANGUAGE_CODE = "en"
LANGUAGES = [("ar", _("Arabic")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "basira_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("BASIRA_TIME_ZONE", "Asia/Dubai")
"""Zone in which people read times (BASIRA_TIME_ZONE). Instants are stored in UTC."""
assert "ar" in locale.LANG_INFO  # noqa: S101  Django ships Arabic's direction

# What allauth counts of failed sign-ins is shared by every process and survives a restart.
# "process" is a process's own memory, for what a page must not ask anybody for each time.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"},
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

ANSWER_WORKING_DAYS = int(environment.text("BASIRA_ANSWER_DAYS", "10"))
"""Working days that a body has to answer a finding (BASIRA_ANSWER_DAYS), where the programme sets none. Read by people.clocks."""
ARBITER_WORKING_DAYS = int(environment.text("BASIRA_ARBITER_DAYS", "10"))
"""Working days in which the arbiter answers a contest, from the body's answer on (BASIRA_ARBITER_DAYS). Read by people.clocks."""
WEEKEND = environment.words("BASIRA_WEEKEND", "saturday,sunday")
"""Days off in a week, in English (BASIRA_WEEKEND); they are not counted as working days. Read by people.clocks."""

BLUEPRINTS_FOLDER = environment.PROJECT_ROOT / "blueprints"
PACKS_FOLDER = environment.PROJECT_ROOT / "packs"
"""What ships with Basira to start from. Read by gateways.shipped."""

PLACES_KEPT_DAYS = int(environment.text("BASIRA_PLACES_DAYS", "30"))
"""Days that the positions of a visit are kept (BASIRA_PLACES_DAYS). Read by fieldwork; long enough for a review and an objection."""

PHONES_SEAL = not environment.flag("BASIRA_PHONES_SEND_PLAIN")
"""
Whether phones seal what they send to the programme's key (BASIRA_PHONES_SEND_PLAIN=1 says no). Read by fieldwork. A phone that
sealed once never sends plainly again. Why: ADR-0024.
"""

STAFF_RELAY = environment.text("BASIRA_STAFF_SMTP_URL")
"""
The relay for digests to staff and bodies (BASIRA_STAFF_SMTP_URL), with its password; the worker alone is told. Empty sends nothing.
smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT?from=ADDRESS. Why: ADR-0040.
"""
SITE_URL = environment.text("BASIRA_SITE_URL").rstrip("/")
"""Our own address as people type it (BASIRA_SITE_URL, such as https://basira.example), for links in mail. Empty sends nothing."""

# Background work: the queue is a table.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# Files that ship. The hashes come from the files themselves, at the first request for each.
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
"""Bytes of a form post without its files; files stream to disk."""
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024
"""Bytes of a post whose files stay in memory: what a body sends with an answer never lies on the disk in clear."""

# Headers: nothing from anywhere else, ever.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
"""Nothing to anybody else; ourselves yes: under "no-referrer" browsers post Origin: null, and CSRF refuses."""
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

TLS = environment.flag("BASIRA_TLS")
"""Whether people reach us by https (BASIRA_TLS; `serve` sets it with a certificate). Cookies are then secure only."""
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SECURE_HSTS_SECONDS = 31536000 if TLS else 0
if environment.flag("BASIRA_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # or everybody would share the proxy's address, and its rate limit

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "basira.surfaces.shared.logs.MaskingFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"but_health": {"()": "basira.surfaces.shared.logs.ButHealth"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"filters": ["but_health"]},
        # Loggers that bring handlers of their own; ours replace them, so that every line is masked.
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "_granian": {"handlers": ["stderr"], "propagate": False},
        "granian.access": {"handlers": ["stderr"], "propagate": False},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
        "pyxform": {"level": "ERROR"},
    },
}
