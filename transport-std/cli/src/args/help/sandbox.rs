//! The text of the sandbox, with its faults.

pub(in crate::args) const SANDBOX: &str = r#"Examples:
  gigapay-webhooks sandbox
  gigapay-webhooks sandbox --data webhooks.json --tls --ca-out ca.pem

Prints how to reach it, then a line for each request, until Ctrl-C. `trigger`
makes an event happen there; each attempt to notify a webhook is a line.

Faults are armed over HTTP, without a token. GET lists them, DELETE disarms all:
  curl http://127.0.0.1:8000/sandbox/faults -d '{"fault": "close", "times": 1}'
"times": N is how often it happens (always without it), "skip": N how many
requests pass first. Several at once are an array.

Another response comes, and the request is not carried out:
  {"fault": "server_error", "status": 502}   an error page in HTML
  {"fault": "throttled", "retry_after": 2}   a 429
  {"fault": "redirect_to_https"}             a 301
  {"fault": "reply", "status": 418, "headers": [["X", "y"]], "body": "tea"}

The response to a request that is carried out differs:
  {"fault": "delay", "milliseconds": 500}    it comes late
  {"fault": "drip", "bytes": 3, "milliseconds": 20}
                                             it comes a few bytes at a time
  {"fault": "interim", "status": 103, "count": 2}
                                             interim responses come first
  {"fault": "chunked", "size": 7}            also "extension" and "trailers"
  {"fault": "close_delimited", "http_1_0": true}
                                             its end is that of the connection
  {"fault": "close"}                         Connection: close
  {"fault": "length_on_empty_body"}          a 204 has Content-Length: 0
  {"fault": "escape_non_ascii"}              JSON is pure ASCII
  {"fault": "extra_fields"}                  objects have unknown fields
  {"fault": "links_name_plain_http"}         of a list, to other pages
  {"fault": "links_drop_page_size"}          the same

The connection ends; "how" is "close", "fin" or "reset":
  {"fault": "cut_request", "after": 10, "how": "fin"}
                                             after 10 bytes of the request
  {"fault": "cut_response", "after": 40, "how": "reset"}
                                             after 40 bytes of the response
  {"fault": "cut_idle", "how": "close"}      after a whole response

Notifications:
  {"fault": "wrong_signature"}               signed with an unrelated key
  {"fault": "shifted_time", "seconds": -600} signed ten minutes ago
  {"fault": "duplicate_delivery", "count": 2}
                                             posted two more times
  {"fault": "both_secrets"}                  signed with two keys
  {"fault": "cut_delivery", "after": 100, "how": "reset"}
                                             cut after 100 bytes"#;
