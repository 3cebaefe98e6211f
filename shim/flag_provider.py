"""
Flags as the OpenFeature SDK evaluates them: a provider over the stored values, an operator's own in front of it.

An operator's provider is a row of `PROVIDERS`, imported only when `SHIM_FLAG_PROVIDER` names it: what it knows wins,
whatever it does not know is ours to say. The SDK (0.10) has no provider of providers yet, so the small one here is
ours. Must not know who stores values, nor what flags do.
Guarded by `tests/unit/shim/test_flag_provider.py`.
"""

import asyncio
import itertools
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar, cast

import structlog
from openfeature import api
from openfeature.evaluation_context import EvaluationContext
from openfeature.event import EventDetails, ProviderEvent, ProviderEventDetails
from openfeature.exception import ErrorCode, FlagNotFoundError, OpenFeatureError
from openfeature.flag_evaluation import FlagResolutionDetails, FlagType, FlagValueType, Reason
from openfeature.hook import Hook
from openfeature.provider import AbstractProvider, FeatureProvider
from openfeature.provider.metadata import Metadata

from config.flags import EVERYWHERE, FlagError, FlagScope, FlagValue, find_flag, flag_text, parse_flag
from config.settings import SettingsError
from shim.flags import FlagBook, evaluator

T = TypeVar("T", bool, int, str)
Resolve = Callable[[str, T, EvaluationContext | None], FlagResolutionDetails[T]]
Structure = Sequence[FlagValueType] | Mapping[str, FlagValueType]

NAME: Final = "legacy-shim"
FILE_POLL_MS: Final = 250
"""Between two looks of flagd's file mode at its file."""

KINDS: Final[Mapping[type, FlagType]] = MappingProxyType(
    {bool: FlagType.BOOLEAN, int: FlagType.INTEGER, str: FlagType.STRING}
)

_DOMAINS: Final = itertools.count()
"""The SDK's registry is the process's; each `LiveFlags` has a domain of its own in it."""


def _flagd(file: str) -> FeatureProvider:
    """Return flagd's provider in its file mode."""
    try:
        from openfeature.contrib.provider.flagd import FlagdProvider  # noqa: PLC0415 - an optional extra
        from openfeature.contrib.provider.flagd.config import ResolverType  # noqa: PLC0415 - the same
    except ImportError:
        raise SettingsError("SHIM_FLAG_PROVIDER: flagd's package is missing; install legacy-shim[flagd]") from None
    logging.getLogger("openfeature.contrib").setLevel(logging.CRITICAL)  # four times a second, what its event says once
    if not Path(file).is_file():
        raise SettingsError(f"SHIM_FLAG_PROVIDER: there is no file {file}")
    return FlagdProvider(resolver_type=ResolverType.FILE, offline_flag_source_path=file, deadline_ms=FILE_POLL_MS)


PROVIDERS: Final[Mapping[str, Callable[[str], FeatureProvider]]] = MappingProxyType({"flagd": _flagd})
"""ONE TABLE: what stands before the colon of the setting, and what makes a provider of the rest."""


def operators_provider(setting: str) -> FeatureProvider | None:
    """
    Return the provider that `SHIM_FLAG_PROVIDER` names, not yet started; `None` when it is empty.

    Raises:
        SettingsError: it is of no kind that is known, its package is missing, or its file is.
    """
    kind, _, rest = setting.partition(":")
    if not setting:
        return None
    if kind not in PROVIDERS:
        raise SettingsError(f"SHIM_FLAG_PROVIDER: must begin with {' or '.join(f'{name}:' for name in PROVIDERS)}")
    return PROVIDERS[kind](rest)


