import Testing

@testable import CollectModel

private let start: Int64 = 1_795_435_200_000

/// The book: order, restart, bounds, and what people write into it.
@Suite struct AlertBookTests {
    /// A made-up field: forms that fall silent and surge, devices with wrong clocks; the same for the same step.
    private func signals(_ step: Int, reversed: Bool = false) -> AlertSignals {
        var state = UInt64(step) &* 0x9E37_79B9_7F4A_7C15 | 1
        let draw = { (bound: UInt64) -> Int64 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64((state >> 33) % bound)
        }
        let now = start + Int64(step) * 30_000
        let forms = (0..<20).map { index in
            FormSignal(
                formID: "f\(index)", live: 100, lastReceivedMs: now - draw(3_000_000), medianGapMs: 60_000,
                onTime5m: Int(draw(60)),
                backlog5m: Int(draw(90)), expected5m: draw(4) == 0 ? nil : 20)
        }
        let devices = (0..<20).map {
            DeviceSignal(device: "d\($0)", skewMs: draw(3) == 0 ? nil : draw(700_000), posts: Int(draw(6)))
        }
        return reversed
            ? AlertSignals(forms: forms.reversed(), devices: devices.reversed())
            : AlertSignals(forms: forms, devices: devices)
    }

    @Test func `the order of the signals changes nothing`() {
        var (one, other) = (AlertBook(rules: AlertRule.builtIn()), AlertBook(rules: AlertRule.builtIn()))
        var changes = 0
        for step in 0..<300 {
            let now = start + Int64(step) * 30_000
            let steps = one.evaluate(signals(step), nowMs: now)
            #expect(steps == other.evaluate(signals(step, reversed: true), nowMs: now))
            changes += steps.count
        }
        #expect(one == other)
        #expect(changes > 500)
    }

    @Test func `of two signals about one form the graver counts, in either order`() {
        let silent = FormSignal(formID: "f", live: 100, lastReceivedMs: start - 9_000_000, medianGapMs: 1000)
        let well = FormSignal(formID: "f", live: 100, lastReceivedMs: start, medianGapMs: 1000)
        for forms in [[silent, well], [well, silent]] {
            var book = AlertBook(rules: AlertRule.builtIn())
            #expect(book.evaluate(AlertSignals(forms: forms), nowMs: start).map(\.to) == [.firing])
        }
    }

    @Test func `a restart from a copied value gives the same book at every point`() {
        var whole = AlertBook(rules: AlertRule.builtIn())
        var saved: [AlertBook] = []
        for step in 0..<60 {
            saved.append(whole)
            _ = whole.evaluate(signals(step), nowMs: start + Int64(step) * 30_000)
        }
        for cut in stride(from: 0, to: 60, by: 7) {
            var resumed = saved[cut]
            for step in cut..<60 { _ = resumed.evaluate(signals(step), nowMs: start + Int64(step) * 30_000) }
            #expect(resumed == whole)
        }
    }

    @Test func `a subject without a signal keeps its open alert`() {
        var book = silentBook()
        #expect(book.evaluate(AlertSignals(), nowMs: start + 1).isEmpty)
        #expect(book.instance("form-silent:f")?.state == .firing)
    }

    @Test func `a clock that goes back changes nothing`() {
        var book = silentBook()
        let before = book
        let earlier = FormSignal(formID: "f", live: 100, lastReceivedMs: start - 9_000_000, medianGapMs: 1000)
        #expect(book.evaluate(AlertSignals(forms: [earlier]), nowMs: start - 86_400_000).isEmpty)
        #expect(book.instances.map(\.state) == before.instances.map(\.state))
    }

