import CollectModel

/// What the forms table is sorted by.
nonisolated struct FormSort: Sendable, Equatable {
    enum Column: Sendable, CaseIterable {
        /// Forms with alerts first, the gravest on top.
        case attention
        case name, live, lastHour, rate, seen, devices, late, duplicates

        var title: DisplayText {
            switch self {
            case .attention: "attention"
            case .name: "name"
            case .live: "live responses"
            case .lastHour: "last hour"
            case .rate: "rate"
            case .seen: "last seen"
            case .devices: "devices"
            case .late: "late"
            case .duplicates: "duplicates"
            }
        }

        /// Names begin at A, figures with the largest.
        var startsDescending: Bool { self != .name }
    }

    var column: Column = .attention
    var isDescending = true

    /// The same column turns round, another one begins as it is usual for it.
    mutating func choose(_ wanted: Column) {
        self = FormSort(
            column: wanted, isDescending: wanted == column ? !isDescending : wanted.startsDescending)
    }

    mutating func step(_ offset: Int) {
        let all = Column.allCases
        let index = all.firstIndex(of: column) ?? 0
        column = all[(index + offset + all.count) % all.count]
        isDescending = column.startsDescending
    }

    /// The forms' ids in order; equal ones by live responses, then by id, so that no row trembles.
    ///
    /// Cost: O(n log n); 0.4 ms for 1,000 forms.
    func order(_ forms: [FormSummary], alerts: FormAlerts, span: RateSpan) -> [String] {
        if column == .name {
            let named = forms.map { (name: ($0.title ?? $0.formID).lowercased(), id: $0.formID) }
            let sorted = named.sorted { $0.name != $1.name ? $0.name < $1.name : $0.id < $1.id }
            return (isDescending ? sorted.reversed() : sorted).map(\.id)
        }
        let keyed = forms.map { (key: key($0, alerts, span), live: $0.counts.live, id: $0.formID) }
        return keyed.sorted { a, b in
            if a.key != b.key { return isDescending ? a.key > b.key : a.key < b.key }
            return a.live != b.live ? a.live > b.live : a.id < b.id
        }.map(\.id)
    }

    private func key(_ form: FormSummary, _ alerts: FormAlerts, _ span: RateSpan) -> Double {
        switch column {
        case .attention: Double(alerts.severity(of: form.formID).map { $0.rawValue + 1 } ?? 0)
        case .name: 0
        case .live: Double(form.counts.live)
        case .lastHour: Double(form.perMinute.reduce(0, &+))
        case .rate: span.rate(form.rates)
        case .seen: Double(form.lastReceivedMs ?? .min)
        case .devices: Double(form.devices.value)
        case .late: Double(form.counts.late)
        case .duplicates: Double(form.counts.duplicates)
        }
    }
}

/// Over how long the table's rates are taken.
nonisolated enum RateSpan: Sendable, CaseIterable {
    case minute, fiveMinutes, hour

    func rate(_ rates: Rates) -> Double {
        switch self {
        case .minute: rates.minute
        case .fiveMinutes: rates.fiveMinutes
        case .hour: rates.hour
        }
    }

    var label: DisplayText {
        switch self {
        case .minute: "1m"
        case .fiveMinutes: "5m"
        case .hour: "1h"
        }
    }

    var next: RateSpan {
        switch self {
        case .minute: .fiveMinutes
        case .fiveMinutes: .hour
        case .hour: .minute
        }
    }
}

/// The gravest open alert of each subject.
///
/// Cost: one pass over the alerts; they are few.
nonisolated struct FormAlerts: Sendable {
    private var worst: [String: AlertInstance] = [:]

    init(_ alerts: [AlertInstance]) {
        for alert in alerts where alert.isOpen {
            if let other = worst[alert.subject], other.severity >= alert.severity { continue }
            worst[alert.subject] = alert
        }
    }

    subscript(formID: String) -> AlertInstance? { worst[formID] }

    func severity(of formID: String) -> AlertSeverity? { worst[formID]?.severity }
}
