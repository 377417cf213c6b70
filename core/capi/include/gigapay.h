/* C interface of gigapay-webhooks. Made by cbindgen from core/capi/src: do not edit.
 *
 * The contract of all functions:
 *
 * - Nothing is allocated. All memory is the caller's: objects, buffers, texts. No pointer is kept
 *   after a function returns, except those of a verifier to its keyring and signature.
 * - A pointer is NULL, or it points to memory of the type and length that the function asks for.
 *   NULL is an error unless the function allows it. Initialise an opaque object with the function
 *   for that (most end in `_init`) before you pass it to any other; memory that is all zeros is
 *   recognised as not initialised. Do not copy objects.
 * - The memory that a function writes to (client, buffer, webhook, result, report) must not overlap
 *   any other argument; otherwise the function returns GIGAPAY_STATUS_OVERLAP.
 * - Do not call a function on an object while another thread, or a callback of a running function,
 *   uses that object. Apart from this, functions may run at the same time.
 * - Secrets stay where the caller put them. Functions that end in `_wipe` overwrite an object with
 *   zeros; the buffer of a client or endpoint is overwritten when its function returns.
 */

#ifndef GIGAPAY_H
#define GIGAPAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A text from a string literal, as an initialiser. */
#define GIGAPAY_TEXT(literal) { (literal), sizeof(literal) - 1 }
/* No text, as an initialiser. */
#define GIGAPAY_NO_TEXT { NULL, 0 }


/*
 Words of a `gigapay_credentials`.
 */
#define GIGAPAY_CREDENTIALS_WORDS 28

/*
 Returned by a callback: the connection failed. Any negative number not listed here says the
 same.
 */
#define GIGAPAY_IO_FAILED -1

/*
 Returned by a callback: the peer closed or reset the connection.
 */
#define GIGAPAY_IO_CLOSED -2

/*
 Returned by a callback: the operation timed out.
 */
#define GIGAPAY_IO_TIMED_OUT -3

/*
 Words of a `gigapay_keyring`.
 */
#define GIGAPAY_KEYRING_WORDS 18

/*
 Notifications that a `gigapay_replay_guard` remembers.
 */
#define GIGAPAY_REPLAY_GUARD_CAPACITY 32

/*
 Words of a `gigapay_replay_guard`.
 */
#define GIGAPAY_REPLAY_GUARD_WORDS 161

/*
 Words of a `gigapay_delivery_id`.
 */
#define GIGAPAY_DELIVERY_ID_WORDS 7

/*
 Words of a `gigapay_signature`.
 */
#define GIGAPAY_SIGNATURE_WORDS 37

/*
 Words of a `gigapay_verifier`.
 */
#define GIGAPAY_VERIFIER_WORDS 21

/*
 Bytes of `problem_field`, its NUL included.
 */
#define GIGAPAY_PROBLEM_FIELD_SIZE 33

/*
 Bytes of `problem_message`, its NUL included.
 */
#define GIGAPAY_PROBLEM_MESSAGE_SIZE 105

/*
 Words of a `gigapay_webhook`.
 */
#define GIGAPAY_WEBHOOK_WORDS 117

/*
 Result of a function. `gigapay_status_text` returns a text for each.
 */
