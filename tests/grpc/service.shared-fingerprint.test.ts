import { expect } from "chai";
import { fingerprintA, providerStarter, urn } from "./fixtures";

const otherUrn = urn.replace(/[^:]+$/, "other");
const risk =
  "Tasknet may refuse a second session with a fingerprint, and both sessions may write its stored data.";

describe("sessions that share a fingerprint", () => {
  const startProvider = providerStarter();
  const declared = { leaseTime: 5, fingerprintUUID: fingerprintA };

  it("warns in Check once per command if another session of the stack has the same fingerprint", async () => {
    const { plugin, engineMessages } = await startProvider();
    await plugin.check(declared);
    await plugin.check(declared, undefined, otherUrn);
    await plugin.check(declared, undefined, otherUrn);
    const name = urn.split("::").at(-1) ?? "";
    expect(await engineMessages()).to.deep.equal([
      {
        severity: "warning",
        urn: otherUrn,
        isEphemeral: false,
        text: `the session "${name}" of this stack uses the same fingerprintUUID. ${risk} Give each session its own fingerprint.`,
      },
    ]);
  });

  it("warns in Check if a session in the mode public has a fingerprint", async () => {
    const { plugin, engineMessages } = await startProvider({ config: { mode: "public" } });
    await plugin.check(declared);
    const [message] = await engineMessages();
    expect(message).to.deep.include({ severity: "warning", urn, isEphemeral: false });
    expect(message?.text).to.match(/^the mode is public, and the session uses fingerprintUUID\. /);
  });

  it("warns in Create if a running session has the same fingerprint, and creates the session", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    const first = await plugin.make(declared);
    const second = await plugin.make(declared);
    expect(sim.running()).to.have.length(2);
    expect(await engineMessages()).to.deep.equal([
      {
        severity: "warning",
        urn,
        isEphemeral: false,
        text: `session ${first.id} with the same fingerprint is running. ${risk} End it first, or use another fingerprint.`,
      },
    ]);
    expect(second.id).to.not.equal(first.id);
  });

  it("sends creates with the same fingerprint one after the other", async () => {
    const { plugin, sim } = await startProvider();
    const { inputs } = await plugin.check(declared);
    sim.addFault({ operation: "CreateSession", holdMs: 3_600_000 });
    const creates = [plugin.create(inputs), plugin.create(inputs)];
    const posts = (): number => sim.ledger.filter(({ operation }) => operation === "CreateSession").length;
    while (posts() === 0) await new Promise((resolve) => setImmediate(resolve));
    const { inputs: plain } = await plugin.check({ leaseTime: 5 });
    await plugin.create(plain);
    // The create without a fingerprint, which is sent last, already has a response.
    expect(posts()).to.equal(2);
    sim.release();
    await Promise.all(creates);
    expect(posts()).to.equal(3);
  });
});
