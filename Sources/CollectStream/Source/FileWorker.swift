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
    /// Why lines of the block are refused, by their place among its lines.
    private var refusals: [Int: RejectReason] = [:]

    init(options: FileFold.Options, gate: FileGate) {
        self.options = options
        self.gate = gate
        names = LineNames(decoder: decoder, batch: batch)
        versions = FileVersions(gate: gate, names: names)
    }

    /// Where a line stands in its block, its number there, and what its form's id probably is.
    private struct LinePlace {
        var bytes: Range<Int>
        var number: Int
        var form: UInt64
    }

    /// What is to be folded of a line after the gate has let it through.
    private struct Admitted {
        var facts: Int?
        var operation: ResponseDecoder.Line.Operation
        /// The version to take back, or the one that is restored.
        var old: UInt64?
    }

    func fold(_ block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void) throws(InputError) {
        let (places, breaks) = places(in: block)
        let lines = decode(places, of: block)
        var admitted = try passGate(lines, at: places, breaks: breaks, of: block, complain: complain)
        admitted.sort { $0.facts ?? .max < $1.facts ?? .max }
        for entry in admitted { try apply(entry) }
    }

    private func places(in block: LineBlocks.Block) -> (places: [LinePlace], breaks: Int) {
        var places: [LinePlace] = []
        let breaks = block.forEachLine { bytes, offset, number in
            places.append(
                LinePlace(bytes: offset..<offset + bytes.count, number: number, form: FormHint.of(bytes)))
        }
        return (places, breaks)
    }

    /// Decodes the lines; those that are refused stay nil.
    ///
    /// Lines of one form are decoded, and later counted, one after the other: what is known of the form is in the processor's cache then.
    /// Over a thousand forms that took a quarter off the whole.
    private func decode(_ places: [LinePlace], of block: LineBlocks.Block) -> [ResponseDecoder.Line?] {
        batch.removeAll()
        refusals.removeAll(keepingCapacity: true)
        var lines = [ResponseDecoder.Line?](repeating: nil, count: places.count)
        block.withBytes { bytes in
            for n in places.indices.sorted(by: { (places[$0].form, $0) < (places[$1].form, $1) }) {
                let line = UnsafeRawBufferPointer(rebasing: bytes[places[n].bytes])
                do throws(RejectReason) {
                    lines[n] = try decoder.decode(
                        line: line, receivedMs: nil, fallbackMs: options.readingMs, into: batch)
                } catch { refusals[n] = error }
            }
        }
        return lines
    }

    private func passGate(
        _ lines: [ResponseDecoder.Line?], at places: [LinePlace], breaks: Int, of block: LineBlocks.Block,
        complain: (FileFold.Complaint) -> Void
    ) throws(InputError) -> [Admitted] {
        gate.enter(block.number)
        defer {
            gate.linesBefore[block.file] += breaks
            gate.admission.keep()
            gate.leave(block.number)
        }
        var admitted: [Admitted] = []
        admitted.reserveCapacity(lines.count)
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
        return admitted
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
        case .unknown:
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
}
