import CScan
import CSimdjson
import CollectModel
import Glibc

/// Reads lines whose layout is known, without parsing them.
///
/// Why: nearly every response of a form looks like the one before. What was seen is compared, and only values are looked at, which takes a third
/// of the time of parsing the line and walking its tape (docs/decisions/0014).
/// Invariant: whatever it reads the parser would read as well, with the same facts. What is unusual (an escape, an exponent, a new field) is left
/// to the parser.
/// Isolation: one decoder's own.
final class LayoutReader {
    /// Questions that are tried for an answer, from where it is expected.
    private static let reach = 32

    private let directory: FormDirectory
    /// By the form's number in the directory.
    private var layouts: [FormLayout?] = []
    private var last: FormLayout?
    private let dwell: DwellTimes
    private var times = TimestampReader()
    /// What stood behind the last `createdBy` of the line at hand: nearly all answers of a response have one collector.
    private var collector = FieldBytes.absent
    /// The end of the line at hand.
    private var end: UnsafePointer<UInt8>
    /// The line at hand is laid out as known, but a value is unusual: there is nothing to learn from it.
    private var isOdd = false

    /// Of the line that will be read next, what has not been fetched yet.
    private var upcoming = UnsafeRawBufferPointer(start: nil, count: 0)
    /// About the length of an answer: with each answer that is read as much is fetched. Units: bytes.
    private static let step = 384
    private static let cacheLine = 64

    init(directory: FormDirectory, dwell: DwellTimes) {
        self.dwell = dwell
        self.directory = directory
        // Of no line yet.
        end = UnsafePointer(bitPattern: 1)!
    }

    /// The fields of a response and its form; the facts of its answers stand in the batch. Nil where the line is to be parsed; the batch then
    /// holds leftovers, which the caller cuts.
    /// - Parameter line: followed by `JSONParser.padding` readable bytes.
    func read(_ line: UnsafeRawBufferPointer, into batch: FactBatch) -> (form: FormEntry, fields: ResponseFields)? {
        guard let start = line.bindMemory(to: UInt8.self).baseAddress else { return nil }
        isOdd = false
        end = start + line.count
        collector = .absent
        if let last, let fields = read(start, as: last, into: batch) { return (last.form, fields) }
        guard !isOdd, let layout = probableLayout(of: line), layout !== last else { return nil }
        last = layout
        return read(start, as: layout, into: batch).map { (layout.form, $0) }
    }

    /// Says that `line` will be the next one: its memory is fetched little by little, while the answers of this one are read. All at once would be
    /// more than the processor has under way.
    func expect(line: UnsafeRawBufferPointer) { upcoming = line }

    @inline(__always)
    private func fetchUpcoming() {
        guard let next = upcoming.baseAddress else { return }
        var at = 0
        while at < Self.step {
            csj_expect(next + at)
            at += Self.cacheLine
        }
        let rest = upcoming.count - Self.step
        upcoming = UnsafeRawBufferPointer(start: rest > 0 ? next + Self.step : nil, count: max(0, rest))
    }

    /// Takes up the layout of a line that `read` did not know and that was decoded as a response of `form`.
    func learn(from line: UnsafeRawBufferPointer, form: FormEntry) {
        guard !isOdd else { return }
        let number = Int(form.number)
        while layouts.count <= number { layouts.append(nil) }
        let layout = layouts[number] ?? FormLayout(form: form)
        layouts[number] = layout
        layout.learn(from: line)
    }

    private func probableLayout(of line: UnsafeRawBufferPointer) -> FormLayout? {
        guard let number = directory.number(hash: FormHint.of(line)), Int(number) < layouts.count else { return nil }
        return layouts[Int(number)]
    }

    private func read(_ start: UnsafePointer<UInt8>, as layout: FormLayout, into batch: FactBatch) -> ResponseFields? {
        for head in layout.heads where begins(head, start) {
            var fields = ResponseFields()
            var answer = AnswerFields()
            guard let answers = read(head, start, &answer, &fields),
                let behind = readAnswers(answers, of: layout, into: batch, &fields)
            else { continue }
            for tail in layout.tails where begins(tail, behind) {
                var whole = fields
                if read(tail, behind, &answer, &whole) == end { return whole }
            }
        }
        return nil
    }

