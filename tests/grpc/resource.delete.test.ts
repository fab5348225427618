import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { defaultAccount } from "../../simulator";
import { anyId, calls, failure, minuteMs, providerStarter, until, urn } from "./fixtures";

const run = promisify(execFile);
const cli = join(__dirname, "../../cli/main.js");

describe("Delete", () => {
  const startProvider = providerStarter();

  it("ends the session with one DELETE", async () => {
    const { plugin, sim } = await startProvider();
    const { id, outputs } = await plugin.make();
    sim.clearLedger();
    await plugin.delete(id, outputs);
    expect(calls(sim)).to.deep.equal(["EndSession"]);
    expect(sim.running()).to.deep.equal([]);
  });

  for (const deleteEnded of ["200", "404"] as const) {
    it(`deletes an ended session without an error if the switch deleteEnded is ${deleteEnded}`, async () => {
      const { plugin, sim, advance } = await startProvider({ sim: { switches: { deleteEnded } } });
      const { id, outputs } = await plugin.make();
      advance(2 * minuteMs);
      sim.endSession(id);
      await plugin.delete(id, outputs);
    });
  }

  it("fails a delete if the list has an entry without an id after the 404 of a gateway", async () => {
    const { plugin, sim, advance } = await startProvider();
    const { id, outputs } = await plugin.make();
    advance(2 * minuteMs);
    sim.addFault({ operation: "EndSession", status: 404, bodyShape: "gateway" });
    sim.addFault({ operation: "ListSessions", malformed: "missing-field:sessionUUID" });
    const error = await failure(plugin.delete(id, outputs));
    expect(error.details).to.contain(`could not end session ${id}`).and.contain("may still be running");
    expect(sim.running()).to.have.length(1);
  });

  it("deletes a session that never existed without an error", async () => {
    const { plugin } = await startProvider();
    await plugin.delete(anyId);
  });

  it("ends the session where it was created, whatever the configuration says", async () => {
    const { plugin, sim, config } = await startProvider();
    const { id, outputs } = await plugin.make();
    await plugin.configure({ ...config, mode: "public" });
    await plugin.delete(id, outputs);
    expect(sim.running()).to.deep.equal([]);
  });

  it("ends a session without recorded properties where the configuration says", async () => {
    const { plugin, sim } = await startProvider();
    const { id } = await plugin.make();
    await plugin.delete(id);
    expect(sim.running()).to.deep.equal([]);
  });

  it("fails a delete with a refused key, and names both remedies", async () => {
    const { plugin, sim } = await startProvider();
    const { id, outputs } = await plugin.make();
    sim.setAccounts([]);
    const error = await failure(plugin.delete(id, outputs));
    expect(error.code).to.equal(status.UNAUTHENTICATED);
    expect(error.details).to.match(
      new RegExp(`^could not end session ${id} at ${sim.url}, and it may still be running\\. `),
    );
    expect(error.details).to.contain("Set TASKNET_API_KEY and TASKNET_API_KEY_ID to a key that may end it");
    expect(error.details).to.contain(`run: pulumi state delete '${urn}'`);
  });

  it("fails a delete in an outage, and gives the command that ends the session", async () => {
    const { plugin, sim } = await startProvider();
    const { id, outputs } = await plugin.make();
    sim.addFault({ operation: "EndSession", status: 500, times: 6 });
    const error = await failure(plugin.delete(id, outputs));
    expect(error.code).to.equal(status.UNAVAILABLE);
    const command = /without Pulumi: (.*)/.exec(error.details)?.[1] ?? "";
    expect(command).to.equal(`npx pulumi-tasknet end --endpoint '${sim.url}' ${id}`);
    // An npx that runs the command of this build.
    const npx = `npx() { shift; '${process.execPath}' '${cli}' "$@" --yes; }`;
    const { apiKey: TASKNET_API_KEY, apiKeyId: TASKNET_API_KEY_ID } = defaultAccount;
    const env = { ...process.env, TASKNET_API_KEY, TASKNET_API_KEY_ID };
    const { stdout } = await run("sh", ["-c", `${npx}\n${command}`], { env });
    expect(stdout).to.equal(`ended ${id}\n`);
    expect(sim.running()).to.be.empty;
  });

  it("retries a DELETE whose connection fails", async () => {
    const { plugin, sim } = await startProvider();
    const { id, outputs } = await plugin.make();
    sim.addFault({ operation: "EndSession", cut: "before", times: 2 });
    await plugin.delete(id, outputs);
    expect(sim.running()).to.deep.equal([]);
  });

  it("stops a DELETE at once on Cancel", async () => {
    const { plugin, sim } = await startProvider();
    const { id, outputs } = await plugin.make();
    sim.addFault({ operation: "EndSession", delayMs: 3_600_000 });
    sim.clearLedger();
    const call = failure(plugin.delete(id, outputs));
    await until(() => sim.ledger.length === 1);
    await plugin.cancel();
    expect((await call).code).to.equal(status.CANCELLED);
  });
});
