import CollectModel

/// What becomes of an input that was decoded.
enum Verdict {
    /// It is a new version; `replaces` is the place of the version it replaces, `restores` of the one whose content a restoration brings back.
    case accept(version: UInt32, replaces: UInt64?, restores: UInt64? = nil)
    /// It is an older version than what is known, come late: stored and counted, but never live. `newest` is the place of the newest version.
    case supersede(version: UInt32, newest: UInt64)
    /// It is known, with the same content: nothing changes.
    case duplicate
    /// Its id is known with other content, or it speaks of a version that is no longer the newest.
    case conflict
    /// It would restore a response that was never seen, or a version that nobody can have seen.
    case unknown
    /// Retention has removed the response, or the version that it speaks of.
    case expired
}

/// Reads back what was admitted, by the places that the index holds.
protocol AdmittedVersions<Failure> {
    associatedtype Failure: Error
    /// Whether the version at `place` is of the response that the line speaks of.
    func isVersion(at place: UInt64, of line: ResponseDecoder.Line) throws(Failure) -> Bool
    /// The canonical content of the version at `place`, nil for a deletion.
    func content(at place: UInt64) throws(Failure) -> [UInt8]?
    /// The place of the version that the one at `place` replaced.
    func replaced(by place: UInt64) throws(Failure) -> UInt64?
    /// Whether retention has removed the version at `place`.
    func isExpired(at place: UInt64) throws(Failure) -> Bool
    /// Whether the response that the line speaks of has expired; asked only where it is not known.
    func hasExpired(_ line: ResponseDecoder.Line) throws(Failure) -> Bool
    /// What the caller is told where the identities on disk cannot be read.
    func unreadable(_ error: LogError) -> Failure
    /// Where the newest version stands once an operation at `place` has restored the version at `version`.
    func restored(at place: UInt64, version: UInt64) -> UInt64
}

/// The rules of identity: what is new, a retry, a conflict (DESIGN section 5). One code for the log, for files and for HTTP.
///
/// Rules: a response is known by form and response id. Sent again with the content of *any* of its versions it is a retry, because the
/// first post may be retried after an edit; with other content it is a conflict. A change that names a version other than the newest is a conflict;
/// one that would change nothing is a retry. An update or delete of an unknown response has overtaken it: it is taken, and the older versions that
/// arrive later are superseded. What speaks of a response that has expired, or can only be compared with a version that has, is refused as expired.
struct Admission {
    var known: KnownResponses
    /// What was entered since `keep`, for taking it back.
    private var entered: [Entered] = []

    private enum Entered {
        case inserted(KnownResponse)
        case replaced(KnownResponse, by: KnownResponse, wasRecent: Bool)
    }

    init(known: KnownResponses = KnownResponses()) { self.known = known }

    /// What was entered stays.
    mutating func keep() { entered.removeAll(keepingCapacity: true) }

    /// Forgets what was entered since the last `keep`, because it could not be stored.
    mutating func rollBack() {
        for change in entered.reversed() {
            switch change {
            case .inserted(let entry): known.remove(entry)
            case .replaced(let old, let new, let wasRecent):
                known.takeBack(new, replacing: old, wasRecent: wasRecent)
            }
        }
        keep()
    }

    /// Has the memory fetched that `admit` will need for these lines.
    func expect(_ lines: ArraySlice<ResponseDecoder.Line?>) {
        for case let line? in lines { known.expect(hash: line.identity) }
    }

