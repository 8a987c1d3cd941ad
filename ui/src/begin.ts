import { parsed } from "@/features/clusters/layout";
import type { Client } from "@/ipc/client";
import { remembered } from "@/lib/storage";
import { makeApp, type App } from "@/state/app";

/** An app that has asked for what it will show first, and follows the core. */
export function begin(client: Client): App {
  const app = makeApp(client);
  // The sums of the groups that the table was left in come with its first rows.
  app.live.groupInto(parsed(remembered("table")).groupBy);
  app.live.start();
  return app;
}
