"""The one settings file. What differs between installations comes from the environment and the data folder.

KETDOAN_DATA     folder of everything that is kept: secrets, files, backups, the embedded database (default: var)
DATABASE_URL     a PostgreSQL server (15+); without it the launcher gives the embedded server's address
KETDOAN_HOSTS    names under which the site is reached, separated by commas
KETDOAN_HTTPS    1 where visitors come by https (own certificate or a trusted proxy)
KETDOAN_PROXY    1 where a trusted proxy sets X-Forwarded-Proto and X-Forwarded-For
KETDOAN_URL      the address that people type, for links in e-mails
KETDOAN_DEBUG    1 for a developer's error pages
KETDOAN_MAIL     smtp://user:password@host:port, or empty: messages are then kept in the data folder
KETDOAN_MODEL    https://host/v1 of an OpenAI-compatible language model, or empty: none is used. With it
                 KETDOAN_MODEL_NAME, KETDOAN_MODEL_KEY, KETDOAN_MODEL_SECONDS (8)
KETDOAN_SMS      https://… of a gateway for text messages, or empty: none are sent. With it KETDOAN_SMS_PROVIDER
                 (gateway or esms), KETDOAN_SMS_KEY, KETDOAN_SMS_SENDER
KETDOAN_ZALO     https://… of the interface for ZNS messages, or empty: none are sent. With it KETDOAN_ZALO_TOKEN,
                 KETDOAN_ZALO_TEMPLATE
KETDOAN_PUSH_CONTACT  mailto: or https: by which push services reach the operator (default: KETDOAN_URL if it is https)
KETDOAN_PUSH_SENDERS  how many processes push at once when many wait (8)
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from ketdoan.core.secrets import load_secrets

BASE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("KETDOAN_DATA", BASE / "var")).resolve()
SECRETS = load_secrets(DATA)
SECRET_KEY = SECRETS.django

DEBUG = os.environ.get("KETDOAN_DEBUG") == "1"
HTTPS = os.environ.get("KETDOAN_HTTPS") == "1"
BEHIND_PROXY = os.environ.get("KETDOAN_PROXY") == "1"
ALLOWED_HOSTS = [h for h in os.environ.get("KETDOAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if h]
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS] if HTTPS else []
DEMO = (DATA / "demo").exists()

INSTALLED_APPS = [
    "ketdoan.core",
    "ketdoan.units",
    "ketdoan.members",
    "ketdoan.activities",
    "ketdoan.reports",
    "ketdoan.grading",
    "ketdoan.legal",
    "ketdoan.news",
    "ketdoan.surveys",
    "ketdoan.petitions",
    "ketdoan.welfare",
    "ketdoan.workspace",
    "ketdoan.portal",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "lucide",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ketdoan.core.compressing.CompressingMiddleware",
    "csp.middleware.CSPMiddleware",
    "ketdoan.portal.middleware.PlainMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ketdoan.core.seen.SeenMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ketdoan.units.middleware.PostMiddleware",
    "ketdoan.portal.middleware.MemberMiddleware",
    "ketdoan.core.screens.ScreenMiddleware",
    "ketdoan.portal.phone.PhoneMiddleware",
]

ROOT_URLCONF = "ketdoan.urls"
WSGI_APPLICATION = "ketdoan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["ketdoan.core.templatetags.ui", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ketdoan.core.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "ketdoan.core.forms.Renderer"


def _database(url: str) -> dict[str, object]:
    """Django's settings for a postgresql:// address; a socket folder may stand in ?host=."""
    parts = urlsplit(url)
    options: dict[str, object] = dict(parse_qsl(parts.query))
    host = str(options.pop("host", "")) or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "ketdoan",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": {**options, "pool": False},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_{os.environ['KETDOAN_TEST_DB']}" if "KETDOAN_TEST_DB" in os.environ else None},
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://ketdoan@localhost/ketdoan"))}
# In the database, since attempts to sign in must be counted across all processes and machines.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
    # What each process of the server may know by itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 10_000}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("username", "email")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "ketdoan.core.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Kết Đoàn] "
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
MFA_ADAPTER = "ketdoan.core.accounts.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "ketdoan.core.account_forms.AddKeyForm",
    "edit_webauthn": "ketdoan.core.account_forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Kết Đoàn"
