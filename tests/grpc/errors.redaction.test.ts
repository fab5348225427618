import { expect } from "chai";
import type { OperationName } from "../../simulator";
import type { TestProvider } from "./fixtures";
import { failure, providerStarter, secret } from "./fixtures";

/** Tasknet keeps a session's secrets while the session runs, so any later response may show them. */
describe("redaction of secrets that an earlier process sent", () => {
  const startProvider = providerStarter();
  const secrets = {
    configured: "canary-configured",
    environmentSecret: "canary-environment",
    fingerprintSecret: "canary-fingerprint",
  };
  const message = `no: ${Object.values(secrets).join(" ")}`;

  const operations: [
    name: string,
    operation: OperationName,
    run: (parts: Pick<TestProvider, "plugin">, made: Made) => Promise<unknown>,
  ][] = [
    ["Read", "GetSession", ({ plugin }, made) => plugin.read(made)],
    ["Update", "UpdateSession", ({ plugin }, made) => plugin.update(made, { leaseTime: 20 })],
    ["Delete", "EndSession", ({ plugin }, { id, outputs }) => plugin.delete(id, outputs)],
  ];
  type Made = Awaited<ReturnType<TestProvider["plugin"]["make"]>>;
  for (const [name, operation, run] of operations) {
    it(`redacts secrets that an earlier process sent in the error of ${name}`, async () => {
      const given = await startProvider({ config: { environmentSecret: secret(secrets.configured) } });
      const { environmentSecret, fingerprintSecret } = secrets;
      const made = await given.plugin.make({ environmentSecret, fingerprintSecret });
      // With a new configuration the plugin forgets the secrets.
      await given.plugin.configure({ ...given.config });
      given.sim.addFault({ operation, status: 400, message });
      const { details } = await failure(run(given, made));
      expect(details).to.contain("no: [secret] [secret] [secret]").and.not.contain("canary");
    });
  }
});
