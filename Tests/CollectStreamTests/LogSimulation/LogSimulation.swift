import Synchronization

@testable import CollectStream

/// Several lives of one log on one simulated machine: appends, markers, rolls, readers, clocks that jump; processes that die,
/// power that fails, disks that refuse, anywhere, during recovery too. Everything follows from the seed.
///
/// ```swift
/// try await LogSimulation(seed: 17).run()      // throws what was broken, and in which life
/// ```
struct LogSimulation {
    struct Failure: Error, CustomStringConvertible {
        let seed: UInt64
        let life: Int
        let what: String
        var description: String { "seed \(seed), life \(life): \(what)" }
    }

    /// What happened, so that a suite can show that its faults were real.
    struct Tally {
        var faults = 0
        var faultsWhileOpening = 0
        var powerFailures = 0
        var promised = 0
        var segments = 0
        var packed = 0
        var erased = 0
        var removed = 0
        var damages = 0
        var gaps = 0
        var torn = 0

        static func += (left: inout Tally, right: Tally) {
            left.faults += right.faults
            left.faultsWhileOpening += right.faultsWhileOpening
            left.powerFailures += right.powerFailures
            left.promised += right.promised
            left.segments += right.segments
            left.packed += right.packed
            left.erased += right.erased
            left.removed += right.removed
            left.damages += right.damages
            left.gaps += right.gaps
            left.torn += right.torn
        }
    }

    private let seed: UInt64
    private let variant: WrongVariant?
    private let rots: Bool
    private var random: SeededGenerator
    private let disk: SimulatedDisk
    private let clock = SimulatedClock()
    private var promises: LogPromises
    private let options: ResponseLog.Options
    private let forms: [String]
    private var written = 0
    private var life = 0
    private var wasDamaged = false
    private var isShuffled = false
    /// At the last look over all of it: those in a segment that has expired since are gone with it.
    private var gapsSeen = 0
    private(set) var tally = Tally()
    /// Told what happens, for a seed that is looked at alone.
    var trace: (String) -> Void = { _ in }

    /// - Parameter rots: whether the disk also damages what it once had right; then gaps are answers, and silence is not.
    init(seed: UInt64, rots: Bool = false, variant: WrongVariant? = nil) {
        self.seed = seed
        self.rots = rots
        self.variant = variant
        random = SeededGenerator(seed: seed)
        disk = SimulatedDisk(seed: seed &+ 0x5157)
        let partitions = Int.random(in: 1...2, using: &random)
        promises = LogPromises(partitions: partitions)
        forms = Self.forms(partitions)
        options = Self.options(partitions, &random)
    }

    private static func options(_ partitions: Int, _ random: inout SeededGenerator) -> ResponseLog.Options {
        var options = ResponseLog.Options()
        options.partitions = partitions
        options.firstSegmentBytes = Int.random(in: 2...12, using: &random) * 4096
        options.largestSegmentBytes = 48 << 10
        options.preparesSegments = false
        options.holder = "the simulation"
        let salts = SaltSource(seed: random.next())
        options.random = { salts.next() }
        return options
    }

    /// One form for each partition.
    private static func forms(_ partitions: Int) -> [String] {
        guard partitions > 1 else { return ["household"] }
        var forms = Array(repeating: "", count: partitions)
        for number in 0..<64 where forms.contains("") {
            forms[murmur2Partition("form-\(number)", partitions: partitions)] = "form-\(number)"
        }
        return forms
    }

    mutating func run() async throws(Failure) {
        do {
            for number in 1...Int.random(in: 2...5, using: &random) {
                life = number
                trace("life \(number)")
                try await live()
                if rots { try damageSomething() }
            }
            life += 1
            disk.plan(nil)
            let log = try open()
            try look(log)
            try survey()
            log.close()
        } catch {
            throw Failure(seed: seed, life: life, what: "\(error)")
        }
        tally.promised = promises.promisedCount
        tally.segments = disk.paths.count { $0.hasSuffix(".seg") || $0.hasSuffix(".zst") }
    }

    // MARK: One life

