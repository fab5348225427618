import { expect } from "chai";
import { makeConstant } from "./constant";

const escape = "\u001b[";

/** An output like that of an update, with the values that differ between two runs. */
function output(uuid: string, dots: string, duration: string): string {
  return [
    `${escape}1mPreviewing update (dev):${escape}0m`,
    `${escape}3m@ previewing update...${escape}0m${dots}`,
    ` ${escape}1m+ ${escape}0m tasknet:index:Session browser ${escape}1mcreate${escape}0m`,
    `${escape}1mUpdating (dev):${escape}0m`,
    ` ${escape}1m+ ${escape}0m tasknet:index:Session browser ${escape}1mcreating (0s)${escape}0m`,
    ` + tasknet:index:Session browser created (${duration})`,
    `    id: "${uuid}", again "${uuid}"`,
    `${escape}1mDuration:${escape}0m ${duration}`,
  ].join("\n");
}

describe("the constant output of a picture", () => {
  const first = makeConstant(output("0aa2f2de-7a5c-4d0b-9a44-3c0f2d1c8b11", "..", "0.36s"));

  it("stays the same for two runs with different UUIDs, waits and durations", () => {
    const second = makeConstant(output("9bb2f2de-7a5c-4d0b-9a44-3c0f2d1c8b22", ".", "1m12s"));
    expect(second).to.equal(first);
  });

  it("keeps the last row of each operation on a resource, for a preview and an update each", () => {
    expect(first)
      .to.include(`Session browser ${escape}1mcreate${escape}0m`)
      .and.include("Session browser created (0.2s)");
    expect(first).to.not.include("creating").and.not.include("@ previewing");
  });

  it("gives a UUID the same constant everywhere, and different UUIDs different ones", () => {
    const text = makeConstant(
      ["0aa2f2de-7a5c-4d0b-9a44-3c0f2d1c8b11", "1aa2f2de-7a5c-4d0b-9a44-3c0f2d1c8b11"].join(" "),
    );
    const [one, two] = text.split(" ");
    expect(one)
      .to.match(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      .and.not.equal(two);
    expect(first.split(one!)).to.have.length(3);
  });
});
