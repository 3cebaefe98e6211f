"""
The routing decision: stage, flags and user say which engine serves, which one shadows, which one stands in. PURE.

ONE TABLE, a row for each stage (two for `canary`: users who are in it, and those who are not). To add a stage: a row
here and in `config/stages.py`; `tests/unit/shim/test_routing.py` visits every row with every flag.

Nobody stands in for the old engine in `shadow`, though both engines are there: the other one has passed no gate, and an
old error is better than rows that nobody has proven.

Source: `migration-model.md`, "Stages" and "Fallback, breaker, kill switches".
"""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final, NamedTuple

from adapters.base import Family, Site
from config.flags import NOT_FORCED, Flags
from config.stages import Stage

BUCKETS: Final = 10_000
"""Users of a site are spread over so many buckets: a hundredth of a per cent each."""

BUCKETS_PER_PERCENT: Final = BUCKETS // 100


class ReadPlan(NamedTuple):
    """
    What is read for one request.

    Args:
        primary: the engine whose answer is served.
        shadow: the engine that is asked the same afterwards, if any.
        fallback: the engine that is asked when the primary fails, if any.
    """

    primary: Family
    shadow: Family | None = None
    fallback: Family | None = None


_OLD, _NEW = Family.LEGACY_SQL, Family.EVENTS

PLANS: Final[Mapping[tuple[Stage, bool], ReadPlan]] = MappingProxyType(
    {
        (Stage.LEGACY, False): ReadPlan(_OLD),
        (Stage.SHADOW, False): ReadPlan(_OLD, shadow=_NEW),
        (Stage.CANARY, False): ReadPlan(_OLD, shadow=_NEW, fallback=_NEW),
        (Stage.CANARY, True): ReadPlan(_NEW, shadow=_OLD, fallback=_OLD),
        (Stage.LIVE, False): ReadPlan(_NEW, shadow=_OLD, fallback=_OLD),
        (Stage.COMPLETE, False): ReadPlan(_NEW),
    }
)
"""Stage, and whether the user is in the canary, to what is read while no flag says otherwise."""


def families_of(stage: Stage) -> frozenset[Family]:
    """Return the engines that some plan of a stage names."""
    plans = [plan for (of, _), plan in PLANS.items() if of is stage]
    return frozenset(family for plan in plans for family in plan if family is not None)


def bucket_of(site: str, user: str | None) -> int:
    """
    Return where a user of a site stands in its canary, 0 to 9,999; the same for ever.

    Args:
        site: its name.
        user: the id that the request names; without one the site itself stands in one bucket.

    Returns:
        What `spread` makes of both with a NUL between.
    """
    return spread(f"{site}\0{user or ''}", BUCKETS)


def spread(text: str, buckets: int) -> int:
    """Return a text's bucket, for ever: the first 8 bytes of SHA-256 over its UTF-8, big-endian, modulo `buckets`."""
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8]) % buckets


def in_canary(site: Site, user: str | None) -> bool:
    """Say whether a request of a site goes to the Events Engine in `canary`; who is in at P % is in at any more."""
    return site.stage is Stage.CANARY and bucket_of(site.name, user) < site.canary_percent * BUCKETS_PER_PERCENT


def plan_read(stage: Stage, flags: Flags, *, canary: bool) -> ReadPlan:
    """
    Return the plan of a request.

    Args:
        stage: of its site.
        flags: of its site.
        canary: what `in_canary` says of its user.
    """
    plan = PLANS[stage, canary]
    if flags.force_engine != NOT_FORCED:
        plan = _forced(plan, Family(flags.force_engine))
    return plan._replace(
        shadow=plan.shadow if flags.shadow_reads else None, fallback=plan.fallback if flags.fallback else None
    )


def _forced(plan: ReadPlan, family: Family) -> ReadPlan:
    """Serve from a family; where the stage has a stand-in, the other engine is it."""
    if plan.fallback is None:
        return ReadPlan(family)
    return ReadPlan(family, fallback=_OLD if family is _NEW else _NEW)