MFA_TRUST_ENABLED = True
MFA_TRUST_COOKIE_AGE = 30 * 24 * 3600
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = True

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_SSL_REDIRECT = HTTPS and not BEHIND_PROXY
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "ketdoan.core.formats"

SITE_URL = os.environ.get("KETDOAN_URL", "http://localhost:8000")
ACTOR_OF_POST = "ketdoan.units.queries.posts.actor_of_post"
ACTORS_OF_ACCOUNT = "ketdoan.units.queries.posts.actors_of"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 24 * 3600}  # what fell due while the worker was off is made up for

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE / ".assets"] if (BASE / ".assets").exists() else []
STATIC_ROOT = BASE / ".assets-static"
WHITENOISE_USE_FINDERS = DEBUG
# Names with a hash lead nowhere before files have been collected; collecting is what makes them.
_HASHED = "collectstatic" in sys.argv or (STATIC_ROOT / "staticfiles.json").exists()
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if _HASHED
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000  # a form of 400 lines is sent as a grid of eight columns

DEFAULT_FROM_EMAIL = os.environ.get("KETDOAN_MAIL_FROM", "Kết Đoàn <khong-tra-loi@localhost>")
_mail = urlsplit(os.environ.get("KETDOAN_MAIL", ""))
if _mail.hostname:
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = True
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"

MODEL_ADDRESS = os.environ.get("KETDOAN_MODEL", "").rstrip("/")
MODEL_NAME, MODEL_KEY = os.environ.get("KETDOAN_MODEL_NAME", ""), os.environ.get("KETDOAN_MODEL_KEY", "")
MODEL_SECONDS = float(os.environ.get("KETDOAN_MODEL_SECONDS") or 8)
_model = urlsplit(MODEL_ADDRESS)
if MODEL_ADDRESS and not (_model.scheme in ("http", "https") and _model.hostname and MODEL_NAME):
    raise ImproperlyConfigured("KETDOAN_MODEL phải là địa chỉ http:// hoặc https://, và cần có KETDOAN_MODEL_NAME.")

SMS_ADDRESS = os.environ.get("KETDOAN_SMS", "")
SMS_PROVIDER = os.environ.get("KETDOAN_SMS_PROVIDER") or "gateway"
if SMS_PROVIDER not in ("gateway", "esms"):
    raise ImproperlyConfigured("KETDOAN_SMS_PROVIDER phải là gateway hoặc esms.")
SMS_KEY, SMS_SENDER = os.environ.get("KETDOAN_SMS_KEY", ""), os.environ.get("KETDOAN_SMS_SENDER", "")
ZALO_ADDRESS = os.environ.get("KETDOAN_ZALO", "")
ZALO_TOKEN, ZALO_TEMPLATE = os.environ.get("KETDOAN_ZALO_TOKEN", ""), os.environ.get("KETDOAN_ZALO_TEMPLATE", "")
PUSH_OPENS = "portal:message"
PHONES_OF_ACCOUNTS = "ketdoan.units.queries.phones.phones_of"
PUSH_CONTACT = os.environ.get("KETDOAN_PUSH_CONTACT") or (SITE_URL if SITE_URL.startswith("https://") else "")
if DEMO and not PUSH_CONTACT:
    PUSH_CONTACT = "mailto:minh-hoa@ketdoan.example"
if PUSH_CONTACT and (
    not PUSH_CONTACT.startswith(("mailto:", "https://")) or "localhost" in PUSH_CONTACT or "127.0.0.1" in PUSH_CONTACT
):
    raise ImproperlyConfigured("KETDOAN_PUSH_CONTACT phải là mailto: hoặc https:// tới được từ bên ngoài.")
PUSH_SENDERS = int(os.environ.get("KETDOAN_PUSH_SENDERS") or 8)
# Push services of the browsers; a leading dot allows all names below. Others are never called.
PUSH_HOSTS = [
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
]
# A stand-in for them, such as http://127.0.0.1:9000, for tests and benchmarks.
PUSH_STUB = os.environ.get("KETDOAN_PUSH_STUB", "")

DJANGO_TABLES2_TEMPLATE = "core/table.html"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "ketdoan.core.logs.Line", "fmt": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no_personal_data": {"()": "ketdoan.core.logs.NoPersonalData"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"ketdoan": {"level": "INFO"}, "django.request": {"filters": ["no_personal_data"]}},
}
