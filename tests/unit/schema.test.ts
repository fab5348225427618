import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { packageSchema } from "../../provider/plugin/schema";
import type { InputSpec } from "../../provider/resource";
import { inputSpecs, secretProperties } from "../../provider/session";
import type { SettingSpec } from "../../provider/settings";
import { settingSpecs } from "../../provider/settings";

const root = join(__dirname, "../../..");
const text = readFileSync(join(root, "provider/plugin/schema.json"), "utf8");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly description?: string;
  readonly secret?: boolean;
  readonly willReplaceOnChanges?: boolean;
}

type Properties = Readonly<Record<string, Property>>;

interface ObjectType {
  readonly description?: string;
  readonly properties: Properties;
  readonly required?: readonly string[];
}

interface Resource extends ObjectType {
  readonly required: readonly string[];
  readonly inputProperties: Properties;
  readonly requiredInputs: readonly string[];
  readonly listInputs: ObjectType;
}

interface EnumType {
  readonly description?: string;
  readonly enum: readonly { readonly value: string; readonly description?: string }[];
}

interface Schema {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly keywords: readonly string[];
  readonly config: { readonly variables: Properties };
  readonly provider: { readonly description: string; readonly inputProperties: Properties };
  readonly types: Readonly<Record<string, ObjectType | EnumType>>;
  readonly resources: Readonly<Record<string, Resource>>;
  readonly functions: Readonly<
    Record<
      string,
      { readonly description: string; readonly inputs: ObjectType; readonly outputs: ObjectType }
    >
  >;
}

const schema = JSON.parse(text) as Schema;
const session = schema.resources["tasknet:index:Session"]!;
const inputs = Object.entries<InputSpec>(inputSpecs);
const settings = Object.entries<SettingSpec>(settingSpecs);

/** Keys that the metaschema allows, as far as this package uses them: `pulumi schema check` ignores unknown ones. */
const keys = {
  package: [
    ...["name", "displayName", "version", "description", "keywords", "homepage", "license", "repository"],
    ...[
      "publisher",
      "logoUrl",
      "pluginDownloadURL",
      "configurationDocsUrl",
      "meta",
      "config",
      "provider",
      "types",
    ],
    ...["resources", "functions", "language"],
  ],
  meta: ["moduleFormat", "supportPack"],
  config: ["variables"],
  provider: ["description", "inputProperties"],
  property: ["type", "$ref", "items", "description", "secret", "willReplaceOnChanges"],
  objectType: ["type", "description", "properties", "required"],
  enumType: ["type", "description", "enum"],
  enumValue: ["value", "description"],
  resource: ["description", "inputProperties", "requiredInputs", "properties", "required", "listInputs"],
  function: ["description", "inputs", "outputs"],
  language: {
    nodejs: ["packageName", "packageDescription", "readme", "typescriptVersion", "respectSchemaVersion"],
    python: ["packageName", "readme", "respectSchemaVersion", "pyproject"],
    go: ["importBasePath", "respectSchemaVersion", "generateResourceContainerTypes"],
    csharp: ["rootNamespace", "respectSchemaVersion"],
    java: ["basePackage", "buildFiles", "gradleNexusPublishPluginVersion"],
  },
} as const;

