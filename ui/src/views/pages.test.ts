import { screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { PAGES } from "@/state/session.svelte";
import type { FakeClient } from "@/testing/fake";
import { freshWindow, open } from "@/testing/render";

freshWindow();

describe("every page", () => {
  for (const page of PAGES) {
    it(`${page} says that the data is a sample and how to leave it`, async () => {
      await open(page, (client) => {
        client.shellView = { ...client.shellView, sample: true };
        client.profilesView = { ...client.profilesView, profiles: client.profilesView.profiles.map((each) => ({ ...each, watched: false })) };
      });
      const main = screen.getByRole("main");
      expect(await within(main).findByText("Sample data")).toBeVisible();
      expect(screen.getByRole("link", { name: "Choose profiles…" })).toHaveAttribute("href", "#accounts");
    });
  }
});

describe("a window whose data folder could not be opened", () => {
  const FAILURE = { code: "not_opened", message: "the data folder is in use by another Emberwatch", next_step: "mend this, then start Emberwatch again" } as const;
  const nothing = (client: FakeClient) => {
    for (const command of ["shell", "clusters", "settings", "terminations", "profiles", "accounts", "desktop", "changes", "burn_chart", "costs", "forecast", "spot_places", "saved_views", "data_folder"]) {
      client.failing.set(command, FAILURE);
    }
  };

  for (const page of PAGES.filter((page) => page !== "settings")) {
    it(`says on page ${page} what helps, and offers what can be done`, async () => {
      const { client, user } = await open(page, nothing);
      const told = await screen.findByRole("alert");
      expect(told).toHaveTextContent("The data folder is in use by another Emberwatch. Mend this, then start Emberwatch again.");
      expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
      await user.click(within(told).getByRole("button", { name: "Quit Emberwatch" }));
      expect(client.asked).toContainEqual(["quit", null]);
    });
  }

  it("still copies diagnostics on page Settings, and tries nothing again that cannot succeed", async () => {
    await open("settings", nothing);
    expect(await screen.findAllByText("Mend this, then start Emberwatch again.")).not.toHaveLength(0);
    expect(screen.getByRole("button", { name: "Copy diagnostics…" })).toBeVisible();
    expect(screen.queryByRole("button", { name: "Try again" })).toBeNull();
  });
});

describe("Accounts", () => {
  it("leads to sample data and back to the chosen profiles", async () => {
    const { client, user } = await open("accounts");
    await user.click(await screen.findByRole("button", { name: "Look around with sample data" }));
    await user.click(await screen.findByRole("button", { name: "Show my profiles" }));
    await waitFor(() => expect(screen.queryByText("Sample data")).toBeNull());
    expect(client.asked.filter(([command]) => command === "look_at").map(([, request]) => request)).toEqual(["sample", "chosen"]);
  });

  it("names what ails a profile and gives the command to copy", async () => {
    await open("accounts");
    const sso = await screen.findByRole("row", { name: /Watch research/ });
    expect(within(sso).getByText("The SSO session of research has expired.")).toBeVisible();
    expect(within(sso).getByText("aws sso login --profile research")).toBeVisible();
  });

  it("watches and unwatches a profile", async () => {
    const { client, user } = await open("accounts");
    await user.click(await screen.findByRole("switch", { name: "Watch ci" }));
    await waitFor(() => expect(screen.getByRole("switch", { name: "Watch ci" })).toBeChecked());
    expect(client.asked).toContainEqual(["watch", { profile: "ci", regions: { kind: "profile_region" } }]);
    await user.click(screen.getByRole("switch", { name: "Watch ci" }));
    await waitFor(() => expect(client.asked).toContainEqual(["unwatch", "ci"]));
  });

  it("takes all enabled regions in one click, or those picked", async () => {
    const { client, user } = await open("accounts");
    await user.click(await screen.findByRole("button", { name: /Regions of ci/ }));
    await user.click(await screen.findByRole("radio", { name: "These regions" }));
    await user.click(await screen.findByRole("checkbox", { name: "eu-west-1" }));
    expect(screen.getByRole("checkbox", { name: "us-east-1" })).toBeChecked();
    await user.click(screen.getByRole("button", { name: "Watch these" }));
    await waitFor(() => expect(client.asked).toContainEqual(["watch", { profile: "ci", regions: { kind: "listed", regions: ["eu-west-1", "us-east-1"] } }]));
  });

  it("shows a bad section with its file and line", async () => {
    await open("accounts");
    expect(await screen.findByText("/home/thom/.aws/config:41")).toBeVisible();
  });

  it("says where it looked when there is no profile", async () => {
    await open("accounts", (client) => {
      client.profilesView = { ...client.profilesView, profiles: [], accounts: [], bad_sections: [] };
    });
    expect(await screen.findByText(/Looked in \/home\/thom\/\.aws\/config/)).toBeVisible();
  });

  it("tells beside the profile that a change failed", async () => {
    const { client, user } = await open("accounts");
    client.failing.set("watch", { code: "store", message: "the data folder cannot be written", next_step: "Make it writable" });
    await user.click(await screen.findByRole("switch", { name: "Watch ci" }));
    const profile = await screen.findByRole("row", { name: /Watch ci/ });
    expect(await within(profile).findByText(/The data folder cannot be written\. Make it writable\./)).toBeVisible();
  });
});