enum gigapay_status
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     The function succeeded.
     */
    GIGAPAY_STATUS_OK = 0,
    /*
     A required pointer is `NULL`.
     */
    GIGAPAY_STATUS_NULL_POINTER = 1,
    /*
     A pointer is not aligned for its type.
     */
    GIGAPAY_STATUS_MISALIGNED = 2,
    /*
     An object was not initialised, or was wiped.
     */
    GIGAPAY_STATUS_NOT_INITIALISED = 3,
    /*
     A length is larger than any object.
     */
    GIGAPAY_STATUS_INVALID_LENGTH = 4,
    /*
     A text is not UTF-8.
     */
    GIGAPAY_STATUS_NOT_UTF8 = 5,
    /*
     Memory that is written to overlaps something else that was passed.
     */
    GIGAPAY_STATUS_OVERLAP = 6,
    /*
     A number is not one of the constants in the header, or arguments exclude each other.
     */
    GIGAPAY_STATUS_INVALID_ARGUMENT = 7,
    /*
     The buffer is empty.
     */
    GIGAPAY_STATUS_BUFFER_TOO_SMALL = 20,
    /*
     Not a base URL.
     */
    GIGAPAY_STATUS_INVALID_SERVER = 21,
    /*
     A token is empty or holds a character that cannot stand in a header field.
     */
    GIGAPAY_STATUS_INVALID_TOKEN = 22,
    /*
     An integration id is empty or holds a character that cannot stand in a header field.
     */
    GIGAPAY_STATUS_INVALID_INTEGRATION_ID = 23,
    /*
     A secret key is empty.
     */
    GIGAPAY_STATUS_EMPTY_SECRET_KEY = 24,
    /*
     An idempotency key is empty or holds anything but visible ASCII.
     */
    GIGAPAY_STATUS_INVALID_IDEMPOTENCY_KEY = 25,
    /*
     A language is empty or holds a character that cannot stand in a header field.
     */
    GIGAPAY_STATUS_INVALID_LANGUAGE = 26,
    /*
     An id is empty, `.` or `..`.
     */
    GIGAPAY_STATUS_INVALID_ID = 27,
    /*
     A page or page size is not allowed.
     */
    GIGAPAY_STATUS_INVALID_PAGE = 28,
    /*
     Metadata is not one JSON value.
     */
    GIGAPAY_STATUS_INVALID_JSON = 29,
    /*
     A value exceeds its capacity.
     */
    GIGAPAY_STATUS_TOO_LONG = 30,
    /*
     A callback returned a number of bytes larger than `length`.
     */
    GIGAPAY_STATUS_TOO_MANY_BYTES = 31,
    /*
     A keyring has no room for another secret.
     */
    GIGAPAY_STATUS_TOO_MANY_SECRETS = 32,
    /*
     The path of an endpoint does not begin with `/`, or holds anything but visible ASCII.
     */
    GIGAPAY_STATUS_INVALID_PATH = 33,
    /*
     The server closed the connection without a response.
     */
    GIGAPAY_STATUS_CLOSED_BEFORE_RESPONSE = 50,
    /*
     The connection ended inside the response.
     */
    GIGAPAY_STATUS_TRUNCATED = 51,
    /*
     The response is not HTTP/1.1.
     */
    GIGAPAY_STATUS_STATUS_LINE = 52,
    /*
     A header field is malformed.
     */
    GIGAPAY_STATUS_FIELD_LINE = 53,
    /*
     Content-Length is not a valid number.
     */
    GIGAPAY_STATUS_CONTENT_LENGTH = 54,
    /*
     Both Content-Length and Transfer-Encoding.
     */
    GIGAPAY_STATUS_BOTH_LENGTHS = 55,
    /*
     A transfer coding other than chunked.
     */
    GIGAPAY_STATUS_TRANSFER_CODING = 56,
    /*
     A malformed chunk.
     */
    GIGAPAY_STATUS_CHUNK = 57,
    /*
     The server switched protocols.
     */
    GIGAPAY_STATUS_UPGRADE = 58,
    /*
     The response is not JSON.
     */
    GIGAPAY_STATUS_JSON = 59,
    /*
     The response nests too deep.
     */
    GIGAPAY_STATUS_TOO_DEEP = 60,
    /*
     The response is JSON, but neither a webhook nor a list of webhooks.
     */
    GIGAPAY_STATUS_NOT_A_WEBHOOK = 61,
    /*
     A webhook lacks a field: see `field`.
     */
    GIGAPAY_STATUS_MISSING = 62,
    /*
     A field has a value of the wrong type: see `field`.
     */
    GIGAPAY_STATUS_WRONG_TYPE = 63,
    /*
     A field comes twice: see `field`.
     */
    GIGAPAY_STATUS_DUPLICATE = 64,
    /*
     A list's next page is not after this one.
     */
    GIGAPAY_STATUS_NEXT_PAGE = 65,
    /*
     A 2xx status that the API does not use for this operation.
     */
    GIGAPAY_STATUS_UNEXPECTED_STATUS = 66,
    /*
     The response has no body.
     */
    GIGAPAY_STATUS_EMPTY_BODY = 67,
    /*
     The response is larger than `max_response`.
     */
    GIGAPAY_STATUS_RESPONSE_TOO_LONG = 68,
    /*
     A webhook's field is longer than a `gigapay_webhook` has room for: see `field`.
     */
    GIGAPAY_STATUS_CAPACITY = 80,
    /*
     The body has a content coding, such as gzip.
     */
    GIGAPAY_STATUS_CONTENT_CODING = 81,
    /*
     The API refused: see `http_status`, `problem_field` and `problem_message`.
     */
    GIGAPAY_STATUS_REFUSED = 82,
    /*
     The API accepted the value of a field but did not keep it: see `field`.
     */
    GIGAPAY_STATUS_NOT_KEPT = 83,
    /*
     The callback `read` failed: see `io_error`.
     */
    GIGAPAY_STATUS_READ_FAILED = 100,
    /*
     The callback `write` or `flush` failed: see `io_error`.
     */
    GIGAPAY_STATUS_WRITE_FAILED = 101,
    /*
     The callback `reconnect` failed: see `io_error`.
     */
    GIGAPAY_STATUS_RECONNECT_FAILED = 102,
    /*
     A new connection is needed, and there is no callback `reconnect`.
     */
    GIGAPAY_STATUS_NO_RECONNECT = 103,
    /*
     A callback ended the list.
     */
    GIGAPAY_STATUS_STOPPED = 104,
    /*
     Not a list of name=value.
     */
    GIGAPAY_STATUS_SIGNATURE_ITEM = 120,
    /*
     `t` is not a whole number of seconds.
     */
    GIGAPAY_STATUS_SIGNATURE_TIMESTAMP = 121,
    /*
     `t` comes twice.
     */
    GIGAPAY_STATUS_SIGNATURE_REPEATED_TIMESTAMP = 122,
    /*
     `t` is missing.
     */
    GIGAPAY_STATUS_SIGNATURE_NO_TIMESTAMP = 123,
    /*
     A `v1` is malformed.
     */
    GIGAPAY_STATUS_SIGNATURE_CANDIDATE = 124,
    /*
     There are too many `v1` entries.
     */
    GIGAPAY_STATUS_SIGNATURE_TOO_MANY_CANDIDATES = 125,
    /*
     `v1` is missing.
     */
    GIGAPAY_STATUS_SIGNATURE_NO_CANDIDATE = 126,
    /*
     An error of the core that this interface has no number for.
     */
    GIGAPAY_STATUS_OTHER = 999,
};
#ifndef __cplusplus
typedef uint32_t gigapay_status;
#endif // __cplusplus

