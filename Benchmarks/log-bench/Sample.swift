import ArgumentParser
import CollectStream
import Glibc

/// Real responses, one a line, as payloads of the records to append.
struct Sample: Sendable {
    let payloads: [[UInt8]]

    init(path: String) throws {
        guard let file = fopen(path, "r") else { throw ValidationError("\(path) cannot be read") }
        defer { fclose(file) }
        var payloads: [[UInt8]] = []
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        while true {
            let count = getline(&line, &room, file)
            guard count > 1, let line else { break }
            let bytes = UnsafeRawBufferPointer(start: line, count: count - 1)
            payloads.append([UInt8](bytes))
        }
        guard !payloads.isEmpty else { throw ValidationError("\(path) holds no responses") }
        self.payloads = payloads
    }

    var meanBytes: Double { Double(payloads.reduce(0) { $0 + $1.count }) / Double(payloads.count) }

    /// The draft number `number`: ids as long as those of the platform, the payloads in turn.
    func draft(_ number: Int) -> RecordDraft {
        let digits = String(number)
        return RecordDraft(
            op: .create, formID: "QhXnBv7wWkPzR0sTf3Lm",
            responseID: "01980c7e-0000-7000-8000" + String(repeating: "0", count: 13 - digits.count) + digits,
            receivedMs: 1_795_000_000_000 + Int64(number), eventMs: 1_795_000_000_000,
            payload: payloads[number % payloads.count])
    }
}
