// What must work when nothing else does: a process that dies gives the terminal back.
#define _GNU_SOURCE // wcwidth, sigaltstack
#include "include/cncurses.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>
#include <wchar.h>

// Mouse off first, else its reports are echoed; then paste, synchronised output, cursor, attributes, main screen.
static const char restore_sequence[] =
    "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l\033[?2026l\033[?25h\033[0m\033[?1l\033>\033[?1049l";

static const int crash_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGABRT, SIGTRAP, SIGFPE};
enum { crash_count = sizeof crash_signals / sizeof crash_signals[0] };

static struct sigaction previous[crash_count];
static struct termios saved;
static int saved_tty = -1;
static int stray_log = -1;
static int real_stderr = -1;
static bool wants_backtrace = false;
static atomic_flag restored = ATOMIC_FLAG_INIT;
static atomic_bool armed = false;

// A stack of its own: a crash may be an overflow of the usual one.
static _Alignas(16) char handler_stack[64 * 1024];

static int put_one(int row, int column, const wchar_t *text, attr_t attributes, int pair)
{
    cchar_t cell;
    if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
    int result = mvwadd_wch(stdscr, row, column, &cell);
    // The screen's last cell is written, but the cursor cannot move on, which is reported as an error.
    bool is_last = row == getmaxy(stdscr) - 1 && column >= getmaxx(stdscr) - 2;
    return is_last ? OK : result;
}

int cn_put(int row, int column, const uint32_t *scalars, int count, int width, attr_t attributes, int pair)
{
    wchar_t text[CCHARW_MAX + 1] = {0};
    if (count < 1) return ERR;
    if (wcwidth((wchar_t)scalars[0]) == width) {
        text[0] = (wchar_t)scalars[0];
        // What follows must sit on the first; from the first joined or toned part on, the rest is left out.
        int end = 1;
        for (; end < count && end < CCHARW_MAX && wcwidth((wchar_t)scalars[end]) == 0; end++)
            text[end] = (wchar_t)scalars[end];
        // A joiner left at the end would join whatever stands in the next cell.
        while (end > 1 && text[end - 1] == 0x200D) text[--end] = 0;
        return put_one(row, column, text, attributes, pair);
    }
    for (int i = 0; i < width; i++) {
        bool is_flag = width == 2 && count == 2 && wcwidth((wchar_t)scalars[i]) == 1;
        text[0] = is_flag ? (wchar_t)scalars[i] : i > 0 ? L' ' : wcwidth(0x25A1) == 1 ? 0x25A1 : L'?';
        if (put_one(row, column + i, text, attributes, pair) == ERR) return ERR;
    }
    return OK;
}

int cn_probe(const char *term, int *colors)
{
    int status = 0;
    if (setupterm((char *)term, STDOUT_FILENO, &status) == ERR) return -1;
    int found = tigetnum("colors");
    *colors = found > 0 ? found : 0;
    del_curterm(cur_term);
    return 0;
}

bool cn_can(const char *capability)
{
    const char *sequence = tigetstr((char *)capability);
    // NULL: it has none; -1: that is no capability of this kind.
    return sequence != NULL && sequence != (const char *)-1;
}

void cn_crash_restore(void)
{
    if (!atomic_load(&armed) || atomic_flag_test_and_set(&restored)) return;
    ssize_t ignored = write(saved_tty, restore_sequence, sizeof restore_sequence - 1);
    (void)ignored;
    tcsetattr(saved_tty, TCSANOW, &saved);
}

// The reason of a crash was written to the log a moment ago; people look for it on the terminal.
static void replay_log(void)
{
    if (stray_log < 0 || real_stderr < 0 || lseek(stray_log, 0, SEEK_SET) != 0) return;
    dup2(real_stderr, STDERR_FILENO);
    char chunk[4096];
    ssize_t count;
    while ((count = read(stray_log, chunk, sizeof chunk)) > 0)
        if (write(real_stderr, chunk, (size_t)count) < 0) return;
}

static void on_crash(int number)
{
    cn_crash_restore();
    replay_log();
    // Die as if there had been no handler, so that core and exit status say what happened. Swift's own handler would ask
    // on the terminal whether to debug, and wait; it gets its turn only where somebody has set it up.
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    for (int i = 0; i < crash_count; i++)
        if (crash_signals[i] == number) sigaction(number, wants_backtrace ? &previous[i] : &plain, NULL);
    raise(number);
}

int cn_crash_arm(int tty, int log, int standard_error)
{
    static bool at_exit = false;
    if (atomic_load(&armed)) return 0;
    if (tcgetattr(tty, &saved) != 0) return -1;
    if (!at_exit && atexit(cn_crash_restore) != 0) return -1;
    at_exit = true;
    saved_tty = tty;
    stray_log = log;
    real_stderr = standard_error;
    wants_backtrace = getenv("SWIFT_BACKTRACE") != NULL;
    stack_t stack = {.ss_sp = handler_stack, .ss_size = sizeof handler_stack};
    if (sigaltstack(&stack, NULL) != 0) return -1;
    atomic_flag_clear(&restored);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_crash;
    action.sa_flags = SA_ONSTACK;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < crash_count; i++)
        if (sigaction(crash_signals[i], &action, &previous[i]) != 0) return -1;
    atomic_store(&armed, true);
    return 0;
}

void cn_crash_disarm(void)
{
    if (!atomic_exchange(&armed, false)) return;
    for (int i = 0; i < crash_count; i++) sigaction(crash_signals[i], &previous[i], NULL);
    saved_tty = stray_log = real_stderr = -1;
}
