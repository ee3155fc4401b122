#!/usr/bin/env python3
"""A report over a log, whose segments are raw, then packed, then packed with their facts beside them. All of them must give the same digest."""
import os, shutil, tempfile
from measuring import PROGRAM, heading, run, table

FILE, RESPONSES, FORMS, ROUNDS = os.environ["BENCH_FILE"], int(os.environ["RESPONSES"]), os.environ["FORMS"], int(os.environ["ROUNDS"])


def size(folder, ends=""):
    return sum(os.path.getsize(os.path.join(place, name)) for place, _, names in os.walk(folder) for name in names if name.endswith(ends))


def main():
    with tempfile.TemporaryDirectory(dir=".build/bench") as place:
        log, aside = f"{place}/log", f"{place}/facts"
        digest = lambda: run(PROGRAM, "report", "--data", log, "--digest").out
        report = lambda: run(PROGRAM, "report", "--data", log, "--format", "json", discard_output=True)
        run(PROGRAM, "import", "--data", log, FILE)
        facts = f"{log}/facts"
        raw = [report() for _ in range(ROUNDS)]
        digests = {digest()}
        packing = run(PROGRAM, "pack", "--data", log)
        packed, written = [], []
        # In turns, so that a noisy minute meets both.
        for _ in range(ROUNDS):
            written.append(report())
            shutil.move(facts, aside)
            packed.append(report())
            shutil.move(aside, facts)
        digests.add(digest())
        shutil.move(facts, aside)
        digests.add(digest())
        bytes_packed, bytes_facts = size(log, ".seg.zst"), size(aside)
    if len(digests) != 1:
        raise SystemExit("the digests differ")
    heading(f"A report over a log: {RESPONSES:,} responses, {int(FORMS):,} forms; packed {bytes_packed / 1e6:,.0f} MB, facts {bytes_facts / 1e6:,.0f} MB")
    best = lambda done: min(done, key=lambda one: one.wall)
    row = lambda name, done: [name, f"{done.wall:.2f}", f"{done.cpu:.2f}", f"{RESPONSES / done.wall:,.0f}", f"{done.peak_mb:,.0f}"]
    table(["segments", "seconds", "CPU s", "responses/s", "peak MB"], [
        row("raw, decoded", best(raw)), row("packed, unpacked and decoded", best(packed)), row("packed, from facts", best(written)),
        row("writing facts and packing, once", packing)])


if __name__ == "__main__":
    main()
