/* Checks that wrong arguments return error numbers, and the verdicts on notifications. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gigapay.h"

/* The sizes of the objects, as C sees them. */
#define SAME_SIZE(name, words) \
    typedef char name##_has_its_size[sizeof(struct name) == (words) * 8 ? 1 : -1]
SAME_SIZE(gigapay_credentials, GIGAPAY_CREDENTIALS_WORDS);
SAME_SIZE(gigapay_webhook, GIGAPAY_WEBHOOK_WORDS);
SAME_SIZE(gigapay_keyring, GIGAPAY_KEYRING_WORDS);
SAME_SIZE(gigapay_replay_guard, GIGAPAY_REPLAY_GUARD_WORDS);
SAME_SIZE(gigapay_delivery_id, GIGAPAY_DELIVERY_ID_WORDS);
SAME_SIZE(gigapay_signature, GIGAPAY_SIGNATURE_WORDS);
SAME_SIZE(gigapay_verifier, GIGAPAY_VERIFIER_WORDS);

static int wrong;

static void expect(int line, long is, long expected) {
    if (is != expected) {
        fprintf(stderr, "line %d: %ld, not %ld\n", line, is, expected);
        wrong++;
    }
}
#define EXPECT(is, expected) expect(__LINE__, (long)(is), (long)(expected))

static const struct gigapay_text TOKEN = GIGAPAY_TEXT("asasdadjanfkanfda");
static const struct gigapay_text SECRET = GIGAPAY_TEXT("c1329a085d65f7757838df5920fdcc9a");
static const struct gigapay_text NOTHING = GIGAPAY_NO_TEXT;
static const struct gigapay_text SIGNATURE =
    GIGAPAY_TEXT("t=1700000000,v1="
                 "d791cfd2929dd47ee706370b2c12e099f6615fb0e517615998b1fbc9622f05d7");

struct peer {
    const char *incoming;
    size_t length;
    char outgoing[512];
    size_t written;
};

static ptrdiff_t peer_read(void *context, uint8_t *to, size_t length) {
    struct peer *peer = context;
    size_t count = peer->length < length ? peer->length : length;
    memcpy(to, peer->incoming, count);
    peer->incoming += count;
    peer->length -= count;
    return (ptrdiff_t)count;
}

static ptrdiff_t peer_write(void *context, const uint8_t *bytes, size_t length) {
    struct peer *peer = context;
    if (length > sizeof peer->outgoing - peer->written) {
        return GIGAPAY_IO_FAILED;
    }
    memcpy(peer->outgoing + peer->written, bytes, length);
    peer->written += length;
    return (ptrdiff_t)length;
}

static ptrdiff_t time_out(void *context, uint8_t *to, size_t length) {
    (void)context;
    (void)to;
    (void)length;
    return GIGAPAY_IO_TIMED_OUT;
}

static ptrdiff_t lie(void *context, uint8_t *to, size_t length) {
    (void)context;
    (void)to;
    return (ptrdiff_t)length + 1;
}

