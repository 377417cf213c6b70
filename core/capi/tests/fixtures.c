/* Feeds fixtures, HTTP responses in files, to every operation, in reads of several sizes, and
 * checks what must hold for each. Its memory is watched by a sanitizer or by Valgrind.
 *
 *     fixtures FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gigapay.h"

/* One response, repeated on each new connection, up to a limit of connections. */
struct peer {
    const uint8_t *bytes;
    size_t length;
    size_t offset;
    size_t piece;
    int connections;
};

static ptrdiff_t peer_read(void *context, uint8_t *to, size_t length) {
    struct peer *peer = context;
    size_t count = peer->length - peer->offset;
    count = count < peer->piece ? count : peer->piece;
    count = count < length ? count : length;
    memcpy(to, peer->bytes + peer->offset, count);
    peer->offset += count;
    return (ptrdiff_t)count;
}

static ptrdiff_t peer_write(void *context, const uint8_t *bytes, size_t length) {
    /* Reads each byte, so that a tool reports uninitialised ones. */
    static volatile uint8_t sum;
    size_t place;
    (void)context;
    for (place = 0; place < length; place++) {
        if (bytes[place] != 0) {
            sum ^= bytes[place];
        }
    }
    return (ptrdiff_t)length;
}

static ptrdiff_t peer_reconnect(void *context) {
    struct peer *peer = context;
    peer->offset = 0;
    peer->connections++;
    return peer->connections < 8 ? 0 : GIGAPAY_IO_FAILED;
}

struct observed {
    struct gigapay_result result;
    int items;
    unsigned sum;
};

static void look_at(struct observed *observed, struct gigapay_text text) {
    size_t place;
    for (place = 0; place < text.length; place++) {
        observed->sum = observed->sum * 31 + (uint8_t)text.data[place];
    }
}

static int32_t look(void *context, const struct gigapay_webhook *webhook) {
    struct observed *observed = context;
    struct gigapay_text event;
    size_t place = 0;
    observed->items++;
    look_at(observed, gigapay_webhook_id(webhook));
    look_at(observed, gigapay_webhook_url(webhook));
    look_at(observed, gigapay_webhook_secret_key(webhook));
    look_at(observed, gigapay_webhook_metadata(webhook));
    while ((event = gigapay_webhook_event(webhook, place)).data != NULL) {
        look_at(observed, event);
        place++;
    }
    return 0;
}

static int32_t look_at_oversize(void *context, gigapay_field field, struct gigapay_text id) {
    struct observed *observed = context;
    observed->items += 1000 * (int)field;
    look_at(observed, id);
    return 0;
}

enum operation { LIST, REGISTER, RETRIEVE, UPDATE, REPLACE, DELETE, ENSURE, OPERATIONS };

static const struct gigapay_text EVENTS[] = {GIGAPAY_TEXT("Payout.created")};
static const struct gigapay_fields FIELDS = {
    GIGAPAY_TEXT("pump-7"), GIGAPAY_TEXT("https://example.com/hooks/"), EVENTS, 1,
    GIGAPAY_TEXT("c1329a085d65f7757838df5920fdcc9a"), GIGAPAY_TEXT("{\"site\":\"A\"}"),
};

static gigapay_status perform(enum operation operation, struct gigapay_client *client,
                              struct observed *observed) {
    /* From the heap and never initialised, so that a tool reports reads before writes. */
    struct gigapay_webhook *webhook = malloc(sizeof *webhook);
    const struct gigapay_listing listing = {0, 0, observed, look, look_at_oversize};
    const struct gigapay_text id = GIGAPAY_TEXT("pump-7"), key = GIGAPAY_TEXT("key-1");
    struct gigapay_result *result = &observed->result;
    gigapay_status status = GIGAPAY_STATUS_OTHER;
    gigapay_ensured ensured;

    switch (operation) {
    case LIST: {
        struct gigapay_list_report report;
        status = gigapay_list(client, &listing, webhook, &report, result);
        break;
    }
    case REGISTER:
        status = gigapay_register(client, &FIELDS, key, webhook, result);
        break;
    case RETRIEVE:
        status = gigapay_retrieve(client, id, webhook, result);
        break;
    case UPDATE:
        status = gigapay_update(client, id, &FIELDS, webhook, result);
        break;
    case REPLACE:
        status = gigapay_replace(client, id, &FIELDS, GIGAPAY_REPLACEMENT_SECRET_SET, webhook,
                                 result);
        break;
    case DELETE:
        status = gigapay_delete(client, id, result);
        gigapay_webhook_init(webhook);
        break;
    case ENSURE:
        status = gigapay_ensure(client, &FIELDS, webhook, &ensured, result);
        break;
    case OPERATIONS:
        break;
    }
    if (operation != LIST) {
        look(observed, webhook);
    }
    gigapay_webhook_wipe(webhook);
    free(webhook);
    return status;
}

/* Performs an operation on a response that arrives in pieces of `piece` bytes, with a buffer of
 * exactly `buffer_length` bytes. */
