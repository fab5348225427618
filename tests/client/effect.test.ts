import { once } from "node:events";
import type { Server, Socket } from "node:net";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { body, deadEndpoint, kit, plainServers, rejection, reply, until, wireSession } from "./fixtures";
import { tlsServers } from "./tls";

describe("client: the effect of a create that failed", () => {
  const serve = plainServers();
  const serveTls = tlsServers();
  const started: Server[] = [];
  afterEach(() => {
    for (const server of started.splice(0)) server.close();
  });

  /** A server that does with each connection as it is told; resolves to its port. */
  async function connections(accept: (socket: Socket) => void): Promise<number> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      accept(socket);
    });
    started.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  }

  /** Creates a session, without retries. */
  const create = (endpoint: string): ReturnType<typeof rejection> =>
    rejection(kit(endpoint, { random: () => 0.99 }).client.createSession(body, {}, { timeoutMs: 400 }));

  it("is none if the certificate of the service is not trusted", async () => {
    let requests = 0;
    const port = await serveTls(() => (requests += 1));
    const error = await create(`https://localhost:${port}`);
    expect(error).to.include({ kind: "connection", effect: "none" });
    expect(error.message).to.contain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(requests).to.equal(0);
  });

  it("is none if the service speaks no TLS", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify(wireSession));
    });
    const error = await create(server.url.replace("http:", "https:"));
    expect(error).to.include({ kind: "connection", effect: "none" });
    expect(error.message).to.match(/EPROTO|ERR_SSL/);
    expect(server.heard).to.deep.equal([]);
  });

  it("is none if the connection is reset before the handshake is done", async () => {
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

  it("is none if the time is used up during the handshake", async () => {
    const sockets: Socket[] = [];
    const port = await connections((socket) => sockets.push(socket));
    const { client, timers } = kit(`https://localhost:${port}`);
    const settled = rejection(client.createSession(body, {}, { timeoutMs: 10_000 }));
    await until(() => sockets.length === 1);
    timers.fire(10_000);
    expect(await settled).to.include({ kind: "timeout", effect: "none" });
    for (const socket of sockets) socket.destroy();
  });

  it("is none if nobody listens", async () => {
    expect(await create(await deadEndpoint())).to.include({ kind: "connection", effect: "none" });
  });

  it("is none if the name does not resolve", async () => {
    expect(await create("https://host.invalid")).to.include({ kind: "connection", effect: "none" });
  });

  it("is unknown if the connection is reset once the request may have left", async () => {
    const port = await connections((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const error = await create(`http://127.0.0.1:${port}`);
    expect(error).to.include({ kind: "connection", effect: "unknown" });
  });

  it("is sent again after a failed handshake, and once only after a lost connection", async () => {
    const accepted = { tls: 0, plain: 0 };
    const tls = await connections((socket) => {
      accepted.tls += 1;
      socket.resetAndDestroy();
    });
    const plain = await connections((socket) => {
      accepted.plain += 1;
      socket.once("data", () => socket.resetAndDestroy());
    });
    await rejection(kit(`https://localhost:${tls}`).client.createSession(body, {}));
    await rejection(kit(`http://127.0.0.1:${plain}`).client.createSession(body, {}));
    expect(accepted).to.deep.equal({ tls: 6, plain: 1 });
  });
});
