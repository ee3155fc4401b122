import Foundation
import Glibc
import Testing

/// The log's upkeep with real processes and a real file system: copies beside a writer, readers that stand still, a disk that is full.
@Suite(.timeLimit(.minutes(3))) struct LogKeepingTests {
    private func report(_ data: String, in place: Workplace) async throws -> String {
        try await Program.run("report", "--data", data, "--format", "csv", in: place).text
    }

    @Test func `a backup beside a writer is whole, grows with the next one, and can be restored`() async throws {
        let place = try Workplace()
        let backup = place.file("backup")
        let writer = try Program(
            ["demo", "--headless", "--rate", "500", "--forms", "5", "--data", place.data], in: place)
        try await until("the writer's log", found: { writer.complained }) {
            try await report(place.data, in: place).count > 200
        }
        var positions: [String] = []
        for _ in 0..<3 {
            let outcome = try await Program.run("backup", "--data", place.data, "--to", backup, in: place)
            #expect(outcome.code == 0, "\(outcome.text) \(outcome.complaint)")
            positions += [outcome.text.components(separatedBy: "position ").last ?? ""]
        }
        #expect(Set(positions).count == 3, "the writer went on meanwhile: \(positions)")
        writer.signal(SIGKILL)
        _ = try await writer.outcome()
        let restored = place.file("restored")
        let outcome = try await Program.run("restore", "--from", backup, "--data", restored, in: place)
        #expect(outcome.code == 0 && outcome.text.contains("nothing is damaged"), "\(outcome.complaint)")
        #expect(try await report(restored, in: place) == report(backup, in: place))
        let again = try await Program.run("restore", "--from", backup, "--data", restored, in: place)
        #expect(again.code == 3 && again.complaint.contains("holds a log already"))
        let line = try place.write([SampleResponses.line(id: "after", text: "one")], to: "in.ndjson")
        #expect(try await Program.run("import", line, "--data", restored, in: place).code == 0)
    }

    /// Names, sizes, and times of content and of names, to the nanosecond.
    private func traces(of data: String, in place: Workplace) async throws -> String {
        try await Program.run(data, "-printf", "%p %s %m %T@ %C@\n", program: "/usr/bin/find", in: place).text
    }

    @Test func `whoever only reads leaves no trace in the directory`() async throws {
        let place = try Workplace()
        let line = SampleResponses.line(id: "r-1", text: "one")
        _ = try await Program.run("import", try place.write([line], to: "in.ndjson"), "--data", place.data, in: place)
        let before = try await traces(of: place.data, in: place)
        let readers = [
            ["report"], ["show", "r-1"], ["tail", "--no-follow", "--from", "start"], ["render", "overview"],
            ["render", "stream"],
            ["verify"], ["log"], ["retain", "--dry-run"], ["backup", "--to", place.file("backup")],
        ]
        for arguments in readers {
            let outcome = try await Program(arguments + ["--data", place.data], in: place).outcome()
            #expect(outcome.code == 0, "\(arguments): \(outcome.complaint)")
            #expect(try await traces(of: place.data, in: place) == before, "\(arguments)")
        }
        let follower = try Program(["tail", "--data", place.data, "--from", "start"], in: place)
        try await until("the response", found: { follower.complained }) { follower.said.contains("r-1") }
        follower.signal(SIGTERM)
        _ = try await follower.outcome()
        #expect(try await traces(of: place.data, in: place) == before)
        #expect(before.contains("/HEAD") && before.contains(".seg"))
    }

    @Test func `a reader that stood still while segments were packed goes on where it was`() async throws {
        let place = try Workplace()
        let text = String(repeating: "slow ", count: 300)
        let lines = (0..<12_000).map { SampleResponses.line(id: "r-\($0)", text: "\(text)\($0)") }
        let file = try place.write(Array(lines[..<10_000]), to: "in.ndjson")
        _ = try await Program.run("import", file, "--data", place.data, in: place)
        let reader = try Program(["tail", "--data", place.data, "--format", "json", "--from", "start"], in: place)
        try await until("the first lines", found: { reader.complained }) { reader.said.count > 100 }
        reader.signal(SIGSTOP)
        #expect(try await Program.run("pack", "--data", place.data, in: place).text.contains("packed"))
        let more = try place.write(Array(lines[10_000...]), to: "more.ndjson")
        _ = try await Program.run("import", more, "--data", place.data, in: place)
        reader.signal(SIGCONT)
        try await until("all of them", found: { reader.complained }) {
            reader.said.count { $0 == "\n" } == 12_000
        }
        reader.signal(SIGTERM)
        let outcome = try await reader.outcome()
        let ids = Set(
            outcome.lines.compactMap { $0.components(separatedBy: #""responseId":""#).last?.prefix { $0 != "\"" } })
        #expect(ids.count == 12_000 && outcome.complaint.isEmpty, "\(outcome.complaint)")
    }

    /// Needs the right to mount; elsewhere the refusal is tested with a storage that says how full it is.
    @Test(.enabled(if: getuid() == 0))
    func `a full disk refuses in time, loses nothing, and takes more once there is room`()
        async throws
    {
        let place = try Workplace()
        let disk = place.file("disk")
        let text = String(repeating: "full ", count: 400)
        let lines = (0..<40_000).map { SampleResponses.line(id: "r-\($0)", text: "\(text)\($0)") }
        let file = try place.write(lines, to: "in.ndjson")
        let mounted = try await Program.shell("mkdir \(disk) && mount -t tmpfs -o size=96m none \(disk)", in: place)
        guard mounted.code == 0 else { return }
        let outcome = try await Program.run("import", file, "--data", "\(disk)/data", "--acks", in: place)
        let acknowledged = outcome.lines.compactMap { $0.hasPrefix("acked ") ? Int($0.dropFirst(6)) : nil }.max() ?? 0
        #expect(outcome.code == 3 && outcome.complaints.count == 1, "\(outcome.complaint)")
        #expect(outcome.complaint.contains("disk") || outcome.complaint.contains("space"), "\(outcome.complaint)")
        #expect(acknowledged > 1000 && acknowledged < 40_000)
        let verified = try await Program.run("verify", "--data", "\(disk)/data", in: place)
        #expect(verified.code == 0, "\(verified.text)")
        let reported = try await report("\(disk)/data", in: place)
        #expect(!reported.isEmpty)
        // Room comes: the same file again adds what is missing and repeats nothing.
        let grown = try await Program.shell("mount -o remount,size=512m \(disk)", in: place)
        #expect(grown.code == 0)
        let second = try await Program.run("import", file, "--data", "\(disk)/data", in: place)
        #expect(second.code == 0, "\(second.complaint)")
        let live = try await Program.run("report", "--data", "\(disk)/data", in: place)
        #expect(live.text.contains("40,000 live responses"), "\(live.text.prefix(300))")
        _ = try await Program.shell("umount \(disk)", in: place)
    }
}