    /// Decides and enters what is accepted under `place`. `content` is asked for only where the response is known.
    mutating func admit<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, place: UInt64, versions: Versions,
        content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        let newest = try known.newest(hash: line.identity, unreadable: versions.unreadable) {
            (at: UInt64) throws(Versions.Failure) in try versions.isVersion(at: at, of: line)
        }
        guard let newest else {
            if try versions.hasExpired(line) { return .expired }
            return admitNew(line, place: place)
        }
        return try change(line, newest, place: place, versions: versions, content: content)
    }

    private mutating func admitNew(_ line: ResponseDecoder.Line, place: UInt64) -> Verdict {
        guard line.operation != .restore, let version = line.operation == .create ? 1 : EarlyChange.version(of: line)
        else { return .unknown }
        let entry = KnownResponse(
            hash: line.identity, place: place, version: version, kind: line.operation == .delete ? .deleted : .live,
            first: line.operation == .create ? 0 : version)
        known.insert(entry)
        entered.append(.inserted(entry))
        return .accept(version: version, replaces: nil)
    }

    private mutating func change<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, _ entry: KnownResponse, place: UInt64, versions: Versions,
        content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        let early = try early(entry, line, versions)
        if let early,
            let verdict = try supersede(line, entry, early, place: place, versions: versions, content: content)
        {
            return verdict
        }
        if line.operation == .create {
            return try retryOrConflict(entry, early, versions: versions, content: content())
        }
        if line.operation == .delete, entry.isDeleted { return .duplicate }
        if line.operation == .restore, !entry.isDeleted { return .duplicate }
        if line.operation == .update {
            if try versions.content(at: entry.place) == content() { return .duplicate }
            if entry.isDeleted { return .conflict }
        }
        var restores: UInt64?
        if line.operation == .restore {
            restores = try versions.replaced(by: entry.place) ?? early?.newestLate
            guard let restores else { return .unknown }
            if try versions.isExpired(at: restores) { return .expired }
        }
        if let seen = line.ifVersion, seen != Int64(entry.version) {
            // An edit that was made already, and has been edited since, is a retry.
            return line.operation == .update
                ? try retryOrConflict(entry, early, versions: versions, content: content()) : .conflict
        }
        var newer = entry
        newer.place = restores.map { versions.restored(at: place, version: $0) } ?? place
        newer.version += 1
        newer.kind = line.operation == .delete ? .deleted : .live
        let wasRecent = known.replace(entry, with: newer)
        entered.append(.replaced(entry, by: newer, wasRecent: wasRecent))
        return .accept(version: newer.version, replaces: entry.place, restores: restores)
    }

    /// What came early and late of a known response; nil where it began with its creation.
    private func early<Versions: AdmittedVersions>(
        _ entry: KnownResponse, _ line: ResponseDecoder.Line, _ versions: Versions
    ) throws(Versions.Failure) -> EarlyChange? {
        guard entry.first > 0 else { return nil }
        let late = try known.late(hash: entry.hash, unreadable: versions.unreadable) {
            (at: UInt64) throws(Versions.Failure) in
            // One that has expired cannot be confirmed; that it is of another response with the same hash is as good as impossible.
            if try versions.isExpired(at: at) { return true }
            return try versions.isVersion(at: at, of: line)
        }
        return EarlyChange(first: entry.first, late: late)
    }

    /// Decides about a line that may be an older version of a response whose change came early; nil where it is none.
    private mutating func supersede<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, _ entry: KnownResponse, _ early: EarlyChange, place: UInt64,
        versions: Versions, content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict? {
        guard let version = early.lateVersion(of: line) else { return nil }
        if let place = early.late[version] {
            if try versions.isExpired(at: place) { return .expired }
            return try versions.content(at: place) == content() ? .duplicate : .conflict
        }
        let late = KnownResponse(hash: entry.hash, place: place, version: version, kind: .late)
        known.insert(late)
        entered.append(.inserted(late))
        return .supersede(version: version, newest: entry.place)
    }

    private func retryOrConflict<Versions: AdmittedVersions>(
        _ entry: KnownResponse, _ early: EarlyChange?, versions: Versions, content: [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        var place: UInt64? = entry.place
        while let at = place {
            if try versions.isExpired(at: at) { return .expired }
            if try versions.content(at: at) == content { return .duplicate }
            place = try versions.replaced(by: at)
        }
        for place in (early?.late ?? [:]).values {
            if try versions.isExpired(at: place) { continue }
            if try versions.content(at: place) == content { return .duplicate }
        }
        return .conflict
    }

    /// Whether the version at `place` is the newest of its response.
    func isNewest(hash: UInt64, place: UInt64) throws(LogError) -> Bool {
        try known.newest(hash: hash, place: place) != nil
    }

    /// Whether the version at `place` is what is live of its response.
    func isLive<Failure: Error>(
        hash: UInt64, place: UInt64, unreadable: (LogError) -> Failure
    ) throws(Failure) -> Bool {
        let newest = try known.newest(hash: hash, unreadable: unreadable) { (at) throws(Failure) in at == place }
        return newest.map { !$0.isDeleted } ?? false
    }

    /// Forgets a response that has expired, whose newest version stands at `place`.
    mutating func expire(hash: UInt64, place: UInt64) {
        known.remove(KnownResponse(hash: hash, place: place, version: 0))
    }

    /// Enters a version that a log already holds, when it is opened. `replaces` is the place of the version before; only a creation has none
    /// by right.
    mutating func restore(
        hash: UInt64, place: UInt64, version: UInt32, replaces: UInt64?, operation: LogOperation
    ) throws(LogError) {
        var entry = KnownResponse(
            hash: hash, place: place, version: version, kind: operation == .delete ? .deleted : .live)
        // Where the version before has expired or was damaged, the newer one stands for the response from here on.
        if let replaces, let before = try known.newest(hash: hash, place: replaces) {
            entry.first = before.first
            known.replace(before, with: entry)
        } else {
            if replaces == nil, operation != .create { entry.first = version }
            known.insert(entry)
        }
    }

    /// Enters a version that came late, when a log is opened. `newest` is the place of what was the newest version then.
    mutating func restoreLate(hash: UInt64, place: UInt64, version: UInt32, newest: UInt64) throws(LogError) {
        guard let before = try known.newest(hash: hash, place: newest) else { return }
        if before.first == 0 {
            // The change that came early has expired.
            var entry = before
            entry.first = before.version
            known.replace(before, with: entry)
        }
        known.insert(KnownResponse(hash: hash, place: place, version: version, kind: .late))
    }
}
