import CollectStream
import Synchronization
import Testing

/// A disk that takes long to confirm is told of, and what it confirms counts all the same.
@Suite struct SlowDiskTests {
    private final class Reports: Sendable {
        private let list = Mutex<[WatchedStorage.SlowSync]>([])
        var all: [WatchedStorage.SlowSync] { list.withLock { $0 } }
        func add(_ report: WatchedStorage.SlowSync) { list.withLock { $0.append(report) } }
    }

    /// Opens a log on a disk whose every sync takes `syncMs`, appends, and gives what was told of the append.
    private func told(syncMs: Int64, fails: Bool = false) async throws -> [WatchedStorage.SlowSync] {
        let place = try TemporaryDirectory()
        let (disk, clock, reports) = (FaultyStorage(), TestClock(), Reports())
        let watched = WatchedStorage(disk, clock: clock) { reports.add($0) }
        let log = try ResponseLog.open(directory: place.path, storage: watched, options: .small)
        #expect(reports.all.isEmpty)
        disk.whenPassing(.sync) { clock.set(clock.nowMs() + syncMs) }
        if fails { disk.fail(.sync) }
        do {
            try await log.append(draft("one"))
            #expect(!fails)
        } catch { #expect(fails && disk.fired == 1, "\(error)") }
        let told = reports.all
        #expect(told.allSatisfy { $0.folder == place.file("p00") })
        log.close()
        if !fails { #expect(try LogReader(directory: place.path).responseIDs() == ["one"]) }
        return told
    }

    @Test func `only a sync of more than a second is told of, with its time`() async throws {
        #expect(try await told(syncMs: 1000).isEmpty)
        #expect(try await told(syncMs: 1001).map(\.tookMs) == [1001])
        let slow = try #require(try await told(syncMs: 12_345).first)
        #expect("\(slow)".hasSuffix("/p00: the disk took 12.3 s to confirm a write; everybody who sends waited for it"))
    }

    @Test func `a slow sync that fails is told of too`() async throws {
        #expect(try await told(syncMs: 30_000, fails: true).map(\.tookMs) == [30_000])
    }
}
