#!/usr/bin/env python3
"""`report FILE` against DuckDB and ClickHouse on the same responses, and against simdjson alone, which does nothing but parse.

The contestants take turns, so that a change of the machine's mood meets all of them; the best round counts. Ours is charged for the
whole process, from its start to the last byte of JSON; the peers and simdjson only for the work between, without loading themselves."""
import os, re, sys
from measuring import PROGRAM, heading, run, table

FILE, ROUNDS, RESPONSES = os.environ["BENCH_FILE"], int(os.environ["ROUNDS"]), int(os.environ["RESPONSES"])


def ours(workers):
    return run(PROGRAM, "report", FILE, "--format", "json", "--workers", str(workers), discard_output=True)


def peer(program, threads):
    done = run(sys.executable, f"Benchmarks/peer_{program}.py", FILE, str(threads))
    done.wall = float(re.search(r"seconds=([\d.]+)", done.out)[1])
    return done


def limit():
    """Responses a second of the best of the three passes that the program makes, and its memory."""
    done = run(".build/bench/limit", FILE)
    done.wall = min(map(float, re.findall(r"seconds=([\d.]+)", done.out)))
    return done


def main():
    contestants = {
        "simdjson alone, 1 core": limit, "collect-top report, 1 worker": lambda: ours(1), "DuckDB, 1 thread": lambda: peer("duckdb", 1),
        "collect-top report, 2 workers": lambda: ours(2), "DuckDB, 2 threads": lambda: peer("duckdb", 2),
        "ClickHouse (chDB), 1 thread": lambda: peer("chdb", 1)}
    best = {}
    for turn in range(ROUNDS):
        for name, contestant in contestants.items():
            if sys.stderr.isatty():
                print(f"\r\033[Kround {turn + 1} of {ROUNDS}: {name}", end="", file=sys.stderr, flush=True)
            done = contestant()
            if name not in best or done.wall < best[name].wall:
                best[name] = done
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)

    rate = {name: RESPONSES / done.wall for name, done in best.items()}
    names = list(contestants)
    heading(f"JSON to full statistics: {RESPONSES:,} responses, {os.environ['FORMS']} forms, {os.path.getsize(FILE) / 1e9:.2f} GB")
    # The limit makes three passes in one process, so its processor time compares with nothing.
    table(["contestant", "seconds", "responses/s", "MB/s", "peak MB", "CPU s"],
          [[name, f"{done.wall:.2f}", f"{rate[name]:,.0f}", f"{os.path.getsize(FILE) / done.wall / 1e6:,.0f}", f"{done.peak_mb:,.0f}",
            "–" if name == names[0] else f"{done.cpu:.2f}"] for name, done in best.items()])
    print(f"\nours / parse-only limit, a core: {rate[names[1]] / rate[names[0]]:.2f}"
          f"\nours / DuckDB, 1 thread: {rate[names[1]] / rate[names[2]]:.1f}, 2 threads: {rate[names[3]] / rate[names[4]]:.1f}"
          f"\nours / ClickHouse, 1 thread: {rate[names[1]] / rate[names[5]]:.1f}"
          f"\nours, 2 workers / 1 worker: {rate[names[3]] / rate[names[1]]:.2f}; DuckDB: {rate[names[4]] / rate[names[2]]:.2f}")


if __name__ == "__main__":
    main()
