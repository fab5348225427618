import { once } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import { connect } from "node:net";
import { status } from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";
import { servePlugin, struct, urn } from "./fixtures";
import { frame, openCall, openSession, responseOf } from "./http2-client";

/** The deepest nesting of values that the plugin reads. */
const maxNesting = 100;

function checkRequest(values: Record<string, unknown> = { leaseTime: 5 }): Buffer {
  const request = new proto.CheckRequest().setUrn(urn).setNews(struct(values));
  return Buffer.from(request.serializeBinary());
}

/** A list that holds a list, and so on. */
function nested(levels: number): unknown {
  let value: unknown = "innermost";
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

/** A field of bytes, with its length unless another one is given. */
function field(number: number, bytes: Buffer, length = bytes.length): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** A Check whose values are nested deeper than google-protobuf can write. */
function deepRequest(levels: number): Buffer {
  let value: Buffer = Buffer.from([8, 0]);
  for (let level = 0; level < levels; level += 1) value = field(6, field(1, value));
  const entry = Buffer.concat([field(1, Buffer.from("driver")), field(2, value)]);
  return Buffer.concat([field(1, Buffer.from(urn)), field(3, field(1, entry))]);
}

describe("malformed requests", () => {
  let port: number;
  let plugin: Awaited<ReturnType<typeof servePlugin>>;
  let session: ClientHttp2Session;

  before(async () => {
    plugin = await servePlugin();
    ({ port } = plugin);
    session = openSession(port);
  });
  after(() => {
    session.destroy();
    plugin.close();
  });

  /** Expects that the plugin still serves, on its other connection. */
  async function expectServing(): Promise<void> {
    const { failures } = await plugin.plugin.check({ leaseTime: 5 });
    expect(failures).to.deep.equal([]);
  }

  const whole = checkRequest();
  const { INTERNAL, INVALID_ARGUMENT, UNIMPLEMENTED } = status;
  const cases: [name: string, body: Buffer, code: status][] = [
    ["an empty body", Buffer.alloc(0), INTERNAL],
    ["half a prefix", Buffer.alloc(3), INTERNAL],
    ["a body shorter than its prefix says", frame(whole, whole.length + 1), INTERNAL],
    ["a body longer than its prefix says", frame(whole, whole.length - 1), INTERNAL],
    ["a body of two messages", Buffer.concat([frame(whole), frame(whole)]), INTERNAL],
    ["a prefix of 4 GiB", frame(whole, 0xffff_ffff), INTERNAL],
    ["a compressed message", frame(whole, whole.length, 1), UNIMPLEMENTED],
    ["half a message", frame(whole.subarray(0, whole.length / 2)), INVALID_ARGUMENT],
    ["a field without a number", frame(Buffer.from([0, 1])), INVALID_ARGUMENT],
    ["a field longer than the message", frame(field(1, Buffer.from("x"), 100)), INVALID_ARGUMENT],
    [
      "a field of negative length",
      frame(Buffer.from([10, ...Array<number>(9).fill(255), 1])),
      INVALID_ARGUMENT,
    ],
    ["an integer that never ends", frame(Buffer.alloc(20, 255)), INVALID_ARGUMENT],
    ["a wire type that does not exist", frame(Buffer.from([15, 1])), INVALID_ARGUMENT],
    ["a text in place of a message", frame(Buffer.from("GET / HTTP/1.1")), INVALID_ARGUMENT],
    [
      "values that end too early",
      frame(Buffer.concat([field(1, Buffer.from(urn)), field(3, Buffer.from([10, 99]))])),
      INVALID_ARGUMENT,
    ],
    ["values in 101 levels", frame(checkRequest({ driver: nested(maxNesting + 1) })), INVALID_ARGUMENT],
    ["values in 10,000 levels", frame(deepRequest(10_000)), INVALID_ARGUMENT],
  ];
  for (const [name, body, code] of cases) {
    it(`refuses ${name} with the status ${status[code]}`, async () => {
      const stream = openCall(session, "Check");
      stream.end(body);
      const response = await responseOf(stream);
      expect(response.status).to.equal(code);
      expect(response.message).to.not.be.empty;
      await expectServing();
    });
  }

  it("refuses a method that does not exist with UNIMPLEMENTED, however large its request is", async () => {
    const stream = openCall(session, "NoMethod");
    stream.end(frame(Buffer.alloc(1024 * 1024)));
    expect((await responseOf(stream)).status).to.equal(UNIMPLEMENTED);
  });

  it("reports values in 100 levels as an invalid input", async () => {
    const { failures } = await plugin.plugin.check({ leaseTime: 5, driver: nested(maxNesting) });
    expect(failures.map(({ property }) => property)).to.deep.equal(["driver"]);
  });

  it("ignores fields that a later engine adds to a message", async () => {
    const later = [
      field(15, Buffer.from("later")),
      Buffer.from([0xf8, 0x01, 5]),
      Buffer.from([0xfd, 0x01, 1, 2, 3, 4]),
      Buffer.from([0xf9, 0x01, 1, 2, 3, 4, 5, 6, 7, 8]),
    ];
    const stream = openCall(session, "Check");
    stream.end(frame(Buffer.concat([...later, whole])));
    const { status: code, body } = await responseOf(stream);
    expect(code).to.equal(status.OK);
    const response = proto.CheckResponse.deserializeBinary(body.subarray(5));
    expect(response.getFailuresList()).to.deep.equal([]);
    expect(response.getInputs()?.toJavaScript()).to.include({ leaseTime: 5 });
  });

  const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  for (const [name, text] of [
    ["that speaks HTTP/1.1", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"],
    ["that sends bytes that are no HTTP/2 frame", preface + "\xff".repeat(64)],
    [
      "that sends an HTTP/2 frame that is too long",
      `${preface}\x00\x00\x00\x04\x00\x00\x00\x00\x00\xff\xff\xff\x00\x00\x00\x00\x00\x01`,
    ],
  ] as const) {
    it(`closes only the connection ${name}`, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.on("error", () => undefined).resume();
      socket.write(Buffer.from(text, "latin1"));
      await once(socket, "close");
      await expectServing();
    });
  }
});
