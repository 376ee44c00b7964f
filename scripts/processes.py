"""Two processes beside each other: when one ends, so does the other, and none is left behind."""

import contextlib
import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping

from prepare import say

PR_SET_PDEATHSIG = 1
WISHES = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Name = tuple[str, str]  # in English and in French


def side_by_side(runs: Mapping[Name, Callable[[], None]]) -> int:
    """Run all of `runs`, each in its process, until one ends or someone ends them.

    Return 0 when a person ended it, 1 when one of them died.
    """
    # A Ctrl-C while they start waits until someone can act on it.
    signal.pthread_sigmask(signal.SIG_BLOCK, WISHES)
    return _watch({_fork(run): name for name, run in runs.items()})


def _fork(run: Callable[[], None]) -> int:
    """Run `run` in a process of its own that ends when this one does, even when killed."""
    parent = os.getpid()
    number = os.fork()
    if number:
        return number
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WISHES)
        if os.getppid() == parent:
            run()
            code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except KeyboardInterrupt:
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):
            sys.stderr.flush()
        os._exit(code)


def _watch(children: dict[int, Name]) -> int:
    """Wait for the children; when one ends, or at Ctrl-C or SIGTERM, end the others."""
    asked = False

    def end(_number: int, _frame: object) -> None:
        nonlocal asked
        asked = True
        _end(children)

    for wish in WISHES:
        signal.signal(wish, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, WISHES)
    died = False
    while children:
        number, _status = os.wait()
        name = children.pop(number, None)
        if name is not None and not asked and not died:
            died = True
            say(
                f"The {name[0]} has ended unexpectedly; the rest is being stopped.",
                f"Le {name[1]} s’est arrêté de façon inattendue; le reste est arrêté aussi.",
            )
            _end(children)
    say("Lanterne has stopped.", "Lanterne est arrêté.")
    return 1 if died else 0


def _end(children: dict[int, Name]) -> None:
    for number in list(children):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGTERM)
