//! Heapless, no_std client of the Gigapay Webhooks API: builds HTTP/1.1 requests and decodes answers as they arrive
