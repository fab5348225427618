import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ArchiveEntry } from "./archive";
import { packArchive } from "./archive";
import type { Release } from "./release";
import { writeBlob, writeExecutable } from "./executable";
import type { Platform } from "./platforms";
import { hostPlatform, nodeVersion } from "./platforms";
import { forEachInParallel, run } from "./run";

/** Writes the archive of the plugin for each platform, under the name that the engine asks for. */
export async function writePluginArchives(release: Release, platforms: readonly Platform[]): Promise<void> {
  const host = hostPlatform();
  const nodes = new Map<Platform, string>();
  const needed = [host, ...platforms.filter((platform) => platform !== host)];
  await forEachInParallel(needed, async (platform) =>
    nodes.set(platform, await fetchNode(release, platform)),
  );
  const hostNode = nodeOf(nodes, host);
  const bundle = join(release.root, "dist/bin/pulumi-resource-tasknet.js");
  const hostBlob = await writeBlob(bundle, hostNode, release.temporary, { hasCodeCache: true });
  const otherBlob = await writeBlob(bundle, hostNode, release.temporary, { hasCodeCache: false });
  const notices = noticesOf(release, hostNode);
  await forEachInParallel(platforms, async (platform) => {
    const executable = join(release.temporary, platform.name, platform.executable);
    const blob = platform === host ? hostBlob : otherBlob;
    await writeExecutable(platform, nodeOf(nodes, platform), blob, executable);
    const program = { name: platform.executable, content: readFileSync(executable), isExecutable: true };
    const archive = `pulumi-resource-tasknet-v${release.version}-${platform.name}.tar.gz`;
    writeFileSync(join(release.folder, archive), await packArchive([program, ...notices]));
  });
}

/** Fetches Node for a platform by npm, which keeps it in its cache, and returns the path of its executable. */
async function fetchNode({ temporary }: Release, platform: Platform): Promise<string> {
  const folder = join(temporary, platform.name);
  mkdirSync(folder);
  const spec = `${platform.nodePackage}@${nodeVersion}`;
  await run("npm", ["pack", spec, "--prefer-offline", "--loglevel=error", "--pack-destination", folder]);
  const archive = join(folder, `${platform.nodePackage}-${nodeVersion}.tgz`);
  const integrity = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (integrity !== platform.integrity)
    throw new Error(`the sum of ${spec} must be ${platform.integrity}, but is ${integrity}`);
  // Not all of these packages have the licence.
  const members = ["LICENSE", platform.node].map((name) => `package/${name}`);
  const listed = platform.nodePackage.startsWith("node-win") ? members.slice(1) : members;
  await run("tar", ["-xzf", archive, "-C", folder, ...listed]);
  return join(folder, "package", platform.node);
}

function nodeOf(nodes: ReadonlyMap<Platform, string>, platform: Platform): string {
  const node = nodes.get(platform);
  if (node === undefined) throw new Error(`there is no Node for ${platform.name}`);
  return node;
}

/** The licences that the archive must carry. */
function noticesOf(release: Release, hostNode: string): ArchiveEntry[] {
  return [
    { name: "LICENSE", content: readFileSync(join(release.root, "LICENSE")) },
    { name: "LICENSE-NODE", content: readFileSync(join(hostNode, "../../LICENSE")) },
  ];
}
