import { expect } from "chai";
import { Service } from "./fixtures";

describe("pulumi-tasknet end", () => {
  const service = new Service();
  const unknownId = "5e551011-0000-4000-8000-00000000000f";

  it("ends the given sessions only, with --yes", async () => {
    const ids = [await service.create(), await service.create(), await service.create()];
    const [first = "", second = "", third = ""] = ids;
    const { code, out, err, questions } = await service.run(["end", first, third, "--yes"]);
    expect([code, err]).to.deep.equal([0, ""]);
    expect(out).to.equal(`ended ${first}\nended ${third}`);
    expect(questions).to.be.empty;
    expect(service.running()).to.deep.equal([second]);
  });

  it("ends a session whose id is given in upper case", async () => {
    const id = await service.create();
    const { code, out } = await service.run(["end", id.toUpperCase(), "--yes"]);
    expect(code).to.equal(0);
    expect(out).to.equal(`ended ${id.toUpperCase()}`);
    expect(service.running()).to.be.empty;
  });

  for (const answer of [true, false]) {
    it(`asks in a terminal, and ${answer ? "ends the sessions after a yes" : "ends nothing after a no"}`, async () => {
      const ids = [await service.create(), await service.create()];
      const { code, questions } = await service.run(["end", ...ids], { isInteractive: true, answer });
      expect(code).to.equal(answer ? 0 : 1);
      expect(questions).to.deep.equal(["End these 2 sessions?"]);
      expect(service.running()).to.deep.equal(answer ? [] : ids);
    });
  }

  it("shows its progress in a terminal", async () => {
    const ids = [await service.create(), await service.create()];
    const { progress } = await service.run(["end", ...ids, "-y"], { isInteractive: true });
    expect(progress).to.deep.equal(["ending session 1 of 2", "ending session 2 of 2"]);
  });

  it("ends nothing without a terminal and without --yes", async () => {
    const id = await service.create();
    const { code, err } = await service.run(["end", id]);
    expect(code).to.equal(1);
    expect(err).to.include("Give --yes");
    expect(service.running()).to.deep.equal([id]);
  });

  it("says where it searched if it found no session of an id", async () => {
    const { code, out } = await service.run(["end", unknownId, "--yes"]);
    expect(code).to.equal(0);
    expect(out)
      .to.include(`ended ${unknownId} (no session of this id was listed at ${service.simulator.url}`)
      .and.include("mode private");
  });

  it("ends a session although the list of sessions cannot be read", async () => {
    const id = await service.create();
    service.simulator.addFault({ operation: "ListSessions", times: 10, status: 400 });
    const { code, out } = await service.run(["end", id, "--yes"]);
    expect(code).to.equal(0);
    expect(out).to.equal(`ended ${id}`);
    expect(service.running()).to.be.empty;
  });

  it("rejects all ids if one is malformed, and sends nothing", async () => {
    const id = await service.create();
    service.simulator.clearLedger();
    const { code, err } = await service.run(["end", id, "../other", "--yes"]);
    expect(code).to.equal(1);
    expect(err).to.include("../other must be the UUID of a session");
    expect(service.simulator.ledger).to.be.empty;
  });

  it("ends the other sessions if one of them cannot be ended, with exit code 1", async () => {
    const [first, second] = [await service.create(), await service.create()];
    service.simulator.addFault({ operation: "EndSession", status: 400 });
    const { code, out, err } = await service.run(["end", first, second, "--yes"]);
    expect(code).to.equal(1);
    expect(err).to.match(new RegExp(`^could not end ${first}, so it may still run: Tasknet DELETE`));
    expect(err).to.not.include("npx");
    expect(out).to.equal(`ended ${second}`);
    expect(service.running()).to.deep.equal([first]);
  });

  it("ends no further session after Ctrl-C", async () => {
    const ids = [await service.create(), await service.create()];
    const interrupt = new AbortController();
    const run = service.run(["end", ...ids], {
      isInteractive: true,
      deps: {
        signal: interrupt.signal,
        terminal: {
          isInteractive: true,
          print: () => {
            interrupt.abort();
          },
          warn: () => undefined,
          progress: () => undefined,
          confirm: () => Promise.resolve(true),
        },
      },
    });
    expect((await run).code).to.equal(1);
    expect(service.running()).to.deep.equal(ids.slice(1));
  });

  it("fails if no id is given", async () => {
    const { code, err } = await service.run(["end", "--yes"]);
    expect(code).to.equal(1);
    expect(err).to.include("missing required argument 'id'");
  });
});
