"""Set the clock of every Python program whose PYTHONPATH has this folder, as on a badly kept machine.

The environment variable CLOCK_SKEW_SECONDS says by how much it goes fast, or slow when negative. It goes on
ticking. time-machine shifts what programs ask in C as in Python: time.time, datetime.now and their relatives.
"""

import os
import time

import time_machine

if skew := float(os.environ.get("CLOCK_SKEW_SECONDS", "0")):
    time_machine.travel(time.time() + skew, tick=True).start()
