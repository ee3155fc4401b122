import CollectStream
import Testing

@Suite struct ResponseLogTests {
    @Test func `what was appended is read back in every field and in order`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, clock: TestClock(1_800_000_000_000), options: .small)
        var update = draft("r-1", payload: Array(#"{"a":"ü"}"#.utf8))
        update.op = .update
        update.flags = .backfill
        update.version = 2
        update.replaces = 0
        let positions = try await log.append(draft("r-1"), update, draft("Grüße", payload: []))
        #expect(positions.map(\.offset) == [0, 1, 2])

        let reader = try LogReader(directory: place.path)
        let batches = try reader.all()
        let batch = try #require(batches.first)
        #expect(batches.count == 1)
        #expect(batch.appendedMs == 1_800_000_000_000)
        #expect(batch.records.map(batch.responseID) == ["r-1", "r-1", "Grüße"])
        #expect(batch.records.map(batch.formID) == ["household", "household", "household"])
        #expect(batch.records.map(\.replaces) == [nil, 0, nil])
        let record = batch.records[1]
        #expect(record.op == .update)
        #expect(record.flags == .backfill)
        #expect(record.version == 2)
        #expect(record.receivedMs == update.receivedMs)
        #expect(record.eventMs == update.eventMs)
        #expect(Array(batch.bytes[record.payload]) == update.payload)
        #expect(try reader.record(at: positions[1]) == log.read(positions[1]))
        #expect(try reader.record(at: positions[1]).payload == update.payload)
    }

    @Test func `records of all sizes up to the limit survive a reopening`() async throws {
        let place = try TemporaryDirectory()
        let sizes = Array(0...80) + [4095, 65_536, 300_000, 1 << 20, RecordDraft.maxPayloadBytes]
        let log = try ResponseLog.open(directory: place.path, options: .small)
        for size in sizes {
            let payload = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ size) }
            try await log.append(draft("r-\(size)", payload: payload))
        }
        log.close()
        let again = try ResponseLog.open(directory: place.path, options: .small)
        #expect(again.recovery == RecoveryReport())
        let reader = try LogReader(directory: place.path)
        let batches = try reader.all()
        let found = batches.flatMap { batch in batch.records.map { Array(batch.bytes[$0.payload]) } }
        #expect(batches.allSatisfy { $0.gap == nil })
        #expect(found.map(\.count) == sizes)
        for (size, payload) in zip(sizes, found) {
            #expect(
                payload.enumerated().allSatisfy { $0.element == UInt8(truncatingIfNeeded: $0.offset &* 31 &+ size) })
        }
        for (offset, size) in sizes.enumerated() {
            let position = LogPosition(partition: 0, offset: UInt64(offset))
            #expect(try reader.record(at: position).payload.count == size)
        }
    }

    @Test func `a record that is staged and not yet durable can be read by its position`() throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let group = try log.stage((0..<50).map { draft("r-\($0)") })
        #expect(try log.read(group.positions[49]).responseID == "r-49")
        #expect(throws: LogError.self) { try log.read(LogPosition(partition: 0, offset: 50)) }
    }

    @Test func `each form keeps its partition and its order`() async throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options.small
        options.partitions = 4
        let log = try ResponseLog.open(directory: place.path, options: options)
        let forms = (0..<20).map { "form-\($0)" }
        for round in 0..<5 {
            let group = try log.stage(forms.map { draft("\($0)/\(round)", form: $0) })
            try await log.durable(group)
            for (form, position) in zip(forms, group.positions) {
                #expect(position.partition == murmur2Partition(form, partitions: 4))
            }
        }
        let reader = try LogReader(directory: place.path)
        #expect(try reader.durableEnd() == log.durableEnd)
        var seen: [String: [String]] = [:]
        for partition in 0..<4 {
            for batch in try reader.all(partition: partition) {
                for record in batch.records { seen[batch.formID(record), default: []].append(batch.responseID(record)) }
            }
        }
        for form in forms { #expect(seen[form] == (0..<5).map { "\(form)/\($0)" }) }
    }

    @Test func `a group larger than a batch is split and stays whole`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        let group = try log.stage((0..<10_000).map { draft("r-\($0)") })
        try await log.durable(group)
        let reader = try LogReader(directory: place.path)
        let batches = try reader.all()
        #expect(batches.allSatisfy { $0.records.count <= 4096 })
        #expect(batches.count >= 3)
        #expect(try reader.responseIDs() == (0..<10_000).map { "r-\($0)" })
    }

    @Test func `reading from inside a batch gives its rest`() async throws {
        let place = try TemporaryDirectory()
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(draft("a"), draft("b"), draft("c"))
        let batch = try #require(try LogReader(directory: place.path).read(partition: 0, from: 2).first)
        #expect(batch.baseOffset == 2)
        #expect(batch.records.map(batch.responseID) == ["c"])
        #expect(batch.position(0) == LogPosition(partition: 0, offset: 2))
        #expect(batch.nextOffset == 3)
    }

    @Test func `what is acknowledged while the log is being closed is there, and nothing is written afterwards`()
        async throws
    {
        for _ in 0..<20 {
            let place = try TemporaryDirectory()
            let log = try ResponseLog.open(directory: place.path, options: .small)
            let acknowledged = await withTaskGroup(of: Set<String>.self) { group in
                for producer in 0..<4 {
                    group.addTask {
                        var acknowledged: Set<String> = []
                        for number in 0... {
                            let id = "\(producer)/\(number)"
                            guard (try? await log.append(draft(id))) != nil else { break }
                            acknowledged.insert(id)
                        }
                        return acknowledged
                    }
                }
                group.addTask {
                    _ = try? await log.append(draft("first"))
                    log.close()
                    return ["first"]
                }
                return await group.reduce(into: Set<String>()) { $0.formUnion($1) }
            }
            let bytes = try place.contents("p00/00000000000000000000.seg")
            let again = try ResponseLog.open(directory: place.path, options: .small)
            #expect(again.recovery == RecoveryReport())
            #expect(try place.contents("p00/00000000000000000000.seg") == bytes)
            #expect(Set(try LogReader(directory: place.path).responseIDs()) == acknowledged)
        }
    }

    @Test func `the append time never goes back although the clock does`() async throws {
        let place = try TemporaryDirectory()
        let clock = TestClock(2000)
        let log = try ResponseLog.open(directory: place.path, clock: clock, options: .small)
        try await log.append(draft("a"))
        clock.set(1000)
        try await log.append(draft("b"))
        log.close()
        let again = try ResponseLog.open(directory: place.path, clock: clock, options: .small)
        try await again.append(draft("c"))
        #expect(try LogReader(directory: place.path).all().map(\.appendedMs) == [2000, 2000, 2000])
    }

    @Test func `intake counts travel as a control record beside their form`() async throws {
        let place = try TemporaryDirectory()
        let counts = IntakeCounts(duplicates: 1, conflicts: 2, rejected: 3, lateRetries: 4)
        let log = try ResponseLog.open(directory: place.path, options: .small)
        try await log.append(counts.draft(formID: "household", receivedMs: 5))
        let batch = try #require(try LogReader(directory: place.path).all().first)
        let payload = batch.bytes[batch.records[0].payload]
        #expect(batch.records[0].op == .control)
        #expect(ControlKind(payload: payload) == .intakeCounts)
        #expect(IntakeCounts(payload: payload) == counts)
        #expect(IntakeCounts(payload: payload.dropLast()) == nil)
    }

    @Test func `a new log of four partitions takes less than 64 MB`() throws {
        let place = try TemporaryDirectory()
        var options = ResponseLog.Options()
        options.requiredFreeShare = 0
        let log = try ResponseLog.open(directory: place.path, options: options)
        defer { log.close() }
        var total = 0
        for partition in 0..<4 {
            for name in try place.names("p0\(partition)") {
                total += try place.contents("p0\(partition)/\(name)").count
            }
        }
        #expect(total > 0)
        #expect(total <= 64 << 20)
    }
}