    private mutating func live() async throws {
        guard let log = try openUnderFaults() else { return }
        var isOver = false
        for _ in 0..<Int.random(in: 1...25, using: &random) where !isOver {
            isOver = try await step(log)
        }
        end(log)
    }

    /// Opens the log; up to three attempts may be struck by a fault of their own.
    /// - Returns: nil when the last fault let nothing be opened and the machine is left for the next life.
    private mutating func openUnderFaults() throws -> ResponseLog? {
        for attempt in 0..<4 {
            if attempt < 3, Int.random(in: 0..<3, using: &random) == 0 { planFault(within: 60) }
            let log: ResponseLog
            do {
                log = try open()
            } catch {
                guard disk.faultFired else { throw error }
                trace("opening fails: \(error)")
                tally.faults += 1
                tally.faultsWhileOpening += 1
                stopMachine()
                continue
            }
            do {
                try look(log)
                return log
            } catch {
                guard disk.faultFired else { throw error }
                tally.faults += 1
                stopMachine()
            }
        }
        return nil
    }

    private func open() throws -> ResponseLog {
        if let variant, rots { try variant.prepare(disk, partitions: options.partitions) }
        return try ResponseLog.open(directory: "/data", storage: storage, clock: clock, options: options)
    }

    private var storage: any LogStorage { variant?.wrap(disk.process()) ?? disk.process() }

    /// - Returns: whether the life is over.
    private mutating func step(_ log: ResponseLog) async throws -> Bool {
        switch Int.random(in: 0..<22, using: &random) {
        case 20: try erase(log)
        case 21: try removeOldest(log)
        case 0..<11: try await append(log)
        case 11..<13: clock.pass(Int.random(in: 1...80, using: &random))
        case 13: clock.jump(Int64.random(in: -3_600_000...31_536_000_000, using: &random))
        case 14..<17:
            do {
                _ = try promises.check(LogReader(directory: "/data", storage: disk.process()), excuses)
            } catch is LogError where disk.faultFired {}
        case 17: tally.packed += try pack(log)
        case 18: if !disk.faultFired { planFault(within: 40) }
        default: return true
        }
        return false
    }

    /// - Returns: how many segments were packed.
    private func pack(_ log: ResponseLog) throws -> Int {
        do {
            return try log.packSealed().segments
        } catch {
            guard disk.faultFired else { throw error }
            return 0
        }
    }

    /// A form expires in one segment.
    private mutating func erase(_ log: ResponseLog) throws {
        let partition = Int.random(in: 0..<log.description.partitions, using: &random)
        do {
            try log.seal(begunBeforeMs: clock.nowMs() - Int64.random(in: 0...2000, using: &random))
            guard let segment = try log.sealedSegments(partition).randomElement(using: &random) else { return }
            promises.tried(erasing: segment.offsets, partition: partition)
            trace("erases \(segment.name)")
            guard case .erased = try log.erase(segment, forms: [forms[partition]]) else { return }
            promises.erased(segment.offsets, partition: partition)
            tally.erased += 1
        } catch {
            guard disk.faultFired else { throw error }
        }
    }

    /// Everything expires in the oldest segments.
    private mutating func removeOldest(_ log: ResponseLog) throws {
        let partition = Int.random(in: 0..<log.description.partitions, using: &random)
        do {
            guard let start = try log.sealedSegments(partition).prefix(2).randomElement(using: &random)?.next else {
                return
            }
            promises.tried(start: start, partition: partition)
            trace("lets partition \(partition) begin at \(start)")
            _ = try log.begin(partition, at: start)
            promises.began(at: start, partition: partition)
            tally.removed += 1
        } catch {
            guard disk.faultFired else { throw error }
        }
    }

    private mutating func append(_ log: ResponseLog) async throws {
        let form = forms[Int.random(in: 0..<forms.count, using: &random)]
        let drafts = (0..<Int.random(in: 1...5, using: &random)).map { _ in
            written += 1
            let id = "r\(written)-\(Int.random(in: 0...1500, using: &random))"
            return draft(id, form: form, payload: LogPromises.payload(of: id))
        }
        do {
            let group = try log.stage(drafts)
            trace("appends \(zip(group.positions, drafts.map(\.responseID)).map { "\($0) \($1)" })")
            for (draft, position) in zip(drafts, group.positions) { promises.tried(draft.responseID, at: position) }
            try await log.durable(group)
            for (draft, position) in zip(drafts, group.positions) {
                try promises.promise(draft.responseID, at: position)
            }
        } catch {
            guard error is LogError, disk.faultFired else { throw error }
            trace("appending fails: \(error)")
        }
    }

