import CollectModel

/// How far devices' clocks are off: received − device time at sending, the least of a device's recent posts.
///
/// Why the least: a post may wait in the phone for hours between writing its time and arriving, but never arrives before it was sent.
/// Bound: `limit` devices, 100 bytes each; of more devices the clocks are not watched.
struct DeviceClocks {
    private static let limit = 200_000
    private static let postsKept = 8
    /// Only devices that are off by this much, or once were, are told to the rules. Units: ms.
    private static let worthTellingMs: Int64 = 60_000

    private struct Clock {
        var skews: [Int64] = []
        var posts = 0
        var place: LogPosition
    }

    private var clocks: [UInt64: Clock] = [:]
    private var told: Set<UInt64> = []
    private let responses = ResponseReader()

    /// Notes a post; `place` is a record of the device, from which its name is read when it is told.
    mutating func note(_ device: UInt64, skewMs: Int64, place: LogPosition) {
        if clocks.count >= Self.limit, clocks[device] == nil { return }
        var clock = clocks[device] ?? Clock(place: place)
        if clock.skews.count < Self.postsKept {
            clock.skews.append(skewMs)
        } else {
            clock.skews[clock.posts % Self.postsKept] = skewMs
        }
        clock.posts += 1
        clock.place = place
        clocks[device] = clock
        if abs(clock.skews.min() ?? 0) >= Self.worthTellingMs { told.insert(device) }
    }

    /// Devices whose clocks are or were wrong.
    func signals(reader: LogReader) -> [DeviceSignal] {
        told.compactMap { device in
            guard let clock = clocks[device], let record = try? reader.record(at: clock.place),
                let response = responses.response(record.payload, formID: record.formID, responseID: record.responseID),
                let name = response.device
            else { return nil }
            return DeviceSignal(device: name, formID: record.formID, skewMs: clock.skews.min(), posts: clock.posts)
        }
    }
}
