import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { cluster } from "@/testing/fixtures";
import type { FakeClient } from "@/testing/fake";
import { freshWindow, names, open, row } from "@/testing/render";

freshWindow();

describe("the table of clusters", () => {
  it("shows on Now what is active, the dearest first", async () => {
    await open("now");
    await row("nightly-sessionize");
    expect(names().slice(0, 3)).toEqual(["nightly-sessionize", "ltv-train", "image-embeddings"]);
    expect(names()).not.toContain("gdpr-export");
  });

  it("is sorted by a click on a head, and says so", async () => {
    const { user } = await open("clusters");
    await row("ltv-train");
    expect(screen.getByRole("columnheader", { name: "$ / h" })).toHaveAttribute("aria-sort", "descending");
    await user.click(screen.getByRole("button", { name: "Cluster" }));
    const head = screen.getByRole("columnheader", { name: "Cluster" });
    await waitFor(() => expect(head).toHaveAttribute("aria-sort", "ascending"));
    const sorted = names();
    expect(sorted.indexOf("ads-backfill-tmp")).toBeLessThan(sorted.indexOf("trino-shared"));
  });

  it("is filtered by name, owner, region and tag, from the / key", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.keyboard("/mila us-west");
    await waitFor(() => expect(names()).toEqual(["image-embeddings"]));
    await user.clear(screen.getByLabelText("Filter clusters"));
    await user.keyboard("cost-center=4410");
    await waitFor(() => expect(names()).toEqual(["nightly-sessionize"]));
  });

  it("says that nothing matches and leads back", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.keyboard("/zzz");
    await user.click(await screen.findByRole("button", { name: "Show everything" }));
    expect(await row("ltv-train")).toBeVisible();
  });

  it("keeps the selection while the rows are refreshed", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByLabelText("Select ltv-train"));
    client.rows = client.rows.map((each) => ({ ...each, age_seconds: (each.age_seconds ?? 0) + 30 }));
    client.tell("clusters");
    await waitFor(() => expect(client.asked.filter(([command]) => command === "clusters")).toHaveLength(2));
    expect(screen.getByLabelText("Select ltv-train")).toBeChecked();
    expect(screen.getByText("1 selected")).toBeVisible();
  });

  it("selects a range with Shift", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByLabelText("Select nightly-sessionize"));
    await user.keyboard("{Shift>}");
    await user.click(screen.getByLabelText("Select churn-features-adhoc"));
    await user.keyboard("{/Shift}");
    expect(await screen.findByText("4 selected")).toBeVisible();
  });

  it("is entered from the filter with Down or Enter, and stays unless something is found", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    for (const key of ["{ArrowDown}", "{Enter}"]) {
      await user.keyboard("/ltv");
      await waitFor(() => expect(names()).toEqual(["ltv-train"]));
      await user.keyboard(key);
      expect(screen.getByRole("grid")).toHaveFocus();
      expect(await row("ltv-train")).toHaveClass("cursor");
    }
    await user.keyboard("/zzz");
    await screen.findByText("No cluster matches");
    await user.keyboard("{Enter}");
    expect(screen.getByLabelText("Filter clusters")).toHaveFocus();
  });

  it("says that the owner hides some too, and that the chart is of everyone", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: /owner: everyone/ }));
    await waitFor(() => expect(names()).toEqual(["churn-features-adhoc", "sql-workbench"]));
    await user.keyboard("/zzz");
    expect(await screen.findByText(/2 clusters of yours are hidden by the filter, and everyone else's by the owner\./)).toBeVisible();
  });

  it("says how many selected clusters the filter hides", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByLabelText("Select ltv-train"));
    await user.keyboard("/nightly");
    expect(await screen.findByText(/1 of them hidden by the filter/)).toBeVisible();
  });

  it("is walked with the keyboard: move, select, open, close", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    screen.getByRole("grid").focus();
    await user.keyboard("jjx");
    await waitFor(() => expect(screen.getByLabelText("Select ltv-train")).toBeChecked());
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("complementary", { name: "Details of ltv-train" })).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
  });

  it("shows only mine when asked, and remembers it", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: /owner: everyone/ }));
    await waitFor(() => expect(names()).toEqual(["churn-features-adhoc", "sql-workbench"]));
    expect(localStorage.getItem("emberwatch.mine")).toBe("yes");
  });

  it("filters by state on Clusters, ended ones included", async () => {
    const { user } = await open("clusters");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: /^Failed/ }));
    await waitFor(() => expect(names()).toEqual(["ads-spend-hourly"]));
  });
});

describe("a row", () => {
  it("that is stale says since when and why", async () => {
    await open("now");
    const stale = await row("poc-iceberg");
    expect(within(stale).getByText(/as of 4 min ago/)).toHaveAttribute("title", expect.stringContaining("unreachable"));
    expect(stale).toHaveClass("stale");
  });

  it("in an unknown state is shown with that state, as active", async () => {
    await open("now");
    expect(await row(/Resizing v2/)).toBeVisible();
  });

  it("without a price says unknown, with a part of it at least", async () => {
    await open("now");
    expect(within(await row("denied-details")).getAllByText("unknown").length).toBeGreaterThan(0);
    expect(within(await row("trino-shared")).getByText("≥ 4.10")).toBeVisible();
  });

  it("shows hostile names as text only", async () => {
    await open("now");
    await row("ltv-train");
    expect(screen.getByText(/<img src=x onerror=alert\(1\)>/)).toBeVisible();
    expect(document.querySelector("img, main script")).toBeNull();
    expect(screen.getByTitle(/^a-very-long-cluster-name/)).toHaveClass("clip");
  });

  it("tells how far its termination is", async () => {
    await open("now", (client) => {
      const base = cluster("being-stopped");
      client.rows = [{ ...base, termination: { ...STUCK, cluster_id: base.id } }];
    });
    expect(within(await row("being-stopped")).getByText("Stuck")).toBeVisible();
  });
});

