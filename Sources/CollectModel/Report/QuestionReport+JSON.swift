/// A question's object in the report, with the block of its type.
extension QuestionReport {
    func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("questionId", questionID)
            w.pair("key", key)
            w.pair("label", label)
            w.pair("type", type)
            w.pair("answered", answered)
            w.pair("missing", missing)
            w.pair("asked", asked)
            w.day("firstSeenOn", seenDays?.lowerBound)
            w.day("lastSeenOn", seenDays?.upperBound)
            w.key("dwell")
            dwell.write(to: &w)
            statistics.write(to: &w)
            choice?.write(to: &w)
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
                w.key("distinct")
                phone.distinct.write(to: &w)
                w.pair("shared", phone.shared)
                w.pair("sharing", phone.sharing)
            }
        case .location(let location): location.write(to: &w)
        case .dates(let dates):
            w.key("dates")
            w.object { w in
                w.time("min", dates.minMs)
                w.time("max", dates.maxMs)
                w.key("perDay")
                w.array(dates.perDay) { w, bucket in bucket.write(to: &w) }
                w.pair("inFuture", dates.inFuture)
            }
        case .times(let times): times.write(to: &w)
        case .media(let media): media.write(to: &w)
        case .matrix(let matrix):
            w.key("matrix")
            w.object { w in
                w.pair("rows", matrix.rows)
                w.pair("judged", matrix.judged)
                w.pair("straight", matrix.straight)
                w.known("straightShare", matrix.straightShare)
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
            w.pair("zeros", zeros)
            w.pair("negatives", negatives)
            w.key("outliers")
            w.object { w in
                w.pair("outside", outliers.outside)
                w.pair("far", outliers.far)
            }
            w.known("mad", mad)
            w.key("heaping")
            w.object { w in
                w.pair("whole", heaping.whole)
                w.pair("round", heaping.round)
            }
            w.key("noAnswer")
            w.array(noAnswers) { w, answer in
                w.object { w in
                    w.pair("value", answer.code)
                    w.pair("count", answer.count)
                }
            }
            rating?.write(to: &w)
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

extension NumberStatistics.Rating {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("rating")
        w.object { w in
            w.pair("lowest", lowest)
            w.pair("highest", highest)
            w.pair("count", count)
            w.pair("top2", top2)
            w.pair("bottom2", bottom2)
            w.known("netPromoterScore", netPromoterScore)
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
            addresses?.write(to: &w)
        }
    }
}

extension AddressFigures {
    fileprivate func write(to w: inout JSONWriter) {
        if let valid {
            w.key("valid")
            valid.write(to: &w)
            w.key("domains")
            w.array(domains) { w, domain in domain.write(to: &w) }
        }
        repeats.write(to: &w)
    }
}

extension QuantileFigures {
    fileprivate func write(to w: inout JSONWriter) {
        w.object { w in
            w.pair("count", count)
            w.known("p50", p50)
            w.known("p95", p95)
            w.pair("error", error)
        }
    }
}

extension Repeats {
    /// Its two keys.
    fileprivate func write(to w: inout JSONWriter) {
        w.key("repeated")
        values.write(to: &w)
        w.key("repeating")
        answers.write(to: &w)
    }
}

extension MediaStatistics {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("media")
        w.object { w in
            w.pair("expected", expected)
            w.pair("present", present)
            w.pair("bytes", bytes)
            w.known("p95", p95)
            w.pair("error", error)
            repeats.write(to: &w)
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
            w.array(cells) { w, cell in cell.write(to: &w, as: "geohash") }
            w.pair("atOrigin", atOrigin)
            w.pair("impossible", impossible)
            w.pair("swapped", swapped)
            repeats.write(to: &w)
            w.key("accuracy")
            accuracy.write(to: &w)
        }
    }
}

extension TimeStatistics {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("times")
        w.object { w in
            w.pair("count", count)
            w.pair("min", minMs.map(Self.clock))
            w.pair("max", maxMs.map(Self.clock))
            w.key("perHour")
            w.array(perHour) { w, count in w.value(count) }
        }
    }

    /// `08:15`.
    public static func clock(_ ms: Int64) -> String {
        let minutes = ms / 60_000
        let pad = { (number: Int64) in (number < 10 ? "0" : "") + String(number) }
        return pad(minutes / 60) + ":" + pad(minutes % 60)
    }
}

extension ChoiceFigures {
    fileprivate func write(to w: inout JSONWriter) {
        w.key("choice")
        w.object { w in
            w.pair("entropy", entropy)
            w.pair("unlisted", unlisted)
            guard let meanChosen else { return }
            w.pair("meanChosen", meanChosen)
            w.key("combinations")
            w.array(combinations) { w, combination in combination.write(to: &w) }
            guard let ranking else { return }
            w.key("ranking")
            w.array(ranking) { w, option in
                w.object { w in
                    w.pair("value", option.value)
                    w.pair("count", option.count)
                    w.pair("first", option.first)
                    w.pair("meanRank", option.meanRank)
                    w.pair("points", option.points)
                }
            }
        }
    }
}
