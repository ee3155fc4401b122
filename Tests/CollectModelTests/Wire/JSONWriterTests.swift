import Testing

@testable import CollectModel

@Suite struct JSONWriterTests {
    private func json(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// One byte after the other.
    private func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 { JSONWriter.appendEscaped(byte, to: &bytes) }
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }

    @Test func `what needs an escape is found at every place of every length`() {
        for odd in ["\"", "\\", "\u{1F}", "\n", "\0", "é", "x", "\u{7F}"] {
            for length in 0..<20 {
                for place in 0...length {
                    let text =
                        String(repeating: "a", count: place) + odd + String(repeating: "z", count: length - place)
                    #expect(json { $0.value(text) } == quoted(text))
                    #expect(json { $0.object { $0.pair(text, text) } } == "{\(quoted(text)):\(quoted(text))}")
                }
            }
        }
    }

    @Test(arguments: [0, 7, -1, 1_000_000, .max, .min] as [Int64])
    func `a value and its count are written as an object of two pairs is`(count: Int64) {
        for odd in ["", "\"", "\\", "\u{1F}", "\n", "é", "x"] {
            for length in 0..<70 {
                let text = String(repeating: "a", count: length) + odd
                let object = json { w in
                    w.array(0..<2) { w, _ in
                        w.object { w in
                            w.pair("geohash", text)
                            w.pair("count", count)
                        }
                    }
                }
                #expect(json { $0.array(0..<2) { w, _ in w.count(count, of: text, as: "geohash") } } == object)
            }
        }
    }

    @Test func `commas stand between values and nowhere else`() {
        let text = json { w in
            w.object { w in
                w.key("a")
                w.array([1, 2]) { w, number in w.value(Int64(number)) }
                w.pair("b", 0.5)
                w.pair("c", "\"")
                w.time("d", -1)
                w.key("e")
                w.object { _ in }
                w.key("f")
                w.array([0, 1]) { w, _ in w.object { $0.pair("g", Int64.min) } }
                w.key("h")
                w.value(true)
                w.pair("i", String?.none)
            }
        }
        let expected =
            #"{"a":[1,2],"b":0.5,"c":"\"","d":"1969-12-31T23:59:59.999Z","e":{},"#
            + #""f":[{"g":-9223372036854775808},{"g":-9223372036854775808}],"h":true,"i":null}"#
        #expect(text == expected)
    }

    @Test func `what is drained is what was written`() {
        let write = { (w: inout JSONWriter) in
            w.array(0..<20_000) { w, number in w.object { $0.pair("number", Int64(number)) } }
        }
        var parts: [Int] = []
        var taken: [UInt8] = []
        var drained = JSONWriter { bytes in
            parts.append(bytes.count)
            taken += bytes
            bytes.removeAll(keepingCapacity: true)
        }
        write(&drained)
        drained.finish()
        #expect(parts.count > 2)
        #expect(String(decoding: taken, as: UTF8.self) == json(write))
    }
}
