/** The languages of the examples, as the fences of the schema name them. */
export type ExampleLanguage = "typescript" | "python" | "go" | "csharp" | "java" | "yaml";

/** Programs of the schema's descriptions: the generators keep those of their own language. */
export type Programs = Readonly<Record<ExampleLanguage, string>>;

/** A Go program with one statement or more. */
export function go(statements: string): string {
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

/**
 * A Java program with one statement or more.
 *
 * @param classes the classes that it imports, from the folder of the package
 */
export function java(classes: readonly string[], statements: string, others: readonly string[] = []): string {
  const ownClasses = classes.map((name) => `io.github.pulumitasknet.tasknet.${name}`);
  const imports = ["com.pulumi.Pulumi", ...others, ...ownClasses].map((name) => `import ${name};`);
  return `${imports.join("\n")}

public class App {
    public static void main(String[] args) {
        Pulumi.run(context -> {
${statements}
        });
    }
}`;
}

/**
 * A C# program with one statement or more.
 *
 * @param output the name of the stack's output
 * @param value the value of the stack's output
 */
export function csharp(statements: string, output: string, value: string): string {
  return `using System.Collections.Generic;
using Pulumi;
using Tasknet = PulumiTasknet.Tasknet;

return await Deployment.RunAsync(() =>
{
${statements}

    return new Dictionary<string, object?> { ["${output}"] = ${value} };
});`;
}