describe("while nothing was ever answered", () => {
  const offline = (client: FakeClient) => {
    client.rows = [];
    const nothing = { active_clusters: 0, all_clusters: 0, regions: 1, silent: 1, burn: { usd_per_hour: "0.0000", complete: false, unknown: ["the clusters of profile research"] } };
    client.shellView = { ...client.shellView, all: nothing, accounts: [], freshness: { ...client.shellView.freshness, as_of: null, live: "nothing" } };
    client.profilesView = { ...client.profilesView, accounts: client.profilesView.accounts.slice(1, 2).map((account) => ({
      ...account, sources: account.sources.map((source) => ({ ...source, as_of: null, status: "unreachable" as const })),
    })) };
    const answer = client.clusters;
    client.clusters = async (request) => {
      const told = await answer(request);
      const unknown = { complete: false, unknown: nothing.burn.unknown };
      return told.status === "error" ? told : { ...told, data: { ...told.data, totals: { ...told.data.totals, burn: nothing.burn, cost_so_far: { usd: "0.00", sort: null, ...unknown } } } };
    };
  };

  it("no tile and no text tells a zero", async () => {
    await open("now", offline);
    expect(await screen.findByText("Nothing is known yet")).toBeVisible();
    for (const tile of ["Burning", "So far", "Owner unknown"]) expect(screen.getByRole("region", { name: tile })).toHaveTextContent("unknown");
    expect(screen.getByRole("region", { name: "Owner unknown" })).toHaveTextContent("1 of 1 source never answered");
    expect(screen.queryByText(/no cluster is active|every account and region answers|^as of/)).toBeNull();
    for (const page of ["Now", "Clusters"]) expect(screen.getByRole("link", { name: page })).toHaveTextContent(new RegExp(`^${page}$`));
    expect(screen.getByRole("button", { name: /^Account: All accounts/ })).toHaveTextContent("none known yet what burns is not known");
    expect(screen.getByRole("region", { name: "Sources needing attention" })).toHaveTextContent(/1\s*of 1/);
  });

  it("no state is said to have no clusters", async () => {
    await open("clusters", offline);
    expect(await screen.findByText("Nothing is known yet")).toBeVisible();
    expect(screen.getByRole("group", { name: "Filter by state" })).not.toHaveTextContent("0");
  });
});

describe("Now and Clusters", () => {
  it("keep thousands of rows light", async () => {
    await open("clusters", (client) => {
      client.rows = Array.from({ length: 3000 }, (_, index) => cluster(`bulk-${index}`, { more: { id: `j-${index}` } }));
    });
    await row("bulk-0");
    expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "3001");
    expect(screen.getByText("3,000 shown")).toBeVisible();
    expect(screen.getByRole("button", { name: "All 3,000" })).toBeVisible();
    expect(screen.getAllByRole("row").length).toBeLessThan(100);
  });

  it("name what failed and the next step, and try again", async () => {
    const { client, user } = await open("now", (fake) => fake.failing.set("clusters", FAILURE));
    expect(await screen.findByText("The data folder cannot be read.")).toBeVisible();
    client.failing.clear();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await row("ltv-train")).toBeVisible();
  });

  it("keep the last known rows when a refresh fails", async () => {
    const { client } = await open("now");
    await row("ltv-train");
    client.failing.set("clusters", FAILURE);
    client.tell("clusters");
    expect(await screen.findByText(/these are the last known/)).toBeVisible();
    expect(await row("ltv-train")).toBeVisible();
  });

  it("ask the core for what is mine, so that the totals are mine too", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: /owner: everyone/ }));
    await waitFor(() => expect(client.asked.filter(([command]) => command === "clusters").at(-1)?.[1]).toMatchObject({ scope: { owners: "mine" } }));
  });

  it("follow the account that is chosen", async () => {
    const { client, user } = await open("now");
    await row("ltv-train");
    await user.click(screen.getByRole("button", { name: /^Account: All accounts/ }));
    await user.click(await screen.findByRole("menuitem", { name: /research/ }));
    await waitFor(() => expect(names()).toEqual(["ltv-train", "image-embeddings", "notebook-mila"]));
    expect(client.asked.filter(([command]) => command === "clusters").at(-1)?.[1]).toMatchObject({ scope: { account_id: "730112459082", owners: "everyone", which: "active" } });
    expect(localStorage.getItem("emberwatch.account")).toBe("730112459082");
  });

  it("stay when the account that is shown is chosen once more", async () => {
    const { user } = await open("now");
    await row("ltv-train");
    const before = names();
    await user.click(screen.getByRole("button", { name: /^Account: All accounts/ }));
    await user.click(await screen.findByRole("menuitem", { name: /All accounts/ }));
    expect(names()).toEqual(before);
  });
});

const FAILURE = { code: "store", message: "the data folder cannot be read", next_step: "Make it readable" } as const;

const STUCK = {
  number: 1, action: "terminate", cluster_name: "being-stopped", account_id: "441088120031", account_name: "analytics-prod", region: "us-east-1",
  sample: false, phase: "stuck", standing: "troubled", saves: false, text: "asked 16 min ago, still RUNNING", requested_at: "2026-11-20T13:46:00Z", sent_at: null, ended_at: null,
  reason: "", by: null, saved_per_hour: "0.7200", saved_complete: true, call_back_until: null, plan_hash: "p",
} as const;
