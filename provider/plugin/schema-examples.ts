/** Programs of the schema's descriptions: the generators keep those of their own language. */
type Languages = Readonly<Record<"typescript" | "python" | "go" | "yaml", string>>;

const fence = "```";

function exampleUsage(programs: Languages): string {
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

/** A Go program with one statement or more. */
function go(statements: string): string {
  return `package main

import (
	"github.com/pulumi-tasknet/pulumi-tasknet/sdk/go/tasknet"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
${statements}
		return nil
	})
}`;
}

/** What a program looks up: a session by its UUID. */
const uuid = "7f1d2c3b-4a59-4e68-9b7a-0c1d2e3f4a5b";

/** The examples of the resource and of the functions. */
export const examples = {
  session: exampleUsage({
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const session = new tasknet.Session("browser", { leaseTime: 30, renewBefore: 10 });
export const sessionUUID = session.sessionUUID;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

session = tasknet.Session("browser", lease_time=30, renew_before=10)
pulumi.export("sessionUUID", session.session_uuid)`,
    go: go(`		session, err := tasknet.NewSession(ctx, "browser", &tasknet.SessionArgs{
			LeaseTime:   pulumi.Int(30),
			RenewBefore: pulumi.Int(10),
		})
		if err != nil {
			return err
		}
		ctx.Export("sessionUUID", session.SessionUUID)`),
    yaml: `
resources:
  browser:
    type: tasknet:Session
    properties:
      leaseTime: 30
      renewBefore: 10
outputs:
  sessionUUID: \${browser.sessionUUID}`,
  }),
  getSession: exampleUsage(lookUp("getSession", "status")),
  getSessions: exampleUsage({
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
    yaml: `
variables:
  running:
    fn::invoke:
      function: tasknet:getSessions
      arguments:
        driver: api
outputs:
  sessions: \${running.sessions}`,
  }),
  getVncPassword: exampleUsage(lookUp("getVncPassword", "vncPassword")),
} as const;

export type ExampleName = keyof typeof examples;

/** Programs that call a function with the UUID of a session, and export one property of the result. */
function lookUp(name: "getSession" | "getVncPassword", property: string): Languages {
  const snake = (text: string): string => text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const pascal = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const found = tasknet.${name}Output({ sessionUUID: "${uuid}" });
export const ${property} = found.${property};`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

found = tasknet.${snake(name)}_output(session_uuid="${uuid}")
pulumi.export("${property}", found.${snake(property)})`,
    go: go(`		found := tasknet.${pascal(name)}Output(ctx, tasknet.${pascal(name)}OutputArgs{
			SessionUUID: pulumi.String("${uuid}"),
		})
		ctx.Export("${property}", found.${pascal(property)}())`),
    yaml: `
variables:
  found:
    fn::invoke:
      function: tasknet:${name}
      arguments:
        sessionUUID: ${uuid}
outputs:
  ${property}: \${found.${property}}`,
  };
}
