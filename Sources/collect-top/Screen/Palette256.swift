/// The colours that terminals number, and the nearest number to a colour.
///
/// Why: ncurses speaks numbers. We choose among them and never redefine one: that would leak into other panes.
/// - Source: xterm's 256-colour chart: 16 named, a 6 × 6 × 6 cube, 24 greys.
nonisolated enum Palette256 {
    /// The 16 names, in the order of their numbers.
    static let names: [String] = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
        "bright-white",
    ]

    /// What xterm shows for a number; users may have other shades for the first 16.
    static func rgb(_ index: UInt8) -> RGB { colors[Int(index)] }

    /// The nearest of the numbers 16...255, whose shades are the same everywhere.
    static func nearest(_ color: RGB) -> UInt8 { nearest(color, in: 16..<256) }

    /// The nearest of the 16 named colours.
    static func nearestNamed(_ color: RGB) -> UInt8 { nearest(color, in: 0..<16) }

    private static func nearest(_ color: RGB, in numbers: Range<Int>) -> UInt8 {
        var best = numbers.lowerBound
        var least = Double.infinity
        for number in numbers {
            let distance = color.squaredDistance(to: colors[number])
            if distance < least { (best, least) = (number, distance) }
        }
        return UInt8(best)
    }

    private static let colors: [RGB] = named + cube + greys

    private static let named: [RGB] = [
        RGB(red: 0, green: 0, blue: 0), RGB(red: 205, green: 0, blue: 0),
        RGB(red: 0, green: 205, blue: 0), RGB(red: 205, green: 205, blue: 0),
        RGB(red: 0, green: 0, blue: 238), RGB(red: 205, green: 0, blue: 205),
        RGB(red: 0, green: 205, blue: 205), RGB(red: 229, green: 229, blue: 229),
        RGB(red: 127, green: 127, blue: 127), RGB(red: 255, green: 0, blue: 0),
        RGB(red: 0, green: 255, blue: 0), RGB(red: 255, green: 255, blue: 0),
        RGB(red: 92, green: 92, blue: 255), RGB(red: 255, green: 0, blue: 255),
        RGB(red: 0, green: 255, blue: 255), RGB(red: 255, green: 255, blue: 255),
    ]

    private static let cube: [RGB] = {
        let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
        return steps.flatMap { red in
            steps.flatMap { green in steps.map { blue in RGB(red: red, green: green, blue: blue) } }
        }
    }()

    private static let greys: [RGB] = (0..<24).map { step in
        let level = UInt8(8 + step * 10)
        return RGB(red: level, green: level, blue: level)
    }
}
