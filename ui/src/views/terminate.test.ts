import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it, vi } from "vitest";
import { NOW } from "@/testing/fixtures";
import { freshWindow, open, row } from "@/testing/render";

freshWindow();

async function openCluster(name: string) {
  const opened = await open("now");
  await opened.user.click(await row(name));
  await screen.findByRole("button", { name: /^Terminate…/ });
  return opened;
}

async function planFor(...clusters: string[]) {
  const opened = await open("now");
  await row("ltv-train");
  for (const name of clusters) await opened.user.click(screen.getByLabelText(`Select ${name}`));
  await opened.user.click(within(await screen.findByRole("region", { name: "Selection" })).getByRole("button", { name: /Terminate…/ }));
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findAllByRole("list", { name: /Will be|Left alone/ });
  return { ...opened, dialog };
}

describe("a barred action", () => {
  it("is disabled, says why, and leads to allowing actions", async () => {
    const { client, user } = await openCluster("notebook-mila");
    const button = screen.getByRole("button", { name: /^Terminate…/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(/actions are not allowed in account research/);
    await user.click(button);
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Allow actions in this account…" }));
    await user.click(await screen.findByRole("button", { name: "Allow actions" }));
    await waitFor(() => expect(client.asked).toContainEqual(["change_account", { account_id: "730112459082", change: { kind: "allow_actions" } }]));
  });

  it("of a protected cluster leads to lifting the protection, a plan of its own", async () => {
    const { client, user } = await openCluster("trino-shared");
    await user.click(screen.getByRole("button", { name: "Lift protection…" }));
    expect(await screen.findByRole("heading", { name: "Lift the termination protection?" })).toBeVisible();
    expect(client.asked.find(([command]) => command === "plan")?.[1]).toMatchObject({ action: "lift_protection" });
  });
});

describe("the plan", () => {
  it("of a production cluster is confirmed only when its name is typed", async () => {
    const { client, user, dialog } = await planFor("churn-features-adhoc");
    const confirm = within(dialog).getByRole("button", { name: "Terminate" });
    expect(confirm).toHaveAttribute("aria-disabled", "true");
    await user.click(confirm);
    expect(client.asked.some(([command]) => command === "confirm")).toBe(false);
    await user.type(within(dialog).getByRole("textbox", { name: /Production/ }), "churn-features-adhoc");
    await user.click(confirm);
    await waitFor(() => expect(client.asked.find(([command]) => command === "confirm")?.[1]).toMatchObject({ typed_names: ["churn-features-adhoc"] }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("leaves a refused cluster alone with its reason, and the others go on", async () => {
    const { dialog } = await planFor("sql-workbench", "trino-shared");
    const refused = within(dialog).getByRole("list", { name: "Left alone" });
    expect(within(refused).getByText("Refused: it is protected against termination.")).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Terminate" })).not.toHaveAttribute("aria-disabled");
  });

  it("says account, region, what is lost and what is saved", async () => {
    const { dialog } = await planFor("sql-workbench");
    for (const text of ["sandbox", /us-west-2 · Waiting/, "Loses everything on its HDFS and local disks.", "Not protected.", "No step running, none pending."]) {
      expect(within(dialog).getByText(text)).toBeVisible();
    }
    expect(within(dialog).getAllByText("$0.72 / h")).toHaveLength(2);
  });

  it("that has expired is made again before it can be confirmed", async () => {
    const { client, user, dialog } = await planFor("sql-workbench");
    vi.setSystemTime(NOW + 301_000);
    vi.advanceTimersByTime(1000);
    const again = await within(dialog).findByRole("button", { name: "Plan again" });
    expect(within(dialog).getByRole("button", { name: "Terminate" })).toHaveAttribute("aria-disabled", "true");
    await user.click(again);
    await waitFor(() => expect(client.asked.filter(([command]) => command === "plan")).toHaveLength(2));
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Terminate" })).not.toHaveAttribute("aria-disabled"));
  });

  it("that fails says so in place and stays open", async () => {
    const { client, user, dialog } = await planFor("sql-workbench");
    client.failing.set("confirm", { code: "denied", message: "elasticmapreduce:TerminateJobFlows is denied", next_step: "Ask for that permission" });
    await user.click(within(dialog).getByRole("button", { name: "Terminate" }));
    expect(await within(dialog).findByText(/TerminateJobFlows is denied\. Ask for that permission\./)).toBeVisible();
  });

  it("carries the reason: the plan is made with it and still says the same", async () => {
    const { client, user, dialog } = await planFor("sql-workbench");
    await user.type(within(dialog).getByLabelText(/Reason/), "left over");
    await user.click(within(dialog).getByRole("button", { name: "Terminate" }));
    await waitFor(() => expect(client.asked.some(([command]) => command === "confirm")).toBe(true));
    expect(client.asked.filter(([command]) => command === "plan").at(-1)?.[1]).toMatchObject({ reason: "left over" });
  });
});

describe("several at once", () => {
  it("count down on every page and can be called back", async () => {
    const { client, user, dialog } = await planFor("sql-workbench", "consent-sync", "<img src=x onerror=alert(1)> ‮gnp.evil");
    await user.click(within(dialog).getByRole("button", { name: "Terminate 2 clusters" }));
    expect(await screen.findByRole("timer")).toHaveTextContent("10 s");
    vi.advanceTimersByTime(4000);
    await waitFor(() => expect(screen.getByRole("timer")).toHaveTextContent("6 s"));
    await user.click(screen.getByRole("link", { name: /Settings/ }));
    await user.click(await screen.findByRole("button", { name: "Call back" }));
    await waitFor(() => expect(screen.queryByRole("timer")).toBeNull());
    expect(client.journal.map((entry) => entry.phase)).toEqual(["called_back", "called_back"]);
  });

  it("are called back by keys from wherever one is, for there are only seconds", async () => {
    const { client, user, dialog } = await planFor("sql-workbench", "consent-sync", "<img src=x onerror=alert(1)> ‮gnp.evil");
    await user.click(within(dialog).getByRole("button", { name: "Terminate 2 clusters" }));
    await screen.findByRole("timer");
    expect(screen.getByText("2 terminations begun, Ctrl Z calls back")).toBeInTheDocument();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(screen.queryByRole("timer")).toBeNull());
    expect(client.journal.map((entry) => entry.phase)).toEqual(["called_back", "called_back"]);
  });

  it("leave receipts in Activity", async () => {
    const { user, dialog } = await planFor("sql-workbench");
    await user.click(within(dialog).getByRole("button", { name: "Terminate" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(screen.getByRole("link", { name: /Activity/ }));
    await user.click(await screen.findByRole("button", { name: "Receipt of sql-workbench" }));
    expect(screen.getByText("arn:aws:iam::441088120031:user/thom")).toBeVisible();
  });
});
