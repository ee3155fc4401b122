// The log's peer in SQLite: a table of responses in WAL mode with synchronous=FULL, one writer, GROUP records a transaction.
//
//   peer_sqlite --group N --seconds S DATABASE < SAMPLE
//
// SAMPLE is one response a line. Prints one line of JSON.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *database;

static void check(int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE) { return; }
    fprintf(stderr, "peer_sqlite: %s\n", sqlite3_errmsg(database));
    exit(1);
}

static void execute(const char *statement) { check(sqlite3_exec(database, statement, NULL, NULL, NULL)); }

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int order(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    long group = 1;
    double seconds = 10;
    const char *path = NULL;
    for (int i = 1; i < count; i++) {
        if (strcmp(arguments[i], "--group") == 0 && i + 1 < count) { group = atol(arguments[++i]); }
        else if (strcmp(arguments[i], "--seconds") == 0 && i + 1 < count) { seconds = atof(arguments[++i]); }
        else { path = arguments[i]; }
    }
    static char *lines[20000];
    static size_t lengths[20000];
    size_t held = 0, room = 0;
    for (char *line = NULL; held < 20000; line = NULL, room = 0) {
        ssize_t length = getline(&line, &room, stdin);
        if (length <= 1) { break; }
        lines[held] = line;
        lengths[held++] = (size_t)length - 1;
    }
    if (path == NULL || group < 1 || held == 0) {
        fprintf(stderr, "usage: peer_sqlite --group N --seconds S DATABASE < SAMPLE\n");
        return 2;
    }
    check(sqlite3_open(path, &database));
    execute("PRAGMA page_size=4096");
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    // 64 MiB of pages, and a checkpoint for every 64 MiB of log: what suits it best here.
    execute("PRAGMA cache_size=-65536");
    execute("PRAGMA wal_autocheckpoint=16384");
    execute("CREATE TABLE response(position INTEGER PRIMARY KEY, form TEXT, id TEXT, received INTEGER, payload BLOB)");
    sqlite3_stmt *insert, *begin, *commit;
    check(sqlite3_prepare_v2(database, "INSERT INTO response VALUES(?, ?, ?, ?, ?)", -1, &insert, NULL));
    check(sqlite3_prepare_v2(database, "BEGIN IMMEDIATE", -1, &begin, NULL));
    check(sqlite3_prepare_v2(database, "COMMIT", -1, &commit, NULL));

    size_t commits = 0, capacity = 1 << 22;
    double *took = malloc(capacity * sizeof *took);
    long records = 0;
    double begun = now_seconds(), now = begun;
    while (now - begun < seconds && commits < capacity) {
        double start = now;
        sqlite3_step(begin);
        check(sqlite3_reset(begin));
        for (long i = 0; i < group; i++, records++) {
            char id[40];
            int length = snprintf(id, sizeof id, "01980c7e-0000-7000-8000-%012ld", records);
            size_t line = (size_t)records % held;
            sqlite3_bind_int64(insert, 1, records);
            sqlite3_bind_text(insert, 2, "QhXnBv7wWkPzR0sTf3Lm", 20, SQLITE_STATIC);
            sqlite3_bind_text(insert, 3, id, length, SQLITE_STATIC);
            sqlite3_bind_int64(insert, 4, 1795000000000 + records);
            sqlite3_bind_blob(insert, 5, lines[line], (int)lengths[line], SQLITE_STATIC);
            sqlite3_step(insert);
            check(sqlite3_reset(insert));
        }
        sqlite3_step(commit);
        check(sqlite3_reset(commit));
        now = now_seconds();
        took[commits++] = now - start;
    }
    double elapsed = now - begun;
    qsort(took, commits, sizeof *took, order);
    printf("{\"recordsPerSecond\": %.0f, \"commits\": %zu, \"group\": %ld, \"p50Us\": %.1f, \"p99Us\": %.1f, \"version\": \"%s\"}\n",
           (double)records / elapsed, commits, group, took[commits / 2] * 1e6, took[commits * 99 / 100] * 1e6, sqlite3_libversion());
    return 0;
}
