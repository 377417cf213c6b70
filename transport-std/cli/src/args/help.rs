//! The texts below each command's help.

pub(super) const TOP: &str = "\
Examples:
  gigapay-webhooks                      The tour: every operation against a server of its own
  gigapay-webhooks sandbox              A server to try the commands on
  gigapay-webhooks --sandbox list       List its webhooks
  export GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=…
  gigapay-webhooks --demo list
  gigapay-webhooks list --json | jq -r .url

Exit status: 0 success; 1 the API refused, or something failed; 2 wrong usage;
3 only of `verify`: authentic, but too old or from the future;
4 the list changed while it was read; 5 no such webhook;
6 no connection to the server; 7 only of `reconcile --dry-run`: there is
something to do.
Colours only on a terminal; NO_COLOR and CLICOLOR are respected.";

pub(super) const LIST: &str = "\
Examples:
  gigapay-webhooks list
  gigapay-webhooks list --filter Payout.created --long
  gigapay-webhooks list --page-size 100 --json | jq -r .id

On a terminal it is a table that fits its width. Elsewhere, and with --long, every
field of a webhook is a line.

A webhook too large for this program is reported on standard error. The others
are still shown, and the exit status is 1.

Each page is a request. If webhooks are registered or deleted meanwhile, some may
be missing or shown twice. If that is detected (the count changes, a webhook of
one page is repeated on the next, a page no longer exists), a warning is printed
on standard error and the exit status is 4: list again. With --json the warning is
an object with `warning` (\"list_changed\"), `message`, `count`, `count_changed`,
`repeated` and `page_gone`.";

pub(super) const REGISTER: &str = "\
Examples:
  gigapay-webhooks register --url https://example.com/ --event Payout.created
  gigapay-webhooks register --url https://example.com/ \\
      --event Payout.created,Payout.notified --metadata '{\"floor\": 3}' \\
      --id pump-7 --idempotency-key pump-7

Known events: Employee.{created,notified,claimed,verified},
Payout.{created,notified,accepted}, Payrun.{created,paid},
Invoice.{created,paid}, Registration.verified. Any other name is sent unchanged.

Webhooks for Registration.* belong to the user: register them with
--integration-id \"\". A warning is printed when an integration id is set and all
events are of that kind.

With an idempotency key and an id, a registration is safe to repeat.";

pub(super) const ENSURE: &str = "\
Example:
  gigapay-webhooks ensure --id pump-7 --url https://example.com/ \\
      --event Payout.created,Payout.notified

Creates the webhook, or updates it to match. The command can be repeated, also
after it failed or was interrupted: there is one webhook with that id. If it
already matches, a single request is sent. Fields that are not given are not
changed. The order of events is ignored, and metadata is compared as JSON.

Exit status: 0 it matches now, 1 it does not, or that is unknown. With --json the
webhook has one more member, `outcome`: unchanged, created or updated.";

pub(super) const RETRIEVE: &str = "\
Examples:
  gigapay-webhooks retrieve pump-7
  gigapay-webhooks retrieve pump-7 --json | jq -r .secret_key";

pub(super) const UPDATE: &str = "\
Examples:
  gigapay-webhooks update pump-7 --event Payout.created,Payout.accepted
  gigapay-webhooks update pump-7 --new-id pump-8 --metadata '{\"floor\": 4}'

Events and metadata are replaced as a whole.";

pub(super) const REPLACE: &str = "\
Examples:
  gigapay-webhooks replace pump-7 --keep-secret \\
      --url https://example.com/new/ --event Payrun.paid

Unless a secret key is sent, the API generates a new one, and receivers that
verify with the old one refuse notifications. So there is no default: keep the
key, set one, or have a new one generated.

Metadata that is not given becomes {}.";

pub(super) const DELETE: &str = "\
Examples:
  gigapay-webhooks delete pump-7
  gigapay-webhooks delete --filter old.example.com --yes

With --json one named webhook prints nothing, several a line with `deleted` and
`missing`.";

pub(super) const RECONCILE: &str = "\
Examples:
  gigapay-webhooks reconcile webhooks.csv --dry-run
  gigapay-webhooks list --json > webhooks.jsonl
  gigapay-webhooks reconcile webhooks.jsonl --prune

CSV has a header: id,url,events and, as needed, secret_key,metadata. Several events
are separated by spaces, semicolons or commas. JSON lines have the API's names, as
`list --json` prints them. What is not given is not changed.

The file is checked as a whole, then the list is read, and the plan is printed: a
line for each webhook to create, update or delete. With --json a step is an object
with `action` and `id`. Deletions come last. --prune leaves the user's webhooks
(Registration.*) alone where an integration id is set. The command can be
repeated after any failure: once everything matches, nothing is sent but the list.

Exit status 7: --dry-run, and there is something to do.";

pub(super) const COMPLETIONS: &str = "\
Examples:
  gigapay-webhooks completions bash > ~/.local/share/bash-completion/completions/gigapay-webhooks
  gigapay-webhooks completions zsh > ~/.zfunc/_gigapay-webhooks
  gigapay-webhooks completions fish > ~/.config/fish/completions/gigapay-webhooks.fish";

pub(super) const MAN: &str = "\
Example:
  gigapay-webhooks man ~/.local/share/man/man1";

pub(super) const SANDBOX: &str = "\
Examples:
  gigapay-webhooks sandbox
  gigapay-webhooks sandbox --data webhooks.json --tls --ca-out ca.pem

Prints how to reach it, then a line for each request, until Ctrl-C. `trigger`
makes an event happen there; each attempt to notify a webhook is a line.

Faults are for tests in Rust: the library gigapay-sandbox refuses, delays and cuts
responses, and signs notifications wrongly, late or twice, as its README says.";

pub(super) const LISTEN: &str = "\
Examples:
  gigapay-webhooks listen --secret-key c1329a085d65f7757838df5920fdcc9a --print
  gigapay-webhooks listen --key-file keys --forward-to http://127.0.0.1:3000/
  gigapay-webhooks --sandbox listen --register Payout.created

Prints a line for each notification. Only authentic ones are printed and
forwarded; the others are refused, and the line says why. A notification that was
accepted is not forwarded again when it is repeated.

A notification that cannot be printed (a full disk, a closed pipe) is not
accepted: the API gets a 503 and sends it again. The listener then stops with
exit status 1.

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

pub(super) const TRIGGER: &str = "\
Examples:
  gigapay-webhooks --sandbox trigger Payout.created
  gigapay-webhooks trigger Payout.created --to http://127.0.0.1:8080/ \\
      --secret-key c1329a085d65f7757838df5920fdcc9a --data '{\"id\": 1}'

Without --to a sandbox sends the notification to every subscribed webhook, signed
with its secret key, and retries up to ten times. The objects are samples,
invented except for id, metadata and timestamps. Exit status 1: no webhook is
subscribed, or not all of them accepted it at once.";

pub(super) const VERIFY: &str = "\
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

pub(super) const ROTATE: &str = "\
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
