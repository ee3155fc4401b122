/// How finely times are counted.
public enum TimeUnit: Sendable {
    case minute, hour, day

    /// Units: ms.
    public var ms: Int64 {
        switch self {
        case .minute: 60_000
        case .hour: 3_600_000
        case .day: 86_400_000
        }
    }
}
