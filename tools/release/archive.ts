import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

/** The time of every file of a release, in seconds since 1970: the same input makes the same bytes. npm uses it too. */
export const releaseTimeSeconds = 499_162_500;

/** A file of an archive. */
export interface ArchiveEntry {
  /** The path in the archive, with "/"; at most 100 bytes. */
  readonly name: string;
  readonly content: Buffer;
  readonly isExecutable?: boolean;
}

const blockSize = 512;

/** Packs files into a gzipped tar archive, sorted by name and without the owner or the time of the files. */
export function packArchive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const blocks = sorted.flatMap((entry) => [
    header(entry),
    entry.content,
    Buffer.alloc(-entry.content.length & (blockSize - 1)),
  ]);
  return promisify(gzip)(Buffer.concat([...blocks, Buffer.alloc(2 * blockSize)]));
}

/** Returns the files of a folder and its subfolders, with a prefix before each name. */
export function entriesOf(folder: string, prefix = ""): ArchiveEntry[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        name: prefix + relative(folder, path).replaceAll("\\", "/"),
        content: readFileSync(path),
        isExecutable: (statSync(path).mode & 0o100) !== 0,
      };
    });
}

/** The header of a file in the ustar format. */
function header({ name, content, isExecutable = false }: ArchiveEntry): Buffer {
  const block = Buffer.alloc(blockSize);
  if (Buffer.byteLength(name) > 100) throw new Error(`the name ${name} is too long for an archive`);
  const octal = (value: number, offset: number, digits: number): void => {
    block.write(value.toString(8).padStart(digits, "0"), offset);
  };
  block.write(name, 0);
  octal(isExecutable ? 0o755 : 0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(content.length, 124, 11);
  octal(releaseTimeSeconds, 136, 11);
  // The checksum is computed with blanks in its own field.
  block.write("        0ustar\u000000", 148);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    6,
  );
  block.writeUInt8(0, 154);
  return block;
}