/*
 How a webhook was made to match.
 */
enum gigapay_ensured
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     It matched already.
     */
    GIGAPAY_ENSURED_UNCHANGED = 0,
    /*
     It was registered.
     */
    GIGAPAY_ENSURED_CREATED = 1,
    /*
     It existed; the fields that differed were updated.
     */
    GIGAPAY_ENSURED_UPDATED = 2,
};
#ifndef __cplusplus
typedef uint32_t gigapay_ensured;
#endif // __cplusplus

/*
 A field of a webhook.
 */
enum gigapay_field
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     No field, or not a known one.
     */
    GIGAPAY_FIELD_NONE = 0,
    /*
     `id`
     */
    GIGAPAY_FIELD_ID = 1,
    /*
     `url`
     */
    GIGAPAY_FIELD_URL = 2,
    /*
     `events`
     */
    GIGAPAY_FIELD_EVENTS = 3,
    /*
     `secret_key`
     */
    GIGAPAY_FIELD_SECRET_KEY = 4,
    /*
     `metadata`
     */
    GIGAPAY_FIELD_METADATA = 5,
};
#ifndef __cplusplus
typedef uint32_t gigapay_field;
#endif // __cplusplus

/*
 Whether the API made the change that an operation asked for.
 */
enum gigapay_outcome
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     The API changed nothing. Operations that only read never change anything.
     */
    GIGAPAY_OUTCOME_NOT_CARRIED_OUT = 0,
    /*
     The API made the change.
     */
    GIGAPAY_OUTCOME_CARRIED_OUT = 1,
    /*
     The API may or may not have made the change: retrieve or list to see.
     */
    GIGAPAY_OUTCOME_UNKNOWN = 2,
};
#ifndef __cplusplus
typedef uint32_t gigapay_outcome;
#endif // __cplusplus

/*
 What became of a request.
 */
enum gigapay_receipt_kind
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     The connection failed before anything was decided.
     */
    GIGAPAY_RECEIPT_KIND_CUT = 0,
    /*
     The application replied: see `http_status`.
     */
    GIGAPAY_RECEIPT_KIND_REPLIED = 1,
    /*
     The application has accepted it before; the response is 200 again.
     */
    GIGAPAY_RECEIPT_KIND_REPLAYED = 2,
    /*
     The request was rejected: see `rejection`.
     */
    GIGAPAY_RECEIPT_KIND_REJECTED = 3,
    /*
     The peer closed the connection without a request.
     */
    GIGAPAY_RECEIPT_KIND_UNUSED = 4,
    /*
     The buffer is empty, or a callback returned a number of bytes larger than `length`.
     */
    GIGAPAY_RECEIPT_KIND_MISUSED = 5,
};
#ifndef __cplusplus
typedef uint32_t gigapay_receipt_kind;
#endif // __cplusplus

/*
 Why a request was rejected. `gigapay_rejection_text` returns a text for each.
 */
