import type { AddressInfo, Server } from "node:net";

/**
 * Starts servers on free ports of the loopback interface, for the tests of one `describe`, and stops them after each
 * test. Each start resolves to the port.
 */
export function serverStarter(): (server: Server) => Promise<number> {
  const started: Server[] = [];
  afterEach(() => {
    for (const server of started.splice(0)) {
      server.close();
      if (hasConnections(server)) server.closeAllConnections();
    }
  });
  return (server) => {
    started.push(server);
    return listen(server);
  };
}

/** Starts a server on a free port of the loopback interface, and resolves to the port. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Whether a server is an HTTP server, which keeps idle connections. */
function hasConnections(server: Server): server is Server & { closeAllConnections: () => void } {
  return "closeAllConnections" in server;
}
