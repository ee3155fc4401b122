import CollectModel

/// Reads back admitted versions from the log, those included that are decided but not staged yet.
///
/// Shape of a place: `LogPosition.place`.
struct LogVersions: AdmittedVersions {
    typealias Failure = LogError

    let log: ResponseLog
    /// Names the lines that are asked about.
    let names: LineNames
    var expired: ExpiredResponses
    /// Records of the group that is being put together, by place.
    var pending: [UInt64: RecordDraft] = [:]

    /// A version with its content and its times.
    struct Version {
        var op: LogOperation
        var formID: String
        var responseID: String
        var replaces: UInt64?
        var receivedMs: Int64
        var eventMs: Int64
        var payload: [UInt8]
        var flags: RecordFlags
    }

    func version(at place: UInt64) throws(LogError) -> Version {
        if let draft = pending[place] {
            return Version(
                op: draft.op, formID: draft.formID, responseID: draft.responseID,
                replaces: draft.flags.contains(.superseded) ? nil : draft.replaces,
                receivedMs: draft.receivedMs, eventMs: draft.eventMs, payload: draft.payload, flags: draft.flags)
        }
        let record = try log.read(LogPosition(place: place))
        return Version(
            op: record.op, formID: record.formID, responseID: record.responseID, replaces: record.replaces,
            receivedMs: record.receivedMs, eventMs: record.eventMs, payload: record.payload, flags: record.flags)
    }

    func isVersion(at place: UInt64, of line: ResponseDecoder.Line) throws(LogError) -> Bool {
        do throws(LogError) {
            let version = try version(at: place)
            return names.isOf(line, formID: version.formID, responseID: version.responseID)
        } catch {
            // What is known of responses may speak of one that has expired, where the writer died between the two.
            if case .expired = error { return false }
            throw error
        }
    }

    func content(at place: UInt64) throws(LogError) -> [UInt8]? {
        let version = try version(at: place)
        return version.op == .delete ? nil : try? names.decoder.content(of: version.payload)
    }

    func isExpired(at place: UInt64) throws(LogError) -> Bool {
        do throws(LogError) {
            _ = try version(at: place)
            return false
        } catch {
            if case .expired = error { return true }
            throw error
        }
    }

    func hasExpired(_ line: ResponseDecoder.Line) throws(LogError) -> Bool {
        try expired.contains(form: names.form(of: line).name, responseID: names.batch.bytes(of: line.responseID))
    }

    func unreadable(_ error: LogError) -> LogError { error }

    func replaced(by place: UInt64) throws(LogError) -> UInt64? {
        guard let offset = try version(at: place).replaces else { return nil }
        return LogPosition(partition: LogPosition(place: place).partition, offset: offset).place
    }

    /// A restoration is a record of its own that holds the content again.
    func restored(at place: UInt64, version: UInt64) -> UInt64 { place }
}
