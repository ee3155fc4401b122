import CollectModel

/// Reads back the versions that a file fold has admitted, from the files themselves.
///
/// Shape of a place: 43 bits of the offset among all files laid end to end, 21 bits of the line's length.
final class FileVersions: AdmittedVersions {
    typealias Failure = InputError

    private static let lengthBits: UInt64 = 21
    private let gate: FileGate
    /// Names the lines that are asked about.
    private let names: LineNames
    private let bases: [Int64]
    private let decoder = ResponseDecoder()
    private let batch = FactBatch()

    init(gate: FileGate, names: LineNames) {
        self.gate = gate
        self.names = names
        var bases: [Int64] = []
        var next: Int64 = 0
        for file in gate.files {
            bases.append(next)
            next += file.lengthBytes ?? 0
        }
        self.bases = bases
    }

    func place(file: Int, offset: Int64, length: Int) -> UInt64 {
        UInt64(bases[file] + offset) << Self.lengthBits | UInt64(length)
    }

    /// The line at `place`.
    func bytes(at place: UInt64) throws(InputError) -> [UInt8] {
        let offset = Int64(place >> Self.lengthBits)
        let length = Int(place & (1 << Self.lengthBits - 1))
        let file = (bases.lastIndex { $0 <= offset }) ?? 0
        var bytes = [UInt8](repeating: 0, count: length)
        var outcome: Result<Int, InputError> = .success(0)
        bytes.withUnsafeMutableBytes { buffer in
            do throws(InputError) {
                outcome = .success(try gate.files[file].read(at: offset - bases[file], into: buffer))
            } catch { outcome = .failure(error) }
        }
        guard try outcome.get() == length else {
            throw .cannotRead(path: gate.files[file].path, offset: offset, reason: "the file has become shorter")
        }
        return bytes
    }

    func isVersion(at place: UInt64, of line: ResponseDecoder.Line) throws(InputError) -> Bool {
        guard let version = decoded(try bytes(at: place)) else { return false }
        return LineNames(decoder: decoder, batch: batch).areOfOneResponse(version, names, line)
    }

    func content(at place: UInt64) throws(InputError) -> [UInt8]? {
        let bytes = try bytes(at: place)
        guard let line = decoded(bytes), line.facts != nil else { return nil }
        return try? decoder.content(of: bytes)
    }

    /// In files nothing expires.
    func isExpired(at place: UInt64) -> Bool { false }

    func hasExpired(_ line: ResponseDecoder.Line) -> Bool { false }

    func unreadable(_ error: LogError) -> InputError {
        .cannotRead(path: gate.files[0].path, offset: 0, reason: "\(error)")
    }

    func replaced(by place: UInt64) throws(InputError) -> UInt64? { gate.replaced[place] }

    /// A restoration has no content of its own.
    func restored(at place: UInt64, version: UInt64) -> UInt64 { version }

    private func decoded(_ bytes: [UInt8]) -> ResponseDecoder.Line? {
        batch.removeAll()
        return try? decoder.decode(copying: bytes, receivedMs: nil, fallbackMs: 0, into: batch)
    }
}
