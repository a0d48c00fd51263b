"""What runs on a clock: files of maps go some days after their import has ended."""

from longcheng.bases.geography.exporting.making import forget_old
from longcheng.bases.geography.importing.actions import forget_files
from longcheng.core.clock import every


@every(hours=1)
def forget_files_of_maps() -> None:
    """Files of imports go some days after their run has ended, made ones after a day; the reports stay."""
    forget_files()
    forget_old()
