/* The six operations, and `ensure`, over a socket of this computer:
 *
 *     six_operations HOST PORT TOKEN INTEGRATION-ID
 *
 * Without TLS, so only for a sandbox on this computer. A product calls its TLS library in the
 * callbacks. */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "six_operations.h"

struct peer {
    const char *host;
    const char *port;
    int socket;
};

static ptrdiff_t failed(void) {
    switch (errno) {
    case ECONNRESET:
    case EPIPE:
        return GIGAPAY_IO_CLOSED;
    case EAGAIN:
        return GIGAPAY_IO_TIMED_OUT;
    default:
        return GIGAPAY_IO_FAILED;
    }
}

static ptrdiff_t read_bytes(void *context, uint8_t *to, size_t length) {
    const struct peer *peer = context;
    ssize_t count;
    do {
        count = recv(peer->socket, to, length, 0);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? failed() : count;
}

static ptrdiff_t write_bytes(void *context, const uint8_t *bytes, size_t length) {
    const struct peer *peer = context;
    ssize_t count;
    do {
        count = send(peer->socket, bytes, length, MSG_NOSIGNAL);
    } while (count < 0 && errno == EINTR);
    return count < 0 ? failed() : count;
}

static ptrdiff_t reconnect(void *context) {
    struct peer *peer = context;
    const struct timeval limit = {10, 0};
    struct addrinfo hints = {0};
    struct addrinfo *addresses;
    const struct addrinfo *address;

    if (peer->socket >= 0) {
        close(peer->socket);
        peer->socket = -1;
    }
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(peer->host, peer->port, &hints, &addresses) != 0) {
        return GIGAPAY_IO_FAILED;
    }
    for (address = addresses; address != NULL && peer->socket < 0; address = address->ai_next) {
        int opened = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
        if (opened < 0) {
            continue;
        }
        setsockopt(opened, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        setsockopt(opened, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (connect(opened, address->ai_addr, address->ai_addrlen) == 0) {
            peer->socket = opened;
        } else {
            close(opened);
        }
    }
    freeaddrinfo(addresses);
    return peer->socket >= 0 ? 0 : GIGAPAY_IO_FAILED;
}

static int explain(const char *what, const struct gigapay_result *result) {
    fprintf(stderr, "%s: %s (HTTP status %u; %s: %s)\n", what, gigapay_status_text(result->status),
            (unsigned)result->http_status, result->problem_field, result->problem_message);
    return 1;
}

/* Calls `ensure` twice for one webhook, which registers it once, and deletes it. */
static int ensure_twice(struct gigapay_client *client, struct gigapay_result *result) {
    static struct gigapay_webhook webhook;
    const struct gigapay_text events[] = {GIGAPAY_TEXT("Payout.created")};
    const struct gigapay_fields fields = {
        GIGAPAY_TEXT("pump-8"), GIGAPAY_TEXT("https://gigatron.se/webhooks/pumps/"),
        events, 1, GIGAPAY_NO_TEXT, GIGAPAY_TEXT("{\"site\":\"A\"}"),
    };
    gigapay_ensured first, second;

    if (gigapay_ensure(client, &fields, &webhook, &first, result) != GIGAPAY_STATUS_OK ||
        gigapay_ensure(client, &fields, &webhook, &second, result) != GIGAPAY_STATUS_OK) {
        return -1;
    }
    gigapay_webhook_wipe(&webhook);
    if (gigapay_delete(client, fields.id, result) != GIGAPAY_STATUS_OK) {
        return -1;
    }
    return first == GIGAPAY_ENSURED_CREATED && second == GIGAPAY_ENSURED_UNCHANGED ? 0 : -1;
}

int main(int count, char **arguments) {
    static uint8_t buffer[BUFFER_SIZE];
    static struct gigapay_credentials credentials;
    struct gigapay_client client = {0};
    struct gigapay_result result = {0};
    struct peer peer;
    char base_url[128];
    int seen, ensured;

    if (count != 5) {
        fprintf(stderr, "usage: six_operations HOST PORT TOKEN INTEGRATION-ID\n");
        return 2;
    }
    peer.host = arguments[1];
    peer.port = arguments[2];
    peer.socket = -1;
    snprintf(base_url, sizeof base_url, "http://%s:%s/v2/", peer.host, peer.port);
    result.status = gigapay_credentials_init(&credentials, gigapay_text_of(arguments[3]),
                                             gigapay_text_of(arguments[4]));
    if (result.status != GIGAPAY_STATUS_OK) {
        return explain("credentials", &result);
    }
    client.base_url = gigapay_text_of(base_url);
    client.credentials = &credentials;
    client.connection.context = &peer;
    client.connection.read = read_bytes;
    client.connection.write = write_bytes;
    client.connection.reconnect = reconnect;
    client.buffer = buffer;
    client.buffer_length = sizeof buffer;
    if (reconnect(&peer) != 0) {
        fprintf(stderr, "no connection to %s\n", base_url);
        return 1;
    }
    seen = six_operations(&client, &result);
    if (seen < 0) {
        return explain("six operations", &result);
    }
    ensured = ensure_twice(&client, &result);
    if (ensured < 0) {
        return explain("ensure", &result);
    }
    close(peer.socket);
    gigapay_credentials_wipe(&credentials);
    printf("six operations: %d events and deletions seen; ensured twice, registered once\n", seen);
    return 0;
}
