import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { entriesOf, packArchive } from "./archive";
import type { Release } from "./release";
import { run } from "./run";

/** Writes the package of the generated Java SDK and its sources. Needs Maven and a JDK. */
export async function writeJavaPackage({ root, folder, temporary, version }: Release): Promise<void> {
  const source = join(temporary, "java");
  // A build leaves files next to its source.
  cpSync(join(root, "sdk/java"), source, { recursive: true, filter: (path) => !path.endsWith("target") });
  // Maven runs too briefly to gain from Java's second compiler, which doubles its time.
  const env = { MAVEN_OPTS: "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC" };
  await run("mvn", ["--quiet", "--batch-mode", "package"], { cwd: source, env });
  for (const name of [`tasknet-${version}.jar`, `tasknet-${version}-sources.jar`])
    cpSync(join(source, "target", name), join(folder, name));
  cpSync(join(source, "pom.xml"), join(folder, `tasknet-${version}.pom`));
}

/** Writes the sources of the generated .NET SDK. The workflow of a release compiles them. */
export async function writeDotnetSources({ root, folder, version }: Release): Promise<void> {
  const name = `PulumiTasknet.Tasknet-${version}`;
  const built = /^(bin|obj)\//;
  const entries = entriesOf(join(root, "sdk/dotnet")).filter((entry) => !built.test(entry.name));
  const renamed = entries.map((entry) => ({ ...entry, name: `${name}/${entry.name}` }));
  writeFileSync(join(folder, `${name}-sources.tar.gz`), await packArchive(renamed));
}
