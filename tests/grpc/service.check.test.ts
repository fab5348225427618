import { expect } from "chai";
import type { Raw } from "./fixtures";
import { calls, fingerprintA, providerStarter, secret, unknown } from "./fixtures";

const defaults = {
  driver: "puppeteer",
  isVncEnabled: false,
  vncMode: "ro",
  showMouse: false,
  isProxyEnabled: false,
  recreateWhenEnded: true,
};

describe("Check", () => {
  const startProvider = providerStarter();

  it("adds the defaults, and keeps the given inputs", async () => {
    const { plugin } = await startProvider();
    expect(await plugin.check({ leaseTime: 5 })).to.deep.equal({
      inputs: { ...defaults, leaseTime: 5 },
      failures: [],
    });
    const given = { leaseTime: 60, ...defaults, driver: "api", vncMode: "rw", fingerprintUUID: fingerprintA };
    expect(await plugin.check(given)).to.deep.equal({ inputs: given, failures: [] });
  });

  it("checks the inputs without a request", async () => {
    const { plugin, sim } = await startProvider();
    await plugin.check({ leaseTime: 5 });
    expect(calls(sim)).to.deep.equal([]);
  });

  it("takes no value from the old inputs", async () => {
    const { plugin } = await startProvider();
    const { inputs } = await plugin.check({ leaseTime: 5 }, { leaseTime: 9, driver: "api", renewBefore: 3 });
    expect(inputs).to.deep.equal({ ...defaults, leaseTime: 5 });
  });

  it("reports all invalid inputs at once, each by its name", async () => {
    const { plugin } = await startProvider();
    const { failures } = await plugin.check({
      leaseTime: 61,
      driver: "selenium",
      isVncEnabled: "yes",
      vncMode: "wr",
      fingerprintUUID: "none",
      fingerprintSecret: "",
      environmentId: 5,
      environmentSecret: "",
      showMouse: 1,
      isProxyEnabled: [],
      renewBefore: 0,
      recreateWhenEnded: "no",
      keepUntil: "soon",
      leasetime: 5,
    });
    expect(failures.map(({ property }) => property).sort()).to.deep.equal(
      [
        ...["leaseTime", "driver", "isVncEnabled", "vncMode", "fingerprintUUID", "fingerprintSecret"],
        ...["environmentId", "environmentSecret", "showMouse", "isProxyEnabled", "renewBefore"],
        ...["recreateWhenEnded", "keepUntil", "leasetime"],
      ].sort(),
    );
  });

  const failing: [string, Raw, string, RegExp][] = [
    ["without a lease", {}, "leaseTime", /^is required: give an integer from 1 to 60/],
    ["with a null lease", { leaseTime: null }, "leaseTime", /^is required/],
    [
      "with a lease of half a minute",
      { leaseTime: 0.5 },
      "leaseTime",
      /^must be an integer from 1 to 60 \(minutes\), but is 0.5$/,
    ],
    ["with a lease as text", { leaseTime: "5" }, "leaseTime", /but is "5"$/],
    ["with a misspelt name", { leaseTime: 5, vncmode: "ro" }, "vncmode", /did you mean "vncMode"\?$/],
    [
      "with the name of an output",
      { leaseTime: 5, sessionUUID: "x" },
      "sessionUUID",
      /a session has no input "sessionUUID"/,
    ],
    [
      "with a renewBefore beyond the lease",
      { leaseTime: 5, renewBefore: 6 },
      "renewBefore",
      /^must not exceed leaseTime \(5\), but is 6$/,
    ],
    [
      "with a number as a secret",
      { leaseTime: 5, fingerprintSecret: 12345678 },
      "fingerprintSecret",
      /^must be printable ASCII without spaces or line breaks at its ends$/,
    ],
    ["with a list as the driver", { leaseTime: 5, driver: ["api"] }, "driver", /but is \["api"\]$/],
  ];
  for (const [name, news, property, reason] of failing) {
    it(`refuses inputs ${name}`, async () => {
      const { plugin } = await startProvider();
      const { failures } = await plugin.check(news);
      expect(failures.map((failure) => failure.property)).to.deep.equal([property]);
      expect(failures[0]?.reason).to.match(reason);
    });
  }

  it("shows no secret value in the failure of a check", async () => {
    const { plugin } = await startProvider();
    const { failures } = await plugin.check({ leaseTime: 5, fingerprintUUID: secret("s3cret-by-mistake") });
    expect(failures.map(({ property }) => property)).to.deep.equal(["fingerprintUUID"]);
    expect(failures[0]?.reason).to.equal("must be a UUID");
  });

  it("accepts unknown values and returns them", async () => {
    const { plugin } = await startProvider();
    const names = [
      ...Object.keys(defaults),
      "leaseTime",
      "fingerprintUUID",
      "environmentId",
      "renewBefore",
      "keepUntil",
    ];
    const news = Object.fromEntries(names.map((name) => [name, unknown]));
    expect(await plugin.check(news)).to.deep.equal({ inputs: news, failures: [] });
  });

  it("refuses an unknown name even if its value is unknown", async () => {
    const { plugin } = await startProvider();
    const { failures } = await plugin.check({ leaseTime: 5, leasetime: unknown });
    expect(failures.map(({ property }) => property)).to.deep.equal(["leasetime"]);
  });

  it("keeps the marks of secrets, and marks the secrets of the schema", async () => {
    const { plugin } = await startProvider();
    const { inputs, failures } = await plugin.check({
      leaseTime: secret(5),
      fingerprintUUID: secret(unknown),
      fingerprintSecret: "plain",
      environmentSecret: unknown,
      environmentId: "e",
    });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.equal({
      ...defaults,
      leaseTime: secret(5),
      fingerprintUUID: secret(unknown),
      fingerprintSecret: secret("plain"),
      environmentSecret: secret(unknown),
      environmentId: "e",
    });
  });
});
