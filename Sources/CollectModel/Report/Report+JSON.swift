/// The report as the JSON of DESIGN section 8.
extension Report {
    /// One object, without a newline at the end; the forms are made while they are written.
    func write(forms: some Sequence<FormReport>, to writer: inout JSONWriter) {
        writer.object { w in
            w.time("generatedAt", generatedMs)
            w.key("position")
            w.object { w in
                for (partition, next) in position.enumerated() { w.pair("p\(partition)", Int64(next)) }
            }
            w.pair("by", axis.rawValue)
            w.time("since", sinceMs)
            w.time("until", untilMs)
            w.key("where")
            w.null()
            w.key("totals")
            w.object { w in
                totals.writeEvents(to: &w)
                w.pair("duplicates", totals.duplicates)
                w.pair("conflicts", totals.conflicts)
                w.pair("rejected", totals.rejected)
            }
            w.key("forms")
            w.array(forms) { w, form in form.write(to: &w, atMs: generatedMs) }
            if let field {
                w.key("field")
                field.write(to: &w)
            }
        }
    }
}

extension FormCounts {
    fileprivate func writeEvents(to w: inout JSONWriter) {
        w.pair("created", created)
        w.pair("updated", updated)
        w.pair("deleted", deleted)
        w.pair("live", live)
    }
}

extension FormReport {
    /// The form's object, at `nowMs`.
    public func write(to writer: inout JSONWriter, atMs nowMs: Int64) {
        writer.object { w in
            w.pair("formId", formID)
            w.pair("title", title)
            w.pair("live", counts.live)
            w.pair("created", counts.created)
            w.pair("updated", counts.updated)
            w.pair("deleted", counts.deleted)
            w.pair("duplicates", counts.duplicates)
            w.pair("conflicts", counts.conflicts)
            w.pair("rejected", counts.rejected)
            w.key("devices")
            devices.write(to: &w)
            w.key("collectors")
            collectors.write(to: &w)
            w.key("activeDevices")
            activeDevices.write(to: &w)
            w.key("activeCollectors")
            activeCollectors.write(to: &w)
            w.key("versions")
            w.array(versions) { w, version in version.write(to: &w) }
            w.time("firstReceivedAt", firstReceivedMs)
            w.time("lastReceivedAt", lastReceivedMs)
            w.pair("late", counts.late)
            w.pair("clockSkewed", counts.clockSkewed)
            w.pair("clockCorrected", counts.clockCorrected)
            w.pair("edited", counts.edited)
            w.pair("expired", counts.expired)
            w.key("duration")
            duration.write(to: &w)
            w.key("syncDelay")
            syncDelay.write(to: &w)
            w.key("clockSkew")
            clockSkew.write(to: &w)
            if let goal {
                w.key("target")
                w.object { w in
                    w.pair("responses", goal.target.responses)
                    w.pair("share", goal.share(of: counts.live))
                    w.known("expected", goal.expected(atMs: nowMs))
                }
            }
            if let tooFast {
                w.key("belowMinimum")
                w.object { w in
                    w.pair("minimum", tooFast.minimumMs)
                    w.pair("count", tooFast.count)
                    w.pair("error", tooFast.error)
                }
            }
            w.key("perHour")
            w.array(perHour) { w, bucket in bucket.write(to: &w) }
            w.key("perDay")
            w.array(TimeBucket.grouped(perHour, TimeUnit.day.ms)) { w, bucket in bucket.write(to: &w) }
            if let perMinute {
                w.key("perMinute")
                w.array(perMinute) { w, bucket in bucket.write(to: &w) }
            }
            w.key("questions")
            w.array(questions) { w, question in question.write(to: &w) }
        }
    }
}

extension ActiveSenders {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.key("lastHour")
            lastHour.write(to: &w)
            w.key("lastDay")
            lastDay.write(to: &w)
        }
    }
}

extension Estimate {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("value", value)
            w.pair("error", error)
        }
    }
}

extension TimeBucket {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.time("start", startMs)
            w.pair("count", count)
            if late != 0 { w.pair("late", late) }
        }
    }
}

extension ValueCount {
    func write(to writer: inout JSONWriter, as name: StaticString = "value") {
        writer.count(count, of: value, as: name)
    }
}

extension SpanStatistics {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("count", count)
            w.known("min", min)
            w.known("max", max)
            w.known("mean", mean)
            w.known("p50", p50)
            w.known("p95", p95)
            w.pair("error", error)
        }
    }
}
