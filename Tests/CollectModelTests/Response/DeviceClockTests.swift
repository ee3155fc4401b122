import CollectModel
import Testing

@Suite struct DeviceClockTests {
    private func clock(_ skews: [Int64]) -> DeviceClock {
        var clock = DeviceClock()
        for (n, skew) in skews.enumerated() {
            let sent = 1_700_000_000_000 + Int64(n) * 60_000
            clock.note(receivedMs: sent + skew, sentMs: sent)
        }
        return clock
    }

    @Test(
        arguments: [
            ([], nil), ([2_000], nil), ([-59_999], nil), ([-60_000], -60_000),
            // Behind: one or two slow posts prove nothing, nor three of which one was quick.
            ([600_000, 600_000], nil), ([600_000, 700_000, 600_500], 600_000), ([600_000, 700_000, 1_500], nil),
            ([299_999, 299_999, 299_999], nil), ([300_000, 300_000, 300_000], 300_000),
        ] as [([Int64], Int64?)])
    func `a clock is put right when its posts prove it wrong`(skews: [Int64], correction: Int64?) {
        #expect(clock(skews).correctionMs == correction)
    }

    @Test func `only the last eight posts count: a clock that was set right is believed again`() {
        #expect(clock([-3_600_000] + Array(repeating: 1000, count: 7)).correctionMs == -3_600_000)
        #expect(clock([-3_600_000] + Array(repeating: 1000, count: 8)).correctionMs == nil)
    }

    @Test func `a post that is repeated with its old time is no further evidence`() {
        var clock = DeviceClock()
        for minute: Int64 in 10..<20 { clock.note(receivedMs: minute * 60_000, sentMs: 0) }
        #expect(clock.posts == 1)
        #expect(clock.correctionMs == nil)
    }
}
