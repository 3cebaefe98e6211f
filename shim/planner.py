"""
Planning: a request of a site becomes the plan of its reads; what was decided, and by what, is noted in its trace.

The decision itself is the table in `routing.py`; this joins it with the flags of the moment.
Guarded by `tests/unit/shim/test_planner.py`.
"""

from adapters.base import Site
from config.flags import MAINTENANCE_OFF
from config.stages import Stage
from shim.directory import Directory
from shim.legacy.errors import Row
from shim.routing import ReadPlan, bucket_of, in_canary, plan_read
from shim.trace import Trace


class Planner:
    """
    Plans requests.

    Args:
        directory: knows the flags.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def plan(self, trace: Trace, site: Site, user: str | None) -> ReadPlan:
        """
        Return who is read.

        Raises:
            LegacyError: the site is in maintenance.
        """
        book = self._directory.flags
        flags = book.of(site.name)
        trace.several, trace.asked_of = trace.asked_of is not None, site
        trace.site, trace.stage, trace.flags, trace.flags_version = site.name, site.stage.value, flags, book.version
        if site.stage is Stage.CANARY:
            trace.bucket = bucket_of(site.name, user)
        if flags.maintenance != MAINTENANCE_OFF:
            raise Row[flags.maintenance].error()
        plan = trace.plan = plan_read(site.stage, flags, canary=in_canary(site, user))
        return plan
