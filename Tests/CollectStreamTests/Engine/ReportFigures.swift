import CollectModel

/// The figures of a report under the names that the naive recount gives them.
func figures(of report: Report) -> [String: String] {
    var found: [String: String] = [:]
    let totals = report.totals
    found["total created"] = "\(totals.created)"
    found["total updated"] = "\(totals.updated)"
    found["total deleted"] = "\(totals.deleted)"
    found["total live"] = "\(totals.live)"
    found["total duplicates"] = "\(totals.duplicates)"
    found["total conflicts"] = "\(totals.conflicts)"
    found["total rejected"] = "\(totals.rejected)"
    for form in report.forms { note(form, of: report, &found) }
    return found
}

private func shown(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "none" }

private func note(_ form: FormReport, of report: Report, _ found: inout [String: String]) {
    let counts = form.counts
    let figures: [(String, any CustomStringConvertible)] = [
        ("created", counts.created), ("updated", counts.updated), ("deleted", counts.deleted), ("live", counts.live),
        ("duplicates", counts.duplicates), ("conflicts", counts.conflicts), ("rejected", counts.rejected),
        ("late", counts.late), ("clockSkewed", counts.clockSkewed),
        ("clockCorrected", counts.clockCorrected), ("skews", form.clockSkew.count),
        ("active devices hour", form.activeDevices.lastHour.value),
        ("active devices day", form.activeDevices.lastDay.value),
        ("active collectors hour", form.activeCollectors.lastHour.value),
        ("active collectors day", form.activeCollectors.lastDay.value),
        ("versions", joined(form.versions)), ("devices", form.devices.value),
        ("collectors", form.collectors.value), ("firstReceived", shown(form.firstReceivedMs)),
        ("lastReceived", shown(form.lastReceivedMs)),
        ("perHour", form.perHour.map { "\($0.startMs)=\($0.count)" }.joined(separator: " ")),
        ("questions", form.questions.map { "\($0.questionID)|\($0.type)" }.joined(separator: " ")),
    ]
    for (name, value) in figures { found["\(form.formID) \(name)"] = "\(value)" }
    if report.sinceMs == nil, report.untilMs == nil { found["\(form.formID) edited"] = "\(counts.edited)" }
    note(form.duration, "\(form.formID) duration", &found)
    note(form.syncDelay, "\(form.formID) syncDelay", &found)
    for question in form.questions {
        let name = "\(form.formID) \(question.questionID)|\(question.type)"
        found["\(name) answered"] = "\(question.answered)"
        found["\(name) missing"] = "\(question.missing)"
        found["\(name) key"] = question.key
        found["\(name) asked"] = "\(question.asked)"
        if let days = question.seenDays {
            found["\(name) first seen"] = "\(days.lowerBound / 86_400_000)"
            found["\(name) last seen"] = "\(days.upperBound / 86_400_000)"
        }
        found["\(name) dwell count"] = "\(question.dwell.count)"
        if let p50 = question.dwell.p50 { found["\(name) dwell p50"] = "\(p50)" }
        if let p95 = question.dwell.p95 { found["\(name) dwell p95"] = "\(p95)" }
        if let choice = question.choice {
            found["\(name) entropy"] = "\(choice.entropy)"
            for option in choice.ranking ?? [] {
                found["\(name) rank of \(option.value)"] = "\(option.count) \(option.first) \(option.points)"
                found["\(name) mean rank of \(option.value)"] = "\(option.meanRank)"
            }
            if ["MultiChoice", "Ranking"].contains(question.type) {
                found["\(name) mean chosen"] = shown(choice.meanChosen)
                found["\(name) combinations"] = joined(choice.combinations)
            }
        }
        note(question.statistics, name, &found)
    }
}

private func note(_ span: SpanStatistics, _ name: String, _ found: inout [String: String]) {
    found["\(name) count"] = "\(span.count)"
    found["\(name) min"] = shown(span.min)
    found["\(name) max"] = shown(span.max)
    guard span.count > 0 else { return }
    found["\(name) mean"] = shown(span.mean)
    found["\(name) p50"] = shown(span.p50)
    found["\(name) p95"] = shown(span.p95)
}

private func shown(_ repeats: Repeats) -> String { "\(repeats.values.value) \(repeats.answers.value)" }

private func joined(_ values: [ValueCount]) -> String {
    values.map { "\($0.value)=\($0.count)" }.joined(separator: " ")
}

