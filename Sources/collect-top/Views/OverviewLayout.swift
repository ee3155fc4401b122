/// Where the panes of the overview stand in an area of any size.
///
/// Why: what matters least goes first where room is short: the arrivals chart, then the answers, then the alerts; the forms stay.
/// Shape: on a wide screen two columns, else one above the other; panes that do not fit are nil.
nonisolated struct OverviewLayout: Sendable, Equatable {
    private(set) var forms: Rect
    private(set) var alerts: Rect?
    private(set) var answers: Rect?
    private(set) var arrivals: Rect?

    init(in area: Rect) {
        forms = area
        if area.width >= 110, area.height >= 24 {
            divideSideways(area)
        } else if area.height >= 17 {
            stack(area)
        }
    }

    /// Rows of the table, without its lines and its header.
    var tableRows: Int { max(1, forms.height - 3) }

    /// The panes that can have the keys, in the order of Tab.
    var panes: [OverviewPane] {
        [.forms] + (alerts == nil ? [] : [.alerts]) + (answers == nil ? [] : [.answers])
    }

    private mutating func divideSideways(_ area: Rect) {
        let sides = area.columns([.atLeast(76, weight: 11), .atLeast(34, weight: 9)])
        let left = sides[0].rows([.flexible(1), .fixed(area.height >= 44 ? 12 : 10)])
        let right = sides[1].rows([.fixed(max(8, area.height * 3 / 10)), .flexible(1)])
        (forms, arrivals, alerts, answers) = (left[0], left[1], right[0], right[1])
    }

    private mutating func stack(_ area: Rect) {
        let hasArrivals = area.height >= 34
        let bottom = min(max(8, area.height * 2 / 5), 14)
        let rows = area.rows([.flexible(1), .fixed(hasArrivals ? 8 : 0), .fixed(bottom)])
        forms = rows[0]
        arrivals = hasArrivals ? rows[1] : nil
        guard area.width >= 64 else {
            alerts = rows[2]
            return
        }
        let halves = rows[2].columns([.flexible(1), .flexible(1)])
        (alerts, answers) = (halves[0], halves[1])
    }
}
