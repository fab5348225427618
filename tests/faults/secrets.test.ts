import { expect } from "chai";
import type { OperationName } from "../../simulator";
import { providerStarter } from "../grpc/fixtures";
import type { TestProvider } from "../grpc/fixtures";
import type { ProviderDriver, RecordedSession } from "./drivers";
import { dynamicDriver, pluginDriver } from "./drivers";
import { textOf } from "./outcome";

const canary = "canary-of-the-environment";

const openers: Record<string, (provider: TestProvider) => Promise<ProviderDriver>> = {
  dynamic: dynamicDriver,
  plugin: async (provider) => {
    await provider.plugin.configure(provider.config);
    return pluginDriver(provider);
  },
};

const operations: readonly (readonly [
  OperationName,
  (driver: ProviderDriver, recorded: RecordedSession) => Promise<unknown>,
])[] = [
  ["GetSession", (driver, recorded) => driver.read(recorded)],
  ["UpdateSession", (driver, recorded) => driver.update(recorded, { leaseTime: 45 })],
  ["EndSession", (driver, recorded) => driver.delete(recorded)],
];

for (const [name, open] of Object.entries(openers)) {
  describe(`a secret that only the state knows, ${name}`, () => {
    const startProvider = providerStarter();
    for (const [operation, run] of operations) {
      it(`keeps a secret that only the state knows out of the errors of ${operation}, ${name}`, async () => {
        const provider = await startProvider();
        const recorded = await (
          await open(provider)
        ).create({ environmentId: "e", environmentSecret: canary });
        // Another process, which knows the secret only from the state.
        const later = await open(provider);
        provider.sim.addFault({ operation, status: 400, message: `wrong secret ${canary}` });
        const error: unknown = await run(later, recorded).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(textOf(error)).to.include("wrong secret [secret]").and.not.include(canary);
      });
    }
  });
}
