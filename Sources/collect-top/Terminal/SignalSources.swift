import Dispatch
import Glibc

/// Signals as calls on the main queue, where ncurses may be used.
@MainActor
final class SignalSources {
    private var sources: [any DispatchSourceSignal] = []
    private let numbers: [Int32]

    /// - Parameter deliver: called on the main queue with the signal's number.
    init(_ numbers: [Int32], deliver: @escaping @MainActor (Int32) -> Void) {
        self.numbers = numbers
        for number in numbers {
            let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
            source.setEventHandler { MainActor.assumeIsolated { deliver(number) } }
            source.resume()
            sources.append(source)
        }
    }

    /// After this Ctrl-C and its like do again what they do by default, and what says that the end has come is no news any more:
    /// a lost terminal sends its signal more than once, and the second must not end the clearing up.
    func cancel() {
        for source in sources { source.cancel() }
        if sources.isEmpty { return }
        sources = []
        for number in numbers { signal(number, Self.saysTheEnd.contains(number) ? SIG_IGN : SIG_DFL) }
    }

    private static let saysTheEnd = [SIGHUP, SIGTERM]
}
