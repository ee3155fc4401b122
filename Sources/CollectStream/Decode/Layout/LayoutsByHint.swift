/// Layouts by the hints of their forms, without references, which would be counted with every line.
///
/// Why not a dictionary: hints are hashes already, and to hash them once more took as long as reading an answer.
/// Shape: an open-addressing table. Whoever fills it holds the layouts.
struct LayoutsByHint {
    private struct Slot {
        var hint: UInt64 = 0
        /// Nil where the slot is empty.
        var layout: Unmanaged<FormLayout>?
        /// What will be read of it: to ask the layout itself would be to wait for it.
        var coming: [4 of UnsafeRawPointer?] = [nil, nil, nil, nil]
    }

    /// How far each is fetched. Units: bytes.
    private static let ahead = 384
    private static let cacheLine = 64

    private var slots: [Slot] = []
    private var count = 0

    @inline(__always)
    subscript(hint: UInt64) -> Unmanaged<FormLayout>? {
        guard !slots.isEmpty else { return nil }
        return slots[place(of: hint)].layout
    }

    /// The same, and has the layout and the beginning of its table fetched.
    func expected(hint: UInt64) -> Unmanaged<FormLayout>? {
        guard !slots.isEmpty else { return nil }
        let place = place(of: hint)
        guard let layout = slots[place].layout else { return nil }
        for i in slots[place].coming.indices {
            guard let start = slots[place].coming[i] else { continue }
            for at in stride(from: 0, to: Self.ahead, by: Self.cacheLine) { ComingMemory.expect(start + at) }
        }
        return layout
    }

    /// Enters a layout, once more whenever it has learned: its table stands elsewhere then.
    mutating func set(_ layout: FormLayout, for hint: UInt64) {
        if (count + 1) * 2 > slots.count { grow() }
        let place = place(of: hint)
        if slots[place].layout == nil { count += 1 }
        let known = Unmanaged.passUnretained(layout)
        slots[place] = Slot(
            hint: hint, layout: known,
            coming: [
                UnsafeRawPointer(known.toOpaque()), layout.table.heads.start, layout.table.heads.end,
                layout.table.tails.start,
            ])
    }

    /// Where the hint stands, or where it would. There is always an empty slot.
    @inline(__always)
    private func place(of hint: UInt64) -> Int {
        let mask = slots.count - 1
        var place = Int(truncatingIfNeeded: hint) & mask
        while slots[place].layout != nil, slots[place].hint != hint { place = (place + 1) & mask }
        return place
    }

    private mutating func grow() {
        let before = slots
        slots = Array(repeating: Slot(), count: max(64, 2 * before.count))
        for slot in before where slot.layout != nil { slots[place(of: slot.hint)] = slot }
    }
}
