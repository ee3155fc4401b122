/// The report as the JSON of DESIGN section 8.
extension Report {
    /// One object, without a newline at the end.
    public var json: [UInt8] {
        var writer = JSONWriter()
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
            w.array(forms) { w, form in form.write(to: &w) }
        }
        return writer.bytes
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
    /// The form's object.
    public func write(to writer: inout JSONWriter) {
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
            w.time("firstReceivedAt", firstReceivedMs)
            w.time("lastReceivedAt", lastReceivedMs)
            w.pair("late", counts.late)
            w.pair("clockSkewed", counts.clockSkewed)
            w.pair("expired", counts.expired)
            w.key("duration")
            duration.write(to: &w)
            w.key("syncDelay")
            syncDelay.write(to: &w)
            w.key("perHour")
            w.array(perHour) { w, bucket in bucket.write(to: &w) }
            w.key("questions")
            w.array(questions) { w, question in question.write(to: &w) }
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
        }
    }
}

extension ValueCount {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("value", value)
            w.pair("count", count)
        }
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

extension QuestionReport {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("questionId", questionID)
            w.pair("key", key)
            w.pair("label", label)
            w.pair("type", type)
            w.pair("answered", answered)
            w.pair("missing", missing)
            statistics.write(to: &w)
        }
    }
}

extension QuestionStatistics {
    /// The block of the question's type, with its key.
    fileprivate func write(to w: inout JSONWriter) {
        switch self {
        case .options(let options):
            w.key("options")
            w.array(options) { w, option in
                w.object { w in
                    w.pair("value", option.value)
                    w.pair("count", option.count)
                    w.pair("share", option.share)
                }
            }
        case .number(let number): number.write(to: &w)
        case .text(let text): text.write(to: &w)
        case .phone(let phone):
            w.key("phone")
            w.object { w in
                w.pair("valid", phone.valid)
                w.key("countries")
                w.array(phone.countries) { w, country in country.write(to: &w) }
            }
        case .location(let location): location.write(to: &w)
        case .dates(let dates):
            w.key("dates")
            w.object { w in
                w.time("min", dates.minMs)
                w.time("max", dates.maxMs)
                w.key("perDay")
                w.array(dates.perDay) { w, bucket in bucket.write(to: &w) }
            }
        case .other(let distinct):
            w.key("other")
            w.object { w in
                w.key("distinct")
                distinct.write(to: &w)
            }
        }
    }
}

extension NumberStatistics {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("number")
        w.object { w in
            w.pair("count", count)
            w.known("min", min)
            w.known("max", max)
            w.known("mean", mean)
            w.known("sd", sd)
            w.known("p5", p5)
            w.known("p25", p25)
            w.known("p50", p50)
            w.known("p75", p75)
            w.known("p95", p95)
            w.pair("error", error)
            w.key("histogram")
            w.array(histogram) { w, bin in
                w.object { w in
                    w.pair("lo", bin.lo)
                    w.pair("hi", bin.hi)
                    w.pair("count", bin.count)
                }
            }
        }
    }
}

extension TextStatistics {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("text")
        w.object { w in
            w.key("distinct")
            distinct.write(to: &w)
            w.key("top")
            w.array(top) { w, value in value.write(to: &w) }
            w.pair("blank", blank)
            w.key("length")
            w.object { w in
                w.pair("min", lengthMin)
                w.pair("mean", lengthMean)
                w.pair("p95", lengthP95)
            }
        }
    }
}

extension LocationStatistics {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("location")
        w.object { w in
            w.pair("count", count)
            w.key("bbox")
            if let box {
                w.array([box.west, box.south, box.east, box.north]) { w, degree in w.value(degree) }
            } else {
                w.null()
            }
            w.key("cells")
            w.array(cells) { w, cell in
                w.object { w in
                    w.pair("geohash", cell.value)
                    w.pair("count", cell.count)
                }
            }
        }
    }
}
