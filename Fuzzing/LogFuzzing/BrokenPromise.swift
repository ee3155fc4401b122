import CollectStream

/// A promise of the log that did not hold, as a sentence.
public struct BrokenPromise: Error, CustomStringConvertible {
    public let description: String

    /// Throws unless `holds`.
    static func unless(_ holds: Bool, _ promise: @autoclosure () -> String) throws(BrokenPromise) {
        if !holds { throw BrokenPromise(description: promise()) }
    }

    /// For what the log has no right to refuse.
    static func ifRefused<Value>(
        _ doing: @autoclosure () -> String, _ body: () throws(LogError) -> Value
    ) throws(BrokenPromise) -> Value {
        do throws(LogError) { return try body() } catch { throw BrokenPromise(description: "\(doing()): \(error)") }
    }
}
