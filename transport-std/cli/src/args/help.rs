//! The examples below each help text.

pub(super) const TOP: &str = "\
Examples:
  gigapay-webhooks                      The tour: every operation against a server of its own
  gigapay-webhooks sandbox              A server to try the commands on
  export GIGAPAY_TOKEN=… GIGAPAY_INTEGRATION_ID=…
  gigapay-webhooks --demo list
  gigapay-webhooks list --json | jq -r .url

Exit status: 0 done, 1 refused by the API or failed on the way, 2 wrong usage.
Colours only on a terminal; NO_COLOR and CLICOLOR are respected.";

pub(super) const LIST: &str = "\
Examples:
  gigapay-webhooks list
  gigapay-webhooks list --page-size 100 --json | jq -r .id

A webhook too large for this program is reported on standard error. The others
are shown all the same, and the exit status is 1.";

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

It prints how to reach it, then a line for each request, until Ctrl-C.";
