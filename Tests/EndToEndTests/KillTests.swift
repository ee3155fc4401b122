import Foundation
import Testing

/// What was acknowledged survives the death of the process that acknowledged it.
///
/// `KILLS` says how often; `make soak` asks for a thousand.
@Suite(.timeLimit(.minutes(60))) struct KillTests {
    private static let responses = 6_000
    private static let rounds = ProcessInfo.processInfo.environment["KILLS"].flatMap { Int($0) } ?? 50
    /// Kills that one data directory has to bear before it is looked at whole.
    private static let killsPerDirectory = 5

    @Test func `a killed import loses nothing that it acknowledged`() async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed of the kills: \(seed)")
        var random = SeededGenerator(seed: seed)
        var samples = SampleResponses(seed: seed)
        let lines = samples.lines(Self.responses)
        let input = Array((lines.joined(separator: "\n") + "\n").utf8)
        var interrupted = 0
        for _ in 0..<(Self.rounds / Self.killsPerDirectory) {
            let place = try Workplace()
            var acknowledged = 0
            for _ in 0..<Self.killsPerDirectory {
                let last = try await killedImport(of: input, in: place, &random)
                if last > 0, last < Self.responses { interrupted += 1 }
                acknowledged = max(acknowledged, last)
                try await expect(acknowledged, of: lines, in: place, "seed \(seed)")
            }
            try await expectWhole(input, in: place, "seed \(seed)")
        }
        #expect(interrupted >= Self.rounds / 2, "most kills should come between the first and the last acknowledgement")
    }

    /// Feeds `input` by a pipe and kills the import somewhere; returns the last line that it acknowledged.
    private func killedImport(
        of input: [UInt8], in place: Workplace, _ random: inout SeededGenerator
    ) async throws -> Int {
        let program = try Program(["import", "-", "--data", place.data, "--acks"], input: .pipe, in: place)
        let cut = Int.random(in: 0...input.count, using: &random)
        let pause = Int.random(in: 0...3_000, using: &random)
        var sent = 0
        while sent < cut {
            let next = min(sent + 64 << 10, cut)
            guard try await program.send(input[sent..<next]) else { break }
            sent = next
        }
        try await Task.sleep(for: .microseconds(pause))
        program.signal(SIGKILL)
        let outcome = try await program.outcome()
        #expect(outcome.code == 128 + SIGKILL, "\(outcome.complaint)")
        // A line that the kill cut short acknowledges nothing.
        let whole = outcome.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return whole.compactMap { $0.hasPrefix("acked ") ? Int($0.dropFirst(6)) : nil }.max() ?? 0
    }

    /// Every response up to the acknowledged line is there, as it was sent.
    private func expect(_ acknowledged: Int, of lines: [String], in place: Workplace, _ note: Comment) async throws {
        guard acknowledged > 0 else { return }
        let verified = try await Program.run("verify", "--data", place.data, in: place)
        #expect(verified.code == 0, "\(verified.text)\(verified.complaint)")
        let tail = try await Program.run(
            "tail", "--no-follow", "--format", "json", "--from", "start", "--data", place.data, in: place)
        #expect(tail.code == 0, "\(tail.complaint)")
        var stored: [Substring: Int] = [:]
        let marker = #","response":"#
        for line in tail.text.utf8.split(separator: UInt8(ascii: "\n")) {
            let line = Substring(line)
            guard let start = line.firstRange(of: marker)?.upperBound else { continue }
            stored[line[start...].dropLast(), default: 0] += 1
        }
        let missing = lines.prefix(acknowledged).filter { stored[$0[...]] != 1 }
        #expect(missing.isEmpty, note)
        #expect(stored.values.allSatisfy { $0 == 1 }, "a response is stored twice")
    }

    /// The same input again brings exactly what is missing.
    private func expectWhole(_ input: [UInt8], in place: Workplace, _ note: Comment) async throws {
        let again = try await Program.run(
            "import", "-", "--data", place.data, "--format", "json", input: .bytes(input), in: place)
        #expect(again.code == 0, "\(again.complaint)")
        let summary = try again.json()
        let accepted = try #require(summary["accepted"] as? Int)
        let duplicates = try #require(summary["duplicates"] as? Int)
        #expect(accepted + duplicates == Self.responses, note)
        #expect((summary["conflicts"] as? Int) == 0, note)
        #expect((summary["rejected"] as? Int) == 0, note)
        let report = try await Program.run("report", "--data", place.data, "--format", "json", in: place)
        #expect(report.code == 0, "\(report.complaint)")
        let totals = try #require(try report.json()["totals"] as? [String: Int])
        #expect(totals["live"] == Self.responses, note)
        #expect(totals["created"] == Self.responses, note)
        #expect(totals["conflicts"] == 0, note)
        #expect(try #require(totals["duplicates"]) >= duplicates, note)
    }
}
