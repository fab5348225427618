import type { InputSpec, InputSpecs, OutputSpec, OutputSpecs, Resource, ResourceFunction } from "../resource";
import { functions, resources } from "../resources";
import type { SettingSpec } from "../settings";
import { settingSpecs } from "../settings";
import { version } from "../version";
import { exampleOf } from "./schema-examples";

const repository = "https://github.com/pulumi-tasknet/pulumi-tasknet";

const enumDescriptions: Readonly<Record<string, string>> = {
  puppeteer: "The Chrome DevTools Protocol.",
  api: "The API of Tasknet.",
  rw: "Read and write.",
  ro: "Read only. This is not a security boundary.",
};

type SchemaTypes = Record<string, object>;

/** What a change of an input does, as a sentence. */
function effectOf(onChange: string, noun: string): string {
  switch (onChange) {
    case "replace":
      return `A change replaces the ${noun}.`;
    case "lease":
      return "A change updates the lease of the running session.";
    case "update":
      return `A change updates the ${noun} in place.`;
    default:
      return "A change is only recorded: nothing is called.";
  }
}

function ref(typeName: string): object {
  return { $ref: `#/types/tasknet:index:${typeName}` };
}

/** The type of an input; a type that has a name is added to the types of the package. */
function inputType(spec: InputSpec, noun: string, types: SchemaTypes): object {
  const { type, typeName, properties, values, items, description } = spec;
  if (typeName === undefined) return items === undefined ? { type } : { type, items: { type: items } };
  types[`tasknet:index:${typeName}`] =
    properties === undefined
      ? { type, description, enum: (values ?? []).map((value) => enumValue(value)) }
      : {
          type,
          description,
          properties: inputProperties(properties, noun, types),
          required: requiredNames(properties),
        };
  return ref(typeName);
}

function enumValue(value: string | number): object {
  return { value, description: enumDescriptions[value] };
}

function requiredNames(specs: InputSpecs): string[] {
  return Object.entries(specs)
    .filter(([, { required }]) => required)
    .map(([name]) => name);
}

function inputProperties(specs: InputSpecs, noun: string, types: SchemaTypes): Record<string, object> {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const byDefault = spec.default === undefined ? "" : ` Default: ${String(spec.default)}.`;
    const property = {
      ...inputType(spec, noun, types),
      description: `${spec.description}${byDefault} ${effectOf(spec.onChange, noun)}`,
      ...(spec.secret ? { secret: true } : {}),
      ...(spec.onChange === "replace" ? { willReplaceOnChanges: true } : {}),
    };
    return [name, property] as const;
  });
  return Object.fromEntries(entries);
}

/** An output; a type that has a name is added to the types of the package. */
function outputType(spec: OutputSpec, types: SchemaTypes): object {
  const { type, typeName, properties, items, description } = spec;
  if (items !== undefined) return { type, items: outputType(items, types) };
  if (typeName === undefined || properties === undefined) return { type };
  types[`tasknet:index:${typeName}`] = {
    type,
    description,
    properties: outputProperties(properties, types),
    required: certainNames(properties),
  };
  return ref(typeName);
}

function outputProperties(specs: OutputSpecs, types: SchemaTypes): Record<string, object> {
  const entries = Object.entries(specs).map(([name, spec]) => {
    const { description, secret } = spec;
    return [name, { ...outputType(spec, types), description, ...(secret ? { secret } : {}) }] as const;
  });
  return Object.fromEntries(entries);
}

function certainNames(specs: OutputSpecs): string[] {
  return Object.entries(specs)
    .filter(([, { optional }]) => !optional)
    .map(([name]) => name);
}

function resourceSchema(resource: Resource<never>, types: SchemaTypes): object {
  const { noun, inputs, outputs, certainInputs, listInputs } = resource;
  const properties = inputProperties(inputs, noun, types);
  return {
    description: `${resource.description}\n\n${exampleOf(resource.type)}`,
    inputProperties: properties,
    requiredInputs: requiredNames(inputs),
    properties: { ...properties, ...outputProperties(outputs, types) },
    required: [...certainInputs, ...certainNames(outputs)],
    listInputs: { properties: outputProperties(listInputs, types) },
  };
}

