import { fingerprintPrograms } from "./example-fingerprint";
import type { Programs } from "./example-languages";
import { csharp, go, java } from "./example-languages";

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
    csharp: csharp(
      `    var session = new Tasknet.Session("browser", new() { LeaseTime = 30, RenewBefore = 10 });`,
      "sessionUUID",
      "session.SessionUUID",
    ),
    java: java(
      ["Session", "SessionArgs"],
      `            var session = new Session("browser", SessionArgs.builder()
                .leaseTime(30)
                .renewBefore(10)
                .build());
            context.export("sessionUUID", session.sessionUUID());`,
    ),
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
    csharp: csharp(
      `    var options = new CustomResourceOptions { Protect = true };
    var shop = new Tasknet.Environment("shop", new() { Name = "shop" }, options);`,
      "environmentUUID",
      "shop.EnvironmentUUID",
    ),
    java: java(
      ["Environment", "EnvironmentArgs"],
      `            var options = CustomResourceOptions.builder().protect(true).build();
            var shop = new Environment("shop", EnvironmentArgs.builder().name("shop").build(), options);
            context.export("environmentUUID", shop.environmentUUID());`,
      ["com.pulumi.resources.CustomResourceOptions"],
    ),
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
  Fingerprint: fingerprintPrograms,
};
