import { expect } from "chai";
import sinon from "sinon";
import { BatchingReader } from "../../provider/session";
import { batchWindowMs } from "../../provider/session/batching-reader";
import { outputsOf } from "../../provider/session/state";
import type { ErrorKind } from "../../provider/tasknet";
import { errorOf, FakeApi, id, malformed, notFound, otherId, rejection, wire, listed } from "./fixtures";

const thirdId = "5e551011-0000-4000-8000-000000000003";

/** A reader whose moments end when the test says so. */
function manual(api: FakeApi): { reader: BatchingReader; endMoment: () => void } {
  const waiting: (() => void)[] = [];
  const reader = new BatchingReader(api, { schedule: (callback) => waiting.push(callback) });
  return {
    reader,
    endMoment: () => {
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

describe("BatchingReader", () => {
  let api: FakeApi;
  let reader: BatchingReader;
  let endMoment: () => void;
  beforeEach(() => {
    api = new FakeApi();
    ({ reader, endMoment } = manual(api));
  });

  it("one look-up alone is one GetSession, with its options", async () => {
    api.getSession.resolves(wire());
    const options = { timeoutMs: 5 };
    const found = reader.find(id, options);
    expect(api.calls()).to.deep.equal({});
    endMoment();
    expect(await found).to.deep.equal(wire());
    expect(api.calls()).to.deep.equal({ getSession: 1 });
    expect(api.getSession.firstCall.args).to.deep.equal([id, options]);
  });

  it("several of one moment are one ListSessions where all run", async () => {
    api.listAll.resolves(listed(wire({ sessionUUID: otherId }), wire(), wire({ sessionUUID: thirdId })));
    const found = Promise.all([reader.find(id), reader.find(otherId)]);
    endMoment();
    expect((await found).map((session) => session?.sessionUUID)).to.deep.equal([id, otherId]);
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("a GetSession follows only for those that the list does not show as running", async () => {
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId, status: "terminated" })));
    api.getSession.withArgs(otherId).resolves(wire({ sessionUUID: otherId, status: "terminated" }));
    api.getSession.withArgs(thirdId).rejects(notFound("SESSION_NOT_FOUND"));
    const found = Promise.all([reader.find(id), reader.find(otherId), reader.find(thirdId)]);
    endMoment();
    expect((await found).map((session) => session?.status)).to.deep.equal([
      "running",
      "terminated",
      undefined,
    ]);
    expect(api.getSession.args.map(([asked]) => asked)).to.have.members([otherId, thirdId]);
  });

  it("a GetSession follows for a session of which the list lacks something", async () => {
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
    api.getSession.resolves(wire({ vncPassword: "shown" }));
    const isComplete = ({ vncPassword }: { vncPassword?: string | undefined }): boolean =>
      vncPassword !== undefined;
    const found = Promise.all([reader.find(id, { isComplete }), reader.find(otherId)]);
    endMoment();
    expect((await found)[0]?.vncPassword).to.equal("shown");
    expect(api.getSession.args.map(([asked]) => asked)).to.deep.equal([id]);
  });

  it("one that the list lacks but GetSession shows is found", async () => {
    api.listAll.resolves(listed(wire({ sessionUUID: otherId })));
    api.getSession.resolves(wire());
    const found = Promise.all([reader.find(id), reader.find(otherId)]);
    endMoment();
    expect((await found)[0]).to.deep.equal(wire());
  });

  it("one failing GetSession fails its own look-up alone", async () => {
    api.listAll.resolves(listed(wire()));
    const error = errorOf.unavailable();
    api.getSession.rejects(error);
    const running = reader.find(id);
    const failing = rejection(reader.find(otherId));
    endMoment();
    expect(await running).to.deep.equal(wire());
    expect(await failing).to.equal(error);
  });

  it("a moment lasts as long as it says", async () => {
    const timers = sinon.useFakeTimers();
    try {
      api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
      const own = new BatchingReader(api);
      const first = own.find(id);
      await timers.tickAsync(batchWindowMs - 1);
      const second = own.find(otherId);
      expect(api.calls()).to.deep.equal({});
      await timers.tickAsync(1);
      await Promise.all([first, second]);
      expect(api.calls()).to.deep.equal({ listSessions: 1 });
    } finally {
      timers.restore();
    }
  });

  it("look-ups of two moments that are to be uncached never share an answer", async () => {
    api.getSession.onFirstCall().resolves(wire({ currentLeaseTime: 30 }));
    api.getSession.onSecondCall().resolves(wire({ currentLeaseTime: 31 }));
    const { uncached } = reader;
    const first = uncached.find(id);
    endMoment();
    const second = uncached.find(id);
    endMoment();
    expect((await first)?.currentLeaseTime).to.equal(30);
    expect((await second)?.currentLeaseTime).to.equal(31);
  });

  describe("a list that fails", () => {
    const othersFault: ErrorKind[] = ["invalidResponse"];
    for (const kind of othersFault) {
      it(`${kind}: concerns one look-up, so each is asked for alone`, async () => {
        api.listAll.rejects(errorOf[kind]());
        api.getSession.callsFake((asked) => Promise.resolve(wire({ sessionUUID: asked })));
        const found = Promise.all([reader.find(id), reader.find(otherId)]);
        endMoment();
        expect((await found).map((session) => session?.sessionUUID)).to.deep.equal([id, otherId]);
      });
    }

    for (const kind of othersFault) {
      it(`${kind}: makes no end of a 404 that is not from the API`, async () => {
        const error = errorOf[kind]();
        api.listAll.rejects(error);
        api.getSession.rejects(notFound());
        const failed = Promise.all([rejection(reader.find(id)), rejection(reader.find(otherId))]);
        endMoment();
        expect(await failed).to.deep.equal([error, error]);
      });
    }

    const shared = (Object.keys(errorOf) as ErrorKind[]).filter((kind) => !othersFault.includes(kind));
    for (const kind of shared) {
      it(`${kind}: fails every look-up and finds none ended`, async () => {
        const error = errorOf[kind]();
        api.listAll.rejects(error);
        const failed = Promise.all([rejection(reader.find(id)), rejection(reader.find(otherId))]);
        endMoment();
        expect(await failed).to.deep.equal([error, error]);
        expect(api.calls()).to.deep.equal({ listSessions: 1 });
      });
    }
  });

  describe("a 404", () => {
    it("from the API is an end", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const found = reader.find(id);
      endMoment();
      expect(await found).to.be.undefined;
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("that is not from the API is an end where the list works and lacks the session", async () => {
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire({ sessionUUID: otherId })));
      const found = reader.find(id);
      endMoment();
      expect(await found).to.be.undefined;
      expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    });

    it("that is not from the API is no end where the list shows the session", async () => {
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire()));
      const found = reader.find(id);
      endMoment();
      expect(await found).to.deep.equal(wire());
    });

    for (const error of [
      notFound(),
      notFound("SESSION_NOT_FOUND"),
      errorOf.unauthorized(),
      errorOf.unavailable(),
      malformed(),
    ]) {
      it(`that is not from the API is an error where the list fails (${error.kind})`, async () => {
        api.getSession.rejects(notFound());
        api.listAll.rejects(error);
        const failed = rejection(reader.find(id));
        endMoment();
        expect(await failed).to.equal(error);
      });
    }

    it("that is not from the API is an end where a list was just answered", async () => {
      api.listAll.resolves(listed(wire()));
      api.getSession.rejects(notFound());
      const found = Promise.all([reader.find(id), reader.find(otherId)]);
      endMoment();
      expect((await found)[1]).to.be.undefined;
      expect(api.calls()).to.deep.equal({ listSessions: 1, getSession: 1 });
    });
  });
});

describe("outputsOf", () => {
  const cases = [
    {
      name: "a password that the answer lacks is kept",
      answer: {},
      before: { vncPassword: "old-pw" },
      after: "old-pw",
    },
    {
      name: "a password that the answer holds is the new one",
      answer: { vncPassword: "new-pw" },
      before: { vncPassword: "old-pw" },
      after: "new-pw",
    },
    { name: "a first password is taken", answer: { vncPassword: "new-pw" }, before: {}, after: "new-pw" },
  ];
  for (const { name, answer, before, after } of cases) {
    it(name, () => {
      expect(outputsOf(wire(answer), before)).to.have.property("vncPassword", after);
    });
  }

  it("a password that nobody told is absent", () => {
    expect(outputsOf(wire(), {})).to.not.have.property("vncPassword");
  });
});
