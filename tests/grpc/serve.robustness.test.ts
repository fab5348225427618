import { once } from "node:events";
import { constants } from "node:http2";
import type { ServiceError } from "@grpc/grpc-js";
import { Metadata, status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { serve } from "../../provider/plugin/serve";
import { RpcError, statusCodes } from "../../provider/plugin/rpc-error";
import { calls, providerStarter, servePlugin, struct, until, urn } from "./fixtures";
import { frame, openCall, openSession, responseOf } from "./http2-client";

/** The code of RST_STREAM that cancels a call. */
const cancelled = constants.NGHTTP2_CANCEL;
const mebibyte = 1024 * 1024;
const createRequest = new proto.CreateRequest().setUrn(urn).setProperties(struct({ leaseTime: 5 }));
const createBody = frame(Buffer.from(createRequest.serializeBinary()));
const checkBody = frame(
  Buffer.from(
    new proto.CheckRequest()
      .setUrn(urn)
      .setNews(struct({ leaseTime: 5 }))
      .serializeBinary(),
  ),
);

describe("large messages", () => {
  for (const size of [4, 64]) {
    it(`passes a message of ${size} MiB in both directions`, async function () {
      this.timeout(120_000);
      const { plugin, close } = await servePlugin();
      try {
        const environmentId = "x".repeat(size * mebibyte);
        const { inputs } = await plugin.check({ leaseTime: 5, environmentId });
        expect(inputs.environmentId === environmentId).to.be.true;
      } finally {
        close();
      }
    });
  }
});

describe("errors of a handler", () => {
  const cases: [name: string, error: Error, expected: { status: number; message: string }][] = [
    [
      "an error of 60,000 characters",
      new RpcError("x".repeat(60_000), statusCodes.NOT_FOUND),
      { status: status.NOT_FOUND, message: "x".repeat(60_000) },
    ],
    [
      "an error with line breaks, percent signs and other alphabets",
      new RpcError(" 100 %\n\u{1f98a} é %41 ", statusCodes.NOT_FOUND),
      { status: status.NOT_FOUND, message: "%20100 %25%0A%F0%9F%A6%8A %C3%A9 %2541%20" },
    ],
    [
      "an error with half a surrogate pair",
      new RpcError("a\ud83e", statusCodes.NOT_FOUND),
      { status: status.NOT_FOUND, message: "a%EF%BF%BD" },
    ],
    ["an error without a status", new Error("broken"), { status: status.INTERNAL, message: "broken" }],
  ];
  for (const [name, error, expected] of cases) {
    it(`passes ${name} to the engine`, async () => {
      const server = serve(new Map([["/pulumirpc.ResourceProvider/Check", () => Promise.reject(error)]]));
      const session = openSession(await server.port);
      try {
        const stream = openCall(session, "Check");
        stream.end(checkBody);
        const response = await responseOf(stream);
        expect(response.status).to.equal(expected.status);
        expect(response.message === expected.message, response.message.slice(0, 100)).to.be.true;
      } finally {
        session.destroy();
        server.close();
      }
    });
  }
});

describe("calls of one connection", () => {
  const startProvider = providerStarter();

  it("responds to each of 1,000 concurrent calls with its own result", async function () {
    this.timeout(60_000);
    const { plugin } = await startProvider();
    const checks = Array.from({ length: 1_000 }, (_, i) =>
      plugin.check({ leaseTime: 5, environmentId: `e${i}` }),
    );
    const ids = (await Promise.all(checks)).map(({ inputs }) => inputs.environmentId);
    expect(ids).to.deep.equal(checks.map((_, i) => `e${i}`));
  });

  it("ends only the call that the engine cancels", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const other = plugin.check({ leaseTime: 5 });
    const ended = new Promise<ServiceError | null>((resolve) => {
      const call = plugin.client.create(createRequest, resolve);
      void until(() => calls(sim).length === 1).then(() => {
        call.cancel();
      });
    });
    expect((await ended)?.code).to.equal(status.CANCELLED);
    sim.release();
    expect((await other).failures).to.deep.equal([]);
    expect((await plugin.make()).id).to.not.be.empty;
  });

  it("serves a connection on which the engine cancels 3,000 calls at once", async function () {
    this.timeout(60_000);
    const { plugin, port } = await startProvider();
    const session = openSession(port);
    try {
      const streams = Array.from({ length: 3_000 }, () => openCall(session, "Create"));
      const closed = streams.map((stream) => once(stream, "close"));
      for (const stream of streams) stream.on("error", () => undefined).write(createBody.subarray(0, 10));
      await once(session, "connect");
      for (const stream of streams) stream.close(cancelled);
      await Promise.all(closed);
      const stream = openCall(session, "Check");
      stream.end(checkBody);
      expect((await responseOf(stream)).status).to.equal(status.OK);
    } finally {
      session.destroy();
    }
    expect((await plugin.check({ leaseTime: 5 })).failures).to.deep.equal([]);
  });

  it("ends only the call whose deadline the engine sees pass", async () => {
    const { plugin, sim } = await startProvider();
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const ended = new Promise<ServiceError | null>((resolve) => {
      plugin.client.create(createRequest, new Metadata(), { deadline: Date.now() + 100 }, resolve);
    });
    expect((await ended)?.code).to.equal(status.DEADLINE_EXCEEDED);
    sim.release();
    expect((await plugin.make()).id).to.not.be.empty;
  });

  for (const timeout of ["1m", "1000u", "1000000n"]) {
    it(`responds DEADLINE_EXCEEDED after the timeout ${timeout} of a call that waits`, async () => {
      const { sim, port } = await startProvider();
      sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
      const session = openSession(port);
      try {
        const stream = openCall(session, "Create", { "grpc-timeout": timeout });
        stream.end(createBody);
        expect((await responseOf(stream)).status).to.equal(status.DEADLINE_EXCEEDED);
      } finally {
        session.destroy();
        sim.release();
      }
    });
  }

  for (const timeout of ["99999999H", "1", "soon"]) {
    it(`responds in full to a call with the timeout ${timeout}`, async () => {
      const { port } = await startProvider();
      const session = openSession(port);
      try {
        const stream = openCall(session, "Check", { "grpc-timeout": timeout });
        stream.end(checkBody);
        expect((await responseOf(stream)).status).to.equal(status.OK);
      } finally {
        session.destroy();
      }
    });
  }
});

