"""Sharing out too few places among organisations."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.registrations.fairness import Outcome, Why, Wish, allocate

NOON = datetime(2027, 3, 12, 12, tzinfo=UTC)


def wish(number: int, organisation: str, minute: int | None = None, rank: int | None = None) -> Wish:
    return Wish(number, organisation, NOON + timedelta(minutes=number if minute is None else minute), rank)


def granted(outcomes: list[Outcome]) -> list[int]:
    return [outcome.wish.id for outcome in outcomes if outcome.is_granted]


def test_where_there_are_enough_places_everybody_gets_one() -> None:
    outcomes = allocate([wish(1, "Almvika"), wish(2, "Almvika"), wish(3, "Bredvik")], 3)
    assert {outcome.why for outcome in outcomes} == {Why.ENOUGH_PLACES}
    assert sorted(granted(outcomes)) == [1, 2, 3]


def test_an_organisation_that_came_early_with_many_leaves_room_for_others() -> None:
    many = [wish(number, "Almvika") for number in range(1, 9)]
    outcomes = allocate([*many, wish(20, "Bredvik"), wish(21, "Cederö")], 4)
    assert granted(outcomes) == [1, 20, 21, 2]


def test_the_organisations_own_order_counts_before_the_time_of_arrival() -> None:
    outcomes = allocate([wish(1, "Almvika"), wish(2, "Almvika", rank=2), wish(3, "Almvika", rank=1)], 2)
    assert granted(outcomes) == [3, 2]


def test_a_name_typed_in_another_way_is_the_same_organisation() -> None:
    outcomes = allocate([wish(1, "Almvika kommun"), wish(2, " almvika  Kommun "), wish(3, "Bredvik")], 2)
    assert granted(outcomes) == [1, 3]


def test_people_who_come_for_nobody_are_each_their_own() -> None:
    outcomes = allocate([wish(1, "Almvika"), wish(2, "Almvika"), wish(3, ""), wish(4, "")], 3)
    assert granted(outcomes) == [1, 3, 4]


def test_nobody_gets_more_than_the_cap_even_where_places_are_left() -> None:
    outcomes = allocate([wish(number, "Almvika") for number in range(5)], 5, cap=2)
    assert granted(outcomes) == [0, 1]
    assert [outcome.why for outcome in outcomes[2:]] == [Why.CAP_REACHED] * 3


def test_places_an_organisation_holds_already_count_as_its_own() -> None:
    outcomes = allocate([wish(1, "Almvika"), wish(2, "Bredvik")], 1, held={"almvika": 1})
    assert granted(outcomes) == [2]


def test_those_without_a_place_learn_why() -> None:
    outcomes = allocate([wish(1, "Almvika"), wish(2, "Bredvik"), wish(3, "Almvika")], 2)
    assert outcomes[-1].why is Why.SHARED_OUT and not outcomes[-1].is_granted


@pytest.mark.parametrize(("places", "cap"), [(-1, None), (1, 0)])
def test_limits_that_make_no_sense_are_refused(places: int, cap: int | None) -> None:
    with pytest.raises(ValueError, match="negative"):
        allocate([wish(1, "Almvika")], places, cap)


def test_a_wish_counts_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        allocate([wish(1, "Almvika"), wish(1, "Bredvik")], 2)


wishes = st.lists(
    st.builds(
        Wish,
        st.integers(1, 10**6),
        st.sampled_from(["Almvika", "Bredvik", "Cederö", "Dalby", ""]),
        st.integers(0, 50).map(lambda minute: NOON + timedelta(minutes=minute)),
        st.none() | st.integers(1, 5),
    ),
    max_size=40,
    unique_by=lambda made: made.id,
)


@settings(max_examples=200, deadline=None)
@given(wishes, st.integers(0, 30), st.none() | st.integers(1, 5), st.randoms(use_true_random=False))
def test_it_is_fair_whatever_is_wished(
    made: list[Wish], places: int, cap: int | None, chance: random.Random
) -> None:
    outcomes = allocate(made, places, cap)
    got = [outcome for outcome in outcomes if outcome.is_granted]
    share = Counter(outcome.wish.group for outcome in got)
    demand = Counter(one.group for one in made)

    assert sorted(outcome.wish.id for outcome in outcomes) == sorted(one.id for one in made)
    assert len(got) == min(places, sum(min(count, cap or count) for count in demand.values()))
    for group, wanted in demand.items():
        if share[group] < min(wanted, cap or wanted):
            assert all(others <= share[group] + 1 for others in share.values())
    for group in demand:
        own = [outcome.wish for outcome in outcomes if outcome.wish.group == group and outcome.is_granted]
        ranked = sorted(
            (one for one in made if one.group == group),
            key=lambda one: (one.rank is None, one.rank or 0, one.received_at, one.id),
        )
        assert own == ranked[: len(own)]
    assert allocate(chance.sample(made, len(made)), places, cap) == outcomes
