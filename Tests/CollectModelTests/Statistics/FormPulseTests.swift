import CollectModel
import Testing

/// How a form's arrivals become what alert rules look at.
@Suite struct FormPulseTests {
    private static let minute: Int64 = 60_000

    private func pulse(_ arrivals: [(atMs: Int64, isBackfill: Bool)]) -> FormPulse {
        var pulse = FormPulse()
        for arrival in arrivals { pulse.arrive(atMs: arrival.atMs, isLate: false, isBackfill: arrival.isBackfill) }
        return pulse
    }

    @Test func `the longest ended gap is told once`() {
        var pulse = pulse([(0, false), (10 * Self.minute, false), (11 * Self.minute, false)])
        let signal = { pulse.signal(formID: "f", title: nil, live: 3, now: 12 * Self.minute) }
        #expect(signal().endedGap == FormSignal.Gap(fromMs: 0, toMs: 10 * Self.minute))
        #expect(signal().endedGap == nil)
    }

    /// Found on the demo's first frame: forms "were silent" for the minutes between the loaded history and their first response.
    @Test func `a gap that began in loaded history is no silence`() {
        var pulse = pulse([(0, true), (10 * Self.minute, true), (30 * Self.minute, false)])
        let signal = pulse.signal(formID: "f", title: nil, live: 3, now: 31 * Self.minute)
        #expect(signal.endedGap == nil)
        #expect(signal.lastReceivedMs == 30 * Self.minute)
        #expect(signal.live == 1)
    }
}
