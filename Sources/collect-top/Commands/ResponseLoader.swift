import CollectModel
import CollectStream

/// Reads one response for the inspector.
nonisolated enum ResponseLoader {
    private static let neighboursMost = 50

    /// The response with all its versions, and what the same device sent lately; or why it cannot be shown.
    static func load(_ id: String, form: String?, in directory: String, recent: [StreamEntry]) -> AppMessage {
        do throws(LogError) {
            let found = try ResponseLookup(directory: directory).versions(of: id, form: form)
            guard let versions = found.first?.versions, !versions.isEmpty else {
                return .loadFailed("no response \(id) in this log")
            }
            return .responseLoaded(
                ResponseDetail(versions: versions, neighbours: neighbours(of: versions, id, in: recent)))
        } catch { return .loadFailed("\(error)") }
    }

    private static func neighbours(of versions: [ResponseVersion], _ id: String, in recent: [StreamEntry])
        -> [StreamEntry]
    {
        guard let device = versions.lazy.compactMap({ $0.response?.device }).first else { return [] }
        let others = recent.reversed().lazy.filter { $0.device == device && $0.responseID != id }
        return Array(others.prefix(neighboursMost))
    }
}
