"""How long each thing lives, in one place."""

from datetime import timedelta

CODE = timedelta(seconds=60)
ACCESS_TOKEN = timedelta(minutes=10)
ID_TOKEN = timedelta(minutes=10)
# Counted from the end of the access token it came with, so a program in use is not cut off.
REFRESH_TOKEN = timedelta(days=30)
CONSENT = timedelta(days=365)
DEVICE_CODE = timedelta(minutes=10)
DEVICE_POLL_S = 5

# A used code is remembered this long, so that its second use is noticed.
USED_CODE = timedelta(days=1)
# A registration that nobody decided on goes after this.
WAITING = timedelta(days=90)

KEY_IN_USE = timedelta(days=90)
# Clients keep our keys this long without asking again.
KEYS_CACHED = timedelta(minutes=10)
# Longer than any token signed with it lives, and than any cache of our keys.
KEY_RETIRED = timedelta(days=1)
