// Written in the shape tauri-specta exports; a test of the desktop crate writes this file again from the commands.

import { invoke as __TAURI_INVOKE } from "@tauri-apps/api/core";
import * as __TAURI_EVENT from "@tauri-apps/api/event";

/** Commands */
export const commands = {
	shell: () => typedError<ShellView, Failure>(__TAURI_INVOKE("shell")),
	clusters: (scope: Scope) => typedError<ClustersView, Failure>(__TAURI_INVOKE("clusters", { scope })),
	cluster: (cluster: ClusterRef) => typedError<ClusterDetailView, Failure>(__TAURI_INVOKE("cluster", { cluster })),
	plan: (request: PlanRequest) => typedError<PlanView, Failure>(__TAURI_INVOKE("plan", { request })),
	confirm: (request: ConfirmRequest) => typedError<TerminationView[], Failure>(__TAURI_INVOKE("confirm", { request })),
	callBack: (hash: string) => typedError<TerminationView[], Failure>(__TAURI_INVOKE("call_back", { hash })),
	terminations: () => typedError<TerminationView[], Failure>(__TAURI_INVOKE("terminations")),
	profiles: () => typedError<ProfilesView, Failure>(__TAURI_INVOKE("profiles")),
	watch: (request: WatchRequest) => typedError<null, Failure>(__TAURI_INVOKE("watch", { request })),
	unwatch: (profile: string) => typedError<null, Failure>(__TAURI_INVOKE("unwatch", { profile })),
	changeAccount: (request: AccountRequest) => typedError<null, Failure>(__TAURI_INVOKE("change_account", { request })),
	settings: () => typedError<SettingsView, Failure>(__TAURI_INVOKE("settings")),
	changeSettings: (request: SettingsRequest) => typedError<null, Failure>(__TAURI_INVOKE("change_settings", { request })),
	refresh: () => typedError<null, Failure>(__TAURI_INVOKE("refresh")),
	openConsole: (cluster: ClusterRef) => typedError<null, Failure>(__TAURI_INVOKE("open_console", { cluster })),
	regionsOf: (profile: string) => typedError<string[], Failure>(__TAURI_INVOKE("regions_of", { profile })),
};

/** Events */
export const events = {
	changed: makeEvent<Changed>("changed"),
};

/* Types */
/** What has changed: the screen asks again for just that. */
export type Changed = {
	what: ChangedWhat,
	revision: number,
};

export type ChangedWhat = "shell" | "clusters" | "terminations" | "profiles" | "settings";

export type AccountChange = { kind: "allow_actions" } | { kind: "read_only" } | { kind: "mark_production" } | { kind: "mark_ordinary" } | { kind: "rename"; name: string } | { kind: "recolor"; color: AccountColor };

/** One of eight colours that follows an account everywhere. */
export type AccountColor = "red" | "amber" | "green" | "teal" | "blue" | "violet" | "pink" | "slate";

export type AccountRequest = {
	account_id: string,
	change: AccountChange,
};

export type AccountRow = {
	account_id: string,
	name: string,
	alias: string | null,
	color: AccountColor,
	production: boolean,
	actions_allowed: boolean,
	sample: boolean,
	profiles: string[],
	sources: SourceRow[],
	/** Who Emberwatch is there: the caller's ARN. */
	caller: string | null,
};

export type ActionKindView = "terminate" | "lift_protection";

/** An action a cluster has; a barred one is shown disabled, with its reason. */
export type ActionView = {
	kind: ActionKindView,
	disabled_reason: string | null,
	/** Set when the account is read-only: the screen leads to "Allow actions in this account…". */
	remedy: Remedy | null,
};

export type AutoTerminationView = { kind: "after"; idle_seconds: number } | { kind: "none" } | { kind: "after_steps" } | { kind: "unknown" };

export type BadSectionRow = {
	file: string,
	line: number,
	section: string | null,
	problem: string,
};

export type Banner = {
	severity: Severity,
	text: string,
	command: string | null,
};

