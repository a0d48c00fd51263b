"""Notices 通知公告: a department tells an area, residents read, urgent ones overlay open pages."""
