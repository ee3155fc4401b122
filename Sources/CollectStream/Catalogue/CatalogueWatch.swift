import CollectModel
import Glibc

/// The catalogue as it is now: read again when its file changes, looked at once a second.
struct CatalogueWatch {
    private static let everyMs: Int64 = 1000
    private let directory: String
    private(set) var catalogue = FormCatalogue()
    /// Why the file is not used; what was read before stays in force.
    private(set) var problem: String?
    private var lookedMs = Int64.min
    private var seen: [Int] = []

    init(directory: String) { self.directory = directory }

    /// True when the catalogue changed.
    mutating func look(nowMs: Int64) -> Bool {
        guard lookedMs == .min || nowMs - lookedMs >= Self.everyMs || nowMs < lookedMs else { return false }
        lookedMs = nowMs
        let now = signature()
        guard now != seen else { return false }
        seen = now
        do throws(CatalogueError) {
            let before = catalogue
            catalogue = try CatalogueFile.read(directory: directory)
            problem = nil
            return catalogue != before
        } catch {
            problem = "\(error)"
            return false
        }
    }

    /// What changes when the file is written or replaced; empty where there is none.
    private func signature() -> [Int] {
        var status = stat()
        guard stat(directory + "/" + CatalogueFile.name, &status) == 0 else { return [] }
        return [Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
    }
}
