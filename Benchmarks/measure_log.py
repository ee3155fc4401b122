#!/usr/bin/env python3
"""The ingestion log beside a C loop of the same writes and syncs, Redis and SQLite, all on one disk and with the same responses.

The contestants take turns, each in a directory that is deleted afterwards, with a pause in which the disk forgets the deletion; the
median of ROUNDS counts, and the table says how far the rounds lay apart. The last part are long runs (LOG_SECONDS)."""
import json, os, pathlib, shutil, statistics, subprocess, sys, time
from measuring import heading, run, table

PLACE = pathlib.Path(".build/bench/log")
SAMPLE = os.environ["BENCH_LOG_SAMPLE"]
PROGRAM = os.environ.get("BENCH_LOG_PROGRAM", ".build/release/log-bench")
ROUNDS, SECONDS, LONG = int(os.environ["ROUNDS"]), float(os.environ["LOG_TURN_SECONDS"]), float(os.environ["LOG_SECONDS"])
# Clients that send one response each, and clients that send 16 at once, as phones do that come back into the network.
SINGLES, GROUPS = (2048, 1), (128, 16)
# What the long run writes on the fastest disk that this has run on.
NEEDED_BYTES = max(8e9, LONG * 0.7e9)


class Place:
    """A directory of one contestant; nothing of it is left for the next."""

    def __enter__(self):
        if PLACE.exists():
            shutil.rmtree(PLACE)
        PLACE.mkdir(parents=True)
        if shutil.disk_usage(PLACE).free < NEEDED_BYTES:
            raise SystemExit(f"bench: {NEEDED_BYTES / 1e9:.0f} GB of free disk are needed under {PLACE}")
        return PLACE

    def __exit__(self, *_):
        shutil.rmtree(PLACE)
        # The journal tells the disk of freed space when it is written; the next contestant must not wait for that.
        os.sync()
        time.sleep(2)


def said(*command, sample=False):
    """Runs a contestant, which prints one line of JSON; with `sample` the responses come by its standard input."""
    if not sample:
        return json.loads(run(*map(str, command)).out)
    with open(SAMPLE, "rb") as responses:
        done = subprocess.run(list(map(str, command)), stdin=responses, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} answered {done.returncode}: {done.stderr[:2000]}")
    return json.loads(done.stdout)


def append(clients=SINGLES, segments="zeroed", seconds=SECONDS):
    with Place() as place:
        return said(PROGRAM, "append", "--sample", SAMPLE, "--clients", clients[0], "--group", clients[1], "--segments", segments,
                    "--seconds", seconds, place / "data")


def loop(like, kind="zeroed", zeroing=True, seconds=SECONDS):
    """The C loop with batches as large as those that the log wrote in `like`."""
    with Place() as place:
        return said(".build/bench/append_loop", "--file", kind, *(["--zeroing"] if zeroing else []), "--batch", int(like["batchBytes"]),
                    "--records", like["batchRecords"], "--prepared", 4 << 30, "--seconds", seconds, place, sample=True)


def redis(clients, pipeline):
    with Place() as place:
        return said(sys.executable, "Benchmarks/peer_redis.py", SAMPLE, place / "redis", "--clients", clients, "--pipeline", pipeline,
                    "--seconds", SECONDS)


def sqlite(group):
    with Place() as place:
        return said(".build/bench/peer_sqlite", "--group", group, "--seconds", SECONDS, place / "responses.db", sample=True)


def wake(pause_ms):
    with Place() as place:
        return said(PROGRAM, "wake", "--sample", SAMPLE, "--pause-ms", pause_ms, place / "data")


def scan():
    """Of a log whose newest segment is as large as a whole log of a survey: 1 GB."""
    with Place() as place:
        said(PROGRAM, "append", "--sample", SAMPLE, "--seconds", 0, "--records", 500_000, "--segment-bytes", 1_000_000_000, place / "data")
        return said(PROGRAM, "scan", place / "data")


def measured():
    """What each contestant said, round by round."""
    rounds = {}
    for turn in range(ROUNDS):
        def take(name, contestant, *arguments, **named):
            if sys.stderr.isatty():
                print(f"\r\033[Kround {turn + 1} of {ROUNDS}: {name}", end="", file=sys.stderr, flush=True)
            rounds.setdefault(name, []).append(contestant(*arguments, **named))
            return rounds[name][-1]

        ours = take("ours", append)
        take("loop, zeroing beside", loop, ours)
        take("ours, groups", append, GROUPS)
        take("ours, reserved", append, GROUPS, "reserved")
        take("loop, reserved", loop, ours, "reserved", False)
        take("ours, growing", append, GROUPS, "growing")
        take("loop, growing", loop, ours, "growing", False)
        take("loop, zeroed before", loop, ours, "zeroed", False)
        one = take("ours, one client", append, (1, 1))
        take("loop, one", loop, one, "zeroed", False)
        take("ours, one client, reserved", append, (1, 1), "reserved")
        take("ours, one client, growing", append, (1, 1), "growing")
        take("redis", redis, 64, 16)
        take("redis, one client", redis, 1, 1)
        take("sqlite", sqlite, round(ours["batchRecords"]))
        take("sqlite, one", sqlite, 1)
        take("wake, every 5 ms", wake, 5)
        take("wake, every 1 ms", wake, 1)
        take("scan", scan)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    return rounds


