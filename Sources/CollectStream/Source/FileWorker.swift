import CollectModel

/// One worker of a file fold: decodes a block, passes the gate, folds.
// Guard: used by one iteration of `concurrentPerform` at a time; read by others only after that has returned.
final class FileWorker: @unchecked Sendable {
    let shard: FormShard
    private let decoder = ResponseDecoder()
    private let versions: FileVersions
    private let names: LineNames
    private let options: FileFold.Options
    private let gate: FileGate
    private let batch: FactBatch
    // What is known of the block at hand, kept between blocks for the memory's sake.
    private var places: [LinePlace] = []
    private var lines: [ResponseDecoder.Line?] = []
    /// What waits for being counted, its facts in `batch`, and of how many bytes it was read.
    private var admitted = RunsByForm<Admitted>()
    private var decodedBytes = 0
    /// Why lines of the block are refused, by their place among its lines.
    private var refusals: [Int: RejectReason] = [:]

    init(options: FileFold.Options, gate: FileGate) {
        self.options = options
        self.gate = gate
        shard = FormShard(options.filter.tallies)
        batch = FactBatch(keepsSenders: options.filter.tallies.countsField)
        names = LineNames(decoder: decoder, batch: batch)
        versions = FileVersions(gate: gate, names: names)
    }

    /// Where a line stands in its block, its number there, and what its form probably is.
    private struct LinePlace {
        var bytes: Range<Int>
        var number: Int
        var hint: UInt64
    }

    /// What is to be folded of a line after the gate has let it through.
    private struct Admitted: WaitingEntry {
        /// The place of its facts in the batch; nil for deletions and restorations.
        var facts: Int32?
        var form: Int32
        var operation: ResponseDecoder.Line.Operation
        /// It came behind a newer version.
        var isSuperseded = false
        /// The version to take back, or the one that is restored.
        var old: UInt64?

        var isNew: Bool { operation == .create && !isSuperseded }
        var newFacts: Int32? { isNew ? facts : nil }
    }

    /// Decodes a block and passes the gate; counts when enough has come together.
    func take(_ block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void) throws(InputError) {
        let breaks = findLines(of: block)
        decodeLines(of: block)
        if decodedBytes == 0 { makeRoom(after: block) }
        try passGate(block, breaks: breaks, complain: complain)
        decodedBytes += block.length
        if decodedBytes >= options.foldBytes { try fold() }
    }

    /// Makes room for what will come together if the rest is like the first block.
    private func makeRoom(after first: LineBlocks.Block) {
        let expected = { [gate, options] (count: Int) in
            gate.expected(count, in: first.length, most: options.foldBytes + options.blockBytes)
        }
        batch.expect(
            responses: expected(batch.responses.count), answers: expected(batch.answerCount),
            textBytes: expected(batch.textBytes))
    }

    /// Counts what waits for it.
    func fold() throws(InputError) {
        try admitted.fold(into: shard, of: batch, forms: decoder.directory) { (entry) throws(InputError) in
            try apply(entry)
        }
        batch.removeAll()
        decodedBytes = 0
    }

    /// Gives the number of line breaks.
    private func findLines(of block: LineBlocks.Block) -> Int {
        places.removeAll(keepingCapacity: true)
        return block.forEachLine { bytes, offset, number in
            places.append(
                LinePlace(bytes: offset..<offset + bytes.count, number: number, hint: FormHint.of(bytes)))
        }
    }

    /// Decodes the lines; those that are refused stay nil.
    private func decodeLines(of block: LineBlocks.Block) {
        refusals.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        block.withBytes { bytes in
            for n in places.indices {
                if n + 1 < places.count { decoder.expect(hint: places[n + 1].hint) }
                do throws(RejectReason) {
                    lines.append(
                        try decoder.decode(
                            line: UnsafeRawBufferPointer(rebasing: bytes[places[n].bytes]), receivedMs: nil,
                            fallbackMs: options.readingMs, into: batch))
                } catch {
                    lines.append(nil)
                    refusals[n] = error
                }
            }
        }
    }

    private func passGate(
        _ block: LineBlocks.Block, breaks: Int, complain: (FileFold.Complaint) -> Void
    ) throws(InputError) {
        gate.enter(block.number)
        defer {
            gate.linesBefore[block.file] += breaks
            gate.admission.keep()
            gate.leave(block.number)
        }
        if block.number == 0 { gate.admission.known.expect(count: gate.expected(lines.count, in: block.length)) }
        for n in lines.indices {
            if n % Self.ahead == 0 {
                gate.admission.expect(lines[n..<min(n + Self.ahead, lines.count)])
            }
            guard let line = lines[n] else {
                if countsRefusals { shard.rejectedWithoutForm += 1 }
                gate.rejected += 1
                if let reason = refusals[n] { complain(complaint(reason.sentence, places[n], block)) }
                continue
            }
            let entry = try admit(line, at: places[n], of: block) { complain(complaint($0, places[n], block)) }
            if let entry, !entry.isNew || line.facts.map({ isWanted(batch.responses[$0]) }) ?? false {
                admitted.append(entry)
            }
        }
    }

