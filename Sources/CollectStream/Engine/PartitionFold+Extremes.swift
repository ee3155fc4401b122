import CollectModel

/// Looking for extremes that edits have taken back: in the partition's own records, up to where the fold stands.
extension PartitionFold {
    /// Finds the lost extremes of all forms.
    /// - Cost: two passes over the partition for each form that lost one.
    func findLostExtremes(reader: LogReader) throws(LogError) {
        for tally in shard.tallies where tally.hasLostExtremes { try findExtremes(of: tally, reader: reader) }
    }

    /// Finds the extremes of a form's live responses again.
    func findExtremes(of tally: FormTally, reader: LogReader) throws(LogError) {
        let gone = try goneVersions(of: tally.formID, reader: reader)
        let search = ExtremeSearch(tally)
        try forEachRecord(of: tally.formID, reader: reader) { record, offset throws(LogError) in
            guard record.op != .delete, record.op != .control, !record.flags.contains(.superseded),
                !gone.contains(offset)
            else { return }
            try show(record, to: search, reader: reader)
        }
    }

    /// Versions of a form that are not live any more: replaced, deleted or expired.
    private func goneVersions(of form: String, reader: LogReader) throws(LogError) -> Set<UInt64> {
        var gone: Set<UInt64> = []
        try forEachRecord(of: form, reader: reader) { record, _ throws(LogError) in
            if let replaces = record.replaces { gone.insert(replaces) }
            guard record.op == .control, record.withControl({ ControlKind(payload: $0) }) == .retentionSummary,
                let summary = record.withControl({ RetentionSummary(payload: $0) })
            else { return }
            for response in summary.responses { gone.insert(summary.offset(of: response)) }
        }
        return gone
    }

    private func forEachRecord(
        of form: String, reader: LogReader,
        _ body: (_ record: any FoldedRecord, _ offset: UInt64) throws(LogError) -> Void
    ) throws(LogError) {
        let end = next
        var offset = try reader.begin().next[partition]
        var finder = try FactsFinder(reader, partition: partition, forms: forms)
        while offset < end {
            if let facts = finder.facts(holding: offset, below: end) {
                for at in offset..<facts.origin.next {
                    facts.batch.removeResponses()
                    let record = FactsRecord(facts, at: at)
                    if record.isOf(form: form) { try body(record, at) }
                }
                offset = facts.origin.next
                continue
            }
            let groups = try reader.read(partition: partition, from: offset, maxBytes: 4 << 20)
            guard let last = groups.last else { return }
            for group in groups {
                for (i, record) in group.records.enumerated() {
                    let at = group.baseOffset + UInt64(i)
                    let record = BatchRecord(group: group, record: record)
                    if at >= offset, at < end, record.isOf(form: form) { try body(record, at) }
                }
            }
            offset = last.nextOffset
        }
    }
}