describe("connections that end", () => {
  const startProvider = providerStarter();

  it("completes the calls in progress after GOAWAY, and serves other connections", async () => {
    const { plugin, sim, port } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: 5 });
    const request = new proto.CreateRequest().setUrn(urn).setProperties(struct(inputs));
    sim.addFault({ operation: "CreateSession", delayMs: 3_600_000 });
    const session = openSession(port);
    try {
      const stream = openCall(session, "Create");
      stream.end(frame(Buffer.from(request.serializeBinary())));
      await until(() => calls(sim).length === 1);
      session.goaway();
      expect((await plugin.check({ leaseTime: 5 })).failures).to.deep.equal([]);
      sim.release();
      expect((await responseOf(stream)).status).to.equal(status.OK);
      expect(sim.running()).to.have.length(1);
    } finally {
      session.destroy();
    }
  });

  it("serves other connections after 50 that ended in the middle of a request", async () => {
    const { plugin, port, close } = await servePlugin();
    try {
      for (let i = 0; i < 50; i += 1) {
        const session = openSession(port);
        const stream = openCall(session, "Check");
        stream.on("error", () => undefined);
        stream.write(checkBody.subarray(0, 10));
        await once(session, "connect");
        session.destroy();
      }
      expect((await plugin.check({ leaseTime: 5 })).failures).to.deep.equal([]);
    } finally {
      close();
    }
  });

  it("serves other connections after 50 that ended before the response", async () => {
    const { plugin, port, close } = await servePlugin();
    try {
      for (let i = 0; i < 50; i += 1) {
        const session = openSession(port);
        const stream = openCall(session, "Check");
        stream.on("error", () => undefined);
        await new Promise<void>((resolve) => stream.end(checkBody, resolve));
        session.destroy();
      }
      expect((await plugin.check({ leaseTime: 5 })).failures).to.deep.equal([]);
    } finally {
      close();
    }
  });
});
