import { expect } from "chai";
import { TasknetClient } from "../../provider/tasknet/client";
import { accountDigest, limiterOf } from "../../provider/tasknet/limiter";
import { plainServers, reply, settings, until } from "./fixtures";

describe("client: many accounts in one process", () => {
  const serve = plainServers();
  const account = { ...settings, endpoint: "https://api.test" };

  it("gives the clients of one account one limiter, whatever their mode", () => {
    const otherMode = { ...account, mode: "public", version: "2", secrets: ["of-an-environment"] };
    expect(limiterOf(otherMode)).to.equal(limiterOf(account));
  });

  for (const other of [{ endpoint: "https://other.test" }, { apiKeyId: "other" }, { apiKey: "other-key" }]) {
    it(`gives an account with another ${Object.keys(other).join()} a limiter of its own`, () => {
      expect(limiterOf({ ...account, ...other })).to.not.equal(limiterOf(account));
    });
  }

  it("lets a rate limit of one account hold only the calls of that account", async () => {
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
    const heldToo = of(limited)
      .listSessions(options)
      .catch(() => "ended");
    expect(await of("another-key").listSessions()).to.deep.equal([]);
    expect(server.heard.filter(({ headers }) => headers["x-api-key"] === limited)).to.have.length(1);
    aborter.abort();
    expect(await Promise.all([held, heldToo])).to.deep.equal(["ended", "ended"]);
  });

  it("names an account by a digest that does not show its key", () => {
    const digest = accountDigest({ apiKeyId: "id", apiKey: "the-api-key" });
    expect(digest).to.not.contain("the-api-key");
    expect(digest).to.equal(accountDigest({ apiKeyId: "id", apiKey: "the-api-key" }));
    expect(accountDigest({ apiKeyId: "ab", apiKey: "c" })).to.not.equal(
      accountDigest({ apiKeyId: "a", apiKey: "bc" }),
    );
  });
});
