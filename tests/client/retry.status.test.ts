import { expect } from "chai";
import { retryStatus } from "../../provider/tasknet/retry";

describe("client: the status line of a retry", () => {
  it("starts the line with the time until the next attempt", () => {
    expect(retryStatus(new Error("the service is down"), 4_249)).to.equal(
      "retrying in 4.2 s: the service is down",
    );
  });

  it("writes one line of at most 100 columns, whatever the error", () => {
    const line = retryStatus(new Error("many words\n".repeat(30)), 4_000);
    expect(line).to.have.length.at.most(100);
    expect(line).to.match(/^retrying in 4\.0 s: many words many words .*\.\.\.$/);
  });

  it("shortens only an error that does not fit the line", () => {
    const error = new Error("x".repeat(100 - "retrying in 4.0 s: ".length));
    expect(retryStatus(error, 4_000)).to.have.length(100).and.match(/x$/);
    expect(retryStatus(new Error(`${error.message}x`), 4_000))
      .to.have.length(100)
      .and.match(/xx\.\.\.$/);
  });
});