    private mutating func planFault(within count: Int) {
        let kind: SimulatedFault.Kind =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: .refuse(code: 5, sticky: false)
            case 1: .refuse(code: 5, sticky: true)
            case 2: .refuse(code: 28, sticky: Bool.random(using: &random))
            default: .stop
            }
        let countdown = Int.random(in: 1...count, using: &random)
        trace("plans \(kind) in \(countdown) operations")
        disk.plan(SimulatedFault(kind: kind, countdown: countdown))
    }

    private mutating func end(_ log: ResponseLog) {
        if disk.faultFired { tally.faults += 1 }
        if Int.random(in: 0..<4, using: &random) == 0 {
            log.close()
            trace("closed")
            clock.forgetTimers()
            if Bool.random(using: &random) { losePower() } else { killAll() }
        } else {
            stopMachine()
            // What is left of the dead process must not touch the disk any more.
            log.close()
        }
    }

    private mutating func stopMachine() {
        clock.forgetTimers()
        if Bool.random(using: &random) { losePower() } else { killAll() }
    }

    private mutating func killAll() {
        trace("the process dies")
        disk.kill()
    }

    private mutating func losePower() {
        trace("power fails")
        disk.losePower()
        tally.powerFailures += 1
    }

    // MARK: Looking

    private var excuses: LogPromises.Excuses { LogPromises.Excuses(allowsGaps: wasDamaged) }

    /// Everything promised is there: after opening, in the order of the offsets.
    private mutating func look(_ log: ResponseLog) throws {
        if !wasDamaged, !log.recovery.damage.isEmpty {
            throw LogPromises.Broken(description: "damage without a cause: \(log.recovery.damage)")
        }
        trace("opened: \(log.recovery)")
        tally.torn += log.recovery.torn.count
        var excuses = excuses
        excuses.isAfterOpening = true
        let gaps = try promises.check(LogReader(directory: "/data", storage: disk.process()), excuses)
        tally.gaps += gaps
        gapsSeen = gaps
    }

    /// What `verify` says must agree with what readers were told.
    private mutating func survey() throws {
        let survey = try LogSurvey(directory: "/data", storage: disk.process())
        if survey.isDamaged != (gapsSeen > 0), !(wasDamaged && survey.isDamaged) {
            throw LogPromises.Broken(description: "\(gapsSeen) gaps were seen, verify says \(survey.findings)")
        }
    }

    /// The disk damages something that was certainly stored, and known to be.
    private mutating func damageSomething() throws {
        guard Int.random(in: 0..<2, using: &random) == 0 else { return }
        // Closed in order, so that all of it is proven and nothing can pass for an unfinished end.
        disk.plan(nil)
        let log = try open()
        try look(log)
        log.close()
        disk.kill()
        let segments = disk.paths.filter { $0.hasSuffix(".seg") || $0.hasSuffix(".zst") }
        guard let path = segments.randomElement(using: &random) else { return }
        // A file in the wrong place whose header is damaged as well cannot be told from the right one: never both.
        guard !isShuffled, let damage = DiskDamage.strike(disk, path, wasDamaged ? [] : segments, &random) else {
            return
        }
        trace("damage to \(path): \(damage)")
        isShuffled = damage.hasPrefix("changed places")
        wasDamaged = true
        tally.damages += 1
    }
}

/// Salts that follow from a seed, for use by several threads.
private final class SaltSource: Sendable {
    private let seed: UInt64
    private let count = Atomic<UInt64>(0)

    init(seed: UInt64) { self.seed = seed }

    func next() -> UInt64 {
        var random = SeededGenerator(seed: seed &+ count.wrappingAdd(1, ordering: .relaxed).newValue)
        return random.next()
    }
}
