/** Programs of the schema's descriptions: the generators keep those of their own language. */
export type Programs = Readonly<Record<"typescript" | "python" | "go" | "yaml", string>>;

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

/** Programs that declare the resources, by the last part of their types. */
export const resourcePrograms: Readonly<Record<string, Programs>> = {
  Session: {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const session = new tasknet.Session("browser", { leaseTime: 30, renewBefore: 10 });
export const sessionUUID = session.sessionUUID;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

session = tasknet.Session("browser", lease_time=30, renew_before=10)
pulumi.export("sessionUUID", session.session_uuid)`,
    go: go(`		session, err := tasknet.NewSession(ctx, "browser", &tasknet.SessionArgs{
			LeaseTime:   pulumi.Int(30),
			RenewBefore: pulumi.Int(10),
		})
		if err != nil {
			return err
		}
		ctx.Export("sessionUUID", session.SessionUUID)`),
    yaml: `
resources:
  browser:
    type: tasknet:Session
    properties:
      leaseTime: 30
      renewBefore: 10
outputs:
  sessionUUID: \${browser.sessionUUID}`,
  },
  Environment: {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const shop = new tasknet.Environment("shop", { name: "shop" }, { protect: true });
export const environmentUUID = shop.environmentUUID;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

shop = tasknet.Environment("shop", name="shop", opts=pulumi.ResourceOptions(protect=True))
pulumi.export("environmentUUID", shop.environment_uuid)`,
    go: go(`		shop, err := tasknet.NewEnvironment(ctx, "shop", &tasknet.EnvironmentArgs{
			Name: pulumi.String("shop"),
		}, pulumi.Protect(true))
		if err != nil {
			return err
		}
		ctx.Export("environmentUUID", shop.EnvironmentUUID)`),
    yaml: `
resources:
  shop:
    type: tasknet:Environment
    properties:
      name: shop
    options:
      protect: true
outputs:
  environmentUUID: \${shop.environmentUUID}`,
  },
  Fingerprint: {
    typescript: `
import * as tasknet from "pulumi-tasknet-native";

const shop = new tasknet.Environment("shop", { name: "shop" }, { protect: true });
const buyer = new tasknet.Fingerprint(
  "buyer",
  {
    environmentUUID: shop.environmentUUID,
    screen: { resolution: "1920x1080", depth: 24, dpi: 96 },
    proxy: { country: "DE" },
  },
  { protect: true },
);
const session = new tasknet.Session("browser", {
  leaseTime: 30,
  environmentId: shop.environmentUUID,
  environmentSecret: shop.envSecret,
  fingerprintUUID: buyer.fingerprintUUID,
  fingerprintSecret: buyer.fingerprintSecret,
});
export const sessionUUID = session.sessionUUID;`,
    python: `
import pulumi
import pulumi_tasknet as tasknet

keep = pulumi.ResourceOptions(protect=True)
shop = tasknet.Environment("shop", name="shop", opts=keep)
buyer = tasknet.Fingerprint(
    "buyer",
    environment_uuid=shop.environment_uuid,
    screen={"resolution": "1920x1080", "depth": 24, "dpi": 96},
    proxy={"country": "DE"},
    opts=keep,
)
session = tasknet.Session(
    "browser",
    lease_time=30,
    environment_id=shop.environment_uuid,
    environment_secret=shop.env_secret,
    fingerprint_uuid=buyer.fingerprint_uuid,
    fingerprint_secret=buyer.fingerprint_secret,
)
pulumi.export("sessionUUID", session.session_uuid)`,
    go: go(`		shop, err := tasknet.NewEnvironment(ctx, "shop", &tasknet.EnvironmentArgs{
			Name: pulumi.String("shop"),
		}, pulumi.Protect(true))
		if err != nil {
			return err
		}
		buyer, err := tasknet.NewFingerprint(ctx, "buyer", &tasknet.FingerprintArgs{
			EnvironmentUUID: shop.EnvironmentUUID,
			Screen: &tasknet.FingerprintScreenArgs{
				Resolution: pulumi.String("1920x1080"),
				Depth:      pulumi.Int(24),
				Dpi:        pulumi.Int(96),
			},
			Proxy: &tasknet.FingerprintProxyArgs{Country: pulumi.String("DE")},
		}, pulumi.Protect(true))
		if err != nil {
			return err
		}
		session, err := tasknet.NewSession(ctx, "browser", &tasknet.SessionArgs{
			LeaseTime:         pulumi.Int(30),
			EnvironmentId:     shop.EnvironmentUUID,
			EnvironmentSecret: shop.EnvSecret,
			FingerprintUUID:   buyer.FingerprintUUID,
			FingerprintSecret: buyer.FingerprintSecret,
		})
		if err != nil {
			return err
		}
		ctx.Export("sessionUUID", session.SessionUUID)`),
    yaml: `
resources:
  shop:
    type: tasknet:Environment
    properties:
      name: shop
    options:
      protect: true
  buyer:
    type: tasknet:Fingerprint
    properties:
      environmentUUID: \${shop.environmentUUID}
      screen:
        resolution: 1920x1080
        depth: 24
        dpi: 96
      proxy:
        country: DE
    options:
      protect: true
  browser:
    type: tasknet:Session
    properties:
      leaseTime: 30
      environmentId: \${shop.environmentUUID}
      environmentSecret: \${shop.envSecret}
      fingerprintUUID: \${buyer.fingerprintUUID}
      fingerprintSecret: \${buyer.fingerprintSecret}
outputs:
  sessionUUID: \${browser.sessionUUID}`,
  },
};
