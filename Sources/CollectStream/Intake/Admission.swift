import CollectModel

/// What becomes of an input that was decoded.
enum Verdict {
    /// It is a new version; `replaces` is the place of the version it replaces.
    case accept(version: UInt32, replaces: UInt64?)
    /// It is known, with the same content: nothing changes.
    case duplicate
    /// Its id is known with other content, or it speaks of a version that is no longer the newest.
    case conflict
    /// It would change a response that was never seen.
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
    /// Where the content stands of a response that an operation at `place` restores, taking back the deletion at `deletion`.
    func restored(at place: UInt64, from deletion: UInt64) throws(Failure) -> UInt64
}

/// The rules of identity: what is new, a retry, a conflict (DESIGN section 5). One code for the log, for files and for HTTP.
///
/// Rules: a response is known by form and response id. Sent again with the content of *any* of its versions it is a retry, because the
/// first post may be retried after an edit; with other content it is a conflict. An update, delete or restore of an unknown response is
/// refused; one that names a version other than the newest is a conflict; one that would change nothing is a retry. What speaks of a response
/// that has expired, or can only be compared with a version that has, is refused as expired.
struct Admission {
    private(set) var index = IdentityIndex()
    /// What was entered since `keep`, for taking it back: the newest place, and the entry that stood there before.
    private var entered: [(hash: UInt64, place: UInt64, before: IdentityIndex.Entry?)] = []

    /// What was entered stays.
    mutating func keep() { entered.removeAll(keepingCapacity: true) }

    /// Forgets what was entered since the last `keep`, because it could not be stored.
    mutating func rollBack() {
        for change in entered.reversed() {
            guard let before = change.before else {
                index.remove(hash: change.hash, place: change.place)
                continue
            }
            if let slot = index.slot(hash: change.hash, confirm: { $0 == change.place }) { index[slot] = before }
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
            guard line.operation == .create else { return .unknown }
            index.insert(hash: line.identity, place: place, version: 1)
            entered.append((line.identity, place, nil))
            return .accept(version: 1, replaces: nil)
        }
        return try change(line, slot: slot, place: place, versions: versions, content: content)
    }

    private mutating func change<Versions: AdmittedVersions>(
        _ line: ResponseDecoder.Line, slot: Int, place: UInt64, versions: Versions,
        content: () throws(Versions.Failure) -> [UInt8]
    ) throws(Versions.Failure) -> Verdict {
        let entry = index[slot]
        if line.operation == .create { return try retryOrConflict(entry, versions: versions, content: content()) }
        if line.operation == .delete, entry.isDeleted { return .duplicate }
        if line.operation == .restore, !entry.isDeleted { return .duplicate }
        if line.operation == .update {
            if try versions.content(at: entry.place) == content() { return .duplicate }
            if entry.isDeleted { return .conflict }
        }
        if line.operation == .restore, let before = try versions.replaced(by: entry.place),
            try versions.isExpired(at: before)
        {
            return .expired
        }
        if let seen = line.ifVersion, seen != Int64(entry.version) {
            // An edit that was made already, and has been edited since, is a retry.
            return line.operation == .update
                ? try retryOrConflict(entry, versions: versions, content: content()) : .conflict
        }
        index[slot].place = line.operation == .restore ? try versions.restored(at: place, from: entry.place) : place
        index[slot].version += 1
        index[slot].isDeleted = line.operation == .delete
        entered.append((entry.hash, index[slot].place, entry))
        return .accept(version: entry.version + 1, replaces: entry.place)
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
        return .conflict
    }

    /// Whether the version at `place` is the newest of its response.
    func isNewest(hash: UInt64, place: UInt64) -> Bool { index.slot(hash: hash, confirm: { $0 == place }) != nil }

    /// Whether the version at `place` is what is live of its response.
    func isLive(hash: UInt64, place: UInt64) -> Bool {
        index.slot(hash: hash, confirm: { $0 == place }).map { !index[$0].isDeleted } ?? false
    }

    /// Forgets a response that has expired, whose newest version stands at `place`.
    mutating func expire(hash: UInt64, place: UInt64) { index.remove(hash: hash, place: place) }

    /// Enters what a log already holds, when it is opened. `replaced` is the place of the version before.
    mutating func restore(hash: UInt64, place: UInt64, version: UInt32, replaces: UInt64?, isDeleted: Bool) {
        guard let replaces else {
            index.insert(hash: hash, place: place, version: version)
            return
        }
        let slot = index.slot(hash: hash) { $0 == replaces }
        guard let slot else {
            // The version before has expired or was damaged: the newer one stands for the response from here on.
            index.insert(hash: hash, place: place, version: version)
            return restoreDeletion(hash: hash, place: place, isDeleted: isDeleted)
        }
        index[slot].place = place
        index[slot].version = version
        index[slot].isDeleted = isDeleted
    }

    private mutating func restoreDeletion(hash: UInt64, place: UInt64, isDeleted: Bool) {
        if let slot = index.slot(hash: hash, confirm: { $0 == place }) { index[slot].isDeleted = isDeleted }
    }
}
