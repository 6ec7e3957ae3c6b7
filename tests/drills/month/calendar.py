"""What happens on which day of the month: arithmetic, no clock.

The month lies in the next year, because Redis ends keys by the real clock; it holds both changes
of the clocks in spring. Everything is told in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

ZONES = ("Europe/Berlin", "America/Los_Angeles", "Asia/Tokyo")
OWN = ("Firefox", "Chrome", "Brave")
MARKET = ("Firefox", "Chrome", "Brave", "Vivaldi", "Opera")
DAILY_AT = time(6, 30)
LAST_HOUR = 22
_AWAY_HOUR = 6  # the first look after 06:30 in Berlin, before and after the clocks change


def first_day(today: date) -> date:
    """The month's first day: the 10th of March of the next year."""
    return date(today.year + 1, 3, 10)


@dataclass(frozen=True)
class Month:
    """A month as it is planned.

    Attributes:
        first: its first day, which begins with the first websites.
        days: how many.
        websites: how many; the last of several comes in the middle.
        is_faulty: whether providers fail, runs are killed and the daemon rests.
    """

    first: date
    days: int
    websites: int
    is_faulty: bool

    @property
    def begins(self) -> datetime:
        """When the first websites are added: at the beginning of the first day."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def ends(self) -> datetime:
        """The midnight after the last day: nobody looks any more."""
        return self.begins + timedelta(self.days)

    def moments(self) -> Iterator[datetime]:
        """When the daemon looks: every two hours of the month."""
        for number in range(12 * self.days):
            yield self.begins + timedelta(hours=2 * number)

    def day(self, number: int) -> date:
        """The day with a number, the first is 0."""
        return self.first + timedelta(number)

    def website_comes(self, number: int) -> datetime:
        """When a website is added: at the beginning, or in the middle of the month."""
        if number == 0 or number < self.websites - 1:
            return self.begins
        return datetime.combine(self.day((self.days - 1) // 2), time(10), UTC)

    @property
    def name_is_decided(self) -> datetime:
        """When somebody says that `Quantum` is Firefox: all days before are read again."""
        return datetime.combine(self.day(self.days // 4), time(20), UTC)

    @property
    def model_is_replaced(self) -> datetime:
        """When the second provider is asked for its new model."""
        return datetime.combine(self.day((2 * self.days) // 3), time(0), UTC)

    def kills_asking(self, day: date) -> bool:
        """Whether the first run that asks on a day is killed between two answers."""
        return self._is(day, 3, 7)

    def kills_publishing(self, day: date) -> bool:
        """Whether the first run that publishes on a day is killed in its middle."""
        return self._is(day, 1, 5)

    def is_away(self, now: datetime) -> bool:
        """Whether the second provider answers nobody, at an hour at which a day is due."""
        return self._is(now.date(), 2, 6) and now.hour == _AWAY_HOUR

    def rests(self, now: datetime) -> bool:
        """Whether the daemon is switched off: for thirty hours, three times in the month."""
        if not self.is_faulty:
            return False
        return any(
            timedelta() <= now - datetime.combine(self.day(off), time(2), UTC) < timedelta(hours=30)
            for off in range(1, self.days - 3, 11)
        )

    def _is(self, day: date, offset: int, every: int) -> bool:
        return self.is_faulty and (day - self.first).days % every == offset % min(every, self.days)
