import Glibc
import Testing

@testable import collect_top

struct ThemeTests {
    nonisolated static let shipped = [
        "cvd-safe", "dark", "default", "high-contrast", "light", "mono", "nord", "solarized-light",
    ]

    static var library: ThemeLibrary {
        var folder = #filePath.split(separator: "/")[...]
        folder = folder.dropLast(4)
        return ThemeLibrary(directories: ["/" + folder.joined(separator: "/") + "/themes"])
    }

    @Test func `the shipped themes are these eight and none has a warning`() throws {
        #expect(ThemeTests.library.names() == ThemeTests.shipped)
        for name in ThemeTests.shipped {
            #expect(try ThemeTests.library.load(name).warnings == [])
        }
    }

    @Test(arguments: shipped)
    func `words can be read on a background that the theme names`(_ name: String) throws {
        let theme = try ThemeTests.library.load(name)
        guard let background = theme.background.rgb else { return }
        let drawings: Set<Role> = [
            .border, .barTrack, .axis, .bar, .barAlt, .sparkline, .heat0, .heat1, .heat2, .heat3, .heat4,
        ]
        for role in Role.allCases where !drawings.contains(role) {
            let style = theme[role]
            let foreground = try #require(style.foreground.rgb)
            let contrast = foreground.contrast(with: style.background.rgb ?? background)
            let least = Role.series.contains(role) ? 3.0 : 4.5
            #expect(contrast >= least, "\(name) \(role) \(foreground.hex): \(contrast)")
        }
    }

