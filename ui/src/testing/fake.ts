/** The made-up side of the core: answers at once from its own small world. Rules live in Rust; this only plays them. */

import type {
  AccountChange, AccountsInReport, AddUpRequest, Answer, BurnChartRequest, Changed, ChangedWhat, ChangesRequest, Client, ClusterName, ClusterRef, ClusterRow, ClustersRequest, ConfirmRequest, CostChartRequest, CostsProgress, CostsRequest, DataFolderView, DesktopChange, DesktopView, ExportRequest, Failure, LeavingAnswer, LedgersRequest, LookRequest, PlanRequest, PlanView,
  ProfilesView, SaveBurnRequest, SaveCostsRequest, SaveSpotRequest, SavedViewChange, SavedViewView, SettingsChange, SettingsView, ShellView, SpotAdviceRequest, SpotNetworksRequest, SpotRequest, TerminationView, WatchRequest,
} from "@/ipc/client";
import { burnOf } from "./burn";
import { changesOf } from "./changes";
import { costChartOf, costsOf, forecastOf } from "./costs";
import { ledgersOf } from "./ledgers";
import { detailOf } from "./detail";
import { NOW } from "./fixtures";
import { planOf, terminationOf } from "./plans";
import { accountsOf, profilesOf } from "./profiles";
import { ZONES, folderOf, settingsAfter, settingsOf, shellOf } from "./shell";
import { adviceOf, marketOf, networksOf, spotPlacesOf } from "./spot";
import { Teller, sumsOf } from "./teller";
import { viewsAfter } from "./views";
import { worldOf } from "./world";

export class FakeClient implements Client {
  now: () => number;
  rows: ClusterRow[];
  shellView: ShellView;
  profilesView: ProfilesView;
  settingsView: SettingsView;
  desktopView: DesktopView = { closing: "keeps_tray", starting: "window", autostart: "off", no_tray: null, go: null, leaving: null };
  folderView: DataFolderView = folderOf();
  costsAnswered: CostsProgress | null = null;
  log: string[] = ["2026-11-20T14:01:58Z window[4711] WARN emberwatch_app: clusters could not be recorded"];
  journal: TerminationView[] = [];
  views: SavedViewView[] = [];
  plans = new Map<string, PlanView>();
  /** What was asked, for tests to look at: `["confirm", request]`. */
  asked: [string, unknown][] = [];
  /** Commands that fail, and how. */
  failing = new Map<string, Failure>();
  #listeners = new Set<(changed: Changed) => void>();
  #revision = 0;
  #teller = new Teller();
  #beforeReset?: SettingsView;

  constructor(now: () => number = () => NOW) {
    this.now = now;
    this.rows = worldOf(now());
    this.shellView = shellOf(now(), this.rows);
    this.profilesView = profilesOf(now());
    this.settingsView = settingsOf();
  }

