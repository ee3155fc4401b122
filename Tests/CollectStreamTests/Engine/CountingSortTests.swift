import Testing

@testable import CollectStream

@Suite struct CountingSortTests {
    @Test func `places stand in the order of their groups, and within one in their own`() {
        var order = CountingSort()
        let groups = [2, 0, 1, 2, 0, 2]
        order.count(groups.count, groups: 3) { groups[$0] }
        #expect(order.places == [1, 4, 2, 0, 3, 5])
        order.count(2, groups: 5) { [4, 0][$0] }
        #expect(order.places == [1, 0], "nothing is left of the sort before")
        order.count(0, groups: 0) { _ in 0 }
        #expect(order.places.isEmpty)
    }
}
