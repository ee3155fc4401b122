import CollectModel
import Testing

@testable import collect_top

struct SelectionTests {
    /// The sample with one form's count made the largest.
    private func snapshot(leader: Int, at ms: Int64, sequence: UInt64) -> Snapshot {
        var snapshot = SampleSnapshot.snapshot()
        snapshot.sequence = sequence
        snapshot.atMs = ms
        for index in snapshot.forms.indices where snapshot.forms[index].formID == SampleSnapshot.id(leader) {
            snapshot.forms[index].counts.live = 9_000_000
        }
        return snapshot
    }

    private func sortedByLive() -> AppState {
        ViewFixture.state(keys: [.character(">"), .character(">")])
    }

    @Test func `the selection stays on its form when the rows move`() {
        var state = sortedByLive()
        _ = updateApp(&state, .key(.character("g")))
        _ = updateApp(&state, .key(.down))
        let selected = state.overview.selected
        let now = SampleSnapshot.nowMs + 10_000
        _ = updateApp(&state, .tick(nowMs: now))
        _ = updateApp(&state, .snapshot(snapshot(leader: 9, at: now, sequence: 8)))
        #expect(state.overview.rows.first == SampleSnapshot.id(9))
        #expect(state.overview.selected == selected)
        #expect(state.overview.rows.firstIndex(of: selected ?? "") == 2)
    }

    @Test func `rows rest for two seconds after a key and sort at most once a second`() {
        var state = sortedByLive()
        let start = state.overview.rows
        for (ms, isSorted) in [(500, false), (1_900, false), (2_000, true)] {
            let now = SampleSnapshot.nowMs + Int64(ms)
            _ = updateApp(&state, .tick(nowMs: now))
            _ = updateApp(&state, .snapshot(snapshot(leader: 9, at: now, sequence: UInt64(8 + ms))))
            #expect((state.overview.rows != start) == isSorted, "after \(ms) ms")
        }
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs + 2_900))
        _ = updateApp(&state, .snapshot(snapshot(leader: 8, at: SampleSnapshot.nowMs + 2_900, sequence: 4_000)))
        #expect(state.overview.rows.first == SampleSnapshot.id(9))
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs + 3_000))
        _ = updateApp(&state, .snapshot(snapshot(leader: 8, at: SampleSnapshot.nowMs + 3_000, sequence: 4_001)))
        #expect(state.overview.rows.first == SampleSnapshot.id(8))
    }

    @Test func `a form that appears while rows rest comes at the end, one that goes leaves at once`() {
        var state = sortedByLive()
        var next = SampleSnapshot.snapshot(forms: 13)
        next.forms.removeAll { $0.formID == SampleSnapshot.id(0) }
        next.forms.append(SampleSnapshot.snapshot(forms: 14).forms[13])
        next.sequence = 8
        _ = updateApp(&state, .snapshot(next))
        #expect(state.overview.rows.suffix(2) == [SampleSnapshot.id(12), SampleSnapshot.id(13)])
        #expect(!state.overview.rows.contains(SampleSnapshot.id(0)))
    }

    @Test(arguments: FormSort.Column.allCases)
    func `every column sorts both ways and loses no form`(_ column: FormSort.Column) {
        let snapshot = SampleSnapshot.snapshot(forms: 300)
        let alerts = FormAlerts(snapshot.alerts)
        let down = FormSort(column: column, isDescending: true).order(snapshot.forms, alerts: alerts, span: .minute)
        let up = FormSort(column: column, isDescending: false).order(snapshot.forms, alerts: alerts, span: .minute)
        #expect(Set(down) == Set(snapshot.forms.map(\.formID)))
        #expect(Set(up) == Set(down))
        #expect(down.first != up.first)
    }

    @Test(arguments: [12, 24, 40])
    func `wherever one walks among a thousand forms, the selected one is seen`(_ height: Int) {
        var state = ViewFixture.state(80, height, SampleSnapshot.snapshot(forms: 1_000))
        let moves: [Key] = [
            .down, .up, .pageDown, .pageUp, .control("d"), .control("u"), .character("g"), .character("G"), .home, .end,
        ]
        for step in 0..<400 {
            let key = moves[(step * step * 7 + step * 3 + height) % moves.count]
            _ = updateApp(&state, .key(key))
            let index = state.overview.rows.firstIndex(of: state.overview.selected ?? "") ?? -1
            let visible = OverviewLayout(in: state.layout.body).tableRows
            #expect(index >= state.overview.scroll && index < state.overview.scroll + visible, "\(key)")
        }
    }
}