enum gigapay_rejection
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     The request was not rejected.
     */
    GIGAPAY_REJECTION_NONE = 0,
    /*
     The request line is malformed. 400.
     */
    GIGAPAY_REJECTION_REQUEST_LINE = 1,
    /*
     A header field is malformed. 400.
     */
    GIGAPAY_REJECTION_FIELD_LINE = 2,
    /*
     `Host` is missing, repeated or malformed. 400.
     */
    GIGAPAY_REJECTION_HOST = 3,
    /*
     `Content-Length` is malformed or repeated. 400.
     */
    GIGAPAY_REJECTION_CONTENT_LENGTH = 4,
    /*
     `Content-Length` and `Transfer-Encoding` together. 400.
     */
    GIGAPAY_REJECTION_BOTH_LENGTHS = 5,
    /*
     `Transfer-Encoding` twice, or in an HTTP/1.0 request. 400.
     */
    GIGAPAY_REJECTION_TRANSFER_ENCODING = 6,
    /*
     The framing of a chunk is malformed. 400.
     */
    GIGAPAY_REJECTION_CHUNK = 7,
    /*
     `Gigapay-Signature` comes twice. 400.
     */
    GIGAPAY_REJECTION_REPEATED_SIGNATURE = 8,
    /*
     `Gigapay-Signature` is malformed. 400.
     */
    GIGAPAY_REJECTION_MALFORMED_SIGNATURE = 9,
    /*
     Authentic, but too old. 400.
     */
    GIGAPAY_REJECTION_STALE = 10,
    /*
     Authentic, but from the future: a clock is wrong. 400.
     */
    GIGAPAY_REJECTION_FUTURE = 11,
    /*
     There is no `Gigapay-Signature`. 401.
     */
    GIGAPAY_REJECTION_UNSIGNED = 12,
    /*
     The signature matches none of the secrets. 401.
     */
    GIGAPAY_REJECTION_FORGED = 13,
    /*
     Not the path of this endpoint. 404.
     */
    GIGAPAY_REJECTION_PATH = 14,
    /*
     Not a POST. 405.
     */
    GIGAPAY_REJECTION_METHOD = 15,
    /*
     It took too long. 408.
     */
    GIGAPAY_REJECTION_TIMEOUT = 16,
    /*
     There is neither a `Content-Length` nor chunks. 411.
     */
    GIGAPAY_REJECTION_LENGTH_REQUIRED = 17,
    /*
     The body is larger than the endpoint, or the memory for it, allows. 413.
     */
    GIGAPAY_REJECTION_TOO_LARGE = 18,
    /*
     The request line is too long. 414.
     */
    GIGAPAY_REJECTION_TARGET_TOO_LONG = 19,
    /*
     The body is announced as something other than JSON. 415.
     */
    GIGAPAY_REJECTION_MEDIA_TYPE = 20,
    /*
     An expectation other than `100-continue`. 417.
     */
    GIGAPAY_REJECTION_EXPECTATION = 21,
    /*
     The head is too long. 431.
     */
    GIGAPAY_REJECTION_HEAD_TOO_LARGE = 22,
    /*
     A transfer coding other than `chunked`. 501.
     */
    GIGAPAY_REJECTION_TRANSFER_CODING = 23,
    /*
     The same notification is being processed. 503.
     */
    GIGAPAY_REJECTION_IN_PROGRESS = 24,
    /*
     The receiver is overloaded. 503.
     */
    GIGAPAY_REJECTION_OVERLOADED = 25,
    /*
     Not HTTP/1. 505.
     */
    GIGAPAY_REJECTION_VERSION = 26,
    /*
     There is no secret to verify it with yet. 503.
     */
    GIGAPAY_REJECTION_NO_SECRET = 27,
    /*
     A reason that this interface has no number for.
     */
    GIGAPAY_REJECTION_OTHER = 999,
};
#ifndef __cplusplus
typedef uint32_t gigapay_rejection;
#endif // __cplusplus

/*
 Whether to deliver a notification to the application.
 */
enum gigapay_admission
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     It is new, and in progress from now on: call `gigapay_replay_guard_settle` afterwards.
     */
    GIGAPAY_ADMISSION_NEW = 0,
    /*
     The application has accepted it before: respond with 200 once more.
     */
    GIGAPAY_ADMISSION_REPLAYED = 1,
    /*
     The application is processing it: respond with 503, so that the API sends it again.
     */
    GIGAPAY_ADMISSION_IN_PROGRESS = 2,
};
#ifndef __cplusplus
typedef uint32_t gigapay_admission;
#endif // __cplusplus

/*
 What a notification turned out to be.
 */
enum gigapay_verdict_kind
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     Signed with none of the secrets, or changed since.
     */
    GIGAPAY_VERDICT_KIND_FORGED = 0,
    /*
     Signed with one of the secrets, at an acceptable time.
     */
    GIGAPAY_VERDICT_KIND_AUTHENTIC = 1,
    /*
     Signed with one of the secrets, but too long ago.
     */
    GIGAPAY_VERDICT_KIND_STALE = 2,
    /*
     Signed with one of the secrets, but in the future: a clock is wrong.
     */
    GIGAPAY_VERDICT_KIND_FUTURE = 3,
};
#ifndef __cplusplus
typedef uint32_t gigapay_verdict_kind;
#endif // __cplusplus

/*
 What to do with the secret key when a webhook is replaced.
 */
enum gigapay_replacement_secret
#ifdef __cplusplus
  : uint32_t
#endif // __cplusplus
 {
    /*
     Send `secret_key`: the present key to keep it, or a new one.
     */
    GIGAPAY_REPLACEMENT_SECRET_SET = 0,
    /*
     The server generates a new one. Receivers that verify with the old one then reject
     notifications.
     */
    GIGAPAY_REPLACEMENT_SECRET_REGENERATE = 1,
};
#ifndef __cplusplus
typedef uint32_t gigapay_replacement_secret;
#endif // __cplusplus

/*
 A UTF-8 text with its length in bytes, without a terminating NUL. If `data` is `NULL`, there is
 no text. `gigapay_text_of` converts a C string, `GIGAPAY_TEXT` a literal.
 */
