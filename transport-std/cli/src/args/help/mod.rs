//! The texts below each command's help.

mod notifications;
mod sandbox;

pub(super) use notifications::{LISTEN, ROTATE, TRIGGER, VERIFY};
pub(super) use sandbox::SANDBOX;

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

With --json nothing is printed for one webhook given by its id; otherwise a line
with the numbers `deleted` and `missing`.";

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

pub(super) const CONFIG: &str = "\
Example:
  gigapay-webhooks config --profile demo

A value comes from an argument; otherwise from its variable, then from the profile,
and last it is the default. Profiles are in gigapay-webhooks/profiles.toml in the
configuration folder (on Linux and macOS $XDG_CONFIG_HOME or ~/.config, on Windows
%APPDATA%). Each is a table; [default] is used where none is named:

  [default]
  token = \"…\"
  integration_id = \"…\"

  [demo]
  base_url = \"https://api.demo.gigapay.se/v2/\"
  token = \"…\"
  ca_file = \"ca.pem\"        # relative to the folder of the file
  proxy = \"http://proxy.example.com:8080\"
  timeout = 10

A file with a token must be readable by its owner alone (chmod 600). --sandbox uses
neither variables nor profiles. The token is masked unless --show-secrets is given.";

pub(super) const COMPLETIONS: &str = "\
Examples:
  gigapay-webhooks completions bash > ~/.local/share/bash-completion/completions/gigapay-webhooks
  gigapay-webhooks completions zsh > ~/.zfunc/_gigapay-webhooks
  gigapay-webhooks completions fish > ~/.config/fish/completions/gigapay-webhooks.fish";

pub(super) const MAN: &str = "\
Example:
  gigapay-webhooks man ~/.local/share/man/man1";
