import { expect } from "chai";
import { withInputs } from "../../provider/session";
import { differingInputs } from "../../provider/session/state";
import { inputs, stateOf, wire } from "./fixtures";

describe("differingInputs", () => {
  it("finds no difference in an input that the response does not show", () => {
    expect(differingInputs(inputs(), wire({ driver: undefined }))).to.deep.equal([]);
  });

  it("names an input that the response shows with a different value", () => {
    expect(differingInputs(inputs(), wire({ driver: "api" }))).to.deep.equal(["driver"]);
  });
});

describe("withInputs", () => {
  it("keeps the reported value of an input that differs from the declared one", () => {
    const state = stateOf({}, { driver: "api", declared: { driver: "puppeteer" } });
    expect(withInputs(state, inputs({ leaseTime: 45 }))).to.deep.equal({ ...state, leaseTime: 45 });
  });
});