typedef struct gigapay_text {
    /*
     The first byte, or `NULL`.
     */
    const char *data;
    /*
     Number of bytes.
     */
    size_t length;
} gigapay_text;

/*
 A token and, for webhooks of an integration, its id. Initialise it with
 `gigapay_credentials_init`, and overwrite it with `gigapay_credentials_wipe`.
 */
typedef struct gigapay_credentials {
    uint64_t opaque[GIGAPAY_CREDENTIALS_WORDS];
} gigapay_credentials;

/*
 A connection that is open. For the API's own servers it must be TLS that authenticates the
 server. `context` is handed to each callback. Callbacks must not call functions on the objects
 that the running function was given.
 */
typedef struct gigapay_connection {
    /*
     Whatever the callbacks need.
     */
    void *context;
    /*
     Waits for bytes and stores up to `length` of them, at least one. Returns their number, 0 if
     the peer has closed the connection, or a negative number: `GIGAPAY_IO_FAILED` and so on.
     */
    ptrdiff_t (*read)(void *context, uint8_t *to, size_t length);
    /*
     Sends up to `length` bytes, at least one. Returns their number, or a negative number.
     */
    ptrdiff_t (*write)(void *context, const uint8_t *bytes, size_t length);
    /*
     Flushes bytes that `write` has buffered. Returns 0, or a negative number. May be `NULL`.
     */
    ptrdiff_t (*flush)(void *context);
    /*
     Closes the connection and opens another to the same server. Returns 0, or a negative number.
     If it is `NULL`, calls that need a new connection return `GIGAPAY_STATUS_NO_RECONNECT`.
     */
    ptrdiff_t (*reconnect)(void *context);
    /*
     1 once the connection has carried a response, which these functions set; set it to 0 for a
     new connection. A request that finds a used connection closed is sent again over a new one,
     if that is safe.
     */
    uint8_t was_used;
} gigapay_connection;

/*
 How to reach the API.
 */
typedef struct gigapay_client {
    /*
     Base URL of the server: `http://` or `https://`, a host, and the path that `webhooks/` is
     appended to. Without it, Gigapay's production server.
     */
    struct gigapay_text base_url;
    /*
     Language of the API's messages, sent as `Accept-Language`. Optional.
     */
    struct gigapay_text language;
    /*
     The token, and whose webhooks these are.
     */
    const struct gigapay_credentials *credentials;
    /*
     The connection to the server.
     */
    struct gigapay_connection connection;
    /*
     Buffer in which the request is encoded and the response received. Overwritten with zeros at
     the end.
     */
    uint8_t *buffer;
    /*
     Size of the buffer in bytes: at least 1; 512 bytes are a good choice.
     */
    size_t buffer_length;
    /*
     Largest response in bytes; 0 for 16 MiB.
     */
    uint32_t max_response;
} gigapay_client;

/*
 Fields of a webhook to send. A field whose `data` is `NULL` is not sent.
 */
typedef struct gigapay_fields {
    /*
     Id of a new webhook, or new id of an existing one.
     */
    struct gigapay_text id;
    /*
     Where notifications are posted.
     */
    struct gigapay_text url;
    /*
     Names of events: 256 bytes in all, with one extra byte for each. `NULL` if not sent.
     */
    const struct gigapay_text *events;
    /*
     Number of events.
     */
    size_t event_count;
    /*
     Key to sign notifications with, up to 64 bytes.
     */
    struct gigapay_text secret_key;
    /*
     The text of one JSON value, nested 28 deep at most.
     */
    struct gigapay_text metadata;
} gigapay_fields;

/*
 A webhook as the API returned it. Operations overwrite it, even if it is not initialised. To
 read it before the first operation, initialise it with `gigapay_webhook_init`. It holds a secret
 key: call `gigapay_webhook_wipe` when you no longer need it.

 Capacities in bytes: id 64, url 256, events 256 (the length of each name and one extra byte),
 secret key 64, metadata 256.
 */
typedef struct gigapay_webhook {
    uint64_t opaque[GIGAPAY_WEBHOOK_WORDS];
} gigapay_webhook;

/*
 Detailed result of an operation. After `GIGAPAY_STATUS_OK` only `outcome` and `is_reusable` have
 a meaning.
 */
typedef struct gigapay_result {
    /*
     What the function returned.
     */
    gigapay_status status;
    /*
     The field that `status` is about.
     */
    gigapay_field field;
    /*
     Whether the change was made.
     */
    gigapay_outcome outcome;
    /*
     HTTP status of the API's refusal; 0 if there is none.
     */
    uint16_t http_status;
    /*
     Whether doing the same again is safe and may succeed, now or later.
     */
    bool is_retryable;
    /*
     Whether the connection may carry another operation. Close it if not.
     */
    bool is_reusable;
    /*
     Whether the API said how long to wait.
     */
    bool has_retry_after;
    /*
     Whether a text of the API was truncated.
     */
    bool problem_is_cut;
    /*
     Whether the API named other faults after the first.
     */
    bool problem_has_more;
    /*
     How many seconds to wait before the next attempt.
     */
    uint32_t retry_after;
    /*
     What the failed callback returned; 0 if none failed.
     */
    ptrdiff_t io_error;
    /*
     Path of the field that the message is about (`events.1`), NUL-terminated. Untrusted: it may
     contain control characters.
     */
    char problem_field[GIGAPAY_PROBLEM_FIELD_SIZE];
    /*
     The API's message, NUL-terminated. Untrusted: it may contain control characters.
     */
    char problem_message[GIGAPAY_PROBLEM_MESSAGE_SIZE];
} gigapay_result;

