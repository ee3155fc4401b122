/// Puts places in the order of small numbers that they have; places of one number keep theirs.
///
/// Why not `sort`: tens of thousands of responses of a thousand forms; this goes over them three times and compares nothing.
/// Cost: linear in places and groups. Source: Knuth, "The Art of Computer Programming", volume 3, 5.2 (distribution counting).
struct CountingSort {
    /// The places in order.
    private(set) var places: [Int32] = []
    private var starts: [Int32] = []

    /// Orders the places `0..<count` by `group`, which is below `groups`.
    mutating func count(_ count: Int, groups: Int, by group: (Int) -> Int) {
        starts.removeAll(keepingCapacity: true)
        starts.append(contentsOf: repeatElement(0, count: groups + 1))
        for place in 0..<count { starts[group(place) + 1] += 1 }
        for number in 0..<groups { starts[number + 1] += starts[number] }
        places.removeAll(keepingCapacity: true)
        places.append(contentsOf: repeatElement(0, count: count))
        for place in 0..<count {
            let number = group(place)
            places[Int(starts[number])] = Int32(place)
            starts[number] += 1
        }
    }
}
