import Foundation
import Testing

/// What was promised survives every fault that a seed can draw.
///
/// `SEEDS` says how many (2,000; `make soak` asks for 100,000); `SEED` replays one alone and tells what happens.
@Suite(.timeLimit(.minutes(60))) struct LogSimulationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seeds: ClosedRange<UInt64> = {
        if let seed = environment["SEED"].flatMap({ UInt64($0) }) { return seed...seed }
        return 1...(environment["SEEDS"].flatMap { UInt64($0) } ?? 2000)
    }()

    private static var isReplay: Bool { seeds.count == 1 }
    private static var isWhole: Bool { seeds.count >= 1000 }

    /// Every seed; nil when one has shown something broken.
    private func run(rots: Bool) async -> LogSimulation.Tally? {
        var tally = LogSimulation.Tally()
        for seed in Self.seeds {
            var simulation = LogSimulation(seed: seed, rots: rots)
            if Self.isReplay { simulation.trace = { print($0) } }
            do {
                try await simulation.run()
            } catch {
                Issue.record("\(error); SEED=\(seed) replays it")
                return nil
            }
            tally += simulation.tally
        }
        print("log simulation\(rots ? ", on a disk that rots" : ""): \(Self.seeds.count) seeds, \(tally)")
        return tally
    }

    @Test func `nothing acknowledged or served is lost when processes die, power fails and disks refuse`() async {
        guard let tally = await run(rots: false), Self.isWhole else { return }
        #expect(tally.faults > Self.seeds.count)
        #expect(tally.faultsWhileOpening > Self.seeds.count / 10)
        #expect(tally.torn > Self.seeds.count / 20)
        #expect(tally.packed > Self.seeds.count / 5)
        #expect(tally.erased > Self.seeds.count / 4)
        #expect(tally.removed > Self.seeds.count / 4)
    }

    @Test func `on a disk that damages what it stored, everything is read as it was or reported as a gap`() async {
        guard let tally = await run(rots: true), Self.isWhole else { return }
        #expect(tally.damages > Self.seeds.count / 2)
        #expect(tally.gaps > Self.seeds.count / 2)
    }

    @Test(arguments: WrongVariant.allCases)
    func `a wrong log is found out`(variant: WrongVariant) async {
        for seed in UInt64(1)...500 {
            var simulation = LogSimulation(seed: seed, rots: variant.needsRot, variant: variant)
            do {
                try await simulation.run()
            } catch {
                print("\(variant): \(error)")
                return
            }
        }
        Issue.record("500 seeds have not found out that the log \(variant)")
    }
}
