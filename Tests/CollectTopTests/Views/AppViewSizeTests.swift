import CollectModel
import Testing

@testable import collect_top

struct AppViewSizeTests {
    private static let screens: [[Key]] = [
        [], [.character("2")], [.character("3")], [.character("4")], [.character("?")], [.character("c")],
        [.character("s")],
        [.character(":")] + ViewFixture.keys("form "), [.tab, .tab, .down], [.character("G"), .character(" ")],
    ]

    @Test(arguments: SymbolSet.allCases)
    func `every screen can be drawn at every size`(_ symbols: SymbolSet) {
        let snapshots: [Snapshot?] = [nil, Snapshot(), SampleSnapshot.focused(on: SampleSnapshot.id(3), forms: 40)]
        let widths = [1, 2, 3, 7, 20, 39, 40, 41, 59, 60, 64, 79, 80, 99, 110, 119, 120, 150, 200, 300]
        let heights = [1, 2, 3, 9, 10, 11, 16, 19, 20, 21, 24, 27, 37, 40, 60, 100]
        for snapshot in snapshots {
            for keys in Self.screens {
                var state = ViewFixture.state(80, 24, snapshot, keys: keys)
                for width in widths {
                    for height in heights where (width + height) % 3 != 0 || width < 130 {
                        _ = updateApp(&state, .resized(width: width, height: height))
                        let frame = ViewFixture.frame(state, symbols: symbols)
                        #expect(frame.width == width && frame.height == height)
                    }
                }
            }
        }
    }

    @Test func `panes write only into their own area`() {
        let snapshot = SampleSnapshot.focused(on: SampleSnapshot.id(3), forms: 40)
        for width in stride(from: 1, through: 160, by: 3) {
            for height in [1, 2, 5, 8, 14, 21, 37] {
                let area = Rect(x: 5, y: 4, width: width, height: height)
                var frame = Frame(width: width + 11, height: height + 9)
                frame.fill(frame.bounds, with: "@", role: .text)
                let blank = frame
                var feed = SnapshotFeed()
                _ = feed.take(snapshot)
                let state = ViewFixture.state(width, height + 3, snapshot)
                OverviewView(feed: feed, state: state.overview, context: ViewFixture.context()).draw(
                    in: area, on: &frame)
                AlertsView(snapshot: snapshot, state: state.alerts, context: ViewFixture.context())
                    .draw(in: area, on: &frame)
                FreshnessStrip(feed: feed, context: ViewFixture.context()).draw(in: area.row(0), on: &frame)
                for y in 0..<frame.height {
                    for x in 0..<frame.width where !area.contains(x: x, y: y) {
                        #expect(frame[x, y] == blank[x, y], "\(width)x\(height) at \(x), \(y)")
                    }
                }
            }
        }
    }

    @Test func `the panes of the overview cover its area and never overlap`() {
        for width in 1...220 {
            for height in 1...70 {
                let area = Rect(x: 3, y: 2, width: width, height: height)
                let layout = OverviewLayout(in: area)
                let panes = [layout.forms, layout.alerts, layout.answers, layout.arrivals].compactMap(\.self)
                #expect(panes.reduce(0) { $0 + $1.width * $1.height } == width * height)
                for (index, pane) in panes.enumerated() {
                    #expect(area.intersection(pane) == pane)
                    for other in panes.dropFirst(index + 1) { #expect(pane.intersection(other).isEmpty) }
                }
            }
        }
    }

    @Test func `nothing personal is shown, and small cells only to managers`() {
        let snapshot = SampleSnapshot.focused()
        let state = ViewFixture.state(120, 60, snapshot, keys: [.character("g"), .down, .down])
        #expect(state.formID == SampleSnapshot.id(0))
        for role in CollectModel.Role.allCases {
            let text = FrameWriter.text(ViewFixture.frame(state, role: role))
            #expect(!text.contains("5559400"), "\(role)")
            #expect(text.contains("<5") != (role == .manager), "\(role)")
        }
    }
}
