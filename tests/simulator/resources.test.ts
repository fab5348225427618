import { expect } from "chai";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Simulator } from "../../simulator/index";
import { fixedExtensions } from "../../simulator/index";
import { operationNames } from "../../simulator/resources";
import document from "../../simulator/resources-openapi.json";
import type { Reply } from "./fixtures";
import { call, create, json, keys, rejection, simulators, tempFolders } from "./fixtures";
import type { ResourceOperation } from "./resource-fixtures";
import {
  createEnvironment,
  createFingerprint,
  resourceOperations,
  routes,
  run,
  screen,
} from "./resource-fixtures";

/** The objects that the operations of a test use. */
interface Objects {
  environmentUUID: string;
  fingerprintUUID: string;
}

async function createObjects(sim: Simulator): Promise<Objects> {
  const { environmentUUID } = await createEnvironment(sim);
  const { fingerprintUUID } = await createFingerprint(sim, { environmentUUID });
  return { environmentUUID, fingerprintUUID };
}

/** Calls an operation with a valid request for the objects. */
function runOn(
  sim: Simulator,
  operation: ResourceOperation,
  { environmentUUID, fingerprintUUID }: Objects,
  headers?: Record<string, string>,
): Promise<Reply> {
  const ids: Record<string, string> = {
    environments: environmentUUID,
    fingerprints: fingerprintUUID,
    extensions: fixedExtensions[0]!.extensionUUID,
  };
  const bodies: Partial<Record<ResourceOperation, object>> = {
    CreateEnvironment: { name: "other" },
    CreateFingerprint: { environmentUUID, screen },
    CreateRandomFingerprint: { environmentUUID },
    UpdateFingerprintProxy: { country: "FR" },
  };
  const [, path] = routes[operation];
  const id = ids[path.split("/")[0]!];
  return run(sim, operation, id, { body: bodies[operation], ...(headers && { headers }) });
}

/** Everything that an operation may change. */
function stateOf(sim: Simulator): unknown {
  return [sim.environments(), sim.fingerprints()];
}