    private func readAnswers(
        _ start: UnsafePointer<UInt8>, of layout: FormLayout, into batch: FactBatch, _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        var at = start
        var position = 0
        var cursor = 0
        dwell.begin()
        while at[0] != UInt8(ascii: "]") {
            if position > 0 {
                guard at[0] == UInt8(ascii: ",") else { return nil }
                at += 1
            }
            fetchUpcoming()
            guard position < ResponseLimits.answers,
                let next = readAnswer(at, position, of: layout, &cursor, into: batch, &response)
            else { return nil }
            at = next
            position += 1
        }
        dwell.write(to: batch)
        return at
    }

    @inline(__always)
    private func readAnswer(
        _ start: UnsafePointer<UInt8>, _ position: Int, of layout: FormLayout, _ cursor: inout Int,
        into batch: FactBatch, _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        let count = layout.form.questions.count
        var question = cursor
        for _ in 0..<min(count, Self.reach) {
            if question >= count { question = 0 }
            for stretch in layout.variants(of: question) {
                if stretch.isEmpty { break }
                guard begins(stretch, start) else { continue }
                var fields = AnswerFields()
                guard let next = read(stretch, start, &fields, &response) else { continue }
                add(&fields, stretch.traits, position, of: layout, to: batch, &response)
                cursor = question + 1
                return next
            }
            question += 1
        }
        return nil
    }

    @inline(__always)
    private func add(
        _ fields: inout AnswerFields, _ traits: LayoutStretch.Traits, _ position: Int, of layout: FormLayout,
        to batch: FactBatch, _ response: inout ResponseFields
    ) {
        if !traits.isActive { fields.isActive = false }
        if fields.option.isAbsent, let truth = traits.truth { fields.option = AnswerFields.name(of: truth) }
        let fact = batch.append(question: traits.question, position: UInt16(truncatingIfNeeded: position))
        if !fields.isActive { batch[fact].flags.remove(.active) }
        batch[fact].label =
            fields.label.isAbsent ? traits.label : layout.form.label(of: traits.question, fields.label)
        batch.fill(fact, from: fields, as: traits.kind)
        dwell.note(fields, fact: fact)
        response.note(fields, position: position)
    }

    // MARK: Stretches

    /// Whether a stretch's first literal stands at `at`.
    @inline(__always)
    private func begins(_ stretch: LayoutStretch, _ at: UnsafePointer<UInt8>) -> Bool {
        end - at >= stretch.firstLength && memcmp(at, stretch.bytes, stretch.firstLength) == 0
    }

    /// Reads a stretch whose first literal stands at `start`; gives where it ends, nil where other bytes stand or a value is unusual.
    @inline(__always)
    private func read(
        _ stretch: LayoutStretch, _ start: UnsafePointer<UInt8>, _ answer: inout AnswerFields,
        _ response: inout ResponseFields
    ) -> UnsafePointer<UInt8>? {
        var at = start + stretch.firstLength
        var n = 0
        var created = FieldBytes.absent
        while true {
            let value = stretch.pieces[n].value
            switch value {
            case .end: return at
            case .anyNumber, .number, .latitude, .longitude, .totalTime:
                guard let token = PlainNumber.token(at), take(token, value, &answer, &response) else { return odd() }
                at = token.end
            case .createdAt:
                guard let (ms, behind) = time(at) else { return odd() }
                answer.createdMs = ms
                created = FieldBytes(start: at, count: behind - at)
                at = behind
            case .modifiedAt where isSame(created, at):
                // A tap: it was changed when it was made.
                answer.modifiedMs = answer.createdMs
                at += created.count
            case .modifiedAt:
                guard let (ms, behind) = time(at) else { return odd() }
                answer.modifiedMs = ms
                at = behind
            case .state where isActive(at):
                at += 6
            case .createdBy where isSame(collector, at):
                answer.createdBy = collector
                at += collector.count
            default:
                guard let bytes = plainString(at), take(bytes, value, &answer, &response) else { return odd() }
                at += bytes.count
            }
            n += 1
            let literal = stretch.pieces[n]
            let length = Int(literal.length)
            guard end - at >= length, memcmp(at, stretch.bytes + Int(literal.start), length) == 0 else { return nil }
            at += length
        }
    }