/** All property maps of a schema, by where they are. */
function propertyMaps({ config, provider, types, resources, functions }: Schema): Record<string, Properties> {
  return {
    config: config.variables,
    provider: provider.inputProperties,
    ...Object.fromEntries(
      Object.entries(types).flatMap(([token, type]) =>
        "properties" in type ? [[token, type.properties]] : [],
      ),
    ),
    ...Object.fromEntries(
      Object.entries(resources).flatMap(([token, resource]) => [
        [`${token} inputs`, resource.inputProperties],
        [`${token} outputs`, resource.properties],
        [`${token} list inputs`, resource.listInputs.properties],
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(functions).flatMap(([token, { inputs, outputs }]) => [
        [`${token} inputs`, inputs.properties],
        [`${token} outputs`, outputs.properties],
      ]),
    ),
  };
}

/** All properties of the schema, by where they are. */
const properties = Object.entries(propertyMaps(schema)).flatMap(([place, map]) =>
  Object.entries(map).map(([name, property]) => ({ place: `${place}: ${name}`, name, property })),
);

/** The keys of a part of the schema that are not allowed. */
function unknownKeys(part: object | undefined, allowed: readonly string[]): string[] {
  return Object.keys(part ?? {}).filter((key) => !allowed.includes(key));
}

function secretsOf(map: Properties): string[] {
  return Object.keys(map).filter((name) => map[name]!.secret);
}

describe("the package schema", () => {
  it("equals the schema that `make sdk` writes from the models", () => {
    expect(text).to.equal(`${JSON.stringify(packageSchema(), undefined, 2)}\n`);
  });

  it("contains the version of the package and the properties that the registry requires", () => {
    expect(schema.version).to.equal(manifest.version);
    expect(schema).to.include.all.keys("publisher", "displayName", "description", "repository", "license");
    expect(schema.keywords).to.include("kind/native");
    const category = /^category\/(cloud|database|infrastructure|monitoring|network|utility|vcs)$/;
    expect(schema.keywords.filter((keyword) => category.test(keyword))).to.have.lengthOf(1);
  });

  it("contains only keys that Pulumi knows", () => {
    const { config, provider, types, resources, functions } = schema;
    const { meta, language } = schema as unknown as { meta: object; language: Record<string, object> };
    expect([
      ...unknownKeys(schema, keys.package),
      ...unknownKeys(meta, keys.meta),
      ...unknownKeys(config, keys.config),
      ...unknownKeys(provider, keys.provider),
      ...properties.flatMap(({ property }) => unknownKeys(property, keys.property)),
      ...properties.flatMap(({ property }) => unknownKeys(property.items, keys.property)),
      ...Object.values(types).flatMap((type) =>
        "enum" in type
          ? [
              ...unknownKeys(type, keys.enumType),
              ...type.enum.flatMap((value) => unknownKeys(value, keys.enumValue)),
            ]
          : unknownKeys(type, keys.objectType),
      ),
      ...Object.values(resources).flatMap((resource) => [
        ...unknownKeys(resource, keys.resource),
        ...unknownKeys(resource.listInputs, keys.objectType),
      ]),
      ...Object.values(functions).flatMap((spec) => [
        ...unknownKeys(spec, keys.function),
        ...unknownKeys(spec.inputs, keys.objectType),
        ...unknownKeys(spec.outputs, keys.objectType),
      ]),
      ...unknownKeys(language, Object.keys(keys.language)),
      ...Object.entries(keys.language).flatMap(([name, allowed]) => unknownKeys(language[name], allowed)),
    ]).to.be.empty;
    expect(Object.keys(language)).to.have.members(Object.keys(keys.language));
  });

  it("describes all of its parts in sentences", () => {
    const { provider, types, resources, functions } = schema;
    const described = [
      ...properties.map(({ place, property }) => ({ place, description: property.description })),
      ...Object.entries({ provider, ...types, ...resources, ...functions }).map(
        ([place, { description }]) => ({
          place,
          description,
        }),
      ),
      ...Object.entries(types).flatMap(([token, type]) =>
        "enum" in type
          ? type.enum.map(({ value, description }) => ({ place: `${token}: ${value}`, description }))
          : [],
      ),
    ];
    for (const { place, description } of described) {
      const [sentences] = (description ?? "").split("\n\n{{% examples %}}");
      expect(sentences, place).to.match(/^[\w`].*\.$/);
    }
  });

  it("names the units and ranges of numbers", () => {
    const numbers = properties.filter(({ property }) => property.type === "integer");
    expect(numbers).to.not.be.empty;
    for (const { place, property } of numbers)
      expect(property.description, place).to.match(
        /minutes.*\b1 to |\bbits\b|dots per inch|number of .*(or more|\.)/i,
      );
  });

  it("names all properties in camelCase", () => {
    for (const { place, name } of properties) expect(name, place).to.match(/^[a-z]+([A-Z][a-z]*)*$/);
  });

  it("contains exactly the inputs of the models", () => {
    expect(Object.keys(session.inputProperties)).to.deep.equal(inputs.map(([name]) => name));
    const required = inputs.filter(([, spec]) => spec.required).map(([name]) => name);
    expect(session.requiredInputs).to.deep.equal(required);
    expect(Object.keys(session.properties)).to.include.members(Object.keys(session.inputProperties));
    expect(Object.keys(session.properties)).to.include.members(session.required);
  });

  for (const [name, spec] of inputs) {
    it(`describes the input ${name} according to the model`, () => {
      const property = session.inputProperties[name]!;
      expect(property.description).to.include(spec.description);
      if (spec.default !== undefined)
        expect(property.description).to.include(`Default: ${String(spec.default)}.`);
      expect(property.willReplaceOnChanges ?? false).to.equal(spec.onChange === "replace");
      if (spec.values === undefined) expect(property.type).to.equal(spec.type);
      else {
        const type = schema.types[property.$ref!.replace("#/types/", "")] as EnumType;
        const values = type.enum.map(({ value }) => value);
        expect(values).to.deep.equal(spec.values);
        for (const value of values) expect(spec.schema.safeParse(value).success, value).to.be.true;
      }
    });
  }

  it("contains the settings of the models as configuration and as inputs of the provider", () => {
    expect(Object.keys(schema.config.variables)).to.deep.equal(settings.map(([name]) => name));
    expect(schema.provider.inputProperties).to.deep.equal(schema.config.variables);
    for (const [name, spec] of settings) {
      const { description } = schema.config.variables[name]!;
      expect(description).to.include(spec.description).and.to.include(spec.env);
    }
  });

  it("marks all secrets of inputs, outputs and configuration", () => {
    const secretInputs = inputs.filter(([, spec]) => spec.secret).map(([name]) => name);
    expect(secretsOf(session.inputProperties)).to.deep.equal(secretInputs);
    expect(secretsOf(session.properties)).to.have.members(secretProperties);
    expect(secretsOf(schema.config.variables)).to.deep.equal(
      settings.filter(([, spec]) => spec.secret).map(([name]) => name),
    );
    for (const { place, name, property } of properties) {
      expect(property.secret ?? false, place).to.equal(/(apiKey|Secret|Password)$/.test(name));
    }
  });

  it("contains no default, which would reset inputs in patches and store environment variables in the state", () => {
    expect(text).to.not.match(/"(default|defaultInfo)":/);
  });
});
