import type { ReadFile } from "./versions";
import { declarationOf, yamlPrograms } from "./versions";

/** Files of the SDKs that say where the engine downloads the plugin. */
const sdkFiles = [
  "sdk/nodejs/package.json",
  "sdk/python/pulumi_tasknet/pulumi-plugin.json",
  "sdk/go/tasknet/pulumi-plugin.json",
  "sdk/java/src/main/resources/io/github/pulumitasknet/tasknet/plugin.json",
  "sdk/dotnet/pulumi-plugin.json",
];

/**
 * Returns a sentence for each file that names another place of the plugin than the schema.
 *
 * @param version the version of the package, which is a part of the names of some files
 */
export function findOtherDownloadUrls(read: ReadFile, version: string): string[] {
  const url = /"pluginDownloadURL": "(.*)"/.exec(read("provider/plugin/schema.json"))?.[1] ?? "none";
  const files = [
    ...sdkFiles.map((file) => ({ file, pattern: /"server": "(.*)"/ })),
    ...yamlPrograms.map((folder) => ({
      file: declarationOf(folder, version),
      pattern: /^downloadUrl: (.*)$/m,
    })),
  ];
  return files.flatMap(({ file, pattern }) => {
    const found = pattern.exec(read(file))?.[1] ?? "none";
    return found === url ? [] : [`${file} must have the download URL ${url}, but has ${found}.`];
  });
}
