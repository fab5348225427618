/** Reads a file of the repository by its path, with "/". */
export type ReadFile = (file: string) => string;

/** A file that names the version of the package, and how. The first group of the pattern is the version. */
interface VersionedFile {
  readonly file: string;
  readonly pattern: RegExp;
}

const inJson = /^\s*"version": "(.*)",?$/m;

const versionedFiles: readonly VersionedFile[] = [
  { file: "package-lock.json", pattern: inJson },
  { file: "provider/plugin/schema.json", pattern: inJson },
  { file: "sdk/nodejs/package.json", pattern: inJson },
  { file: "sdk/python/pyproject.toml", pattern: /^\s*version = "(.*)"$/m },
  { file: "sdk/python/pulumi_tasknet/pulumi-plugin.json", pattern: inJson },
  { file: "sdk/go/tasknet/pulumi-plugin.json", pattern: inJson },
  { file: "sdk/java/pom.xml", pattern: /<artifactId>tasknet<\/artifactId>\s*<version>(.*)<\/version>/ },
  { file: "examples/java/pom.xml", pattern: /<artifactId>tasknet<\/artifactId>\s*<version>(.*)<\/version>/ },
  { file: "sdk/dotnet/version.txt", pattern: /^(.*)$/ },
  { file: "docs/installation-configuration.md", pattern: /pulumi plugin install resource tasknet v(\S+)/ },
];

/** Returns the path of a file that pins the plugin of an example, and where to download it. */
export function declarationOf(folder: string, version: string): string {
  return `${folder}/sdks/tasknet/tasknet-${version}.yaml`;
}

/** Folders of programs in YAML, which pin the version of the plugin in a file of their own. */
export const yamlPrograms = [
  "examples/yaml",
  "examples/multi-account",
  "examples/pr-preview",
  "examples/keep-alive",
  "examples/ci-job",
  "examples/login/yaml",
  "templates/yaml",
];

/** Returns a sentence for each file whose version differs from that of package.json. */
export function findOtherVersions(read: ReadFile): string[] {
  const version = versionIn(read, { file: "package.json", pattern: inJson });
  const declarations = yamlPrograms.map((folder) => ({
    file: declarationOf(folder, version),
    pattern: /^version: (.*)$/m,
  }));
  return [...versionedFiles, ...declarations].flatMap((versioned) => {
    const found = versionIn(read, versioned);
    return found === version ? [] : [`${versioned.file} must have the version ${version}, but has ${found}.`];
  });
}

/** Returns a sentence for each thing that the changelog lacks for a release. */
export function findChangelogFaults(read: ReadFile): string[] {
  const version = versionIn(read, { file: "package.json", pattern: inJson });
  const [, unreleased = ""] = /^## Unreleased$(.*?)(?=^## )/ms.exec(read("CHANGELOG.md")) ?? [];
  return [
    ...(read("CHANGELOG.md").includes(`\n## ${version}\n`)
      ? []
      : [`CHANGELOG.md has no section for ${version}.`]),
    ...(unreleased.trim() === "" ? [] : [`CHANGELOG.md has unreleased changes: move them to ${version}.`]),
  ];
}

function versionIn(read: ReadFile, { file, pattern }: VersionedFile): string {
  try {
    return pattern.exec(read(file))?.[1] ?? "none";
  } catch {
    return "none: the file does not exist";
  }
}
