import Testing

@testable import CollectModel

@Suite struct TextFormatTests {
    private func domain(_ text: String, _ format: TextFormat) -> String? {
        Array(text.utf8).withUnsafeBytes { format.domain(in: $0) }
    }

    @Test(
        arguments: [
            ("ann@Example.ORG", "example.org"), ("a.b+c@mail.example.com", "mail.example.com"), ("x@y.z", "y.z"),
            ("a@xn--bcher-kva.example", "xn--bcher-kva.example"),
            ("ann", nil), ("@example.org", nil), ("ann@", nil), ("ann@localhost", nil), ("ann@-a.org", nil),
            ("ann@a-.org", nil), ("ann@a..org", nil), ("ann@.org", nil), ("a@b@c.org", nil), ("a b@c.org", nil),
            ("ann@exam_ple.org", nil), ("ann@example.org ", nil), ("ünn@example.org", nil), ("", nil),
            (String(repeating: "a", count: 65) + "@b.org", nil),
            ("a@" + String(repeating: "b", count: 64) + ".org", nil),
        ] as [(String, String?)])
    func `an e-mail address has a local part and a host of two labels`(text: String, expected: String?) {
        #expect(domain(text, .email) == expected)
    }

    @Test(
        arguments: [
            ("https://Example.org/a?b#c", "example.org"), ("HTTP://example.org:8080", "example.org"),
            ("https://user:secret@example.org/", "example.org"), ("https://example.org?x", "example.org"),
            ("ftp://example.org", nil), ("example.org", nil), ("https://", nil), ("https://localhost", nil),
            ("https://exa mple.org", nil), ("https://example.org:80a", nil), ("https:///path", nil),
            ("https://example.org\u{0}", nil),
        ] as [(String, String?)])
    func `a link is http or https with a host`(text: String, expected: String?) {
        #expect(domain(text, .url) == expected)
    }

    @Test func `a bar code has no domain`() { #expect(domain("https://example.org", .barcode) == nil) }
}
