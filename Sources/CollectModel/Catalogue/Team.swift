/// People and devices who work together, and where.
public struct Team: Sendable, Equatable {
    public let id: String
    public let name: String?
    public let region: String?
    /// Ids of collectors and of devices; each belongs to one team at most.
    public let collectors: [String]
    public let devices: [String]

    public init(
        id: String, name: String? = nil, region: String? = nil, collectors: [String] = [], devices: [String] = []
    ) {
        self.id = id
        self.name = name
        self.region = region
        self.collectors = collectors
        self.devices = devices
    }
}
