// What a log cannot beat on this disk: the same batches, written and synced one after the other, and nothing else.
//
//   append_loop --file zeroed|reserved|growing [--zeroing] [--checksum] --batch BYTES --records N --seconds S DIRECTORY < SAMPLE
//
// SAMPLE is real records, up to 64 MiB of them; batches of BYTES, which hold N records each, are cut from it. --file says what a segment
// (--segment BYTES, 128 MiB) is before it is written: zeros that are on the disk, space reserved by fallocate, or an empty file that
// grows. Segments of zeros are made before the clock starts, as many as --prepared BYTES (8 GiB) hold: the loop ends when they are used
// up. With --zeroing a thread makes each while the one before fills, as the log has to. --checksum adds one pass of CRC-32C.
// Prints one line of JSON.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../Sources/CChecksum/include/cchecksum.h"

enum kind { ZEROED, RESERVED, GROWING };

static struct {
    const char *directory;
    enum kind kind;
    int zeroing, checksum;
    size_t batch, segment, prepared;
    double records, seconds;
} options = {NULL, ZEROED, 0, 0, 1 << 20, 128 << 20, (size_t)8 << 30, 1, 10};

static void fail(const char *what) {
    fprintf(stderr, "append_loop: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void refuse(const char *what) {
    errno = EINVAL;
    fail(what);
}

static double now_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double processor_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void write_fully(int file, const void *bytes, size_t length, off_t position) {
    while (length > 0) {
        ssize_t count = pwrite(file, bytes, length, position);
        if (count < 0) { fail("write"); }
        bytes = (const char *)bytes + count;
        length -= (size_t)count;
        position += count;
    }
}

// Segments

static int segments_made;

static int open_segment(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s/loop-%d.seg", options.directory, segments_made++);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (file < 0) { fail(path); }
    if (options.kind != GROWING && posix_fallocate(file, 0, (off_t)options.segment) != 0) { fail("reserve"); }
    return file;
}

// As the log makes its own: past the page cache, in steps that let a sync through.
static int zeroed_segment(void) {
    static const size_t step = 256 << 10;
    int file = open_segment();
    void *zeros;
    if (posix_memalign(&zeros, 4096, step) != 0) { fail("memory"); }
    memset(zeros, 0, step);
    if (fcntl(file, F_SETFL, O_RDWR | O_DIRECT) != 0) { fail("O_DIRECT"); }
    for (size_t at = 0; at < options.segment; at += step) { write_fully(file, zeros, step, (off_t)at); }
    if (fcntl(file, F_SETFL, O_RDWR) != 0 || fdatasync(file) != 0) { fail("sync of zeros"); }
    free(zeros);
    return file;
}

static void *zero_in_background(void *unused) {
    (void)unused;
    return (void *)(intptr_t)zeroed_segment();
}

static pthread_t zeroer;
static int *ready, ready_count, ready_taken;

// What can be made before the clock starts.
static void prepare_segments(void) {
    if (options.kind != ZEROED) { return; }
    ready_count = options.zeroing ? 1 : (int)(options.prepared / options.segment);
    ready = calloc((size_t)ready_count, sizeof *ready);
    for (int i = 0; i < ready_count; i++) { ready[i] = zeroed_segment(); }
    if (options.zeroing && pthread_create(&zeroer, NULL, zero_in_background, NULL) != 0) { fail("thread"); }
}

// The next segment; -1 when all that were prepared are used up.
static int next_segment(void) {
    if (options.kind != ZEROED) { return open_segment(); }
    if (ready_taken < ready_count) { return ready[ready_taken++]; }
    if (!options.zeroing) { return -1; }
    void *made;
    pthread_join(zeroer, &made);
    if (pthread_create(&zeroer, NULL, zero_in_background, NULL) != 0) { fail("thread"); }
    return (int)(intptr_t)made;
}

// Measuring

static int order(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void measure(const char *sample, size_t sample_bytes) {
    size_t syncs = 0, room = 1 << 22, position = 0, from = 0, batch = options.batch;
    double *took = malloc(room * sizeof *took);
    int file = next_segment();
    uint32_t crc = 0;
    double waited = 0, processor = processor_seconds(), begun = now_seconds(), now = begun;
    while (now - begun < options.seconds && syncs < room) {
        double start = now;
        if (position + batch > options.segment) {
            close(file);
            file = next_segment();
            if (file < 0) { break; }
            position = 0;
            start = now_seconds();
            waited += start - now;
        }
        if (from + batch > sample_bytes) { from = 0; }
        if (options.checksum) { crc ^= cc_crc32c(0, (const uint8_t *)sample + from, batch); }
        // A whole number of pages, as the log writes them: a part of one would have to be read first.
        size_t padded = (position + batch + 4095) / 4096 * 4096 - position;
        if (position + padded > options.segment || from + padded > sample_bytes) { padded = batch; }
        write_fully(file, sample + from, padded, (off_t)position);
        if (fdatasync(file) != 0) { fail("sync"); }
        now = now_seconds();
        took[syncs++] = now - start;
        position += batch;
        from += batch;
    }
    double elapsed = now - begun;
    processor = processor_seconds() - processor;
    if (options.zeroing) { pthread_join(zeroer, NULL); }
    qsort(took, syncs, sizeof *took, order);
    double records = (double)syncs * options.records;
    printf("{\"recordsPerSecond\": %.0f, \"megabytesPerSecond\": %.1f, \"seconds\": %.3f, \"syncs\": %zu, \"batchBytes\": %zu, ",
           records / elapsed, (double)syncs * (double)batch / elapsed / 1e6, elapsed, syncs, batch);
    printf("\"p50Us\": %.1f, \"p99Us\": %.1f, \"maxUs\": %.1f, \"processorUsPerRecord\": %.3f, \"waitedForSegmentsSeconds\": %.3f, "
           "\"crc\": %u}\n",
           took[syncs / 2] * 1e6, took[syncs * 99 / 100] * 1e6, took[syncs - 1] * 1e6, processor / records * 1e6, waited, crc);
}

static void parse(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        const char *name = arguments[i], *value = i + 1 < count ? arguments[i + 1] : "";
        if (strcmp(name, "--zeroing") == 0) { options.zeroing = 1; continue; }
        if (strcmp(name, "--checksum") == 0) { options.checksum = 1; continue; }
        if (name[0] != '-') { options.directory = name; continue; }
        if (strcmp(name, "--file") == 0) {
            options.kind = strcmp(value, "growing") == 0 ? GROWING : strcmp(value, "reserved") == 0 ? RESERVED : ZEROED;
        }
        else if (strcmp(name, "--batch") == 0) { options.batch = strtoull(value, NULL, 10) / 8 * 8; }
        else if (strcmp(name, "--records") == 0) { options.records = atof(value); }
        else if (strcmp(name, "--seconds") == 0) { options.seconds = atof(value); }
        else if (strcmp(name, "--segment") == 0) { options.segment = strtoull(value, NULL, 10); }
        else if (strcmp(name, "--prepared") == 0) { options.prepared = strtoull(value, NULL, 10); }
        else { refuse(name); }
        i++;
    }
    options.zeroing = options.zeroing && options.kind == ZEROED;
    if (options.directory == NULL || options.batch == 0 || options.batch > options.segment || options.prepared < options.segment) {
        refuse("arguments");
    }
}

int main(int count, char **arguments) {
    parse(count, arguments);
    size_t room = (size_t)64 << 20, bytes = 0;
    char *sample = malloc(room);
    if (sample == NULL) { fail("memory"); }
    for (size_t got; (got = fread(sample + bytes, 1, room - bytes, stdin)) > 0;) { bytes += got; }
    if (bytes < options.batch) { refuse("the sample is smaller than a batch"); }
    prepare_segments();
    measure(sample, bytes);
    return 0;
}
