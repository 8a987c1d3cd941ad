import { WHICH, type ProfileList, type Which } from "@/features/accounts/profiles.svelte";
import type { AccountRow, ProfileRow } from "@/ipc/client";
import { lower } from "@/lib/text";
import { oneOf, type Action, type Choice, type Named } from "@/state/actions.svelte";
import type { App } from "@/state/app";
import { showAccount } from "./actions";
import type { Forms } from "./forms";
import { goAndStand } from "./going";

const LISTED: readonly Choice<Which>[] = WHICH.map(({ value, label }) => ({ value, id: `profiles.${value}`, name: `Profiles: ${lower(label)}`, group: "Look at", words: "accounts list show" }));
const FIND: Named = { id: "profiles.filter", name: "Filter profiles…", group: "Look at", words: "search accounts" };

/** What the page of accounts offers, for the other pages. */
export const ACCOUNT_ROWS: readonly Named[] = [...LISTED, FIND];

export function profileListActions(app: App, list: ProfileList): Action[] {
  return [...oneOf(LISTED, list.which, (which) => (list.which = which)), { ...FIND, run: () => goAndStand(app, "accounts", "Filter profiles") }];
}

/** What is set of accounts and profiles, on whatever page: there may be a thousand of them, so that it is made while somebody looks for it. */
export function accountActions(app: App, forms: Forms): Action[] {
  const { accounts = [], profiles = [] } = app.live.profiles.data ?? {};
  return [...accounts.flatMap((account) => ofAccount(app, forms, account, accounts.length)), ...profiles.flatMap((profile) => ofProfile(app, forms, profile))];
}

/** So many accounts stand on their page at once. */
const MOST = 20;

function ofAccount(app: App, { accounts }: Forms, account: AccountRow, many: number): Action[] {
  const { account_id: id, name, production, actions_allowed: allowed, sample, color } = account;
  const common = { group: "Settings", note: id, onlyFound: true } as const;
  const tell = () => app.notices.fail(accounts.failures.get(id));
  const stand = (field: string) => {
    if (many > MOST) showAccount(app, id);
    goAndStand(app, "accounts", field);
  };
  const allow = () => (app.session.ask = { kind: "allow_actions", account_id: id, account_name: name });
  return [
    { ...common, id: `production.${id}`, name: production ? `Mark ${name} as no production` : `Mark ${name} as production`, words: "account", run: () => void accounts.setProduction(id, !production).then(tell) },
    allowed
      ? { ...common, id: `actions.${id}`, name: `Make ${name} read-only`, words: "this account actions forbid", barred: sample ? "the sample always allows actions" : null, run: () => void accounts.makeReadOnly(id).then(tell) }
      : { ...common, id: `actions.${id}`, name: `Allow actions in ${name}…`, words: "this account read-only", run: allow },
    { ...common, id: `rename.${id}`, name: `Rename account ${name}…`, run: () => stand(`Name of account ${id}`) },
    { ...common, id: `color.${id}`, name: `Colour of ${name}…`, words: `account color ${color}`, run: () => stand(`Colour of ${name}:`) },
  ];
}

function ofProfile(app: App, { accounts }: Forms, profile: ProfileRow): Action[] {
  const { name, watched } = profile;
  const common = { group: "Settings", note: `${profile.kind} · ${profile.account_alias ?? profile.account_id ?? "account not known yet"}`, onlyFound: true } as const;
  const watch = async () => {
    await accounts.setWatched(profile, !watched);
    app.notices.fail(accounts.failures.get(name));
  };
  return [
    { ...common, id: `watch.${name}`, name: watched ? `Stop watching profile ${name}` : `Watch profile ${name}`, words: "watch unwatch", run: () => void watch() },
    { ...common, id: `regions.${name}`, name: `Regions of profile ${name}…`, words: `watched ${profile.watched_regions.join(" ")}`, run: () => findRegions(app, name) },
  ];
}

/** Few of a thousand profiles stand on their page; it is told which one is looked for. */
function findRegions(app: App, profile: string): void {
  app.session.sought = profile;
  goAndStand(app, "accounts", `Regions of ${profile}:`);
}
