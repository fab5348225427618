import { expect } from "chai";
import { unknownValue } from "../../provider/resource";
import { check } from "../../provider/session";

const ok = { leaseTime: 30 };

function reasonOf(
  inputs: Record<string, unknown>,
  secretNames: readonly string[] = [],
): { property: string; reason: string } {
  const { failures } = check(inputs, { mayQuote: (name) => !secretNames.includes(name) });
  expect(failures).to.have.length(1);
  return failures[0]!;
}

describe("check", () => {
  describe("of a value that goes into a header", () => {
    for (const name of ["fingerprintSecret", "environmentId", "environmentSecret"]) {
      for (const value of ["a", "two words", "~!@#$%^&*()", "x".repeat(5_000)]) {
        it(`accepts ${JSON.stringify(value.slice(0, 12))} as ${name}`, () => {
          expect(check({ ...ok, [name]: value }).failures).to.be.empty;
        });
      }
      for (const value of ["", " ", " a", "a ", "a\n", "a\r\nX-Other: b", "a\tb", "é", "密", "\u0000"]) {
        it(`rejects ${JSON.stringify(value)} as ${name}, and states the rule`, () => {
          const { property, reason } = reasonOf({ ...ok, [name]: value });
          expect(property).to.equal(name);
          expect(reason).to.contain("must be printable ASCII without spaces or line breaks at its ends");
        });
      }
    }
  });

  describe("of a value that the program made secret", () => {
    const cases: {
      title: string;
      inputs: Record<string, unknown>;
      secret: string;
      shown: string;
      hidden: string;
    }[] = [
      {
        title: "does not quote a wrong leaseTime that is secret",
        inputs: { leaseTime: 6177 },
        secret: "leaseTime",
        shown: "must be an integer from 1 to 60 (minutes)",
        hidden: "must be an integer from 1 to 60 (minutes), but is 6177",
      },
      {
        title: "does not quote a wrong driver that is secret",
        inputs: { ...ok, driver: "hunter2" },
        secret: "driver",
        shown: 'must be "puppeteer" or "api"',
        hidden: 'must be "puppeteer" or "api", but is "hunter2"',
      },
      {
        title: "does not quote a secret renewBefore that exceeds leaseTime",
        inputs: { ...ok, renewBefore: 45 },
        secret: "renewBefore",
        shown: "must not exceed leaseTime (30)",
        hidden: "must not exceed leaseTime (30), but is 45",
      },
      {
        title: "does not quote a secret leaseTime that renewBefore exceeds",
        inputs: { ...ok, renewBefore: 45 },
        secret: "leaseTime",
        shown: "must not exceed leaseTime, but is 45",
        hidden: "must not exceed leaseTime (30), but is 45",
      },
    ];
    for (const { title, inputs, secret, shown, hidden } of cases) {
      it(title, () => {
        expect(reasonOf(inputs, [secret]).reason).to.equal(shown);
        expect(reasonOf(inputs).reason).to.equal(hidden);
      });
    }

    it("calls mayQuote with the name and the value of a wrong input", () => {
      const seen: [string, unknown][] = [];
      check(
        { ...ok, driver: 7 },
        {
          mayQuote: (name, value) => {
            seen.push([name, value]);
            return false;
          },
        },
      );
      expect(seen).to.deep.equal([["driver", 7]]);
    });
  });

  it("compares renewBefore only with a leaseTime that is known", () => {
    expect(check({ leaseTime: unknownValue, renewBefore: 60 }).failures).to.be.empty;
  });
});