private func note(_ statistics: QuestionStatistics, _ name: String, _ found: inout [String: String]) {
    switch statistics {
    case .options(let options):
        found["\(name) options"] = options.map { "\($0.value)=\($0.count)" }.joined(separator: " ")
        for option in options { found["\(name) share of \(option.value)"] = "\(option.share)" }
    case .number(let number): note(number, name, &found)
    case .text(let text):
        found["\(name) distinct"] = "\(text.distinct.value)"
        found["\(name) top"] = joined(text.top)
        found["\(name) blank"] = "\(text.blank)"
        found["\(name) shortest"] = "\(text.lengthMin)"
        found["\(name) length"] = "\(text.lengthMean)"
        found["\(name) length p95"] = "\(text.lengthP95)"
        guard let addresses = text.addresses, let valid = addresses.valid else { return }
        found["\(name) valid"] = "\(valid.value)"
        found["\(name) domains"] = joined(addresses.domains)
        found["\(name) repeated"] = shown(addresses.repeats)
    case .phone(let phone):
        found["\(name) valid"] = "\(phone.valid)"
        found["\(name) distinct"] = "\(phone.distinct.value)"
        found["\(name) shared"] = "\(phone.shared)"
        found["\(name) sharing"] = "\(phone.sharing)"
        found["\(name) countries"] = joined(phone.countries)
    case .location(let location):
        found["\(name) count"] = "\(location.count)"
        let box = location.box
        found["\(name) box"] = [box?.west, box?.south, box?.east, box?.north].map(shown).joined(separator: " ")
        found["\(name) cells"] = joined(location.cells)
        found["\(name) at origin"] = "\(location.atOrigin)"
        found["\(name) impossible"] = "\(location.impossible)"
        found["\(name) swapped"] = "\(location.swapped)"
        found["\(name) repeated"] = shown(location.repeats)
        found["\(name) accuracy count"] = "\(location.accuracy.count)"
        if let p50 = location.accuracy.p50 { found["\(name) accuracy p50"] = "\(p50)" }
        if let p95 = location.accuracy.p95 { found["\(name) accuracy p95"] = "\(p95)" }
    case .dates(let dates):
        found["\(name) first"] = shown(dates.minMs)
        found["\(name) last"] = shown(dates.maxMs)
        found["\(name) days"] = dates.perDay.map { "\($0.startMs)=\($0.count)" }.joined(separator: " ")
        found["\(name) in future"] = "\(dates.inFuture)"
    case .times(let times):
        let hours = times.perHour.enumerated().filter { $1 != 0 }.map { "\($0)=\($1)" }
        found["\(name) count"] = "\(times.count)"
        found["\(name) earliest"] = shown(times.minMs)
        found["\(name) latest"] = shown(times.maxMs)
        found["\(name) hours"] = hours.joined(separator: " ")
    case .media(let media):
        found["\(name) expected"] = "\(media.expected)"
        found["\(name) present"] = "\(media.present)"
        found["\(name) bytes"] = "\(media.bytes)"
        found["\(name) size count"] = "\(media.present)"
        if let p95 = media.p95 { found["\(name) size p95"] = "\(p95)" }
        found["\(name) repeated"] = shown(media.repeats)
    case .matrix(let matrix):
        found["\(name) rows"] = "\(matrix.rows)"
        found["\(name) judged"] = "\(matrix.judged)"
        found["\(name) straight"] = "\(matrix.straight)"
    case .other(let distinct): found["\(name) distinct"] = "\(distinct.value)"
    }
}

private func note(_ number: NumberStatistics, _ name: String, _ found: inout [String: String]) {
    found["\(name) count"] = "\(number.count)"
    guard number.count > 0 else { return }
    found["\(name) min"] = shown(number.min)
    found["\(name) max"] = shown(number.max)
    found["\(name) mean"] = shown(number.mean)
    found["\(name) has sd"] = "\(number.sd != nil)"
    if let sd = number.sd { found["\(name) sd"] = "\(sd)" }
    let quantiles = [(0.05, number.p5), (0.25, number.p25), (0.5, number.p50), (0.75, number.p75), (0.95, number.p95)]
    for (q, value) in quantiles { found["\(name) p\(q)"] = shown(value) }
    found["\(name) in bins"] = "\(number.histogram.reduce(0) { $0 + $1.count })"
    found["\(name) error"] = "\(number.error)"
    found["\(name) zeros"] = "\(number.zeros)"
    found["\(name) negatives"] = "\(number.negatives)"
    found["\(name) mad"] = shown(number.mad)
    found["\(name) heaping"] = "\(number.heaping.whole) \(number.heaping.round)"
    found["\(name) no answer"] = number.noAnswers.map { "\($0.code)=\($0.count)" }.joined(separator: " ")
    found["\(name) outside"] = "\(number.outliers.outside)"
    found["\(name) far"] = "\(number.outliers.far)"
}
