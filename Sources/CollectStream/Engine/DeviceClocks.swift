import CollectModel

/// How far devices' clocks are off, for the alert rules.
///
/// Bound: `limit` devices, 100 bytes each; of more devices the clocks are not watched.
struct DeviceClocks {
    private static let limit = 200_000
    /// Only devices that are off by this much, or once were, are told to the rules. Units: ms.
    private static let worthTellingMs: Int64 = 60_000

    private struct Clock {
        var evidence = DeviceClock()
        var place: LogPosition
    }

    private var clocks: [UInt64: Clock] = [:]
    private var told: Set<UInt64> = []
    private let responses = ResponseReader()

    /// Notes a post; `place` is a record of the device, from which its name is read when it is told.
    mutating func note(_ device: UInt64, receivedMs: Int64, sentMs: Int64, place: LogPosition) {
        if clocks.count >= Self.limit, clocks[device] == nil { return }
        var clock = clocks[device] ?? Clock(place: place)
        clock.evidence.note(receivedMs: receivedMs, sentMs: sentMs)
        clock.place = place
        clocks[device] = clock
        if abs(clock.evidence.skewMs ?? 0) >= Self.worthTellingMs { told.insert(device) }
    }

    /// Devices whose clocks are or were wrong.
    func signals(reader: LogReader) -> [DeviceSignal] {
        told.compactMap { device in
            guard let clock = clocks[device], let record = try? reader.record(at: clock.place),
                let response = responses.response(record.payload, formID: record.formID, responseID: record.responseID),
                let name = response.device
            else { return nil }
            return DeviceSignal(
                device: name, formID: record.formID, skewMs: clock.evidence.skewMs, posts: clock.evidence.posts)
        }
    }
}