/*
 Which webhooks to list, and the callbacks that receive them.
 */
typedef struct gigapay_listing {
    /*
     The page to begin with, which counts from 1; 0 for the first.
     */
    uint32_t page;
    /*
     Webhooks per page; 0 for the server's default.
     */
    uint32_t page_size;
    /*
     Handed to the callbacks.
     */
    void *context;
    /*
     Receives a webhook, which is valid until the callback returns. Returns 0 to continue; any
     other number ends the list; then close the connection.
     */
    int32_t (*item)(void *context, const struct gigapay_webhook *webhook);
    /*
     Called for a webhook that is skipped because `field` is too long for a `gigapay_webhook`.
     `id.data` is `NULL` if the id is not known. Returns 0 to continue; any other number ends the
     list. If it is `NULL`, such a webhook ends the list with `GIGAPAY_STATUS_CAPACITY`.
     */
    int32_t (*oversize)(void *context, gigapay_field field, struct gigapay_text id);
} gigapay_listing;

/*
 Report on a list.
 */
typedef struct gigapay_list_report {
    /*
     Number of webhooks in the whole list, from the latest page that states it.
     */
    uint32_t count;
    /*
     Whether a page has stated `count`.
     */
    bool has_count;
    /*
     Whether the list changed while it was read, so that webhooks may be missing or listed twice.
     */
    bool has_changed;
} gigapay_list_report;

/*
 Up to two secrets: two while one replaces the other. A notification is authentic if it is signed
 with any of them, and forged if there are none. Initialise the keyring with
 `gigapay_keyring_init`, overwrite it with `gigapay_keyring_wipe`.
 */
typedef struct gigapay_keyring {
    uint64_t opaque[GIGAPAY_KEYRING_WORDS];
} gigapay_keyring;

/*
 Remembers the last notifications that were accepted or are in progress, so that the application
 gets none twice. Initialise it with `gigapay_replay_guard_init`. Receivers that run at the same
 time share one guard; protect each of their calls by one lock.
 */
typedef struct gigapay_replay_guard {
    uint64_t opaque[GIGAPAY_REPLAY_GUARD_WORDS];
} gigapay_replay_guard;

/*
 The present time, and the largest age of a notification. `NULL` instead of a pointer to it skips
 the check; then only a replay guard detects a notification that an attacker sends again.
 */
typedef struct gigapay_time_check {
    /*
     Unix time in seconds.
     */
    uint64_t now;
    /*
     Largest age in seconds; 0 for 300.
     */
    uint32_t max_age;
    /*
     Largest difference of the clocks in seconds, for a notification from the future; 0 for 300.
     */
    uint32_t max_ahead;
} gigapay_time_check;

/*
 An authentic notification that is new.
 */
typedef struct gigapay_notification {
    /*
     The body, as JSON, if it was collected. Valid until the callback returns.
     */
    const uint8_t *body;
    /*
     Length of the body in bytes.
     */
    size_t body_length;
    /*
     When it was signed, in seconds of Unix time.
     */
    uint64_t timestamp;
    /*
     Index in the keyring of the secret that signed it.
     */
    size_t secret;
} gigapay_notification;

/*
 An endpoint that receives notifications, and its callbacks.
 */
typedef struct gigapay_endpoint {
    /*
     Path of the webhook's url, its query included.
     */
    struct gigapay_text path;
    /*
     The secrets.
     */
    const struct gigapay_keyring *keyring;
    /*
     The replay guard.
     */
    struct gigapay_replay_guard *guard;
    /*
     Buffer in which the request is received and the response encoded.
     */
    uint8_t *buffer;
    /*
     Size of the buffer in bytes: at least 1; 256 bytes are a good choice.
     */
    size_t buffer_length;
    /*
     Memory in which the body is collected. If it is `NULL`, the body is only passed to `piece`.
     */
    uint8_t *body;
    /*
     Size of this memory in bytes. The response to a larger body is 413.
     */
    size_t body_length;
    /*
     Largest body in bytes; 0 for 64 KiB.
     */
    uint32_t max_body;
    /*
     Handed to the callbacks.
     */
    void *context;
    /*
     Sets `now` and the limits of the age when a body is complete. Returns 0. If it returns
     another number, or is `NULL`, the time is not known, and the age is not checked.
     */
    int32_t (*time)(void *context, struct gigapay_time_check *time);
    /*
     Receives a piece of the body if it is not collected. Do not act upon it before `deliver` is
     called. May be `NULL`.
     */
    void (*piece)(void *context, const uint8_t *bytes, size_t length);
    /*
     Receives a notification that is authentic and new. Returns the status of the response: 200
     if it is accepted; 500 or 503 if the API should send it again. A number that is not a final
     status counts as 500.
     */
    uint16_t (*deliver)(void *context, const struct gigapay_notification *notification);
} gigapay_endpoint;

