/* The responses of tests/footprint/board, one for each operation in the order of the program. */
#include "canned.h"

#define SITE "https://gigatron.se/webhooks/"
#define ID "38a93e19-886a-4246-9cfe-471214ff6739"
#define SECRET "c1329a085d65f7757838df5920fdcc9a"
#define JSON "Content-Type: application/json\r\n"

static const char list[] =
    "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 12:00:00 GMT\r\n" JSON
    "Vary: Accept, Cookie\r\nContent-Length: 479\r\n\r\n"
    "{\"count\":2,\"next\":null,\"previous\":null,\"results\":[{\"id\":\"" ID "\",\"url\":\"" SITE
    "payouts/\",\"events\":[\"Payout.notified\",\"Payout.accepted\"],\"secret_key\":\"" SECRET
    "\",\"metadata\":{\"site\":\"A\",\"line\":[1,2,3]}},"
    "{\"id\":\"0630bfcf-ad0a-458a-9794-816b54b542b6\",\"url\":\"" SITE
    "employees/\",\"events\":[\"Employee.verified\"],"
    "\"secret_key\":\"1fc0ee40ecf33f83cbd3f930443074ca\","
    "\"metadata\":{\"site\":\"Lule\xc3\xa5\"}}]}";
static const char registered[] =
    "HTTP/1.1 201 Created\r\n" JSON "Location: " SITE "payouts/\r\nContent-Length: 202\r\n\r\n"
    "{\"id\":\"" ID "\",\"url\":\"" SITE "payouts/\",\"events\":[\"Payout.created\"],"
    "\"secret_key\":\"" SECRET "\",\"metadata\":{\"site\":\"A\",\"n\":123456}}";
static const char retrieved[] =
    "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 187\r\n\r\n"
    "{\"id\":\"" ID "\",\"url\":\"" SITE "payouts/\",\"events\":[\"Payout.created\"],"
    "\"secret_key\":\"" SECRET "\",\"metadata\":{\"n\":12}}";
static const char updated[] =
    "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 200\r\n\r\n"
    "{\"id\":\"481272\",\"url\":\"" SITE "payouts/\","
    "\"events\":[\"Payout.created\",\"Payout.notified\"],\"secret_key\":\"" SECRET
    "\",\"metadata\":{\"a\":[true,false,null],\"b\":1.5e3}}";
static const char replaced[] =
    "HTTP/1.1 200 OK\r\n" JSON "Content-Length: 153\r\n\r\n"
    "{\"id\":\"481272\",\"url\":\"" SITE "invoices/\",\"events\":[\"Invoice.created\"],"
    "\"secret_key\":\"vksnrsc6tamq73tc26rzrnzf33a4pgdv\",\"metadata\":{}}";
static const char deleted[] = "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";

static const struct {
    const char *text;
    size_t length;
} responses[RESPONSES] = {
    {list, sizeof list - 1},           {registered, sizeof registered - 1},
    {retrieved, sizeof retrieved - 1}, {updated, sizeof updated - 1},
    {replaced, sizeof replaced - 1},   {deleted, sizeof deleted - 1},
};

ptrdiff_t canned_read(void *context, uint8_t *to, size_t length) {
    struct canned *canned = context;
    size_t count = length < canned->length ? length : canned->length;
    size_t place;
    for (place = 0; place < count; place++) {
        to[place] = (uint8_t)canned->rest[place];
    }
    canned->rest += count;
    canned->length -= count;
    return (ptrdiff_t)count;
}

ptrdiff_t canned_write(void *context, const uint8_t *bytes, size_t length) {
    struct canned *canned = context;
    (void)bytes;
    if (canned->length == 0 && canned->next < RESPONSES) {
        canned->rest = responses[canned->next].text;
        canned->length = responses[canned->next].length;
        canned->next++;
    }
    return (ptrdiff_t)length;
}
