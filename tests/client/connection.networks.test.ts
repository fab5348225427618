import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { expect } from "chai";
import { anyId, createClient, plainServers, reply, wireSession } from "./fixtures";
import { certificate, tlsServers } from "./tls";

const page = JSON.stringify({ sessions: [wireSession] });
const compressions = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
const clientModule = join(__dirname, "../../provider/tasknet");

describe("client: networks", () => {
  const serve = plainServers();
  const serveTls = tlsServers();

  for (const [encoding, compress] of Object.entries(compressions)) {
    it(`reads a response that is compressed with ${encoding}`, async () => {
      const { url, received } = await serve((_, response) => {
        response.writeHead(200, { "Content-Type": "application/json", "Content-Encoding": encoding });
        response.end(compress(page));
      });
      expect(await createClient(url).client.listSessions()).to.have.length(1);
      expect(received[0]?.headers["accept-encoding"]).to.include(encoding);
    });
  }

  it("reads a response in chunks, one of which ends within a character", async () => {
    const text = Buffer.from(JSON.stringify({ sessions: [{ ...wireSession, status: "läuft" }] }));
    const within = text.indexOf(Buffer.from("ä")) + 1;
    const { url } = await serve((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.write(text.subarray(0, within), () => response.end(text.subarray(within)));
    });
    expect((await createClient(url).client.listSessions())[0]?.status).to.equal("läuft");
  });

  it("calls an endpoint by its IPv6 address", async function () {
    const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
      all?.some(({ address }) => address === "::1"),
    );
    if (!hasIpv6) return;
    const server = createServer((_: IncomingMessage, response: ServerResponse) => {
      reply(response, 200, page);
    });
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      expect(await createClient(`http://[::1]:${port}`).client.listSessions()).to.have.length(1);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it("trusts a certificate authority of NODE_EXTRA_CA_CERTS", async () => {
    const port = await serveTls((_, response) => {
      response.writeHead(200, { "Content-Type": "application/json" }).end(page);
    });
    const folder = mkdtempSync(join(tmpdir(), "pulumi-tasknet-ca-"));
    try {
      const file = join(folder, "ca.pem");
      writeFileSync(file, certificate);
      const program = `
        const { TasknetClient } = require(${JSON.stringify(clientModule)});
        const settings = { endpoint: "https://localhost:${port}", mode: "private", apiKeyId: "i", apiKey: "k", version: "0" };
        new TasknetClient(settings).listSessions().then(([one]) => console.log(one.sessionUUID));
      `;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", program], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: file },
      });
      expect(stdout.trim()).to.equal(anyId);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
