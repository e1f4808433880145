"""The arithmetic of pace, by a clock that the test moves."""

from itertools import pairwise

import pytest

from newsletter.rates import parse_domain_rates, parse_rate
from newsletter.transport.pace import (
    DOUBLING,
    PATIENCE,
    Bucket,
    Limits,
    Slowness,
    slowed,
)


@pytest.mark.parametrize(("text", "rate"), [("5/s", 5), ("60/min", 1), (" 1.5 / s ", 1.5), ("3600/h", 1)])
def test_rates_are_written_with_their_unit(text: str, rate: float) -> None:
    assert parse_rate(text) == rate


@pytest.mark.parametrize("text", ["", "5", "5/week", "-1/s", "0/s", "fast"])
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no rate"):
        parse_rate(text)


def test_a_rate_covers_the_domains_below_and_the_star_each_other_domain_by_itself() -> None:
    limits = Limits(domains=parse_domain_rates("Example.org=5/s, test=60/min, växjö.example=1/s, *=2/s"))
    assert limits.of_domain("example.org") == ("example.org", 5)
    assert limits.of_domain("mail.a.test") == ("test", 1)
    assert limits.of_domain("xn--vxj-qla6g.example") == ("xn--vxj-qla6g.example", 1)
    assert limits.of_domain("notexample.org") == ("notexample.org", 2)
    assert Limits(domains={"test": 1}).of_domain("example.org") is None


@pytest.mark.parametrize("text", ["example.org", "=5/s", "example.org=often", "a b=5/s"])
def test_a_rate_of_a_domain_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"example\.org|rate"):
        parse_domain_rates(text)


@pytest.mark.parametrize("rate", [0.2, 1.0, 7.0, 1000.0])
def test_a_bucket_lets_out_its_rate_and_no_burst_of_more_than_a_second(rate: float) -> None:
    bucket = Bucket(0)
    taken = sum(bucket.take(1000, rate, tenth / 10) for tenth in range(1, 1001))
    assert rate * 100 - 1 <= taken <= rate * 100
    assert bucket.take(10_000, rate, 5000) <= max(1, rate)


def test_who_may_owe_goes_before_the_others_and_the_rate_is_kept_all_the_same() -> None:
    bucket = Bucket(0)
    assert bucket.take(3, 5, 0) == 0
    assert bucket.take(9, 5, 0, may_owe=True) == 5
    assert bucket.take(1, 5, 0, may_owe=True) == 0
    assert sum(bucket.take(5, 5, 0.1 + tenth / 10) for tenth in range(20)) == 5


def test_a_clock_that_is_put_back_neither_stops_the_mail_nor_gives_anything_away() -> None:
    bucket = Bucket(10_000)
    assert bucket.take(5, 5, 10_001) == 5
    assert bucket.take(5, 5, 9_999) == 0, "two machines may differ by so much"
    assert bucket.take(5, 5, 6_000) == 0
    assert bucket.take(50, 5, 6_001) == 5
    assert slowed(None, 10, now=10_000).rate_at(6_000) is None


def test_a_complaint_halves_the_rate_and_several_at_once_are_one() -> None:
    first = slowed(None, 100, now=0)
    assert first.rate_at(0) == 50
    assert slowed(first, 100, now=1) is first
    second = slowed(first, 50, now=10)
    assert second.rate_at(10) == 25
    assert second.full == 100


def test_the_rate_grows_back_step_by_step_and_then_the_complaint_is_forgotten() -> None:
    slowness = slowed(slowed(None, 80, now=0), 80, now=10)
    rates = [slowness.rate_at(10 + PATIENCE + DOUBLING * half / 2) for half in range(-2, 5)]
    assert rates[:3] == [20, 20, 20]
    known = [rate for rate in rates if rate is not None]
    assert known == sorted(known)
    assert all(after <= before * 1.5 for before, after in pairwise(known))
    assert slowness.rate_at(10 + PATIENCE + 2 * DOUBLING) is None


def test_nothing_is_slowed_to_a_standstill_however_often_somebody_complains() -> None:
    slowness: Slowness | None = None
    for complaint in range(100):
        slowness = slowed(slowness, 1000, now=complaint * 6)
    assert slowness is not None
    assert slowness.rate >= 0.1
    assert slowness.rate_at(600 + 3600) is None
