import { at } from "./fixtures";
import { FakeClient } from "./fake";

/** The made-up core for `npm run dev`: as in tests, but time passes, and `?case=` shows a state of its own. */
export function devClient(): FakeClient {
  const client = new FakeClient(Date.now);
  setInterval(() => {
    client.shellView = { ...client.shellView, freshness: { ...client.shellView.freshness, as_of: at(Date.now(), 0) } };
    client.tell("shell");
  }, 30_000);
  client.shellView = { ...client.shellView, sample: true };
  const query = new URLSearchParams(location.search);
  const theme = query.get("theme");
  if (theme === "light" || theme === "dark") client.settingsView = { ...client.settingsView, theme };
  CASES[query.get("case") ?? ""]?.(client);
  return client;
}

const CASES: Record<string, (client: FakeClient) => void> = {
  failed: (client) => {
    client.failing.set("clusters", { code: "store", message: "the data folder /home/thom/.local/share/emberwatch cannot be read: permission denied", next_step: "Make it readable, or set EMBERWATCH_DATA_DIR to another folder." });
  },
  empty: (client) => {
    client.rows = [];
    client.profilesView = { ...client.profilesView, profiles: [], accounts: [], bad_sections: [] };
  },
  offline: (client) => {
    client.shellView = { ...client.shellView, sample: false, banners: [{ severity: "warning", text: "AWS cannot be reached: no account and region has answered since 13:57. Rows keep their last known state; it is tried again by itself.", command: null }] };
    client.rows = client.rows.map((row) => ({ ...row, freshness: { as_of: at(Date.now(), -600), stale: true, reason: "the network is unreachable; it is tried again every 30 s" } }));
  },
  loading: (client) => {
    client.clusters = () => new Promise(() => {});
    client.profiles = () => new Promise(() => {});
    client.terminations = () => new Promise(() => {});
  },
  many: (client) => {
    client.rows = Array.from({ length: 4000 }, (_, index) => ({ ...client.rows[index % 20]!, id: `j-${index}` }));
  },
};