export type BootstrapActionView = {
	name: string,
	script: string,
	args: string[],
};

/** `12 × r5.2xlarge spot in eu-west-1a`, and what each part of it costs. */
export type BurnPartView = {
	role: string | null,
	instance_type: string,
	/** `on_demand` or `spot`. */
	market: string,
	zone: string | null,
	count: number,
	/** USD per hour of one instance; absent where the price is unknown. */
	ec2_each: string | null,
	emr_each: string | null,
	ebs_each: string | null,
	usd_per_hour: string,
	complete: boolean,
};

export type BurnTotal = {
	usd_per_hour: string,
	complete: boolean,
	unknown: string[],
};

export type BurnView = {
	usd_per_hour: string,
	complete: boolean,
	unknown: string[],
	parts: BurnPartView[],
	/** For sorting only. */
	sort: number | null,
};

export type ClusterDetailView = {
	as_of: string,
	sample: boolean,
	row: ClusterRow,
	key_pair: string | null,
	log_uri: string | null,
	service_role: string | null,
	job_flow_role: string | null,
	subnet_id: string | null,
	zone: string | null,
	master_dns: string | null,
	managed_scaling: ManagedScalingView | null,
	groups: GroupView[],
	fleets: FleetView[],
	nodes: NodeView[],
	timeline: TimelineEntry[],
	configurations: ConfigurationView[],
	bootstrap_actions: BootstrapActionView[],
	/** Newest first; absent until read, with the reason in `row.gaps` when it cannot be. */
	steps: StepView[] | null,
	/** `https://…console.aws.amazon.com/emr/…`; absent for the sample. */
	console_url: string | null,
	/** True until the first full description arrived. */
	loading: boolean,
};

export type ClusterRef = {
	account_id: string,
	region: string,
	id: string,
};

export type ClusterRow = {
	id: string,
	name: string,
	account_id: string,
	/** What the user calls the account, else its alias, else its profile. */
	account_name: string,
	account_color: AccountColor,
	profile: string,
	region: string,
	/** As AWS says it, such as `WAITING`. */
	state: string,
	state_kind: StateKind,
	state_reason: string | null,
	created_at: string | null,
	ready_at: string | null,
	ended_at: string | null,
	age_seconds: number | null,
	release_label: string | null,
	applications: string[],
	owner: OwnerView,
	mine: boolean,
	tags: { [key in string]: string },
	/** Absent when the cluster could not be described. */
	protected: boolean | null,
	auto_termination: AutoTerminationView,
	nodes: NodesView,
	burn: BurnView,
	cost_so_far: CostView,
	actions: ActionView[],
	/** How far a termination asked of Emberwatch has come, the latest one. */
	termination: TerminationView | null,
	freshness: Freshness,
	/** What could not be read of this cluster, each a sentence naming the missing permission. */
	gaps: string[],
};

/** The answer of `clusters`, and of `emberctl clusters --json`. */
export type ClustersView = {
	as_of: string,
	sample: boolean,
	totals: Totals,
	clusters: ClusterRow[],
	sources: SourceRow[],
};

export type ConfigurationView = {
	/** Nested classifications are joined, such as `spark-env › export`. */
	classification: string,
	properties: { [key in string]: string },
};

export type ConfirmRequest = {
	hash: string,
	typed_names: string[],
};

export type CostView = {
	usd: string,
	complete: boolean,
	unknown: string[],
	/** For sorting only. */
	sort: number | null,
};

/** One sentence that names what is wrong and where, and the next step. */
export type Failure = {
	code: FailureCode,
	message: string,
	next_step: string | null,
};

export type FailureCode = "unknown" | "invalid" | "refused" | "plan_expired" | "store" | "expired" | "sign_in_needed" | "denied" | "throttled" | "region_disabled" | "unreachable" | "unexpected";

export type FleetView = {
	id: string,
	name: string | null,
	role: string,
	target_on_demand: number,
	target_spot: number,
	provisioned_on_demand: number,
	provisioned_spot: number,
	state: string,
	instance_types: string[],
};

