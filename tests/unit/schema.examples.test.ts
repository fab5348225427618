import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageSchema } from "../../provider/plugin/schema";

type Properties = Readonly<Record<string, unknown>>;

interface Part {
  readonly description?: string;
  readonly properties?: Properties;
  readonly inputProperties?: Properties;
  readonly inputs?: { readonly properties: Properties };
  readonly outputs?: { readonly properties: Properties };
}

type Parts = Readonly<Record<string, Part>>;

const schema = packageSchema() as {
  readonly types: Parts;
  readonly resources: Parts;
  readonly functions: Parts;
};
const parts = Object.entries({ ...schema.resources, ...schema.functions });

function nameOf(token: string): string {
  return token.split(":").at(-1) ?? "";
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The programs in a description, by language. */
function programsOf({ description = "" }: Part): Record<string, string> {
  const blocks = description.matchAll(/^```(\w+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, language = "", program = ""]) => [language, program]));
}

describe("the examples of the package schema", () => {
  it("contains an example of each resource and each function in each language", () => {
    expect(parts).to.not.be.empty;
    for (const [token, part] of parts) {
      const programs = programsOf(part);
      expect(Object.keys(programs), token).to.deep.equal([
        "typescript",
        "python",
        "go",
        "csharp",
        "java",
        "yaml",
      ]);
      const name = nameOf(token);
      const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      for (const [language, program] of Object.entries(programs))
        expect(program, `${token} in ${language}`).to.match(new RegExp(`${name}|${snake}`, "i"));
    }
  });

  it("uses only names of the package and of Pulumi in the examples in C#", () => {
    const ofPulumi =
      "System Collections Generic Pulumi Deployment RunAsync Dictionary CustomResourceOptions Protect Invoke Apply Length";
    const properties = [...parts, ...Object.entries(schema.types)].flatMap(([, part]) =>
      [part.properties, part.inputProperties, part.inputs?.properties, part.outputs?.properties].flatMap(
        (some) => Object.keys(some ?? {}),
      ),
    );
    const known = [
      ...`${ofPulumi} PulumiTasknet Tasknet Inputs`.split(" "),
      ...parts.map(([token]) => pascal(nameOf(token))),
      ...Object.keys(schema.types).map((token) => `${nameOf(token)}Args`),
      ...properties.map(pascal),
    ];
    for (const [token, part] of parts) {
      const program = programsOf(part).csharp ?? "";
      const names = program.replace(/"[^"]*"/g, "").match(/\b[A-Z]\w*/g);
      expect(known, token).to.include.members(names ?? ["no program"]);
    }
  });

  it("equals the program on the first page of the registry, in each language", () => {
    const page = readFileSync(join(__dirname, "../../../docs/_index.md"), "utf8");
    const shown = [...page.matchAll(/\{\{% choosable language (\w+) %\}\}\n\n```\w+\n(.*?)^```$/gms)];
    const programs = Object.fromEntries(shown.map(([, language = "", program = ""]) => [language, program]));
    // A program in YAML begins with its name and its runtime; the schema leaves them out.
    const yaml = programs.yaml?.replace("name: browser\nruntime: yaml\n", "");
    expect({ ...programs, yaml }).to.deep.equal(programsOf(schema.resources["tasknet:index:Session"]!));
  });
});
