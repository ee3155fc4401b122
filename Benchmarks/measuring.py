"""What the measurements share: running a contestant and seeing what it cost, and a table for people."""
import datetime, os, pathlib, subprocess, tempfile, time
from dataclasses import dataclass

PROGRAM = os.environ.get("BENCH_PROGRAM", ".build/release/collect-top")


@dataclass
class Run:
    """One finished process: wall and processor seconds, the most memory it held, and what it said."""
    wall: float
    cpu: float
    peak_mb: float
    out: str
    err: str


def run(*command, discard_output=False):
    """Runs a command to its end. A command that fails ends the measurement."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL if discard_output else out, stderr=err)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode(errors="replace"))
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))} answered {child.returncode}: {texts[1][:2000]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, *texts)


def heading(title):
    """The table's title with the circumstances, without which a figure means nothing."""
    model = next((line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), "unknown processor")
    print(f"### {title}\n\n{datetime.date.today()} · {len(os.sched_getaffinity(0))} cores · {model} · Linux {os.uname().release}\n")


def table(head, rows):
    """A Markdown table; every column but the first is a figure."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    line = lambda row: "| " + " | ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w) for i, (c, w) in enumerate(zip(row, widths))) + " |"
    print(line(head))
    print("|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|")
    for row in rows:
        print(line(row))
