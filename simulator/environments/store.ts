import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import { isSameId } from "../ids";
import type { OwnedItem } from "../resource";

/** An environment in the store. Times are simulated milliseconds since 1970. */
export interface SimulatedEnvironment extends OwnedItem {
  environmentUUID: string;
  name: string;
  publicKey: string;
  /** A secret, which only the response to the create has. */
  envSecret: string;
  /** When it was deleted; absent if it exists. */
  deletedAt?: number | undefined;
}

/** Stores all environments. */
export class EnvironmentStore {
  private readonly environments: SimulatedEnvironment[];
  private readonly clock: Clock;

  constructor(clock: Clock, environments: readonly SimulatedEnvironment[] = []) {
    this.clock = clock;
    this.environments = [...environments];
  }

  /** Returns all environments in the order of their creation, including deleted ones. */
  all(): readonly SimulatedEnvironment[] {
    return this.environments;
  }

  /** Returns the environment with this id, in any case, also if it is deleted. */
  find(environmentUUID: string): SimulatedEnvironment | undefined {
    return this.environments.find((one) => isSameId(one.environmentUUID, environmentUUID));
  }

  create(name: string, { account, mode }: Pick<OwnedItem, "account" | "mode">): SimulatedEnvironment {
    const environment: SimulatedEnvironment = {
      environmentUUID: randomUUID(),
      name,
      publicKey: randomBytes(32).toString("base64"),
      envSecret: `env-${randomBytes(24).toString("hex")}`,
      account,
      mode,
      createdAt: this.clock.now(),
    };
    this.environments.push(environment);
    return environment;
  }

  delete(environment: SimulatedEnvironment): void {
    environment.deletedAt = this.clock.now();
  }
}
