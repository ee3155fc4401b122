extension FieldReport {
    /// Its object in the report.
    public func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("oneIn", Int64(oneIn))
            w.key("collectors")
            w.array(collectors) { w, sender in sender.write(to: &w) }
            w.key("devices")
            w.array(devices) { w, sender in sender.write(to: &w) }
            w.key("teams")
            w.array(teams) { w, team in team.write(to: &w) }
        }
    }
}

extension SenderReport {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("id", id)
            w.pair("name", name)
            w.pair("team", team)
            w.pair("region", region)
            w.pair("collectors", Int64(collectors))
            w.pair("devices", Int64(devices))
            w.pair("live", live)
            w.pair("late", late)
            w.pair("clockSkewed", clockSkewed)
            w.pair("hasty", hasty)
            w.pair("edited", edited)
            w.pair("formVersion", formVersion)
            w.key("travel")
            if let travel { travel.write(to: &w) } else { w.null() }
            w.key("duration")
            duration.write(to: &w)
            w.key("syncDelay")
            delay.write(to: &w)
            w.time("lastReceivedAt", lastReceivedMs)
            w.pair("thisHour", thisHour)
            w.pair("today", today)
            w.pair("last24h", lastDay)
            w.key("perDay")
            w.array(perDay) { w, day in day.write(to: &w) }
        }
    }
}

extension Travel {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("km", km)
            w.known("fastestKmh", fastestKmh)
            w.pair("leaps", Int64(leaps))
        }
    }
}

extension BriefStatistics {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { w in
            w.pair("count", count)
            w.known("mean", mean)
            w.known("p50", p50)
            w.known("error", error)
        }
    }
}
