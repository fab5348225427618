import { performance } from "node:perf_hooks";
import type { ServiceError } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import sinon from "sinon";
import { defaultAccount } from "../../simulator/index";
import { FakeEngine } from "./fake-engine";
import { failure, providerStarter, secret, until, urn } from "./fixtures";

describe("status lines", () => {
  const startProvider = providerStarter();

  it("shows the wait for a retry as an ephemeral status of the resource", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0 });
    await plugin.make();
    expect(await engineMessages()).to.deep.equal([
      {
        severity: "info",
        urn,
        isEphemeral: true,
        text: "retrying in 0.0 s: Tasknet POST /private/v1/sessions returned 503 SERVICE_UNAVAILABLE: scripted f...",
      },
    ]);
  });

  it("sends at most one status line a second", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    let nowMs = 10_000;
    sinon.stub(performance, "now").callsFake(() => nowMs);
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0, times: 9 });
    await plugin.make();
    expect(await engineMessages()).to.have.length(1);
    nowMs += 999;
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0, times: 9 });
    await plugin.make();
    expect(await engineMessages()).to.have.length(1);
    nowMs += 1;
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0, times: 9 });
    await plugin.make();
    expect(await engineMessages()).to.have.length(2);
  });

  it("completes operations although the engine receives no status line", async () => {
    const { plugin, sim, engine } = await startProvider();
    engine.stop();
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0, times: 3 });
    expect((await plugin.make()).id).to.not.be.empty;
    await plugin.handshake("127.0.0.1:1");
    sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0, times: 3 });
    expect((await plugin.make()).id).to.not.be.empty;
  });

  for (const variable of ["https_proxy", "http_proxy", "grpc_proxy"]) {
    it(`sends status lines directly to the engine although ${variable} names a proxy`, async () => {
      const { plugin, sim, engine } = await startProvider();
      const other = await FakeEngine.start();
      const saved = process.env[variable];
      process.env[variable] = "http://127.0.0.1:9";
      try {
        // The channel reads the variable when it is created.
        await plugin.attach(other.address);
      } finally {
        if (saved === undefined) Reflect.deleteProperty(process.env, variable);
        else process.env[variable] = saved;
      }
      try {
        sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0 });
        await plugin.make();
        await until(() => other.messages.length === 1);
        expect(engine.messages).to.deep.equal([]);
      } finally {
        other.stop();
      }
    });
  }

  it("sends status lines to the engine that attached last", async () => {
    const first = await startProvider();
    const second = await startProvider();
    await first.plugin.attach(second.engine.address);
    first.sim.addFault({ operation: "CreateSession", status: 503, retryAfter: 0 });
    await first.plugin.make();
    await until(() => second.engine.messages.length === 1);
    expect(first.engine.messages).to.deep.equal([]);
  });
});

describe("messages and errors for the user", () => {
  const startProvider = providerStarter();

  it("shows no secret and logs no error severity, whatever fails", async () => {
    const secrets = {
      apiKey: "s3cret-api-key",
      environment: "s3cret-environment",
      fingerprint: "s3cret-fingerprint",
    };
    const account = { ...defaultAccount, apiKey: secrets.apiKey };
    const { plugin, sim, engineMessages } = await startProvider({
      sim: { accounts: [account] },
      config: { apiKey: secret(secrets.apiKey), environmentSecret: secret(secrets.environment) },
    });
    const texts: string[] = [];
    const note = async (call: Promise<unknown>): Promise<void> => {
      texts.push(
        await call.then(
          () => "",
          (error: unknown) => (error as ServiceError).details,
        ),
      );
    };
    const made = await plugin.make({
      isVncEnabled: true,
      fingerprintSecret: secrets.fingerprint,
      environmentSecret: secrets.environment,
    });
    const password = sim.sessions()[0]?.vncPassword ?? "";
    // A response can echo the secrets of its request, and the password.
    const everywhere = `refused: ${secrets.apiKey} {"vncPassword":"${password}"}`;
    const ofCreate = `${everywhere} ${secrets.environment} ${secrets.fingerprint}`;
    for (const code of [400, 401, 404, 409, 500, 503]) {
      for (const bodyShape of ["base", "nested", "html"] as const) {
        const fault = { status: code, bodyShape, message: everywhere, code: secrets.apiKey, retryAfter: 0 };
        sim.addFault({ operation: "CreateSession", ...fault, message: ofCreate });
        await note(plugin.make({ fingerprintSecret: secrets.fingerprint }));
        sim.addFault({ operation: "GetSession", ...fault, times: 2 });
        await note(plugin.read(made));
        sim.addFault({ operation: "UpdateSession", ...fault });
        await note(plugin.update(made, { leaseTime: 45 }));
        sim.addFault({ operation: "EndSession", ...fault });
        await note(plugin.delete(made.id, made.outputs));
        sim.clearFaults();
      }
    }
    sim.addFault({ operation: "CreateSession", malformed: "wrong-type:vncPassword" });
    await note(plugin.make({ isVncEnabled: true, fingerprintSecret: secrets.fingerprint }));
    await note(plugin.update(made, { driver: "api", fingerprintSecret: "s3cret-other" }));

    const messages = await engineMessages();
    expect(messages.filter(({ severity }) => severity === "error")).to.deep.equal([]);
    expect(messages).to.not.be.empty;
    const shown = [...texts, ...messages.map(({ text }) => text)].join("\n");
    expect(shown).to.not.match(/s3cret/);
    expect(shown).to.not.contain(password);
    expect(shown).to.contain("[secret]");
  });

  it("returns one precise code for a failure, and logs no message in addition", async () => {
    const { plugin, sim, engineMessages } = await startProvider();
    sim.addFault({ operation: "CreateSession", status: 401 });
    expect((await failure(plugin.make())).code).to.equal(status.UNAUTHENTICATED);
    expect(await engineMessages()).to.deep.equal([]);
  });
});
