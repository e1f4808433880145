"""On which days notices may leave."""

from dataclasses import dataclass
from datetime import date, timedelta

from newsletter.core.working_days import is_working_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Working days of a country outside the weeks in which an office keeps still."""

    country: str
    still_weeks: frozenset[int] = frozenset()

    def is_open(self, day: date) -> bool:
        return is_working_day(day, self.country) and day.isocalendar().week not in self.still_weeks

    def back(self, day: date) -> date:
        """That day, or the last open day before it."""
        while not self.is_open(day):
            day -= ONE_DAY
        return day

    def forward(self, day: date) -> date:
        """That day, or the next open day after it."""
        while not self.is_open(day):
            day += ONE_DAY
        return day

    def shifted(self, day: date, working_days: int) -> date:
        """So many open days before (negative) or after that day, which itself may be any."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            day = self.forward(day) if working_days > 0 else self.back(day)
        return day
