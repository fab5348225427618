import { expect } from "chai";
import { nodeVersionFault, oldestNode } from "../../provider/node-version";

describe("nodeVersionFault", () => {
  for (const version of [oldestNode, "22.12.1", "22.23.3", "22.100.0", "23.0.0", "24.0.0", "100.0.0"]) {
    it(`accepts Node ${version} as supported`, () => {
      expect(nodeVersionFault(version)).to.equal(undefined);
    });
  }

  for (const version of ["18.20.8", "20.19.0", "20.20.2", "22.9.0", "22.11.9", "9.0.0"]) {
    it(`rejects Node ${version}, and names both versions`, () => {
      expect(nodeVersionFault(version))
        .to.include("needs Node 22.12.0 or later")
        .and.include(`is Node ${version}.`);
    });
  }
});