    @Test(arguments: ColorVision.allCases)
    func `the cvd-safe states differ for every kind of colour vision`(_ vision: ColorVision) throws {
        let theme = try ThemeTests.library.load("cvd-safe")
        let states = try [Role.good, .warn, .critical].map { role in
            vision.simulate(try #require(theme[role].foreground.rgb))
        }
        for (left, right) in [(0, 1), (0, 2), (1, 2)] {
            // About ten times what the eye can just tell apart in OKLab (0.02).
            #expect(states[left].squaredDistance(to: states[right]) > 0.15 * 0.15)
        }
    }

    @Test(arguments: shipped)
    func `every state says itself without colour`(_ name: String) throws {
        let theme = try ThemeTests.library.load(name)
        let states: [Role] = [.good, .info, .warn, .critical, .late, .masked, .missing, .live, .frozen]
        for symbols in SymbolSet.allCases {
            let glyphs = states.map { theme.glyphs.glyph($0, symbols: symbols) }
            #expect(glyphs.allSatisfy { $0.width == 1 })
            #expect(Set(glyphs).count == states.count)
        }
        let looks = [Role.text, .selection, .critical, .warn].map { theme.sent($0, depth: .mono) }
        #expect(looks.allSatisfy { $0.foreground == .terminal && $0.background == .terminal })
        #expect(looks[1].attributes.contains(.reverse) || theme.background != .terminal)
        #expect(looks[2] != looks[0] && looks[3] != looks[0])
    }

    @Test func `a child's palette repaints what its parent's styles name`() throws {
        let parent = try ThemeFile(
            text: "[palette]\nok = \"green\"\n[styles]\n\"status.good\" = { fg = \"ok\", attrs = [\"bold\"] }",
            file: "p")
        let child = try ThemeFile(text: "inherits = \"p\"\n[palette]\nok = \"#00ff00\"", file: "c")
        let theme = ThemeLibrary.theme(name: "c", files: [child, parent])
        #expect(theme[.good].foreground == .exact(RGB(red: 0, green: 255, blue: 0), named: nil))
        #expect(theme[.good].attributes == .bold)
    }

    @Test func `a style falls back to the longest prefix, property by property`() throws {
        let file = try ThemeFile(
            text: """
                [styles]
                "ui" = "red"
                "ui.badge" = { fg = "blue", attrs = ["underline"] }
                "ui.badge.live" = { attrs = ["bold"] }
                """, file: "t")
        let theme = ThemeLibrary.theme(name: "t", files: [file])
        #expect(theme[.text].foreground == .named(1))
        #expect(theme[.live].foreground == .named(4))
        #expect(theme[.live].attributes == .bold)
        #expect(theme[.badge].attributes == .underline)
    }

    @Test func `a partial theme stays readable`() throws {
        for background in ["#ffffff", "#000000", "#777777", "#fdf6e3", "white", "black"] {
            let text = "[styles]\n\"ui.background\" = { bg = \"\(background)\" }\n\"status.warn\" = \"\(background)\""
            let theme = ThemeLibrary.theme(name: "t", files: [try ThemeFile(text: text, file: "t")])
            for role in Role.allCases {
                let style = theme[role]
                let (fore, back) = (try #require(style.foreground.rgb), try #require(style.background.rgb))
                #expect(fore.contrast(with: back) >= 3)
            }
        }
    }

    @Test func `what a file gets wrong is named with its line`() throws {
        let file = try ThemeFile(
            text: """
                naem = "x"
                variant = "dusk"
                [palette]
                ok = "#12345"
                [ansi]
                warn = "orange"
                [styles]
                "ui.txt" = "green"
                "ui.text" = { fg = "nocolour", colour = "red", attrs = ["blink"] }
                [gradients]
                speed = ["red", "green"]
                [series]
                colors = ["#fff", "default", "nope"]
                """, file: "t.toml")
        let warnings = ThemeLibrary.theme(name: "t", files: [file]).warnings.map { "\($0.line)" }
        #expect(warnings.sorted() == ["1", "11", "13", "2", "4", "6", "6", "8", "9", "9", "9"])
    }

    @Test func `broken TOML stops with its place`() {
        #expect {
            try ThemeFile(text: "name = \"x\"\n[styles\n", file: "t.toml")
        } throws: { error in
            guard case .syntax(let file, let line, _, _)? = error as? ThemeError else { return false }
            return file == "t.toml" && line == 2
        }
    }

    @Test func `a missing theme lists what there is`() {
        for name in ["nowhere", "../themes/dark", "", "a/b"] {
            #expect(throws: ThemeError.missing(name: name, neededBy: nil, available: ThemeTests.shipped)) {
                try ThemeTests.library.load(name)
            }
        }
        #expect(
            ThemeError.missing(name: "x", neededBy: nil, available: ["dark", "light"]).description
                == "no theme \"x\"; there are: dark, light")
    }

    @Test func `themes that inherit in a circle are refused`() throws {
        var template = Array("/tmp/themes.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer {
            for name in ["a", "b"] { unlink("\(folder)/\(name).toml") }
            rmdir(folder)
        }
        for (name, parent) in [("a", "b"), ("b", "a")] {
            let stream = try #require(fopen("\(folder)/\(name).toml", "w"))
            fputs("inherits = \"\(parent)\"\n", stream)
            fclose(stream)
        }
        #expect(throws: ThemeError.circle(names: ["a", "b", "a"])) {
            try ThemeLibrary(directories: [folder]).load("a")
        }
    }

    @Test func `the environment decides the colour depth in this order`() {
        func depth(_ option: ColorOption, terminal: Bool = true, colors: Int? = 256, _ variables: [String: String])
            -> ColorDepth
        {
            ColorDepth.detect(option: option, isTerminal: terminal, terminfoColors: colors) { variables[$0] }
        }
        #expect(depth(.auto, ["TERM": "xterm"]) == .indexed256)
        #expect(depth(.auto, ["NO_COLOR": "1", "COLORTERM": "truecolor"]) == .mono)
        #expect(depth(.auto, ["NO_COLOR": "", "COLORTERM": "truecolor"]) == .truecolor)
        #expect(depth(.truecolor, ["NO_COLOR": "1"]) == .truecolor)
        #expect(depth(.auto, terminal: false, [:]) == .mono)
        #expect(depth(.always, terminal: false, colors: nil, [:]) == .ansi16)
        #expect(depth(.auto, colors: 8, ["TERM": "linux"]) == .ansi16)
        #expect(depth(.auto, colors: 0, ["TERM": "vt100"]) == .mono)
        #expect(depth(.never, ["COLORTERM": "truecolor"]) == .mono)
    }

    @Test func `colours are quantised to the nearest that looks alike`() {
        #expect(Palette256.nearest(.black) == 16 && Palette256.nearest(.white) == 231)
        for number in UInt8(16)...255 {
            #expect(Palette256.rgb(Palette256.nearest(Palette256.rgb(number))) == Palette256.rgb(number))
        }
        let exact = ThemeColor.exact(RGB(red: 250, green: 5, blue: 5), named: 13)
        #expect(exact.reduced(to: .indexed256) == .indexed(196))
        #expect(exact.reduced(to: .ansi16) == .indexed(13))
        #expect(exact.reduced(to: .mono) == .terminal)
    }

    @Test func `a role's letter and key are its own`() {
        #expect(Set(Role.allCases.map(\.letter)).count == Role.allCases.count)
        #expect(Set(Role.allCases.map(\.key)).count == Role.allCases.count)
        #expect(Role.allCases.count <= 40)
    }
}

/// How colours look to eyes that lack one kind of cone.
///
/// - Source: Viénot, Brettel, Mollon 1999 (protanopia, deuteranopia); Machado et al. 2009, severity 1 (tritanopia).
nonisolated enum ColorVision: CaseIterable {
    case normal, protanopia, deuteranopia, tritanopia

    func simulate(_ color: RGB) -> RGB {
        let (red, green, blue) = color.linear
        switch self {
        case .normal: return color
        case .protanopia:
            let mixed = 0.11238 * red + 0.88762 * green
            return RGB(linearRed: mixed, green: mixed, blue: 0.00401 * red - 0.00401 * green + blue)
        case .deuteranopia:
            let mixed = 0.29275 * red + 0.70725 * green
            return RGB(linearRed: mixed, green: mixed, blue: -0.02234 * red + 0.02234 * green + blue)
        case .tritanopia:
            return RGB(
                linearRed: 1.255528 * red - 0.076749 * green - 0.178779 * blue,
                green: -0.078411 * red + 0.930809 * green + 0.147602 * blue,
                blue: 0.004733 * red + 0.691367 * green + 0.303900 * blue)
        }
    }
}