def main():
    load = os.getloadavg()[0]
    rounds = measured()
    values = lambda name, field: [said[field] for said in rounds[name]]
    median = lambda name, field="recordsPerSecond": statistics.median(values(name, field))
    # Paired: what a round's own neighbours did, not what the best moments of the day allow.
    ratio = lambda one, other, field="recordsPerSecond": statistics.median(
        a / b for a, b in zip(values(one, field), values(other, field)))
    spread = lambda name, field="recordsPerSecond": f"{min(values(name, field)):,.0f}–{max(values(name, field)):,.0f}"
    records = rounds["ours"][0]["recordBytes"]

    heading(f"The log: responses of {records:,.0f} bytes, one partition, {ROUNDS} rounds of {SECONDS:.0f} s, load {load:.1f} before")
    print(f"Batches of {median('ours', 'batchBytes') / 1e3:,.0f} KB:\n")
    table(["contestant", "records/s", "lowest–highest", "log of groups / it", "p50 of a sync, µs", "CPU µs a record"],
          [[title, f"{median(name):,.0f}", spread(name), f"{ratio('ours, groups', name):.2f}", f"{median(name, sync):,.0f}" if sync else "–",
            f"{median(name, 'processorUsPerRecord'):.2f}" if sync else "–"]
           for title, name, sync in [
               ("log, 2,048 clients send one", "ours", "syncP50Us"), ("log, 128 clients send 16", "ours, groups", "syncP50Us"),
               ("C loop that zeroes as well", "loop, zeroing beside", "p50Us"), ("C loop, all zeroed before", "loop, zeroed before", "p50Us"),
               ("log of groups, reserved segments", "ours, reserved", "syncP50Us"), ("C loop, reserved", "loop, reserved", "p50Us"),
               ("log of groups, growing segments", "ours, growing", "syncP50Us"), ("C loop, growing", "loop, growing", "p50Us"),
               ("Redis XADD, appendfsync always", "redis", None), ("SQLite WAL, FULL, as many a commit", "sqlite", None)]])
    print(f"\nThe log of single responses / the C loop that zeroes as well: {ratio('ours', 'loop, zeroing beside'):.2f}.")
    print("\nOne client:\n")
    table(["contestant", "p50, µs", "p99, µs", "ours / it"],
          [[title, f"{median(name, p50):,.0f}", f"{median(name, p50.replace('50', '99')):,.0f}",
            f"{ratio('ours, one client', name, 'ackP50Us') if p50 == 'ackP50Us' else ratio_of(rounds, name):.2f}"]
           for title, name, p50 in [
               ("log, staged to acknowledged", "ours, one client", "ackP50Us"), ("C loop: pwrite and fdatasync", "loop, one", "p50Us"),
               ("log, reserved segments", "ours, one client, reserved", "ackP50Us"),
               ("log, growing segments", "ours, one client, growing", "ackP50Us"),
               ("Redis XADD, appendfsync always", "redis, one client", "p50Us"), ("SQLite, one insert a transaction", "sqlite, one", "p50Us")]])
    print("\nA reader in another process has the record, from the return of the sync (from the acknowledgement):\n")
    table(["one record", "p50, µs", "p99, µs", "longest, µs"],
          [[name.removeprefix("wake, "), *(f"{median(name, 'fromSync' + p):,.0f} ({median(name, 'fromAck' + p):,.0f})" for p in ("P50Us", "P99Us", "MaxUs"))]
           for name in ("wake, every 5 ms", "wake, every 1 ms")])
    print("\nFrom memory:\n")
    table(["what reads", "GB/s"],
          [[title, f"{median('scan', field):.2f}"] for title, field in [
              ("recovery, newest segment", "recoveryGigabytesPerSecond"), ("verify, all segments", "surveyGigabytesPerSecond"),
              ("LogReader, all records", "readGigabytesPerSecond")]])

    print(f"\n{LONG:.0f} s without a pause, and half as long for the C loop that zeroes as well: it is faster and must not fill the disk.\n")
    table(["clients", "records/s", "C loop", "log / loop", "acknowledged p50, p99, at most, ms"], [without_a_pause(clients) for clients in (SINGLES, GROUPS)])
    print(f"\nLoad after: {os.getloadavg()[0]:.1f}.")


def without_a_pause(clients):
    long = append(clients, seconds=LONG)
    beside = loop(long, seconds=LONG / 2)
    return [f"{clients[0]:,} send {clients[1]}", f"{long['recordsPerSecond']:,.0f}", f"{beside['recordsPerSecond']:,.0f}",
            f"{long['recordsPerSecond'] / beside['recordsPerSecond']:.2f}",
            ", ".join(f"{long[field] / 1e3:.1f}" for field in ("ackP50Us", "ackP99Us", "ackMaxUs"))]


def ratio_of(rounds, name):
    """Our acknowledgement against another program's, of one client, in the same round."""
    return statistics.median(ours["ackP50Us"] / other["p50Us"] for ours, other in zip(rounds["ours, one client"], rounds[name]))


if __name__ == "__main__":
    main()
