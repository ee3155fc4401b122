import CollectModel
import Testing

@testable import collect_top

struct FreezeTests {
    private func later(_ count: Int64) -> Snapshot {
        var snapshot = SampleSnapshot.snapshot()
        snapshot.sequence += UInt64(count)
        snapshot.atMs += 1_000 * count
        snapshot.streamed += count
        snapshot.totals.live += count
        return snapshot
    }

    @Test func `Space holds the picture, counts what comes, and lets it go`() {
        var state = ViewFixture.state()
        _ = updateApp(&state, .key(.character(" ")))
        let before = state.snapshot.totals.live
        _ = updateApp(&state, .snapshot(later(1_234)))
        #expect(state.snapshot.totals.live == before)
        #expect(state.feed.newSinceFrozen == 1_234)
        #expect(FrameWriter.text(ViewFixture.frame(state)).contains("FROZEN +1,234"))
        _ = updateApp(&state, .key(.character(" ")))
        #expect(state.snapshot.totals.live == before + 1_234)
        #expect(!FrameWriter.text(ViewFixture.frame(state)).contains("FROZEN"))
    }

    @Test func `before the first snapshot there is nothing to freeze`() {
        var state = ViewFixture.state(80, 24, nil)
        _ = updateApp(&state, .key(.character(" ")))
        #expect(!state.feed.isFrozen)
        _ = updateApp(&state, .snapshot(later(5)))
        #expect(state.snapshot.streamed == later(5).streamed)
    }

    @Test func `while frozen ages stand still and the clock goes on`() {
        var state = ViewFixture.state()
        _ = updateApp(&state, .key(.character(" ")))
        let before = FrameWriter.text(ViewFixture.frame(state))
        _ = updateApp(&state, .tick(nowMs: SampleSnapshot.nowMs + 3_600_000))
        let after = FrameWriter.text(ViewFixture.frame(state))
        #expect(before.contains("16:05") && after.contains("17:05"))
        #expect(before.split(separator: "\n")[4...] == after.split(separator: "\n")[4...])
    }

    @Test func `keys, views and filters never thaw`() {
        var state = ViewFixture.state()
        _ = updateApp(&state, .key(.character(" ")))
        let keys: [Key] =
            [.down, .character("t"), .character("r"), .character("4"), .character("1"), .character("/")]
            + ViewFixture.keys("a") + [.enter, .escape, .tab, .character("?"), .escape]
        for key in keys {
            _ = updateApp(&state, .key(key))
            _ = updateApp(&state, .snapshot(later(9)))
            #expect(state.feed.isFrozen, "after \(key)")
        }
    }

    @Test func `an older snapshot never replaces a newer one`() {
        var state = ViewFixture.state()
        _ = updateApp(&state, .snapshot(later(9)))
        _ = updateApp(&state, .snapshot(later(4)))
        #expect(state.snapshot.streamed == later(9).streamed)
    }
}
