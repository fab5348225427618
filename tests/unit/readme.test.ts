import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { InputSpec } from "../../provider/resource";
import type { OnChange } from "../../provider/session";
import { inputSpecs } from "../../provider/session";
import { functions, resourceOf } from "../../provider/resources";
import type { SettingSpec } from "../../provider/settings";
import { settingSpecs } from "../../provider/settings";

/** The README, without the spaces that align the columns of its tables. */
const readme = readFileSync(join(__dirname, "../../../README.md"), "utf8").replace(/ +\|/g, " |");
const onChange = {
  lease: "updates the running session",
  replace: "replaces the session",
  store: "is recorded",
};

describe("the README", () => {
  it("lists the inputs according to their specs", () => {
    const rows = Object.entries<InputSpec<OnChange>>(inputSpecs).map(([name, spec]) => {
      const byDefault = spec.default === undefined ? "none" : `\`${String(spec.default)}\``;
      return [
        `\`${name}\``,
        spec.secret ? `${spec.type}, secret` : spec.type,
        spec.required ? "required" : byDefault,
        spec.rule,
        onChange[spec.onChange],
      ];
    });
    const table = rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
    const [, section] = readme.split(/<!-- \/?inputs.*-->/);
    expect(section!.trim().split("\n").slice(2).join("\n")).to.equal(table);
  });

  it("lists the configuration with its environment variables and defaults", () => {
    for (const [name, spec] of Object.entries<SettingSpec>(settingSpecs)) {
      const byDefault = spec.default === undefined ? "" : `\`${spec.default}\` `;
      expect(readme).to.include(`| \`tasknet:${name}\` | \`${spec.env}\` | ${byDefault}|`);
    }
  });
});

describe("docs/environments-fingerprints.md", () => {
  const page = readFileSync(join(__dirname, "../../../docs/environments-fingerprints.md"), "utf8");

  for (const type of ["Environment", "Fingerprint"] as const) {
    it(`names each input and output of ${type}`, () => {
      const { inputs, outputs } = resourceOf(type);
      const nested = Object.values(inputs).flatMap(({ properties = {} }) => Object.keys(properties));
      for (const name of [...Object.keys(inputs), ...nested, ...Object.keys(outputs)]) {
        expect(page).to.include(`\`${name}\``);
      }
    });
  }

  it("names each function of environments, fingerprints and extensions", () => {
    const names = Object.keys(functions).filter((name) => !/Session|Vnc/.test(name));
    expect(names).to.have.lengthOf(6);
    for (const name of names) expect(page).to.include(`\`${name}\``);
  });
});
