import { expect } from "chai";
import sinon from "sinon";
import { SessionBatchingReader } from "../../provider/session";
import { batchWindowMs } from "../../provider/resource/batching-reader";
import { outputsOf } from "../../provider/session/state";
import type { ErrorKind } from "../../provider/tasknet";
import { errorOf, FakeApi, id, malformed, notFound, otherId, rejection, wire, listed } from "./fixtures";

const thirdId = "5e551011-0000-4000-8000-000000000003";

/** A reader whose batch window ends when the test calls `endWindow`. */
function manual(api: FakeApi): { reader: SessionBatchingReader; endWindow: () => void } {
  const waiting: (() => void)[] = [];
  const reader = new SessionBatchingReader(api, { schedule: (callback) => waiting.push(callback) });
  return {
    reader,
    endWindow: () => {
      for (const callback of waiting.splice(0)) callback();
    },
  };
}

describe("SessionBatchingReader", () => {
  let api: FakeApi;
  let reader: SessionBatchingReader;
  let endWindow: () => void;
  beforeEach(() => {
    api = new FakeApi();
    ({ reader, endWindow } = manual(api));
  });

  it("reads a single session with one GetSession and the options of the read", async () => {
    api.getSession.resolves(wire());
    const options = { timeoutMs: 5 };
    const found = reader.find(id, options);
    expect(api.calls()).to.deep.equal({});
    endWindow();
    expect(await found).to.deep.equal(wire());
    expect(api.calls()).to.deep.equal({ getSession: 1 });
    expect(api.getSession.firstCall.args).to.deep.equal([id, options]);
  });

  it("reads several running sessions of a batch with one ListSessions", async () => {
    api.listAll.resolves(listed(wire({ sessionUUID: otherId }), wire(), wire({ sessionUUID: thirdId })));
    const found = Promise.all([reader.find(id), reader.find(otherId)]);
    endWindow();
    expect((await found).map((session) => session?.sessionUUID)).to.deep.equal([id, otherId]);
    expect(api.calls()).to.deep.equal({ listSessions: 1 });
  });

  it("sends a GetSession only for the sessions that the list does not show as running", async () => {
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId, status: "terminated" })));
    api.getSession.withArgs(otherId).resolves(wire({ sessionUUID: otherId, status: "terminated" }));
    api.getSession.withArgs(thirdId).rejects(notFound("SESSION_NOT_FOUND"));
    const found = Promise.all([reader.find(id), reader.find(otherId), reader.find(thirdId)]);
    endWindow();
    expect((await found).map((session) => session?.status)).to.deep.equal([
      "running",
      "terminated",
      undefined,
    ]);
    expect(api.getSession.args.map(([sessionUUID]) => sessionUUID)).to.have.members([otherId, thirdId]);
  });

  it("sends a GetSession for a session that the list shows incompletely", async () => {
    api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
    api.getSession.resolves(wire({ vncPassword: "shown" }));
    const isComplete = ({ vncPassword }: { vncPassword?: string | undefined }): boolean =>
      vncPassword !== undefined;
    const found = Promise.all([reader.find(id, { isComplete }), reader.find(otherId)]);
    endWindow();
    expect((await found)[0]?.vncPassword).to.equal("shown");
    expect(api.getSession.args.map(([sessionUUID]) => sessionUUID)).to.deep.equal([id]);
  });

  it("finds a session that the list lacks but GetSession shows", async () => {
    api.listAll.resolves(listed(wire({ sessionUUID: otherId })));
    api.getSession.resolves(wire());
    const found = Promise.all([reader.find(id), reader.find(otherId)]);
    endWindow();
    expect((await found)[0]).to.deep.equal(wire());
  });

  it("fails only the read whose own GetSession fails", async () => {
    api.listAll.resolves(listed(wire()));
    const error = errorOf.unavailable();
    api.getSession.rejects(error);
    const running = reader.find(id);
    const failing = rejection(reader.find(otherId));
    endWindow();
    expect(await running).to.deep.equal(wire());
    expect(await failing).to.equal(error);
  });

  it("collects a batch for the length of the batch window", async () => {
    const timers = sinon.useFakeTimers();
    try {
      api.listAll.resolves(listed(wire(), wire({ sessionUUID: otherId })));
      const own = new SessionBatchingReader(api);
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

  it("sends a request for each of two uncached reads in different batches", async () => {
    api.getSession.onFirstCall().resolves(wire({ currentLeaseTime: 30 }));
    api.getSession.onSecondCall().resolves(wire({ currentLeaseTime: 31 }));
    const { uncached } = reader;
    const first = uncached.find(id);
    endWindow();
    const second = uncached.find(id);
    endWindow();
    expect((await first)?.currentLeaseTime).to.equal(30);
    expect((await second)?.currentLeaseTime).to.equal(31);
  });

  describe("with a list that fails", () => {
    const perSession: ErrorKind[] = ["invalidResponse"];
    for (const kind of perSession) {
      it(`reads each session with its own request if the list fails (${kind})`, async () => {
        api.listAll.rejects(errorOf[kind]());
        api.getSession.callsFake((sessionUUID) => Promise.resolve(wire({ sessionUUID })));
        const found = Promise.all([reader.find(id), reader.find(otherId)]);
        endWindow();
        expect((await found).map((session) => session?.sessionUUID)).to.deep.equal([id, otherId]);
      });
    }

    for (const kind of perSession) {
      it(`does not consider a session as ended after a foreign 404 if the list fails (${kind})`, async () => {
        const error = errorOf[kind]();
        api.listAll.rejects(error);
        api.getSession.rejects(notFound());
        const failed = Promise.all([rejection(reader.find(id)), rejection(reader.find(otherId))]);
        endWindow();
        expect(await failed).to.deep.equal([error, error]);
      });
    }

    const shared = (Object.keys(errorOf) as ErrorKind[]).filter((kind) => !perSession.includes(kind));
    for (const kind of shared) {
      it(`fails every read of the batch if the list fails (${kind})`, async () => {
        const error = errorOf[kind]();
        api.listAll.rejects(error);
        const failed = Promise.all([rejection(reader.find(id)), rejection(reader.find(otherId))]);
        endWindow();
        expect(await failed).to.deep.equal([error, error]);
        expect(api.calls()).to.deep.equal({ listSessions: 1 });
      });
    }
  });

  describe("after a 404", () => {
    it("considers a session as ended after a 404 of the API", async () => {
      api.getSession.rejects(notFound("SESSION_NOT_FOUND"));
      const found = reader.find(id);
      endWindow();
      expect(await found).to.be.undefined;
      expect(api.calls()).to.deep.equal({ getSession: 1 });
    });

    it("considers a session as ended after a foreign 404 if the list lacks it", async () => {
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire({ sessionUUID: otherId })));
      const found = reader.find(id);
      endWindow();
      expect(await found).to.be.undefined;
      expect(api.calls()).to.deep.equal({ getSession: 1, listSessions: 1 });
    });

    it("returns the session after a foreign 404 if the list shows it", async () => {
      api.getSession.rejects(notFound());
      api.listAll.resolves(listed(wire()));
      const found = reader.find(id);
      endWindow();
      expect(await found).to.deep.equal(wire());
    });

    for (const error of [
      notFound(),
      notFound("SESSION_NOT_FOUND"),
      errorOf.unauthorized(),
      errorOf.unavailable(),
      malformed(),
    ]) {
      it(`fails a read after a foreign 404 if the list fails (${error.kind}${error.code === undefined ? "" : ` ${error.code}`})`, async () => {
        api.getSession.rejects(notFound());
        api.listAll.rejects(error);
        const failed = rejection(reader.find(id));
        endWindow();
        expect(await failed).to.equal(error);
      });
    }

    it("considers a session as ended after a foreign 404 if the list of the same batch lacks it", async () => {
      api.listAll.resolves(listed(wire()));
      api.getSession.rejects(notFound());
      const found = Promise.all([reader.find(id), reader.find(otherId)]);
      endWindow();
      expect((await found)[1]).to.be.undefined;
      expect(api.calls()).to.deep.equal({ listSessions: 1, getSession: 1 });
    });
  });
});

describe("outputsOf", () => {
  const cases = [
    {
      title: "keeps the VNC password if the response lacks it",
      response: {},
      before: { vncPassword: "old-pw" },
      after: "old-pw",
    },
    {
      title: "replaces the VNC password by the one of the response",
      response: { vncPassword: "new-pw" },
      before: { vncPassword: "old-pw" },
      after: "new-pw",
    },
    {
      title: "records the first VNC password of a response",
      response: { vncPassword: "new-pw" },
      before: {},
      after: "new-pw",
    },
  ];
  for (const { title, response, before, after } of cases) {
    it(title, () => {
      expect(outputsOf(wire(response), before)).to.have.property("vncPassword", after);
    });
  }

  it("records no VNC password if no response had one", () => {
    expect(outputsOf(wire(), {})).to.not.have.property("vncPassword");
  });
});
