import { expect } from "chai";
import { unknownValue } from "../../provider/resource";
import { check } from "../../provider/session";
import { failing, ok, reasonOf } from "./check-cases";
import { fingerprintA, inputs } from "./fixtures";

describe("check", () => {
  describe("of a value", () => {
    const cases: { name: string; property: string; good: unknown[]; bad: unknown[]; rule: string }[] = [
      {
        name: "of a lease",
        property: "leaseTime",
        good: [1, 30, 60],
        bad: [0, 61, -1, 1.5, "10", NaN, Infinity, true, [], {}],
        rule: "integer from 1 to 60",
      },
      {
        name: "of a driver",
        property: "driver",
        good: ["puppeteer", "api"],
        bad: ["playwright", "", "API", 1],
        rule: '"puppeteer" or "api"',
      },
      {
        name: "of isVncEnabled",
        property: "isVncEnabled",
        good: [true, false],
        bad: ["true", 1],
        rule: "true or false",
      },
      {
        name: "of a VNC mode",
        property: "vncMode",
        good: ["rw", "ro"],
        bad: ["w", "RO"],
        rule: '"rw" or "ro"',
      },
      {
        name: "of a fingerprint",
        property: "fingerprintUUID",
        good: [fingerprintA, "01234567-89ab-cdef-0123-456789abcdef"],
        bad: ["mine", "", 7],
        rule: "UUID",
      },
      {
        name: "of a fingerprint's secret",
        property: "fingerprintSecret",
        good: ["s"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "of an environment",
        property: "environmentId",
        good: ["e"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "of an environment's secret",
        property: "environmentSecret",
        good: ["s"],
        bad: ["", 7, " s", "s\n", "sé"],
        rule: "printable ASCII",
      },
      {
        name: "of showMouse",
        property: "showMouse",
        good: [true, false],
        bad: ["no"],
        rule: "true or false",
      },
      {
        name: "of isProxyEnabled",
        property: "isProxyEnabled",
        good: [true, false],
        bad: [0],
        rule: "true or false",
      },
      {
        name: "of renewBefore",
        property: "renewBefore",
        good: [1, 29, 30],
        bad: [0, 31, 1.5, "10"],
        rule: "leaseTime",
      },
      {
        name: "of recreateWhenEnded",
        property: "recreateWhenEnded",
        good: [true, false],
        bad: ["false"],
        rule: "true or false",
      },
      {
        name: "of keepUntil",
        property: "keepUntil",
        good: ["2026-03-01T18:00:00Z", "2026-03-01T18:00+01:00", "2026-03-01 18:00", "2020-02-29T00:00:00Z"],
        bad: [
          "2026-03-01",
          "18:00",
          "tomorrow",
          "2026-02-30T18:00:00Z",
          "2026-03-01T25:00:00Z",
          "",
          1772388000,
        ],
        rule: "an ISO 8601 timestamp",
      },
    ];
    for (const { name, property, good, bad, rule } of cases) {
      describe(name, () => {
        for (const value of good) {
          it(`accepts ${JSON.stringify(value)} as a value of ${property}`, () => {
            const result = check({ ...ok, [property]: value });
            expect(result.failures).to.be.empty;
            expect(result.inputs).to.have.property(property, value);
          });
        }
        for (const value of bad) {
          it(`rejects ${typeof value === "number" ? String(value) : JSON.stringify(value)} as a value of ${property}, and states the rule once`, () => {
            expect(failing({ ...ok, [property]: value })).to.deep.equal([property]);
            expect(reasonOf({ ...ok, [property]: value }, property)).to.contain(rule);
          });
        }
        it(`keeps a value of ${property} that is not known yet`, () => {
          const result = check({ ...ok, [property]: unknownValue });
          expect(result.failures).to.be.empty;
          expect(result.inputs).to.have.property(property, unknownValue);
        });
      });
    }

    it("quotes the wrong value as the program gave it", () => {
      expect(reasonOf({ leaseTime: "10" }, "leaseTime")).to.contain('"10"');
      expect(reasonOf({ leaseTime: 61 }, "leaseTime")).to.contain("61");
      expect(reasonOf({ leaseTime: NaN }, "leaseTime")).to.contain("NaN");
    });

    it("shows 80 characters of a wrong value, and marks a longer one as cut", () => {
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

  describe("of a required value", () => {
    for (const [name, newInputs] of [
      ["absent", {}],
      ["undefined", { leaseTime: undefined }],
      ["null", { leaseTime: null }],
    ] as const) {
      it(`reports leaseTime as required if it is ${name}`, () => {
        expect(failing(newInputs)).to.deep.equal(["leaseTime"]);
        expect(reasonOf(newInputs, "leaseTime")).to.contain("required").and.contain("1 to 60");
      });
    }
  });

  describe("of renewBefore against leaseTime", () => {
    const cases = [
      {
        title: "accepts a renewBefore that equals leaseTime",
        newInputs: { leaseTime: 10, renewBefore: 10 },
        fails: [],
      },
      {
        title: "rejects a renewBefore that exceeds leaseTime by one",
        newInputs: { leaseTime: 10, renewBefore: 11 },
        fails: ["renewBefore"],
      },
      {
        title: "accepts any renewBefore while leaseTime is not known yet",
        newInputs: { leaseTime: unknownValue, renewBefore: 60 },
        fails: [],
      },
      {
        title: "accepts a renewBefore that is not known yet",
        newInputs: { leaseTime: 10, renewBefore: unknownValue },
        fails: [],
      },
      {
        title: "reports only leaseTime if it is missing",
        newInputs: { renewBefore: 10 },
        fails: ["leaseTime"],
      },
    ];
    for (const { title, newInputs, fails } of cases) {
      it(title, () => {
        expect(failing(newInputs)).to.deep.equal(fails);
      });
    }

    it("names both renewBefore and leaseTime in the reason", () => {
      expect(reasonOf({ leaseTime: 10, renewBefore: 11 }, "renewBefore"))
        .to.contain("11")
        .and.contain("10");
    });
  });

  it("reports all failures of the inputs at once", () => {
    const newInputs = {
      leaseTime: 0,
      driver: "x",
      isVncEnabled: "x",
      vncMode: 1,
      showMouse: 1,
      colour: "red",
    };
    expect(failing(newInputs)).to.have.members([
      "leaseTime",
      "driver",
      "isVncEnabled",
      "vncMode",
      "showMouse",
      "colour",
    ]);
  });

  describe("of an absent input", () => {
    it("sets the documented defaults for absent inputs", () => {
      expect(check(ok).inputs).to.deep.equal(inputs());
    });

    it("prefers given inputs to the defaults", () => {
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
      it(`sets the default for an input that is ${absent === null ? "null" : "undefined"}`, () => {
        const newInputs = {
          ...ok,
          driver: absent,
          showMouse: absent,
          fingerprintUUID: absent,
          renewBefore: absent,
        };
        expect(check(newInputs)).to.deep.equal({ inputs: inputs(), failures: [] });
      });
    }
  });
});
