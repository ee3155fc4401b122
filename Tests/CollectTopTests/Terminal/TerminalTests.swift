import Foundation
import Glibc
import Testing

@testable import collect_top

struct TerminalTests {
    @Test(arguments: [
        ("xterm-kitty", ["xterm-kitty"], "xterm-kitty", 0), ("odd", ["vt100", "xterm-256color"], "xterm-256color", 1),
        ("odd", ["vt100"], "vt100", 1), ("", ["xterm-256color"], "xterm-256color", 1),
    ])
    func `an unknown terminal gets a stand-in and a notice`(
        _ own: String, _ known: [String], _ wanted: String, _ noticeCount: Int
    ) throws {
        var notices: [DisplayText] = []
        #expect(try TerminalChoice.type(named: own, isKnown: known.contains, notices: &notices) == wanted)
        #expect(notices.count == noticeCount)
    }

    @Test func `without any terminfo entry the error names what was tried`() {
        var notices: [DisplayText] = []
        #expect(throws: TerminalError.unknownTerminal(tried: ["a\u{1B}b", "xterm-256color", "vt100"])) {
            try TerminalChoice.type(named: "a\u{1B}b", isKnown: { _ in false }, notices: &notices)
        }
        #expect(notices.isEmpty)
    }

    @Test func `a hostile TERM is cleaned before it is shown`() throws {
        var notices: [DisplayText] = []
        _ = try TerminalChoice.type(named: "a\u{1B}[2J", isKnown: { $0 == "vt100" }, notices: &notices)
        #expect(notices.map(\.string) == ["terminal \"a␛[2J\" is not known here; using vt100"])
    }

    @Test(arguments: [
        (0x1B as UInt32, Key.escape),
        (0x0D, .enter), (0x0A, .enter), (0x09, .tab), (0x7F, .backspace), (0x08, .backspace),
        (0x01, .control("a")), (0x1A, .control("z")), (0x20, .character(" ")), (0xE9, .character("é")),
        (0x65E5, .character("日")),
    ])
    func `scalars from the keyboard become the keys they mean`(_ value: UInt32, _ key: Key) throws {
        #expect(Key(scalar: try #require(Unicode.Scalar(value))) == key)
    }

    /// Other tests run at the same time and their results go to standard error as well: only what this one writes is looked for.
    @Test func `stray output is kept off and shown afterwards, cleaned`() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        #expect(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        let real = dup(STDERR_FILENO)
        defer {
            dup2(real, STDERR_FILENO)
            for descriptor in ends + [real] { close(descriptor) }
        }
        dup2(ends[1], STDERR_FILENO)
        let stray = try StrayOutput()
        let noise = Array("warning \u{1B}[2J\n".utf8)
        #expect(write(STDERR_FILENO, noise, noise.count) == noise.count)
        #expect(!waiting(in: ends[0]).contains("warning"))
        stray.restore()
        stray.restore()
        let shown = waiting(in: ends[0])
        #expect(
            shown.components(separatedBy: "warning ␛[2J\n").count == 2, "once, although it was restored twice: \(shown)"
        )
        #expect(!shown.contains("warning \u{1B}"))
    }

    private func waiting(in pipe: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(pipe, &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }
}
