import type { Changed, Client } from "@/ipc/client";
import { Resource } from "./resource.svelte";
import type { Session } from "./session.svelte";

/** The views more than one page shows, kept up to date by the core's `changed`. */
export class Live {
  readonly shell;
  readonly clusters;
  readonly terminations;
  readonly profiles;
  readonly settings;
  /** Grows with every change of the clusters, so that an open detail reads itself again. */
  clustersRevision = $state(0);
  #client: Client;

  constructor(client: Client, session: Session) {
    this.#client = client;
    this.shell = new Resource(() => client.shell());
    this.clusters = new Resource(() => client.clusters(session.scope));
    this.terminations = new Resource(() => client.terminations());
    this.profiles = new Resource(() => client.profiles());
    this.settings = new Resource(() => client.settings());
  }

  start(): () => void {
    const stop = this.#client.onChanged(this.#follow);
    for (const view of [this.shell, this.terminations, this.profiles, this.settings]) void view.load();
    return stop;
  }

  /** Another account is looked at: its rows are other rows. */
  forgetClusters(): void {
    this.clusters.clear();
  }

  #follow = ({ what }: Changed): void => {
    if (what === "clusters") this.clustersRevision += 1;
    void this[what].load();
  };
}
