/* The six operations of the API, as a device does them: without a heap, in memory of its own. */
#include "six_operations.h"

static int count_events(const struct gigapay_webhook *webhook) {
    int count = 0;
    while (gigapay_webhook_event(webhook, (size_t)count).data != NULL) {
        count++;
    }
    return count;
}

static int32_t count_item(void *context, const struct gigapay_webhook *webhook) {
    *(int *)context += count_events(webhook);
    return 0;
}

int six_operations(struct gigapay_client *client, struct gigapay_result *result) {
    static struct gigapay_webhook webhook;
    const struct gigapay_text events[] = {
        GIGAPAY_TEXT("Payout.created"),
        GIGAPAY_TEXT("Payout.notified"),
    };
    const struct gigapay_text id = GIGAPAY_TEXT("pump-7");
    const struct gigapay_text key = GIGAPAY_TEXT("pump-7-1");
    struct gigapay_fields fields = {
        GIGAPAY_TEXT("pump-7"), GIGAPAY_TEXT("https://gigatron.se/webhooks/payouts/"),
        NULL, 0, GIGAPAY_NO_TEXT, GIGAPAY_NO_TEXT,
    };
    struct gigapay_fields changes = {
        GIGAPAY_NO_TEXT, GIGAPAY_NO_TEXT, NULL, 0, GIGAPAY_NO_TEXT, GIGAPAY_NO_TEXT,
    };
    struct gigapay_listing listing = {0, 2, NULL, count_item, NULL};
    int seen = 0;

    listing.context = &seen;
    if (gigapay_list(client, &listing, &webhook, NULL, result) != GIGAPAY_STATUS_OK) {
        return -1;
    }
    fields.events = events;
    fields.event_count = 1;
    if (gigapay_register(client, &fields, key, &webhook, result) != GIGAPAY_STATUS_OK) {
        return -2;
    }
    seen += count_events(&webhook);
    if (gigapay_retrieve(client, id, &webhook, result) != GIGAPAY_STATUS_OK) {
        return -3;
    }
    seen += count_events(&webhook);
    changes.events = events;
    changes.event_count = 2;
    if (gigapay_update(client, id, &changes, &webhook, result) != GIGAPAY_STATUS_OK) {
        return -4;
    }
    seen += count_events(&webhook);
    if (gigapay_replace(client, id, &fields, GIGAPAY_REPLACEMENT_SECRET_REGENERATE, &webhook,
                        result) != GIGAPAY_STATUS_OK) {
        return -5;
    }
    seen += count_events(&webhook);
    if (gigapay_webhook_wipe(&webhook) != GIGAPAY_STATUS_OK) {
        return -6;
    }
    if (gigapay_delete(client, id, result) != GIGAPAY_STATUS_OK) {
        return -6;
    }
    return seen + 1;
}
