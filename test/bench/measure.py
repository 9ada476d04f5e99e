"""Runs a command and writes wall and processor seconds, peak memory in bytes and the exit code, as JSON.

python measure.py REPORT COMMAND...

A process of its own, and a small one: Linux counts the memory of whoever starts a process as that
process's own peak (getrusage(2)), so what a large process starts can't be measured from there.
"""

import json
import resource
import subprocess
import sys
import time

report, command = sys.argv[1], sys.argv[2:]
started = time.monotonic()
code = subprocess.call(command)
seconds = time.monotonic() - started
# Bytes on macOS, kilobytes on Linux.
unit = 1 if sys.platform == "darwin" else 1024
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(report, "w", encoding="utf-8") as file:
    cpu = used.ru_utime + used.ru_stime
    json.dump({"seconds": seconds, "cpuSeconds": cpu, "peakBytes": used.ru_maxrss * unit, "code": code}, file)
