#!/usr/bin/env python3
"""A second reader of the log, written from docs/log-format.md alone: prints every durable record as a line of JSON.

Usage: read_log.py DIRECTORY. Damage ends it with 1: this one is for checking that the page says enough, not for salvaging.
"""
import json
import os
import struct
import subprocess
import sys


def crc_table():
    table = []
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        table.append(byte)
    return table


TABLE = crc_table()


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ TABLE[(crc ^ byte) & 0xFF]
    return crc ^ 0xFFFFFFFF


def fail(text):
    sys.exit(f"read_log: {text}")


def batches(data, salt):
    """Intact headers and bodies from position 4,096 on, without holes."""
    at = 4096
    while at + 64 <= len(data):
        head = data[at:at + 64]
        magic, crc, length, body_crc, first, count, kind, _, version, own, durable, appended, epoch, place = struct.unpack(
            "<4sIIIQIBBHQQqII", head)
        is_header = magic == b"CBTH" and crc32c(head[8:]) == crc and own == salt and place * 8 == at and version == 1
        if not is_header or durable > first:
            return
        body = data[at + 64:at + 64 + length]
        if crc32c(body) != body_crc:
            fail(f"the body at {at} is damaged")
        yield first, count, kind, durable, appended, body
        at += 64 + length


def records(body, count):
    at = 0
    for _ in range(count):
        length, crc, op, _, flags, version, replaces, received, event, form, response, payload = struct.unpack(
            "<IIBBHIQqqHHI", body[at:at + 48])
        if crc32c(body[at + 8:at + length]) != crc:
            fail(f"the record at {at} of a body is damaged")
        texts = at + 48
        yield {
            "op": op, "flags": flags, "version": version, "replaces": None if replaces == 2**64 - 1 else replaces,
            "receivedMs": received, "eventMs": event, "formId": body[texts:texts + form].decode(),
            "responseId": body[texts + form:texts + form + response].decode(),
            "payload": body[texts + form + response:texts + form + response + payload].hex(),
        }
        at += length


def head_end(directory, description, partition):
    """The durable offset that HEAD gives, 0 where neither copy is whole."""
    path = os.path.join(directory, "HEAD")
    best = (-1, 0)
    if os.path.exists(path):
        data = open(path, "rb").read()
        low = int(description["uuid"].replace("-", "")[16:], 16)
        for copy in (0, 1):
            slot = data[(2 * partition + copy) * 64:(2 * partition + copy + 1) * 64]
            if len(slot) < 64:
                continue
            magic, crc, sequence, durable, _, _, number, _, _, own = struct.unpack("<4sIQQQQIIqQ", slot)
            if magic == b"HEAD" and crc32c(slot[8:]) == crc and number == partition and own == low:
                best = max(best, (sequence, durable))
    return best[1]


def partition_names(directory, partition):
    """The segments' names, and the offset at which the partition begins."""
    folder = os.path.join(directory, f"p{partition:02}")
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    found = [n for n in names if n.endswith((".seg", ".seg.zst"))]
    newest = max((int(n[:20]) for n in found), default=0)
    starts = [int(n[:20]) for n in names if n.endswith(".start")]
    begin = max((s for s in starts if s <= newest), default=0)
    return [n for n in found if int(n[:20]) >= begin], begin


def segments(directory, partition):
    folder = os.path.join(directory, f"p{partition:02}")
    names, _ = partition_names(directory, partition)
    for name in names:
        path = os.path.join(folder, name)
        if name.endswith(".zst"):
            if name[:-4] in names:
                continue
            data = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout
        else:
            data = open(path, "rb").read()
        if data[:8] != b"CLTSEG01" or crc32c(data[12:4096]) != struct.unpack("<I", data[8:12])[0]:
            fail(f"{name} has no intact header")
        yield int(name[:20]), struct.unpack("<Q", data[40:48])[0], data


def main(directory):
    description = json.load(open(os.path.join(directory, "log.json")))
    if description["format"] != "collect-log" or description["version"] != 1:
        fail("not a log of format 1")
    for partition in range(description["partitions"]):
        found = []
        end = head_end(directory, description, partition)
        _, expected = partition_names(directory, partition)
        for base, salt, data in segments(directory, partition):
            if base != expected:
                fail(f"p{partition:02}: expected offset {expected}, the next segment begins at {base}")
            end = max(end, base)
            for first, count, _, durable, _, body in batches(data, salt):
                if first != expected:
                    break
                end = max(end, durable)
                for i, record in enumerate(records(body, count)):
                    found.append({"partition": partition, "offset": first + i, **record})
                expected = first + count
        if expected < end:
            fail(f"p{partition:02}: {expected} to {end} are missing")
        for record in found:
            if record["offset"] < end:
                print(json.dumps(record, ensure_ascii=False, separators=(",", ":")))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
