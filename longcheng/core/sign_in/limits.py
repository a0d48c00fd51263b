"""Every limit of signing in, with its reason and date; to change one is to change a line here."""

from dataclasses import dataclass
from datetime import timedelta

# --- Sessions (2026-11-22). NIST SP 800-63B: 30 days where little is at stake (§4.1.3); 12 hours, and half an hour of
# idleness, where more is (§4.2.3). Staff read other people's data: one shift in all, but an hour idle, for a clerk who
# listens to somebody for forty minutes must not lose a half-filled form. A resident's phone keeps them signed in while
# it is used; half a year ends what was forgotten on a sold phone. Their dangerous pages ask for a fresh proof.
RESIDENT_IDLE, RESIDENT_ABSOLUTE = timedelta(days=30), timedelta(days=180)
STAFF_IDLE, STAFF_ABSOLUTE = timedelta(hours=1), timedelta(hours=12)
# A stranger's session holds no more than a passkey's challenge or the half of a sign-in.
STRANGER_IDLE = timedelta(hours=1)
# "Last seen" is for people; a write for each page would cost more than it tells (2026-11-22).
SEEN_EVERY = timedelta(minutes=1)

# --- Proofs (2026-11-22). OWASP ASVS 5.0 asks for a new proof before a change of the ways in; ten minutes let one
# do several things in a row at a kitchen table.
FRESH_FOR = timedelta(minutes=10)
# From the right password to the code: time to find the phone.
PENDING_FOR = timedelta(minutes=10)
# A challenge that nobody has answered in five minutes is a new press of the button (WebAuthn suggests five to ten).
CHALLENGE_FOR = timedelta(minutes=5)

# --- Device cookies (2026-11-22): a browser is known for a year after its last sign-in, for eight accounts of a family.
DEVICE_FOR = timedelta(days=365)
DEVICES_PER_BROWSER = 8


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How many failures are free, how the wait after further ones grows, and how fast failures are forgiven."""

    free: int
    first_wait_s: int
    longest_wait_s: int
    forgiven_after_s: int


# --- Failures (2026-11-22), after OWASP's "Slow down online guessing attacks with device cookies". NIST SP 800-63B,
# §5.2.2, bounds failures in a row by 100; a longest wait of 15 minutes leaves about as many in a whole day.
KNOWN_DEVICE = Limit(free=5, first_wait_s=5, longest_wait_s=900, forgiven_after_s=900)
UNKNOWN_DEVICES = Limit(free=5, first_wait_s=5, longest_wait_s=900, forgiven_after_s=3600)
# A school or an office behind one address mistypes often and honestly: slowed by half a minute at most, never closed.
NETWORK = Limit(free=30, first_wait_s=2, longest_wait_s=30, forgiven_after_s=60)
# One open session that is asked for a fresh proof.
ONE_SESSION = Limit(free=5, first_wait_s=5, longest_wait_s=900, forgiven_after_s=900)
# New accounts from one network (2026-11-22): a school class at once, then one every five minutes. Whether a user name
# is taken can be seen by trying it; a person tries a few, a list of names is tried slowly.
SIGN_UPS = Limit(free=30, first_wait_s=60, longest_wait_s=900, forgiven_after_s=300)
NAMES_TRIED = Limit(free=30, first_wait_s=5, longest_wait_s=300, forgiven_after_s=30)
FORGET_FAILURES_AFTER = timedelta(days=1)
# A flood of invented names must not fill the disk: beyond this the oldest counters go first (about 30 MB).
COUNTERS_MAX = 200_000

# --- What is typed (2026-11-22): longer texts are refused before they cost a hash.
USERNAME_MAX, PASSWORD_MAX, CODE_MAX = 150, 1_024, 64
PASSKEYS_MAX, PASSKEY_NAME_MAX = 20, 60

# --- One-time codes (RFC 6238: 30 s, six digits, one step of delay either way) and the printed sheet.
STEP_S, STEPS_AROUND, DIGITS = 30, 1, 6
SHEET_CODES, SHEET_SIGNS = 10, 12  # 12 signs of 31 are 59 bits

# --- Recovery at a counter (2026-11-22). A day gives whoever still has a session, and reads a message or opens any
# page, time to stop a theft. Who has a passkey has proved to care for more: three days. After that the code counts
# for a week: the way to the counter and back.
RECOVERY_WAIT, RECOVERY_WAIT_WITH_PASSKEY = timedelta(hours=24), timedelta(hours=72)
RECOVERY_COUNTS_FOR = timedelta(days=7)
RECOVERY_SIGNS = 20  # 99 bits
# A clerk sees about that many such people on a very bad day; a bribed one is bounded by it (2026-11-22).
RECOVERIES_PER_CLERK_A_DAY = 20
# Filing again and again must not become a way to pester somebody (2026-11-22).
RECOVERIES_PER_ACCOUNT, RECOVERIES_PER_ACCOUNT_WITHIN = 3, timedelta(days=30)
REASON_MAX = 300
