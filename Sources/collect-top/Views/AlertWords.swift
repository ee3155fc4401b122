import CollectModel

/// Alerts in marks and words.
nonisolated enum AlertWords {
    static func role(_ severity: AlertSeverity) -> Role {
        switch severity {
        case .info: .info
        case .warning: .warn
        case .critical: .critical
        }
    }

    /// One cell that says how grave it is, also without colour.
    static func mark(_ severity: AlertSeverity, _ context: ViewContext) -> DisplayText {
        let glyph = context.glyph(role(severity))
        return glyph.isEmpty ? "!" : glyph
    }

    static func severity(_ severity: AlertSeverity) -> DisplayText {
        switch severity {
        case .info: "info"
        case .warning: "warning"
        case .critical: "critical"
        }
    }

    static func state(_ state: AlertState) -> DisplayText {
        switch state {
        case .inactive: "inactive"
        case .pending: "pending"
        case .firing: "firing"
        case .recovering: "recovering"
        case .resolved: "resolved"
        }
    }

    /// `form-silent` as words.
    static func rule(_ id: String) -> DisplayText {
        DisplayText(String(id.map { $0 == "-" || $0 == "_" ? " " : $0 }), maxCells: 40)
    }

    /// The alert's sentence; a device that it names is masked as everywhere.
    static func message(_ alert: AlertInstance, mask: Mask) -> String {
        masking(alert.subject, in: alert.message, mask)
    }

    /// What is copied: the alert's id as it may be seen.
    static func id(_ alert: AlertInstance, mask: Mask) -> String {
        masking(alert.subject, in: alert.id, mask)
    }

    private static func masking(_ subject: String, in text: String, _ mask: Mask) -> String {
        let shown = mask.identifier(subject)
        return shown.isMasked ? text.replacing(subject, with: shown.text) : text
    }

    /// A rule's figure in the unit that it has: silences and clocks are times, the others are counts.
    static func value(_ value: Double, rule: String) -> DisplayText {
        switch rule {
        case "form-silent", "clock-skew":
            time(ms: value.isFinite ? Int64(max(-9e15, min(9e15, value))) : 0)
        default: Words.number(value)
        }
    }

    /// What was found and what is allowed, in the rule's own words: `silent 42 m, limit 30 m`.
    static func finding(_ value: Double, limit: Double, rule: String) -> DisplayText {
        found(self.value(value, rule: rule), rule: rule) + ", limit " + self.value(limit, rule: rule)
    }

    private static func found(_ value: DisplayText, rule: String) -> DisplayText {
        switch rule {
        case "form-silent": "silent " + value
        case "rate-surge": value + " in 5 min"
        case "clock-skew": "off by " + value
        default: self.rule(rule) + " " + value
        }
    }

    /// Nobody counts the seconds of a long silence.
    private static func time(ms: Int64) -> DisplayText {
        ms >= 600_000 && ms < 3_600_000 ? Words.span(ms: ms) : Words.duration(ms: ms)
    }

    /// How it looks in a list: what is over or not yet sure is quiet.
    static func role(_ alert: AlertInstance) -> Role {
        alert.isOpen ? role(alert.severity) : .dim
    }
}
