"""What a browser may do with what we answer, in one place for the pages, the door and the live line."""

_PAGES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "media-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def content_policy(**changes: str) -> str:
    """The pages' policy, with directives changed for one page: `content_policy(form_action="'self' https://…")`."""
    directives = _PAGES | {name.replace("_", "-"): value for name, value in changes.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


PAGE_POLICY = content_policy()
# For what is no page: data for programs, and files that somebody sent.
DATA_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
FILE_POLICY = f"{DATA_POLICY}; sandbox"
PERMISSIONS = ", ".join(
    [
        "geolocation=(self)",
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
        *(
            f"{feature}=()"
            for feature in (
                "accelerometer", "browsing-topics", "camera", "display-capture", "gyroscope", "hid",
                "magnetometer", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
            )
        ),
    ]
)  # fmt: skip
HSTS = f"max-age={365 * 24 * 3600}"
# What every answer carries, whoever gives it.
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
