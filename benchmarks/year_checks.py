"""What must be true of a simulated time, asked of the ledger with SQL of its own: none of it uses the rules it checks."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import text

from newsletter.core.database import session
from newsletter.core.working_days import is_working_day

OPENS, CLOSES = time(7, 30), time(17)
SOON = timedelta(hours=48)
AT_ANY_HOUR = ("changed", "cancelled", "postponed")
"""When the event begins within two days."""

COPIES = (
    """
    CREATE TABLE simulated_copy AS
    SELECT m.id AS mailing_id, m.kind AS mailing_kind, s.plan_id, p.event_id, p.kind, p.generation, p.step, s.at,
           s.zone, s.deadline, u.contact_id
      FROM mailing m JOIN simulated_sent s ON s.mailing_id = m.id JOIN notice_plan p ON p.id = s.plan_id
      JOIN batch b ON b.mailing_id = m.id AND b.form_hash IS NOT NULL
     CROSS JOIN LATERAL unnest(b.contact_ids, string_to_array(b.states, NULL)) AS u (contact_id, state)
     WHERE u.state = 'a'
    """,
    "CREATE INDEX ON simulated_copy (event_id, contact_id)",
    "CREATE INDEX ON simulated_copy (contact_id)",
    "ANALYZE simulated_copy",
)
NEWS = "('new', 'opens', 'deadline', 'last_seats', 'extended', 'earlier', 'material')"
INVITING = "('deadline', 'last_seats', 'extended', 'earlier')"

CHECKS: Mapping[str, str] = {
    "told twice of the same": """
        SELECT event_id, contact_id, kind, generation, step, count(*) FROM simulated_copy
         GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1""",
    "told twice of material": """
        SELECT event_id, contact_id, count(*) FROM simulated_copy WHERE kind = 'material'
         GROUP BY 1, 2, generation HAVING count(*) > 1""",
    "mailed, but the ledger does not know": """
        SELECT c.event_id, c.contact_id, c.kind FROM simulated_copy c WHERE NOT EXISTS (
          SELECT FROM told_person t WHERE (t.contact_id, t.event_id, t.purpose, t.generation, t.step)
               = (c.contact_id, c.event_id, c.kind, c.generation, c.step))""",
    "told by the ledger, but not mailed": """
        SELECT t.event_id, t.contact_id, t.purpose FROM told_person t WHERE NOT EXISTS (
          SELECT FROM simulated_copy c WHERE (t.contact_id, t.event_id, t.purpose, t.generation, t.step)
               = (c.contact_id, c.event_id, c.kind, c.generation, c.step))""",
    "told of a deadline after it": f"""
        SELECT event_id, contact_id, kind, at, deadline FROM simulated_copy
         WHERE kind IN {INVITING} AND at >= deadline""",
    "registered, and reminded to register": f"""
        SELECT c.event_id, c.contact_id, c.kind, c.at FROM simulated_copy c
          JOIN registration r USING (event_id, contact_id)
         WHERE c.kind IN {INVITING} AND r.received_at <= c.at AND r.state <> 'unconfirmed'
           AND NOT (r.state IN ('cancelled', 'rejected', 'declined') AND r.state_since <= c.at
                    AND coalesce(r.ended_because, '') NOT IN ('given_up', 'left_list', 'offer_declined', 'transferred'))""",
    "marked, and reminded to register": f"""
        SELECT c.event_id, c.contact_id, c.kind, c.at, m.at FROM simulated_copy c
          JOIN event_mark m USING (event_id, contact_id) WHERE c.kind IN {INVITING} AND m.at < c.at""",
    "gave up, and was mailed as a participant": """
        SELECT c.event_id, c.contact_id, c.kind, c.at FROM simulated_copy c
         WHERE c.kind IN ('practical', 'reminder', 'evaluation') AND NOT EXISTS (
           SELECT FROM registration r WHERE (r.event_id, r.contact_id) = (c.event_id, c.contact_id)
              AND r.received_at <= c.at AND NOT (r.state = 'cancelled' AND r.state_since <= c.at))""",
    "did not come, and was asked how it was": """
        SELECT c.event_id, c.contact_id, c.at FROM simulated_copy c JOIN registration r USING (event_id, contact_id)
         WHERE c.kind = 'evaluation' AND r.state = 'no_show' AND r.state_since <= c.at""",
    "more than one mail with news at once in a day": """
        SELECT contact_id, (at AT TIME ZONE zone)::date, count(DISTINCT mailing_id) FROM simulated_copy
         WHERE mailing_kind = 'follower_notice' GROUP BY 1, 2 HAVING count(DISTINCT mailing_id) > 1""",
    "more than two mails about one deadline": """
        SELECT event_id, contact_id, count(DISTINCT mailing_id) FROM simulated_copy WHERE kind = 'deadline'
         GROUP BY 1, 2 HAVING count(DISTINCT mailing_id) > 2""",
    "two mails with news of one event within three days": f"""
        SELECT * FROM (SELECT event_id, contact_id, kind, at, mailing_kind,
                 lag(at) OVER w AS before, lag(mailing_id) OVER w <> mailing_id AS is_other,
                 lag(kind) OVER w, lag(mailing_kind) OVER w
            FROM simulated_copy WHERE kind IN {NEWS} AND mailing_kind IN ('follower_notice', 'digest')
          WINDOW w AS (PARTITION BY event_id, contact_id ORDER BY at, mailing_id)) AS pairs
         WHERE is_other AND at - before < interval '70 hours'""",
    "notice of a cancelled event": """
        SELECT event_id, kind, at FROM simulated_sent WHERE occurrence = 'cancelled' AND kind <> 'cancelled'""",
    "notice of a postponed event": """
        SELECT event_id, kind, at FROM simulated_sent
         WHERE occurrence = 'postponed' AND kind NOT IN ('postponed', 'cancelled')""",
    "notice of an event that is not public": """
        SELECT event_id, kind, at FROM simulated_sent WHERE publication <> 'published'""",
    "left or paused, and mailed": """
        SELECT c.contact_id, c.kind, c.at, g.at FROM simulated_copy c JOIN simulated_gone g USING (contact_id)
         WHERE c.mailing_kind IN ('follower_notice', 'digest') AND c.at > g.at""",
    "before an event, after it began": """
        SELECT event_id, kind, at, starts FROM simulated_sent
         WHERE kind IN ('practical', 'reminder') AND at >= starts + interval '1 day'""",
    "candidates are not queued and excluded": """
        SELECT m.id, m.kind, m.candidates, m.queued, m.excluded, b.queued, b.excluded FROM mailing m
          JOIN LATERAL (SELECT coalesce(sum(cardinality(contact_ids)) FILTER (WHERE form_hash IS NOT NULL), 0) AS queued,
                               coalesce(sum(cardinality(contact_ids)) FILTER (WHERE form_hash IS NULL), 0) AS excluded
                          FROM batch WHERE mailing_id = m.id) AS b ON true
         WHERE m.candidates IS NOT NULL AND (m.queued <> b.queued OR m.excluded <> b.excluded
               OR m.candidates <> m.queued + m.excluded OR m.is_unbalanced)""",
    "person twice in one mailing": """
        SELECT mailing_id, contact_id, count(*) FROM batch CROSS JOIN unnest(contact_ids) AS u (contact_id)
         GROUP BY 1, 2 HAVING count(*) > 1""",
    "mailing that failed for another reason than its event": """
        SELECT id, kind, fault FROM mailing WHERE state IN ('failed', 'paused')
           AND fault NOT LIKE '%nobody needs this%' AND fault NOT LIKE '%too late for this mailing%'""",
    "mailing that never ended": """
        SELECT id, kind, state, start_at FROM mailing WHERE state NOT IN ('completed', 'cancelled', 'failed')""",
    "notice that never ended": """
        SELECT id, event_id, kind, state, due_at FROM notice_plan
         WHERE state NOT IN ('sent', 'skipped', 'cancelled', 'missed') AND due_at < :end""",
    "notice that ended without a reason": """
        SELECT id, event_id, kind, state FROM notice_plan
         WHERE state IN ('skipped', 'cancelled', 'missed') AND reason = ''""",
    "more places given than there are": """
        SELECT e.id, e.places, count(*) FROM event e JOIN registration r ON r.event_id = e.id
         WHERE r.state IN ('confirmed', 'attended', 'no_show', 'offered') AND e.places IS NOT NULL
         GROUP BY e.id HAVING count(*) > e.places""",
}


def violations(end: datetime, gone: Mapping[int, datetime]) -> dict[str, list[Any]]:
    """Empty lists where all is well. `gone`: who left, paused or could not be reached any more, and since when."""
    for statement in COPIES:
        session.execute(text(statement))
    session.execute(text("CREATE TABLE simulated_gone (contact_id bigint, at timestamptz)"))
    if gone:
        rows = [{"contact_id": contact_id, "at": at} for contact_id, at in gone.items()]
        session.execute(text("INSERT INTO simulated_gone VALUES (:contact_id, :at)"), rows)
    found = {}
    for name, query in CHECKS.items():
        found[name] = list(session.execute(text(query), {"end": end} if ":end" in query else {}))
    return {**found, "outside working hours": list(_out_of_hours())}


def _out_of_hours() -> Iterator[Any]:
    rows = session.execute(
        text(
            "SELECT s.*, m.kind AS mailing_kind FROM simulated_sent s JOIN mailing m ON m.id = s.mailing_id"
            " WHERE m.kind <> 'digest' AND m.queued > 0"
        )
    )
    for row in rows:
        local = row.at.astimezone(ZoneInfo(row.zone))
        is_soon = row.starts is not None and row.starts - row.at <= SOON
        if row.kind in AT_ANY_HOUR and is_soon:
            continue
        is_open = OPENS <= local.time() < CLOSES and is_working_day(local.date(), row.country)
        if not is_open:
            yield (row.event_id, row.kind, local.isoformat())
