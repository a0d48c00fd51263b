"""What waits for the staff of the geography base."""

from longcheng.bases.geography.lists import DOUBT_WORK

WORK = (DOUBT_WORK,)