/** How old a row is and why it is not newer. */
export type Freshness = {
	as_of: string,
	stale: boolean,
	/** One sentence for a stale row: what failed and what to do. */
	reason: string | null,
};

export type GroupView = {
	id: string,
	name: string | null,
	role: string,
	instance_type: string,
	market: string,
	bid_price: string | null,
	requested: number,
	running: number,
	state: string,
	/** Such as `2 × 32 GiB gp2`. */
	storage: string[],
};

export type ManagedScalingView = {
	unit: string,
	minimum: number,
	maximum: number,
};

export type NodeView = {
	instance_id: string,
	role: string | null,
	instance_type: string,
	market: string,
	zone: string | null,
	launched_at: string,
	ended_at: string | null,
};

export type NodesView = {
	on_demand: number,
	spot: number,
	/** False where nodes cannot be seen and the requested ones are counted. */
	seen: boolean,
	/** How old the node list is, where it is older than the row. */
	as_of: string | null,
};

export type OwnerView = {
	/** Absent when unknown. */
	name: string | null,
	/** `tag owner`, `key pair` or `unknown`. */
	source: string,
};

export type PhaseView = "queued" | "requested" | "unknown" | "terminating" | "terminated" | "done" | "stuck" | "refused" | "failed" | "called_back";

export type PlanRequest = {
	action: ActionKindView,
	targets: ClusterRef[],
	/** Why, in the user's words; kept in the audit. May be empty. */
	reason: string,
};

export type PlanTargetView = {
	id: string,
	name: string,
	account_id: string,
	account_name: string,
	account_color: AccountColor,
	production: boolean,
	region: string,
	state: string,
	protected: boolean | null,
	running_steps: string[] | null,
	pending_steps: number | null,
	losses: string[],
	saved: BurnTotal,
	verdict: VerdictView,
	reason: string | null,
};

/** What would be done; nothing has been. */
export type PlanView = {
	/** To be sent back with the confirmation; single use. */
	hash: string,
	action: ActionKindView,
	sample: boolean,
	reason: string,
	targets: PlanTargetView[],
	going: number,
	saved: BurnTotal,
	/** Names of production clusters that must be typed first. */
	names_to_type: string[],
	/** 0: it is sent at once. Else it can be called back for so long. */
	call_back_seconds: number,
	expires_at: string,
};

export type ProfileRow = {
	name: string,
	/** `static keys`, `role`, `SSO`, `credential_process`, `web identity`, … */
	kind: string,
	region: string | null,
	account_id: string | null,
	account_alias: string | null,
	watched: boolean,
	regions: RegionChoice,
	/** Regions that the choice comes to, once known. */
	watched_regions: string[],
	/** Another watched profile of the same account that is used now, this one standing by. */
	standby_for: string | null,
	status: SourceStatus | null,
	/** One sentence: why it cannot be used, and what to do. */
	problem: string | null,
	command: string | null,
};

/** The answer of `profiles`, and of `emberctl profiles --json`. */
export type ProfilesView = {
	profiles: ProfileRow[],
	accounts: AccountRow[],
	bad_sections: BadSectionRow[],
	/** Where profiles are looked for, to say it when there are none. */
	files: string[],
};

/** Which regions of a profile are watched. */
export type RegionChoice = { kind: "profile_region" } | { kind: "all_enabled" } | { kind: "listed"; regions: string[] };

export type Remedy = "allow_actions" | "lift_protection";

/** Which accounts a page shows. */
export type Scope = {
	/** Absent: all watched accounts. */
	account_id: string | null,
};

export type SettingsRequest = {
	owner_tags: string[],
	me: string | null,
	theme: ThemeChoice,
};

export type SettingsView = {
	/** Tags that name an owner, the first present wins. */
	owner_tags: string[],
	/** Who "mine" is; empty: taken from the caller's ARN. */
	me: string | null,
	/** Who the callers' ARNs say the user is. */
	me_from_caller: string | null,
	theme: ThemeChoice,
	data_dir: string,
};

