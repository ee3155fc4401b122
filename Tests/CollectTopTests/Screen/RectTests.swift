import Testing

@testable import collect_top

struct RectTests {
    static let layouts: [[Length]] = [
        [], [.fixed(1)], [.flexible(1)], [.fixed(1), .flexible(1), .fixed(1)], [.flexible(1), .flexible(2)],
        [.atLeast(10, weight: 1), .atLeast(20, weight: 3), .fixed(5)], [.fixed(-4), .flexible(-2), .flexible(0)],
        [.fixed(400)], [.flexible(1), .atLeast(500, weight: 1), .fixed(3)],
    ]

    @Test func `every layout is total at every size of a screen`() {
        for width in 1...300 {
            for lengths in RectTests.layouts {
                for gap in [0, 1, 7] {
                    check(lengths, size: width, gap: gap, height: 1 + width % 100)
                }
            }
        }
    }

    @Test func `insets and centring stay inside at every size`() {
        for width in 1...300 {
            for height in 1...100 {
                let area = Rect(x: 3, y: 4, width: width, height: height)
                for margin in [0, 1, 2, 49, 50, 51, 150, 1_000, -3] {
                    #expect(isInside(area.inset(by: margin), area))
                    #expect(isInside(area.inset(left: margin, top: 1, right: 2, bottom: margin), area))
                }
                #expect(isInside(area.centred(width: 60, height: 20), area))
                #expect(isInside(area.row(height), area) && isInside(area.row(height - 1), area))
            }
        }
    }

    @Test func `flexible parts lose no cell`() {
        for size in 0...300 {
            let parts = Rect(width: size, height: 1).columns([.flexible(1), .flexible(3), .flexible(3)])
            #expect(parts.map(\.width).reduce(0, +) == size)
        }
        #expect(Rect(width: 80, height: 24).rows([.fixed(1), .flexible(1), .fixed(1)])[1].height == 22)
    }

    private func check(_ lengths: [Length], size: Int, gap: Int, height: Int) {
        let area = Rect(x: 2, y: 5, width: size, height: height)
        for parts in [area.columns(lengths, gap: gap), area.rows(lengths, gap: gap)] {
            #expect(parts.count == lengths.count)
            #expect(parts.allSatisfy { isInside($0, area) })
            for (left, right) in zip(parts, parts.dropFirst()) {
                #expect(left.intersection(right).isEmpty)
            }
        }
    }

    private func isInside(_ part: Rect, _ whole: Rect) -> Bool {
        part.width >= 0 && part.height >= 0 && part.x >= whole.x && part.y >= whole.y && part.right <= whole.right
            && part.bottom <= whole.bottom
    }
}
