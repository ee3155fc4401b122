/// How far a device's clock is off: server's time − device's time at sending, the least of its recent posts.
///
/// Why the least: a post may be under way for minutes between being written and arriving, but never arrives before it was sent.
/// Shape: the last eight posts. Cost: 80 bytes.
public struct DeviceClock: Sendable {
    /// A clock this far ahead is believed to be wrong from one post on: nothing arrives before it is sent. Units: ms.
    public static let aheadMs: Int64 = 60_000
    /// A clock this far behind, after `postsForBehind` posts: one slow way explains one post, not all of them.
    public static let behindMs: Int64 = 5 * 60_000
    public static let postsForBehind = 3

    private var skews = SIMD8<Int64>(repeating: .max)
    public private(set) var posts = 0
    private var lastSentMs = Int64.min

    public init() {}

    /// Notes a post, by the server's time and by that of the device at sending. One that is sent again with its old time proves nothing new.
    public mutating func note(receivedMs: Int64, sentMs: Int64) {
        guard sentMs != lastSentMs else { return }
        lastSentMs = sentMs
        skews[posts % SIMD8<Int64>.scalarCount] = receivedMs &- sentMs
        posts += 1
    }

    /// What has to be added to the device's times at the least; positive: the device is behind. Nil without posts.
    public var skewMs: Int64? { posts == 0 ? nil : skews.min() }

    /// What is added to the device's times because its clock is known to be wrong; nil where it is right or not known well enough.
    public var correctionMs: Int64? {
        guard let skew = skewMs else { return nil }
        let isWrong = skew <= -Self.aheadMs || skew >= Self.behindMs && posts >= Self.postsForBehind
        return isWrong ? skew : nil
    }
}