/*
 Outcome of a request. It does not say whether the peer received the response.
 */
typedef struct gigapay_receipt {
    /*
     The outcome.
     */
    gigapay_receipt_kind kind;
    /*
     Why it was rejected.
     */
    gigapay_rejection rejection;
    /*
     Status of the response; 0 if there was none.
     */
    uint16_t http_status;
    /*
     Whether the connection may carry another request. Close it if not: the sending direction
     first, and the other one a moment later.
     */
    bool is_reusable;
    /*
     Seconds that a notification is too old or too early by the clock.
     */
    uint64_t seconds;
    /*
     What the failed callback returned; 0 if none failed.
     */
    ptrdiff_t io_error;
} gigapay_receipt;

/*
 Identity of a notification.
 */
typedef struct gigapay_delivery_id {
    uint64_t opaque[GIGAPAY_DELIVERY_ID_WORDS];
} gigapay_delivery_id;

/*
 A parsed `Gigapay-Signature` field.
 */
typedef struct gigapay_signature {
    uint64_t opaque[GIGAPAY_SIGNATURE_WORDS];
} gigapay_signature;

/*
 Verifies a notification whose body arrives in pieces. It keeps pointers to the keyring and the
 signature that it was initialised with: do not move or change them until it is finished or
 wiped.
 */
typedef struct gigapay_verifier {
    uint64_t opaque[GIGAPAY_VERIFIER_WORDS];
} gigapay_verifier;

/*
 Verdict on a notification. Act upon it only if it is authentic, and new to a replay guard.
 */
typedef struct gigapay_verdict {
    /*
     The verdict.
     */
    gigapay_verdict_kind kind;
    /*
     Index of the secret in the keyring; 0 if it is forged.
     */
    size_t secret;
    /*
     When it was signed, in seconds of Unix time; 0 if it is forged.
     */
    uint64_t timestamp;
    /*
     Seconds that it is too old or too early by the clock; 0 if it is neither.
     */
    uint64_t seconds;
} gigapay_verdict;

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

/*
 Returns the text of a C string, valid as long as the string. `NULL` is no text.
 */
struct gigapay_text gigapay_text_of(const char *string);

/*
 Initialises credentials. Without an integration (`data` is `NULL`), they are for webhooks of the
 user. The texts are copied.
 */
gigapay_status gigapay_credentials_init(struct gigapay_credentials *credentials,
                                        struct gigapay_text token,
                                        struct gigapay_text integration);

/*
 Overwrites credentials with zeros.
 */
gigapay_status gigapay_credentials_wipe(struct gigapay_credentials *credentials);

/*
 Retrieves the webhook with the id in `fields`, registers it if it is absent, and updates the
 fields that differ. `fields` needs `id`, `url` and `events`. It is always safe to call again.
 `ensured` may be `NULL`.
 */
gigapay_status gigapay_ensure(struct gigapay_client *client,
                              const struct gigapay_fields *fields,
                              struct gigapay_webhook *webhook,
                              gigapay_ensured *ensured,
                              struct gigapay_result *result);

/*
 Lists webhooks, one at a time, through all pages. They are decoded into `webhook`.
 `list_report` may be `NULL`.
 */
gigapay_status gigapay_list(struct gigapay_client *client,
                            const struct gigapay_listing *listing,
                            struct gigapay_webhook *webhook,
                            struct gigapay_list_report *list_report,
                            struct gigapay_result *result);

/*
 Initialises a keyring without secrets.
 */
gigapay_status gigapay_keyring_init(struct gigapay_keyring *keyring);

/*
 Adds a secret: a webhook's `secret_key`, unchanged. Its index is the number of earlier secrets.
 */
gigapay_status gigapay_keyring_push(struct gigapay_keyring *keyring, struct gigapay_text secret);

/*
 Removes a secret and wipes it. The indices of the secrets after it decrease by one.
 */
gigapay_status gigapay_keyring_retire(struct gigapay_keyring *keyring, size_t secret);

/*
 Overwrites a keyring with zeros.
 */
gigapay_status gigapay_keyring_wipe(struct gigapay_keyring *keyring);

/*
 Serves one request on an accepted connection. `receipt` may be `NULL`. Returns
 `GIGAPAY_STATUS_OK` even if the request is rejected, or the peer closes the connection without
 a request.
 */
gigapay_status gigapay_receive(const struct gigapay_endpoint *endpoint,
                               const struct gigapay_connection *connection,
                               struct gigapay_receipt *receipt);

/*
 Returns a text that explains a `gigapay_rejection`: NUL-terminated and static.
 */
const char *gigapay_rejection_text(uint32_t rejection);

