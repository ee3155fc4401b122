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

    /// After this the signals do again what they do by default.
    func cancel() {
        for source in sources { source.cancel() }
        if sources.isEmpty { return }
        sources = []
        for number in numbers { signal(number, SIG_DFL) }
    }
}
