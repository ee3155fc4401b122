import CollectModel

/// One worker of a file fold: decodes a block, passes the gate, folds.
// Guard: used by one iteration of `concurrentPerform` at a time; read by others only after that has returned.
final class FileWorker: @unchecked Sendable {
    let shard = FormShard()
    private let decoder = ResponseDecoder()
    private let versions: FileVersions
    private let options: FileFold.Options
    private let gate: FileGate
    private let batch = FactBatch()

    private struct DecodedLine {
        var line: Result<ResponseDecoder.Line, RejectReason>
        var offset: Int
        var length: Int
        var number: Int
    }

    init(files: [InputFile], options: FileFold.Options, gate: FileGate) {
        self.options = options
        self.gate = gate
        versions = FileVersions(gate: gate)
    }

    /// What is to be folded of a line after the gate has let it through.
    private struct Admitted {
        var facts: Int?
        var form: FormEntry
        var operation: ResponseDecoder.Line.Operation
        /// The version to take back, or the one that is restored.
        var old: UInt64?
    }

    func fold(_ block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void) throws(InputError) {
        batch.removeAll()
        var lines: [DecodedLine] = []
        let breaks = block.forEachLine { bytes, offset, number in
            let line: Result<ResponseDecoder.Line, RejectReason>
            do throws(RejectReason) {
                line = .success(
                    try decoder.decode(line: bytes, receivedMs: nil, fallbackMs: options.readingMs, into: batch))
            } catch { line = .failure(error) }
            lines.append(DecodedLine(line: line, offset: offset, length: bytes.count, number: number))
        }
        for entry in try passGate(lines, breaks: breaks, of: block, complain: complain) { try apply(entry) }
    }

    private func passGate(
        _ lines: [DecodedLine], breaks: Int, of block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void
    ) throws(InputError) -> [Admitted] {
        gate.enter(block.number)
        defer {
            gate.linesBefore[block.file] += breaks
            gate.admission.keep()
            gate.leave(block.number)
        }
        return try admit(lines, of: block, complain: complain)
    }

    private func admit(
        _ lines: [DecodedLine], of block: LineBlocks.Block, complain: (FileFold.Complaint) -> Void
    ) throws(InputError) -> [Admitted] {
        var admitted: [Admitted] = []
        admitted.reserveCapacity(lines.count)
        for decoded in lines {
            let line: ResponseDecoder.Line
            switch decoded.line {
            case .failure(let reason):
                refuse(reason, decoded, of: block, complain)
                shard.rejectedWithoutForm += 1
                continue
            case .success(let value): line = value
            }
            let place = versions.place(
                file: block.file, offset: block.offset + Int64(decoded.offset), length: decoded.length)
            let verdict = try gate.admission.admit(line, place: place, versions: versions) { () throws(InputError) in
                try versions.content(at: place) ?? []
            }
            switch verdict {
            case .accept(_, let replaces):
                if let replaces { gate.replaced[place] = replaces }
                let old = line.operation == .restore ? replaces.flatMap { gate.replaced[$0] } : replaces
                admitted.append(Admitted(facts: line.facts, form: line.form, operation: line.operation, old: old))
            case .duplicate: shard.tally(of: line.form).count(duplicates: 1)
            case .conflict:
                shard.tally(of: line.form).count(conflicts: 1)
                gate.conflicts += 1
                complain(complaint(line.conflictText, decoded, block))
            case .reject(let reason):
                shard.tally(of: line.form).count(rejected: 1)
                refuse(reason, decoded, of: block, complain)
            }
        }
        return admitted
    }

    private func refuse(
        _ reason: RejectReason, _ decoded: DecodedLine, of block: LineBlocks.Block,
        _ complain: (FileFold.Complaint) -> Void
    ) {
        gate.rejected += 1
        complain(complaint(reason.sentence, decoded, block))
    }

    private func complaint(_ text: String, _ decoded: DecodedLine, _ block: LineBlocks.Block) -> FileFold.Complaint {
        let line = gate.linesBefore[block.file] + decoded.number + 1
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