export type Severity = "info" | "warning" | "failure";

export type ShellAccount = {
	account_id: string,
	name: string,
	/** Such as `static keys · read-only`. */
	note: string,
	color: AccountColor,
	production: boolean,
	totals: ShellTotals,
};

export type ShellFreshness = {
	/** The newest answer of any source. */
	as_of: string | null,
	refreshing: boolean,
	/** Sources that need attention, one short line each, such as `eu-north-1 denied`. */
	problems: string[],
};

export type ShellTotals = {
	active_clusters: number,
	all_clusters: number,
	burn: BurnTotal,
	regions: number,
};

export type ShellView = {
	/** True while what is shown is the sample account. */
	sample: boolean,
	accounts: ShellAccount[],
	all: ShellTotals,
	freshness: ShellFreshness,
	/** What bars normal work, most important first: read-only store, offline, bad AWS files. */
	banners: Banner[],
	/** Terminations that are not over yet. */
	open_terminations: number,
	version: string,
};

export type SourceRow = {
	/** Absent until the profile's first answer. */
	account_id: string | null,
	profile: string,
	region: string,
	status: SourceStatus,
	/** When it last answered in full. */
	as_of: string | null,
	/** One sentence: what failed, in which account and region, which permission, and the next step. */
	detail: string | null,
	/** A command to copy, such as `aws sso login --profile research`. */
	command: string | null,
};

export type SourceStatus = "loading" | "ok" | "stale" | "expired" | "sign_in_needed" | "denied" | "throttled" | "region_disabled" | "unreachable";

/** What a state means, so that shape and word can say it: six shapes for all states. */
export type StateKind = "starting" | "running" | "waiting" | "terminating" | "ended" | "failed" | "unknown";

export type StepView = {
	id: string,
	name: string,
	state: string,
	action_on_failure: string | null,
	main_class: string | null,
	jar: string | null,
	args: string[],
	created_at: string | null,
	started_at: string | null,
	ended_at: string | null,
	failure: string | null,
};

/** A termination (or a lifted protection), from its confirmation to its receipt. */
export type TerminationView = {
	/** The journal's own number of it. */
	number: number,
	action: ActionKindView,
	cluster_id: string,
	cluster_name: string,
	account_id: string,
	account_name: string,
	region: string,
	sample: boolean,
	phase: PhaseView,
	/** One sentence on the phase, such as `waits for its turn, about 40 s`. */
	text: string,
	requested_at: string,
	sent_at: string | null,
	ended_at: string | null,
	reason: string,
	/** Who confirmed it: the caller's ARN. */
	by: string | null,
	saved_per_hour: string,
	saved_complete: boolean,
	/** While it can be called back: until when, and the plan it belongs to. */
	call_back_until: string | null,
	plan_hash: string,
};

export type ThemeChoice = "system" | "light" | "dark";

export type TimelineEntry = {
	at: string,
	text: string,
};

/** What the shown clusters add up to; sample and real money are never in one sum. */
export type Totals = {
	active_clusters: number,
	nodes: number,
	spot_nodes: number,
	/** Whole percent of the running nodes on the spot market; absent without nodes. */
	spot_percent: number | null,
	burn: BurnTotal,
	cost_so_far: CostView,
	owner_unknown: number,
};

export type VerdictView = "go" | "nothing" | "refused";

export type WatchRequest = {
	profile: string,
	regions: RegionChoice,
};

/* Runtime */
async function typedError<T, E>(result: Promise<T>): Promise<{ status: "ok"; data: T } | { status: "error"; error: E }> {
	try {
		return { status: "ok", data: await result };
	} catch (e) {
		if (e instanceof Error) throw e;
		return { status: "error", error: e as E };
	}
}

function makeEvent<T>(name: string) {
	return {
		listen: (cb: __TAURI_EVENT.EventCallback<T>) => __TAURI_EVENT.listen(name, cb),
		once: (cb: __TAURI_EVENT.EventCallback<T>) => __TAURI_EVENT.once(name, cb),
	};
}
