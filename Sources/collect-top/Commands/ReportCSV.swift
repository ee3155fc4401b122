import CollectModel

/// The report as CSV: one figure a row, so that any spreadsheet can pivot it.
///
/// Shape: `formId,questionId,key,type,statistic,value,count`; rows of collectors, devices and teams name them as `key`. Text that begins like a formula is prefixed with `'`, because spreadsheets
/// would run it. - Source: RFC 4180; OWASP, "CSV Injection".
nonisolated enum ReportCSV {
    static func write(_ report: Report, to output: inout StandardOutput) throws(CommandFailure) {
        try output.line("formId,questionId,key,type,statistic,value,count")
        for form in report.forms {
            for (name, value) in formFigures(form) {
                try output.line([field(form.formID), "", "", "", name, value, ""].joined(separator: ","))
            }
            for question in form.questions {
                let head = [form.formID, question.questionID, question.key, question.type].map(field).joined(
                    separator: ",")
                for row in rows(question) {
                    try output.line("\(head),\(row.statistic),\(field(row.value)),\(row.count.map(String.init) ?? "")")
                }
            }
        }
        guard let sent = report.field else { return }
        try write(sent.collectors, as: "collector", to: &output)
        try write(sent.devices, as: "device", to: &output)
        try write(sent.teams, as: "team", to: &output)
    }

    private static func write(
        _ senders: [SenderReport], as kind: String, to output: inout StandardOutput
    ) throws(CommandFailure) {
        for sender in senders {
            let counts: [(String, Int64)] = [
                ("live", sender.live), ("late", sender.late), ("clockSkewed", sender.clockSkewed),
                ("hasty", sender.hasty), ("edited", sender.edited), ("today", sender.today),
                ("last24h", sender.lastDay),
                ("collectors", Int64(sender.collectors)), ("devices", Int64(sender.devices)),
            ]
            var rows = counts.map { ($0, String($1)) }
            if let travel = sender.travel {
                rows.append(("travelKm", JSONWriter.text(of: travel.km)))
                rows.append(("fastestKmh", travel.fastestKmh.map(JSONWriter.text(of:)) ?? ""))
                rows.append(("leaps", String(travel.leaps)))
            }
            rows.append(("formVersion", field(sender.formVersion ?? "")))
            rows.append(("team", field(sender.team ?? "")))
            rows.append(("meanDuration", sender.duration.mean.map(JSONWriter.text(of:)) ?? ""))
            rows.append(("lastReceivedAt", sender.lastReceivedMs.map(Timestamp.format) ?? ""))
            for (name, value) in rows {
                try output.line("," + ["", field(sender.id), kind, name, value, ""].joined(separator: ","))
            }
        }
    }

    private static func formFigures(_ form: FormReport) -> [(String, String)] {
        let counts = form.counts
        return [
            ("live", counts.live), ("created", counts.created), ("updated", counts.updated),
            ("deleted", counts.deleted),
            ("duplicates", counts.duplicates), ("conflicts", counts.conflicts), ("rejected", counts.rejected),
            ("late", counts.late), ("clockSkewed", counts.clockSkewed),
            ("clockCorrected", counts.clockCorrected), ("devices", form.devices.value),
            ("collectors", form.collectors.value), ("edited", counts.edited),
            ("activeDevicesLastHour", form.activeDevices.lastHour.value),
            ("activeDevicesLastDay", form.activeDevices.lastDay.value),
            ("activeCollectorsLastHour", form.activeCollectors.lastHour.value),
            ("activeCollectorsLastDay", form.activeCollectors.lastDay.value),
        ].map { ($0, String($1)) }
            + form.versions.map { ("version " + $0.value, String($0.count)) }
            + form.perHour.map { ("perHour " + Timestamp.format($0.startMs), String($0.count)) }
    }

    private struct Row {
        var statistic: String
        var value: String
        var count: Int64?
    }

    private static func rows(_ question: QuestionReport) -> [Row] {
        var rows = [
            Row(statistic: "answered", value: "", count: question.answered),
            Row(statistic: "missing", value: "", count: question.missing),
            Row(statistic: "asked", value: "", count: question.asked),
        ]
        if let days = question.seenDays {
            rows.append(Row(statistic: "firstSeenOn", value: Timestamp.formatDay(days.lowerBound), count: nil))
            rows.append(Row(statistic: "lastSeenOn", value: Timestamp.formatDay(days.upperBound), count: nil))
        }
        switch question.statistics {
        case .options(let options):
            rows += options.map { Row(statistic: "option", value: $0.value, count: $0.count) }
        case .number(let number):
            let figures: [(String, Double?)] = [
                ("min", number.min), ("max", number.max), ("mean", number.mean), ("sd", number.sd), ("p5", number.p5),
                ("p25", number.p25), ("p50", number.p50), ("p75", number.p75), ("p95", number.p95), ("mad", number.mad),
            ]
            rows += figures.map { Row(statistic: $0, value: $1.map(JSONWriter.text(of:)) ?? "", count: nil) }
            rows += [
                Row(statistic: "zeros", value: "", count: number.zeros),
                Row(statistic: "negatives", value: "", count: number.negatives),
                Row(statistic: "outliers", value: "", count: number.outliers.outside),
                Row(statistic: "whole", value: "", count: number.heaping.whole),
                Row(statistic: "round", value: "", count: number.heaping.round),
            ]
            rows += number.noAnswers.map { Row(statistic: "noAnswer", value: String($0.code), count: $0.count) }
        case .text(let text):
            rows.append(Row(statistic: "distinct", value: "", count: text.distinct.value))
            rows += text.top.map { Row(statistic: "top", value: $0.value, count: $0.count) }
        case .phone(let phone):
            rows.append(Row(statistic: "valid", value: "", count: phone.valid))
            rows += phone.countries.map { Row(statistic: "country", value: $0.value, count: $0.count) }
        case .location(let location):
            rows += repeats(location.repeats)
            rows += location.cells.map { Row(statistic: "cell", value: $0.value, count: $0.count) }
        case .dates(let dates):
            rows += dates.perDay.map { Row(statistic: "day", value: Timestamp.formatDay($0.startMs), count: $0.count) }
        case .times(let times):
            rows += times.perHour.enumerated().map { Row(statistic: "hour", value: String($0), count: $1) }
        case .media(let media):
            rows += [
                Row(statistic: "expected", value: "", count: media.expected),
                Row(statistic: "present", value: "", count: media.present),
                Row(statistic: "bytes", value: "", count: media.bytes),
            ]
            rows += repeats(media.repeats)
        case .matrix(let matrix):
            rows += [
                Row(statistic: "rows", value: "", count: matrix.rows),
                Row(statistic: "judged", value: "", count: matrix.judged),
                Row(statistic: "straight", value: "", count: matrix.straight),
            ]
        case .other(let distinct): rows.append(Row(statistic: "distinct", value: "", count: distinct.value))
        }
        return rows
    }

    private static func repeats(_ repeats: Repeats) -> [Row] {
        [
            Row(statistic: "repeated", value: "", count: repeats.values.value),
            Row(statistic: "repeating", value: "", count: repeats.answers.value),
        ]
    }

    static func field(_ text: String) -> String {
        var safe = text
        if let first = text.utf8.first, "=+-@\t\r".utf8.contains(first), Double(text) == nil { safe = "'" + text }
        guard safe.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return safe }
        return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
