// The one door to ncurses (wide characters), and to what has to be done about a terminal outside Swift.
//
// Why a C target: Swift does not import macros with casts (A_BOLD, KEY_F), refuses the mutable globals (stdscr, COLS),
// and must not run in a signal handler.
#ifndef COLLECT_CNCURSES_H
#define COLLECT_CNCURSES_H

#ifndef _XOPEN_SOURCE_EXTENDED
#define _XOPEN_SOURCE_EXTENDED 1
#endif
#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif
#include <locale.h>
#include <ncurses.h>
#include <stdbool.h>
#include <stdint.h>
#include <termios.h>

// Attribute bits.
static const attr_t CN_BOLD = A_BOLD;
static const attr_t CN_DIM = A_DIM;
static const attr_t CN_UNDERLINE = A_UNDERLINE;
static const attr_t CN_REVERSE = A_REVERSE;
static const attr_t CN_ITALIC = A_ITALIC;

// Results and keys.
static const int CN_ERR = ERR;
static const int CN_KEY_CODE = KEY_CODE_YES;
static const int CN_KEY_F0 = KEY_F0;
static const int CN_KEY_UP = KEY_UP;
static const int CN_KEY_DOWN = KEY_DOWN;
static const int CN_KEY_LEFT = KEY_LEFT;
static const int CN_KEY_RIGHT = KEY_RIGHT;
static const int CN_KEY_HOME = KEY_HOME;
static const int CN_KEY_END = KEY_END;
static const int CN_KEY_PAGE_UP = KEY_PPAGE;
static const int CN_KEY_PAGE_DOWN = KEY_NPAGE;
static const int CN_KEY_BACKSPACE = KEY_BACKSPACE;
static const int CN_KEY_DELETE = KEY_DC;
static const int CN_KEY_INSERT = KEY_IC;
static const int CN_KEY_ENTER = KEY_ENTER;
static const int CN_KEY_BACKTAB = KEY_BTAB;
static const int CN_KEY_RESIZE = KEY_RESIZE;

// The globals, read through functions because Swift calls them unsafe.
static inline WINDOW *cn_screen(void) { return stdscr; }
static inline int cn_rows(void) { return getmaxy(stdscr); }
static inline int cn_columns(void) { return getmaxx(stdscr); }
static inline int cn_colors(void) { return COLORS; }
static inline int cn_pairs(void) { return COLOR_PAIRS; }

/// Writes one glyph at a place.
///
/// ncurses counts cells with this machine's libc, we with our own table. Where the two differ the glyph is drawn as a
/// stand-in of the width that we counted: a wrong glyph is seen, a wrong column garbles the row. Joined emoji show
/// their first one, a flag its two letters.
/// `width` is 1 or 2. Returns OK or ERR.
int cn_put(int row, int column, const uint32_t *scalars, int count, int width, attr_t attributes, int pair);

/// Whether the terminal in use has a capability that is a string, by terminfo's name: "cup" places the cursor, "smcup" has a second screen.
bool cn_can(const char *capability);

/// What terminfo says: 0 and the number of colours, or -1 if the terminal is not known.
int cn_probe(const char *term, int *colors);

/// Remembers the terminal's state and arms the handlers for crashes and for exit. `tty` stays open while armed.
/// `log` holds what went to standard error meanwhile and is copied to `standard_error`; both may be -1.
/// Returns 0, or -1 with errno.
int cn_crash_arm(int tty, int log, int standard_error);
/// Gives crash signals back to who had them.
void cn_crash_disarm(void);
/// Writes the constant restore sequence and the remembered settings; only async-signal-safe calls. Does nothing when
/// nothing is armed or it has been done since.
void cn_crash_restore(void);

#endif
