import type { IncomingMessage } from "node:http";
import { createServer, request } from "node:http";
import { connect, Socket } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { expect } from "chai";
import type { TasknetClient } from "../../provider/tasknet/client";
import { body, deadEndpoint, createClient, plainServers, rejection, reply, wireSession } from "./fixtures";
import { serverStarter } from "./servers";
import { certificate, certifiedHost, tlsServers } from "./tls";

/** A request to a proxy: for a tunnel to `host:port`, or for a whole URL. */
interface ProxyRequest {
  readonly method: string;
  readonly target: string;
  readonly credentials: string | undefined;
}

interface Proxy {
  readonly port: number;
  readonly requests: ProxyRequest[];
  /** Connections that were opened so far. */
  readonly connections: number;
}

describe("client: proxies of the environment", () => {
  const serve = plainServers();
  const serveTls = tlsServers();
  const startServer = serverStarter();
  const saved = { ...process.env };
  const authorities = getCACertificates("default");

  before(() => {
    setDefaultCACertificates([...authorities, certificate]);
  });
  after(() => {
    setDefaultCACertificates(authorities);
  });
  beforeEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
    }
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) {
      if (/_proxy$/i.test(name)) Reflect.deleteProperty(process.env, name);
    }
    Object.assign(process.env, saved);
  });

  /** A proxy that resolves every host to this machine. With a status other than 200 it refuses all tunnels. */
  async function startProxy(status = 200): Promise<Proxy> {
    const requests: ProxyRequest[] = [];
    let connections = 0;
    const record = ({ method = "", url = "", headers }: IncomingMessage): void => {
      requests.push({ method, target: url, credentials: headers["proxy-authorization"] });
    };
    const server = createServer((incoming, response) => {
      record(incoming);
      const { method, headers, url = "" } = incoming;
      const { port, pathname } = new URL(url);
      const onward = request({ host: "127.0.0.1", port, method, headers, path: pathname }, (upstream) => {
        response.writeHead(upstream.statusCode ?? 0, upstream.headers);
        upstream.pipe(response);
      });
      incoming.pipe(onward);
    });
    server.on("connection", () => (connections += 1));
    server.on("connect", (incoming, socket) => {
      record(incoming);
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 4\r\n\r\nword`);
        return;
      }
      const upstream = connect(Number(incoming.url?.split(":")[1]), "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        upstream.pipe(socket);
        socket.pipe(upstream);
      });
      upstream.on("error", () => socket.destroy());
      socket.on("error", () => upstream.destroy());
      if (socket instanceof Socket) socket.on("close", () => upstream.destroy());
    });
    const port = await startServer(server);
    return {
      port,
      requests,
      get connections() {
        return connections;
      },
    };
  }

  /** An https service under a host name that only the proxy resolves. */
  async function startService(): Promise<string> {
    const port = await serveTls((_, response) => {
      reply(response, 200, JSON.stringify(wireSession));
    });
    return `https://${certifiedHost}:${port}`;
  }

  const calls: readonly [name: string, run: (client: TasknetClient) => Promise<unknown>][] = [
    ["a read", (client) => client.getSession(wireSession.sessionUUID)],
    ["a create", (client) => client.createSession(body, {})],
  ];

  for (const variable of ["HTTPS_PROXY", "https_proxy"]) {
    for (const [name, run] of calls) {
      it(`sends ${name} through the proxy of ${variable}, and lets only the proxy resolve the host`, async () => {
        const endpoint = await startService();
        const proxy = await startProxy();
        process.env[variable] = `http://127.0.0.1:${proxy.port}`;
        expect(await run(createClient(endpoint).client)).to.deep.equal(wireSession);
        const target = endpoint.replace("https://", "");
        expect(proxy.requests).to.deep.equal([{ method: "CONNECT", target, credentials: undefined }]);
      });
    }
  }

  for (const variable of ["HTTP_PROXY", "http_proxy"]) {
    for (const [name, run] of calls) {
      it(`sends ${name} to a loopback endpoint through the proxy of ${variable}`, async () => {
        const server = await serve((_, response) => {
          reply(response, 200, JSON.stringify(wireSession));
        });
        const proxy = await startProxy();
        // Only a host, without a scheme.
        process.env[variable] = `127.0.0.1:${proxy.port}`;
        expect(await run(createClient(server.url).client)).to.deep.equal(wireSession);
        expect(proxy.requests).to.have.length(1);
        expect(proxy.requests[0]?.target).to.contain(`${server.url}/private/v1/sessions`);
        expect(server.received[0]?.body).to.equal(name === "a create" ? JSON.stringify(body) : "");
      });
    }
  }

  it("sends requests to a host in NO_PROXY without the proxy", async () => {
    const server = await serve((_, response) => {
      reply(response, 200, JSON.stringify(wireSession));
    });
    const proxy = await startProxy();
    for (const [variable, value] of [
      ["NO_PROXY", "other.test, 127.0.0.1"],
      ["no_proxy", "*"],
    ] as const) {
      process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
      process.env[variable] = value;
      for (const [, run] of calls) await run(createClient(server.url).client);
      Reflect.deleteProperty(process.env, variable);
    }
    expect(proxy.requests).to.deep.equal([]);
    expect(server.received).to.have.length(4);
  });

  it("does not send an https request through the proxy for http", async () => {
    const proxy = await startProxy();
    process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    const error = await rejection(createClient("https://host.invalid").client.createSession(body, {}));
    expect(error.message).to.contain("ENOTFOUND");
    expect(proxy.requests).to.deep.equal([]);
  });

  it("sends the credentials of the proxy's URL to the proxy", async () => {
    const endpoint = await startService();
    const proxy = await startProxy();
    process.env.HTTPS_PROXY = `http://user:pass%20word@127.0.0.1:${proxy.port}`;
    await createClient(endpoint).client.createSession(body, {});
    const credentials = `Basic ${Buffer.from("user:pass word").toString("base64")}`;
    expect(proxy.requests[0]?.credentials).to.equal(credentials);
  });

  it("keeps the tunnel of reads, and opens another tunnel for each create", async () => {
    const endpoint = await startService();
    const proxy = await startProxy();
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const { client } = createClient(endpoint);
    const opened: number[] = [];
    for (let rounds = 0; rounds < 2; rounds += 1) {
      for (const [, run] of calls) {
        await run(client);
        opened.push(proxy.connections);
      }
    }
    expect(opened).to.deep.equal([1, 2, 2, 3]);
  });

  for (const [name, run] of calls) {
    it(`names a proxy that ${name} cannot reach, without its credentials`, async () => {
      const { host } = new URL(await deadEndpoint());
      process.env.HTTPS_PROXY = `http://user:pass-word@${host}`;
      const error = await rejection(run(createClient(`https://${certifiedHost}`).client));
      expect(error).to.include({ kind: "connection", effect: "none" });
      expect(error.message)
        .to.contain(`the connection through the proxy ${host} failed (ECONNREFUSED)`)
        .and.not.contain("pass-word");
    });
  }

  for (const status of [403, 407, 502, 503]) {
    it(`does not consider a ${status} of the proxy as the response of the service`, async () => {
      const proxy = await startProxy(status);
      process.env.HTTPS_PROXY = `http://user:pass-word@127.0.0.1:${proxy.port}`;
      for (const [, run] of calls) {
        const error = await rejection(run(createClient(`https://${certifiedHost}`).client));
        expect(error).to.include({ kind: "connection", effect: "none", status: undefined });
        expect(error.message).to.contain(`127.0.0.1:${proxy.port} failed (PROXY_RESPONDED_${status})`);
      }
    });
  }

  it("reports no effect of a create if the proxy closes the connection", async () => {
    const server = createServer();
    server.on("connect", (_, socket) => socket.destroy());
    process.env.HTTPS_PROXY = `http://127.0.0.1:${await startServer(server)}`;
    const error = await rejection(createClient(`https://${certifiedHost}`).client.createSession(body, {}));
    expect(error).to.include({ kind: "connection", effect: "none" });
  });

  it("reports an unknown effect of a create if the connection is lost after the tunnel is open", async () => {
    const port = await serveTls((request) => request.socket.destroy());
    const proxy = await startProxy();
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const error = await rejection(
      createClient(`https://${certifiedHost}:${port}`).client.createSession(body, {}),
    );
    expect(error).to.include({ kind: "connection", effect: "unknown" });
    expect(proxy.requests).to.have.length(1);
  });

  it("reports an unknown effect of a create if a forwarding proxy loses the connection", async () => {
    const server = createServer((incoming) => incoming.socket.destroy());
    process.env.HTTP_PROXY = `http://127.0.0.1:${await startServer(server)}`;
    const error = await rejection(createClient("http://127.0.0.1:1").client.createSession(body, {}));
    expect(error).to.include({ kind: "connection", effect: "unknown" });
  });

  for (const value of ["socks5://user:pass-word@127.0.0.1:1", "http://"]) {
    it(`rejects ${value} as a proxy without a request, and hides its credentials`, async () => {
      process.env.HTTPS_PROXY = value;
      const error = await rejection(createClient(`https://${certifiedHost}`).client.createSession(body, {}));
      expect(error).to.include({ kind: "badRequest", effect: "none" });
      expect(error.detail).to.equal("HTTPS_PROXY must be an http or https URL of a proxy; nothing was sent");
    });
  }
});
