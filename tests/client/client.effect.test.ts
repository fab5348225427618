import type { Socket } from "node:net";
import { createServer } from "node:net";
import { expect } from "chai";
import {
  body,
  deadEndpoint,
  createClient,
  plainServers,
  rejection,
  reply,
  until,
  wireSession,
} from "./fixtures";
import { serverStarter } from "./servers";
import { tlsServers } from "./tls";

describe("client: the effect of a failed create", () => {
  const serve = plainServers();
  const serveTls = tlsServers();
  const startServer = serverStarter();

  /** Starts a server that calls `accept` for each connection; resolves to its port. */
  function connections(accept: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      accept(socket);
    });
    return startServer(server);
  }

  /** Creates a session, without retries. */
  const create = (endpoint: string): ReturnType<typeof rejection> =>
    rejection(
      createClient(endpoint, { random: () => 0.99 }).client.createSession(body, {}, { timeoutMs: 400 }),
    );

  it("reports no effect of a create if the certificate of the service is not trusted", async () => {
    let requests = 0;
    const port = await serveTls(() => (requests += 1));
    const error = await create(`https://localhost:${port}`);
    expect(error).to.include({ kind: "connection", effect: "none" });
    expect(error.message).to.contain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(requests).to.equal(0);
  });

  it("reports no effect of a create if the service does not support TLS", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify(wireSession));
    });
    const error = await create(server.url.replace("http:", "https:"));
    expect(error).to.include({ kind: "connection", effect: "none" });
    expect(error.message).to.match(/EPROTO|ERR_SSL/);
    expect(server.received).to.deep.equal([]);
  });

  it("reports no effect of a create if the connection is reset during the handshake", async () => {
    let accepted = 0;
    const port = await connections((socket) => {
      accepted += 1;
      socket.resetAndDestroy();
    });
    const error = await create(`https://localhost:${port}`);
    expect(error).to.include({ kind: "connection", effect: "none" });
    expect(error.message).to.contain("ECONNRESET");
    expect(accepted).to.equal(1);
  });

  it("reports no effect of a create if the deadline passes during the handshake", async () => {
    const sockets: Socket[] = [];
    const port = await connections((socket) => sockets.push(socket));
    const { client, timers } = createClient(`https://localhost:${port}`);
    const settled = rejection(client.createSession(body, {}, { timeoutMs: 10_000 }));
    await until(() => sockets.length === 1);
    timers.fire(10_000);
    expect(await settled).to.include({ kind: "timeout", effect: "none" });
    for (const socket of sockets) socket.destroy();
  });

  it("reports no effect of a create if the connection is refused", async () => {
    expect(await create(await deadEndpoint())).to.include({ kind: "connection", effect: "none" });
  });

  it("reports no effect of a create if the name does not resolve", async () => {
    expect(await create("https://host.invalid")).to.include({ kind: "connection", effect: "none" });
  });

  it("reports an unknown effect of a create if the connection is reset after the request may have been sent", async () => {
    const port = await connections((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const error = await create(`http://127.0.0.1:${port}`);
    expect(error).to.include({ kind: "connection", effect: "unknown" });
  });

  it("retries a create after a failed handshake, but not after a lost connection", async () => {
    const accepted = { tls: 0, plain: 0 };
    const tls = await connections((socket) => {
      accepted.tls += 1;
      socket.resetAndDestroy();
    });
    const plain = await connections((socket) => {
      accepted.plain += 1;
      socket.once("data", () => socket.resetAndDestroy());
    });
    await rejection(createClient(`https://localhost:${tls}`).client.createSession(body, {}));
    await rejection(createClient(`http://127.0.0.1:${plain}`).client.createSession(body, {}));
    expect(accepted).to.deep.equal({ tls: 6, plain: 1 });
  });
});
