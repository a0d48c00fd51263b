"""The wall: a dark full screen of tiles that the rooms declare; the portal's own tiles stand in `own_tiles`."""

from longcheng.portal.wall.own_tiles import live_pages, parts

__all__ = ["live_pages", "parts"]
