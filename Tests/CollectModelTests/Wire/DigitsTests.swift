import Testing

@testable import CollectModel

@Suite struct DigitsTests {
    private func digits(_ value: Int64, _ width: Int = 1) -> String {
        String(unsafeUninitializedCapacity: 32) { Digits.write(value, width: width, at: $0.baseAddress!) }
    }

    @Test(arguments: [0, 1, 9, 10, 99, 100, 1_000_000, -1, -10, Int64.max, Int64.min])
    func `digits are those of the number's description`(_ value: Int64) {
        #expect(digits(value) == "\(value)")
    }

    @Test func `zeros fill up to a width`() {
        #expect(digits(7, 3) == "007")
        #expect(digits(0, 2) == "00")
        #expect(digits(-5, 4) == "-0005")
        #expect(digits(12_345, 4) == "12345")
    }
}
