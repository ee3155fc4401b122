import CollectModel

/// A filter on the stream: text that a line must show, or with `!` in front must not show.
///
/// Why on shown text only: a filter that finds what the mask hides would tell it, one letter at a time.
/// Cost: some microseconds a line, most of them for masking its answers.
nonisolated struct StreamFilter: Sendable, Equatable {
    /// As typed.
    var text = ""

    var isEmpty: Bool { needle.isEmpty }
    var isInverted: Bool { text.hasPrefix("!") }

    /// What is looked for, in lower case.
    var needle: String { (isInverted ? String(text.dropFirst()) : text).lowercased() }

    /// Whether the line shows what is looked for, in its envelope or in its masked answers.
    func accepts(_ entry: StreamEntry, title: String?, mask: Mask) -> Bool {
        let needle = Array(needle.utf8)
        return needle.isEmpty || shows(needle, entry.content, title, mask) != isInverted
    }

    private func shows(_ needle: [UInt8], _ content: StreamContent, _ title: String?, _ mask: Mask) -> Bool {
        if holds(content.formID, needle) || holds(content.responseID, needle) { return true }
        if let title, holds(title, needle) { return true }
        if let device = content.device, holds(mask.identifier(device).text, needle) { return true }
        if let collector = content.collector, holds(mask.collector(collector).text, needle) { return true }
        return content.answers.contains {
            holds($0.key, needle) || holds(mask.answer($0, form: content.formID).text, needle)
        }
    }

    private func holds(_ text: String, _ needle: [UInt8]) -> Bool {
        var lower = text.lowercased()
        return lower.withUTF8 { bytes in
            guard bytes.count >= needle.count else { return false }
            return (0...(bytes.count - needle.count)).contains { start in
                bytes[start] == needle[0] && needle.indices.allSatisfy { bytes[start + $0] == needle[$0] }
            }
        }
    }
}

/// Which lines the filter has accepted so far, so that only new lines are looked at.
///
/// Shape: lines by their ordinal in the stream. Invariant: `accepted` is ascending and lies in `tested`.
nonisolated struct StreamMatches: Sendable, Equatable {
    private let filter: StreamFilter
    /// What the mask makes of a known number: another mask sees other text, and its answers do not hold for this one.
    private let maskProbe: String
    private let tags: PersonalTags
    private var tested: Range<Int64>
    private var accepted: [Int64] = []

    init(filter: StreamFilter, mask: Mask) {
        self.filter = filter
        maskProbe = StreamMatches.probe(mask)
        tags = mask.tags
        tested = 0..<0
    }

    /// The same filter for the same eyes.
    func holds(for filter: StreamFilter, mask: Mask) -> Bool {
        self.filter == filter && tags == mask.tags
            && maskProbe == StreamMatches.probe(mask)
    }

    /// Looks at the lines of `window` that are new.
    mutating func extend(over window: StreamWindow, forms: [FormSummary], mask: Mask) {
        // Counting began anew, or the view was frozen before what was tested last.
        if window.newestOrdinal < tested.upperBound - 1 {
            tested = 0..<0
            accepted = []
        }
        for row in 0..<window.count {
            guard case .entry(let entry, let ordinal) = window[row], ordinal >= tested.upperBound else { continue }
            // What the window leaves out was never seen; what is older than this is forgotten with it.
            if ordinal > tested.upperBound, tested.isEmpty { tested = ordinal..<ordinal }
            if filter.accepts(entry, title: forms.title(of: entry.formID), mask: mask) { accepted.append(ordinal) }
            tested = tested.lowerBound..<(ordinal + 1)
        }
        let oldest = window.oldestOrdinal
        if let first = accepted.first, first < oldest { accepted.removeAll { $0 < oldest } }
    }

    /// The rows of `window` that are shown, ascending; rows that stand for a gap always are.
    func rows(in window: StreamWindow, forms: [FormSummary], mask: Mask) -> [Int] {
        var rows: [Int] = []
        var next = 0
        for row in 0..<window.count {
            guard case .entry(let entry, let ordinal) = window[row] else {
                rows.append(row)
                continue
            }
            if tested.contains(ordinal) {
                while next < accepted.count, accepted[next] < ordinal { next += 1 }
                if next < accepted.count, accepted[next] == ordinal { rows.append(row) }
            } else if filter.accepts(entry, title: forms.title(of: entry.formID), mask: mask) {
                rows.append(row)
            }
        }
        return rows
    }

    private static func probe(_ mask: Mask) -> String {
        mask.text("+27605559400", type: "Phone", key: "", tag: nil).text
    }
}

nonisolated extension [FormSummary] {
    /// The title of a form in this list, which is sorted by id. Cost: a binary search.
    func title(of formID: String) -> String? {
        let place = partitionPoint { $0.formID >= formID }
        guard place < count, self[place].formID == formID else { return nil }
        return self[place].title
    }
}
