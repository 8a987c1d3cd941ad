import { expect, test } from "vitest";
import { FakeClient } from "@/testing/fake";
import { PROD } from "@/testing/fixtures";
import { Confirmation } from "./terminate.svelte";

/** The plan of two production clusters of these names. */
async function planned(...names: [string, string]): Promise<Confirmation> {
  const client = new FakeClient();
  const rows = client.rows.slice(0, 2).map((row, at) => ({ ...row, name: names[at]!, account_id: PROD.account_id, actions: [] }));
  client.rows = rows;
  const confirmation = new Confirmation(client, "terminate", rows);
  await confirmation.make();
  return confirmation;
}

test.each([
  ["etl\nads", []],
  [" etl , ads", []],
  ["etl", ["ads"]],
  ["etl ads", ["etl", "ads"]],
])("of two names, %j leaves %j to type", async (typed, missing) => {
  const confirmation = await planned("etl", "ads");
  confirmation.typed = typed;
  expect(confirmation.missingNames).toEqual(missing);
});

test("a name with a comma in it is typed on a line of its own", async () => {
  const confirmation = await planned("etl, nightly", "ads");
  confirmation.typed = "etl, nightly\nads";
  expect(confirmation.missingNames).toEqual([]);
});