  shell = () => this.#answer("shell", null, () => this.shellView);
  clusters = (request: ClustersRequest) =>
    this.#answer("clusters", request, () => {
      const sources = this.profilesView.accounts.flatMap((account) => account.sources);
      const rest = { as_of: new Date(this.now()).toISOString(), sample: this.shellView.sample, sources };
      return this.#teller.answer(request, this.rows, this.#revision, rest);
    });
  addUp = (request: AddUpRequest) =>
    this.#answer("add_up", request, () => sumsOf(this.rows, request));
  cluster = (ref: ClusterRef) =>
    this.#answer("cluster", ref, () => detailOf(this.rows.find((row) => row.id === ref.id) ?? this.rows[0]!, this.now()));
  burnChart = (request: BurnChartRequest) => this.#answer("burn_chart", request, () => burnOf(request, this.now()));
  saveBurnChart = (request: SaveBurnRequest) => this.#answer("save_burn_chart", request, () => `/home/mila/Downloads/emberwatch-burn.${request.file}`);
  spotPlaces = () => this.#answer("spot_places", null, () => spotPlacesOf(this.shellView.sample));
  spotMarket = (request: SpotRequest) => this.#answer("spot_market", request, () => marketOf(request, this.now()));
  saveSpotChart = (request: SaveSpotRequest) => this.#answer("save_spot_chart", request, () => `/home/mila/Downloads/emberwatch-spot.${request.file}`);
  spotNetworks = (request: SpotNetworksRequest) => this.#answer("spot_networks", request, () => networksOf(request));
  spotAdvice = (request: SpotAdviceRequest) => this.#answer("spot_advice", request, () => adviceOf(request, this.now()));
  clusterNames = () =>
    this.#answer("cluster_names", null, () =>
      this.rows.map(({ id, name, account_id, region, owner, state, state_kind, active }): ClusterName => ({ id, name, account_id, region, owner: owner.name, state, state_kind, active })),
    );
  exportClusters = (request: ExportRequest) =>
    this.#answer("export_clusters", request, () => ({
      clusters: request.clusters.length,
      path: request.to === "file" ? `/home/thom/Downloads/emberwatch-clusters.${request.format}` : null,
      text: request.to === "text" ? "id,name" : null,
    }));
  plan = (request: PlanRequest) =>
    this.#answer("plan", request, () => {
      const plan = planOf(request, this.rows, this.now());
      this.plans.set(plan.hash, plan);
      return plan;
    });
  confirm = (request: ConfirmRequest) =>
    this.#answer("confirm", request, () => {
      const plan = this.plans.get(request.hash);
      const made = (plan?.targets ?? []).filter((target) => target.verdict === "go");
      const added = made.map((target, index) => terminationOf(plan!, target, this.journal.length + index + 1, this.now()));
      this.journal = [...added, ...this.journal];
      this.#mirror();
      return added;
    });
  callBack = (hash: string) =>
    this.#answer("call_back", hash, () => {
      this.journal = this.journal.map((entry) =>
        entry.plan_hash === hash ? { ...entry, phase: "called_back", standing: "over", saves: false, text: "called back before it was sent", call_back_until: null } : entry,
      );
      this.#mirror();
      return this.journal.filter((entry) => entry.plan_hash === hash);
    });
  terminations = () => this.#answer("terminations", null, () => this.journal);
  profiles = () => this.#answer("profiles", null, () => this.profilesView);
  accounts = () => this.#answer("accounts", null, () => accountsOf(this.profilesView, this.now()));
  watch = (request: WatchRequest) => this.#answer("watch", request, () => this.#setWatched(request.profile, true, request));
  unwatch = (profile: string) => this.#answer("unwatch", profile, () => this.#setWatched(profile, false));
  lookAt = (request: LookRequest) =>
    this.#answer("look_at", request, () => {
      this.shellView = { ...this.shellView, sample: request === "sample" };
      this.tell("shell");
      this.tell("clusters");
      return null;
    });
  changeAccount = (request: { account_id: string; change: AccountChange }) =>
    this.#answer("change_account", request, () => {
      const accounts = this.profilesView.accounts.map((account) =>
        account.account_id === request.account_id ? { ...account, ...changed(request.change) } : account,
      );
      this.profilesView = { ...this.profilesView, accounts };
      this.tell("profiles");
      return null;
    });
  savedViews = () => this.#answer("saved_views", null, () => this.views);
  changeSavedViews = (change: SavedViewChange) =>
    this.#answer("change_saved_views", change, () => (this.views = viewsAfter(this.views, change)));
  settings = () => this.#answer("settings", null, () => this.settingsView);
  changeSettings = (change: SettingsChange) => this.#answer("change_settings", change, () => this.#setSettings(settingsAfter(this.settingsView, change)));
  resetSettings = () =>
    this.#answer("reset_settings", null, () => {
      this.#beforeReset = this.settingsView;
      return this.#setSettings(settingsOf());
    });
  undoReset = () => this.#answer("undo_reset", null, () => this.#setSettings(this.#beforeReset ?? this.settingsView));
  timeZones = () => this.#answer("time_zones", null, () => ZONES);
  desktop = () => this.#answer("desktop", null, () => this.desktopView);
  changeDesktop = ({ closing, starting, autostart }: DesktopChange) =>
    this.#answer("change_desktop", { closing, starting, autostart }, () => {
      const before = this.desktopView;
      return this.#setDesktop({ closing: closing ?? before.closing, starting: starting ?? before.starting, autostart: autostart ?? before.autostart });
    });
  arrived = (number: number) => this.#answer("arrived", number, () => (this.desktopView.go?.number === number ? this.#setDesktop({ go: null }) : null));
  quit = () => this.#answer("quit", null, () => null);
  answerLeaving = (answer: LeavingAnswer) => this.#answer("answer_leaving", answer, () => this.#setDesktop({ leaving: null }));
  changes = (request: ChangesRequest) => this.#answer("changes", request, () => changesOf(request, this.rows, this.now()));
  costs = (request: CostsRequest) => this.#answer("costs", request, () => costsOf(request));
  costsProgress = () => this.#answer("costs_progress", null, () => this.costsAnswered);
  stopCosts = () => this.#answer("stop_costs", null, () => null);
  costChart = (request: CostChartRequest) => this.#answer("cost_chart", request, () => costChartOf(request));
  saveCosts = (request: SaveCostsRequest) => this.#answer("save_costs", request, () => `/home/mila/Downloads/emberwatch-costs.${request.file}`);
  forecast = () => this.#answer("forecast", null, () => forecastOf());
  ledgers = (request: LedgersRequest) => this.#answer("ledgers", request, () => ledgersOf());
  dataFolder = () => this.#answer("data_folder", null, () => this.folderView);
  forgettable = (before: string) => this.#answer("forgettable", before, () => ({ before, text: "3 clusters, 1,204 spot prices would be forgotten for good", empty: false }));
  forgetHistory = (before: string) =>
    this.#answer("forget_history", before, () => {
      this.folderView = { ...this.folderView, forgetting: { kind: "under_way", before, percent: 40 } };
      this.tell("folder");
      return this.folderView;
    });
  openDataFolder = () => this.#answer("open_data_folder", null, () => null);
  logLines = () => this.#answer("log_lines", null, () => this.log);
  diagnostics = (accounts: AccountsInReport) =>
    this.#answer("diagnostics", accounts, () => `Emberwatch 0.1.0\n\nSources\n  ${accounts === "shown" ? "441088120031" : "[account …0031]"} eu-west-1 Ok`);
  refresh = () => this.#answer("refresh", null, () => null);
  openConsole = (ref: ClusterRef) => this.#answer("open_console", ref, () => null);
  regionsOf = (profile: string) =>
    this.#answer("regions_of", profile, () => ["ap-southeast-2", "eu-north-1", "eu-west-1", "us-east-1", "us-east-2", "us-west-2"]);

  onChanged(listener: (changed: Changed) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What the core does when something is newer. */
  tell(what: ChangedWhat): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener({ what, revision: this.#revision });
  }

  async #answer<T>(command: string, request: unknown, make: () => T): Answer<T> {
    this.asked.push([command, request]);
    const error = this.failing.get(command);
    return error ? { status: "error", error } : { status: "ok", data: make() };
  }

  #mirror(): void {
    this.rows = this.rows.map((row) => {
      const termination = this.journal.find((entry) => entry.cluster_id === row.id) ?? null;
      return { ...row, termination };
    });
    this.tell("terminations");
    this.tell("clusters");
  }

  #setDesktop(change: Partial<DesktopView>): DesktopView {
    this.desktopView = { ...this.desktopView, ...change };
    this.tell("desktop");
    return this.desktopView;
  }

  #setSettings(settings: SettingsView): SettingsView {
    this.settingsView = settings;
    this.tell("settings");
    return settings;
  }

  #setWatched(name: string, watched: boolean, request?: WatchRequest): null {
    const profiles = this.profilesView.profiles.map((profile) =>
      profile.name === name ? { ...profile, watched, regions: request?.regions ?? profile.regions } : profile,
    );
    this.profilesView = { ...this.profilesView, profiles };
    this.tell("profiles");
    return null;
  }
}

function changed(change: AccountChange) {
  switch (change.kind) {
    case "allow_actions": return { actions_allowed: true };
    case "read_only": return { actions_allowed: false };
    case "mark_production": return { production: true };
    case "mark_ordinary": return { production: false };
    case "rename": return { name: change.name };
    case "recolor": return { color: change.color };
  }
}
