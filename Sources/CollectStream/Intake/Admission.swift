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
    func hasExpired(_ line: ResponseDecoder.Line) -> Bool
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
    private(set) var index = IdentityIndex()
    private var early = EarlyChanges()
    /// What was entered since `keep`, for taking it back: the newest place, and what stood there before.
    private var entered: [Entered] = []

    private struct Entered {
        var hash: UInt64
        var place: UInt64
        var before: IdentityIndex.Entry?
        var beginning: EarlyChanges.Beginning?
    }

    /// What was entered stays.
    mutating func keep() { entered.removeAll(keepingCapacity: true) }

    /// Forgets what was entered since the last `keep`, because it could not be stored.
    mutating func rollBack() {
        for change in entered.reversed() {
            early[change.place] = nil
            guard let before = change.before else {
                index.remove(hash: change.hash, place: change.place)
                continue
            }
            if let slot = index.slot(hash: change.hash, confirm: { $0 == change.place }) { index[slot] = before }
            early[before.place] = change.beginning
        }
        keep()
    }

    /// Has the memory fetched that `admit` will need for this line.
    @inline(__always)
    func expect(_ line: ResponseDecoder.Line) { index.expect(hash: line.identity) }

    /// Decides and enters what is accepted under `place`. `content` is asked for only where the response is known.
    mutating func admit<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, place: UInt64, versions: Versions,
        content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        let known = try index.slot(hash: line.identity) { (at: UInt64) throws(Versions.Failure) in
            try versions.isVersion(at: at, of: line)
        }
        guard let slot = known else {
            if versions.hasExpired(line) { return .expired }
            return admitNew(line, place: place)
        }
        return try change(line, slot: slot, place: place, versions: versions, content: content)
    }

    private mutating func admitNew(_ line: ResponseDecoder.Line, place: UInt64) -> Verdict {
        guard line.operation != .restore, let version = line.operation == .create ? 1 : EarlyChanges.version(of: line)
        else { return .unknown }
        index.insert(hash: line.identity, place: place, version: version, isDeleted: line.operation == .delete)
        if line.operation != .create { early[place] = EarlyChanges.Beginning(first: version) }
        entered.append(Entered(hash: line.identity, place: place))
        return .accept(version: version, replaces: nil)
    }

    private mutating func change<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, slot: Int, place: UInt64, versions: Versions,
        content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        let entry = index[slot]
        if let beginning = early[entry.place],
            let verdict = try supersede(
                line, entry, beginning, place: place, versions: versions, content: content)
        {
            return verdict
        }
        if line.operation == .create { return try retryOrConflict(entry, versions: versions, content: content()) }
        if line.operation == .delete, entry.isDeleted { return .duplicate }
        if line.operation == .restore, !entry.isDeleted { return .duplicate }
        if line.operation == .update {
            if try versions.content(at: entry.place) == content() { return .duplicate }
            if entry.isDeleted { return .conflict }
        }
        var restores: UInt64?
        if line.operation == .restore {
            restores = try versions.replaced(by: entry.place) ?? early[entry.place]?.newestLate
            guard let restores else { return .unknown }
            if try versions.isExpired(at: restores) { return .expired }
        }
        if let seen = line.ifVersion, seen != Int64(entry.version) {
            // An edit that was made already, and has been edited since, is a retry.
            return line.operation == .update
                ? try retryOrConflict(entry, versions: versions, content: content()) : .conflict
        }
        let newest = restores.map { versions.restored(at: place, version: $0) } ?? place
        index[slot].place = newest
        index[slot].version += 1
        index[slot].isDeleted = line.operation == .delete
        entered.append(
            Entered(hash: entry.hash, place: newest, before: entry, beginning: early[entry.place]))
        early.move(from: entry.place, to: newest)
        return .accept(version: entry.version + 1, replaces: entry.place, restores: restores)
    }

    /// Decides about a line that may be an older version of a response whose change came early; nil where it is none.
    private mutating func supersede<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, _ entry: IdentityIndex.Entry, _ beginning: EarlyChanges.Beginning, place: UInt64,
        versions: Versions, content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict? {
        guard let version = EarlyChanges.lateVersion(of: line, before: beginning.first) else { return nil }
        if let known = beginning.late[version] {
            if try versions.isExpired(at: known) { return .expired }
            return try versions.content(at: known) == content() ? .duplicate : .conflict
        }
        entered.append(Entered(hash: entry.hash, place: entry.place, before: entry, beginning: beginning))
        early[entry.place]?.late[version] = place
        return .supersede(version: version, newest: entry.place)
    }

    private func retryOrConflict<Versions: AdmittedVersions>(
        _ entry: IdentityIndex.Entry, versions: Versions, content: [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        var place: UInt64? = entry.place
        while let at = place {
            if try versions.isExpired(at: at) { return .expired }
            if try versions.content(at: at) == content { return .duplicate }
            place = try versions.replaced(by: at)
        }
        let late = early[entry.place]?.late.values.map(\.self) ?? []
        for place in late {
            if try isSame(place, versions, content) { return .duplicate }
        }
        return .conflict
    }

    private func isSame<Versions: AdmittedVersions>(
        _ place: UInt64, _ versions: Versions, _ content: [UInt8]
    ) throws(Versions.Failure) -> Bool {
        if try versions.isExpired(at: place) { return false }
        return try versions.content(at: place) == content
    }

    /// Whether the version at `place` is the newest of its response.
    func isNewest(hash: UInt64, place: UInt64) -> Bool { index.slot(hash: hash, confirm: { $0 == place }) != nil }

    /// Whether the version at `place` is what is live of its response.
    func isLive(hash: UInt64, place: UInt64) -> Bool {
        index.slot(hash: hash, confirm: { $0 == place }).map { !index[$0].isDeleted } ?? false
    }

    /// Forgets a response that has expired, whose newest version stands at `place`.
    mutating func expire(hash: UInt64, place: UInt64) {
        index.remove(hash: hash, place: place)
        early[place] = nil
    }

    /// Enters a version that a log already holds, when it is opened. `replaces` is the place of the version before; only a creation has none
    /// by right.
    mutating func restore(
        hash: UInt64, place: UInt64, version: UInt32, replaces: UInt64?, operation: LogOperation
    ) {
        let isDeleted = operation == .delete
        guard let replaces, let slot = index.slot(hash: hash, confirm: { $0 == replaces }) else {
            // Where the version before has expired or was damaged, the newer one stands for the response from here on.
            index.insert(hash: hash, place: place, version: version, isDeleted: isDeleted)
            if replaces == nil, operation != .create { early[place] = EarlyChanges.Beginning(first: version) }
            return
        }
        index[slot].place = place
        index[slot].version = version
        index[slot].isDeleted = isDeleted
        early.move(from: replaces, to: place)
    }

    /// Enters a version that came late, when a log is opened. `newest` is the place of what was the newest version then.
    mutating func restoreLate(hash: UInt64, place: UInt64, version: UInt32, newest: UInt64) {
        guard let slot = index.slot(hash: hash, confirm: { $0 == newest }) else { return }
        // The change that came early may have expired.
        if early[newest] == nil { early[newest] = EarlyChanges.Beginning(first: index[slot].version) }
        early[newest]?.late[version] = place
    }
}
