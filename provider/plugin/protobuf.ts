// Reads and writes the fields of protocol buffers (protobuf.dev/programming-guides/encoding), as far as the engine's
// protocol uses them.
import { RpcError, statusCodes } from "./rpc-error";

/** Bytes that are no message of the expected type. */
export class MalformedMessageError extends RpcError {
  constructor(detail: string) {
    super(`could not read the engine's message: ${detail}`, statusCodes.INVALID_ARGUMENT);
  }
}

/** How a value is written, as the lowest three bits of its tag say. */
export const wireTypes = { varint: 0, fixed64: 1, sized: 2, fixed32: 5 } as const;

/** Reads one message, tag by tag. Each method throws MalformedMessageError where the bytes end too early. */
export class Reader {
  constructor(
    private readonly bytes: Buffer,
    private at = 0,
    private readonly end = bytes.length,
  ) {}

  /** The next field's tag, which is its number times eight plus its wire type; 0 at the end of the message. */
  tag(): number {
    if (this.at === this.end) return 0;
    const tag = this.int();
    if (tag < 8 || tag > 0xffff_ffff) throw new MalformedMessageError("a field has no valid number");
    return tag;
  }

  string(): string {
    const end = this.sizedEnd();
    const text = this.bytes.toString("utf8", this.at, end);
    this.at = end;
    return text;
  }

  /** Bytes that share the message's memory. */
  sized(): Buffer {
    const end = this.sizedEnd();
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  /** A reader of a message within this one. */
  message(): Reader {
    const end = this.sizedEnd();
    const reader = new Reader(this.bytes, this.at, end);
    this.at = end;
    return reader;
  }

  bool(): boolean {
    return this.int() !== 0;
  }

  double(): number {
    this.skipBytes(8);
    return this.bytes.readDoubleLE(this.at - 8);
  }

  /** An integer of 64 bits, signed; one that no number can hold is rounded. */
  int(): number {
    const start = this.at;
    let value = 0;
    for (let scale = 1; this.at < this.end && this.at - start < 10; scale *= 0x80) {
      const byte = this.bytes[this.at] ?? 0;
      this.at += 1;
      value += (byte % 0x80) * scale;
      // Seven bytes hold 49 bits, which a number adds up without rounding.
      if (byte < 0x80) return this.at - start <= 7 ? value : this.largeInt(start);
    }
    throw new MalformedMessageError("an integer has no end");
  }

  /** Passes over a field that is not known. */
  skip(tag: number): void {
    const wireType = tag % 8;
    if (wireType === wireTypes.varint) this.int();
    else if (wireType === wireTypes.fixed64) this.skipBytes(8);
    else if (wireType === wireTypes.sized) this.at = this.sizedEnd();
    else if (wireType === wireTypes.fixed32) this.skipBytes(4);
    else throw new MalformedMessageError(`there is no wire type ${wireType}`);
  }

  private largeInt(start: number): number {
    let value = 0n;
    for (let at = this.at - 1; at >= start; at -= 1)
      value = value * 0x80n + BigInt((this.bytes[at] ?? 0) % 0x80);
    return Number(BigInt.asIntN(64, value));
  }

  private sizedEnd(): number {
    const size = this.int();
    if (size < 0 || size > this.end - this.at)
      throw new MalformedMessageError("a field ends after its message");
    return this.at + size;
  }

  private skipBytes(count: number): void {
    if (count > this.end - this.at) throw new MalformedMessageError("a field ends after its message");
    this.at += count;
  }
}

/** Size of a writer's first buffer, in bytes: most responses fit. */
const firstBufferBytes = 1024;

/** Writes one message, field by field. */
export class Writer {
  private bytes = Buffer.allocUnsafe(firstBufferBytes);
  private at = 0;

  /** What has been written. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.at);
  }

  string(number: number, text: string): void {
    const size = Buffer.byteLength(text);
    this.beginSized(number, size);
    this.bytes.write(text, this.at, size, "utf8");
    this.at += size;
  }

  sized(number: number, bytes: Uint8Array): void {
    this.beginSized(number, bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** A message within this one, whose fields `write` writes. */
  message(number: number, write: () => void): void {
    this.varint(number * 8 + wireTypes.sized);
    const start = this.at + 1;
    this.varint(0);
    write();
    const size = this.at - start;
    // The size was not known when its place was left: one of more than a byte moves the message.
    const extraBytes = sizeOfVarint(size) - 1;
    this.reserve(extraBytes);
    this.bytes.copyWithin(start + extraBytes, start, this.at);
    this.at = start - 1;
    this.varint(size);
    this.at += size;
  }

  /** An integer of 64 bits, signed. */
  int(number: number, value: number): void {
    this.varint(number * 8 + wireTypes.varint);
    if (value >= 0) this.varint(value);
    else this.negative(value);
  }

  bool(number: number, value: boolean): void {
    this.int(number, Number(value));
  }

  double(number: number, value: number): void {
    this.varint(number * 8 + wireTypes.fixed64);
    this.reserve(8);
    this.at = this.bytes.writeDoubleLE(value, this.at);
  }

  private beginSized(number: number, size: number): void {
    this.varint(number * 8 + wireTypes.sized);
    this.varint(size);
    this.reserve(size);
  }

  private varint(value: number): void {
    this.reserve(10);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) + 0x80);
    this.byte(rest);
  }

  private negative(value: number): void {
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 0x80n; rest /= 0x80n) this.byte(Number(rest % 0x80n) + 0x80);
    this.byte(Number(rest));
  }

  private byte(value: number): void {
    this.bytes[this.at] = value;
    this.at += 1;
  }

  private reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.bytes.length, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }
}

function sizeOfVarint(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}
