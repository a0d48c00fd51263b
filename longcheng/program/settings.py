"""Django's settings, made from the configuration and the home folder."""

import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from longcheng.program.configuration import CHECKOUT, configuration
from longcheng.program.home import Home

_configuration = configuration()
CITY_HOME = Home(_configuration.home)
PACKAGE = Path(__file__).resolve().parents[1]


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Only statements that ask for it are prepared (core.events); Django binds its own on the client's side.
        "OPTIONS": {"prepare_threshold": 1, **query},
    }


def _folders(floor: str, depth: int) -> list[str]:
    """The rooms of a floor, found by their apps.py, so that removing a folder removes the room."""
    pattern = "/".join(["*"] * depth) + "/apps.py"
    found = sorted((PACKAGE / floor).glob(pattern))
    names = [".".join(["longcheng", *path.parent.relative_to(PACKAGE).parts]) for path in found]
    return [name for name in names if name.removeprefix("longcheng.") not in _configuration.without]


_url = _configuration.database_url or (CITY_HOME.database_url() if CITY_HOME.exists else "postgresql:///longcheng")
DATABASES = {"default": _database(_url)}
NATS_URL = _configuration.nats_url or (CITY_HOME.nats_url() if (CITY_HOME.run / "ports.json").exists() else "")

# Without a home nothing is served, so a key for this process alone is enough (checks, docs, types).
SECRET_KEY = _configuration.secret_key or (
    CITY_HOME.secrets.secret_key if CITY_HOME.exists else secrets.token_urlsafe(48)
)
# Opens the sealed fields; every process reads it anew when it changes. Only where nothing is kept may it be made up:
# with a database of one's own and no home it is missing, and sealing is refused rather than done with a lost key.
KEY_RING = _configuration.keys_file or (CITY_HOME.keys if CITY_HOME.exists or _configuration.database_url else None)
# Inner addresses that may be called though somebody typed them; all others are refused.
INNER_PARTNERS = _configuration.inner_partners
DEBUG = _configuration.debug
LISTEN = _listen = _configuration.listen
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *_configuration.allowed_hosts]
ALLOWED_HOSTS.append(f"[{_listen}]" if ":" in _listen else _listen)
# Where our own health check finds the door.
DOOR_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(_listen, _listen)
if _configuration.listen in {"0.0.0.0", "::"} and not _configuration.allowed_hosts:
    ALLOWED_HOSTS = ["*"]
PUBLIC_URL = _configuration.local_url
if _configuration.public_url:
    ALLOWED_HOSTS.append(urlsplit(_configuration.public_url).hostname or "")
    CSRF_TRUSTED_ORIGINS = [_configuration.public_url.rstrip("/")]

CITY = _configuration.city
CITY_PACK = CHECKOUT / "cities" / CITY
# Files of the pack without an open licence are read from here if they lie here, and never passed on.
LOCAL_DATA = _configuration.local_data or CHECKOUT.parent / "shared" / "data"
IS_DEMO = _configuration.demo
# Who answers for personal data here, as the privacy notice names them.
PRIVACY_CONTACT = _configuration.privacy_contact
# How large a file for a register may be, sent from a page or named on the city's own machine; how long it stays after.
IMPORT_UPLOAD_MB = _configuration.import_upload_mb
IMPORT_FILE_MB = _configuration.import_file_mb
IMPORT_FILE_DAYS = _configuration.import_file_days

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "ninja",
    "oauth2_provider",
    *_folders("core", 1),
    *_folders("bases", 1),
    *_folders("platforms", 1),
    *_folders("services", 2),
    "longcheng.portal",
]
AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["longcheng.core.sign_in.backend.PasswordBackend"]
# Lifetimes by kind of account stand in core.sign_in.limits; the cookie lives as long as the longest of them.
SESSION_ENGINE = "longcheng.core.sign_in.sessions"
SESSION_COOKIE_AGE = 180 * 24 * 3600

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "longcheng.portal.headers.HeadersMiddleware",
    "longcheng.portal.nobody.NobodyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "longcheng.core.sign_in.presence.PresenceMiddleware",
    "longcheng.core.preferences.middleware.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "longcheng.portal.unkeepable.UnkeepableMiddleware",
    "longcheng.core.access.doors.DoorMiddleware",
    "longcheng.core.television.visiting.TelevisionMiddleware",
]
ROOT_URLCONF = "longcheng.program.urls"
WSGI_APPLICATION = "longcheng.program.web.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "longcheng.portal.design.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "longcheng.portal.frame.frame",
                "longcheng.portal.tv.context.tv_frame",
            ],
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = tomllib.loads((CITY_PACK / "pack.toml").read_text(encoding="utf-8")).get("timezone", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = CITY_HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "longcheng.portal.statics.Statics"},
}
MEDIA_ROOT = CITY_HOME.files
# The access ledger writes on a connection of its own: no rolled-back request takes its lines along. Tests say no.
LEDGER_WRITES_APART = True
# Signed tree heads, kept outside the database so that an older database put in its place is noticed.
LEDGER_CHECKPOINTS = CITY_HOME.folder / "checkpoints.txt"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "portal:sign-in"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
_is_https = _configuration.public_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _is_https
if _is_https:
    # A browser takes a cookie of such a name from this host alone, by TLS alone (RFC 6265bis §4.1.3.2).
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
# The web program listens to our own door alone, which sets this header itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# The tables and the validator are core.openid's; what its own code decides (lifetimes, scopes, keys) stands there.
OAUTH2_PROVIDER_APPLICATION_MODEL = "openid.Program"
OAUTH2_PROVIDER_GRANT_MODEL = "openid.AuthorizationCode"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "openid.AccessToken"  # noqa: S105  the name of a model
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "openid.RefreshToken"  # noqa: S105  the name of a model
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "openid.IDToken"  # noqa: S105  the name of a model
OAUTH2_PROVIDER_DEVICE_GRANT_MODEL = "openid.DeviceGrant"
OAUTH2_PROVIDER = {
    "OAUTH2_VALIDATOR_CLASS": "longcheng.core.openid.validator.CityValidator",
    "OAUTH2_SERVER_CLASS": "longcheng.core.openid.server.CityServer",
    "SCOPES_BACKEND_CLASS": "longcheng.core.openid.scope_book.DeclaredScopes",
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": PUBLIC_URL.rstrip("/"),
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 3600,
    "OAUTH_PRE_TOKEN_VALIDATION": [],
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"],
    **{
        f"COMPLIANT_BCP_RFC9700_{name}": True
        for name in (
            "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT", "AUTHZ_RESPONSE_ISS",
            "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME", "REDIRECT_URI_MATCHING", "PKCE_REQUIRED",
        )
    },
}  # fmt: skip
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"httpx": {"level": "WARNING"}, "fido2": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
