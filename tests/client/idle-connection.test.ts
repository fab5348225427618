import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { expect } from "chai";
import { kit, reply } from "./fixtures";

describe("client: idle connections", () => {
  it("one is given up before the server does so, since a create sent on it then would fail", async () => {
    const server = createServer((_request, response) => {
      reply(response, 200, "{}");
    });
    // Told to the client as `Keep-Alive: timeout=2`.
    server.keepAliveTimeout = 2_000;
    try {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const { client } = kit(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
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
