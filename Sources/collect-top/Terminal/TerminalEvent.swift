/// What happens at a terminal.
nonisolated enum TerminalEvent: Sendable, Hashable {
    case key(Key)
    /// The new size in cells; also sent after the program was stopped and went on, when all must be drawn anew.
    case resize(width: Int, height: Int)
    /// TERM, HUP, INT or QUIT: close the terminal, then end.
    case signal(Int32)
    /// Nobody is there any more (end of input, connection lost). Sent once.
    case closed
}

/// A key as the user meant it, whatever bytes the terminal sent.
nonisolated enum Key: Sendable, Hashable {
    case character(Character)
    /// Ctrl with a lower-case letter.
    case control(Character)
    case function(Int)
    case up, down, left, right, home, end, pageUp, pageDown
    case enter, escape, tab, backTab, backspace, delete, insert

    /// What a scalar from the keyboard means.
    init(scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x1B: self = .escape
        case 0x0A, 0x0D: self = .enter
        case 0x09: self = .tab
        case 0x08, 0x7F: self = .backspace
        case 0x01...0x1A: self = .control(Character(Unicode.Scalar(UInt8(scalar.value) + 0x60)))
        default: self = .character(Character(scalar))
        }
    }
}
