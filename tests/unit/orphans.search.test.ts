import { expect } from "chai";
import { describePossibleOrphans } from "../../provider/session/orphans";
import type { CallOptions } from "../../provider/tasknet";
import { listCommand } from "../../provider/tasknet";
import { at, contextOf, FakeApi, id, inputs, listed, msAt, origin, otherId, wire } from "./fixtures";

describe("describePossibleOrphans: the search", () => {
  let api: FakeApi;
  beforeEach(() => {
    api = new FakeApi();
  });

  const timing = { sentTicks: msAt(0), respondedTicks: msAt(0) };
  const report = (options?: CallOptions): Promise<string> =>
    describePossibleOrphans(contextOf(api), { inputs: inputs(), error: undefined, timing }, options);

  for (const [what, options] of [
    ["without options", undefined],
    ["without a signal", {}],
    ["that is not cancelled", { signal: new AbortController().signal }],
  ] as const) {
    it(`repeats a search ${what} with exponential backoff while the list shows no session`, async () => {
      api.listAll.resolves(listed());
      await report(options);
      expect(api.waits).to.deep.equal([1_000, 2_000, 4_000]);
      expect(api.listAll.callCount).to.equal(4);
    });
  }

  it("stops after the first search that shows a session", async () => {
    api.listAll.onFirstCall().resolves(listed());
    api.listAll.onSecondCall().resolves(listed(wire()));
    expect(await report()).to.contain(id);
    expect(api.waits).to.deep.equal([1_000]);
  });

  it("searches once after a cancel", async () => {
    api.listAll.resolves(listed());
    await report({ signal: AbortSignal.abort() });
    expect(api.waits).to.deep.equal([]);
    expect(api.listAll.callCount).to.equal(1);
  });

  it("ends the report with the command that lists the sessions if the list shows none", async () => {
    api.listAll.resolves(listed());
    const text = await report();
    expect(text.slice(-listCommand(origin).length)).to.equal(listCommand(origin));
  });

  it("names each older session on a separate line", async () => {
    api.listAll.resolves(
      listed(wire({ createdAt: at(-9) }), wire({ sessionUUID: otherId, createdAt: at(-8) })),
    );
    const lines = (await report()).split("\n");
    expect(lines[0]).to.contain("No session with these settings shows");
    expect(lines[1]).to.match(/^Older sessions/);
    expect(lines[2]).to.equal(`  ${id}, created ${at(-9)}`);
    expect(lines[4]).to.equal(`  ${otherId}, created ${at(-8)}`);
  });

  it("separates the ids of unreadable entries with commas", async () => {
    api.listAll.resolves({ sessions: [], unreadableIds: [id, otherId], unreadableCount: 2 });
    expect(await report()).to.contain(`could not be read: ${id}, ${otherId}.`);
  });

  it("names a session with a setting that the service does not report", async () => {
    api.listAll.resolves(listed(wire({ vncMode: undefined })));
    expect(await report())
      .to.contain("may be its result")
      .and.contain(id);
  });
});
