import CollectModel

/// The clocks of the devices that post, as far as their posts show them.
///
/// Why at intake: what a clock is off by depends on what came before. Put right once and stored with the record, the time of the event is the
/// same for every reader, live or in replay.
/// Bound: `limit` devices, 150 bytes each; the clocks of further ones are believed within the range that all are.
struct ClockEvidence {
    static let limit = 200_000
    private var clocks: [UInt64: DeviceClock] = [:]

    /// Notes a response that was sent now, not history that is loaded later.
    mutating func note(_ facts: ResponseFacts, syncedMs: Int64?) {
        guard facts.deviceHash != 0, let syncedMs else { return }
        if clocks[facts.deviceHash] == nil, clocks.count >= Self.limit { return }
        clocks[facts.deviceHash, default: DeviceClock()].note(receivedMs: facts.receivedMs, sentMs: syncedMs)
    }

    /// When a response was submitted by the device's clock, put right; nil where that clock is not known to be wrong, or where even so it
    /// cannot be believed.
    func correctedMs(_ facts: ResponseFacts, submittedMs: Int64?) -> Int64? {
        guard let submittedMs, let correction = clocks[facts.deviceHash]?.correctionMs else { return nil }
        // Nothing is received before it was submitted.
        let corrected = min(submittedMs &+ correction, facts.receivedMs)
        return corrected >= facts.receivedMs - ResponseFacts.believedBackMs ? corrected : nil
    }
}
