import CollectStream
import Testing

/// A fault at the first, the second, … the last operation of a short history, of every kind; and a second one at every operation of the
/// recovery that follows.
@Suite struct EveryFaultTests {
    private enum End: CaseIterable { case processDies, powerFails }

    private static let kinds: [SimulatedFault.Kind] = [
        .stop, .refuse(code: 5, sticky: false), .refuse(code: 5, sticky: true), .refuse(code: 28, sticky: false),
        .refuse(code: 28, sticky: true),
    ]

    private static var options: ResponseLog.Options {
        var options = ResponseLog.Options.small
        options.firstSegmentBytes = 8192
        options.largestSegmentBytes = 16384
        return options
    }

    /// Opens, appends over three segments, closes, opens again and appends: as far as the fault lets it.
    private func history(_ disk: SimulatedDisk, _ promises: inout LogPromises) async throws {
        for part in 0..<2 {
            let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: Self.options)
            defer { log.close() }
            for number in 0..<6 {
                let id = "r\(part * 6 + number)-\(1200 + number)"
                let group = try log.stage([draft(id, payload: LogPromises.payload(of: id))])
                promises.tried(id, at: group.positions[0])
                try await log.durable(group)
                try promises.promise(id, at: group.positions[0])
            }
        }
    }

    private func end(_ disk: SimulatedDisk, _ end: End) {
        switch end {
        case .processDies: disk.kill()
        case .powerFails: disk.losePower()
        }
    }

    private func expectKept(_ disk: SimulatedDisk, _ promises: inout LogPromises, _ note: String) throws {
        do {
            let log = try ResponseLog.open(directory: "/data", storage: disk.process(), options: Self.options)
            #expect(log.recovery.damage.isEmpty, "\(note)")
            _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), .init(isAfterOpening: true))
            log.close()
        } catch {
            Issue.record("\(note): \(error)")
        }
    }

    @Test(arguments: kinds)
    func `a fault at any operation loses nothing acknowledged`(kind: SimulatedFault.Kind) async throws {
        for ending in End.allCases {
            var number = 1
            while true {
                let disk = SimulatedDisk(seed: UInt64(number))
                disk.plan(SimulatedFault(kind: kind, countdown: number))
                var promises = LogPromises(partitions: 1)
                let outcome = await result { try await history(disk, &promises) }
                guard disk.faultFired else {
                    #expect(throws: Never.self) { try outcome.get() }
                    break
                }
                end(disk, ending)
                try expectKept(disk, &promises, "\(kind) at operation \(number), then \(ending)")
                number += 1
            }
            #expect(number > 60, "the history has \(number) operations")
        }
    }

    @Test(arguments: kinds)
    func `a second fault at any operation of the recovery loses nothing either`(kind: SimulatedFault.Kind) async throws
    {
        var strikes = 0
        for first in stride(from: 5, to: 130, by: 3) {
            var second = 1
            while true {
                let disk = SimulatedDisk(seed: UInt64(first))
                disk.plan(SimulatedFault(kind: .stop, countdown: first))
                var promises = LogPromises(partitions: 1)
                _ = await result { try await history(disk, &promises) }
                guard disk.faultFired else { return }
                disk.losePower()
                disk.plan(SimulatedFault(kind: kind, countdown: second))
                let log = try? ResponseLog.open(directory: "/data", storage: disk.process(), options: Self.options)
                guard disk.faultFired else { break }
                disk.losePower()
                log?.close()
                try expectKept(disk, &promises, "power at \(first), then \(kind) at \(second) of the recovery")
                second += 1
                strikes += 1
            }
        }
        #expect(strikes > 500)
    }

    private func result(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
