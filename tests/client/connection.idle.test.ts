import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { createClient, reply } from "./fixtures";

describe("client: idle connections", () => {
  it("closes an idle connection before the server does, as a request on a closed one would fail", async () => {
    const server = createServer((_request, response) => {
      reply(response, 200, "{}");
    });
    // Sent to the client as `Keep-Alive: timeout=2`.
    server.keepAliveTimeout = 2_000;
    try {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { client } = createClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      const connected = once(server, "connection") as Promise<[Socket]>;
      await client.listSessions();
      const [socket] = await connected;
      const ends: string[] = [];
      socket.once("end", () => ends.push("client"));
      socket.once("timeout", () => ends.push("server"));
      await once(socket, "close");
      expect(ends[0]).to.equal("client");
    } finally {
      server.close();
    }
  });
});
