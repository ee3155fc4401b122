/// Makes positions coarse: nobody's house, but still the right district.
enum PositionMask {
    /// One decimal of each coordinate, about 11 km.
    static func rounded(latitude: Double, longitude: Double) -> Masked {
        guard isPosition(latitude, longitude) else { return .hidden }
        return .masked("\(oneDecimal(latitude)), \(oneDecimal(longitude))")
    }

    /// The geohash cell; five letters are about 4.9 km wide. nil: no position on earth.
    /// - Source: Gustavo Niemeyer's geohash, as described at geohash.org.
    static func geohash(latitude: Double, longitude: Double, letters: Int) -> String? {
        guard isPosition(latitude, longitude) else { return nil }
        let alphabet = Array("0123456789bcdefghjkmnpqrstuvwxyz")
        var (south, north, west, east) = (-90.0, 90.0, -180.0, 180.0)
        var text = ""
        for letter in 0..<letters {
            var value = 0
            for bit in 0..<5 {
                if (letter * 5 + bit) % 2 == 0 {
                    let middle = (west + east) / 2
                    value = value * 2 + (longitude >= middle ? 1 : 0)
                    if longitude >= middle { west = middle } else { east = middle }
                } else {
                    let middle = (south + north) / 2
                    value = value * 2 + (latitude >= middle ? 1 : 0)
                    if latitude >= middle { south = middle } else { north = middle }
                }
            }
            text.append(alphabet[value])
        }
        return text
    }

    private static func isPosition(_ latitude: Double, _ longitude: Double) -> Bool {
        abs(latitude) <= 90 && abs(longitude) <= 180
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
