//! The examples below each help text.

pub(super) const TOP: &str = "\
Examples:
  gigapay-webhooks                      The tour: every operation against a server of its own
  gigapay-webhooks sandbox              A server to try the commands on
  gigapay-webhooks --sandbox list       What it has
  export GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=…
  gigapay-webhooks --demo list
  gigapay-webhooks list --json | jq -r .url

Exit status: 0 done, 1 refused by the API or failed on the way, 2 wrong usage,
3 only of `verify`: authentic, but too old or from the future,
4 only of `list`: the list changed while it was read.
Colours only on a terminal; NO_COLOR and CLICOLOR are respected.";

pub(super) const LIST: &str = "\
Examples:
  gigapay-webhooks list
  gigapay-webhooks list --page-size 100 --json | jq -r .id

A webhook too large for this program is reported on standard error. The others
are shown all the same, and the exit status is 1.

Pages are cut when they are requested. If webhooks are registered or deleted
meanwhile, some may be missing or shown twice. Where that shows (the count
changes, a webhook of one page comes again on the next, a page is gone), a
warning on standard error says so and the exit status is 4: list again. With
--json it is an object with `warning` (\"list_changed\"), `message`, `count`,
`count_changed`, `repeated` and `page_gone`.";

pub(super) const REGISTER: &str = "\
Examples:
  gigapay-webhooks register --url https://example.com/ --event Payout.created
  gigapay-webhooks register --url https://example.com/ \\
      --event Payout.created,Payout.notified --metadata '{\"floor\": 3}' \\
      --id pump-7 --idempotency-key pump-7

Known events: Employee.{created,notified,claimed,verified},
Payout.{created,notified,accepted}, Payrun.{created,paid},
Invoice.{created,paid}, Registration.verified. Any other name is sent as it is.

Registration.* belongs to the user: register it with --integration-id \"\". A
warning says so when an integration id is set and all events are of that kind.

An idempotency key and an id together make a registration safe to repeat.";

pub(super) const ENSURE: &str = "\
Example:
  gigapay-webhooks ensure --id pump-7 --url https://example.com/ \\
      --event Payout.created,Payout.notified

It may be repeated, also after it failed or was cut off: there is one webhook of
that id, as it is to be. If it is so already, one request is all that is sent.
What is not said is left as it is. The order of events does not matter, nor the
way in which the server writes the metadata.

Exit status: 0 it is so now, 1 it is not, or not for certain. With --json the
webhook has one more member, outcome: unchanged, created or updated.";

pub(super) const RETRIEVE: &str = "\
Examples:
  gigapay-webhooks retrieve pump-7
  gigapay-webhooks retrieve pump-7 --json | jq -r .secret_key";

pub(super) const UPDATE: &str = "\
Examples:
  gigapay-webhooks update pump-7 --event Payout.created,Payout.accepted
  gigapay-webhooks update pump-7 --new-id pump-8 --metadata '{\"floor\": 4}'

Events and metadata are set as a whole: what is not named is gone.";

pub(super) const REPLACE: &str = "\
Examples:
  gigapay-webhooks replace pump-7 --keep-secret \\
      --url https://example.com/new/ --event Payrun.paid

The API draws a new secret key unless one is sent, and receivers that verify
with the old one then refuse their notifications. So there is no default: keep
it, set it, or have a new one drawn.

Metadata that is not given becomes {}.";

pub(super) const DELETE: &str = "\
Example:
  gigapay-webhooks delete pump-7

With --json nothing is printed.";

pub(super) const SANDBOX: &str = "\
Examples:
  gigapay-webhooks sandbox
  gigapay-webhooks sandbox --data webhooks.json --tls --ca-out ca.pem

It prints how to reach it, then a line for each request, until Ctrl-C. `trigger`
lets something happen there: a line for each attempt to notify a webhook.";

pub(super) const LISTEN: &str = "\
Examples:
  gigapay-webhooks listen --secret-key c1329a085d65f7757838df5920fdcc9a --print
  gigapay-webhooks listen --key-file keys --forward-to http://127.0.0.1:3000/
  gigapay-webhooks --sandbox listen --register Payout.created

Each notification is a line. Only those that are authentic are printed and
forwarded; the others are refused, and the line says why. What was accepted is
not handed on again when it comes again.

What cannot be printed (a full disk, a pipe whose reader left) is not accepted:
it is answered 503, so that it comes again. Then the listener ends, exit status 1.

While one key replaces another, both are accepted: give both, or keep them in
a file, which is read again when it changes. `rotate` uses such a file.

With --json a line has `status`, `verdict`, `reason`, `timestamp`, `secret` and
`object`; `secret` is the place of the secret key among those given, from 1: those
of --secret-key or GIGAPAY_SECRET_KEY follow those of the file, --register's is last.

At most 32 connections are open at a time. A new one has 5 s for its first byte
and 10 s for its request; the next wait in the system's queue. Who opens many
slow ones can make an honest sender wait 17 s for each 32 that are ahead of it:
let what ends TLS limit them.

The API needs a way to this computer: --addr is where this program listens,
behind whatever ends TLS. Ctrl-C or SIGTERM: what is under way is answered
first.";

pub(super) const TRIGGER: &str = "\
Examples:
  gigapay-webhooks --sandbox trigger Payout.created
  gigapay-webhooks trigger Payout.created --to http://127.0.0.1:8080/ \\
      --secret-key c1329a085d65f7757838df5920fdcc9a --data '{\"id\": 1}'

Without --to a sandbox sends it to every webhook that is subscribed, signed with
the secret key of each, and tries again up to ten times. The objects are
samples, invented but for id, metadata and timestamps. Exit status 1: nobody is
subscribed, or not everybody took it at once.";

pub(super) const VERIFY: &str = "\
Examples:
  gigapay-webhooks verify --secret-key c1329a085d65f7757838df5920fdcc9a \\
      --signature t=1700000000,v1=… body.json
  … | gigapay-webhooks verify --signature t=…,v1=… -

What was signed is the body as it came, byte for byte: take it before anything
parses it. A body that was parsed and written again, a key with white space
around it and the like are tried, and named if they explain the signature.

Secret keys are counted from 1, with --json (`secret`) too: those of the file
follow the others.

Exit status: 0 authentic, 1 not authentic, 2 wrong usage, 3 authentic, but too
old or from the future.";

pub(super) const ROTATE: &str = "\
Example:
  gigapay-webhooks rotate pump-7 --key-file keys
  gigapay-webhooks rotate pump-7 --key-file keys --apply

A receiver that does not know the new key refuses what is signed with it, so
there are two steps. The first draws the new key, keeps it in the file below
the present one, and changes nothing at the API: have every receiver accept both
(`listen --key-file keys` does so by itself, within a second). The second has
the API sign with the new one. Remove the old one when no notification signed
with it can be on its way any more: the API tries up to ten times.

The first may be repeated, after a crash for instance, until the second is done:
the key that was drawn stays. The second may be repeated until the next rotation
begins: a key that is in use already is left alone. It begins with the first
step after the second, which draws another key, and takes the oldest one out of
the file.

A file that is there keeps its owner and permissions, and a link to it stays.";
