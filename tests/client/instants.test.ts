import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { isTimestamp, parseInstant } from "../../provider/tasknet/instants";

const noon = Date.UTC(2030, 0, 2, 12, 34, 56);
const rows: readonly (readonly [text: string, ms: number])[] = [
  ["2030-01-02T12:34:56Z", noon],
  ["2030-01-02t12:34:56z", noon],
  ["2030-01-02T12:34:56", noon],
  ["2030-01-02 12:34:56", noon],
  ["2030-01-02 12:34:56Z", noon],
  [" 2030-01-02T12:34:56Z\n", noon],
  ["2030-01-02T12:34:56.7", noon + 700],
  ["2030-01-02T12:34:56.78Z", noon + 780],
  ["2030-01-02T12:34:56.789", noon + 789],
  ["2030-01-02 12:34:56.789123", noon + 789],
  ["2030-01-02T12:34:56.999999999Z", noon + 999],
  ["2030-01-02T12:34:56+09:00", noon - 9 * 3_600_000],
  ["2030-01-02T12:34:56+0900", noon - 9 * 3_600_000],
  ["2030-01-02 12:34:56.5-0330", noon + 500 + 3.5 * 3_600_000],
  ["2030-01-02 12:34:56 +0000", noon],
  ["2030-01-02T12:34:56+09", noon - 9 * 3_600_000],
  ["2030-01-02T12:34:56-00:00", noon],
  ["2030-01-02T12:34", noon - 56_000],
  ["2030-01-02", NaN],
  ["", NaN],
  ["yesterday", NaN],
  ["2030", NaN],
  ["2030-13-02T12:34:56Z", NaN],
  ["2030-01-02T25:00:00Z", NaN],
  ["2030-01-02T12:34:61Z", NaN],
  ["2030-01-02T12:34:56+99:00", NaN],
  ["2030-01-02T12:34:56 UTC+9", NaN],
  ["Wed, 02 Jan 2030 12:34:56 GMT", NaN],
  ["1893587696", NaN],
];

describe("client: parseInstant", () => {
  for (const [text, ms] of rows) {
    it(`parses ${JSON.stringify(text)} as ${Number.isNaN(ms) ? "an invalid timestamp" : new Date(ms).toISOString()}`, () => {
      expect(parseInstant(text)).to.deep.equal(ms);
    });
  }

  for (const [text, ms] of rows) {
    it(`${Number.isNaN(ms) ? "rejects" : "accepts"} ${JSON.stringify(text)} as a timestamp`, () => {
      expect(isTimestamp(text)).to.equal(!Number.isNaN(ms));
    });
  }

  it("rejects a timestamp of a day that does not exist", () => {
    expect(isTimestamp("2030-02-29T12:00:00Z")).to.be.false;
    expect(isTimestamp("2032-02-29T12:00:00Z")).to.be.true;
  });

  it("parses every timestamp in the same way in the time zone of Tokyo", () => {
    const script = `
      const { parseInstant } = require(${JSON.stringify(require.resolve("../../provider/tasknet/instants"))});
      const texts = JSON.parse(process.argv[1]);
      console.log(JSON.stringify([new Date(0).getHours(), ...texts.map(parseInstant)]));`;
    const texts = JSON.stringify(rows.map(([text]) => text));
    const output = execFileSync(process.execPath, ["-e", script, texts], {
      env: { ...process.env, TZ: "Asia/Tokyo" },
      encoding: "utf8",
    });
    const expected = rows.map(([, ms]) => (Number.isNaN(ms) ? null : ms));
    expect(JSON.parse(output)).to.deep.equal([9, ...expected]);
  });
});
