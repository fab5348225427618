import { RpcClient } from "./rpc-client";
import { engine, LogSeverity } from "./messages";

/** Least time between two status lines of one resource, in milliseconds. */
const statusThrottleMs = 1_000;

/** Messages to the user, through the engine. A message that can't be delivered is dropped: no operation fails for it. */
export class EngineLog {
  private client: RpcClient | undefined;
  private address: string | undefined;
  private readonly lastStatusAt = new Map<string, number>();
  private readonly sent = new Set<string>();

  /**
   * Takes the address of the engine that messages go to, `host:port`; an empty one changes nothing. Each
   * command may repeat the messages of the one before.
   */
  connect(address: string): void {
    this.sent.clear();
    if (address === "" || address === this.address) return;
    this.close();
    this.address = address;
  }

  /** Shows a passing line in the resource's row. */
  status(urn: string, message: string): void {
    const now = performance.now();
    if (now - (this.lastStatusAt.get(urn) ?? -Infinity) < statusThrottleMs) return;
    this.lastStatusAt.set(urn, now);
    this.send(LogSeverity.INFO, urn, message, true);
  }

  info(urn: string, message: string): void {
    this.sendOnce(LogSeverity.INFO, urn, message);
  }

  warning(urn: string, message: string): void {
    this.sendOnce(LogSeverity.WARNING, urn, message);
  }

  close(): void {
    this.client?.close();
    this.client = undefined;
  }

  /** Sends a message once: the engine asks for a diff up to twice in one command. */
  private sendOnce(severity: number, urn: string, message: string): void {
    const key = `${urn} ${message}`;
    if (this.sent.has(key)) return;
    this.sent.add(key);
    this.send(severity, urn, message, false);
  }

  /** The first message connects: most processes send none. */
  private send(severity: number, urn: string, message: string, isEphemeral: boolean): void {
    if (this.address === undefined) return;
    this.client ??= new RpcClient(this.address);
    this.client.send(engine.log, { severity, urn, message, ephemeral: isEphemeral });
  }
}
