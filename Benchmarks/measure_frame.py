#!/usr/bin/env python3
"""The cost of one frame, without a terminal: each view rendered many times over the same snapshot; the program tells ms a frame."""
import os, re, tempfile
from measuring import PROGRAM, heading, run, table

VIEWS, SIZES, REPEAT = ["overview", "form", "stream", "alerts"], ["80x24", "120x40", "200x60"], 200
RESPONSES = 50_000


def main():
    with tempfile.TemporaryDirectory() as place:
        data = os.path.join(place, "data")
        run(PROGRAM, "demo", "--headless", "--count", str(RESPONSES), "--seed", "1", "--data", data, discard_output=True)
        rows = []
        for view in VIEWS:
            cells = []
            for size in SIZES:
                done = run(PROGRAM, "render", view, "--data", data, "--size", size, "--repeat", str(REPEAT), discard_output=True)
                said = re.search(r"([\d.]+) ms", done.err)
                if not said:
                    raise SystemExit(f"render --repeat told no time: {done.err[:500]}")
                cells.append(f"{float(said[1]):.2f}")
            rows.append([view, *cells])
    heading(f"One frame, ms: mean of {REPEAT}, {RESPONSES:,} simulated responses")
    table(["view", *SIZES], rows)


if __name__ == "__main__":
    main()
