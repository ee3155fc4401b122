import Foundation
import Testing

/// What the program may take of the machine's memory, whatever comes: the kernel refuses it more.
///
/// Units: the limit is of all that a process may write to, the threads' stacks of 8 MB each included, of which two workers leave most unused. Half of it
/// is taken: by the tallies, and by the responses of the file that wait to be counted (at most 384 MB of the file, docs/decisions/0011).
@Suite(.timeLimit(.minutes(2))) struct MemoryTests {
    private static let limitKilobytes = 256 << 10

    private func line(_ number: Int, form: String) -> String {
        #"{"formId":"\#(form)","responseId":"\#(number)","deviceId":"device-\#(number)","answers":[{"questionId":"remark","#
            + #""questionType":"Text","key":"Remark","text":"the well at crossroads \#(number)","createdBy":"user-\#(number)"}]}"#
    }

    private func report(_ lines: [String]) async throws -> [[String: Any]] {
        let place = try Workplace()
        try place.write(lines, to: "lines.ndjson")
        let outcome = try await Program.shell(
            "ulimit -d \(Self.limitKilobytes); exec $collect report \(place.file("lines.ndjson")) --workers 2 --format json",
            in: place)
        #expect(outcome.code == 0, "\(outcome.complaint.prefix(500))")
        return try #require(try outcome.json()["forms"] as? [[String: Any]])
    }

    @Test func `a hundred thousand texts, devices and collectors fit, and the report says what is estimated`()
        async throws
    {
        let forms = try await report((0..<100_000).map { line($0, form: "remarks") })
        let form = try #require(forms.first)
        #expect(form["live"] as? Int == 100_000)
        let text = ((form["questions"] as? [[String: Any]])?.first?["text"] as? [String: Any])?["distinct"]
        for estimate in [form["devices"], form["collectors"], text] {
            let error = (estimate as? [String: Any])?["error"] as? Double
            #expect(error.map { $0 > 0 && $0 < 0.05 } == true, "\(String(describing: estimate))")
        }
    }

    @Test func `ten thousand forms fit`() async throws {
        let forms = try await report((0..<20_000).map { line($0, form: "form-\($0 % 10_000)") })
        #expect(forms.count == 10_000)
        #expect(forms.allSatisfy { $0["live"] as? Int == 2 })
    }

    /// A quarter of the limit: one response fits, so that the program itself does, and what fits above does not.
    @Test func `a program that needs more is stopped, so the limit is one`() async throws {
        let place = try Workplace()
        try place.write([line(1, form: "remarks")], to: "one.ndjson")
        try place.write((0..<100_000).map { line($0, form: "remarks") }, to: "many.ndjson")
        func code(_ file: String) async throws -> Int32 {
            try await Program.shell(
                "ulimit -c 0; ulimit -d \(Self.limitKilobytes / 4); exec timeout 30 $collect report \(place.file(file)) "
                    + "--workers 2 --format json", in: place
            ).code
        }
        #expect(try await code("one.ndjson") == 0)
        #expect(
            try await code("many.ndjson") == 134, "aborted by the allocator: not ended by time, nor for another reason")
    }
}
