# SPDX-License-Identifier: GPL-3.0-or-later
"""Prepares many recordings, in several processes, with a line of progress."""

import concurrent.futures
import pathlib
import signal
import sys
import time
from typing import Callable

from .ffmpeg import SoundError
from .journal import Journal
from .prepare import prepare
from .recordings import Recording

LINE_SECONDS = 30.0  # between lines of progress


def _leave_signals() -> None:
    # Ctrl-C reaches the whole group; the main process gives up in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _progress(done: int, count: int, since: float) -> None:
    left = (time.monotonic() - since) / done * (count - done)
    print(f"{done} of {count} recordings, {int(left) // 60}:{int(left) % 60:02d} left", file=sys.stderr, flush=True)


def prepare_all(recordings: "list[Recording]", corpus: pathlib.Path, journal: Journal, jobs: int,
                report: Callable[[str], None]) -> int:
    """Prepares each and notes it in the journal as soon as it is done. Returns how many failed, each reported."""
    failed, rejected, since, told = 0, {}, time.monotonic(), time.monotonic()
    if not recordings:
        return 0
    with concurrent.futures.ProcessPoolExecutor(jobs, initializer=_leave_signals) as pool:
        work = {pool.submit(prepare, recording, corpus): recording for recording in recordings}
        try:
            for done, future in enumerate(concurrent.futures.as_completed(work), 1):
                try:
                    result = future.result()
                except SoundError as error:
                    failed += 1
                    report(str(error))
                else:
                    journal.add(work[future], result)
                    if "rejected" in result:
                        rejected[result["rejected"]] = rejected.get(result["rejected"], 0) + 1
                if time.monotonic() - told > LINE_SECONDS:
                    told = time.monotonic()
                    _progress(done, len(recordings), since)
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    for reason, count in sorted(rejected.items()):
        report(f"{count} recordings left out ({reason})")
    if failed:
        report(f"{failed} of {len(recordings)} recordings failed; the same command tries them again")
    return failed
