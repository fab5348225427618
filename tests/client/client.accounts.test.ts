import { expect } from "chai";
import { TasknetClient } from "../../provider/tasknet/client";
import { plainServers, reply, settings, until } from "./fixtures";

describe("client: many accounts in one process", () => {
  const serve = plainServers();

  it("delays only the calls of the account that is rate limited", async () => {
    const limited = "limited-key";
    const server = await serve(({ headers }, response) => {
      if (headers["x-api-key"] === limited) response.setHeader("Retry-After", "3600");
      reply(response, headers["x-api-key"] === limited ? 429 : 200, "{}");
    });
    const of = (apiKey: string): TasknetClient =>
      new TasknetClient({ ...settings, endpoint: server.url, apiKey });
    const aborter = new AbortController();
    let isLimited = false;
    const { signal } = aborter;
    const onRetry = (): boolean => (isLimited = true);
    const options = { signal, onRetry, timeoutMs: 7_200_000 };
    const held = of(limited)
      .listSessions(options)
      .catch(() => "ended");
    await until(() => isLimited);
    expect(await of("another-key").listSessions()).to.deep.equal([]);
    const alsoHeld = of(limited)
      .listSessions(options)
      .catch(() => "ended");
    expect(await of("another-key").listSessions()).to.deep.equal([]);
    expect(server.received.filter(({ headers }) => headers["x-api-key"] === limited)).to.have.length(1);
    aborter.abort();
    expect(await Promise.all([held, alsoHeld])).to.deep.equal(["ended", "ended"]);
  });
});
