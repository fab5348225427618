import { expect } from "chai";
import { importCommand, replaceCommand, stateDeleteCommand } from "../../provider/resource/commands";
import { id, resourceKey } from "./fixtures";

describe("commands", () => {
  const unknownUrn = "'URN' (`pulumi stack --show-urns` lists the URNs)";

  for (const [effect, commandOf, command] of [
    ["removes a resource from the state", stateDeleteCommand, "pulumi state delete"],
    ["replaces a resource", replaceCommand, "pulumi up --replace"],
  ] as const) {
    it(`names the URN in quotes in the command that ${effect}`, () => {
      expect(commandOf({ urn: resourceKey })).to.equal(`${command} '${resourceKey}'`);
    });

    it(`explains how to find an unknown URN in the command that ${effect}`, () => {
      expect(commandOf({})).to.equal(`${command} ${unknownUrn}`);
    });

    it(`quotes the URN for a shell in the command that ${effect}`, () => {
      expect(commandOf({ urn: "urn::it's" })).to.equal(`${command} 'urn::it'\\''s'`);
    });
  }

  for (const [title, urn, name] of [
    ["names the resource in the import command by the last part of its URN", resourceKey, "'browser'"],
    ["puts a placeholder for the name into the import command if the URN is unknown", undefined, "'NAME'"],
  ] as const) {
    it(title, () => {
      const command = importCommand({ urn, isImportable: true }, id, "Session");
      expect(command).to.equal(`pulumi import tasknet:index:Session ${name} ${id}`);
    });
  }

  it("gives no import command for a provider that cannot import", () => {
    expect(importCommand({ urn: resourceKey }, id, "Session")).to.be.undefined;
  });
});
