import { createReadStream, existsSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { basename, join } from "node:path";

/** A server of the files of one folder on a free port of 127.0.0.1. */
export interface StaticServer {
  readonly url: string;
  /** Names of the files that were asked for; a test may clear it. */
  readonly requested: string[];
  stop(): Promise<void>;
}

export async function serveFolder(folder: string): Promise<StaticServer> {
  const requested: string[] = [];
  const server = createServer((request, response) => {
    const name = basename(request.url ?? "");
    requested.push(name);
    const file = join(folder, name);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    // The engine compares it with what it receives.
    response.setHeader("Content-Length", statSync(file).size);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requested,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
