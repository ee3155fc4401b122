import Testing

@testable import CollectModel

@Suite struct PlaceTests {
    static let places: [(Double, Double, String)] = [
        (57.64911, 10.40744, "u4pru"), (42.6, -5.6, "ezs42"), (0, 0, "s0000"), (-25.382708, -49.265506, "6gkzw"),
        (37.8324, 112.5584, "ww8p1"), (48.669, -4.329, "gbsuv"), (-90, -180, "00000"), (90, 180, "zzzzz"),
        (91, 181, "zzzzz"), (-1e300, -1e300, "00000"),
    ]

    @Test(arguments: PlaceTests.places)
    func `a point stands in the cell that geohash org gives`(latitude: Double, longitude: Double, cell: String) {
        #expect(Geohash.text(of: Geohash.cell(latitude: latitude, longitude: longitude)) == cell)
    }

    /// Halving by halving, as the scheme is described.
    private func halved(_ latitude: Double, _ longitude: Double) -> String {
        var (west, east, south, north) = (-180.0, 180.0, -90.0, 90.0)
        var bits = 0
        for n in 0..<25 {
            let isUpper: Bool
            if n % 2 == 0 {
                let middle = (west + east) / 2
                isUpper = longitude >= middle
                if isUpper { west = middle } else { east = middle }
            } else {
                let middle = (south + north) / 2
                isUpper = latitude >= middle
                if isUpper { south = middle } else { north = middle }
            }
            bits = bits << 1 | (isUpper ? 1 : 0)
        }
        let letters = Array("0123456789bcdefghjkmnpqrstuvwxyz")
        return String((0..<5).map { letters[bits >> (20 - 5 * $0) & 31] })
    }

    @Test func `twenty thousand places stand in the cell that halving finds`() {
        var random = Repeatable(seed: 3)
        for _ in 0..<20_000 {
            let latitude = Double.random(in: -90..<90, using: &random)
            let longitude = Double.random(in: -180..<180, using: &random)
            #expect(
                Geohash.text(of: Geohash.cell(latitude: latitude, longitude: longitude)) == halved(latitude, longitude))
        }
    }

    static let numbers: [(String, String)] = [
        ("+27605559400", "+27"), ("+12025550123", "+1"), ("+79161234567", "+7"), ("+353861234567", "+353"),
        ("+447911123456", "+44"), ("+2348012345678", "+234"), ("+211912345678", "+211"), ("+8613912345678", "+86"),
        ("+85212345678", "+852"), ("+919812345678", "+91"), ("+970591234567", "+970"), ("+4912345678", "+49"),
        ("+37281234567", "+372"),
    ]

    @Test(arguments: PlaceTests.numbers)
    func `the calling code is cut from a number`(number: String, code: String) {
        var copy = number
        #expect(copy.withUTF8 { CallingCode.digits(of: UnsafeRawBufferPointer($0)) } == code.utf8.count - 1)
    }
}
