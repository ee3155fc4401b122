/// One arrival from the field, as a phone would send it.
public struct Submission: Sendable {
    /// Why it arrives now.
    public enum Kind: Sendable, CaseIterable {
        /// Sent when it was filled in.
        case fresh
        /// Out of the backlog of a phone that was offline for hours or days.
        case late
        /// The same response once more, because the phone never saw the answer.
        case retry
        case edit
        case deletion
    }

    /// One line of NDJSON without its newline: a response, or an operation that names one.
    public let line: [UInt8]
    /// When the server gets it; never earlier than that of the submission before. Unit: ms since 1970.
    public var receivedMs: Int64
    public let formID: String
    public let kind: Kind
    /// True for what arrives before the simulation's live start, so that it raises no alert about rates.
    public let isBackfill: Bool
}

/// Everything that a response follows from; rendering the same ticket again gives the same answers.
///
/// Why: a retry or an edit is this small value in a queue, not a stored line.
struct ResponseTicket: Sendable {
    var form: Int32
    var collector: Int32
    /// True time of submitting, whatever the device's clock says. Unit: ms since 1970.
    var submittedMs: Int64
    var seed: UInt64
}
