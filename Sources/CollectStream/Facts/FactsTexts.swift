/// The texts of a facts file on its way.
struct FactsTexts {
    private(set) var bytes: [UInt8] = []

    mutating func keep(_ text: UnsafeRawBufferPointer) -> TextPlace {
        let place = TextPlace(offset: UInt32(bytes.count), length: UInt32(text.count))
        bytes.append(contentsOf: text)
        return place
    }

    func equal(_ place: TextPlace, _ text: UnsafeRawBufferPointer) -> Bool {
        guard Int(place.length) == text.count else { return false }
        return bytes.withUnsafeBytes { all in
            all.slice(Int(place.offset)..<Int(place.offset) + text.count).elementsEqual(text)
        }
    }
}
