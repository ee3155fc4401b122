/// The troubles of real field work that the simulation contains, each with how often it happens.
///
/// Why these: every one of them is a known failure of data-collection platforms, and something on the screen exists because of it.
enum FieldTroubles {
    /// A phone comes back online and sends its backlog, instead of a fresh response.
    static let backlogChance = 1.0 / 160
    static let backlogSizes = 4...20
    static let retryChance = 0.012
    static let editChance = 0.010
    static let deletionChance = 0.002
    /// An answer that was taken back on the phone.
    static let inactiveChance = 0.004
    /// A position of latitude 0, longitude 0: the phone had no fix and said so in the worst way.
    static let nullIslandChance = 0.003
    /// A decimal point that slipped: ten times the value.
    static let slippedPointChance = 0.002

    /// Arrivals for each interview that begins: backlog items and follow-ups included.
    static let arrivalsPerInterview: Double = {
        let backlog = Double(backlogSizes.lowerBound + backlogSizes.upperBound) / 2
        return (1 + backlogChance * (backlog - 1)) * (1 + retryChance + editChance + deletionChance)
    }()

    /// Ten times faster than anybody can ask.
    static func isSpeeder(form: Int32, collector: Int32) -> Bool {
        form == 0 && collector == 0
    }

    /// What a device's clock adds to the true time. Unit: ms. One device lost its clock at a reset and is years behind, one is 9 minutes slow.
    static func clockErrorMs(form: Int32, collector: Int32) -> Int64 {
        switch (form, collector) {
        case (0, 1): -(6 * 365 * 86_400_000 + 5_000_123)
        case (0, 2): -9 * 60_000
        default: 0
        }
    }

    /// One collector of each form writes down the own number instead of asking for one.
    static func sharesPhone(collector: Int32) -> Bool {
        collector == 4
    }

    /// The form whose teams stop sending.
    static func silentForm(of formCount: Int) -> Int? {
        formCount >= 3 ? min(7, formCount - 1) : nil
    }

    /// Its teams stop shortly before the present, so that whoever opens the screen sees it; but they have sent for some minutes first.
    /// Silence after loaded history is no news: then they stop a minute into the present.
    static func silence(startMs: Int64, liveMs: Int64, isHistoryBackfill: Bool) -> Int64 {
        let wanted = isHistoryBackfill && startMs < liveMs ? liveMs + 60_000 : liveMs - 6 * 60_000
        return max(wanted, startMs + 4 * 60_000)
    }

    /// The form of which a team sends everything twice for some minutes, under new ids.
    static func surgingForm(of formCount: Int) -> Int? {
        formCount >= 3 ? 2 : nil
    }
    static let surge: (beforeLiveMs: Int64, afterLiveMs: Int64) = (4 * 60_000, 8 * 60_000)
    /// The part of all interviews that is diverted to it meanwhile.
    static let surgeChance = 0.2
}
