import { once } from "node:events";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { expect } from "chai";
import { createClient, reply } from "./fixtures";
import { listen } from "./servers";

describe("client: idle connections", () => {
  it("closes an idle connection before the server does, as a request on a closed one would fail", async () => {
    const server = createServer((_request, response) => {
      reply(response, 200, "{}");
    });
    // Sent to the client as `Keep-Alive: timeout=2`.
    server.keepAliveTimeout = 2_000;
    try {
      const { client } = createClient(`http://127.0.0.1:${await listen(server)}`);
      const connected = once(server, "connection") as Promise<[Socket]>;
      await client.listSessions();
      const [socket] = await connected;
      const closers: string[] = [];
      socket.once("end", () => closers.push("client"));
      socket.once("timeout", () => closers.push("server"));
      await once(socket, "close");
      expect(closers[0]).to.equal("client");
    } finally {
      server.close();
    }
  });
});
