/* The six operations on an emulated Cortex-M4, over responses in memory. Prints their results and
 * the peak stack by semihosting. With EMPTY defined it only moves the responses, to measure the
 * flash without the client. */
#include "canned.h"
#include "six_operations.h"

extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[], stack_top[];

void reset(void);
static void fault(void);

/* The initial stack pointer, reset, NMI and hard fault; the others have no source here. */
__attribute__((section(".vectors"), used)) static const struct {
    uint32_t *stack;
    void (*handlers[3])(void);
    uint32_t others[12];
} vectors = {stack_top, {reset, fault, fault}, {0}};

static uint32_t semihosting(uint32_t operation, const void *argument) {
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static void print_number(const char *name, uint32_t number) {
    char text[12];
    char *digit = text + sizeof text;
    *--digit = '\0';
    *--digit = '\n';
    do {
        *--digit = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    semihosting(4, name);
    semihosting(4, digit);
}

#ifdef EMPTY
static int work(void) {
    static uint8_t buffer[BUFFER_SIZE];
    struct canned canned = {0};
    int sum = 0;
    while (canned.next < RESPONSES) {
        ptrdiff_t count;
        canned_write(&canned, buffer, 1);
        while ((count = canned_read(&canned, buffer, sizeof buffer)) > 0) {
            sum += (int)count;
        }
    }
    return sum;
}
#else
static int work(void) {
    static struct gigapay_credentials credentials;
    const struct gigapay_text token = GIGAPAY_TEXT("asasdadjanfkanfda");
    const struct gigapay_text integration = GIGAPAY_TEXT("aqdnkjasdo12");
    /* On the stack, as the other clients that are measured have theirs. */
    uint8_t buffer[BUFFER_SIZE];
    struct canned canned = {0};
    struct gigapay_client client = {0};
    struct gigapay_result result;
    int seen;

    if (gigapay_credentials_init(&credentials, token, integration) != GIGAPAY_STATUS_OK) {
        return -100;
    }
    client.credentials = &credentials;
    client.connection.context = &canned;
    client.connection.read = canned_read;
    client.connection.write = canned_write;
    client.buffer = buffer;
    client.buffer_length = sizeof buffer;
    seen = six_operations(&client, &result);
    gigapay_credentials_wipe(&credentials);
    return seen < 0 ? seen * 1000 - (int)result.status : seen;
}
#endif

static void fault(void) {
    print_number("fault ", 1);
    /* ADP_Stopped_RunTimeError */
    semihosting(0x18, (const void *)0x20023);
    for (;;) {
    }
}

#define PAINT 0x5a5a5a5au

__attribute__((noinline)) static uint32_t *stack_pointer(void) {
    return __builtin_frame_address(0);
}

void reset(void) {
    const uint32_t *from = data_load;
    uint32_t *to;
    uint32_t *top;
    int seen;

    for (to = data_start; to < data_end; to++) {
        *to = *from++;
    }
    for (to = bss_start; to < bss_end; to++) {
        *to = 0;
    }
    top = stack_pointer();
    for (to = bss_end; to < top - 16; to++) {
        *(volatile uint32_t *)to = PAINT;
    }
    seen = work();
    for (to = bss_end; to < top && *(volatile uint32_t *)to == PAINT; to++) {
    }
    print_number("seen ", seen < 0 ? (uint32_t)-seen : (uint32_t)seen);
    print_number(seen < 0 ? "failed " : "stack ", (uint32_t)((top - to) * 4));
    /* ADP_Stopped_ApplicationExit */
    semihosting(0x18, (const void *)0x20026);
    for (;;) {
    }
}
