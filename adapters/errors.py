"""
What can go wrong with an engine or a store, in our words. PURE.

    AdapterError
    +-- EngineUnreachable     nobody answers at that address, or the connection broke
    +-- EngineTimeout         somebody is there but did not answer within the deadline
    +-- EngineBusy            too many reads are waiting for it already
    +-- EngineUnavailable     the cluster answers, but has too few replicas for the consistency level
    +-- EngineMisconfigured   answers, but refuses us or lacks a table: an operator must act
    +-- StoreUnreachable      the ops store cannot be read or written
    |   +-- StoreUnwritable   it answers, and takes no changes: it is read-only, or its disk is full
    +-- Conflict              somebody else changed the same thing first; nothing was done

Each engine maps its driver's exceptions to these in one context manager; `shim/legacy/errors.py` maps these to the
exact texts that callers know. The text of these exceptions is for logs and operators and never reaches a client; it
carries no value of a request.
"""


class AdapterError(Exception):
    """Any failure of an engine or store; the message is for operators, never for callers."""


class EngineUnreachable(AdapterError):
    """Connection refused, reset, closed half-way, or no host left to ask."""


class EngineTimeout(AdapterError):
    """No answer within the deadline of one round trip."""


class EngineBusy(AdapterError):
    """Too many reads are waiting for the engine; this one was not even begun."""


class EngineUnavailable(AdapterError):
    """Too few replicas are alive for the consistency level."""


class EngineMisconfigured(AdapterError):
    """The engine refuses our login, or a relation or column is missing; the message says which."""


class StoreUnreachable(AdapterError):
    """The ops store does not answer."""


class StoreUnwritable(StoreUnreachable):
    """
    The ops store takes no changes; nothing was done.

    Args:
        name: of the store, for operators.
        reason: why, and what to do; it names no store, so that it can be told to anybody.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.reason = reason


class Conflict(AdapterError):
    """What was to be changed is no longer as it was when the change was decided; nothing was done."""
