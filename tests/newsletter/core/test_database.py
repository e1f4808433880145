from sqlalchemy.orm import Session

from newsletter.core.database import after_commit, transaction


def test_a_call_waits_for_the_commit(session: Session) -> None:
    rung: list[str] = []
    with transaction():
        after_commit(lambda: rung.append("bell"))
        assert rung == []
    assert rung == ["bell"]


def test_a_rollback_forgets_the_call(session: Session) -> None:
    rung: list[str] = []
    try:
        with transaction():
            after_commit(lambda: rung.append("bell"))
            raise ValueError
    except ValueError:
        pass
    with transaction():
        pass
    assert rung == []
