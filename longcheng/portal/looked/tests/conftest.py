"""The standing clock, the officers and the open matter of disclosure."""

from longcheng.core.disclosure.tests.conftest import clock, matter, officers

__all__ = ["clock", "matter", "officers"]
