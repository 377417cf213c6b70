/* A connection in memory: what is written is dropped, and each request gets the next response. */
#ifndef CANNED_H
#define CANNED_H

#include <stddef.h>
#include <stdint.h>

#define RESPONSES 6

struct canned {
    /* The next response. */
    size_t next;
    /* The rest of the present response. */
    const char *rest;
    size_t length;
};

ptrdiff_t canned_read(void *context, uint8_t *to, size_t length);
ptrdiff_t canned_write(void *context, const uint8_t *bytes, size_t length);

#endif
