import type { Programs } from "./example-languages";
import { csharp, go, java } from "./example-languages";
import { resourcePrograms } from "./example-programs";

const fence = "```";

function exampleUsage(programs: Programs): string {
  const blocks = Object.entries(programs).map(
    ([language, text]) => `${fence}${language}\n${text.trim()}\n${fence}`,
  );
  return [
    "{{% examples %}}",
    "## Example Usage",
    "{{% example %}}",
    ...blocks,
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n");
}

/** What a program looks up: a session by its UUID. */
const uuid = "7f1d2c3b-4a59-4e68-9b7a-0c1d2e3f4a5b";

/** Programs that call the functions, by their names. */
const functionPrograms: Readonly<Record<string, Programs>> = {
  getSession: lookUp("getSession", "sessionUUID", "status"),
  getSessions: {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const running = tasknet.getSessionsOutput({ driver: "api" });
export const count = running.sessions.length;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

running = tasknet.get_sessions_output(driver="api")
pulumi.export("count", running.sessions.apply(len))`,
    go: go(`		running, err := tasknet.GetSessions(ctx, &tasknet.GetSessionsArgs{
			Driver: pulumi.StringRef("api"),
		})
		if err != nil {
			return err
		}
		ctx.Export("count", pulumi.Int(len(running.Sessions)))`),
    csharp: csharp(
      `    var running = Tasknet.GetSessions.Invoke(new() { Driver = "api" });`,
      "count",
      "running.Apply(result => result.Sessions.Length)",
    ),
    java: java(
      ["TasknetFunctions", "inputs.GetSessionsArgs"],
      `            var running = TasknetFunctions.getSessions(GetSessionsArgs.builder().driver("api").build());
            context.export("count", running.applyValue(result -> result.sessions().size()));`,
    ),
    yaml: `
variables:
  running:
    fn::invoke:
      function: tasknet:getSessions
      arguments:
        driver: api
outputs:
  sessions: \${running.sessions}`,
  },
  getVncPassword: lookUp("getVncPassword", "sessionUUID", "vncPassword"),
  getEnvironment: lookUp("getEnvironment", "environmentUUID", "name"),
  getEnvironments: listing("getEnvironments", "environments"),
  getFingerprint: lookUp("getFingerprint", "fingerprintUUID", "platform"),
  getFingerprints: listing("getFingerprints", "fingerprints"),
  getExtension: lookUp("getExtension", "extensionUUID", "name"),
  getExtensions: listing("getExtensions", "extensions"),
};

/** The example of a resource, by the last part of its type, or of a function, by its name. */
export function exampleOf(name: string): string {
  const programs = resourcePrograms[name] ?? functionPrograms[name];
  if (programs === undefined) throw new Error(`the schema has no example of ${name}`);
  return exampleUsage(programs);
}

function snake(text: string): string {
  return text.replace("UUID", "Uuid").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function pascal(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Programs that call a function with a UUID, and export one property of the result. */
function lookUp(name: string, input: string, property: string): Programs {
  return {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const found = tasknet.${name}Output({ ${input}: "${uuid}" });
export const ${property} = found.${property};`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

found = tasknet.${snake(name)}_output(${snake(input)}="${uuid}")
pulumi.export("${property}", found.${snake(property)})`,
    go: go(`		found := tasknet.${pascal(name)}Output(ctx, tasknet.${pascal(name)}OutputArgs{
			${pascal(input)}: pulumi.String("${uuid}"),
		})
		ctx.Export("${property}", found.${pascal(property)}())`),
    csharp: csharp(
      `    var found = Tasknet.${pascal(name)}.Invoke(new() { ${pascal(input)} = "${uuid}" });`,
      property,
      `found.Apply(result => result.${pascal(property)})`,
    ),
    java: java(
      ["TasknetFunctions", `inputs.${pascal(name)}Args`],
      `            var found = TasknetFunctions.${name}(${pascal(name)}Args.builder()
                .${input}("${uuid}")
                .build());
            context.export("${property}", found.applyValue(result -> result.${property}()));`,
    ),
    yaml: `
variables:
  found:
    fn::invoke:
      function: tasknet:${name}
      arguments:
        ${input}: ${uuid}
outputs:
  ${property}: \${found.${property}}`,
  };
}

/** Programs that call a function without arguments, and count what it returns. */
function listing(name: string, property: string): Programs {
  return {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const found = tasknet.${name}Output();
export const count = found.${property}.length;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

found = tasknet.${snake(name)}_output()
pulumi.export("count", found.${snake(property)}.apply(len))`,
    go: go(`		found, err := tasknet.${pascal(name)}(ctx, ${goArguments(name)})
		if err != nil {
			return err
		}
		ctx.Export("count", pulumi.Int(len(found.${pascal(property)})))`),
    csharp: csharp(
      `    var found = Tasknet.${pascal(name)}.Invoke();`,
      "count",
      `found.Apply(result => result.${pascal(property)}.Length)`,
    ),
    java: java(
      ["TasknetFunctions"],
      `            var found = TasknetFunctions.${name}();
            context.export("count", found.applyValue(result -> result.${property}().size()));`,
    ),
    yaml: `
variables:
  found:
    fn::invoke:
      function: tasknet:${name}
      arguments: {}
outputs:
  ${property}: \${found.${property}}`,
  };
}

/** The Go SDK has a type of arguments only for a function that has inputs. */
function goArguments(name: string): string {
  return name === "getExtensions" ? "nil" : `&tasknet.${pascal(name)}Args{}`;
}
