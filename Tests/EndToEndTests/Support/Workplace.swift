import Foundation
import Glibc

/// A directory of one test's own, with everything in it that the programs leave behind; it goes with its owner.
final class Workplace: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/collect-e2e-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw EndToEndError.call("mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try FileManager.default.createDirectory(atPath: file("tmp"), withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A data directory that does not exist yet.
    var data: String { file("data") }

    /// Where the programs of this test put their temporary files.
    var temporary: String { file("tmp") }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// What the programs left in their temporary directory.
    func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: temporary) }

    /// Writes lines, each with a line break, and returns the file's path.
    @discardableResult
    func write(_ lines: [String], to name: String) throws -> String {
        try write(Array((lines.joined(separator: "\n") + "\n").utf8), to: name)
    }

    @discardableResult
    func write(_ bytes: [UInt8], to name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

/// Why a test could not be carried out.
enum EndToEndError: Error, CustomStringConvertible {
    case call(String, errno: Int32)
    case timedOut(waitingFor: String, after: Duration, found: String)
    case notJSON(String)

    var description: String {
        switch self {
        case .call(let name, let code): "\(name): \(String(cString: strerror(code)))"
        case .timedOut(let what, let limit, let found): "waited \(limit) for \(what); found:\n\(found)"
        case .notJSON(let text): "no JSON object: \(text.prefix(500))"
        }
    }
}

/// Looks again until `condition` holds. - Throws: after `limit`, with what `found` says then.
func until(
    _ what: String, within limit: Duration = .seconds(20), found: () async throws -> String = { "nothing" },
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while true {
        if try await condition() { return }
        guard clock.now < deadline else {
            throw EndToEndError.timedOut(waitingFor: what, after: limit, found: try await found())
        }
        try await Task.sleep(for: .milliseconds(15))
    }
}
