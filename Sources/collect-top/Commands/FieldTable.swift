import CollectModel

/// Who works in the field, as a table for a person; ids that are telephone numbers or addresses are masked.
nonisolated enum FieldTable {
    /// A person reads so many; JSON and CSV have all.
    private static let most = 20

    static func write(_ field: FieldReport, to output: inout StandardOutput) throws(CommandFailure) {
        if field.oneIn > 1 {
            try output.line("")
            try output.line(
                "There are more than \(ProgressLine.grouped(Int64(FieldTally.limit))) pairs of collectors and devices: one of \(field.oneIn) was counted."
            )
        }
        try write(field.teams, "team", to: &output) { DisplayText($0.id.isEmpty ? "no team" : $0.name ?? $0.id) }
        try write(field.collectors, "collector", to: &output) { DisplayText(mask.identifier($0.id).text) }
        try write(field.devices, "device", to: &output) { DisplayText(mask.identifier($0.id).text) }
    }

    private static let mask = Mask(role: .manager, reveal: false)

    private static func write(
        _ senders: [SenderReport], _ kind: String, to output: inout StandardOutput, name: (SenderReport) -> DisplayText
    ) throws(CommandFailure) {
        guard !senders.isEmpty else { return }
        try output.line("")
        let heads = ["live", "today", "24 h", "late", "hasty", "p50", "delay", "last"]
        try output.line(row(DisplayText(kind), heads.map { DisplayText($0) }))
        for sender in senders.prefix(most) { try output.line(row(name(sender), figures(sender))) }
        if senders.count > most {
            try output.line("and \(ProgressLine.grouped(Int64(senders.count - most))) more: --format json or csv")
        }
    }

    private static func figures(_ sender: SenderReport) -> [DisplayText] {
        [
            ProgressLine.grouped(sender.live), ProgressLine.grouped(sender.today),
            ProgressLine.grouped(sender.lastDay), ProgressLine.grouped(sender.late),
            ProgressLine.grouped(sender.hasty), span(sender.duration.p50), span(sender.delay.p50),
            sender.lastReceivedMs.map { Timestamp.format(Timestamp.floor($0, to: 1000)) } ?? "-",
        ].map { DisplayText($0) }
    }

    private static func span(_ ms: Double?) -> String {
        guard let seconds = ms.map({ $0 / 1000 }) else { return "-" }
        return seconds < 120
            ? "\(Int(seconds.rounded())) s"
            : seconds < 7200 ? "\(Int((seconds / 60).rounded())) min" : "\(Int((seconds / 3600).rounded())) h"
    }

    private static func row(_ name: DisplayText, _ figures: [DisplayText]) -> String {
        let cells = figures.dropLast().map { $0.fitted(to: 11, alignment: .trailing).string }
        return name.fitted(to: 24).string + cells.joined() + "  " + (figures.last?.string ?? "")
    }
}