    @Test func `episodes never share a number, also when old alerts were dropped`() {
        var book = AlertBook(rules: AlertRule.builtIn())
        var keys: Set<String> = []
        var fires = 0
        for round in 0..<3 {
            for bad in [true, false, false] {
                let devices = (0..<700).map { DeviceSignal(device: "d\($0)", skewMs: bad ? 900_000 : 0, posts: 9) }
                let now = start + Int64(round) * 1_000_000 + (bad ? 0 : 100_000)
                for step in book.evaluate(AlertSignals(devices: devices), nowMs: now + Int64(keys.count))
                where step.to == .firing {
                    fires += 1
                    keys.insert("\(step.id):\(step.episode)")
                }
            }
            _ = book.evaluate(
                AlertSignals(devices: (0..<700).map { DeviceSignal(device: "d\($0)", skewMs: 0, posts: 9) }),
                nowMs: start + Int64(round) * 1_000_000 + 500_000)
            #expect(book.instances.count <= AlertBook.resolvedLimit)
            #expect(book.history.count <= AlertBook.historyLimit)
        }
        #expect(fires == 2100 && keys.count == 2100)
    }

    @Test func `open alerts come first and the gravest of them first`() {
        var book = silentBook()
        _ = book.evaluate(
            AlertSignals(devices: [DeviceSignal(device: "d", skewMs: 400_000, posts: 5)]), nowMs: start + 5000)
        #expect(book.instances.map(\.id) == ["form-silent:f", "clock-skew:d"])
    }

    // MARK: People

    private func silentBook() -> AlertBook {
        var book = AlertBook(rules: AlertRule.builtIn())
        let silent = FormSignal(formID: "f", live: 100, lastReceivedMs: start - 9_000_000, medianGapMs: 1000)
        _ = book.evaluate(AlertSignals(forms: [silent]), nowMs: start)
        return book
    }

    @Test func `an acknowledgement belongs to its episode`() throws {
        var book = silentBook()
        try book.acknowledge("form-silent:f", by: "amina", atMs: start + 1)
        #expect(book.instance("form-silent:f")?.acknowledged?.by == "amina")
        let well = FormSignal(formID: "f", live: 100, lastReceivedMs: start + 10, medianGapMs: 1000)
        _ = book.evaluate(AlertSignals(forms: [well]), nowMs: start + 10)
        #expect(throws: AlertError.notOpen(id: "form-silent:f", state: .resolved)) {
            try book.acknowledge("form-silent:f", by: "amina", atMs: start + 11)
        }
        _ = book.evaluate(AlertSignals(forms: [well]), nowMs: start + 4_000_000)
        #expect(book.instance("form-silent:f")?.state == .firing)
        #expect(book.instance("form-silent:f")?.acknowledged == nil)
    }

    @Test func `a snooze ends by itself and can be ended`() throws {
        var book = silentBook()
        try book.snooze("form-silent:f", untilMs: start + 100, by: "amina", atMs: start)
        #expect(book.instance("form-silent:f")?.isSnoozed(atMs: start + 99) == true)
        #expect(book.instance("form-silent:f")?.isSnoozed(atMs: start + 100) == false)
        try book.snooze("form-silent:f", untilMs: start, by: "amina", atMs: start + 50)
        #expect(book.instance("form-silent:f")?.snoozed == nil)
    }

    @Test func `notes are cut and the oldest go`() throws {
        var book = silentBook()
        for number in 0..<60 { try book.note("form-silent:f", text: "\(number)", by: "amina", atMs: start) }
        try book.note("form-silent:f", text: String(repeating: "🥕", count: 5000), by: "amina", atMs: start)
        let notes = try #require(book.instance("form-silent:f")).notes
        #expect(notes.count == AlertBook.noteLimit)
        #expect(notes.first?.text == "11")
        #expect(notes.last?.text.unicodeScalars.count == AlertBook.noteLength)
    }

    @Test func `an alert that nobody knows is refused with a sentence`() {
        var book = silentBook()
        #expect(throws: AlertError.unknown(id: "x")) { try book.note("x", text: "", by: "", atMs: 0) }
        #expect(AlertError.unknown(id: "x").description.contains("alerts list"))
    }
}
