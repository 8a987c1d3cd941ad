import type { Component } from "svelte";
import type { Page } from "@/state/session.svelte";
import Accounts from "./Accounts.svelte";
import Activity from "./Activity.svelte";
import Clusters from "./Clusters.svelte";
import Costs from "./Costs.svelte";
import Now from "./Now.svelte";
import Settings from "./Settings.svelte";
import Spot from "./Spot.svelte";

export const PAGE_VIEWS: Record<Page, Component> = { now: Now, clusters: Clusters, activity: Activity, costs: Costs, spot: Spot, accounts: Accounts, settings: Settings };
