"""Token buckets. Pure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass


@dataclass(slots=True)
class TokenBucket:
    """At most `per_second` on average and `burst` at once."""

    per_second: float
    burst: float
    tokens: float
    at: float

    def take(self, now: float, count: float = 1.0) -> bool:
        """Whether so many more are allowed now; otherwise none of them is counted."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens < count:
            return False
        self.tokens -= count
        return True


def full_bucket(per_second: float, burst: float, now: float) -> TokenBucket:
    """A bucket that has not been used yet."""
    return TokenBucket(per_second, burst, burst, now)


class RateLimiter:
    """A bucket for each name (remote host, user name fragment), and one for all.

    The names used longest ago are forgotten.
    """

    def __init__(self, per_second: float, burst: float, names: int, total_per_second: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._names = names
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()
        self._total = full_bucket(total_per_second, total_per_second, 0.0)

    def take(self, now: float, name: str) -> bool:
        """Whether the one of this name may be answered now."""
        bucket = self._buckets.pop(name, None)
        if bucket is None:
            bucket = full_bucket(self._per_second, self._burst, now)
            while len(self._buckets) >= self._names:
                self._buckets.popitem(last=False)
        self._buckets[name] = bucket
        return bucket.take(now) and self._total.take(now)
