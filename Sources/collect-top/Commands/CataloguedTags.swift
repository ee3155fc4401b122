import CollectModel
import CollectStream

/// The personal tags of a data directory, for commands that print masked answers.
nonisolated enum CataloguedTags {
    /// Says why where the catalogue cannot be used; labels decide then, as they do without one.
    static func read(directory: String) -> PersonalTags {
        do throws(CatalogueError) { return try CatalogueFile.read(directory: directory).personalTags } catch {
            StandardError.line("collect-top: \(error)")
            return PersonalTags()
        }
    }
}
