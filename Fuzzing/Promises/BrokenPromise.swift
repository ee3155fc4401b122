/// A promise that did not hold, as a sentence.
public struct BrokenPromise: Error, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }

    /// Throws unless `holds`.
    public static func unless(_ holds: Bool, _ promise: @autoclosure () -> String) throws(BrokenPromise) {
        if !holds { throw BrokenPromise(description: promise()) }
    }
}
