#!/usr/bin/env python3
"""What the dashboard costs while another process writes: processor time from /proc, bytes that it sends to its terminal (tmux, 120×40)."""
import os, pathlib, signal, subprocess, tempfile, time
from measuring import PROGRAM, heading, table

RATE, SECONDS = int(os.environ.get("RATE", "1200")), float(os.environ.get("SECONDS_WATCHED", "20"))
SETTLE_SECONDS, TICKS = 5, os.sysconf("SC_CLK_TCK")
# A server of our own: the user's tmux, its sessions and its settings stay out of it.
TMUX = ["tmux", "-L", f"collect-bench-{os.getpid()}", "-f", "/dev/null"]


def tmux(*arguments):
    done = subprocess.run([*TMUX, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"tmux {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.strip()


def cpu_seconds(pid):
    # The second field is a name in parentheses that may hold spaces.
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mb(pid):
    lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def watch(pid, sent):
    """Share of a core, bytes a second to the terminal, memory; over SECONDS."""
    time.sleep(SETTLE_SECONDS)
    cpu, bytes_before, begun = cpu_seconds(pid), sent.stat().st_size, time.monotonic()
    time.sleep(SECONDS)
    span = time.monotonic() - begun
    return (cpu_seconds(pid) - cpu) / span, (sent.stat().st_size - bytes_before) / span, memory_mb(pid)


def wait_for_log(data):
    for _ in range(200):
        if (data / "log.json").exists():
            return
        time.sleep(0.05)
    raise SystemExit("the writer made no log within 10 s")


def main():
    program = str(pathlib.Path(PROGRAM).resolve())
    rows = []
    with tempfile.TemporaryDirectory() as place:
        data, sent = pathlib.Path(place, "data"), pathlib.Path(place, "sent")
        writer = subprocess.Popen([program, "demo", "--headless", "--rate", str(RATE), "--seed", "1", "--data", data],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for_log(data)
            tmux("new-session", "-d", "-x", "120", "-y", "40", f"exec env TERM=tmux-256color '{program}' --data '{data}'")
            sent.touch()
            tmux("pipe-pane", "-O", f"cat >> '{sent}'")
            pid = int(tmux("display-message", "-p", "#{pane_pid}"))
            rows.append([f"Overview, {RATE:,} responses/s", *watch(pid, sent)])
            tmux("send-keys", "3")
            rows.append([f"Stream, {RATE:,} responses/s", *watch(pid, sent)])
            tmux("send-keys", "1")
            if writer.poll() is not None:
                raise SystemExit(f"the writer ended early with {writer.returncode}")
            writer.send_signal(signal.SIGTERM)
            writer.wait(timeout=30)
            rows.append(["Overview, nothing arrives", *watch(pid, sent)])
        finally:
            writer.kill()
            writer.wait()
            subprocess.run([*TMUX, "kill-server"], capture_output=True)
    heading(f"The dashboard's process, 120×40, {SECONDS:.0f} s each")
    table(["view", "share of a core", "KB/s to the terminal", "memory MB"],
          [[name, f"{100 * cpu:.2f} %", f"{sent / 1000:.2f}", f"{memory:.0f}"] for name, cpu, sent, memory in rows])


if __name__ == "__main__":
    main()