function functionSchema(name: string, spec: ResourceFunction<never>, types: SchemaTypes): object {
  const { description, inputs, outputs } = spec;
  return {
    description: `${description}\n\n${exampleOf(name)}`,
    inputs: { type: "object", properties: outputProperties(inputs, types), required: certainNames(inputs) },
    outputs: {
      type: "object",
      properties: outputProperties(outputs, types),
      required: certainNames(outputs),
    },
  };
}

function settingProperty(spec: SettingSpec): object {
  const byDefault = spec.default === undefined ? "" : ` Default: ${spec.default}.`;
  return {
    type: spec.isPluginOnly ? "boolean" : "string",
    description: `${spec.description}${byDefault} Environment variable: ${spec.env}.`,
    ...(spec.secret ? { secret: true } : {}),
  };
}

const settings = Object.fromEntries(
  Object.entries<SettingSpec>(settingSpecs).map(([name, spec]) => [name, settingProperty(spec)]),
);

const sdkReadme =
  `Browser sessions of Tasknet as Pulumi resources. This SDK is generated from the schema of the provider. ` +
  `Documentation and examples: ${repository}`;

/**
 * The package's schema: what the SDKs of all languages and the registry's pages are made from. `make sdk` writes it to
 * schema.json, which the plugin serves.
 *
 * No resource input has a default here: `pulumi do ... patch` would reset what it does not name. No configuration key
 * has a default from the environment either: the SDKs would write what they find there into the state.
 */
export function packageSchema(): object {
  const types: SchemaTypes = {};
  const resourceSchemas = Object.fromEntries(
    Object.values(resources).map((one) => [`tasknet:index:${one.type}`, resourceSchema(one, types)]),
  );
  const functionSchemas = Object.fromEntries(
    Object.entries(functions).map(([name, one]) => [
      `tasknet:index:${name}`,
      functionSchema(name, one, types),
    ]),
  );
  return {
    name: "tasknet",
    displayName: "Tasknet",
    version,
    description: "Manage leased browser sessions of Tasknet.",
    keywords: ["pulumi", "tasknet", "browser", "session", "category/infrastructure", "kind/native"],
    homepage: repository,
    license: "Apache-2.0",
    repository,
    publisher: "pulumi-tasknet",
    logoUrl: "https://raw.githubusercontent.com/pulumi-tasknet/pulumi-tasknet/main/docs/logo.png",
    pluginDownloadURL: "github://api.github.com/pulumi-tasknet/pulumi-tasknet",
    configurationDocsUrl: `${repository}#configuration`,
    // With supportPack a generated SDK is complete for its package manager, its version included.
    meta: { moduleFormat: "(.*)", supportPack: true },
    config: { variables: settings },
    provider: {
      description:
        "A Tasknet account. A changed API key keeps the sessions. A changed endpoint or mode replaces them.",
      inputProperties: settings,
    },
    types,
    resources: resourceSchemas,
    functions: functionSchemas,
    language: {
      nodejs: {
        packageName: "pulumi-tasknet-native",
        packageDescription: "Manage leased browser sessions of Tasknet with Pulumi.",
        readme: sdkReadme,
        typescriptVersion: "^6.0.0",
        respectSchemaVersion: true,
      },
      python: {
        packageName: "pulumi_tasknet",
        readme: sdkReadme,
        respectSchemaVersion: true,
        pyproject: { enabled: true },
      },
      go: {
        importBasePath: "github.com/pulumi-tasknet/pulumi-tasknet/sdk/go/tasknet",
        respectSchemaVersion: true,
        generateResourceContainerTypes: true,
      },
      csharp: { rootNamespace: "PulumiTasknet", respectSchemaVersion: true },
      // Maven builds the package; its pom.xml is written by hand.
      java: { basePackage: "io.github.pulumitasknet", buildFiles: "none" },
    },
  };
}