    /// Whether `active` and a quote stand at `at`.
    @inline(__always)
    private func isActive(_ at: UnsafePointer<UInt8>) -> Bool {
        // Seven of eight bytes, the first one lowest.
        UnsafeRawPointer(at).loadUnaligned(as: UInt64.self) & 0x00FF_FFFF_FFFF_FFFF == 0x0022_6576_6974_6361
    }

    /// Whether these bytes and a quote stand at `at`.
    @inline(__always)
    private func isSame(_ bytes: FieldBytes, _ at: UnsafePointer<UInt8>) -> Bool {
        guard let known = bytes.baseAddress, end - at > bytes.count else { return false }
        return at[bytes.count] == UInt8(ascii: "\"") && memcmp(at, known, bytes.count) == 0
    }

    /// A time and where it ends; `noTime` where another string stands.
    @inline(__always)
    private func time(_ at: UnsafePointer<UInt8>) -> (ms: Int64, behind: UnsafePointer<UInt8>)? {
        // What can be read as a time holds neither escapes nor controls, so its bytes need not be looked at again.
        if end - at > 28, at[28] == UInt8(ascii: "\""), let ms = times.ms(FieldBytes(start: at, count: 28)) {
            return (ms, at + 28)
        }
        guard let bytes = plainString(at) else { return nil }
        return (times.ms(bytes) ?? AnswerFields.noTime, at + bytes.count)
    }

    private func odd() -> UnsafePointer<UInt8>? {
        isOdd = true
        return nil
    }

    /// The inner bytes of a string without escapes.
    @inline(__always)
    private func plainString(_ at: UnsafePointer<UInt8>) -> FieldBytes? {
        let plain = csc_plain_string(at, end - at)
        guard plain.length < end - at, at[plain.length] == UInt8(ascii: "\"") else { return nil }
        if plain.not_ascii != 0, !csj_is_utf8(at, plain.length) { return nil }
        return FieldBytes(start: at, count: plain.length)
    }

    @inline(__always)
    private func take(
        _ token: PlainNumber.Token, _ value: LayoutValue, _ answer: inout AnswerFields, _ response: inout ResponseFields
    ) -> Bool {
        switch value {
        case .number: answer.number = token.value
        case .latitude: answer.latitude = token.value
        case .longitude: answer.longitude = token.value
        case .totalTime:
            guard token.isWhole else { return false }
            response.totalTimeMs = token.isNegative ? -token.mantissa : token.mantissa
        default: break
        }
        return true
    }

    @inline(__always)
    private func take(
        _ bytes: FieldBytes, _ value: LayoutValue, _ answer: inout AnswerFields, _ response: inout ResponseFields
    ) -> Bool {
        switch value {
        case .text:
            guard bytes.count <= ResponseLimits.textBytes else { return false }
            answer.text = bytes
        case .createdBy:
            answer.createdBy = bytes
            collector = bytes
        case .state: answer.isActive = AnswerFields.isActive(state: bytes)
        case .phone: answer.phone = bytes
        case .option: answer.option = bytes
        case .label: answer.label = bytes
        case .idOnAnswer: answer.responseID = bytes
        case .responseID:
            guard bytes.count >= 1, bytes.count <= ResponseLimits.idBytes else { return false }
            response.responseID = bytes
        case .device: response.device = bytes
        case .responseCreatedAt: response.createdMs = times.ms(bytes)
        case .submittedAt: response.submittedMs = times.ms(bytes)
        case .syncedAt: response.syncedMs = times.ms(bytes)
        default: break
        }
        return true
    }
}
