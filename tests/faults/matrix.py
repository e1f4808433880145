"""The faults that sending must stand, by number; where each is tested, or why it cannot be tested here."""

# Proved by tests of other folders as well, or there alone.
ELSEWHERE: dict[int, tuple[str, ...]] = {
    4: ("newsletter/issues/test_sending_views.py::test_pressing_send_twice_sends_once",),
    16: ("newsletter/transport/test_faults.py::test_421_to_the_final_dot_defers_the_copy",),
    22: ("newsletter/outbox/test_replies.py::test_a_copy_deferred_for_two_days_is_given_up",),
    25: (
        "newsletter/transport/test_opening.py::test_a_server_that_never_greets_is_given_up",
        "newsletter/transport/test_faults.py::test_a_server_that_stays_silent_after_the_dot_leaves_the_copy_unknown",
    ),
    26: (
        "newsletter/transport/test_opening.py::test_a_certificate_that_does_not_verify_gets_nothing",
        "newsletter/transport/test_opening.py::test_a_server_without_starttls_is_never_spoken_to_in_the_clear",
    ),
    32: (
        "newsletter/issues/test_departure.py::test_a_time_that_the_spring_change_skips_is_refused",
        "newsletter/issues/test_departure.py::test_a_time_that_comes_twice_in_autumn_means_the_first",
        "newsletter/notices/test_plans.py::test_wall_time_holds_across_the_clock_change",
    ),
    33: (
        "newsletter/notices/test_digest_clock.py::test_a_missed_digest_is_caught_up_once",
        "newsletter/notices/test_digest_clock.py::test_digests_follow_one_another_without_gap_or_overlap",
    ),
    39: ("newsletter/issues/test_drafts.py::test_a_scheduled_issue_cannot_be_changed",),
}

# Not tested, or not wholly, and why.
NOT_HERE: dict[int, str] = {
    4: "The web process is stood in for by a process that does what its view does: one transaction, then a ring.",
    10: "Redis is away for seconds, not for ten minutes: nothing in the code waits longer than that for it.",
    15: "A full disk under PostgreSQL needs a small file system, which only root can mount. A read-only server stops "
    "every write in the same way.",
    19: "That the address is not used for the next issue either belongs to the handling of bounces.",
    25: "Nobody waits ten real minutes for a reply: the times themselves are compared with RFC 5321.",
    30: "No name server is broken; a name that never resolves and an address that does not answer take its place.",
    34: "The disk is full for the workers by a limit on the size of files, not by a small file system.",
    35: "The kernel kills as kill -9 does, which is what is done. No data can make a worker ask for so much memory.",
    38: "Attachments do not exist; pictures are refused at upload (tests/newsletter/media).",
    44: "The people are inserted at once, as lists cannot be imported yet; how long pages take meanwhile is not measured.",
    45: "The backup is minutes old, not an hour: what counts is that mail has left since.",
    46: "The new version brings no migration of its own, as the schema of this one is the newest there is.",
    47: "There is no interface for other programs yet.",
    48: "Bounce mail is not read yet.",
    49: "Bounce mail is not read yet.",
    50: "A million recipients are sent in benchmarks/, not here.",
}
