/// Why a file of responses cannot be read.
public enum InputError: Error, Sendable, Equatable {
    case cannotOpen(path: String, reason: String)
    case isDirectory(path: String)
    case cannotRead(path: String, offset: Int64, reason: String)

    /// One line: what failed, where, what to do.
    public var sentence: String {
        switch self {
        case .cannotOpen(let path, let reason): "cannot open \(path): \(reason)"
        case .isDirectory(let path): "\(path) is a directory: name the files in it"
        case .cannotRead(let path, let offset, let reason):
            "cannot read \(path) at byte \(offset): \(reason); what stands before it was taken"
        }
    }
}
