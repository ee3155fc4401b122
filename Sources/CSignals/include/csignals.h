// Signals as bytes in a pipe (the "self-pipe trick"), because a handler may do nothing that Swift's runtime does.
#ifndef COLLECT_CSIGNALS_H
#define COLLECT_CSIGNALS_H

/// From now on each of these signals writes its number as one byte into a pipe; one that is ignored stays so. One listener a process.
///
/// Why not a signal source of libdispatch: that puts its handler in place some time later, and ncurses wants to find one when it starts.
/// Returns the end to read from, which does not block and is the caller's to close; or -1 with errno.
int cs_listen(const int *numbers, int count);

/// Closes the other end. Give the signals another disposition before.
void cs_stop(void);

#endif
