import { table } from "../markdown";

/** What a network may do, what the provider does, and the full titles of the tests that show it. */
interface NetworkCase {
  readonly network: string;
  readonly provider: string;
  readonly tests: readonly string[];
}

const proxies = (title: string): string => `client: proxies of the environment ${title}`;
const effects = (title: string): string => `client: the effect of a create that failed is ${title}`;
const networks = (title: string): string => `client: networks ${title}`;
const redirects = [301, 302, 303, 307, 308].map(
  (status) =>
    `client: the five operations redirects ${status} is not followed, and no credential reaches its target`,
);

const cases: readonly NetworkCase[] = [
  {
    network: "`HTTPS_PROXY` or `https_proxy`",
    provider: "HTTPS requests go through the proxy, which resolves the name of the host",
    tests: ["HTTPS_PROXY", "https_proxy"].map((name) =>
      proxies(`sends a read through the proxy of ${name}, which alone resolves the host`),
    ),
  },
  {
    network: "`HTTP_PROXY` or `http_proxy`",
    provider: "HTTP requests go through the proxy, those to a loopback endpoint included",
    tests: ["HTTP_PROXY", "http_proxy"].map((name) =>
      proxies(`sends a read to a loopback endpoint through the proxy of ${name}`),
    ),
  },
  {
    network: "`NO_PROXY` or `no_proxy`",
    provider: "requests to the hosts that it lists go straight there",
    tests: [proxies("goes straight to a host that NO_PROXY lists")],
  },
  {
    network: "user and password in the proxy's URL",
    provider: "go to the proxy, and appear in no message",
    tests: [
      proxies("gives the proxy the credentials of its URL"),
      proxies("names a proxy that a read cannot reach, without its credentials"),
    ],
  },
  {
    network: "a SOCKS proxy",
    provider: "is refused with an error; nothing is sent",
    tests: [
      proxies(
        "refuses socks5://user:pass-word@127.0.0.1:1 as a proxy, with nothing sent and without its credentials",
      ),
    ],
  },
  {
    network: "a proxy that refuses the tunnel",
    provider: "is named in the error; its status is not taken for a response of Tasknet",
    tests: [403, 407, 502, 503].map((status) =>
      proxies(`does not take a ${status} of the proxy for the service's own response`),
    ),
  },
  {
    network: "`NODE_EXTRA_CA_CERTS`",
    provider: "its certificate authorities are trusted",
    tests: [networks("trusts a certificate authority of NODE_EXTRA_CA_CERTS")],
  },
  {
    network: "a certificate that is not trusted, or a failed TLS handshake",
    provider: "is an error; it says that no session was created",
    tests: [
      effects("none if the certificate of the service is not trusted"),
      effects("none if the service speaks no TLS"),
    ],
  },
  {
    network: "a name that does not resolve, or a connection reset before the request",
    provider: "is tried again; the error says that no session was created",
    tests: [
      effects("none if the name does not resolve"),
      effects("none if the connection is reset before the handshake is done"),
    ],
  },
  {
    network: "a connection lost after a create may have left",
    provider: "is not tried again; the error names the sessions that may be its result",
    tests: [effects("unknown if the connection is reset once the request may have left")],
  },
  {
    network: "a redirect",
    provider: "is not followed; no credential reaches its target",
    tests: redirects,
  },
  {
    network: "an endpoint with an IPv6 address, as `http://[::1]:8080`",
    provider: "is called",
    tests: [networks("calls an endpoint by its IPv6 address")],
  },
  {
    network: "responses compressed with gzip, deflate or br",
    provider: "are read",
    tests: ["gzip", "deflate", "br"].map((encoding) =>
      networks(`reads a response that is compressed with ${encoding}`),
    ),
  },
  {
    network: "responses in chunks",
    provider: "are read",
    tests: [networks("reads a response in chunks, one of which ends within a letter")],
  },
  {
    network: "a byte order mark before JSON",
    provider: "is dropped",
    tests: [
      "client: answers that break the contract reads a list without sessions in each of its forms, also behind a byte order mark",
    ],
  },
];

/** Titles that the page names. */
export const networkTests: readonly string[] = cases.flatMap(({ tests }) => tests);

export const networkPage = `# Networks

What the provider's client does in each network. Both providers and the functions share it. The environment variables
are those of the process that runs \`pulumi\`. The connection between the engine and the plugin is local and uses no proxy.

${table(
  ["Network", "The provider", "Tests"],
  cases.map(({ network, provider, tests }) => [network, provider, tests.join("<br>")]),
)}

\`make test\` checks that each of these tests passes, and writes this page.
`;
