import { expect } from "chai";
import { nearestHint } from "../../provider/resource/check";

describe("nearestHint", () => {
  it("names the first of two names that are equally near", () => {
    expect(nearestHint("mole", ["mode", "move"], "settings")).to.equal('did you mean "mode"?');
  });

  it("names the nearest name although another one comes first", () => {
    expect(nearestHint("moved", ["mode", "move"], "settings")).to.equal('did you mean "move"?');
  });
});
