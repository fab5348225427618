import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { checkExtensions } from "../../simulator/extensions/schema";
import { fixedExtensions } from "../../simulator/index";
import { json, simulators } from "./fixtures";
import { run } from "./resource-fixtures";

describe("simulator: extensions", () => {
  const simulate = simulators();

  it("lists the fixed extensions in every mode", async () => {
    const sim = await simulate();
    for (const mode of ["private", "public"]) {
      const reply = await run(sim, "ListExtensions", "", { mode });
      expect(json(reply)).to.deep.equal({ extensions: fixedExtensions });
    }
    expect(fixedExtensions).to.have.length(3);
    expect(sim.contractViolations).to.deep.equal([]);
  });

  it("reads one extension by its id in any case", async () => {
    const sim = await simulate();
    const [first] = fixedExtensions;
    for (const id of [first!.extensionUUID, first!.extensionUUID.toUpperCase()]) {
      expect(json(await run(sim, "GetExtension", id))).to.deep.equal(first);
    }
    const id = randomUUID();
    const reply = await run(sim, "GetExtension", id);
    expect(reply.status).to.equal(404);
    expect(json(reply).details).to.deep.equal({ resource: "extension", id });
  });

  it("rejects extensions of a file that lack a field or are not a list", () => {
    const [first] = fixedExtensions;
    expect(checkExtensions([first])).to.deep.equal([first]);
    expect(() => checkExtensions([{ ...first, url: undefined }])).to.throw("0.url");
    expect(() => checkExtensions([{ ...first, price: 1 }])).to.throw("price");
    expect(() => checkExtensions({})).to.throw("the extensions are invalid");
  });

  it("adds extensions of the options, also with the name of another", async () => {
    const added = { ...fixedExtensions[0]!, extensionUUID: randomUUID() };
    const sim = await simulate({ extensions: [added] });
    expect(sim.extensions()).to.deep.equal([...fixedExtensions, added]);
    expect(json(await run(sim, "GetExtension", added.extensionUUID))).to.deep.equal(added);
  });
});
