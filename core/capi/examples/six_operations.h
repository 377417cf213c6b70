/* The six operations over a connection that is already open. */
#ifndef SIX_OPERATIONS_H
#define SIX_OPERATIONS_H

#include "gigapay.h"

/* Size in bytes of the buffer for requests and responses. */
#define BUFFER_SIZE 512

/* Performs list, register, retrieve, update, replace and delete. Returns the number of events seen
 * and deletions done, or a negative number for the operation that failed. `result` says why. */
int six_operations(struct gigapay_client *client, struct gigapay_result *result);

#endif
