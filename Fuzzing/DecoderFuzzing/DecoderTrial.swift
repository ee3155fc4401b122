import CollectModel
import CollectStream
public import Promises

/// One input of the fuzzer: its lines pass a decoder that has learned from those before, and one that has never seen a line.
///
/// Promises that must hold for any bytes: nothing crashes and nothing is endless; both decoders give the same facts or the same refusal, whatever
/// stands behind the line in memory; a refused line leaves the batch as it was; facts stay within their bounds (`FactBounds`); what an operation carries
/// reads as a response of its own; content has one spelling, also of what is laid out for people; and what is counted and taken back again leaves no trace.
public struct DecoderTrial {
    /// As the server's clock stands.
    private static let nowMs: Int64 = 1_790_000_000_000

    private let warm = ResponseDecoder()
    private let batch = FactBatch()
    private let reader = ResponseReader()
    /// What was taken, and what was said of it at once.
    private var taken: [(line: ResponseDecoder.Line, said: DecodedLine)] = []

    /// - Throws: the first promise that did not hold. What crashes, crashes.
    public static func run(_ input: [UInt8]) throws(BrokenPromise) {
        var trial = DecoderTrial()
        for line in HostileLines(input).lines { try trial.take(line) }
        try trial.keepsWhatWasSaid()
        try trial.leavesNoTrace()
    }

    /// Decodes a line behind which, as in a file, other bytes stand. The second time its layout is known.
    private mutating func take(_ bytes: [UInt8]) throws(BrokenPromise) {
        let fresh = ResponseDecoder()
        let other = FactBatch()
        let expected = decode(bytes, followedBy: [], by: fresh, into: other).map { DecodedLine($0, other, fresh) }
        if case .success(let said) = expected { try isResponse(bytes, said) }
        for next in [bytes, Array("0]\"},".utf8)] {
            let before = (batch.responses.count, batch.answerCount, batch.textBytes)
            let found = decode(bytes, followedBy: next, by: warm, into: batch)
            let said = found.map { DecodedLine($0, batch, warm) }
            try BrokenPromise.unless(said == expected, "a warm decoder says \(said), a fresh one \(expected)")
            if case .success(let line) = found, case .success(let said) = said {
                try FactBounds(line, batch, warm).check()
                taken.append((line, said))
            } else {
                try BrokenPromise.unless(
                    before == (batch.responses.count, batch.answerCount, batch.textBytes),
                    "a refused line leaves something")
            }
        }
    }

    private func decode(
        _ bytes: [UInt8], followedBy next: [UInt8], by decoder: ResponseDecoder, into batch: FactBatch
    ) -> Result<ResponseDecoder.Line, RejectReason> {
        // No byte more than the decoder may touch, so that one more is noticed.
        let memory = UnsafeMutableRawBufferPointer.allocate(
            byteCount: bytes.count + ResponseDecoder.paddingBytes, alignment: 1)
        defer { memory.deallocate() }
        memory.copyBytes(from: bytes)
        for n in 0..<ResponseDecoder.paddingBytes { memory[bytes.count + n] = next.isEmpty ? 0 : next[n % next.count] }
        memory[memory.count - 1] = 0
        do throws(RejectReason) {
            return .success(
                try decoder.decode(
                    line: UnsafeRawBufferPointer(rebasing: memory[..<bytes.count]), receivedMs: nil,
                    fallbackMs: Self.nowMs, into: batch))
        } catch { return .failure(error) }
    }

    // MARK: What was taken is a response

    private func isResponse(_ bytes: [UInt8], _ said: DecodedLine) throws(BrokenPromise) {
        guard said.hasFacts else { return }
        let stored = said.payload ?? bytes
        if let payload = said.payload { try isSame(payload, said) }
        let id = String(decoding: said.responseID, as: UTF8.self)
        let shown = reader.response(stored, formID: String(decoding: said.form, as: UTF8.self), responseID: id)
        // The rows of a matrix are shown with it, and counted by themselves.
        let matrices = said.answers.filter { $0.type.elementsEqual("Matrix".utf8) && $0.flags & 4 != 0 }
        let rows = matrices.reduce(0) { $0 + Int(Double(bitPattern: $1.x)) }
        try BrokenPromise.unless(
            shown?.answers.count == said.answers.count - rows, "\(shown?.answers.count ?? -1) answers are shown")
        let content = try content(of: bytes)
        let again = try self.content(of: content)
        try BrokenPromise.unless(again == content, "content has two spellings")
        let pretty = try self.content(of: reader.pretty(stored) ?? [])
        try BrokenPromise.unless(pretty == content, "what is laid out for people is other content")
    }

    private func content(of bytes: [UInt8]) throws(BrokenPromise) -> [UInt8] {
        do throws(RejectReason) { return try warm.content(of: bytes) } catch {
            throw BrokenPromise(description: "the content of what was taken is refused: \(error)")
        }
    }

    /// Whoever reads the log reads the payload alone.
    private func isSame(_ payload: [UInt8], _ said: DecodedLine) throws(BrokenPromise) {
        let decoder = ResponseDecoder()
        let batch = FactBatch()
        guard let line = try? decode(payload, followedBy: [], by: decoder, into: batch).get() else {
            throw BrokenPromise(description: "the payload \(String(decoding: payload, as: UTF8.self)) is refused")
        }
        var read = DecodedLine(line, batch, decoder)
        read.operation = said.operation
        read.ifVersion = said.ifVersion
        read.payload = payload
        try BrokenPromise.unless(read == said, "an operation says \(said), its payload \(read)")
    }

    // MARK: What is behind it

    /// Lines that came later changed nothing.
    private func keepsWhatWasSaid() throws(BrokenPromise) {
        for (line, said) in taken {
            let now = DecodedLine(line, batch, warm)
            try BrokenPromise.unless(now == said, "what was \(said) is \(now) after other lines")
        }
    }

    /// Counts all that was taken and takes it back: as if the responses had been empty.
    private func leavesNoTrace() throws(BrokenPromise) {
        for form in warm.directory.forms {
            let counted = FormTally(formID: form.name)
            let empty = FormTally(formID: form.name)
            let facts = taken.filter { $0.line.form == form.number }.compactMap { $0.line.facts }
            for change in [FormTally.Change.created, .deleted] {
                for response in facts.map({ batch.responses[$0] }) {
                    counted.apply(response, of: batch, entry: form, change: change)
                    var nothing = ResponseFacts(form: form.number)
                    nothing.setTimes(submittedMs: nil, receivedMs: response.receivedMs)
                    empty.apply(nothing, of: batch, entry: form, change: change)
                }
            }
            try BrokenPromise.unless(Self.state(counted) == Self.state(empty), "what was taken back left something")
        }
    }

    private static func state(_ tally: FormTally) -> [UInt8] {
        var writer = StateWriter()
        tally.writeState(to: &writer)
        return writer.bytes
    }
}