static void client_arguments(void) {
    static uint8_t buffer[256];
    struct gigapay_credentials credentials, empty;
    struct gigapay_webhook webhook;
    struct gigapay_client client, good;
    struct gigapay_result result;
    struct gigapay_text id = GIGAPAY_TEXT("pump-7"), long_text = {"x", (size_t)-1};
    const struct gigapay_text invalid = GIGAPAY_TEXT("\xff"), spaced = GIGAPAY_TEXT("a b");
    struct gigapay_fields fields = {
        GIGAPAY_NO_TEXT, GIGAPAY_NO_TEXT, NULL, 0, GIGAPAY_NO_TEXT, GIGAPAY_NO_TEXT,
    };
    struct peer peer = {"", 0, {0}, 0};

    EXPECT(gigapay_credentials_init(NULL, TOKEN, NOTHING), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_credentials_init(&credentials, NOTHING, NOTHING), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_credentials_init(&credentials, invalid, NOTHING), GIGAPAY_STATUS_NOT_UTF8);
    EXPECT(gigapay_credentials_init(&credentials, spaced, NOTHING), GIGAPAY_STATUS_INVALID_TOKEN);
    EXPECT(gigapay_credentials_init(&credentials, long_text, NOTHING),
           GIGAPAY_STATUS_INVALID_LENGTH);
    EXPECT(gigapay_credentials_init((struct gigapay_credentials *)(buffer + 1), TOKEN, NOTHING),
           GIGAPAY_STATUS_MISALIGNED);
    EXPECT(gigapay_credentials_init(&credentials, TOKEN, TOKEN), GIGAPAY_STATUS_OK);

    memset(&good, 0, sizeof good);
    good.credentials = &credentials;
    good.connection.context = &peer;
    good.connection.read = peer_read;
    good.connection.write = peer_write;
    good.buffer = buffer;
    good.buffer_length = sizeof buffer;
    EXPECT(gigapay_retrieve(NULL, id, &webhook, &result), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_retrieve(&good, NOTHING, &webhook, &result), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_retrieve(&good, id, NULL, &result), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_retrieve(&good, id, &webhook, NULL), GIGAPAY_STATUS_CLOSED_BEFORE_RESPONSE);
    client = good;
    client.buffer_length = 0;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_BUFFER_TOO_SMALL);
    client.buffer = NULL;
    client.buffer_length = 1;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_NULL_POINTER);
    client = good;
    client.buffer = (uint8_t *)&webhook;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_OVERLAP);
    client = good;
    client.connection.read = NULL;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_NULL_POINTER);
    client = good;
    memset(&empty, 0, sizeof empty);
    client.credentials = &empty;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_NOT_INITIALISED);
    client = good;
    client.base_url = spaced;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_INVALID_SERVER);
    client = good;
    client.connection.read = time_out;
    EXPECT(gigapay_delete(&client, id, &result), GIGAPAY_STATUS_READ_FAILED);
    EXPECT(result.io_error, GIGAPAY_IO_TIMED_OUT);
    EXPECT(result.outcome, GIGAPAY_OUTCOME_UNKNOWN);
    EXPECT(result.is_retryable, 1);
    client.connection.read = lie;
    peer.written = 0;
    EXPECT(gigapay_retrieve(&client, id, &webhook, &result), GIGAPAY_STATUS_TOO_MANY_BYTES);

    gigapay_webhook_init(&webhook);
    EXPECT(gigapay_webhook_event(&webhook, 0).data == NULL, 1);
    id = gigapay_webhook_metadata(&webhook);
    EXPECT(id.length, 2);
    id.data = (const char *)&webhook;
    EXPECT(gigapay_retrieve(&good, id, &webhook, &result), GIGAPAY_STATUS_OVERLAP);
    id = gigapay_text_of("pump-7");
    EXPECT(gigapay_register(&good, &fields, NOTHING, &webhook, &result),
           GIGAPAY_STATUS_INVALID_ARGUMENT);
    EXPECT(gigapay_ensure(&good, &fields, &webhook, NULL, &result),
           GIGAPAY_STATUS_INVALID_ARGUMENT);
    fields.url = gigapay_text_of("https://example.com/");
    fields.events = &TOKEN;
    fields.event_count = 1;
    EXPECT(gigapay_replace(&good, id, &fields, 7, &webhook, &result),
           GIGAPAY_STATUS_INVALID_ARGUMENT);
    EXPECT(gigapay_replace(&good, id, &fields, GIGAPAY_REPLACEMENT_SECRET_SET, &webhook, &result),
           GIGAPAY_STATUS_EMPTY_SECRET_KEY);
    fields.metadata = spaced;
    EXPECT(gigapay_update(&good, id, &fields, &webhook, &result), GIGAPAY_STATUS_INVALID_JSON);
    EXPECT(gigapay_list(&good, NULL, &webhook, NULL, &result), GIGAPAY_STATUS_NULL_POINTER);
    EXPECT(gigapay_credentials_wipe(&credentials), GIGAPAY_STATUS_OK);
    EXPECT(memcmp(&credentials, &empty, sizeof empty), 0);
    EXPECT(gigapay_retrieve(&good, id, &webhook, &result), GIGAPAY_STATUS_NOT_INITIALISED);
}

static void verifier(void) {
    struct gigapay_keyring keyring;
    struct gigapay_signature signature;
    struct gigapay_verifier verifier;
    struct gigapay_replay_guard guard;
    struct gigapay_delivery_id id;
    struct gigapay_verdict verdict;
    struct gigapay_time_check time = {1700000001, 0, 0};
    gigapay_admission admission;
    int round;

    memset(&verifier, 0, sizeof verifier);
    EXPECT(gigapay_verifier_update(&verifier, NULL, 0), GIGAPAY_STATUS_NOT_INITIALISED);
    EXPECT(gigapay_keyring_init(&keyring), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_keyring_push(&keyring, NOTHING), GIGAPAY_STATUS_EMPTY_SECRET_KEY);
    EXPECT(gigapay_keyring_push(&keyring, TOKEN), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_keyring_push(&keyring, SECRET), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_keyring_push(&keyring, SECRET), GIGAPAY_STATUS_TOO_MANY_SECRETS);
    EXPECT(gigapay_replay_guard_init(&guard), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_signature_parse(&signature, TOKEN), GIGAPAY_STATUS_SIGNATURE_ITEM);
    EXPECT(gigapay_signature_parse(&signature, SIGNATURE), GIGAPAY_STATUS_OK);
    for (round = 0; round < 4; round++) {
        EXPECT(gigapay_verifier_init(&verifier, &keyring, &signature), GIGAPAY_STATUS_OK);
        EXPECT(gigapay_verifier_update(&verifier, (const uint8_t *)"{", 1), GIGAPAY_STATUS_OK);
        EXPECT(gigapay_verifier_update(&verifier, NULL, 1), GIGAPAY_STATUS_NULL_POINTER);
        EXPECT(gigapay_verifier_update(&verifier, (const uint8_t *)(round == 3 ? "]" : "}"), 1),
               GIGAPAY_STATUS_OK);
        time.now = round == 2 ? 1700000301 : 1700000001;
        EXPECT(gigapay_verifier_finish(&verifier, &time, &verdict, &id), GIGAPAY_STATUS_OK);
        EXPECT(gigapay_verifier_finish(&verifier, &time, &verdict, &id),
               GIGAPAY_STATUS_NOT_INITIALISED);
        if (round < 2) {
            EXPECT(verdict.kind, GIGAPAY_VERDICT_KIND_AUTHENTIC);
            EXPECT(verdict.secret, 1);
            EXPECT(gigapay_replay_guard_admit(&guard, &id, &admission), GIGAPAY_STATUS_OK);
            EXPECT(admission, round == 0 ? GIGAPAY_ADMISSION_NEW : GIGAPAY_ADMISSION_REPLAYED);
            EXPECT(gigapay_replay_guard_settle(&guard, &id, 1), GIGAPAY_STATUS_OK);
        } else {
            EXPECT(verdict.kind,
                   round == 2 ? GIGAPAY_VERDICT_KIND_STALE : GIGAPAY_VERDICT_KIND_FORGED);
        }
    }
    EXPECT(gigapay_keyring_retire(&keyring, 2), GIGAPAY_STATUS_INVALID_ARGUMENT);
    EXPECT(gigapay_keyring_retire(&keyring, 0), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_keyring_wipe(&keyring), GIGAPAY_STATUS_OK);
    EXPECT(gigapay_verifier_init(&verifier, &keyring, &signature), GIGAPAY_STATUS_NOT_INITIALISED);
}