describe("simulator: operations on environments, fingerprints and extensions", () => {
  const simulate = simulators();
  const tempFolder = tempFolders();
  const writes = resourceOperations.filter((operation) => routes[operation][0] !== "GET");

  it("offers each operation of the contract except those of operators", () => {
    const declared = Object.entries(document.paths)
      .filter(([path]) => !path.startsWith("/v1/operators/"))
      .flatMap(([, item]) => Object.values(item) as object[])
      .flatMap((operation) => ("operationId" in operation ? [operation.operationId] : []));
    expect(declared).to.have.members(resourceOperations);
    const others = operationNames.filter((name) => !/Sessions?$/.test(name));
    expect(others).to.have.members(resourceOperations);
  });

  for (const path of ["info", "listAll", "random", "one/info"]) {
    it(`responds 404 to a request for operators/${path}`, async () => {
      const sim = await simulate();
      expect((await call(sim.url, "GET", `/v1/operators/${path}`)).status).to.equal(404);
      expect(sim.ledger[0]!.operation).to.equal("Unknown");
    });
  }

  for (const operation of resourceOperations) {
    it(`records ${operation} in the ledger with the id of its object`, async () => {
      const sim = await simulate({ switches: { deleteUsedEnvironment: "200" } });
      const objects = await createObjects(sim);
      const reply = await runOn(sim, operation, objects);
      expect(reply.status).to.equal(200);
      const entry = sim.ledger.at(-1)!;
      expect(entry).to.include({ operation, method: routes[operation][0], status: 200 });
      const ids = {
        environmentUUID: entry.environmentUUID,
        fingerprintUUID: entry.fingerprintUUID,
        extensionUUID: entry.extensionUUID,
      };
      const [field, id] = Object.entries(ids).find(([, value]) => value !== undefined) ?? [];
      const isCreate = /^(Create|Clone)/.test(operation);
      const shown = operation === "GetExtension" || isCreate ? json(reply)[field!] : undefined;
      const expected =
        shown ?? (operation.startsWith("List") ? undefined : { ...objects }[field as keyof Objects]);
      expect(id).to.equal(expected);
    });

    it(`applies a fault to ${operation} before its effect`, async () => {
      const sim = await simulate();
      const objects = await createObjects(sim);
      const before = stateOf(sim);
      sim.addFault({ operation, status: 503 });
      sim.addFault({ operation, cut: "before" });
      expect((await runOn(sim, operation, objects)).status).to.equal(503);
      expect(await rejection(runOn(sim, operation, objects))).to.have.property("code", "ECONNRESET");
      expect(stateOf(sim)).to.deep.equal(before);
    });

    it(`requires a key for ${operation}`, async () => {
      const sim = await simulate();
      const objects = await createObjects(sim);
      const before = stateOf(sim);
      const headers = { "X-Api-Key": "wrong" };
      expect((await runOn(sim, operation, objects, headers)).status).to.equal(401);
      expect(stateOf(sim)).to.deep.equal(before);
    });

    it(`hides the objects of another account from ${operation}`, async () => {
      const other = { "X-Api-Key-Id": "b", "X-Api-Key": "key-b" };
      const own = { apiKeyId: keys["X-Api-Key-Id"], apiKey: keys["X-Api-Key"] };
      const sim = await simulate({ accounts: [own, { apiKeyId: "b", apiKey: "key-b" }] });
      const objects = await createObjects(sim);
      const before = stateOf(sim);
      const reply = await runOn(sim, operation, objects, other);
      const isShared = operation.endsWith("Extension") || operation.endsWith("Extensions");
      if (operation === "CreateEnvironment" || isShared) {
        expect(reply.status).to.equal(200);
        return;
      }
      if (operation === "ListEnvironments") expect(json(reply)).to.deep.equal({ environments: [] });
      else if (operation === "ListFingerprints") {
        expect(json(reply)).to.deep.equal({ fingerprints: [], total: 0 });
      } else expect(reply.status).to.equal(404);
      expect(stateOf(sim)).to.deep.equal(before);
    });
  }

  for (const operation of writes) {
    it(`lets ${operation} take effect before a cut and before a status`, async () => {
      for (const kind of [{ cut: "after" }, { status: 500, effect: "after" }] as const) {
        const sim = await simulate({ switches: { deleteUsedEnvironment: "200" } });
        const objects = await createObjects(sim);
        const before = stateOf(sim);
        sim.advance(1000);
        sim.addFault({ operation, ...kind });
        await runOn(sim, operation, objects).catch(() => undefined);
        expect(stateOf(sim)).to.not.deep.equal(before);
      }
    });
  }

  it("malforms a field of every object in a list", async () => {
    const sim = await simulate();
    await createObjects(sim);
    for (const [operation, field, list] of [
      ["ListEnvironments", "name", "environments"],
      ["ListFingerprints", "proxy", "fingerprints"],
      ["ListExtensions", "url", "extensions"],
    ] as const) {
      sim.addFault({ operation, malformed: `missing-field:${field}` });
      const items = json(await run(sim, operation))[list] as object[];
      for (const item of items) expect(item).to.not.have.property(field);
    }
    sim.addFault({ operation: "ListFingerprints", malformed: "wrong-type:total" });
    expect(json(await run(sim, "ListFingerprints")).total).to.equal("a wrong type");
  });

  it("counts all operations of an account in its rate limit", async () => {
    const sim = await simulate({ rateLimit: 2 });
    const replies = await Promise.all(
      (["ListEnvironments", "ListFingerprints", "ListExtensions"] as const).map((one) => run(sim, one)),
    );
    expect(replies.map(({ status }) => status).sort()).to.deep.equal([200, 200, 429]);
  });

  it("lags behind a create in GET and list with createLag both", async () => {
    const sim = await simulate({ switches: { createLag: "both" } });
    const { environmentUUID, fingerprintUUID } = await createObjects(sim);
    const statuses = async (): Promise<unknown[]> => [
      (await run(sim, "GetEnvironment", environmentUUID)).status,
      (await run(sim, "GetFingerprint", fingerprintUUID)).status,
      (json(await run(sim, "ListEnvironments")).environments as unknown[]).length,
      (json(await run(sim, "ListFingerprints")).fingerprints as unknown[]).length,
    ];
    expect(await statuses()).to.deep.equal([404, 404, 0, 0]);
    sim.advance(6000);
    expect(await statuses()).to.deep.equal([200, 200, 1, 1]);
  });

  it("sends only the id of a new object with createResponse 202-id-only", async () => {
    const sim = await simulate({ switches: { createResponse: "202-id-only" } });
    const reply = await run(sim, "CreateEnvironment", "", { body: { name: "shop" } });
    const { environmentUUID } = sim.environments()[0]!;
    expect(reply.status).to.equal(202);
    expect(json(reply)).to.deep.equal({ environmentUUID });
    const random = await run(sim, "CreateRandomFingerprint", "", { body: { environmentUUID } });
    expect(json(random)).to.deep.equal({ fingerprintUUID: sim.fingerprints()[0]!.fingerprintUUID });
  });

  it("keeps environments and fingerprints between two starts, in a file only", async () => {
    const state = join(tempFolder(), "state.json");
    const first = await simulate({ state });
    const { environmentUUID, envSecret } = await createEnvironment(first);
    const { fingerprintUUID } = await createFingerprint(first, { environmentUUID });
    await run(first, "ResetFingerprint", fingerprintUUID);
    await run(first, "ArchiveFingerprint", fingerprintUUID);
    await run(first, "DeleteEnvironment", environmentUUID);
    await first.stop();
    expect(readFileSync(state, "utf8")).to.include(envSecret);

    const second = await simulate({ state });
    expect(stateOf(second)).to.deep.equal(stateOf(first));
    expect(second.ledger).to.deep.equal(first.ledger);
    expect(second.ledger[0]!.environmentUUID).to.equal(environmentUUID);
    expect(second.extensions()).to.deep.equal([...fixedExtensions]);
    expect(JSON.stringify(second.ledger)).to.not.include(envSecret);
  });

  it("loads a state file of a version that had only sessions", async () => {
    const state = join(tempFolder(), "state.json");
    const first = await simulate({ state });
    await create(first);
    await first.stop();
    const content = JSON.parse(readFileSync(state, "utf8")) as Record<string, unknown>;
    const { clock, sessions, ledger } = content;
    expect(content).to.have.all.keys("clock", "sessions", "ledger", "environments", "fingerprints");
    writeFileSync(state, JSON.stringify({ clock, sessions, ledger }));
    const second = await simulate({ state });
    expect(second.sessions()).to.deep.equal(first.sessions());
    expect(stateOf(second)).to.deep.equal([[], []]);
    expect((await createEnvironment(second)).name).to.equal("shop");
  });

  it("lists, deletes and archives by the control plane", async () => {
    const sim = await simulate();
    const { environmentUUID, fingerprintUUID } = await createObjects(sim);
    const read = async (name: string): Promise<unknown> =>
      json(await call(sim.url, "GET", `/_simulator/${name}`))[name];
    const act = async (path: string): Promise<number> =>
      (await call(sim.url, "POST", `/_simulator/${path}`)).status;
    expect(await act(`fingerprints/${fingerprintUUID}/archive`)).to.equal(200);
    expect(await act(`environments/${environmentUUID}/delete`)).to.equal(200);
    expect(await act(`fingerprints/${fingerprintUUID}/archive`)).to.equal(400);
    expect(await act(`environments/${environmentUUID}/delete`)).to.equal(400);
    expect(sim.fingerprints()[0]!.isArchived).to.be.true;
    expect(sim.environments()[0]!.deletedAt).to.equal(sim.now());
    expect(await read("environments")).to.deep.equal(sim.environments());
    expect(await read("fingerprints")).to.deep.equal(sim.fingerprints());
    expect(await read("extensions")).to.deep.equal(sim.extensions());
  });
});
