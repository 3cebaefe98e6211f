"""
Taking turns: what is compared is measured round by round, forwards and then backwards. PURE.

So a machine that slows down or speeds up while it is measured does so for all.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_turn(variants: Sequence[Callable[[], T]], rounds: int) -> list[list[T]]:
    """
    Run every variant once a round: ABBA for two, ABC CBA for three.

    Returns:
        For each round the results in the order of `variants`.
    """
    results = []
    for number in range(rounds):
        forwards = number % 2 == 0
        ordered = [variant() for variant in (variants if forwards else reversed(variants))]
        results.append(ordered if forwards else ordered[::-1])
    return results


def ratios(rounds: Sequence[Sequence[T]], value: Callable[[T], float]) -> list[float]:
    """Return for each round the value of its last variant over that of its first."""
    return [value(results[-1]) / value(results[0]) for results in rounds]


def column(rounds: Sequence[Sequence[T]], place: int, value: Callable[[T], float]) -> list[float]:
    """Return for each round the value of one variant."""
    return [value(results[place]) for results in rounds]
