"""Paired sets, sets that wait to be paired, and what a set asks its owner."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.openid.models import DeviceGrant, SignIn


class Shows(models.TextChoices):
    """How long the owner lets personal pages stand on the set."""

    EVENING = "evening", _("until the end of this evening")
    ASK = "ask", _("ask me each time")
    NEVER = "never", _("never")


class Waiting(models.Model):
    """A set that shows six digits: where its question came from, beside the device grant that carries it."""

    grant = models.OneToOneField(DeviceGrant, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return f"waiting:{self.pk}"


class TvSetQuerySet(models.QuerySet["TvSet"]):
    def live(self) -> "TvSetQuerySet":
        """Those that work now: not stopped, their sign-in and its consent neither ended nor run out."""
        return self.filter(
            stopped_at=None,
            sign_in__ended_at=None,
            sign_in__consent__ended_at=None,
            sign_in__consent__ends_at__gt=timezone.now(),
            account__is_active=True,
        )


class TvSet(models.Model):
    """One paired television 已配对的电视. It is no sign-in to the city: it opens pages under /tv/ alone.

    `secret_hash` is the SHA-256 of what the set keeps in its cookie; none until the set has fetched it.
    `line_number` is the set's own place on the live line; it begins with 00, as no division's code does.
    `open_until` is how long personal pages may stand on it; none means that it has to ask.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sign_in = models.OneToOneField(SignIn, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    device = models.CharField(max_length=60, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    shows = models.CharField(max_length=8, choices=Shows.choices, default=Shows.ASK)
    open_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(max_length=64, unique=True, null=True)
    line_number = models.CharField(max_length=12, unique=True)
    paired_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = TvSetQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account", "-paired_at"], name="television_of")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether personal pages may stand on it at this moment."""
        return self.shows != Shows.NEVER and self.open_until is not None and self.open_until > timezone.now()


class TvAsk(models.Model):
    """A set asks its owner's phone whether a personal page may be shown; one open question a set."""

    tv_set = models.ForeignKey(TvSet, on_delete=models.CASCADE, related_name="asks")
    digit = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    is_allowed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tv_set"], condition=Q(answered_at=None), name="television_one_question_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"ask:{self.pk}"
