import Glibc
import Testing

@testable import collect_top

/// Compares a frame with its file under `Frames`.
///
/// A mismatch fails and prints both. `UPDATE_FRAMES=1 swift test` writes the files anew; read the difference before
/// committing it.
nonisolated enum FrameSnapshot {
    static let folder: String = {
        let here = #filePath
        return here.prefix(upTo: here.lastIndex(of: "/") ?? here.endIndex) + "/Frames"
    }()

    /// - Parameter name: what the frame shows and its size, such as `overview-3-forms-80x24`.
    static func expect(_ frame: Frame, _ name: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let path = "\(folder)/\(name).frame"
        let found = FrameGolden.text(frame)
        if getenv("UPDATE_FRAMES").map({ String(cString: $0) }) == "1" {
            #expect(write(found, to: path), "cannot write \(path)", sourceLocation: sourceLocation)
            return
        }
        guard let expected = read(path) else {
            Issue.record("no golden frame \(name); found:\n\(found)", sourceLocation: sourceLocation)
            return
        }
        if expected != found {
            Issue.record("\(name) differs; expected:\n\(expected)\nfound:\n\(found)", sourceLocation: sourceLocation)
        }
    }

    private static func read(_ path: String) -> String? {
        guard let stream = fopen(path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, stream)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    private static func write(_ text: String, to path: String) -> Bool {
        guard let stream = fopen(path, "w") else { return false }
        let bytes = Array(text.utf8)
        let isWhole = fwrite(bytes, 1, bytes.count, stream) == bytes.count
        return fclose(stream) == 0 && isWhole
    }
}
