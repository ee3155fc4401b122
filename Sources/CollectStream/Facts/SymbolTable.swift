import CollectModel

/// Gives the same answers to a question the same symbol.
///
/// Shape: an open hash table of row numbers, at most two thirds full. Equal means equal byte by byte: a hash only says where to look.
/// - Source: Knuth, "The Art of Computer Programming", volume 3, 6.4 (linear probing).
struct SymbolTable {
    private(set) var rows: [SymbolRow] = []
    private var hashes: [UInt64] = []
    /// Row numbers plus one; 0 where nothing stands.
    private var slots = [UInt32](repeating: 0, count: 1 << 12)

    /// The symbol of an answer to the question that the file numbers `question`; its text stands in `batch` and, once it has a symbol, in
    /// `texts`.
    mutating func symbol(
        of fact: AnswerFact, question: UInt32, in batch: FactBatch, texts: inout FactsTexts
    ) -> UInt32 {
        let (first, second) = fact.words
        var row = SymbolRow(question: question, label: fact.label, flags: fact.flags, kind: .number, value: second)
        if fact.flags.contains(.hasText) {
            row.kind = .text
            let text = batch.text(of: fact)
            return symbol(row, text, hash: fact.flags.contains(.listed) ? ByteHash.of(text) : fact.textHash, &texts)
        }
        if first != 0 || fact.accuracyDm != AnswerFact.unknownAccuracy {
            row.kind = .place
            return withUnsafeTemporaryAllocation(byteCount: SymbolRow.placeBytes, alignment: 8) { place in
                place.put(first, at: 0)
                place.put(second, at: 8)
                place.put(fact.accuracyDm, at: 16)
                let bytes = UnsafeRawBufferPointer(place)
                return symbol(row, bytes, hash: ByteHash.of(bytes), &texts)
            }
        }
        let hash = Self.hash(row, second)
        return find(row, hash) { $0.value == second } ?? enter(row, hash)
    }

    private mutating func symbol(
        _ row: SymbolRow, _ text: UnsafeRawBufferPointer, hash own: UInt64, _ texts: inout FactsTexts
    ) -> UInt32 {
        let hash = Self.hash(row, own)
        if let known = find(row, hash, where: { texts.equal($0.text, text) }) { return known }
        var row = row
        row.value = texts.keep(text).word
        return enter(row, hash)
    }

    private static func hash(_ row: SymbolRow, _ value: UInt64) -> UInt64 {
        let label = UInt64(UInt16(bitPattern: row.label))
        let traits = label << 16 | UInt64(row.flags.rawValue) << 8 | UInt64(row.kind.rawValue)
        return ByteHash.mix(ByteHash.mix(UInt64(row.question) << 32 | traits) ^ value)
    }

    /// The row that is like `row` in everything but its value, which `isSame` judges.
    private func find(_ row: SymbolRow, _ hash: UInt64, where isSame: (SymbolRow) -> Bool) -> UInt32? {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            let known = rows[number]
            if hashes[number] == hash, known.question == row.question, known.label == row.label,
                known.flags == row.flags,
                known.kind == row.kind, isSame(known)
            {
                return UInt32(number)
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private mutating func enter(_ row: SymbolRow, _ hash: UInt64) -> UInt32 {
        rows.append(row)
        hashes.append(hash)
        if 3 * rows.count > 2 * slots.count {
            slots = [UInt32](repeating: 0, count: 2 * slots.count)
            for number in rows.indices { put(number) }
        } else {
            put(rows.count - 1)
        }
        return UInt32(rows.count - 1)
    }

    private mutating func put(_ number: Int) {
        var slot = Int(truncatingIfNeeded: hashes[number]) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = UInt32(number + 1)
    }
}
