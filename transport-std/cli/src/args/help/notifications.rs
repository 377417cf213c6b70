//! The texts of the commands about notifications.

pub(in crate::args) const LISTEN: &str = "\
Examples:
  gigapay-webhooks listen --secret-key c1329a085d65f7757838df5920fdcc9a --print
  gigapay-webhooks listen --key-file keys --forward-to http://127.0.0.1:3000/
  gigapay-webhooks --sandbox listen --register Payout.created

Prints a line for each notification, with the time of day (UTC) and the object's
id; with --verbose also who sent it, and the header fields of authentic ones and of
what is forwarded, their signatures cut. Only authentic ones are forwarded; the
others are refused, and the line says why. A notification that was accepted is not
forwarded again when it is repeated.

A notification that cannot be printed (a full disk, a closed pipe) is not
accepted: the API gets a 503 and sends it again. The listener then stops with
exit status 1.

The webhook of --register has the same id whenever API and URL are the same. If the
listener was killed, the next one with that URL takes it over, and deletes it at the
end. With port 0 in --addr and no --public-url, each run has another URL: what a
killed one has left stays until `delete` deletes it. Its id begins with listen-.

During a rotation both keys are accepted: give both, or keep them in a file, which
is read again when it changes. `rotate` uses such a file.

With --json a line has `status`, `verdict`, `reason`, `timestamp`, `secret` and
`object`. `secret` is the position of the secret key, from 1: first the keys of the
file, then those of --secret-key or GIGAPAY_SECRET_KEY, and last --register's.

At most 1,024 connections are open at a time. A new one has 5 s for its first byte
and 10 s for its request. Slow senders delay no other: where all places are taken,
the connection that has used the largest share of its time without a complete
request makes room, after half a second at the earliest.

The API must be able to reach this computer: run the listener behind a
TLS-terminating reverse proxy that forwards to --addr. On Ctrl-C or SIGTERM,
requests in progress are completed first.";

pub(in crate::args) const TRIGGER: &str = "\
Examples:
  gigapay-webhooks --sandbox trigger Payout.created
  gigapay-webhooks trigger Payout.created --to http://127.0.0.1:8080/ \\
      --secret-key c1329a085d65f7757838df5920fdcc9a --data '{\"id\": 1}'

Without --to a sandbox sends the notification to every subscribed webhook, signed
with its secret key, and retries up to ten times. The objects are samples,
invented except for id, metadata and timestamps. Exit status 1: no webhook is
subscribed, or not all of them accepted it at once.";

pub(in crate::args) const VERIFY: &str = "\
Examples:
  gigapay-webhooks verify --secret-key c1329a085d65f7757838df5920fdcc9a \\
      --signature t=1700000000,v1=… body.json
  … | gigapay-webhooks verify --signature t=…,v1=… -

The signature covers the body as it arrived, byte for byte: save it before
anything parses it. If it does not match, the usual causes are tried, such as a
body that was parsed and written again, or white space around the key; those that
explain the signature are reported.

Secret keys are numbered from 1, with --json (`secret`) too: those of the file
come last.

Exit status: 0 authentic, 1 not authentic, 2 wrong usage, 3 authentic, but too
old or from the future.";

pub(in crate::args) const ROTATE: &str = "\
Example:
  gigapay-webhooks rotate pump-7 --key-file keys
  gigapay-webhooks rotate pump-7 --key-file keys --apply

A receiver that does not know the new key refuses what is signed with it, so
there are two steps. The first generates the new key, stores it in the file below
the present one, and changes nothing at the API: have every receiver accept both
(`listen --key-file keys` does so by itself, within a second). The second has
the API sign with the new one. Remove the old one when no notification signed
with it can be in transit any more: the API tries up to ten times.

The first step can be repeated, for instance after a crash, until the second is
done: the generated key stays. The second can be repeated until the next rotation
begins: a key that is in use already is not changed. The next rotation begins
with the first step after the second: it generates another key, and removes the
oldest one from the file.

An existing file keeps its owner and permissions, and a link to it stays.";
