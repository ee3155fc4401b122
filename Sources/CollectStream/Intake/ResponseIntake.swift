public import CollectModel

/// Takes in responses: validates, recognises retries and conflicts, and appends what is new to the log.
///
/// Why here and not in the log: a retry must be recognised before it is stored, and its count must survive into every later process;
/// so each group carries a control record with what it did not store.
/// Isolation: one task's own; it is the only one that stages into its log.
public final class ResponseIntake {
    /// The server's time of a response.
    public enum Received: Sendable {
        /// The clock's time when it is taken in.
        case now
        /// `syncedFromDeviceAt`, for history that is loaded later: marked as backfill, it raises no rate or lateness alert.
        case synced
        /// Said by the caller, who simulates the field.
        case at(Int64, backfill: Bool)
    }

    /// What became of a line.
    public enum Outcome: Sendable {
        case accepted(LogPosition)
        case duplicate
        case conflict(String)
        /// Retention has removed the response of this id, or the version that the line speaks of.
        case expired(String)
        case rejected(RejectReason)
    }

    /// What became of a group of lines; durable when the log says so.
    public struct Group: Sendable {
        public var outcomes: [Outcome]
        var staged: StagedGroup
    }

    /// The form under which refused input is counted that names no form. Hidden, like every id that begins with `__`.
    static let unnamedForm = "__unnamed"

    public let log: ResponseLog
    let clock: any LogClock
    /// For what is durable.
    let reader: LogReader
    private let names = LineNames(decoder: ResponseDecoder(), batch: FactBatch())
    var admission: Admission
    var versions: LogVersions
    private var clocks: ClockEvidence
    private let identities: IdentityStore
    /// False while records of the platform's own are stored of which not everything is entered yet: what is moved to disk would not cover them.
    private var knowsAllStored = true
    /// Of the segments that retention has looked at.
    var segmentForms: [SealedSegment: SegmentForms] = [:]
    /// The offset that each partition's next record will get.
    private var next: [UInt64]

    /// Opens the log for writing, and reads the identities of what is not covered by those on disk (`IdentityStore`).
    /// - Cost: one pass over the last million records or so; over the whole log where there is nothing on disk, or it is in doubt. `progress` is
    ///   called with the records read so far.
    public init(
        directory: String, storage: any LogStorage = PosixStorage(), clock: any LogClock = SystemLogClock(),
        options: ResponseLog.Options = ResponseLog.Options(), identities: IdentityOptions = IdentityOptions(),
        progress: (Int) -> Void = { _ in }
    ) throws(LogError) {
        log = try ResponseLog.open(directory: directory, storage: storage, clock: clock, options: options)
        self.clock = clock
        next = log.durableEnd.next
        do throws(LogError) {
            reader = try LogReader(directory: directory, storage: storage)
            self.identities = IdentityStore(log.directory, log.description.logID, identities)
            let replay = try IntakeReplay(
                reader, logID: log.description.logID, self.identities, keeps: true, progress: progress)
            admission = replay.admission
            clocks = replay.clocks
            versions = LogVersions(log: log, names: names, expired: replay.expired)
        } catch {
            log.close()
            throw error
        }
    }

    /// Decides about `lines` in their order and stages what is new. Returns before it is durable: see `durable`.
    /// - Throws: what the log refuses; nothing was taken then. `busy` is avoided by `log.makeRoom()` beforehand.
    public func submit(_ lines: [(bytes: UnsafeRawBufferPointer, received: Received)]) throws(LogError) -> Group {
        names.batch.removeAll()
        let before = next
        do throws(LogError) {
            let group = try stage(lines)
            versions.pending.removeAll(keepingCapacity: true)
            admission.keep()
            keepIdentities()
            return group
        } catch {
            admission.rollBack()
            next = before
            versions.pending.removeAll(keepingCapacity: true)
            try distrustIdentities(after: error)
            throw error
        }
    }

    private func stage(_ lines: [(bytes: UnsafeRawBufferPointer, received: Received)]) throws(LogError) -> Group {
        var group = GroupDraft()
        for line in lines { try take(line.bytes, line.received, into: &group) }
        let counts = group.counts.sorted { $0.key < $1.key }
        let nowMs = clock.nowMs()
        for (form, count) in counts {
            next[log.partition(of: form)] += 1
            group.drafts.append(count.draft(formID: form, receivedMs: nowMs))
        }
        for (form, note) in group.conflicts {
            next[log.partition(of: form)] += 1
            group.drafts.append(note.draft(formID: form, receivedMs: nowMs))
        }
        let staged = try log.stage(group.drafts)
        return Group(outcomes: group.outcomes(at: staged.positions), staged: staged)
    }

    /// Says that everything is entered that `store` has stored.
    func enteredStored() {
        knowsAllStored = true
        keepIdentities()
    }

    /// Moves to disk what has become too much for memory.
    private func keepIdentities() {
        guard knowsAllStored else { return }
        identities.keep(&admission.known, &versions.expired, upTo: next, isDurable: isDurable)
    }

    /// Has the identities built anew when the log is opened the next time, where it was they that failed.
    func distrustIdentities(after error: LogError) throws(LogError) {
        if case .identitiesDamaged = error { try identities.distrust() }
    }

