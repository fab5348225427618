import { table } from "../markdown";

/** What a network may do, what the provider does, and the full titles of the tests that show it. */
interface NetworkCase {
  readonly network: string;
  readonly provider: string;
  readonly tests: readonly string[];
}

const proxies = (title: string): string => `client: proxies of the environment ${title}`;
const effects = (title: string): string => `client: the effect of a failed create ${title}`;
const networks = (title: string): string => `client: networks ${title}`;
const redirects = [301, 302, 303, 307, 308].map(
  (status) =>
    `client: the five operations after a redirect does not follow a redirect with ${status}, and sends no credential to its target`,
);

const cases: readonly NetworkCase[] = [
  {
    network: "`HTTPS_PROXY` or `https_proxy`",
    provider: "HTTPS requests go through the proxy, which resolves the name of the host",
    tests: ["HTTPS_PROXY", "https_proxy"].map((name) =>
      proxies(`sends a read through the proxy of ${name}, and lets only the proxy resolve the host`),
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
    tests: [proxies("sends requests to a host in NO_PROXY without the proxy")],
  },
  {
    network: "user and password in the proxy's URL",
    provider: "go to the proxy, and appear in no message",
    tests: [
      proxies("sends the credentials of the proxy's URL to the proxy"),
      proxies("names a proxy that a read cannot reach, without its credentials"),
    ],
  },
  {
    network: "a SOCKS proxy",
    provider: "is refused with an error; nothing is sent",
    tests: [
      proxies(
        "rejects socks5://user:pass-word@127.0.0.1:1 as a proxy without a request, and hides its credentials",
      ),
    ],
  },
  {
    network: "a proxy that refuses the tunnel",
    provider: "is named in the error; its status is not taken for a response of Tasknet",
    tests: [403, 407, 502, 503].map((status) =>
      proxies(`does not consider a ${status} of the proxy as the response of the service`),
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
      effects("reports no effect of a create if the certificate of the service is not trusted"),
      effects("reports no effect of a create if the service does not support TLS"),
    ],
  },
  {
    network: "a name that does not resolve, or a connection reset before the request",
    provider: "is tried again; the error says that no session was created",
    tests: [
      effects("reports no effect of a create if the name does not resolve"),
      effects("reports no effect of a create if the connection is reset during the handshake"),
    ],
  },
  {
    network: "a connection lost after a create may have left",
    provider: "is not tried again; the error names the sessions that may be its result",
    tests: [
      effects(
        "reports an unknown effect of a create if the connection is reset after the request may have been sent",
      ),
    ],
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
    tests: [networks("reads a response in chunks, one of which ends within a character")],
  },
  {
    network: "a byte order mark before JSON",
    provider: "is dropped",
    tests: [
      "client: malformed responses reads a list without sessions in each of its forms, even after a byte order mark",
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
