"""Token buckets."""

from __future__ import annotations

from media.rate import RateLimiter, full_bucket


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = full_bucket(per_second=10.0, burst=3.0, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert bucket.take(0.05) is False
    assert bucket.take(0.11) is True
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]


def test_hosts_are_bounded_apart_and_together() -> None:
    limiter = RateLimiter(per_second=1.0, burst=2.0, names=2, total_per_second=5.0)
    assert [limiter.take(0.0, "a") for _ in range(3)] == [True, True, False]
    assert [limiter.take(0.0, "b") for _ in range(3)] == [True, True, False]
    assert [limiter.take(0.0, "c") for _ in range(2)] == [True, False]
    assert limiter.take(1.0, "a")
