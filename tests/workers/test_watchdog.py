from workers.watchdog import PATIENCE, Ear, at_work


def test_a_worker_is_deaf_when_rings_wait_although_it_is_idle() -> None:
    ear = Ear(lambda: 1)
    assert not ear.is_deaf(ear._heard_at + PATIENCE)
    assert ear.is_deaf(ear._heard_at + PATIENCE + 1)


def test_a_busy_worker_and_an_empty_lane_are_in_order() -> None:
    rings = [1]
    ear = Ear(lambda: rings[0])
    begun = ear._heard_at
    at_work.set()
    try:
        assert not ear.is_deaf(begun + 10 * PATIENCE)
    finally:
        at_work.clear()
    assert not ear.is_deaf(begun + 11 * PATIENCE)
    rings[0] = 0
    assert not ear.is_deaf(begun + 30 * PATIENCE)
