import type { Programs } from "./example-languages";
import { csharp, go, java } from "./example-languages";

/** Programs that declare a fingerprint, its environment, and a session with both. */
export const fingerprintPrograms: Programs = {
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
  csharp: csharp(
    `    var keep = new CustomResourceOptions { Protect = true };
    var shop = new Tasknet.Environment("shop", new() { Name = "shop" }, keep);
    var buyer = new Tasknet.Fingerprint("buyer", new()
    {
        EnvironmentUUID = shop.EnvironmentUUID,
        Screen = new Tasknet.Inputs.FingerprintScreenArgs { Resolution = "1920x1080", Depth = 24, Dpi = 96 },
        Proxy = new Tasknet.Inputs.FingerprintProxyArgs { Country = "DE" },
    }, keep);
    var session = new Tasknet.Session("browser", new()
    {
        LeaseTime = 30,
        EnvironmentId = shop.EnvironmentUUID,
        EnvironmentSecret = shop.EnvSecret,
        FingerprintUUID = buyer.FingerprintUUID,
        FingerprintSecret = buyer.FingerprintSecret,
    });`,
    "sessionUUID",
    "session.SessionUUID",
  ),
  java: java(
    [
      "Environment",
      "EnvironmentArgs",
      "Fingerprint",
      "FingerprintArgs",
      "Session",
      "SessionArgs",
      "inputs.FingerprintProxyArgs",
      "inputs.FingerprintScreenArgs",
    ],
    `            var keep = CustomResourceOptions.builder().protect(true).build();
            var shop = new Environment("shop", EnvironmentArgs.builder().name("shop").build(), keep);
            var buyer = new Fingerprint("buyer", FingerprintArgs.builder()
                .environmentUUID(shop.environmentUUID())
                .screen(FingerprintScreenArgs.builder().resolution("1920x1080").depth(24).dpi(96).build())
                .proxy(FingerprintProxyArgs.builder().country("DE").build())
                .build(), keep);
            var session = new Session("browser", SessionArgs.builder()
                .leaseTime(30)
                .environmentId(shop.environmentUUID())
                .environmentSecret(shop.envSecret().applyValue(Optional::get))
                .fingerprintUUID(buyer.fingerprintUUID())
                .fingerprintSecret(buyer.fingerprintSecret().applyValue(Optional::get))
                .build());
            context.export("sessionUUID", session.sessionUUID());`,
    ["com.pulumi.resources.CustomResourceOptions", "java.util.Optional"],
  ),
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
};