/*
 Initialises a guard that remembers nothing.
 */
gigapay_status gigapay_replay_guard_init(struct gigapay_replay_guard *guard);

/*
 Admits or rejects a notification. Call it only for authentic notifications.
 */
gigapay_status gigapay_replay_guard_admit(struct gigapay_replay_guard *guard,
                                          const struct gigapay_delivery_id *id,
                                          gigapay_admission *admission);

/*
 Ends the processing of a notification. If `accepted` is 0, the guard forgets it, so that it is
 admitted when the API sends it again.
 */
gigapay_status gigapay_replay_guard_settle(struct gigapay_replay_guard *guard,
                                           const struct gigapay_delivery_id *id,
                                           int32_t accepted);

/*
 Parses the value of a `Gigapay-Signature` field.
 */
gigapay_status gigapay_signature_parse(struct gigapay_signature *signature,
                                       struct gigapay_text value);

/*
 Initialises a verifier for the body that came with `signature`.
 */
gigapay_status gigapay_verifier_init(struct gigapay_verifier *verifier,
                                     const struct gigapay_keyring *keyring,
                                     const struct gigapay_signature *signature);

/*
 Adds the next piece of the body, byte for byte as it was sent.
 */
gigapay_status gigapay_verifier_update(struct gigapay_verifier *verifier,
                                       const uint8_t *piece,
                                       size_t length);

/*
 Ends the body, writes the verdict, and wipes the verifier. Without `time` (`NULL`), the age is
 not checked. `id` is for a replay guard, and may be `NULL`.
 */
gigapay_status gigapay_verifier_finish(struct gigapay_verifier *verifier,
                                       const struct gigapay_time_check *time,
                                       struct gigapay_verdict *verdict,
                                       struct gigapay_delivery_id *id);

/*
 Overwrites a verifier with zeros.
 */
gigapay_status gigapay_verifier_wipe(struct gigapay_verifier *verifier);

/*
 Registers a webhook. `fields` needs `url` and `events`. `idempotency_key` may be left out: with
 one, the request may be sent again if its response was lost; use a new one after a 4xx and for
 other values.
 */
gigapay_status gigapay_register(struct gigapay_client *client,
                                const struct gigapay_fields *fields,
                                struct gigapay_text idempotency_key,
                                struct gigapay_webhook *webhook,
                                struct gigapay_result *result);

/*
 Retrieves a webhook by its id.
 */
gigapay_status gigapay_retrieve(struct gigapay_client *client,
                                struct gigapay_text id,
                                struct gigapay_webhook *webhook,
                                struct gigapay_result *result);

/*
 Updates the fields of a webhook that are set in `fields`.
 */
gigapay_status gigapay_update(struct gigapay_client *client,
                              struct gigapay_text id,
                              const struct gigapay_fields *fields,
                              struct gigapay_webhook *webhook,
                              struct gigapay_result *result);

/*
 Replaces a webhook. `fields` needs `url` and `events`; without metadata, the API resets it
 to `{}`. `secret` is a `gigapay_replacement_secret`.
 */
gigapay_status gigapay_replace(struct gigapay_client *client,
                               struct gigapay_text id,
                               const struct gigapay_fields *fields,
                               uint32_t secret,
                               struct gigapay_webhook *webhook,
                               struct gigapay_result *result);

/*
 Deletes a webhook.
 */
gigapay_status gigapay_delete(struct gigapay_client *client,
                              struct gigapay_text id,
                              struct gigapay_result *result);

/*
 Returns a text that explains a `gigapay_status`: NUL-terminated and static.
 */
const char *gigapay_status_text(uint32_t status);

/*
 Puts an empty webhook there, whatever was there.
 */
gigapay_status gigapay_webhook_init(struct gigapay_webhook *webhook);

/*
 Overwrites a webhook with zeros, its secret key included, and puts an empty one there.
 */
gigapay_status gigapay_webhook_wipe(struct gigapay_webhook *webhook);

/*
 Returns the id. Like all of these texts, it is part of the webhook, and valid until the webhook
 is written to again.
 */
struct gigapay_text gigapay_webhook_id(const struct gigapay_webhook *webhook);

/*
 Returns the url that notifications are posted to.
 */
struct gigapay_text gigapay_webhook_url(const struct gigapay_webhook *webhook);

/*
 Returns the name of the event at an index from 0. After the last one, `data` is `NULL`.
 */
struct gigapay_text gigapay_webhook_event(const struct gigapay_webhook *webhook, size_t place);

/*
 Returns the key that notifications are signed with; empty if the API did not send it. Do not log
 it.
 */
struct gigapay_text gigapay_webhook_secret_key(const struct gigapay_webhook *webhook);

/*
 Returns the metadata: the text of one JSON value, as the API sent it.
 */
struct gigapay_text gigapay_webhook_metadata(const struct gigapay_webhook *webhook);

#ifdef __cplusplus
}  // extern "C"
#endif  // __cplusplus

#endif  /* GIGAPAY_H */
