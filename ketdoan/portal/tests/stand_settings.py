"""Settings of the stand (see stand.py): the real ones, with signed cookies for sessions and no database."""

from ketdoan import settings as real

for _name in dir(real):
    if _name.isupper():
        globals()[_name] = getattr(real, _name)

ROOT_URLCONF = "ketdoan.portal.tests.stand"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ketdoan.core.compressing.CompressingMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ketdoan.portal.tests.stand.SomebodyMiddleware",
    "ketdoan.portal.phone.PhoneMiddleware",
]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STORAGES = {**real.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS, WHITENOISE_MAX_AGE = True, 3600
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.messages.context_processors.messages",
    "csp.context_processors.nonce",
]
TEMPLATES = [
    {**real.TEMPLATES[0], "OPTIONS": {**real.TEMPLATES[0]["OPTIONS"], "context_processors": CONTEXT_PROCESSORS}}
]
