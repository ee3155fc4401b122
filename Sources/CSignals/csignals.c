// A handler may call next to nothing; `write` is among what it may call (signal-safety(7)).

#define _GNU_SOURCE

#include "csignals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static atomic_int told = -1;

static void on_signal(int number)
{
    int before = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe holds enough news; the same signal is most likely among them.
    ssize_t ignored = write(atomic_load(&told), &byte, 1);
    (void)ignored;
    errno = before;
}

int cs_listen(const int *numbers, int count)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    atomic_store(&told, ends[1]);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigfillset(&action.sa_mask);
    for (int i = 0; i < count; i++) {
        struct sigaction before;
        if (sigaction(numbers[i], NULL, &before) != 0) return -1;
        // Whoever started this program without a signal (nohup, a shell's background) meant it.
        if (before.sa_handler == SIG_IGN) continue;
        if (sigaction(numbers[i], &action, NULL) != 0) return -1;
    }
    return ends[0];
}

void cs_stop(void)
{
    int end = atomic_exchange(&told, -1);
    if (end >= 0) close(end);
}
