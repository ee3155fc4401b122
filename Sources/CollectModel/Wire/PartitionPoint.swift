extension RandomAccessCollection where Index == Int {
    /// The first place whose element belongs to the second part, `endIndex` where none does.
    ///
    /// Precondition: no element of the first part stands behind one of the second, as in whatever is sorted. Cost: O(log n).
    /// - Source: Knuth, "The Art of Computer Programming", volume 3, 6.2.1 (binary search).
    @inlinable
    public func partitionPoint(where isInSecondPart: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isInSecondPart(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
