import CollectModel

/// A response of which a change came before what it changes, and the older versions that have arrived since.
///
/// Why: phones and gateways send over several ways, and the edit may take the faster one. Refusing it would lose it; the version that comes
/// late must be counted without taking the place of what is newer.
struct EarlyChange {
    /// The version with which its chain of versions begins.
    var first: UInt32
    /// Where what came late stands, by version.
    var late: [UInt32: UInt64]

    /// Where the newest of the late versions stands.
    var newestLate: UInt64? { late.max { $0.key < $1.key }?.value }

    /// The version that a change of an unknown response is: the one behind what its sender has seen; 2 where that is not said. Nil where no
    /// response can have such a version.
    static func version(of line: ResponseDecoder.Line) -> UInt32? {
        guard let seen = line.ifVersion else { return 2 }
        return (1..<KnownResponse.mostVersions).contains(seen) ? UInt32(seen) + 1 : nil
    }

    /// The version that a line brings late of this response; nil where it is no older one.
    func lateVersion(of line: ResponseDecoder.Line) -> UInt32? {
        switch line.operation {
        case .create: 1
        case .update: line.ifVersion.flatMap { seen in seen >= 1 && seen + 1 < Int64(first) ? UInt32(seen) + 1 : nil }
        case .delete, .restore: nil
        }
    }
}