static int32_t set_time(void *context, struct gigapay_time_check *time) {
    (void)context;
    time->now = 1700000002;
    return 0;
}

static uint16_t deliver(void *context, const struct gigapay_notification *notification) {
    *(int *)context += 1;
    EXPECT(notification->body_length, 2);
    EXPECT(memcmp(notification->body, "{}", 2), 0);
    return 200;
}

static void receiver(void) {
    static uint8_t buffer[64], body[16];
    struct gigapay_keyring keyring;
    struct gigapay_replay_guard guard;
    struct gigapay_endpoint endpoint;
    struct gigapay_connection connection;
    struct gigapay_receipt receipt;
    struct peer peer;
    char request[512];
    int deliveries = 0, round;

    gigapay_keyring_init(&keyring);
    gigapay_keyring_push(&keyring, SECRET);
    gigapay_replay_guard_init(&guard);
    memset(&endpoint, 0, sizeof endpoint);
    endpoint.path = gigapay_text_of("/hooks/");
    endpoint.keyring = &keyring;
    endpoint.guard = &guard;
    endpoint.buffer = buffer;
    endpoint.buffer_length = sizeof buffer;
    endpoint.body = body;
    endpoint.body_length = sizeof body;
    endpoint.context = &deliveries;
    endpoint.time = set_time;
    endpoint.deliver = deliver;
    memset(&connection, 0, sizeof connection);
    connection.context = &peer;
    connection.read = peer_read;
    connection.write = peer_write;
    for (round = 0; round < 3; round++) {
        snprintf(request, sizeof request,
                 "POST /hooks/ HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\n"
                 "Content-Length: 2\r\nGigapay-Signature: %s\r\n\r\n%s",
                 SIGNATURE.data, round == 2 ? "[]" : "{}");
        memset(&peer, 0, sizeof peer);
        peer.incoming = request;
        peer.length = strlen(request);
        EXPECT(gigapay_receive(&endpoint, &connection, &receipt), GIGAPAY_STATUS_OK);
        EXPECT(receipt.http_status, round == 2 ? 401 : 200);
        EXPECT(receipt.kind, round == 0   ? GIGAPAY_RECEIPT_KIND_REPLIED
                             : round == 1 ? GIGAPAY_RECEIPT_KIND_REPLAYED
                                          : GIGAPAY_RECEIPT_KIND_REJECTED);
        EXPECT(memcmp(peer.outgoing, round == 2 ? "HTTP/1.1 401" : "HTTP/1.1 200", 12), 0);
    }
    EXPECT(receipt.rejection, GIGAPAY_REJECTION_FORGED);
    EXPECT(deliveries, 1);
    EXPECT(gigapay_receive(&endpoint, &connection, &receipt), GIGAPAY_STATUS_OK);
    EXPECT(receipt.kind, GIGAPAY_RECEIPT_KIND_UNUSED);
    connection.read = time_out;
    EXPECT(gigapay_receive(&endpoint, &connection, &receipt), GIGAPAY_STATUS_OK);
    EXPECT(receipt.kind, GIGAPAY_RECEIPT_KIND_UNUSED);
    endpoint.path = gigapay_text_of("hooks");
    EXPECT(gigapay_receive(&endpoint, &connection, &receipt), GIGAPAY_STATUS_INVALID_PATH);
    endpoint.body = buffer;
    EXPECT(gigapay_receive(&endpoint, &connection, &receipt), GIGAPAY_STATUS_OVERLAP);
    EXPECT(gigapay_receive(NULL, &connection, &receipt), GIGAPAY_STATUS_NULL_POINTER);
}

int main(void) {
    client_arguments();
    verifier();
    receiver();
    printf("arguments and notifications: %d wrong\n", wrong);
    return wrong == 0 ? 0 : 1;
}
