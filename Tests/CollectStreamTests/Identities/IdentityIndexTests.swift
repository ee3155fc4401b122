import Testing

@testable import CollectStream

@Suite struct IdentityIndexTests {
    /// As many expire each day as arrive: a table that only grows would double for ever.
    @Test func `what is taken back makes room for what comes`() throws {
        var index = IdentityIndex()
        for day in 0..<200 as Range<UInt64> {
            for number in 0..<1000 as Range<UInt64> {
                index.insert(
                    KnownResponse(hash: day * 1000 + number + 1, place: day * 1000 + number, version: 1))
            }
            if day > 0 {
                for number in 0..<1000 as Range<UInt64> {
                    let yesterday = (day - 1) * 1000 + number
                    let slot = try #require(index.slot(hash: yesterday + 1) { $0.place == yesterday })
                    index.remove(slot: slot)
                }
            }
        }
        #expect(index.count < 8000)
        for number in 0..<1000 as Range<UInt64> {
            #expect(index.slot(hash: 199_000 + number + 1) { $0.place == 199_000 + number } != nil)
            #expect(index.slot(hash: 198_000 + number + 1) { _ in true } == nil)
        }
    }
}
