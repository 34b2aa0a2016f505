"""The fault suite: real processes, killed, stopped, starved and fed junk; each fault prints what it measured.

`make test-faults`, or `python tests/faults/run.py [--long] [--only NAME …]`; exit code 1 when anything did not hold.
The tests of CI have the same faults once each, bounded.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback

from clocks import wall_clock_jumps
from disks import damaged_saves, full_disk, no_permission, two_servers_on_one_folder
from engines import dead_supervisor, failing_engines
from killing import kill_9_the_client, kill_9_the_server
from lasting import mutated_messages, soak_real, soak_simulated
from names import slow_names
from networks import half_connections, idle_connections, over_ipv6, parts_flood, slow_network
from stalling import idle_worlds, one_that_never_reads, stopped_client, stopped_server
from strangers import connects_and_disconnects, hostile_client, junk_on_the_port

FAULTS = {
    fault.__name__: fault
    for fault in (
        kill_9_the_server, kill_9_the_client, stopped_client, stopped_server, one_that_never_reads, idle_worlds,
        junk_on_the_port, damaged_saves, full_disk, no_permission, two_servers_on_one_folder, wall_clock_jumps,
        connects_and_disconnects, failing_engines, dead_supervisor, hostile_client, parts_flood, half_connections,
        idle_connections, over_ipv6, slow_names, slow_network, mutated_messages, soak_simulated,
        soak_real,
    )
}  # fmt: skip


def main() -> int:
    """Run the faults and print one line of figures for each."""
    flags = argparse.ArgumentParser(description=__doc__)
    flags.add_argument("--long", action="store_true", help="as often and as long as the acceptance asks for")
    flags.add_argument("--only", nargs="+", choices=sorted(FAULTS), metavar="NAME", help=", ".join(FAULTS))
    given = flags.parse_args()
    failed = []
    everything = time.monotonic()
    for name, fault in FAULTS.items():
        if given.only and name not in given.only:
            continue
        began = time.monotonic()
        try:
            figures = fault(given.long)
        except Exception as error:
            failed.append(name)
            figures = {"FAILED": str(error) or type(error).__name__}
            traceback.print_exc()
        line = {"fault": name, "took_s": round(time.monotonic() - began, 1), **figures}
        print(json.dumps(line, ensure_ascii=False), flush=True)
    took = round(time.monotonic() - everything, 1)
    print(json.dumps({"faults": len(given.only or FAULTS), "failed": failed, "took_s": took}), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
