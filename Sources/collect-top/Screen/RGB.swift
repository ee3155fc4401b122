import Glibc

/// A colour as screens mix it, with the arithmetic that themes need: distance, contrast, blending.
///
/// Units: sRGB channels of 0...255; luminance and OKLab as in their papers, about 0...1.
/// - Source: WCAG 2.2, "relative luminance" and "contrast ratio"; Ottosson, "A perceptual color space for image processing".
nonisolated struct RGB: Sendable, Hashable {
    let red: UInt8
    let green: UInt8
    let blue: UInt8

    static let black = RGB(red: 0, green: 0, blue: 0)
    static let white = RGB(red: 255, green: 255, blue: 255)

    init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// `#rrggbb` or `#rgb`.
    init?(hex: String) {
        guard hex.utf8.first == UInt8(ascii: "#") else { return nil }
        let digits = hex.dropFirst().compactMap(\.hexDigitValue)
        guard digits.count == hex.utf8.count - 1 else { return nil }
        switch digits.count {
        case 3:
            self.init(red: UInt8(digits[0] * 17), green: UInt8(digits[1] * 17), blue: UInt8(digits[2] * 17))
        case 6:
            self.init(
                red: UInt8(digits[0] * 16 + digits[1]), green: UInt8(digits[2] * 16 + digits[3]),
                blue: UInt8(digits[4] * 16 + digits[5]))
        default: return nil
        }
    }

    var hex: String {
        let digits = Array("0123456789abcdef")
        return "#" + String([red, green, blue].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The channels as amounts of light.
    var linear: (red: Double, green: Double, blue: Double) {
        (RGB.linear(red), RGB.linear(green), RGB.linear(blue))
    }

    var luminance: Double {
        let light = linear
        return 0.2126 * light.red + 0.7152 * light.green + 0.0722 * light.blue
    }

    /// 1 (the same) to 21 (black on white).
    func contrast(with other: RGB) -> Double {
        let (high, low) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (high + 0.05) / (low + 0.05)
    }

    /// The square of the distance in OKLab, in which equal distances look about equal.
    func squaredDistance(to other: RGB) -> Double {
        let (mine, theirs) = (oklab, other.oklab)
        let difference = mine - theirs
        return (difference * difference).sum()
    }

    /// Lightness, green to red, blue to yellow, and a zero.
    var oklab: SIMD4<Double> {
        let light = linear
        let long = cbrt(0.412_221_470_8 * light.red + 0.536_332_536_3 * light.green + 0.051_445_992_9 * light.blue)
        let middle = cbrt(0.211_903_498_2 * light.red + 0.680_699_545_1 * light.green + 0.107_396_956_6 * light.blue)
        let short = cbrt(0.088_302_461_9 * light.red + 0.281_718_837_6 * light.green + 0.629_978_700_5 * light.blue)
        return SIMD4(
            0.210_454_255_3 * long + 0.793_617_785_0 * middle - 0.004_072_046_8 * short,
            1.977_998_495_1 * long - 2.428_592_205_0 * middle + 0.450_593_709_9 * short,
            0.025_904_037_1 * long + 0.782_771_766_2 * middle - 0.808_675_766_0 * short, 0)
    }

    /// A mixture by light: `share` 0 is this colour, 1 the other.
    func mixed(with other: RGB, share: Double) -> RGB {
        let (from, to) = (linear, other.linear)
        return RGB(
            linearRed: from.red + (to.red - from.red) * share, green: from.green + (to.green - from.green) * share,
            blue: from.blue + (to.blue - from.blue) * share)
    }

    /// From amounts of light; what no screen can show is clipped.
    init(linearRed red: Double, green: Double, blue: Double) {
        self.init(red: RGB.channel(red), green: RGB.channel(green), blue: RGB.channel(blue))
    }

    private static func linear(_ channel: UInt8) -> Double {
        let value = Double(channel) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }

    private static func channel(_ light: Double) -> UInt8 {
        let light = min(max(light, 0), 1)
        let value = light <= 0.003_130_8 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
        return UInt8((value * 255).rounded())
    }
}
