/// A row of a matrix, which is counted as a choice of its own: its question is named after the matrix and the row, `service/taste`.
public enum MatrixRow {
    /// The type under which rows are reported.
    public static let typeName = "MatrixRow"
    /// Stands between the two ids.
    public static let separator: Character = "/"

    /// The questions that may be the matrix of which `id` names a row, the longest first; none where it names no row. Ids may hold separators
    /// themselves.
    static func matrices(of id: String) -> [String] {
        id.indices.reversed().filter { id[$0] == separator }.map { String(id[..<$0]) }
    }

    /// What of a row's id names the row in that matrix.
    static func name(of id: String, in matrix: String) -> String { String(id.dropFirst(matrix.count + 1)) }
}
