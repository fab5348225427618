import { expect } from "chai";
import { check, inputNames, unknownValue } from "../../provider/session";
import { fingerprintA, inputs } from "./fixtures";

const ok = { leaseTime: 30 };

/** The properties that fail, in order. */
function failing(news: Record<string, unknown>): string[] {
  return check(news).failures.map(({ property }) => property);
}

function reasonOf(news: Record<string, unknown>, property: string): string {
  const reasons = check(news).failures.filter((failure) => failure.property === property);
  expect(reasons, property).to.have.length(1);
  return reasons[0]!.reason;
}

describe("check", () => {
  describe("values", () => {
    const cases: { name: string; property: string; good: unknown[]; bad: unknown[]; rule: string }[] = [
      {
        name: "a lease is 1 to 60 whole minutes",
        property: "leaseTime",
        good: [1, 30, 60],
        bad: [0, 61, -1, 1.5, "10", NaN, Infinity, true, [], {}],
        rule: "integer from 1 to 60",
      },
      {
        name: "a driver is one of two",
        property: "driver",
        good: ["puppeteer", "api"],
        bad: ["playwright", "", "API", 1],
        rule: '"puppeteer" or "api"',
      },
      {
        name: "isVncEnabled is true or false",
        property: "isVncEnabled",
        good: [true, false],
        bad: ["true", 1],
        rule: "true or false",
      },
      {
        name: "a VNC mode is one of two",
        property: "vncMode",
        good: ["rw", "ro"],
        bad: ["w", "RO"],
        rule: '"rw" or "ro"',
      },
      {
        name: "a fingerprint is a UUID",
        property: "fingerprintUUID",
        good: [fingerprintA, "01234567-89ab-cdef-0123-456789abcdef"],
        bad: ["mine", "", 7],
        rule: "UUID",
      },
      {
        name: "a fingerprint's secret is what a header can carry",
        property: "fingerprintSecret",
        good: ["s"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "an environment is what a header can carry",
        property: "environmentId",
        good: ["e"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "an environment's secret is what a header can carry",
        property: "environmentSecret",
        good: ["s"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "showMouse is true or false",
        property: "showMouse",
        good: [true, false],
        bad: ["no"],
        rule: "true or false",
      },
      {
        name: "isProxyEnabled is true or false",
        property: "isProxyEnabled",
        good: [true, false],
        bad: [0],
        rule: "true or false",
      },
      {
        name: "renewBefore is 1 to leaseTime whole minutes",
        property: "renewBefore",
        good: [1, 29, 30],
        bad: [0, 31, 1.5, "10"],
        rule: "leaseTime",
      },
      {
        name: "recreateWhenEnded is true or false",
        property: "recreateWhenEnded",
        good: [true, false],
        bad: ["false"],
        rule: "true or false",
      },
    ];
    for (const { name, property, good, bad, rule } of cases) {
      describe(name, () => {
        for (const value of good) {
          it(`takes ${JSON.stringify(value)}`, () => {
            const result = check({ ...ok, [property]: value });
            expect(result.failures).to.be.empty;
            expect(result.inputs).to.have.property(property, value);
          });
        }
        for (const value of bad) {
          it(`refuses ${typeof value === "number" ? String(value) : JSON.stringify(value)} once, with the rule`, () => {
            expect(failing({ ...ok, [property]: value })).to.deep.equal([property]);
            expect(reasonOf({ ...ok, [property]: value }, property)).to.contain(rule);
          });
        }
        it("takes a value that is not known yet, and keeps it", () => {
          const result = check({ ...ok, [property]: unknownValue });
          expect(result.failures).to.be.empty;
          expect(result.inputs).to.have.property(property, unknownValue);
        });
      });
    }

    it("says the value as the program gave it", () => {
      expect(reasonOf({ leaseTime: "10" }, "leaseTime")).to.contain('"10"');
      expect(reasonOf({ leaseTime: 61 }, "leaseTime")).to.contain("61");
      expect(reasonOf({ leaseTime: NaN }, "leaseTime")).to.contain("NaN");
    });

    it("shows 80 characters of a value, and where it goes on", () => {
      const whole = `"${"x".repeat(78)}"`;
      expect(reasonOf({ ...ok, driver: "x".repeat(78) }, "driver")).to.match(
        new RegExp(`, but is ${whole}$`),
      );
      const cut = `"${"x".repeat(79)}`;
      expect(reasonOf({ ...ok, driver: "x".repeat(79) }, "driver")).to.match(
        new RegExp(`, but is ${cut}\\.\\.\\.$`),
      );
    });
  });

  describe("a required value", () => {
    for (const [name, news] of [
      ["absent", {}],
      ["undefined", { leaseTime: undefined }],
      ["null", { leaseTime: null }],
    ] as const) {
      it(`is told to be required when ${name}`, () => {
        expect(failing(news)).to.deep.equal(["leaseTime"]);
        expect(reasonOf(news, "leaseTime")).to.contain("required").and.contain("1 to 60");
      });
    }
  });

  describe("renewBefore against leaseTime", () => {
    const cases = [
      { name: "equal", news: { leaseTime: 10, renewBefore: 10 }, fails: [] },
      { name: "one more", news: { leaseTime: 10, renewBefore: 11 }, fails: ["renewBefore"] },
      { name: "a lease not known yet", news: { leaseTime: unknownValue, renewBefore: 60 }, fails: [] },
      { name: "not known itself", news: { leaseTime: 10, renewBefore: unknownValue }, fails: [] },
      { name: "a lease that is missing", news: { renewBefore: 10 }, fails: ["leaseTime"] },
    ];
    for (const { name, news, fails } of cases) {
      it(`${name}: ${fails.length === 0 ? "passes" : `fails on ${fails.join()}`}`, () => {
        expect(failing(news)).to.deep.equal(fails);
      });
    }

    it("names both numbers", () => {
      expect(reasonOf({ leaseTime: 10, renewBefore: 11 }, "renewBefore"))
        .to.contain("11")
        .and.contain("10");
    });
  });

  it("tells every failure at once", () => {
    const news = { leaseTime: 0, driver: "x", isVncEnabled: "x", vncMode: 1, showMouse: 1, colour: "red" };
    expect(failing(news)).to.have.members([
      "leaseTime",
      "driver",
      "isVncEnabled",
      "vncMode",
      "showMouse",
      "colour",
    ]);
  });

  describe("names", () => {
    const misspelt = [
      ["leasetime", "leaseTime"],
      ["lease_time", "leaseTime"],
      ["leaseTme", "leaseTime"],
      ["LEASETIME", "leaseTime"],
      ["fingerprintUuid", "fingerprintUUID"],
      ["FINGERPRINTSECRET", "fingerprintSecret"],
      ["environmentID", "environmentId"],
      ["environment_secret", "environmentSecret"],
      ["is_vnc_enabled", "isVncEnabled"],
      ["is_proxy_enable", "isProxyEnabled"],
      ["VNCMODE", "vncMode"],
      ["Driver", "driver"],
      ["driv", "driver"],
      ["isProxyEnable", "isProxyEnabled"],
      ["show_mouse", "showMouse"],
      ["RENEWBEFORE", "renewBefore"],
      ["recreateWhenEnd", "recreateWhenEnded"],
    ];
    for (const [given, meant] of misspelt) {
      it(`${given!} is refused and ${meant!} offered`, () => {
        expect(failing({ ...ok, [given!]: 1 })).to.deep.equal([given]);
        expect(reasonOf({ ...ok, [given!]: 1 }, given!)).to.contain(`did you mean "${meant!}"`);
      });
    }

    for (const name of ["colour", "id", "status", "expiresAt"]) {
      it(`${name} is near to none: all are named`, () => {
        const reason = reasonOf({ ...ok, [name]: "red" }, name);
        expect(reason).to.not.contain("did you mean");
        expect(reason).to.contain(`the inputs are ${inputNames.join(", ")}`);
      });
    }

    for (const name of ["toString", "constructor", "hasOwnProperty"]) {
      it(`${name}, which every object has, is refused, too`, () => {
        expect(failing({ ...ok, [name]: "x" })).to.deep.equal([name]);
      });
    }

    it("refuses an unknown name whose value is not known yet", () => {
      expect(failing({ ...ok, colour: unknownValue })).to.deep.equal(["colour"]);
    });
  });

  describe("secrets", () => {
    const secret = { hidden: "hunter2-secret" };
    for (const property of ["fingerprintSecret", "environmentSecret"]) {
      it(`a wrong ${property} is not shown`, () => {
        const { failures } = check({ ...ok, [property]: secret });
        expect(failures).to.have.length(1);
        expect(failures[0]!.reason).to.equal(
          "must be printable ASCII without spaces or line breaks at its ends",
        );
      });
    }

    it("the value of a misspelt secret is not shown", () => {
      const { failures } = check({ ...ok, fingerprintSecrt: "hunter2-secret" });
      expect(failures).to.have.length(1);
      expect(JSON.stringify(failures)).to.not.contain("hunter2");
    });
  });

  describe("defaults", () => {
    it("are filled in for what is absent, and only the documented ones", () => {
      expect(check(ok).inputs).to.deep.equal(inputs());
    });

    it("give way to what is given", () => {
      const given = inputs({
        driver: "api",
        isVncEnabled: true,
        vncMode: "rw",
        showMouse: true,
        recreateWhenEnded: false,
      });
      expect(check({ ...given }).inputs).to.deep.equal(given);
    });

    for (const absent of [undefined, null]) {
      it(`stand for ${absent === null ? "null" : "undefined"}, which is no value`, () => {
        const news = {
          ...ok,
          driver: absent,
          showMouse: absent,
          fingerprintUUID: absent,
          renewBefore: absent,
        };
        expect(check(news)).to.deep.equal({ inputs: inputs(), failures: [] });
      });
    }
  });
});
