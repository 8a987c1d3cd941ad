import type { Component } from "svelte";
import type { Page } from "@/state/session.svelte";
import Accounts from "./Accounts.svelte";
import Activity from "./Activity.svelte";
import Clusters from "./Clusters.svelte";
import Costs from "./Costs.svelte";
import Now from "./Now.svelte";
import Settings from "./Settings.svelte";

export const PAGE_VIEWS: Record<Page, Component> = { now: Now, clusters: Clusters, activity: Activity, costs: Costs, accounts: Accounts, settings: Settings };