class FlagProvider(AbstractProvider):
    """
    The stored values, behind an operator's provider if there is one.

    Args:
        front: asked first; what is disabled or not found there (in either of the SDK's two ways) is ours to say.
    """

    def __init__(self, front: FeatureProvider | None = None) -> None:
        super().__init__()
        self._front = front
        self._front_failed = False
        self._stored = evaluator({})

    def put(self, values: Mapping[tuple[str, str], FlagValue]) -> None:
        """Replace all stored values, by flag and site, and tell the SDK."""
        self._stored = evaluator(values)
        self.emit_provider_configuration_changed(ProviderEventDetails())

    def get_metadata(self) -> Metadata:
        """Return our name."""
        return Metadata(name=NAME)

    def get_provider_hooks(self) -> list[Hook]:
        """Return what the front provider wants to do around each evaluation."""
        return self._front.get_provider_hooks() if self._front else []

    def attach(self, on_emit: Callable[[FeatureProvider, ProviderEvent, ProviderEventDetails], None]) -> None:
        """Tell the SDK what either of the two providers tells."""
        super().attach(on_emit)
        if self._front:
            self._front.attach(self._pass_on)

    def initialize(self, evaluation_context: EvaluationContext) -> None:
        """Start the front provider; raises what it raises."""
        if self._front:
            self._front.initialize(evaluation_context)

    def shutdown(self) -> None:
        """End the front provider; whatever its threads still say is not heard."""
        if self._front:
            self._front.detach()
            self._front.shutdown()

    def resolve_boolean_details(
        self,
        flag_key: str,
        default_value: bool,  # noqa: FBT001 - the SDK's signature
        evaluation_context: EvaluationContext | None = None,
    ) -> FlagResolutionDetails[bool]:
        """Return a switch."""
        ask = self._front.resolve_boolean_details if self._front else None
        return self._resolve(ask, flag_key, default_value, evaluation_context)

    def resolve_integer_details(
        self, flag_key: str, default_value: int, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[int]:
        """Return a number."""
        ask = self._front.resolve_integer_details if self._front else None
        return self._resolve(ask, flag_key, default_value, evaluation_context)

    def resolve_string_details(
        self, flag_key: str, default_value: str, evaluation_context: EvaluationContext | None = None
    ) -> FlagResolutionDetails[str]:
        """Return a word."""
        ask = self._front.resolve_string_details if self._front else None
        return self._resolve(ask, flag_key, default_value, evaluation_context)

    def resolve_float_details(
        self,
        flag_key: str,
        default_value: float,  # noqa: ARG002 - the SDK's signature
        evaluation_context: EvaluationContext | None = None,  # noqa: ARG002 - the same
    ) -> FlagResolutionDetails[float]:
        """Refuse: no flag of ours is a fraction."""
        raise FlagNotFoundError(flag_key)

    def resolve_object_details(
        self,
        flag_key: str,
        default_value: Structure,  # noqa: ARG002 - the same
        evaluation_context: EvaluationContext | None = None,  # noqa: ARG002 - the same
    ) -> FlagResolutionDetails[Structure]:
        """Refuse: no flag of ours has parts."""
        raise FlagNotFoundError(flag_key)

    def _resolve(
        self, ask: Resolve[T] | None, name: str, default: T, context: EvaluationContext | None
    ) -> FlagResolutionDetails[T]:
        if ask is not None:
            with suppress(FlagNotFoundError):
                answer = ask(name, default, context)
                if answer.error_code != ErrorCode.FLAG_NOT_FOUND and answer.reason != Reason.DISABLED:
                    return answer
        site = (context.targeting_key if context else None) or EVERYWHERE
        stored = cast("T", self._stored(name, site, default))  # parsed by the flag's own rule: of the default's type
        return FlagResolutionDetails(stored, reason=Reason.STATIC)

    def _pass_on(self, provider: FeatureProvider, event: ProviderEvent, details: ProviderEventDetails) -> None:
        """Hand on that something changed; a front provider that fails keeps its last values, and says so once."""
        if event is ProviderEvent.PROVIDER_CONFIGURATION_CHANGED:
            self.emit(event, details)
            return
        failed = event is not ProviderEvent.PROVIDER_READY
        if failed and not self._front_failed:
            name = provider.get_metadata().name
            structlog.get_logger().error("flag_provider_failed", provider=name, reason=details.message)
        self._front_failed = failed


class LiveFlags:
    """
    The flags of this process, asked through the SDK: `book` is that of the moment, made anew when a provider says so.

    Args:
        front: an operator's provider, not yet started.
    """

    def __init__(self, front: FeatureProvider | None = None) -> None:
        self._provider = FlagProvider(front)
        self._domain = f"{NAME}-{next(_DOMAINS)}"
        self._client = api.get_client(self._domain)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._renewed = asyncio.Event()
        self._version = 0
        self._refused: set[str] = set()
        self.book = FlagBook(self._evaluate)

    def open(self) -> None:
        """
        Register with the SDK; the second time does nothing.

        Raises:
            SettingsError: the operator's provider does not start.
        """
        if self._loop is not None:
            return
        try:
            api.set_provider_and_wait(self._provider, self._domain)
        except OpenFeatureError as error:
            self._provider.shutdown()
            reason = error.__cause__ or error
            raise SettingsError(f"SHIM_FLAG_PROVIDER: does not start: {type(reason).__name__}: {reason}") from error
        self._loop = asyncio.get_running_loop()
        self._client.add_handler(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, self._hear)

    def close(self) -> None:
        """Follow no longer; the book stays. Safe to call twice."""
        if self._loop is not None:
            self._client.remove_handler(ProviderEvent.PROVIDER_CONFIGURATION_CHANGED, self._hear)
            self._provider.shutdown()
            self._loop = None

    async def put(self, values: Mapping[tuple[str, str], FlagValue], version: int) -> None:
        """
        Replace the stored values; returns when the book is new.

        Args:
            values: by flag and site.
            version: the store's counter of flags that they stand for.
        """
        self.open()
        self._version = version
        self._renewed.clear()
        self._provider.put(values)
        await self._renewed.wait()

    def _hear(self, _: EventDetails) -> None:
        """Take a change over from a thread of the SDK."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._renew)

    def _renew(self) -> None:
        self.book = FlagBook(self._evaluate, self._version)
        self._refused = set()
        self._renewed.set()

    def _evaluate(self, name: str, site: str, default: FlagValue) -> FlagValue:
        """Return a flag's value for a site; what is not allowed is logged once a book, and the default counts."""
        whose = site if find_flag(name).scope is FlagScope.SITE else EVERYWHERE
        answer = self._client.evaluate_flag_details(KINDS[type(default)], name, default, EvaluationContext(whose))
        if answer.error_code:
            return self._refuse(name, f"{name}: {answer.error_code.value}: {answer.error_message}", default)
        try:
            return parse_flag(name, flag_text(answer.value))
        except FlagError as error:
            return self._refuse(name, str(error), default)

    def _refuse(self, name: str, reason: str, default: FlagValue) -> FlagValue:
        if name not in self._refused:
            structlog.get_logger().error("flag_not_understood", reason=reason)
        self._refused.add(name)
        return default
