import { expect } from "chai";
import { unknownValue } from "../../provider/resource";
import { check, inputNames } from "../../provider/session";
import { failing, ok, reasonOf } from "./check-cases";

describe("check", () => {
  describe("of a name", () => {
    const misspelled = [
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
    for (const [given, meant] of misspelled) {
      it(`rejects the name ${given!} and suggests ${meant!}`, () => {
        expect(failing({ ...ok, [given!]: 1 })).to.deep.equal([given]);
        expect(reasonOf({ ...ok, [given!]: 1 }, given!)).to.contain(`did you mean "${meant!}"`);
      });
    }

    for (const name of ["colour", "id", "status", "expiresAt"]) {
      it(`lists all inputs for the name ${name}, which resembles none`, () => {
        const reason = reasonOf({ ...ok, [name]: "red" }, name);
        expect(reason).to.not.contain("did you mean");
        expect(reason).to.contain(`the inputs are ${inputNames.join(", ")}`);
      });
    }

    for (const name of ["toString", "constructor", "hasOwnProperty"]) {
      it(`rejects the name ${name} although every object has such a property`, () => {
        expect(failing({ ...ok, [name]: "x" })).to.deep.equal([name]);
      });
    }

    it("rejects an unknown name whose value is not known yet", () => {
      expect(failing({ ...ok, colour: unknownValue })).to.deep.equal(["colour"]);
    });
  });

  describe("of a secret", () => {
    const secret = { hidden: "hunter2-secret" };
    for (const property of ["fingerprintSecret", "environmentSecret"]) {
      it(`does not show a wrong value of ${property}`, () => {
        const { failures } = check({ ...ok, [property]: secret });
        expect(failures).to.have.length(1);
        expect(failures[0]!.reason).to.equal(
          "must be printable ASCII without spaces or line breaks at its ends",
        );
      });
    }

    it("does not show the value of a misspelled secret", () => {
      const { failures } = check({ ...ok, fingerprintSecrt: "hunter2-secret" });
      expect(failures).to.have.length(1);
      expect(JSON.stringify(failures)).to.not.contain("hunter2");
    });
  });
});
