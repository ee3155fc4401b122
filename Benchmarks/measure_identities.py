#!/usr/bin/env python3
"""What it costs to recognise retries for ever: importing many small responses, opening their log with the identities on disk and without
them, and sending some again; beside a table with a primary key in SQLite that enters the same ids."""
import multiprocessing, os, random, re, shutil, sys, tempfile
from measuring import PROGRAM, heading, run, table

RESPONSES, ROUNDS = int(os.environ["IDENTITIES"]), int(os.environ["ROUNDS"])
AGAIN = min(RESPONSES, 200_000)


def generate(folder):
    """Small ones, so that what is measured is not their content; and what is sent again: the first in their order, and as many of all."""
    draw, any_of_all = random.Random(1), []
    with open(f"{folder}/all", "w") as everything, open(f"{folder}/first", "w") as first:
        for number in range(RESPONSES):
            line = (f'{{"formId":"f{number % 50}","responseId":"{draw.getrandbits(128):032x}","answers":'
                    f'[{{"questionId":"q","questionType":"Number","number":{number % 1000}}}]}}\n')
            everything.write(line)
            if number < AGAIN:
                first.write(line)
            if number % (RESPONSES // AGAIN) == 0 and len(any_of_all) < AGAIN:
                any_of_all.append(line)
    draw.shuffle(any_of_all)
    with open(f"{folder}/shuffled", "w") as shuffled:
        shuffled.writelines(any_of_all)
    open(f"{folder}/nothing", "w").close()


def main():
    with tempfile.TemporaryDirectory(dir=".build/bench") as place:
        at = lambda name: os.path.join(place, name)
        # In a process of its own: what this one holds counts as the contestants' memory until they begin.
        maker = multiprocessing.Process(target=generate, args=(place,))
        maker.start()
        maker.join()
        add = lambda name: run(PROGRAM, "import", "--data", at("log"), at(name))
        imported = add("all")
        kept = sum(entry.stat().st_size for entry in os.scandir(at("log/identities")))
        opened = min((add("nothing") for _ in range(ROUNDS)), key=lambda done: done.wall)
        in_order, in_disorder = add("first"), add("shuffled")

        def open_anew():
            shutil.rmtree(at("log/identities"))
            return add("nothing")
        anew = min((open_anew() for _ in range(ROUNDS)), key=lambda done: done.wall)
        sqlite = run(sys.executable, "Benchmarks/peer_sqlite_ids.py", at("known.db"), at("all"), at("shuffled"))
        entered, again, size = (float(re.search(rf"{name}=([\d.]+)", sqlite.out)[1]) for name in ("entered", "again", "bytes"))

    heading(f"Recognising retries: {RESPONSES:,} responses, {kept / RESPONSES:.1f} bytes of disk each (SQLite: {size / RESPONSES:.1f})")
    row = lambda name, count, done: [name, f"{done.wall:.2f}", f"{count / done.wall:,.0f}" if count else "–", f"{done.peak_mb:,.0f}", f"{done.cpu:.2f}"]
    table(["what", "seconds", "responses/s", "peak MB", "CPU s"], [
        row("import, all that is done for a response", RESPONSES, imported),
        row("open the log, identities on disk", 0, opened), row("open the log, nothing on disk", 0, anew),
        row(f"{AGAIN:,} sent again in their order", AGAIN, in_order),
        row(f"{AGAIN:,} of all sent again in disorder", AGAIN, in_disorder),
        ["SQLite: ids entered, nothing else", f"{entered:.2f}", f"{RESPONSES / entered:,.0f}", "–", "–"],
        ["SQLite: ids asked for in disorder", f"{again:.2f}", f"{AGAIN / again:,.0f}", "–", "–"]])


if __name__ == "__main__":
    main()
