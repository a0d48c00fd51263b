"""The declaration of protection."""

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room


class Protection(Room):
    name = "longcheng.core.protection"
    title = _("Protection")
    summary = _("Keys, sealed personal fields, and what keeps hostile files and addresses out.")
    plan_ids = ("P4",)
    standards = ("AES-256-GCM (NIST SP 800-38D)", "HKDF (RFC 5869)", "Content Security Policy 3")
