/// Who sent the responses: a tally for each collector with each device, over all forms that are folded.
///
/// Bound: `limit` pairs, some 700 bytes each, and 48 for each ten minutes of their last day. Beyond it a sample of them is kept, chosen by a hash and thus the same whatever the order or the
/// worker; `level` says that one of 2^level is seen.
/// Isolation: one worker's own; merged like the tallies of forms.
public struct FieldTally: Sendable {
    /// More than the platform has collectors.
    public static let limit = 131_072

    struct Sender: Sendable {
        let collector: String
        let device: String
        var tally = SenderTally()
    }

    /// One of 2^level pairs is kept.
    public private(set) var level = 0
    private var senders: [UInt64: Sender] = [:]
    private let limit: Int

    public init(limit: Int = FieldTally.limit) { self.limit = limit }

    /// Adds (`sign` 1) or takes back (−1) a response. One that names neither collector nor device is nobody's.
    mutating func apply(_ facts: ResponseFacts, of batch: FactBatch, entry: FormEntry, sign: Int64) {
        guard facts.collectorHash != 0 || facts.deviceHash != 0 else { return }
        let key = ByteHash.mix(facts.collectorHash ^ ByteHash.mix(facts.deviceHash))
        guard key.leadingZeroBitCount >= level else { return }
        if senders[key] == nil {
            guard makeRoom(for: key) else { return }
            senders[key] = Sender(
                collector: batch.string(of: facts.collector), device: batch.string(of: facts.device))
        }
        senders[key]?.tally.apply(facts, of: batch, entry: entry, sign: sign)
    }

    /// Adds all that `other` has counted.
    public mutating func merge(_ other: FieldTally) {
        raise(to: other.level)
        for (key, sender) in other.senders where key.leadingZeroBitCount >= level {
            if senders[key] == nil {
                guard makeRoom(for: key) else { continue }
                senders[key] = sender
            } else {
                senders[key]?.tally.merge(sender.tally)
            }
        }
    }

    /// Every pair that has live responses, in no order.
    func forEach(_ body: (Sender) -> Void) {
        for sender in senders.values where sender.tally.live != 0 { body(sender) }
    }

    private mutating func makeRoom(for key: UInt64) -> Bool {
        while senders.count >= limit, key.leadingZeroBitCount >= level, level < 63 { raise(to: level + 1) }
        return key.leadingZeroBitCount >= level
    }

    private mutating func raise(to newLevel: Int) {
        guard newLevel > level else { return }
        level = newLevel
        senders = senders.filter { $0.key.leadingZeroBitCount >= newLevel }
    }
}

extension FieldTally {
    /// Writes everything that reports are made of.
    public func writeState(to writer: inout StateWriter) {
        writer.write(Int64(level))
        var senders: [Sender] = []
        forEach { senders.append($0) }
        senders.sort { ($0.collector, $0.device) < ($1.collector, $1.device) }
        for sender in senders {
            writer.write(sender.collector.utf8)
            writer.write(sender.device.utf8)
            sender.tally.writeState(to: &writer)
        }
    }
}
