"""How often one client may ask for something cheap: counted in each process, within a bound.

Nothing of it is written down. A process forgets the clients that it has not seen for longest,
who may then ask again at once, which is the safe side for a page that everyone may open.
"""

import time
from collections import OrderedDict
from threading import Lock

MOST_CLIENTS = 10_000
BURST_SECONDS = 20  # of the allowance may be used at once


class Throttle:
    """An allowance for each client, which fills up again as time goes."""

    def __init__(self, most_clients: int = MOST_CLIENTS) -> None:
        self._most = most_clients
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # how much, as of when
        self._lock = Lock()

    def wait(self, client: str, *, a_minute: int) -> float:
        """Count a request of `client`; return 0, or the seconds after which to ask again."""
        now, a_second = time.monotonic(), a_minute / 60
        room = max(1.0, a_second * BURST_SECONDS)
        with self._lock:
            left, then = self._left.pop(client, (room, now))
            left = min(room, left + (now - then) * a_second)
            allowed = left >= 1
            self._left[client] = (left - 1 if allowed else left, now)
            if len(self._left) > self._most:
                self._left.popitem(last=False)
        return 0.0 if allowed else (1 - left) / a_second

    def __len__(self) -> int:
        """Return how many clients are remembered."""
        return len(self._left)
