"""On which days there was practice. It counts what was done; it knows no streaks, and nothing is lost by a day off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from posecheck.record import DayTotal
from posecheck.week_dose import week_start


@dataclass(frozen=True, slots=True)
class Span:
    """Some days that are looked at together.

    Attributes:
        first: the first of them.
        last: the last of them.
    """

    first: date
    last: date

    @classmethod
    def year(cls, year: int) -> Span:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def weeks(cls, number: int, today: date) -> Span:
        """The last weeks, this one included, from its Monday on."""
        return cls(week_start(today) - timedelta(weeks=number - 1), today)

    def days(self) -> list[date]:
        """Each day, in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]


def held_by_day(totals: Iterable[DayTotal]) -> dict[date, float]:
    """Credited seconds by day; days without practice are missing."""
    held_s: dict[date, float] = defaultdict(float)
    for total in totals:
        held_s[total.day] += total.held_s
    return dict(held_s)


def within(held_s: Mapping[date, float], span: Span) -> dict[date, float]:
    """The days of a span."""
    return {day: seconds for day, seconds in held_s.items() if span.first <= day <= span.last}


def weeks_with_practice(days: Iterable[date], span: Span) -> int:
    """In how many weeks of a span there was practice."""
    return len({week_start(day) for day in days if span.first <= day <= span.last})


def by_month(held_s: Mapping[date, float]) -> list[tuple[date, int, float]]:
    """The first of each month with practice, its days with practice and its credited seconds, oldest first."""
    months: dict[date, list[float]] = defaultdict(list)
    for day, seconds in held_s.items():
        months[day.replace(day=1)].append(seconds)
    return [(month, len(seconds), sum(seconds)) for month, seconds in sorted(months.items())]
