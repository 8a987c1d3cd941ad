//! What stands below the help of a command: exit codes, and the shapes of answers. A paragraph is one line, which the
//! terminal wraps.

pub(super) const EXITS: &str = "Exit codes:
  0  done, or nothing to do
  1  a target or a source failed, mixed results, an unknown id, a bad config, no network
  2  an unknown flag, profile or region
  3  every target was refused and nothing was sent";

pub(super) const CLUSTERS_JSON: &str = "With --json: { as_of, sample, totals, clusters: [{ id, name, account_id, profile, region, state, owner, \
     tags, protected, nodes, burn: { usd_per_hour, complete, parts }, cost_so_far, actions, … }], sources: [{ account_id, \
     profile, region, status, as_of, detail }] }. Amounts are decimal strings; complete = false: at least so much.";

pub(super) const CHANGES_JSON: &str = "With --json: { since, until, title, summary, counts, changes: [{ id, name, account_id, region, state, at, kinds, \
     what, burn: { usd_per_hour, complete }, … }], older, recorded_since, notes, … }. A difference of burn has its sign.";

pub(super) const COSTS_JSON: &str = "Days are days of UTC. Every page that Cost Explorer answers costs 0.01 USD; what may be spent in a \
     month and account is the setting cost-explorer-cap. A closed day is never asked twice, and --cached asks nothing.

The table is rounded to cents; --csv and --json tell every digit.

With --json: { basis, currency, from, to, estimated_from, rows: [{ day, key, name?, usd }], self_cost: { requests, usd } }. \
     From estimated_from on amounts may still move; name is there where a key is an id whose name is known; days without data \
     have no row and are told on standard error, with the reason.";

pub(super) const LEDGERS_JSON: &str = "The estimate is what the nodes of recorded clusters cost at their prices. A day without an amount says why. Causes and \
     unexplained_usd add up to the difference exactly; Cost Explorer is asked four questions for it, two of which the forecast asks too.

With --json: { from, to, currency, accounts: [{ account_id, account_name, days: [{ day, line, of_clusters: gap, clusters: [{ id, \
     name, line }] }], total: gap, owners: [{ owner: { name, source }, clusters, usd, complete, source, by }], of_no_cluster_usd, told_apart, \
     tag_request }], self_cost, notes, … }, where line is { estimate_usd, estimate_notes, \
     billed_usd, billed_note, gap } and gap { estimate_usd, billed_usd, usd, percent, causes: [{ cause, usd }], unexplained_usd }.";

pub(super) const FORECAST_JSON: &str = "With --json: { month, basis, currency, accounts: [{ account_id, account_name, billed_usd, estimated_usd, \
     projected_usd, total_usd, range: { low_usd, high_usd }, method, cost_explorer: { total_usd, range } }], total_usd, \
     budget: { budget_usd, used_usd, used_percent, total_usd, over_usd, left_usd, crossed_on, outlook, text }, self_cost, notes, … }. \
     The three parts add up to total_usd; null: not known. The budget is the setting monthly-budget, for all accounts together; \
     outlook is within, may_be_over, will_be_over, over or unknown, and without such a setting budget is null.";

pub(super) const TERMINATE_JSON: &str = "Several clusters at once count down 10 s, in which Ctrl-C calls them back.

With --json: { sample, results: [{ id, outcome, reason, usd_per_hour_saved, saved_complete }] }, where outcome is \
     would_terminate, terminated, terminating, refused, failed or stuck.";

pub(super) const SETTINGS_JSON: &str =
    "Times in tables and sentences are told in the chosen zone. Amounts in tables keep a point and no sign between \
     thousands, and with --json times stay RFC 3339 in UTC, whatever is chosen: both are for cutting and pasting.

With --json: an object of the names and their values, each a string.";
