import CollectStream

/// The ways in which a disk, or a person with a file manager, damages what was stored.
enum DiskDamage {
    /// - Returns: what was done; nil when nothing was changed.
    static func strike(
        _ disk: SimulatedDisk, _ path: String, _ segments: [String], _ random: inout SeededGenerator
    ) -> String? {
        guard let bytes = disk.content(path), let last = bytes.lastIndex(where: { $0 != 0 }) else { return nil }
        let place = Int.random(in: 0...last, using: &random)
        let mask = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1:
            disk.rot(path) { $0[place] ^= mask }
            return "bits \(mask) of byte \(place)"
        case 2:
            let end = min(place + 700, bytes.count)
            guard bytes[place..<end].contains(where: { $0 != 0 }) else { return nil }
            disk.rot(path) { $0.replaceSubrange(place..<end, with: repeatElement(0, count: end - place)) }
            return "zeros from \(place) to \(end)"
        case 3:
            disk.makeUnreadable(path, sector: place / SimulatedFile.sectorBytes)
            return "the sector of byte \(place) cannot be read"
        case 4:
            disk.rot(path) { $0.removeSubrange(place...) }
            return "ends at \(place)"
        case 5:
            disk.lose(path)
            return "lost"
        default:
            guard let other = segments.filter({ $0 != path }).randomElement(using: &random) else { return nil }
            disk.swap(path, other)
            return "changed places with \(other)"
        }
    }
}
