"""What runs on a clock: functions of a room's `tasks.py` marked with `@every`, each by one worker at a time."""

from longcheng.core.clock.every import every

__all__ = ["every"]
