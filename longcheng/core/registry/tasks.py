"""What runs on a clock: acts that begin or cease to hold change their record at that moment."""

from django.utils import timezone

from longcheng.core.clock import every
from longcheng.core.registry.acts import project_due
from longcheng.core.registry.declaring import registers
from longcheng.core.registry.importing.actions import forget_files


@every(minutes=1)
def project_what_is_due() -> None:
    """Make the records anew of which an act has begun or ceased to hold."""
    for register in registers().values():
        while project_due(register, now=timezone.now()):
            pass


@every(hours=1)
def forget_files_of_imports() -> None:
    """Files of imports go some days after their run has ended; the report stays."""
    forget_files()
