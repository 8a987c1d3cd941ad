/** What the page asks of the core: one interface, a real and (for tests and a plain browser) a made-up side. */

import type {
  AccountsInReport,
  AccountRequest,
  AccountsView,
  AddUpRequest,
  BurnChartRequest,
  BurnChartView,
  Changed,
  ChangesRequest,
  ChangesView,
  ClusterDetailView,
  ClusterName,
  ClusterRef,
  ClustersAnswer,
  ClustersRequest,
  ConfirmRequest,
  CostChartRequest,
  CostChartView,
  CostsProgress,
  CostsRequest,
  CostsView,
  DataFolderView,
  DesktopRequest,
  DesktopView,
  ExportRequest,
  ExportView,
  Failure,
  ForecastView,
  ForgettableView,
  GroupTotals,
  LeavingAnswer,
  LedgersRequest,
  LedgersView,
  LookRequest,
  PlanRequest,
  PlanView,
  ProfilesView,
  SaveBurnRequest,
  SaveCostsRequest,
  SaveSpotRequest,
  SavedViewChange,
  SavedViewView,
  SettingsRequest,
  SettingsView,
  ShellView,
  SpotAdviceRequest,
  SpotAdviceView,
  SpotMarketView,
  SpotNetworksRequest,
  SpotNetworksView,
  SpotPlacesView,
  SpotRequest,
  TerminationView,
  TimeZoneView,
  WatchRequest,
} from "./generated";

export type * from "./generated";

export type Outcome<T> = { status: "ok"; data: T } | { status: "error"; error: Failure };
export type Answer<T> = Promise<Outcome<T>>;

export type SettingsChange = Partial<SettingsRequest>;
export type DesktopChange = Partial<DesktopRequest>;

export interface Client {
  shell(): Answer<ShellView>;
  /** What changed since the answer that the request names, or everything. */
  clusters(request: ClustersRequest): Answer<ClustersAnswer>;
  /** What some clusters add up to, in their groups. */
  addUp(request: AddUpRequest): Answer<GroupTotals[]>;
  cluster(cluster: ClusterRef): Answer<ClusterDetailView>;
  burnChart(request: BurnChartRequest): Answer<BurnChartView>;
  /** Answers with the path of the file that was written. */
  saveBurnChart(request: SaveBurnRequest): Answer<string>;
  /** Where a spot market can be looked at, with the types that run there. */
  spotPlaces(): Answer<SpotPlacesView>;
  spotMarket(request: SpotRequest): Answer<SpotMarketView>;
  /** Answers with the path of the file that was written. */
  saveSpotChart(request: SaveSpotRequest): Answer<string>;
  spotAdvice(request: SpotAdviceRequest): Answer<SpotAdviceView>;
  /** The VPCs and subnets that advice can be kept to. */
  spotNetworks(request: SpotNetworksRequest): Answer<SpotNetworksView>;
  /** Every cluster that is known, by what it is found. */
  clusterNames(): Answer<ClusterName[]>;
  exportClusters(request: ExportRequest): Answer<ExportView>;
  plan(request: PlanRequest): Answer<PlanView>;
  confirm(request: ConfirmRequest): Answer<TerminationView[]>;
  callBack(hash: string): Answer<TerminationView[]>;
  terminations(): Answer<TerminationView[]>;
  profiles(): Answer<ProfilesView>;
  /** How the watched accounts do, and what watching them asks and costs. */
  accounts(): Answer<AccountsView>;
  watch(request: WatchRequest): Answer<unknown>;
  unwatch(profile: string): Answer<unknown>;
  /** Sample data, or the profiles that were chosen; the choice itself stays. */
  lookAt(request: LookRequest): Answer<unknown>;
  changeAccount(request: AccountRequest): Answer<unknown>;
  savedViews(): Answer<SavedViewView[]>;
  /** Answers with the views as they are then. */
  changeSavedViews(change: SavedViewChange): Answer<SavedViewView[]>;
  settings(): Answer<SettingsView>;
  /** What is not named stays as it is. */
  changeSettings(change: SettingsChange): Answer<SettingsView>;
  resetSettings(): Answer<SettingsView>;
  undoReset(): Answer<SettingsView>;
  timeZones(): Answer<TimeZoneView[]>;
  /** The tray, what closing and starting do, and what was asked from there. */
  desktop(): Answer<DesktopView>;
  /** What is not named stays as it is. */
  changeDesktop(change: DesktopChange): Answer<DesktopView>;
  /** The page has gone where the tray led it. */
  arrived(number: number): Answer<unknown>;
  /** As the tray's entry does: it asks first while something confirmed is not sent. */
  quit(): Answer<unknown>;
  answerLeaving(answer: LeavingAnswer): Answer<unknown>;
  /** What started, ended, was resized or got dearer since a moment. */
  changes(request: ChangesRequest): Answer<ChangesView>;
  /** What AWS bills. Asking Cost Explorer costs money: what is known is not asked again. */
  costs(request: CostsRequest): Answer<CostsView>;
  /** How far the answer is that is waited for; null while none is asked month by month. */
  costsProgress(): Answer<CostsProgress | null>;
  /** What was answered until now is told, and nothing more is asked. */
  stopCosts(): Answer<unknown>;
  /** The bill as it was last told, drawn: nobody is asked for it. */
  costChart(request: CostChartRequest): Answer<CostChartView>;
  /** Answers with the path of the file that was written. */
  saveCosts(request: SaveCostsRequest): Answer<string>;
  /** What this month will have cost at its end. */
  forecast(): Answer<ForecastView>;
  /** The live estimate beside the bill, day by day and cluster by cluster. */
  ledgers(request: LedgersRequest): Answer<LedgersView>;
  dataFolder(): Answer<DataFolderView>;
  /** What was over before a day, such as `2026-11-20`, counted. */
  forgettable(before: string): Answer<ForgettableView>;
  forgetHistory(before: string): Answer<DataFolderView>;
  openDataFolder(): Answer<unknown>;
  logLines(): Answer<string[]>;
  diagnostics(accounts: AccountsInReport): Answer<string>;
  refresh(): Answer<unknown>;
  openConsole(cluster: ClusterRef): Answer<unknown>;
  regionsOf(profile: string): Answer<string[]>;
  /** Calls back whenever the core has something newer; the answer ends the listening. */
  onChanged(listener: (changed: Changed) => void): () => void;
}
