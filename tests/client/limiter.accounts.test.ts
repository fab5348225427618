import { expect } from "chai";
import { accountDigest, limiterOf } from "../../provider/tasknet/limiter";
import { settings } from "./fixtures";

describe("client: the limiters of accounts", () => {
  const account = { ...settings, endpoint: "https://api.test" };

  it("shares one limiter among the clients of an account, whatever their mode", () => {
    const otherMode = { ...account, mode: "public", version: "2", secrets: ["of-an-environment"] };
    expect(limiterOf(otherMode)).to.equal(limiterOf(account));
  });

  for (const other of [{ endpoint: "https://other.test" }, { apiKeyId: "other" }, { apiKey: "other-key" }]) {
    it(`creates a separate limiter for an account with a different ${Object.keys(other).join()}`, () => {
      expect(limiterOf({ ...account, ...other })).to.not.equal(limiterOf(account));
    });
  }

  it("identifies an account by a digest that does not show its key", () => {
    const digest = accountDigest({ apiKeyId: "id", apiKey: "the-api-key" });
    expect(digest).to.not.contain("the-api-key");
    expect(digest).to.equal(accountDigest({ apiKeyId: "id", apiKey: "the-api-key" }));
    expect(accountDigest({ apiKeyId: "ab", apiKey: "c" })).to.not.equal(
      accountDigest({ apiKeyId: "a", apiKey: "bc" }),
    );
  });

  describe("of more than 64 accounts", () => {
    const accountOf = (batch: string, number: number): typeof account => ({
      ...account,
      apiKeyId: `${batch}-${number}`,
    });

    it("keeps the limiters of the 64 accounts that were used last", () => {
      const accounts = Array.from({ length: 65 }, (_, number) => accountOf("last", number));
      const limiters = accounts.map((each) => limiterOf(each));
      const again = accounts.slice(1).map((each) => limiterOf(each));
      expect(again.every((limiter, at) => limiter === limiters[at + 1])).to.equal(true);
      expect(limiterOf(accounts[0]!)).to.not.equal(limiters[0]);
    });

    it("keeps the limiter of an account that is used again in between", () => {
      const limiter = limiterOf(account);
      for (let number = 0; number < 63; number += 1) limiterOf(accountOf("between", number));
      expect(limiterOf(account)).to.equal(limiter);
      limiterOf(accountOf("between", 63));
      expect(limiterOf(account)).to.equal(limiter);
    });
  });
});
