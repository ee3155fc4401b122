import CollectModel

/// One worker of a file fold: decodes a block, passes the gate, folds.
// Guard: used by one iteration of `concurrentPerform` at a time; read by others only after that has returned.
final class FileWorker: @unchecked Sendable {
    let shard = FormShard()
    private let decoder = ResponseDecoder()
    private let versions: FileVersions
    private let names: LineNames
    private let options: FileFold.Options
    private let gate: FileGate
    private let batch = FactBatch()
    // What is known of the block at hand, kept between blocks for the memory's sake.
    private var places: [LinePlace] = []
    private var lines: [ResponseDecoder.Line?] = []
    private var admitted: [Admitted] = []
    private var forms = HintedForms()
    private var order = CountingSort()
    /// Why lines of the block are refused, by their place among its lines.
    private var refusals: [Int: RejectReason] = [:]

    init(options: FileFold.Options, gate: FileGate) {
        self.options = options
        self.gate = gate
        names = LineNames(decoder: decoder, batch: batch)
        versions = FileVersions(gate: gate, names: names)
    }

    /// Where a line stands in its block, its number there, and the number of what is probably its form.
    private struct LinePlace {
        var bytes: Range<Int>
        var number: Int
        var form: Int
    }

    /// What is to be folded of a line after the gate has let it through.
    private struct Admitted {
        var facts: Int?
        var operation: ResponseDecoder.Line.Operation
        /// The version to take back, or the one that is restored.
        var old: UInt64?
    }

    func fold(_ block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void) throws(InputError) {
        let breaks = findLines(of: block)
        decodeLines(of: block)
        try passGate(block, breaks: breaks, complain: complain)
        // In the order of their facts, which is that of the forms; deletions, which have none, at the end.
        order.count(admitted.count, groups: batch.responses.count + 1) { admitted[$0].facts ?? batch.responses.count }
        for (turn, n) in order.places.enumerated() {
            if turn + 1 < order.places.count { expect(admitted[Int(order.places[turn + 1])]) }
            try apply(admitted[Int(n)])
        }
    }

    /// Gives the number of line breaks.
    private func findLines(of block: LineBlocks.Block) -> Int {
        places.removeAll(keepingCapacity: true)
        forms.removeAll(keepingCapacity: true)
        return block.forEachLine { bytes, offset, number in
            let form = forms.number(of: FormHint.of(bytes))
            places.append(LinePlace(bytes: offset..<offset + bytes.count, number: number, form: form))
        }
    }

    /// Decodes the lines; those that are refused stay nil.
    ///
    /// Lines of one form are decoded, and later counted, one after the other: what is known of the form is in the processor's cache then.
    /// Over a thousand forms that took a quarter off the whole.
    private func decodeLines(of block: LineBlocks.Block) {
        batch.removeAll()
        refusals.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        lines.append(contentsOf: repeatElement(nil, count: places.count))
        order.count(places.count, groups: forms.count) { places[$0].form }
        block.withBytes { bytes in
            for (turn, place) in order.places.enumerated() {
                let n = Int(place)
                let line = UnsafeRawBufferPointer(rebasing: bytes[places[n].bytes])
                if turn + 1 < order.places.count {
                    let next = places[Int(order.places[turn + 1])].bytes
                    decoder.expect(line: UnsafeRawBufferPointer(rebasing: bytes[next]))
                }
                do throws(RejectReason) {
                    lines[n] = try decoder.decode(
                        line: line, receivedMs: nil, fallbackMs: options.readingMs, into: batch)
                } catch { refusals[n] = error }
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
        admitted.removeAll(keepingCapacity: true)
        for n in lines.indices {
            guard let line = lines[n] else {
                if countsRefusals { shard.rejectedWithoutForm += 1 }
                gate.rejected += 1
                if let reason = refusals[n] { complain(complaint(reason.sentence, places[n], block)) }
                continue
            }
            let entry = try admit(line, at: places[n], of: block) { complain(complaint($0, places[n], block)) }
            if let entry { admitted.append(entry) }
        }
    }

    private func admit(
        _ line: ResponseDecoder.Line, at spot: LinePlace, of block: LineBlocks.Block, complain: (String) -> Void
    ) throws(InputError) -> Admitted? {
        let place = versions.place(
            file: block.file, offset: block.offset + Int64(spot.bytes.lowerBound), length: spot.bytes.count)
        let verdict = try gate.admission.admit(line, place: place, versions: versions) { () throws(InputError) in
            try versions.content(at: place) ?? []
        }
        switch verdict {
        case .accept(_, let replaces):
            if let replaces { gate.replaced[place] = replaces }
            let old = line.operation == .restore ? replaces.flatMap { gate.replaced[$0] } : replaces
            return Admitted(facts: line.facts, operation: line.operation, old: old)
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

    private func expect(_ entry: Admitted) {
        guard entry.operation == .create, let facts = entry.facts else { return }
        let entry = decoder.directory.forms[Int(batch.responses[facts].form)]
        shard.tally(of: entry).expect(batch.responses[facts], of: batch)
    }

    private func apply(_ entry: Admitted) throws(InputError) {
        switch entry.operation {
        case .create: add(entry.facts, .created)
        case .update:
            try foldOld(entry.old, .updatedFrom)
            add(entry.facts, .updatedTo)
        case .delete: try foldOld(entry.old, .deleted)
        case .restore: try foldOld(entry.old, .restored)
        }
    }

    private func add(_ facts: Int?, _ change: FormTally.Change) {
        guard let facts else { return }
        fold(batch.responses[facts], of: batch, change)
    }

    /// Decodes the version at `place` again and folds its facts.
    private func foldOld(_ place: UInt64?, _ change: FormTally.Change) throws(InputError) {
        guard let place else { return }
        let bytes = try versions.bytes(at: place)
        let old = FactBatch()
        let line = try? decoder.decode(copying: bytes, receivedMs: nil, fallbackMs: options.readingMs, into: old)
        guard let facts = line?.facts else { return }
        fold(old.responses[facts], of: old, change)
    }

    private func fold(_ facts: ResponseFacts, of batch: FactBatch, _ change: FormTally.Change) {
        guard options.filter.includes(facts) else { return }
        let entry = decoder.directory.forms[Int(facts.form)]
        shard.tally(of: entry).apply(facts, of: batch, entry: entry, change: change)
    }

    /// Shows the live responses of a block to the searches for their forms' extremes.
    func look(through block: LineBlocks.Block, for searches: [ExtremeSearch]) {
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
            guard gate.admission.isLive(hash: line.identity, place: place) else { continue }
            // By bytes: strings that Unicode calls equivalent are different forms.
            let search = searches.first { $0.tally.formID.utf8.elementsEqual(entry.name.utf8) }
            search?.see(facts, of: batch, entry: entry)
        }
    }
}
