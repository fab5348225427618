import { expect } from "chai";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { defaultAccount } from "../../simulator/index";
import { create, end, list, minutes, rejection, simulators, start, tempFolders } from "./fixtures";

describe("simulator: state file", () => {
  const simulate = simulators();
  const tempFolder = tempFolders();
  let file: string;

  beforeEach(() => {
    file = join(tempFolder(), "state.json");
  });

  it("keeps sessions, ledger and time between two starts", async () => {
    const first = await simulate({ state: file });
    const kept = await create(first, { leaseTime: 10 });
    const ended = await create(first);
    await end(first, ended.sessionUUID);
    first.advance(minutes(4));
    await first.stop();

    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readdirSync(dirname(file))).to.deep.equal(["state.json"]);
    expect(readFileSync(file, "utf8")).to.include(kept.vncPassword).and.not.include(defaultAccount.apiKey);

    const second = await simulate({ state: file });
    expect(second.now()).to.equal(start + minutes(4));
    expect(second.sessions()).to.deep.equal(first.sessions());
    expect(second.ledger).to.deep.equal(first.ledger);
    expect(await list(second)).to.deep.equal([kept]);
    expect(second.ledger.at(-1)!.seq).to.equal(4);
    second.advance(minutes(6));
    expect(second.running()).to.deep.equal([]);
  });

  it("ends a session on time that was ending when the simulator stopped", async () => {
    const first = await simulate({ state: file, switches: { endLag: "ending" } });
    const { sessionUUID } = await create(first);
    await end(first, sessionUUID);
    await first.stop();

    const second = await simulate({ state: file });
    expect(second.sessions()[0]!.status).to.equal("ending");
    second.advance(4000);
    expect(second.sessions()[0]).to.include({ status: "terminated", endedAt: start + 4000 });
  });

  it("names an invalid state file in its error", async () => {
    for (const content of ["{", "{}", '{"clock": 0, "sessions": [{}], "ledger": []}']) {
      writeFileSync(file, content);
      const error = await rejection(simulate({ state: file }));
      expect(error.message, content).to.include(`${file} is not a state file`);
      expect(readFileSync(file, "utf8")).to.equal(content);
    }
  });
});
