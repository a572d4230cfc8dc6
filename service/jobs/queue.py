"""Who is next: one order of each waiting client in turn."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator

from service.jobs.process import Ticket


class FairQueue:
    """Tickets that wait, by client. However many one client sends, the first of another comes second
    at the latest; ``most`` may wait in all, and half of them of one client."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: OrderedDict[str, deque[Ticket]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(tickets) for tickets in self._waiting.values())

    def __iter__(self) -> Iterator[Ticket]:
        return (ticket for tickets in self._waiting.values() for ticket in tickets)

    def add(self, ticket: Ticket) -> bool:
        """Whether there was a place for ``ticket``."""
        own = self._waiting.get(ticket.client, ())
        if len(self) >= self._most or len(own) >= max(1, self._most // 2):
            return False
        self._waiting.setdefault(ticket.client, deque()).append(ticket)
        return True

    def take(self) -> Ticket | None:
        """The next ticket that is still wanted; its client goes to the end of the row."""
        while self._waiting:
            client, tickets = self._waiting.popitem(last=False)
            ticket = tickets.popleft()
            if tickets:
                self._waiting[client] = tickets
            if ticket.wanted:
                return ticket
        return None

    def discard(self, ticket: Ticket) -> None:
        tickets = self._waiting.get(ticket.client)
        if tickets is not None and ticket in tickets:
            tickets.remove(ticket)
            if not tickets:
                del self._waiting[ticket.client]
