import CollectModel
import Testing

@testable import CollectStream

/// What is decided about lines whose group could not be stored in the end is forgotten as if it had never been asked.
@Suite struct AdmissionTests {
    /// Admitted versions in memory, by place.
    private struct Desk: AdmittedVersions {
        typealias Failure = LogError

        struct Version {
            var form: String
            var id: String
            var content: [UInt8]?
            var replaces: UInt64?
        }

        let names: LineNames
        var versions: [UInt64: Version] = [:]

        func isVersion(at place: UInt64, of line: ResponseDecoder.Line) -> Bool {
            versions[place].map { names.isOf(line, formID: $0.form, responseID: $0.id) } ?? false
        }
        func content(at place: UInt64) -> [UInt8]? { versions[place]?.content }
        func replaced(by place: UInt64) -> UInt64? { versions[place]?.replaces }
        func isExpired(at place: UInt64) -> Bool { false }
        func hasExpired(_ line: ResponseDecoder.Line) -> Bool { false }
        func unreadable(_ error: LogError) -> LogError { error }
        func restored(at place: UInt64, version: UInt64) -> UInt64 { place }
    }

    private struct Window {
        let decoder = ResponseDecoder()
        let batch = FactBatch()
        var admission = Admission()
        lazy var desk = Desk(names: LineNames(decoder: decoder, batch: batch))

        /// Decides about lines whose places begin at `start`; gives what a sender would be told.
        mutating func take(_ lines: [String], from start: UInt64) throws -> [String] {
            var place = start
            return try lines.compactMap { text -> String? in
                let bytes = Array(text.utf8)
                guard let line = try? decoder.decode(copying: bytes, receivedMs: 0, fallbackMs: 0, into: batch)
                else {
                    return nil
                }
                let content = line.facts == nil ? nil : try decoder.content(of: bytes)
                let verdict = try admission.admit(line, place: place, versions: desk) { () throws(LogError) in
                    content ?? []
                }
                var version = Desk.Version(
                    form: desk.names.form(of: line).name, id: desk.names.responseID(of: line), content: content)
                switch verdict {
                case .accept(_, let replaces, let restores):
                    version.replaces = replaces
                    if let restores { version.content = desk.versions[restores]?.content }
                    desk.versions[place] = version
                case .supersede: desk.versions[place] = version
                default: break
                }
                place += 1
                return "\(verdict)"
            }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `rolling back leaves what was kept`(seed: UInt64) throws {
        var writer = HistoryWriter(seed: seed)
        let (kept, lost, later) = (writer.lines(30), writer.lines(40), writer.lines(60))
        var straight = Window()
        _ = try straight.take(kept, from: 0)
        straight.admission.keep()
        var troubled = straight
        _ = try troubled.take(lost, from: 1000)
        troubled.admission.rollBack()
        troubled.desk.versions = straight.desk.versions
        #expect(try troubled.take(later, from: 1000) == straight.take(later, from: 1000), "seed \(seed)")
    }

    @Test func `two thousand responses are entered and taken back`() throws {
        var window = Window()
        let lines = (0..<2000).map { "{\"formId\":\"f\",\"responseId\":\"\($0)\",\"answers\":[]}" }
        #expect(try window.take(lines, from: 0).allSatisfy { $0.hasPrefix("accept") })
        window.admission.rollBack()
        window.desk.versions = [:]
        #expect(try window.take(lines, from: 0).allSatisfy { $0.hasPrefix("accept") })
        #expect(try window.take(lines, from: 5000).allSatisfy { $0 == "duplicate" })
    }
}