static struct observed observe(enum operation operation, const uint8_t *bytes, size_t length,
                               size_t piece, size_t buffer_length,
                               const struct gigapay_credentials *credentials) {
    struct peer peer = {bytes, length, 0, piece, 0};
    struct observed observed;
    struct gigapay_client client;
    gigapay_status status;

    memset(&observed, 0, sizeof observed);
    memset(&client, 0, sizeof client);
    client.credentials = credentials;
    client.connection.context = &peer;
    client.connection.read = peer_read;
    client.connection.write = peer_write;
    client.connection.reconnect = peer_reconnect;
    client.buffer = malloc(buffer_length);
    client.buffer_length = buffer_length;
    status = perform(operation, &client, &observed);
    if (status != observed.result.status) {
        observed.result.status = GIGAPAY_STATUS_OTHER;
    }
    for (piece = 0; piece < buffer_length; piece++) {
        if (client.buffer[piece] != 0) {
            observed.result.status = GIGAPAY_STATUS_OTHER; /* The buffer was not wiped. */
        }
    }
    free(client.buffer);
    return observed;
}

static enum operation operation_of(const char *name) {
    if (strncmp(name, "delete", 6) == 0) {
        return DELETE;
    }
    if (strncmp(name, "list", 4) == 0 || strncmp(name, "broken-list", 11) == 0 ||
        strcmp(name, "chunked.http") == 0 || strcmp(name, "chunked-odd.http") == 0) {
        return LIST;
    }
    return RETRIEVE;
}

/* Checks the result that a fixture's name states. */
static int is_expected(const char *name, const struct gigapay_result *result) {
    if (strncmp(name, "refused-", 8) == 0) {
        int status = atoi(name + 8);
        return result->status == GIGAPAY_STATUS_REFUSED && result->http_status >= 300 &&
               (status == 0 || result->http_status == status);
    }
    if (strncmp(name, "broken-", 7) == 0) {
        return result->status >= GIGAPAY_STATUS_CLOSED_BEFORE_RESPONSE &&
               result->status <= GIGAPAY_STATUS_CONTENT_CODING;
    }
    return result->status == GIGAPAY_STATUS_OK;
}

static uint8_t *read_file(const char *path, size_t *length) {
    /* Exactly this size, so that a tool reports reads beyond the end. */
    uint8_t *bytes = NULL;
    FILE *file = fopen(path, "rb");
    long size;
    if (file != NULL && fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0) {
        rewind(file);
        *length = (size_t)size;
        bytes = malloc(*length + (*length == 0));
        if (bytes != NULL && fread(bytes, 1, *length, file) != *length) {
            free(bytes);
            bytes = NULL;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return bytes;
}

static int check(const char *path, const struct gigapay_credentials *credentials) {
    static const size_t pieces[] = {1, 64, 16384};
    const char *name = strrchr(path, '/') == NULL ? path : strrchr(path, '/') + 1;
    int operation, wrong = 0;
    size_t length = 0, place;
    uint8_t *bytes = read_file(path, &length);

    if (bytes == NULL) {
        fprintf(stderr, "%s: cannot be read\n", path);
        return 1;
    }
    for (operation = LIST; operation < OPERATIONS; operation++) {
        struct observed first = observe(operation, bytes, length, 16384, 512, credentials);
        if (operation == (int)operation_of(name) && !is_expected(name, &first.result)) {
            fprintf(stderr, "%s: %s (%u, HTTP status %u)\n", name,
                    gigapay_status_text(first.result.status), (unsigned)first.result.status,
                    (unsigned)first.result.http_status);
            wrong++;
        }
        for (place = 0; place < sizeof pieces / sizeof *pieces; place++) {
            struct observed other =
                observe(operation, bytes, length, pieces[place], pieces[place], credentials);
            if (other.result.status != first.result.status || other.items != first.items ||
                other.sum != first.sum ||
                strcmp(other.result.problem_message, first.result.problem_message) != 0) {
                fprintf(stderr, "%s: operation %d differs in pieces of %zu: %u and %u\n", name,
                        operation, pieces[place], (unsigned)other.result.status,
                        (unsigned)first.result.status);
                wrong++;
            }
        }
    }
    free(bytes);
    return wrong;
}

int main(int count, char **paths) {
    const struct gigapay_text token = GIGAPAY_TEXT("asasdadjanfkanfda");
    const struct gigapay_text integration = GIGAPAY_TEXT("aqdnkjasdo12");
    struct gigapay_credentials credentials;
    int place, wrong = 0;

    if (gigapay_credentials_init(&credentials, token, integration) != GIGAPAY_STATUS_OK) {
        return 2;
    }
    for (place = 1; place < count; place++) {
        wrong += check(paths[place], &credentials);
    }
    gigapay_credentials_wipe(&credentials);
    printf("%d fixtures, %d operations each, 4 ways each: %d wrong\n", count - 1, OPERATIONS,
           wrong);
    return count > 100 && wrong == 0 ? 0 : 1;
}
