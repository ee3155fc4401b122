/// The name that somebody probably meant.
enum NearestName {
    /// The nearest of `known`: another case, or at most a third of its letters differ (one at least, three at most); nil where none is near.
    ///
    /// Cost: O(length²) for each known name; names of more than 40 letters have no near one.
    static func of(_ name: String, among known: [String]) -> String? {
        let letters = Array(name.lowercased().prefix(41))
        guard letters.count <= 40 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in known {
            let other = Array(candidate.lowercased())
            let limit = min(3, max(1, other.count / 3))
            guard abs(other.count - letters.count) <= limit else { continue }
            let distance = distance(letters, other)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Insertions, deletions, replacements and swapped neighbours that make one of the other.
    /// - Source: Wagner and Fischer, JACM 21 (1974); the swap from Lowrance and Wagner, JACM 22 (1975).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before = [Int](repeating: 0, count: b.count + 1)
        var above = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1] + [Int](repeating: 0, count: b.count)
            for j in b.indices {
                row[j + 1] = min(above[j] + (a[i] == b[j] ? 0 : 1), above[j + 1] + 1, row[j] + 1)
                let isSwap = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j]
                if isSwap { row[j + 1] = min(row[j + 1], before[j - 1] + 1) }
            }
            (before, above) = (above, row)
        }
        return above[b.count]
    }
}