    private func isDurable(_ offsets: [UInt64]) -> Bool {
        zip(log.durableEnd.next, offsets).allSatisfy { $0 >= $1 }
    }

    /// Stores records of the platform's own, and returns when they are durable. Call `enteredStored` once what they say is entered.
    func store(_ drafts: [RecordDraft]) async throws(LogError) {
        await log.makeRoom()
        knowsAllStored = false
        let staged = try log.stageInReserve(drafts)
        for position in staged.positions {
            next[position.partition] = max(next[position.partition], position.offset + 1)
        }
        try await log.durable(staged)
    }

    /// Returns when everything that the group stored, and what its retries repeat, is on the disk.
    public func durable(_ group: Group) async throws(LogError) { try await log.durable(group.staged) }

    /// Moves the identities to disk, finishes what is queued, and gives up the lock.
    public func close() {
        if knowsAllStored {
            identities.close(&admission.known, &versions.expired, upTo: next, isDurable: isDurable)
        }
        log.close()
    }

    private func take(
        _ bytes: UnsafeRawBufferPointer, _ received: Received, into group: inout GroupDraft
    ) throws(LogError) {
        let nowMs = clock.nowMs()
        let line: ResponseDecoder.Line
        do throws(RejectReason) {
            line = try names.decoder.decode(
                line: bytes, receivedMs: received.givenMs(nowMs), fallbackMs: nowMs, into: names.batch)
        } catch {
            group.reject(error, form: Self.unnamedForm)
            return
        }
        let formID = names.form(of: line).name
        let partition = log.partition(of: formID)
        let position = LogPosition(partition: partition, offset: next[partition])
        let place = position.place
        let own = Array(line.payload.map { names.batch.bytes(of: $0) } ?? bytes)
        if let facts = line.facts, !received.isBackfill {
            clocks.note(names.batch.responses[facts], syncedMs: line.syncedMs)
        }
        let verdict = try admission.admit(line, place: place, versions: versions) { () throws(LogError) in
            (try? names.decoder.content(of: own)) ?? []
        }
        var draft = record(of: line, formID: formID, received: received, nowMs: nowMs, payload: own)
        switch verdict {
        case .accept(let version, let replaces, let restores):
            draft.version = version
            draft.replaces = replaces.map { LogPosition(place: $0).offset }
            if line.operation == .delete { draft.payload = [] }
            if let restores { draft.bringBack(try versions.version(at: restores)) }
            accept(draft, at: place, into: &group)
        case .supersede(let version, let newest):
            draft.version = version
            draft.replaces = LogPosition(place: newest).offset
            draft.flags.insert(.superseded)
            accept(draft, at: place, into: &group)
        case .duplicate: group.duplicate(form: formID)
        case .conflict:
            let note = ConflictNote(
                op: line.operation.logged, seenVersion: line.ifVersion, responseID: names.responseID(of: line))
            group.conflict(names.conflictText(of: line), form: formID, note)
        case .expired: group.expire(names.responseID(of: line), form: formID)
        case .unknown: group.reject(.unknownResponse(names.responseID(of: line)), form: formID)
        }
    }

    private func accept(_ draft: RecordDraft, at place: UInt64, into group: inout GroupDraft) {
        versions.pending[place] = draft
        next[LogPosition(place: place).partition] += 1
        group.accept(draft)
    }

    private func record(
        of line: ResponseDecoder.Line, formID: String, received: Received, nowMs: Int64, payload: [UInt8]
    ) -> RecordDraft {
        let facts = line.facts.map { names.batch.responses[$0] }
        let receivedMs = facts?.receivedMs ?? received.givenMs(nowMs) ?? nowMs
        var draft = RecordDraft(
            op: line.operation.logged, flags: received.isBackfill ? [.backfill] : [], formID: formID,
            responseID: names.responseID(of: line), receivedMs: receivedMs,
            eventMs: facts?.eventMs ?? receivedMs, payload: payload)
        if let facts, !received.isBackfill, let corrected = clocks.correctedMs(facts, submittedMs: line.submittedMs) {
            draft.eventMs = corrected
            draft.flags.insert(.clockCorrected)
        }
        return draft
    }
}

extension RecordDraft {
    /// Takes over the response as it was, its times included: what comes back is neither late nor of another hour.
    fileprivate mutating func bringBack(_ version: LogVersions.Version) {
        payload = version.payload
        receivedMs = version.receivedMs
        eventMs = version.eventMs
        if version.flags.contains(.clockCorrected) { flags.insert(.clockCorrected) }
        if version.op == .update || version.flags.contains(.edited) { flags.insert(.edited) }
    }
}

extension ResponseIntake.Received {
    /// The server's time where it does not depend on the response.
    fileprivate func givenMs(_ nowMs: Int64) -> Int64? {
        switch self {
        case .now: nowMs
        case .synced: nil
        case .at(let ms, _): ms
        }
    }

    fileprivate var isBackfill: Bool {
        switch self {
        case .now: false
        case .synced: true
        case .at(_, let backfill): backfill
        }
    }
}

extension ResponseDecoder.Line.Operation {
    fileprivate var logged: LogOperation {
        switch self {
        case .create: .create
        case .update: .update
        case .delete: .delete
        case .restore: .restore
        }
    }
}
