import CollectStream
import Promises

extension BrokenPromise {
    /// For what the log has no right to refuse.
    static func ifRefused<Value>(
        _ doing: @autoclosure () -> String, _ body: () throws(LogError) -> Value
    ) throws(BrokenPromise) -> Value {
        do throws(LogError) { return try body() } catch { throw BrokenPromise(description: "\(doing()): \(error)") }
    }
}
