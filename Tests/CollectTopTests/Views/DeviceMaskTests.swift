import Testing

@testable import CollectModel
@testable import collect_top

/// Some teams name their devices by telephone number or by e-mail address.
struct DeviceMaskTests {
    private static let phone = "+27605559400"
    private static let alertID = "clock-skew:" + phone

    /// Everything that names a device names one by a telephone number.
    private static var snapshot: Snapshot {
        var snapshot = SampleSnapshot.focused(on: SampleSnapshot.id(3))
        var book = AlertBook(rules: AlertRule.builtIn())
        let device = DeviceSignal(device: phone, formID: SampleSnapshot.id(0), skewMs: 7_200_000, posts: 14)
        _ = book.evaluate(AlertSignals(forms: [], devices: [device]), nowMs: SampleSnapshot.nowMs)
        snapshot.alerts = book.instances
        snapshot.recent = SampleResponses.snapshot(entries: 0..<5).recent
        for index in snapshot.recent.indices { snapshot.recent[index].content.device = phone }
        snapshot.streamed = 5
        return snapshot
    }

    private func state(_ keys: [Key]) -> AppState { ViewFixture.state(120, 40, Self.snapshot, keys: keys) }

    @Test(arguments: ["1", "3", "4"] as [Character])
    func `a device that is a telephone number is masked in every view`(_ view: Character) {
        let text = FrameWriter.text(ViewFixture.frame(state([.character(view)])))
        #expect(!text.contains("5559400"))
        #expect(text.contains("+27•••••9400"), "\(text)")
    }

    @Test func `the inspector masks the device, in its JSON too`() {
        var detail = SampleResponses.detail
        for index in detail.versions.indices {
            detail.versions[index].response?.device = Self.phone
            if !detail.versions[index].json.isEmpty {
                detail.versions[index].json = Array(#"{"formId":"f","deviceId":"+27605559400","answers":[]}"#.utf8)
            }
        }
        var inspector = InspectorState(formID: "f", responseID: "r", load: .loaded(detail))
        for _ in InspectorState.Tab.allCases {
            var frame = Frame(width: 120, height: 40)
            InspectorView.draw(inspector, SampleResponses.context(), in: frame.bounds, on: &frame)
            #expect(!FrameWriter.text(frame).contains("5559400"))
            #expect(FrameWriter.text(frame).contains("device +27•••••9400"))
            _ = inspector.handle(.tab, snapshot: Snapshot(), context: SampleResponses.context())
        }
    }

    @Test func `no filter finds what is masked, and what is copied is masked`() {
        let found = state([.character("4"), .character("/")] + ViewFixture.keys("5559400"))
        #expect(found.alerts.rows(found.snapshot, mask: found.context.mask).isEmpty)
        let shown = state([.character("4"), .character("/")] + ViewFixture.keys("9400"))
        #expect(shown.alerts.rows(shown.snapshot, mask: shown.context.mask).map(\.id) == [Self.alertID])
        let stream = state([.character("3"), .character("/")] + ViewFixture.keys("5559400"))
        #expect(FrameWriter.text(ViewFixture.frame(stream)).contains("nothing matches"))
        var copying = state([.character("4")])
        #expect(updateApp(&copying, .key(.character("y"))) == [.copy("clock-skew:+27•••••9400")])
        var pane = state([.tab, .down])
        #expect(updateApp(&pane, .key(.character("y"))) == [.copy("clock-skew:+27•••••9400")])
    }
}
