import * as pulumi from "@pulumi/pulumi";
import * as tasknet from "pulumi-tasknet";

const config = new pulumi.Config();
// A delete of the environment or the fingerprint loses the stored login for good.
const protect = true;

const environment = new tasknet.Environment("shop", { name: "shop" }, { protect });

const fingerprint = new tasknet.Fingerprint(
  "buyer",
  {
    environmentUUID: environment.environmentUUID,
    screen: { resolution: "1920x1080", depth: 24, dpi: 96 },
    proxy: { country: "DE" },
  },
  { protect },
);

const session = new tasknet.Session("browser", {
  leaseTime: 10,
  driver: config.require<tasknet.Driver>("driver"),
  environmentId: environment.environmentUUID,
  environmentSecret: environment.envSecret,
  fingerprintUUID: fingerprint.fingerprintUUID,
  fingerprintSecret: fingerprint.fingerprintSecret,
});

export const fingerprintUUID = fingerprint.fingerprintUUID;
export const sessionUUID = session.sessionUUID;
