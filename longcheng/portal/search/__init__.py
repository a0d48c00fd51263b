"""The search's pages, and what the portal itself lets people find (`entries`)."""

from longcheng.portal.search.entries import entries

__all__ = ["entries"]
