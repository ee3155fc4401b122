"""The log's peer in Redis: XADD to one stream, acknowledged after an fsync (appendfsync always).

    peer_redis.py SAMPLE DIRECTORY --clients N --pipeline M --seconds S

Starts a redis-server of its own on a Unix socket in DIRECTORY. Each client sends M commands at once and waits for their answers; Redis
syncs once for all that arrived together, so many clients are its best case. The stream is trimmed to about 100,000 entries so that
memory stays small, and the append-only file is never rewritten meanwhile. Prints one line of JSON."""
import argparse, json, os, pathlib, socket, subprocess, sys, threading, time


def start_server(directory):
    return subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", "redis.sock", "--appendonly", "yes", "--appendfsync", "always", "--save", "",
         "--auto-aof-rewrite-percentage", "0"], stdout=subprocess.DEVNULL, cwd=directory)


def command(*parts):
    return b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)


def read_replies(connection, buffer, wanted):
    """Reads until `wanted` answers have come: each XADD is answered by a length and an id, two lines."""
    lines = 0
    while lines < 2 * wanted:
        count = connection.recv_into(buffer)
        if count == 0:
            raise SystemExit("redis closed the connection")
        if buffer[0:1] == b"-":
            raise SystemExit(f"redis answered {bytes(buffer[:count])!r}")
        lines += bytes(buffer[:count]).count(b"\n")


def client(path, requests, size, until, done):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(path)
        buffer, waits, turn = bytearray(1 << 16), [], 0
        while (begun := time.monotonic()) < until:
            connection.sendall(requests[turn % len(requests)])
            read_replies(connection, buffer, size)
            waits.append(time.monotonic() - begun)
            turn += 1
        done.append(waits)


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("sample")
    p.add_argument("directory", type=pathlib.Path)
    p.add_argument("--clients", type=int, default=8)
    p.add_argument("--pipeline", type=int, default=64)
    p.add_argument("--seconds", type=float, default=10)
    a = p.parse_args()
    payloads = pathlib.Path(a.sample).read_bytes().splitlines()
    adds = [command(b"XADD", b"responses", b"MAXLEN", b"~", b"100000", b"*", b"form", b"QhXnBv7wWkPzR0sTf3Lm", b"id",
                    b"01980c7e-0000-7000-8000-%012d" % n, b"payload", payload) for n, payload in enumerate(payloads)]
    requests = [b"".join(adds[at:at + a.pipeline]) for at in range(0, len(adds) - a.pipeline + 1, a.pipeline)]
    a.directory.mkdir(parents=True)
    path = os.path.relpath(a.directory / "redis.sock")
    server = start_server(a.directory)
    try:
        while not os.path.exists(path):
            time.sleep(0.02)
        done, begun = [], time.monotonic()
        threads = [threading.Thread(target=client, args=(path, requests, a.pipeline, begun + a.seconds, done)) for _ in range(a.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed = time.monotonic() - begun
    finally:
        server.terminate()
        server.wait()
    waits = sorted(wait for one in done for wait in one)
    if len(done) < a.clients:
        sys.exit("a client failed")
    version = subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout.split("v=")[1].split()[0]
    print(json.dumps({"recordsPerSecond": round(len(waits) * a.pipeline / elapsed), "p50Us": waits[len(waits) // 2] * 1e6,
                      "p99Us": waits[len(waits) * 99 // 100] * 1e6, "version": version}))


if __name__ == "__main__":
    main()
