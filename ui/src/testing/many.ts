import type { AccountRow, ProfileRow, ProfilesView } from "@/ipc/client";

/** So many profiles over so many accounts, every third of them a role; the first of each account is in use. */
export function manyProfiles(like: ProfilesView, profiles: number, accounts: number): ProfilesView {
  const id = (index: number): string => String(100_000_000_000 + (index % accounts));
  const [row, account] = [like.profiles[0]!, like.accounts[0]!];
  const names = Array.from({ length: profiles }, (_, index) => `team-${String(index).padStart(4, "0")}`);
  const profile = (name: string, index: number): ProfileRow => ({
    ...row, name, kind: index % 3 === 0 ? "role" : "SSO", account_id: id(index), account_alias: null, problem: null, status: "ok", command: null,
    standby_for: index < accounts ? null : names[index % accounts]!,
  });
  const leading = (index: number): AccountRow => ({
    ...account, account_id: id(index), name: `account ${index}`, alias: null, profiles: names.filter((_, each) => each % accounts === index),
  });
  return { ...like, profiles: names.map(profile), accounts: Array.from({ length: accounts }, (_, index) => leading(index)) };
}
