import { untrack } from "svelte";
import type { Answer, Changed, Client, ClusterRef, ClusterRow, GroupBy } from "@/ipc/client";
import { byKey, readClusters, type Clusters, type Sums } from "./clusters";
import { markUseful } from "@/lib/useful";
import { Resource } from "./resource.svelte";
import { keyOf, refOf } from "./rows";
import type { Session } from "./session.svelte";

/** What moves with time alone, such as a cost so far, need not be read again so soon. */
const MOVING_BEAT = 10_000;
/** Rows that scroll by are not asked for; those that stay are. */
const SETTLED = 200;

/** The views more than one page shows, kept up to date by the core's `changed`. */
export class Live {
  readonly shell;
  readonly clusters: Resource<Clusters>;
  readonly terminations;
  readonly profiles;
  /** Read while its page is shown: it changes with every answer of AWS. */
  readonly accounts;
  readonly settings;
  readonly desktop;
  /** Read once its section is open, and while it changes. */
  readonly folder;
  /** When what the first drawing shows has been answered. */
  first: Promise<unknown> = Promise.resolve();
  /** Grows with every change of the clusters, so that an open detail reads itself again. */
  clustersRevision = $state(0);
  /** Moves when more of the burn was recorded, with the minute. */
  burnRevision = $state(0);
  /** Whether the burn has no line yet that could be shown. */
  awaitsLine = true;
  /** Grows when something else is known of what AWS bills. */
  costsRevision = $state(0);
  /** Grows when somebody asks again: what failed on the page that they look at is tried at once. */
  refreshes = $state(0);
  #recorded = 0;
  #groupBy: GroupBy = "nothing";
  #client: Client;
  #session: Session;
  #onScreen: ClusterRef[] = [];
  #read = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #looked: string | undefined;
  #stop: (() => void) | undefined;

  constructor(client: Client, session: Session) {
    this.#client = client;
    this.#session = session;
    this.shell = new Resource(() => client.shell());
    this.clusters = new Resource((held) => {
      this.#read = Date.now();
      return readClusters(client, { scope: session.scope, groupBy: this.#groupBy, onScreen: this.#onScreen }, held);
    });
    this.terminations = new Resource(() => client.terminations());
    this.profiles = new Resource(() => client.profiles());
    this.accounts = new Resource(() => client.accounts());
    this.settings = new Resource(() => client.settings());
    this.desktop = new Resource(() => client.desktop());
    this.folder = new Resource(() => client.dataFolder());
  }

  /** Reads everything, and follows the core until it is told to stop; whoever comes second joins in. */
  start(): () => void {
    return (this.#stop ??= this.#begin());
  }

  #begin(): () => void {
    const unfollow = this.#client.onChanged(this.#follow);
    // The clusters come first, for they are what the window is opened for.
    this.first = Promise.all([this.look(), this.shell.load(), this.settings.load()]);
    for (const view of [this.terminations, this.profiles, this.desktop]) void view.load();
    return () => {
      clearTimeout(this.#settling);
      unfollow();
      this.#stop = this.#looked = undefined;
    };
  }

  /** Asks for the clusters that are looked at now, unless it was these that were asked for last. */
  async look(): Promise<void> {
    const scope = JSON.stringify(this.#session.scope);
    if (scope === this.#looked) return;
    this.#looked = scope;
    await this.clusters.load();
  }

  /** Every account is asked again, and then what the page itself has asked for. */
  async refresh(): Promise<void> {
    await this.#client.refresh();
    this.refreshes += 1;
  }

  /** Another account is looked at: its rows are other rows. */
  forgetClusters(): void {
    this.#onScreen = [];
    this.clusters.clear();
  }

  /** What the rows of each group add up to comes with the rows from now on. */
  groupInto(by: GroupBy): void {
    if (by === this.#groupBy) return;
    this.#groupBy = by;
    if (untrack(() => this.clusters.data !== undefined || this.clusters.busy)) void this.clusters.load();
  }

  /** What the core says that some of the rows add up to. */
  async addUp(rows: readonly ClusterRow[], by: GroupBy): Answer<Sums> {
    const answer = await this.#client.addUp({ clusters: rows.map(refOf), group_by: by });
    return answer.status === "ok" ? { status: "ok", data: { by, totals: byKey(answer.data) } } : answer;
  }

  /** These rows can be seen now. Those that have just come are read, so that what moves with time is as it is. */
  see(rows: readonly ClusterRef[]): void {
    if (rows.length > 0) markUseful();
    this.#onScreen = [...rows];
    clearTimeout(this.#settling);
    const held = this.clusters.data?.rows;
    const isOld = (row: ClusterRef) => held !== undefined && Date.now() - held.readAt(keyOf(row)) > MOVING_BEAT;
    if (rows.some(isOld)) this.#settling = setTimeout(() => void this.clusters.load(), SETTLED);
  }

  /** Time has passed: what moves with it is read again, all of it together, so that the page is drawn once. */
  age(): void {
    if (!this.clusters.data || Date.now() - this.#read <= MOVING_BEAT) return;
    void this.clusters.load();
    void this.shell.load();
    this.burnRevision = this.#recorded;
  }

  #follow = ({ what, revision }: Changed): void => {
    if (what === "burn") {
      this.#recorded += 1;
      // The first line is waited for, and one mark makes none yet; what follows it can wait for the minute.
      if (this.awaitsLine) this.burnRevision = this.#recorded;
      return;
    }
    if (what === "costs") {
      this.costsRevision += 1;
      // What asking has cost stands beside what it may.
      if (this.#session.page === "settings") void this.settings.load();
      return;
    }
    if (what === "clusters") {
      this.clustersRevision += 1;
      if (this.#holds(revision)) return;
    }
    if (what === "accounts" && this.#session.page !== "accounts") return;
    void this[what].load();
  };

  /** Whether the rows are those of the revision. */
  #holds(revision: number): boolean {
    const { data, failure } = this.clusters;
    return !failure && data?.revision === revision;
  }
}
