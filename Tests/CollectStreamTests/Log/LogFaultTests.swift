import CollectStream
import Testing

/// What a failing disk, a second writer and a full disk do.
@Suite struct LogFaultTests {
    @Test(arguments: [FaultyStorage.Call.write, .sync])
    func `a failed write or sync poisons the partition and nothing is tried again`(call: FaultyStorage.Call)
        async throws
    {
        let place = try TemporaryDirectory()
        let storage = FaultyStorage()
        let log = try ResponseLog.open(directory: place.path, storage: storage, options: .small)
        try await log.append(draft("a"))
        storage.fail(call)
        let group = try log.stage([draft("b")])
        await #expect {
            try await log.durable(group)
        } throws: { error in
            guard case .durabilityUnknown(partition: 0, _)? = error as? LogError else { return false }
            return true
        }
        #expect(storage.fired == 1)
        let before = (storage.count(.write), storage.count(.sync))
        #expect {
            _ = try log.stage([draft("c")])
        } throws: { error in
            guard case .poisoned(partition: 0, _)? = error as? LogError else { return false }
            return true
        }
        log.close()
        #expect((storage.count(.write), storage.count(.sync)) == before)
        #expect(try LogReader(directory: place.path).responseIDs() == ["a"])

        let again = try ResponseLog.open(directory: place.path, options: .small)
        #expect(again.recovery.damage.isEmpty)
        let next = try await again.append(draft("b")).first?.offset
        // After a failed sync the bytes may be there all the same; after half a write they are not.
        #expect(next == (call == .write ? 1 : 2))
    }

    @Test func `one poisoned partition leaves the others working`() async throws {
        let place = try TemporaryDirectory()
        let storage = FaultyStorage()
        var options = ResponseLog.Options.small
        options.partitions = 2
        let log = try ResponseLog.open(directory: place.path, storage: storage, options: options)
        let forms = (0..<10).map { "f\($0)" }
        let first = try #require(forms.first { log.partition(of: $0) == 0 })
        let second = try #require(forms.first { log.partition(of: $0) == 1 })
        storage.fail(.sync)
        await #expect(throws: LogError.self) { try await log.append(draft("a", form: first)) }
        #expect(storage.fired == 1)
        #expect(try await log.append(draft("b", form: second)) == [LogPosition(partition: 1, offset: 0)])
    }

    @Test func `a crash at any write, sync, rename or directory sync of a new log loses nothing acknowledged`()
        async throws
    {
        for call in [FaultyStorage.Call.write, .sync, .rename, .syncDirectory] {
            var number = 1
            while true {
                let place = try TemporaryDirectory()
                let storage = FaultyStorage()
                storage.fail(call, number: number)
                var acknowledged: [String] = []
                do {
                    let log = try ResponseLog.open(directory: place.path, storage: storage, options: .small)
                    // Of a poisoned partition this writes nothing; it only gives up the lock.
                    defer { log.close() }
                    for id in 0..<12 {
                        try await log.append(draft("r-\(id)", payload: [UInt8](repeating: 7, count: 20_000)))
                        acknowledged.append("r-\(id)")
                    }
                } catch is LogError {
                    #expect(storage.fired == 1)
                }
                let again = try ResponseLog.open(directory: place.path, options: .small)
                #expect(again.recovery.damage.isEmpty, "\(call) \(number)")
                try await again.append(draft("after"))
                let ids = try LogReader(directory: place.path).responseIDs()
                #expect(Array(ids.prefix(acknowledged.count)) == acknowledged, "\(call) \(number)")
                #expect(ids.last == "after")
                #expect(ids.count <= acknowledged.count + 2)
                if storage.fired == 0 { break }
                number += 1
            }
            #expect(number > 3, "the fault was reached at \(number - 1) places of \(call)")
        }
    }

    @Test func `a second writer is refused and told who holds the log`() throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.holder = "pid 4711 (collect-server)"
        let log = try ResponseLog.open(directory: place.path, options: options)
        #expect {
            _ = try ResponseLog.open(directory: place.path, options: .small)
        } throws: { error in
            "\(error)".contains("pid 4711 (collect-server)")
        }
        log.close()
        _ = try ResponseLog.open(directory: place.path, options: .small)
    }

    @Test func `a nearly full disk refuses appends, serves reads, and recovers by itself`() async throws {
        let place = try TemporaryDirectory()
        let storage = FaultyStorage()
        let clock = TestClock()
        var options = ResponseLog.Options.small
        options.requiredFreeShare = 0.05
        let log = try ResponseLog.open(directory: place.path, storage: storage, clock: clock, options: options)
        try await log.append(draft("a"))
        storage.setFreeShare(0.049)
        clock.set(clock.nowMs() + 1000)
        #expect(throws: LogError.diskFull(path: place.path, freePercent: 4, requiredPercent: 5)) {
            _ = try log.stage([draft("b")])
        }
        #expect(try log.read(LogPosition(partition: 0, offset: 0)).responseID == "a")
        storage.setFreeShare(0.05)
        #expect(try await log.append(draft("b")).first?.offset == 1)
    }

    @Test func `a queue over its limit refuses, and room comes back`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.queueLimitBytes = 100
        let log = try ResponseLog.open(directory: place.path, options: options)
        let large = draft("a", payload: [UInt8](repeating: 1, count: 1 << 20))
        var refused = 0
        for _ in 0..<20 {
            do throws(LogError) {
                _ = try log.stage([large])
            } catch {
                guard case .busy(_, limitBytes: 100) = error else { throw error }
                refused += 1
                await log.makeRoom()
            }
        }
        #expect(refused > 0)
        await log.makeRoom()
        _ = try log.stage([draft("b")])
    }

    @Test func `drafts that cannot be stored are refused by name and nothing is staged`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let long = String(repeating: "x", count: 1025)
        for bad in [
            draft("a", form: ""), draft("a", form: long), draft(long),
            draft("a", payload: [UInt8](repeating: 0, count: RecordDraft.maxPayloadBytes + 1)),
        ] {
            #expect {
                _ = try log.stage([draft("good"), bad])
            } throws: { error in
                guard case .invalidDraft(index: 1, _)? = error as? LogError else { return false }
                return true
            }
        }
        #expect(try await log.append(draft("first")).first?.offset == 0)
        log.close()
        #expect(throws: LogError.closed) { _ = try log.stage([draft("late")]) }
    }
}
