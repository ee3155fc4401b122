import CollectModel
import Testing

@testable import collect_top

/// Golden frames of what this program looks like.
struct AppFrameTests {
    @Test(arguments: [(80, 24), (120, 40), (200, 60), (40, 10)])
    func `the overview of twelve forms`(_ width: Int, _ height: Int) {
        FrameSnapshot.expect(
            ViewFixture.frame(ViewFixture.state(width, height)), "overview-12-forms-\(width)x\(height)")
    }

    @Test(arguments: [(80, 24), (120, 40)])
    func `alerts, the silent form selected`(_ width: Int, _ height: Int) {
        let state = ViewFixture.state(width, height, keys: [.character("4")])
        FrameSnapshot.expect(ViewFixture.frame(state), "alerts-4-\(width)x\(height)")
    }

    @Test func `the overview without data, and with a thousand forms`() {
        let snapshots = [
            ("opening", nil), ("no-forms", Snapshot()), ("1000-forms", SampleSnapshot.snapshot(forms: 1_000)),
        ]
        for (name, snapshot) in snapshots {
            FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(80, 24, snapshot)), "overview-\(name)-80x24")
        }
    }

    @Test func `the overview in ASCII and small`() {
        FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(), symbols: .ascii), "overview-ascii-80x24")
        FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(39, 10)), "too-small-39x10")
    }

    @Test func `alerts when there are none`() {
        let state = ViewFixture.state(80, 24, SampleSnapshot.snapshot(forms: 2), keys: [.character("4")])
        FrameSnapshot.expect(ViewFixture.frame(state), "alerts-none-80x24")
    }

    @Test(
        arguments: [
            ("help", [Key.character("?")]), ("frozen", [.character(" ")]), ("themes", [.character("c")]),
            ("sort-menu", [.character("s")]),
            ("command", [.character(":")] + ViewFixture.keys("form c")),
            ("filter", [.character("/")] + ViewFixture.keys("a")),
            ("help-search", [.character("?"), .character("/")] + ViewFixture.keys("sort")),
        ] as [(String, [Key])])
    func `what lies over the view`(_ name: String, _ keys: [Key]) {
        FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(keys: keys)), "\(name)-80x24")
        FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(120, 40, keys: keys)), "\(name)-120x40")
    }

    @Test(arguments: [(80, 24), (120, 40), (40, 10)])
    func `help is whole at any size: no sentence is cut`(_ width: Int, _ height: Int) {
        for keys in [[Key.character("1")], [.character("2")], [.character("3")], [.character("4")]] {
            let state = ViewFixture.state(width, height, keys: keys + [.character("?")])
            let help = HelpView(state: state, help: HelpState())
            let shown = help.lines.filter { !$0.isHeading }
            #expect(shown.allSatisfy { $0.text.width <= min(64, width - 4) - 12 && $0.key.width < 12 })
            let whole = shown.map(\.text.string).joined(separator: " ")
            #expect(
                whole.contains("show only what contains a text; ! in front: what does not") || keys != [.character("1")]
            )
        }
        let end = ViewFixture.state(width, height, keys: [.character("?"), .character("G")])
        let text = FrameWriter.text(ViewFixture.frame(end))
        #expect(text.contains("recognised"))
        if height == 24 { FrameSnapshot.expect(ViewFixture.frame(end), "help-marks-80x24") }
    }

    @Test(arguments: [
        ("live", Freshness(folded: 9, known: 9, lagMs: 400, hasWriter: true, gaps: [])),
        ("catching-up", Freshness(folded: 430_000, known: 1_000_000, lagMs: 9_000_000, hasWriter: true, gaps: [])),
        ("no-writer", Freshness(folded: 9, known: 9, lagMs: 0, hasWriter: false, gaps: [])),
        ("damage", Freshness(folded: 9, known: 9, lagMs: 0, hasWriter: true, gaps: ["p0 12..40", "p2 1..3"])),
    ])
    func `the strip says how true the picture is`(_ name: String, _ freshness: Freshness) {
        var snapshot = SampleSnapshot.snapshot()
        snapshot.freshness = freshness
        var feed = SnapshotFeed()
        _ = feed.take(snapshot)
        var frame = Frame(width: 120, height: 1)
        FreshnessStrip(feed: feed, context: ViewFixture.context()).draw(in: frame.bounds, on: &frame)
        FrameSnapshot.expect(frame, "strip-\(name)-120x1")
    }

    @Test func `hostile titles, subjects and answers stay in their cells`() {
        var snapshot = SampleSnapshot.focused()
        let evil =
            "\u{1B}[31m\u{202E}evil\u{7}\r\n" + String(repeating: "e\u{301}\u{302}\u{303}", count: 50) + "👩‍👩‍👧‍👦\u{FE0F}"
        for index in snapshot.forms.indices { snapshot.forms[index].title = "\(index)" + evil }
        snapshot.focus?.questions = [
            SampleReport.choice("q", evil, "Choice", [(evil, 300_000), ("\u{0}\u{9}", 100_000), (evil + "2", 5)])
        ]
        snapshot.forms[0].counts.live = .min
        snapshot.forms[1].perMinute = Array(repeating: .max, count: 60)
        snapshot.forms[2].rates = Rates(minute: .nan, fiveMinutes: .infinity, hour: -1)
        snapshot.forms[3].lastReceivedMs = .min
        snapshot.forms[4].perMinute = []
        for symbols in SymbolSet.allCases {
            let text = FrameWriter.text(ViewFixture.frame(ViewFixture.state(120, 40, snapshot), symbols: symbols))
            let scalars = text.unicodeScalars
            #expect(!scalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F || $0.value == 0x202E })
        }
        FrameSnapshot.expect(ViewFixture.frame(ViewFixture.state(80, 24, snapshot)), "overview-hostile-80x24")
    }
}
