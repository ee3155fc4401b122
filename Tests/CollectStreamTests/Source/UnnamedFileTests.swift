import CollectStream
import Glibc
import Testing

@Suite struct UnnamedFileTests {
    @Test func `an unnamed file holds what is written, and its folder does not show it`() {
        let file = UnnamedFile.open()
        defer { close(file) }
        var status = stat()
        #expect(fstat(file, &status) == 0)
        #expect(status.st_nlink == 0, "it has no name")
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(fcntl(file, F_GETFD) & FD_CLOEXEC != 0)
        let bytes: [UInt8] = [1, 2, 3]
        #expect(write(file, bytes, 3) == 3)
        var found = [UInt8](repeating: 0, count: 3)
        #expect(pread(file, &found, 3, 0) == 3 && found == bytes)
    }
}