    /// How many responses' places in the index are fetched at once: each waits for the processor's tables of pages, together they wait once.
    private static let ahead = 16

    private func admit(
        _ line: ResponseDecoder.Line, at spot: LinePlace, of block: LineBlocks.Block, complain: (String) -> Void
    ) throws(InputError) -> Admitted? {
        let place = versions.place(
            file: block.file, offset: block.offset + Int64(spot.bytes.lowerBound), length: spot.bytes.count)
        let verdict = try gate.admission.admit(line, place: place, versions: versions) { () throws(InputError) in
            try versions.content(at: place) ?? []
        }
        switch verdict {
        case .accept(_, let replaces, let restores):
            if let replaces { gate.replaced[place] = replaces }
            if line.operation == .delete, replaces == nil, !options.filter.isSpan {
                shard.tally(of: names.form(of: line)).count(deleted: 1)
            }
            return Admitted(
                facts: line.facts.map { Int32($0) }, form: line.form, operation: line.operation,
                old: restores ?? replaces)
        case .supersede:
            return Admitted(
                facts: line.facts.map { Int32($0) }, form: line.form, operation: line.operation, isSuperseded: true)
        case .duplicate: count(line, duplicates: 1)
        case .conflict:
            count(line, conflicts: 1)
            gate.conflicts += 1
            complain(names.conflictText(of: line))
        case .unknown, .expired:
            count(line, rejected: 1)
            gate.rejected += 1
            complain(RejectReason.unknownResponse(names.responseID(of: line)).sentence)
        }
        return nil
    }

    /// What is not stored belongs to the moment of reading, as in a log to that of the import.
    private var countsRefusals: Bool { options.filter.includes(ms: options.readingMs) }

    private func count(
        _ line: ResponseDecoder.Line, duplicates: Int64 = 0, conflicts: Int64 = 0, rejected: Int64 = 0
    ) {
        guard countsRefusals else { return }
        shard.tally(of: names.form(of: line)).count(duplicates: duplicates, conflicts: conflicts, rejected: rejected)
    }

    private func complaint(_ text: String, _ place: LinePlace, _ block: LineBlocks.Block) -> FileFold.Complaint {
        let line = gate.linesBefore[block.file] + place.number + 1
        return FileFold.Complaint(path: gate.files[block.file].path, line: line, text: text)
    }

    private func isWanted(_ facts: ResponseFacts) -> Bool {
        guard options.filter.includes(facts) else { return false }
        return options.filter.form.map { $0 == decoder.directory.forms[Int(facts.form)].name } ?? true
    }

    private func apply(_ entry: Admitted) throws(InputError) {
        if entry.isSuperseded {
            return add(entry.facts, entry.operation == .create ? .createdBefore : .updatedBefore)
        }
        switch entry.operation {
        case .create: add(entry.facts, .created)
        case .update:
            try foldOld(entry.old, .updatedFrom)
            add(entry.facts, .updatedTo)
        case .delete: try foldOld(entry.old, .deleted)
        case .restore: try foldOld(entry.old, .restored)
        }
    }

    private func add(_ facts: Int32?, _ change: FormTally.Change) {
        guard let facts else { return }
        fold(batch.responses[Int(facts)], of: batch, change, isEdit: change == .updatedTo)
    }

    /// Decodes the version at `place` again and folds its facts.
    private func foldOld(_ place: UInt64?, _ change: FormTally.Change) throws(InputError) {
        guard let place else { return }
        let bytes = try versions.bytes(at: place)
        let old = FactBatch(keepsSenders: batch.keepsSenders)
        let line = try? decoder.decode(copying: bytes, receivedMs: nil, fallbackMs: options.readingMs, into: old)
        guard let line, let facts = line.facts else { return }
        fold(old.responses[facts], of: old, change, isEdit: line.operation == .update)
    }

    private func fold(_ facts: ResponseFacts, of batch: FactBatch, _ change: FormTally.Change, isEdit: Bool) {
        guard isWanted(facts) else { return }
        var facts = facts
        if isEdit { facts.flags.insert(.edited) }
        shard.apply(facts, of: batch, entry: decoder.directory.forms[Int(facts.form)], change: change)
    }

    /// Shows the live responses of a block to the searches for their forms' extremes.
    func look(through block: LineBlocks.Block, for searches: [ExtremeSearch]) throws(InputError) {
        batch.removeAll()
        _ = findLines(of: block)
        decodeLines(of: block)
        for (n, line) in lines.enumerated() {
            guard let line, let facts = line.facts.map({ batch.responses[$0] }), options.filter.includes(facts) else {
                continue
            }
            let entry = decoder.form(of: line)
            let place = versions.place(
                file: block.file, offset: block.offset + Int64(places[n].bytes.lowerBound),
                length: places[n].bytes.count)
            let isLive = try gate.admission.isLive(
                hash: line.identity, place: place, unreadable: versions.unreadable)
            guard isLive else { continue }
            // By bytes: strings that Unicode calls equivalent are different forms.
            let search = searches.first { $0.tally.formID.utf8.elementsEqual(entry.name.utf8) }
            search?.see(facts, of: batch, entry: entry)
        }
    }
}
